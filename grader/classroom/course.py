"""A course folder beside the real one: made fresh, run through nbgrader's own commands, its gradebook read back."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from grader.answers import COURSE

# nbgrader logs a broken nbgrader_config.py and goes on without it: that would be a class graded by other rules.
STRICT = {"TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR": "1"}


def _environment():
    """What nbgrader needs to find: itself it starts programs, such as alembic, by their names."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, **STRICT, "PATH": path}


class CommandFailed(RuntimeError):
    """A command of nbgrader ended with an error; the message has its last lines and the place of the whole log."""


def make_course(folder):
    """Make a fresh course folder with the source of the assignment and the settings of the real course.

    folder     Path; what is there is removed if it is such a course folder, otherwise FileExistsError
    """
    folder = Path(folder)
    if folder.exists():
        if any(folder.iterdir()) and not (folder / "nbgrader_config.py").exists():
            raise FileExistsError(f"{folder} is not a course folder; name another one, or remove it")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    shutil.copytree(COURSE / "source", folder / "source", ignore=shutil.ignore_patterns("__pycache__", ".*"))
    settings = COURSE / "nbgrader_config.py"
    (folder / "nbgrader_config.py").write_text(f"load_subconfig({str(settings)!r})  # noqa: F821\n", encoding="utf-8")
    return folder


def nbgrader(course, *arguments, log):
    """Run one nbgrader command in a course folder; its output goes to the end of the file `log`.

    Raises CommandFailed when it exits with an error.
    """
    command = [sys.executable, "-m", "nbgrader", *arguments]
    with Path(log).open("a", encoding="utf-8") as file:
        file.write(f"$ nbgrader {' '.join(arguments)}\n")
        file.flush()
        options = {"stdout": file, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
        code = subprocess.run(command, cwd=course, env=_environment(), check=False, **options).returncode
    if code:
        last = "".join(Path(log).read_text(encoding="utf-8").splitlines(keepends=True)[-8:])
        raise CommandFailed(f"nbgrader {' '.join(arguments)} ended with code {code}; all it said is in {log}\n{last}")


def scores(course, assignment="rnn"):
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
