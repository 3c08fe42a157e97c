"""Law: in a browser's Python a learner reads the same messages as elsewhere, but for what quotes Python or NumPy.

One of 80 ways of the mistakes is tried; with --whole all of them, which takes some minutes."""

import json
import re
import shutil

import pytest

from tests import lstm, rnn
from tests.browser import chromium, pyodide
from tests.browser.site import serving
from tests.sampling import sample

WHY_NOT = chromium.missing() or pyodide.missing()
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)]
EXERCISES = {"rnn": (rnn.RNN, rnn), "lstm": (lstm.LSTM, lstm)}

START = """async () => {
    const python = await loadPyodide({ indexURL: new URL("pyodide/", location.href).href });
    await python.loadPackage("numpy");
    window.python = python;
}"""
UNPACK = """async name => {
    const archive = await (await fetch(name + ".zip")).arrayBuffer();
    window.python.unpackArchive(archive, "zip", { extractDir: "/" + name });
}"""
PROGRAM = """
import contextlib, io, json, linecache, sys
from pathlib import Path

# As in a Python that has seen no assignment yet.
sys.path[:] = ["/" + name, *(path for path in sys.path if not path.startswith(("/rnn", "/lstm")))]
own = [name for name, of in sys.modules.items() if (getattr(of, "__file__", "") or "").startswith(("/rnn", "/lstm"))]
for module in own:
    del sys.modules[module]
import numpy as np
import public_tests

given = {"np": np, "__name__": "__main__"}
for path in Path("/" + name).glob("*_utils.py"):
    given.update(vars(__import__(path.stem)), __name__="__main__")


def said(function, cells):
    names = dict(given)
    for number, text in enumerate(cells):
        file = f"<cell {number}>"
        linecache.cache[file] = len(text), None, text.splitlines(True), file
        exec(compile(text, file, "exec"), names)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            getattr(public_tests, f"{function}_test")(names[function])
    except public_tests.TestFailure as failure:
        return str(failure)
    return ""


json.dumps([said(*one) for one in json.loads(cases)])
"""


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    """A page with Python and NumPy, and the folder that is served to it."""
    folder = tmp_path_factory.mktemp("python")
    (folder / "pyodide").symlink_to(pyodide.FOLDER)
    (folder / "index.html").write_text("<script src='pyodide/pyodide.js'></script>")
    with serving(folder) as server:
        opened = browser.new_page()
        opened.goto(server.url)
        opened.evaluate(START)
        yield opened, folder


@pytest.mark.parametrize("name", EXERCISES)
def test_the_messages_are_the_same(page, name):
    exercise, module = EXERCISES[name]
    seen = [mistake for mistake in module.CATALOGUE if not mistake.unseen]
    ways = sample([(mistake, way) for mistake in seen for way in range(len(mistake.wrong))], 80)
    ways += [(mistake, 0) for mistake in seen if "int" in mistake.id.split("-")]  # which has 32 bits there
    cells = [{**module.solutions(), one.function: one.sources(exercise)[way]} for one, way in ways]
    here = [message(exercise, one.function, module.define(some)) for (one, _), some in zip(ways, cells, strict=True)]
    asked = [(one.function, list(some.values())) for (one, _), some in zip(ways, cells, strict=True)]
    there = in_a_browser(*page, name, exercise.notebook.parent, asked)
    assert all(here)
    assert list(map(without_quotes, there)) == list(map(without_quotes, here))


def message(exercise, function, names):
    try:
        exercise.tests.test(function, names[function])
    except AssertionError as failure:
        return str(failure)
    return ""


def test_a_function_that_never_ends_is_ended(page, tmp_path):
    """As nothing else ends it there; by an exercise that waits for two seconds and not for ten."""
    source = shutil.copytree(rnn.NOTEBOOK.parent, tmp_path / "shorter")
    exercise = source / "exercise.py"
    exercise.write_text(exercise.read_text("utf-8").replace('name="rnn",', 'name="rnn", seconds=2,', 1), "utf-8")
    endless = {
        **rnn.solutions(),
        "rnn_cell_forward": "def rnn_cell_forward(*arguments):\n    while True:\n        pass",
    }
    (said,) = in_a_browser(*page, "rnn-shorter", source, [("rnn_cell_forward", list(endless.values()))])
    assert said.startswith("rnn_cell_forward did not finish\n")
    assert "was still running after 2 seconds\n    on line 2  " in said


def in_a_browser(page, folder, name, source, asked):
    """The messages of the public tests in Chromium: list of str."""
    shutil.make_archive(str(folder / name), "zip", source)
    page.evaluate(UNPACK, name)
    page.evaluate("cases => window.python.globals.set('cases', cases)", json.dumps(asked))
    page.evaluate("name => window.python.globals.set('name', name)", name)
    return json.loads(page.evaluate("program => window.python.runPython(program)", PROGRAM))


def without_quotes(text):
    """A message without the words of an exception, and with one name of whole numbers: they are Python's or NumPy's."""
    text = text.replace("int32", "int64")
    return re.sub(r"^    error .*\n(?: {16}.*\n)*", "", text, flags=re.MULTILINE).split()
