"""What students get of an assignment, and what the gradebook must know of it: made by nbgrader from the source."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from grader.course.course import open_course
from grader.course.database import GradebookFailed, check_gradebook
from grader.course.nbgrader_cli import CommandFailed, nbgrader
from grader.course.validation import leaks
from grader.exercise.given import originals, refuse_broken_links
from grader.exercise.loading import exercises
from grader.grading.assignment import AssignmentError

LOG = "release.nbgrader.log"


class NotReleased(ValueError):
    """A release that must not be handed out; the message says why and what to do."""


Failed = (AssignmentError, CommandFailed, GradebookFailed, NotReleased)  # the message of each is for the instructor


def make_release(folder: str | Path, name: str) -> Path:
    """Make the students' folder of an assignment, and write its cells into the gradebook.

    folder     the course folder
    Returns    Path of the students' folder
    Raises     one of Failed
    """
    course = open_course(folder)
    _source(course, name)
    check_gradebook(course.directory.db_url, course.directory.course_id)
    nbgrader(course.root, "generate_assignment", name, "--force", log=course.root / LOG)
    made = course.path("release", ".", name)
    if name in exercises():
        check(made, name)
    return made


def record_source(folder: str | Path, name: str) -> None:
    """Write the cells of an assignment into the gradebook, and leave the students' folder as it is.

    folder     the course folder
    Raises     AssignmentError, CommandFailed, GradebookFailed
    """
    course = open_course(folder)
    _source(course, name)
    check_gradebook(course.directory.db_url, course.directory.course_id)
    with tempfile.TemporaryDirectory() as nowhere:
        elsewhere = f"--CourseDirectory.release_directory={nowhere}"
        nbgrader(course.root, "generate_assignment", name, elsewhere, log=course.root / LOG)


def files_of(release: Path) -> Iterator[Path]:
    """The files of a release, sorted: Path; not what Python and Jupyter leave behind."""
    for path in sorted(release.rglob("*")):
        parts = path.relative_to(release).parts
        if path.is_file() and "__pycache__" not in parts and not any(part.startswith(".") for part in parts):
            yield path


def check(release: Path, name: str) -> None:
    """Raise NotReleased where students would get what they must not see, or other modules than those that are here.

    release    Path of the students' folder
    name       of the exercise
    """
    found = list(leaks(release, name, list(files_of(release))))
    for file, original in originals(name).items():
        path = release / file
        if not path.is_file() or path.read_bytes() != original.read_bytes():
            found.append(f"release: {file} is not the one that is here now")
    if found:
        raise NotReleased("\n".join([f"{release} must not be handed out.", *found]))


def _source(course, name):
    """The source notebook of an assignment: Path; AssignmentError where there is none."""
    path = course.path("source", ".", name) / f"{name}.ipynb"
    if not path.is_file():
        known = sorted(found.parent.name for found in course.path("source", ".", "").glob("*/*.ipynb"))
        raise AssignmentError(f"{path} is missing; the assignments of this course are: {', '.join(known) or 'none'}")
    refuse_broken_links(path.parent)
    return path
