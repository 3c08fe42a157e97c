"""Law: docs/another-exercise.md, followed to the letter, leads from one command to an exercise that grades a class."""

import os
import re
import subprocess
from pathlib import Path

import nbformat
import pytest

from grader.environment import complete
from grader.exercise.loading import COURSE
from grader.homes import COURSE_VARIABLE
from grader.seed import SEED_VARIABLE

PAGE = COURSE.parent / "docs" / "another-exercise.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
SETTINGS = f"load_subconfig({str(COURSE / 'nbgrader_config.py')!r})\n"

pytestmark = pytest.mark.slow


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
        environment = {
            name: value for name, value in os.environ.items() if name not in (SEED_VARIABLE, COURSE_VARIABLE)
        }
        complete(environment)
        ended = subprocess.run(["bash", "-c", text], cwd=self.course, env=environment, capture_output=True, text=True)
        return (ended.stdout + ended.stderr).replace(f"{self.course}/", "")

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
        """Replace a cell, or write a new one above the last; those of the function of the template are deleted first."""
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
    for printed, promised in reader.promised:
        assert printed == promised
