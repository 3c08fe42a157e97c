"""Law: in a real JupyterLab a learner gets from the first stub to a network that learns, what she is told on the way is
what she sees, and nothing of it keeps anybody out, by day or by night; what Notebook 7 saves is graded like what was
handed out."""

import shutil

import pytest

from tests.browser import chromium
from tests.browser.axe import grave
from tests.browser.jupyter import jupyter
from tests.browser.notebook import Notebook
from tests.rnn import CATALOGUE, FUNCTIONS, RNN, solutions

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(chromium.missing()), reason=chromium.missing())]

ALL_ZEROS = next(mistake for mistake in CATALOGUE if mistake.id == "b-only-da-prevt")
SHARP = {"viewport": {"width": 1180, "height": 1500}, "device_scale_factor": 1.5}

# Text and outputs of a notebook in JupyterLab. A figure there can't be given words of its own, so they stand above it.
IN_JUPYTER = {"include": [[".jp-RenderedMarkdown"], [".jp-OutputArea-output"]], "exclude": [[".jp-RenderedImage img"]]}
FIGURES_WITHOUT_WORDS = """
[...document.querySelectorAll(".jp-RenderedImage")].filter(
    figure => figure.closest(".jp-OutputArea").innerText.split(/\\s+/).length < 10
).length
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The folder of a server."""
    return tmp_path_factory.mktemp("server") / "work"


@pytest.fixture(scope="module")
def server(place):
    """A server of JupyterLab, which has Notebook 7 as well."""
    place.mkdir()
    home = place.with_name("home")
    home.mkdir()
    with jupyter(place, home) as started:
        yield started


def test_a_learner_gets_from_the_stubs_to_a_network_that_learns(browser, server, place, release, picture):
    shutil.copytree(release, place / "lab")
    lab = Notebook(browser, server.address("lab/tree/lab/rnn.ipynb"), **SHARP)
    everything_is_still_to_do(lab)
    three_are_right_and_the_last_is_all_zeros(lab)
    she_reads_what_is_wrong(lab)
    she_sees_where(lab, picture)
    validate(lab, picture("validate-fails"), "dx is all zeros")
    she_corrects_it(lab)
    validate(lab, picture("validate-succeeds"), "Success! Your notebook passes all the tests.")
    the_network_learns(lab, picture)
    lab.write("def rnn_backward(", ALL_ZEROS.sources(RNN)[0])
    lab.run("def rnn_backward(")
    she_reads_what_is_wrong(lab)
    nothing_of_all_this_keeps_anybody_out_by_day_or_by_night(lab)
    assert lab.refused == []


def everything_is_still_to_do(lab):
    first = lab.run_all("rnn_cell_forward_test(rnn_cell_forward)", shows="rnn_cell_forward is not finished: line ")
    assert first.splitlines()[0] == "0 of 8 points"
    assert "Traceback" not in first
    lab.output('print("cache    expected 4 entries', shows="rnn_cell_forward is not finished: ")
    for function in list(FUNCTIONS)[1:]:
        lab.run(f"def {function}(")
        said = lab.run(f"{function}_test({function})", shows=f"{function} is not finished: line ")
        assert "Traceback" not in said
    lab.run("trained = ready_to_train", shows="Not yet: rnn_cell_forward is not finished: ")


def three_are_right_and_the_last_is_all_zeros(lab):
    for function, text in {**solutions(), "rnn_backward": ALL_ZEROS.sources(RNN)[0]}.items():
        lab.write(f"def {function}(", text)
        lab.run(f"def {function}(")
    for function in ("rnn_cell_forward", "rnn_forward", "rnn_cell_backward"):
        lab.run(f"{function}_test({function})", shows=f"{function}: all public tests passed (")


def she_reads_what_is_wrong(lab):
    said = lab.run(
        "rnn_backward_test(rnn_backward)", shows="hint  Everything is zero, as if the loss had said nothing."
    )
    assert said.splitlines()[:2] == ["0 of 12 points", "rnn_backward: dx is all zeros"]
    assert "    yours       0 everywhere" in said.splitlines()


def she_sees_where(lab, picture):
    lab.add_below("rnn_backward_test(rnn_backward)", "show_error(rnn_backward)")
    largest = "dx: the largest error is 2.46, at [0, 3, 2]; 0 of 90 entries are right"
    lab.run("show_error(rnn_backward)", shows=largest)
    width, height = lab.picture("show_error(rnn_backward)")
    assert width > 600
    assert height > 300
    lab.shoot(picture("failing-test"), "rnn_backward_test(rnn_backward)", "show_error(rnn_backward)")


def validate(lab, path, expected):
    """Press nbgrader's button, read its answer, and close it."""
    lab.page.get_by_role("button", name="Validate").click()
    dialog = lab.page.locator(".jp-Dialog", has_text="Validation Results")
    dialog.get_by_text(expected).wait_for()
    lab.page.screenshot(path=path)
    dialog.get_by_role("button", name="Ok").click()
    dialog.wait_for(state="detached")


def she_corrects_it(lab):
    lab.write("def rnn_backward(", solutions()["rnn_backward"])
    lab.run("def rnn_backward(")
    lab.run("rnn_backward_test(rnn_backward)", shows="rnn_backward: all public tests passed (12 of 12 points)")
    lab.run("show_error(rnn_backward)", shows="rnn_backward: nothing to draw: its public test passes")


def the_network_learns(lab, picture):
    said = lab.run("trained = ready_to_train", shows="after: 100% of all echoes right")
    assert "before: 27% of all echoes right" in said
    lab.picture("trained = ready_to_train")
    lab.shoot(picture("trained-network"), "trained = ready_to_train", output=True)
    lab.run("def reach(", shows="after training: largest 0.73, 6 steps back")
    lab.picture("def reach(")
    lab.shoot(picture("reach"), "def reach(", output=True)


def nothing_of_all_this_keeps_anybody_out_by_day_or_by_night(lab):
    lab.run("show_error(rnn_backward)", shows="dx: the largest error is 2.46")
    assert lab.page.evaluate(FIGURES_WITHOUT_WORDS) == 0
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        lab.theme(theme)
        found = grave(lab.page, IN_JUPYTER)
        assert found == [], theme


def test_what_notebook_7_saves_is_graded_as_what_was_handed_out(browser, server, place, release, points_of, handed_in):
    path = shutil.copytree(release, place / "seven") / "rnn.ipynb"
    path.write_text(handed_in(rnn_backward=ALL_ZEROS.sources(RNN)[0]), encoding="utf-8")
    assert points_of(path.read_bytes()) == 70
    page = Notebook(browser, server.address("notebooks/seven/rnn.ipynb"))
    assert page.page.locator("body").get_attribute("data-notebook") == "notebooks"  # not JupyterLab
    page.write("def rnn_backward(", solutions()["rnn_backward"])
    for line in ("from public_tests import", *(f"def {function}(" for function in FUNCTIONS)):
        page.run(line)
    page.run("rnn_backward_test(rnn_backward)", shows="rnn_backward: all public tests passed")
    page.save()
    assert page.refused == []
    saved = path.read_text(encoding="utf-8")
    assert "gradients = rnn_cell_backward(da[:, :, t] + da_prevt, caches[t])" in saved
    assert "all public tests passed" in saved
    assert points_of(path.read_bytes()) == 100
