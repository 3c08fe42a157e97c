"""A course folder beside the real one: made fresh, run through nbgrader's own commands, its gradebook read back."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from grader.exercise.given import restore_links
from grader.exercise.loading import COURSE
from grader.system.environment import STRICT, complete
from grader.system.terminal import SETTINGS, CannotRun


class CommandFailed(RuntimeError):
    """A command of nbgrader ended with an error; the message has its last lines and the place of the whole log."""


def make_course(folder, first=None):
    """Make a course folder with the sources of all assignments and the settings of the real course.

    folder     Path of a folder that is empty or not there; else CannotRun
    first      dict: name -> text, of files that are written before anything else, so that half a folder has them too
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotRun(f"{folder} is there already, and not an empty folder; name another one")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (first or {}).items():
        (folder / name).write_text(text, encoding="utf-8")
    restore_links(COURSE / "source")
    shutil.copytree(COURSE / "source", folder / "source", ignore=shutil.ignore_patterns("__pycache__", ".*"))
    settings = COURSE / SETTINGS
    (folder / SETTINGS).write_text(f"load_subconfig({str(settings)!r})  # noqa: F821\n", encoding="utf-8")
    return folder


def nbgrader(course, *arguments, log):
    """Run one nbgrader command in a course folder; its output goes to the end of the file `log`.

    Raises CommandFailed when it exits with an error.
    """
    command = [sys.executable, "-m", "nbgrader", *arguments]
    environment = {**os.environ, **STRICT}
    complete(environment)
    with Path(log).open("a", encoding="utf-8") as file:
        file.write(f"$ nbgrader {' '.join(arguments)}\n")
        file.flush()
        options = {"stdout": file, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
        code = subprocess.run(command, cwd=course, env=environment, check=False, **options).returncode
    if code:
        last = "".join(Path(log).read_text(encoding="utf-8").splitlines(keepends=True)[-8:])
        raise CommandFailed(f"nbgrader {' '.join(arguments)} ended with code {code}; its log is {log}\n{last}")


def scores(course, assignment):
    """Read a gradebook.

    Returns    dict        student id -> dict: grade_id -> score, None where nothing was graded
    """
    with Gradebook(f"sqlite:///{Path(course) / 'gradebook.db'}") as gradebook:
        result = {}
        for student in gradebook.students:
            try:
                submission = gradebook.find_submission(assignment, student.id)
            except MissingEntry:
                continue
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            result[student.id] = {
                grade.name: None if grade.needs_manual_grade and grade.score is None else grade.score
                for grade in grades
            }
        return result
