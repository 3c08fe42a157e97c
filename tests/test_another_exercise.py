"""Law: docs/another-exercise.md, followed to the letter, leads from one command to an exercise that grades a class."""

import json
import os
import re
import shlex
import subprocess

import nbformat
import pytest

from grader.course.gradebook import scores
from grader.exercise.seed import SEED_VARIABLE
from grader.system.environment import complete
from grader.system.homes import COURSE, COURSE_VARIABLE
from tests import forked

PAGE = COURSE.parent / "docs" / "another-exercise.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
SETTINGS = f"load_subconfig({str(COURSE / 'nbgrader_config.py')!r})\n"
FORGOTTEN = SEED_VARIABLE, COURSE_VARIABLE
SECRET_WORDS = "exercises.two_layers", "np.tanh(", "dZ1", "slope", "Misconception"

pytestmark = pytest.mark.slow


def _forget():
    for name in FORGOTTEN:
        os.environ.pop(name, None)


class Reader:
    """Somebody who does in a course folder what the page says, block by block."""

    def __init__(self, course):
        self.course, self.outputs, self.promised = course, [], []

    def follow(self):
        """Do all of it."""
        for kind, text in BLOCKS:
            getattr(self, f"_{kind}")(text)
        return self

    def _sh(self, text):
        self.outputs.append(self.run(text))

    def run(self, text):
        """Run commands; return what they print, with paths relative to the course folder."""
        lines = [shlex.split(line) for line in text.splitlines()]
        if all(words[0] == "grader" and "&&" not in words for words in lines):
            said = "".join(forked.outcome(words[1:], self.course, prepare=_forget)[1] for words in lines)
        else:
            said = self._by_bash(text)
        return said.replace(f"{self.course}/", "")

    def _by_bash(self, text):
        environment = {name: value for name, value in os.environ.items() if name not in FORGOTTEN}
        complete(environment)
        ended = subprocess.run(["bash", "-c", text], cwd=self.course, env=environment, capture_output=True, text=True)
        return ended.stdout + ended.stderr

    def _text(self, text):
        self.promised.append((self.outputs[-1].strip(), text.strip()))

    def _python(self, text):
        place, text = text.split("\n", 1)
        path, _, cell = place.removeprefix("# ").partition(", cell ")
        if cell:
            self._write_cell(self.course / path, cell, text.rstrip("\n"))
        else:
            (self.course / path).write_text(text, encoding="utf-8")

    def _write_cell(self, path, name, text):
        """Replace a cell, or write a new one above the last; those of the template's function are deleted first."""
        notebook = nbformat.read(path, as_version=4)
        notebook.cells = [cell for cell in notebook.cells if not cell.id.startswith("dense_forward")]
        known = {cell.id: cell for cell in notebook.cells}
        if name in known:
            known[name].source = text
        else:
            notebook.cells.insert(-1, nbformat.v4.new_code_cell(text))
        nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    course = tmp_path_factory.mktemp("elsewhere") / "course"
    course.mkdir()
    (course / "nbgrader_config.py").write_text(SETTINGS, encoding="utf-8")
    return Reader(course).follow()


def test_every_command_prints_what_the_page_says(reader):
    assert len(reader.promised) == 6
    for printed, promised in reader.promised:
        assert printed == promised


def test_a_message_says_the_place_of_a_mistake_that_is_in_no_list(reader):
    printed = reader.outputs[-2]
    assert re.search(r"^ {4}line 4 +grad1 = .*\n +\^\^$", printed, re.M)
    assert printed.count("hint  ") == 1


def test_the_hidden_tests_give_the_points_that_the_page_says(reader):
    given = scores(reader.course, "two_layers")["ada"]
    assert given == {
        "network_forward_public": 0,
        "network_forward_hidden": 0,
        "network_backward_public": pytest.approx(24 * 2 / 5),
        "network_backward_hidden": pytest.approx(36 * 2 / 5),
    }
    assert f"{sum(given.values()):g} of 100 points" in PAGE.read_text(encoding="utf-8")
    receipt = json.loads((reader.course / "receipts" / "two_layers" / "ada" / "two_layers.json").read_text("utf-8"))
    assert receipt["confined"]


def test_the_feedback_page_and_the_report_know_the_exercise(reader):
    page = (reader.course / "feedback" / "ada" / "two_layers" / "two_layers.html").read_text(encoding="utf-8")
    assert "24 of 100 points" in " ".join(re.sub("<[^>]+>", " ", page).split())
    assert "dX has wrong values" in page
    assert "network_backward" in (reader.course / "reports" / "two_layers.html").read_text(encoding="utf-8")


def test_nothing_secret_is_released(reader):
    release = reader.course / "release" / "two_layers"
    own = [path for path in release.rglob("*") if path.is_file() and "checks" not in path.parts]
    assert {path.name for path in own} == {"two_layers.ipynb", "exercise.py", "numbers.json", "public_tests.py"}
    text = (release / "two_layers.ipynb").read_text(encoding="utf-8")
    assert not [word for word in SECRET_WORDS if word in text]


def test_the_cells_that_are_put_into_the_notebook_are_nbgraders(reader):
    notebook = nbformat.read(reader.course / "source" / "two_layers" / "two_layers.ipynb", as_version=4)
    kinds = [(cell.id, cell.metadata.nbgrader.get("points")) for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert kinds == [
        ("setup", None),
        ("network_forward", None),
        ("network_forward_public", 16),
        ("network_forward_hidden", 24),
        ("network_backward", None),
        ("network_backward_public", 24),
        ("network_backward_hidden", 36),
    ]


def test_the_numbers_are_fresh_and_platforms_pack_the_exercise(reader):
    assert reader.run("grader numbers two_layers --check") == ""
    printed = reader.run("grader package --to two_layers.zip && grader gradescope --to autograder.zip")
    assert printed.startswith("Wrote two_layers.zip")
    assert "Wrote autograder.zip" in printed
