"""Law: who opens the link has the whole assignment, in a browser alone: the same tests and messages as elsewhere, the
pictures, work that stays, a file to hand in that is graded; no other host is asked, and the console stays clean.

Chromium goes the whole way in one tour; Firefox goes as far as the file to hand in, with --whole as far as Chromium.
"""

import re
import shutil
import time
from contextlib import contextmanager

import pytest

from checks.report import TestFailure
from grader.site.build import LIST, SERVICE_WORKER, build
from grader.system.terminal import CannotRun
from tests import lstm
from tests.browser import chromium, firefox, pyodide
from tests.browser.axe import grave
from tests.browser.firefox import FirefoxNotebook
from tests.browser.site import LiteNotebook, new_visitor, serving, watch
from tests.rnn import CATALOGUE, RNN, define, public_test, solutions
from tests.sampling import is_whole

WHY_NOT = chromium.missing() or pyodide.missing()
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)]

ALL_ZEROS = next(mistake for mistake in CATALOGUE if mistake.id == "b-only-da-prevt")
XT_FIRST = next(mistake for mistake in lstm.CATALOGUE if mistake.id == "cf-stack-order")
ENDLESS = "def rnn_cell_forward(xt, a_prev, parameters):\n    while True:\n        pass"
OPEN = "**/notebooks/index.html?path=**"
MOST = 25_000_000  # bytes until the first message, at a first visit


@pytest.fixture(scope="module")
def site(both_released, tmp_path_factory):
    """A site that brings Pyodide: Path."""
    folder = tmp_path_factory.mktemp("site") / "site"
    try:
        build(folder, both_released, ["rnn", "lstm"], pyodide.FOLDER)
    except CannotRun as why:
        pytest.skip(str(why))
    return folder


@pytest.fixture(scope="module")
def server(site):
    with serving(site) as started:
        yield started


@pytest.fixture
def visitor(browser, server):
    """A browser with a store of its own, as a new visitor has: Playwright's BrowserContext."""
    with new_visitor(browser, server) as context:
        yield context


def test_a_learner_gets_from_the_link_to_a_network_that_learns_and_her_work_outlives_a_new_version(
    visitor, server, site, points_of, picture, tmp_path
):
    page = visitor.new_page()
    errors = watch(page)
    notebook = opened(page, server, picture)
    three_are_right_and_the_last_is_all_zeros(notebook)
    the_message_is_the_same_as_elsewhere(notebook)
    she_sees_where(notebook)
    she_corrects_it(notebook)
    the_network_learns(notebook, picture)
    if is_whole():  # else test_browser_messages.py has one
        an_endless_function_is_ended_by_its_test(notebook)
    an_endless_cell_is_ended_as_the_first_screen_says(page, notebook)
    notebook.add_below("def reach(", "# not saved yet")
    saved = notebook.download()
    assert "# not saved yet" in saved.path().read_text("utf-8")
    assert saved.suggested_filename == "rnn.ipynb"
    assert points_of(saved.path().read_bytes()) == 100
    if is_whole():
        the_second_visit_is_quick_and_has_the_work(visitor, server)
    with new_version(site, tmp_path / "later", server):
        the_second_assignment_teaches_as_it_does_elsewhere(page, server)
        assert server.elsewhere == []
        assert errors == []
        page.close()
        visitor.set_offline(True)
        its_work_is_there(enter(visitor.new_page(), server))


@pytest.mark.skipif(bool(firefox.missing()), reason=firefox.missing())
def test_a_learner_with_firefox_gets_as_far(site, points_of, picture, tmp_path):
    with serving(site) as server, firefox.browser(server, tmp_path) as started:
        seconds = time.monotonic()
        notebook = FirefoxNotebook(started, f"{server.url}?open=rnn")
        first_message(notebook)
        print(f"\nFirefox: {time.monotonic() - seconds:.1f} s until the first message of a test")
        three_are_right_and_the_last_is_all_zeros(notebook)
        the_message_is_the_same_as_elsewhere(notebook)
        if is_whole():
            she_sees_where(notebook)
        she_corrects_it(notebook)
        if is_whole():
            the_network_learns(notebook, picture)
        assert points_of(notebook.download().read_bytes()) == 100
        assert notebook.errors() == []
        if is_whole():
            its_work_is_there(FirefoxNotebook(started, f"{server.url}?open=rnn"))
            assert started.uncaught() == []
    assert [host for host in server.elsewhere if not firefox.ITS_MAKERS.search(host)] == []


