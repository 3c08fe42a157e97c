"""Law: what a learner reads in the notebook and in the feedback can be read by everybody: axe finds nothing serious in
it, and no colour says alone what nothing else says.

To hold another page to this, add a line to PAGES.
"""

import shutil

import matplotlib
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from checks.plots import _short, plot_errors
from grader.classroom.run import grade_class
from grader.course.nbgrader_cli import nbgrader
from tests.browser import chromium
from tests.browser.chromium import new_page
from tests.browser.jupyter import jupyter
from tests.browser.notebook import Notebook
from tests.pages import contrast
from tests.rnn import RNN, hand_in, learners, solutions

browser_needed = pytest.mark.skipif(bool(chromium.missing()), reason=chromium.missing())
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def graded(new_course, tmp_path_factory):
    """A course with feedback: the reference, a stub, and a learner whose last function gives zeros.

    Beside it, in at-once/, the same course with the pages that grading a class at once makes.
    """
    course = new_course(tmp_path_factory.mktemp("accessible") / "course")
    log = course / "nbgrader.log"
    hand_in(course, who=[learner for learner in learners() if learner.id in ("reference", "stub", "b-only-da-prevt")])
    grade_class(shutil.copytree(course, course.with_name("at-once")))
    nbgrader(course, "autograde", "rnn", log=log)
    nbgrader(course, "generate_feedback", "rnn", log=log)
    return course


def feedback(student):
    return lambda course: course / "feedback" / student / "rnn" / "rnn.html"


def at_once(*place):
    return lambda course: course.with_name("at-once").joinpath(*place)


WHOLE = {"include": [["html"]]}

# Of nbgrader's page, what comes from the course: not its list of cells, nor its links back to that list.
IN_NBGRADER = {"include": [["main"]], "exclude": [["a[href='#top']"]]}

# Of a notebook in JupyterLab, text and outputs. A figure there can't be given words of its own, so they stand above it.
IN_JUPYTER = {"include": [[".jp-RenderedMarkdown"], [".jp-OutputArea-output"]], "exclude": [[".jp-RenderedImage img"]]}
FIGURES_WITHOUT_WORDS = """
[...document.querySelectorAll(".jp-RenderedImage")].filter(
    figure => figure.closest(".jp-OutputArea").innerText.split(/\\s+/).length < 10
).length
"""

# (name, function: a graded course folder -> Path of a page in HTML, the part of it that is ours, as axe's context)
PAGES = [
    ("feedback on right work", feedback("reference"), IN_NBGRADER),
    ("feedback on a mistake", feedback("b-only-da-prevt"), IN_NBGRADER),
    ("feedback on untouched work", feedback("stub"), IN_NBGRADER),
    *(
        (f"own feedback: {student}", at_once("feedback", student, "rnn", "rnn.html"), WHOLE)
        for student in ("reference", "b-only-da-prevt", "stub")
    ),
    ("report on the class", at_once("reports", "rnn.html"), WHOLE),
]


def grave(page, part):
    """What axe finds in a part of a page that keeps somebody out: list of sentences."""
    found = Axe().run(page, context=part).response["violations"]
    return [
        f"{finding['id']} ({finding['impact']}): {finding['help']}: {node['html'][:200]}"
        for finding in found
        if finding["impact"] in GRAVE
        for node in finding["nodes"]
    ]


@browser_needed
@pytest.mark.slow
@pytest.mark.parametrize(("make", "part"), [page[1:] for page in PAGES], ids=[page[0] for page in PAGES])
def test_nothing_on_a_page_keeps_anybody_out(browser, graded, make, part):
    page, _ = new_page(browser)
    page.goto(make(graded).as_uri())
    assert grave(page, part) == []


@browser_needed
@pytest.mark.slow
def test_nothing_in_the_notebook_keeps_anybody_out_by_day_or_by_night(browser, release, tmp_path):
    folder = shutil.copytree(release, tmp_path / "rnn")
    (tmp_path / "home").mkdir()
    with jupyter(folder, tmp_path / "home") as server:
        lab = Notebook(browser, server.address("lab/tree/rnn.ipynb"))
        lab.run_all("rnn_cell_forward_test(rnn_cell_forward)", shows="rnn_cell_forward is not finished")
        for function, text in solutions().items():
            lab.write(f"def {function}(", text.replace("da[:, :, t] + da_prevt", "da_prevt"))
            lab.run(f"def {function}(")
        lab.run("rnn_backward_test(rnn_backward)", shows="hint  Everything is zero")
        lab.add_below("rnn_backward_test(rnn_backward)", "show_error(rnn_backward)")
        lab.run("show_error(rnn_backward)", shows="dx: the largest error is")
        lab.picture("show_error(rnn_backward)")
        lab.write("def rnn_backward(", solutions()["rnn_backward"])
        lab.run("def rnn_backward(")
        for plot in ("trained = ready_to_train", "def reach("):
            lab.run(plot)
            lab.picture(plot)
        assert lab.page.evaluate(FIGURES_WITHOUT_WORDS) == 0
        for theme in ("JupyterLab Light", "JupyterLab Dark"):
            lab.theme(theme)
            found = grave(lab.page, IN_JUPYTER)
            assert found == [], theme


def test_every_number_in_a_map_of_errors_stands_out_from_its_field():
    import matplotlib.pyplot as plt

    wrong = np.linspace(0, 1, 60).reshape(4, 15)
    plt.switch_backend("agg")  # a test before this one may have left a notebook's, which closes what it has shown
    plot_errors("rnn_backward", {"dWax": (wrong, np.zeros((4, 15)))}, RNN.public)
    axes = plt.gcf().axes[0]
    image = axes.images[0]
    for text in axes.texts:
        column, row = text.get_position()
        field, ink = image.cmap(image.norm(wrong[row, column])), matplotlib.colors.to_rgb(text.get_color())
        assert contrast(field, ink) >= 4.5, text.get_text()
        assert text.get_text() == _short(wrong[row, column])
    plt.close("all")
