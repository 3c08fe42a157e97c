"""Is the assignment sound? The source passes its own tests, the release fails every one of them, and nothing leaks.

`nbgrader validate` ends with code 0 whatever it finds, also where it finds no tests at all; so this asks its Validator,
and looks at everything that the Validator does not.
"""

import contextlib
import io
import os
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum
from nbgrader.validator import Validator

from grader.course.course import open_course
from grader.course.nbgrader_cli import nbgrader
from grader.course.new_course import make_course
from grader.exercise.given import modules, originals, refuse_broken_links
from grader.exercise.loading import load
from grader.exercise.references import solution_lines
from grader.exercise.seed import in_environment
from grader.rules.cell_kinds import Kind, grade_id_of, is_test, kind_of, tested_function
from grader.rules.delimiters import DELIMITERS
from grader.system.notebooks import read_notebook
from grader.system.program import TOP
from grader.system.terminal import CannotRun, command

HIDDEN_WORDS = (*(one.removeprefix("### ") for one in DELIMITERS), "hidden_tests")


def findings(name: str, folder: Path | None = None) -> list[str]:
    """Look at the source of an exercise and at a release that is made of it.

    folder     of the course whose source it is; None: the one that the exercise comes with
    Returns    list of sentences, empty when all is well

    Raises     AssignmentError where the settings of the course do not load, CommandFailed where no release can be made,
               UnknownExercise
    """
    exercise = load(name)
    course = open_course(folder or exercise.home.course)
    path = course.path("source", ".", name) / exercise.notebook.name
    if not path.is_file():
        raise CannotRun(f"{path} is missing")
    refuse_broken_links(path.parent)
    source = read_notebook(path)
    found = [
        *_form(path, source),
        *_links(path.parent, name),
        *_originals(path.parent, name),
        *_points(path.name, source, exercise),
    ]
    with in_environment(course.seed):  # for the kernels
        return [*found, *_passes(course.config, path), *_release(course, exercise)]


def _release(like, exercise):
    """Look at a release that is made now in a course like this one."""
    found, name = [], exercise.name
    with tempfile.TemporaryDirectory() as folder:
        course = make_course(Path(folder) / "course", like=like.root)
        nbgrader(course, "generate_assignment", name, log=course / "nbgrader.log")
        path = course / "release" / name / f"{name}.ipynb"
        release = read_notebook(path)
        found += [
            *_points("release", release, exercise),
            *_checksums(release),
            *leaks(path.parent, name),
            *_fails(like.config, path, release),
        ]
    return found


def canonical(notebook: NotebookNode) -> str:
    """The one text of a notebook: sorted keys, one blank of indent, no escapes, a newline at the end."""
    return nbformat.writes(notebook, version=4, indent=1, sort_keys=True, ensure_ascii=False).rstrip("\n") + "\n"


def _form(path, notebook):
    if path.read_text(encoding="utf-8") != canonical(notebook):
        yield f"{path.name} is not formatted; run: {command('tidy')}"
    for cell in notebook.cells:
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield f"{path.name}: cell {cell.id} has outputs; run: {command('tidy')}"
        grade_id = grade_id_of(cell) or cell.id
        if grade_id != cell.id:
            yield f"{path.name}: cell {cell.id} has the grade_id {grade_id}; to make them the same: {command('tidy')}"


def _links(folder, exercise):
    for name in modules(exercise):
        given = folder / name
        if not given.exists() or given.read_bytes() != (TOP / name).read_bytes():
            yield f"{given} must be a link to {name} at the top (a copy, where there are no links)"


def _originals(folder, exercise):
    for name, original in originals(exercise).items():
        given = folder / name
        if name not in modules(exercise) and (not given.is_file() or given.read_bytes() != original.read_bytes()):
            yield f"{given} must be the one of the grader, which is {original}"


def _points(name, notebook, exercise):
    expected = {grade_id: points for grade_id, (_, points, _) in exercise.tests_of.items()}
    graded = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points for cell in notebook.cells if is_test(cell)
    }
    if graded != expected:
        yield f"{name}: graded cells and points are {graded}, expected {expected}"
    answered = [cell.metadata.nbgrader.grade_id for cell in notebook.cells if kind_of(cell) is Kind.SOLUTION]
    if answered != list(exercise.functions):
        yield f"{name}: solution cells are {answered}, expected {list(exercise.functions)}"


def _checksums(release):
    for cell in release.cells:
        metadata = cell.metadata.get("nbgrader")
        if metadata and metadata.get("checksum") != compute_checksum(cell):
            yield f"release: the checksum of cell {metadata.grade_id} does not fit its text"


def leaks(folder, exercise, files=None):
    """Nothing of the answers or the hidden tests may be in any file of the release.

    exercise   its name
    files      the paths that are handed out; None: all
    """
    notebook = f"{exercise}.ipynb"
    wanted = {*originals(exercise), notebook}
    for path in folder.rglob("*") if files is None else files:
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in wanted and path.parent.name != "figures":
            yield f"release: {name} does not belong there"
    telling = {line for line in solution_lines(load(exercise)) if " = " in line or " += " in line}
    stub = read_notebook(folder / notebook)
    shown = {line.strip() for cell in stub.cells for line in cell.source.splitlines()}
    for path in (*folder.rglob("*.py"), folder / notebook):
        text = path.read_text(encoding="utf-8")
        for word in HIDDEN_WORDS:
            if word in text:
                yield f"release: {path.name} contains {word!r}"
        told = shown if path.suffix == ".ipynb" else {line.strip() for line in text.splitlines()}
        for line in sorted(told & telling):
            yield f"release: {path.name} contains a line of the solution: {line}"


def _validate(config, path):
    """Ask nbgrader's Validator; its progress goes nowhere."""
    with contextlib.redirect_stderr(io.StringIO()):
        return Validator(config=config).validate(os.fspath(path))


def _passes(config, path):
    for kind, cells in _validate(config, path).items():
        for cell in cells:
            yield f"source: a cell has {kind}: {cell['source'].splitlines()[0]}\n{cell.get('raw_error', '')}"


def _fails(config, path, release):
    failed = {cell["source"]: cell["raw_error"] for cell in _validate(config, path).get("failed", [])}
    for cell in filter(is_test, release.cells):
        error = failed.get(cell.source.strip())
        function = tested_function(grade_id_of(cell))
        if error is None:
            yield f"release: cell {cell.id} passes although nothing is written yet"
        elif not error.startswith(f"{function} is not finished: "):
            yield f"release: cell {cell.id} fails without saying what to do:\n{error}"