def enter(page, server, name="rnn"):
    """Open the link of an assignment, and return the notebook once its cells can be run."""
    page.goto(f"{server.url}?open={name}")
    page.wait_for_url(OPEN)
    return LiteNotebook(page)


def opened(page, server, picture):
    """Open the link, run the first cells, print what that took, and return the notebook."""
    seconds, sent = time.monotonic(), server.travelled
    page.goto(f"{server.url}?open=rnn")
    page.screenshot(path=picture("first-screen"))
    page.wait_for_url(OPEN)
    arrived = time.monotonic() - seconds
    notebook = LiteNotebook(page)
    first_message(notebook)
    sent = server.travelled - sent
    print(f"\nfirst visit: {arrived:.1f} s and {sent / 1e6:.1f} MB until the notebook is asked for,")
    print(f"{time.monotonic() - seconds:.1f} s until the first message of a test")
    page.screenshot(path=picture("in-the-browser"))
    has_theme(page, "Light")
    assert sent <= MOST
    return notebook


def has_theme(page, name):
    page.locator(f"body[data-jp-theme-name='JupyterLab {name}']").wait_for(state="attached")


def first_message(notebook):
    notebook.run("from public_tests import finished")
    notebook.run("def rnn_cell_forward(")
    said = notebook.run("rnn_cell_forward_test(rnn_cell_forward)", shows="rnn_cell_forward is not finished: line ")
    assert "Traceback" not in said


def three_are_right_and_the_last_is_all_zeros(notebook):
    for function, text in {**solutions(), "rnn_backward": ALL_ZEROS.sources(RNN)[0]}.items():
        notebook.write(f"def {function}(", text)
        notebook.run(f"def {function}(")
    for function in ("rnn_cell_forward", "rnn_forward", "rnn_cell_backward"):
        notebook.run(f"{function}_test({function})", shows=f"{function}: all public tests passed (")


def the_message_is_the_same_as_elsewhere(notebook):
    said, _, progress = notebook.run("rnn_backward_test(rnn_backward)", shows="hint  ").partition("Progress: ")
    names = define({**solutions(), "rnn_backward": ALL_ZEROS.sources(RNN)[0]})
    with pytest.raises(TestFailure) as failure:
        public_test("rnn_backward", names["rnn_backward"])
    assert said.split() == ["0", "of", "12", "points", *str(failure.value).split()]
    assert progress.startswith("3 of 4 functions")


def she_sees_where(notebook):
    notebook.add_below("rnn_backward_test(rnn_backward)", "show_error(rnn_backward)")
    notebook.run(
        "show_error(rnn_backward)", shows="dx: the largest error is 2.46, at [0, 3, 2]; 0 of 90 entries are right"
    )
    width, height = notebook.picture("show_error(rnn_backward)")
    assert (width > 600, height > 300) == (True, True)


def she_corrects_it(notebook):
    notebook.write("def rnn_backward(", solutions()["rnn_backward"])
    notebook.run("def rnn_backward(")
    notebook.run("rnn_backward_test(rnn_backward)", shows="rnn_backward: all public tests passed (12 of 12 points)")


def the_network_learns(notebook, picture):
    start = time.monotonic()
    said = notebook.run("trained = ready_to_train", shows="after: 100% of all echoes right", patience=4)
    assert "before: 27% of all echoes right" in said
    print(f"training, with its plot: {time.monotonic() - start:.1f} s")
    notebook.picture("trained = ready_to_train")
    notebook.run("def reach(", shows="after training: largest 0.73, 6 steps back")
    notebook.picture("def reach(")
    notebook.shoot(picture("reach-in-the-browser"), "def reach(", output=True)


def the_second_visit_is_quick_and_has_the_work(visitor, server):
    page, sent, seconds = visitor.new_page(), server.travelled, time.monotonic()
    its_work_is_there(enter(page, server))
    print(f"second visit: {time.monotonic() - seconds:.1f} s, {(server.travelled - sent) / 1e6:.2f} MB")
    assert server.travelled - sent < 1_000_000


def its_work_is_there(notebook):
    assert "rnn_cell_backward(da[:, :, t] + da_prevt, caches[t])" in notebook.text("def rnn_backward(")
    notebook.run("from public_tests import finished")
    notebook.run("def rnn_cell_forward(")
    notebook.run("rnn_cell_forward_test(rnn_cell_forward)", shows="rnn_cell_forward: all public tests passed (")


