"""Law: in a browser's Python a learner reads the same messages as elsewhere, but for what quotes Python or NumPy.

One of 20 ways of the mistakes is tried; with --whole all of them, which takes some minutes."""

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
    python.unpackArchive(await (await fetch("assignment.zip")).arrayBuffer(), "zip", { extractDir: "/assignment" });
    window.python = python;
}"""
PROGRAM = """
import contextlib, io, json, linecache, sys
from pathlib import Path

sys.path.insert(0, "/assignment")
import numpy as np
import public_tests

given = {"np": np, "__name__": "__main__"}
for path in Path("/assignment").glob("*_utils.py"):
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


@pytest.mark.parametrize("name", EXERCISES)
def test_the_messages_are_the_same(browser, tmp_path, name):
    exercise, module = EXERCISES[name]
    seen = [mistake for mistake in module.CATALOGUE if not mistake.unseen]
    ways = sample([(mistake, way) for mistake in seen for way in range(len(mistake.wrong))], 20)
    ways += [(mistake, 0) for mistake in seen if "int" in mistake.id.split("-")]  # which has 32 bits there
    cells = [{**module.solutions(), one.function: one.sources(exercise)[way]} for one, way in ways]
    here = [message(exercise, one.function, module.define(some)) for (one, _), some in zip(ways, cells, strict=True)]
    asked = [(one.function, list(some.values())) for (one, _), some in zip(ways, cells, strict=True)]
    there = in_a_browser(browser, tmp_path, exercise, asked)
    assert all(here)
    assert list(map(without_quotes, there)) == list(map(without_quotes, here))


def message(exercise, function, names):
    try:
        exercise.tests.test(function, names[function])
    except AssertionError as failure:
        return str(failure)
    return ""


def in_a_browser(browser, folder, exercise, asked):
    """The messages of the public tests in Chromium: list of str."""
    shutil.make_archive(str(folder / "assignment"), "zip", exercise.notebook.parent)
    (folder / "pyodide").symlink_to(pyodide.FOLDER)
    (folder / "index.html").write_text("<script src='pyodide/pyodide.js'></script>")
    with serving(folder) as server:
        page = browser.new_page()
        page.goto(server.url)
        page.evaluate(START)
        page.evaluate("cases => window.python.globals.set('cases', cases)", json.dumps(asked))
        return json.loads(page.evaluate("program => window.python.runPython(program)", PROGRAM))


def without_quotes(text):
    """A message without the words of an exception, and with one name of whole numbers: they are Python's or NumPy's."""
    text = text.replace("int32", "int64")
    return re.sub(r"^    error .*\n(?: {16}.*\n)*", "", text, flags=re.MULTILINE).split()