def an_endless_function_is_ended_by_its_test(notebook):
    notebook.write("def rnn_cell_forward(", ENDLESS)
    notebook.run("def rnn_cell_forward(")
    said = notebook.run("rnn_cell_forward_test(rnn_cell_forward)", shows="rnn_cell_forward did not finish")
    assert "was still running after 10 seconds" in said
    notebook.write("def rnn_cell_forward(", solutions()["rnn_cell_forward"])


def an_endless_cell_is_ended_as_the_first_screen_says(page, notebook):
    notebook.write("def rnn_forward(", "while True:\n    pass")
    notebook.cell("while True:").get_by_role("textbox").click()
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(1000)
    notebook.menu("Kernel", "Restart Kernel…")
    page.locator(".jp-Dialog").get_by_role("button", name="Confirm Kernel Restart").click()
    notebook.run("from public_tests import finished")
    notebook.write("while True:", solutions()["rnn_forward"])


@contextmanager
def new_version(site, folder, server):
    """Serve a copy of a site that has another version."""
    shutil.copytree(site, folder)
    version = re.search(r'"version": "(\w+)"', (site / LIST).read_text("utf-8")).group(1)
    for name in (LIST, SERVICE_WORKER, "index.html"):
        text = (folder / name).read_text("utf-8")
        assert version in text
        (folder / name).write_text(text.replace(version, "0123456789ab"), "utf-8")
    server.root = folder
    try:
        yield
    finally:
        server.root = site


def the_second_assignment_teaches_as_it_does_elsewhere(page, server):
    """And by night, in a new version of the site, of which what has changed is fetched."""
    page.emulate_media(color_scheme="dark")
    sent = server.travelled
    notebook = enter(page, server, "lstm")
    has_theme(page, "Dark")
    assert [name for name in page.evaluate("caches.keys()") if "site" in name] == ["site 0123456789ab"]
    notebook.run("from public_tests import finished")
    for function in (*lstm.solutions(),) if is_whole() else ("lstm_cell_forward",):
        notebook.write(f"def {function}(", lstm.solutions()[function])
        notebook.run(f"def {function}(")
        notebook.run(f"{function}_test({function})", shows=f"{function}: all public tests passed (")
    a_wrong_cell_has_the_same_message(notebook)
    assert server.travelled - sent < 5_000_000


def a_wrong_cell_has_the_same_message(notebook):
    text = XT_FIRST.sources(lstm.LSTM)[0]
    notebook.write("def lstm_cell_forward(", text)
    notebook.run("def lstm_cell_forward(")
    said = notebook.run("lstm_cell_forward_test(lstm_cell_forward)", shows="hint  ").partition("Progress: ")[0]
    names = lstm.define({**lstm.solutions(), "lstm_cell_forward": text})
    with pytest.raises(TestFailure) as failure:
        lstm.LSTM.tests.test("lstm_cell_forward", names["lstm_cell_forward"])
    assert said.split() == ["0", "of", "8", "points", *str(failure.value).split()]


@pytest.fixture
def empty(server):
    """The server with nothing in the large files of Python, for tests of a page on which no cell is run."""
    server.empty = (".wasm", ".whl", ".zip")
    yield
    server.empty = ()


WARNINGS = {
    "Object.defineProperty(Navigator.prototype, 'serviceWorker', {get: undefined}); "
    "delete Navigator.prototype.serviceWorker": "has no service workers",
    "IDBFactory.prototype.open = () => { throw new Error('none') }": "keeps nothing for web pages",
}


@pytest.mark.parametrize(
    ("script", "expected", "scheme"),
    [(*warning, scheme) for warning, scheme in zip(WARNINGS.items(), ("light", "dark"), strict=True)],
    ids=["no service worker, by day", "nothing is kept, by night"],
)
def test_a_browser_that_keeps_nothing_is_warned_about_before_anybody_writes_and_nothing_keeps_anybody_out(
    browser, server, empty, script, expected, scheme
):
    with new_visitor(browser, server, color_scheme=scheme) as context:
        page = context.new_page()
        page.add_init_script(script)
        page.goto(f"{server.url}?open=rnn")
        for state in ("loading", "ready"):
            page.locator(f"body[data-state={state}], body[data-state=ready]").wait_for()
            assert grave(page) == []
        assert expected in page.locator("#warnings").inner_text()
        assert page.url == f"{server.url}?open=rnn"
        page.locator("a.open").first.click()
        page.wait_for_url(OPEN)
