"""The students' folder as one zip, for machines without nbgrader: unpack, install, open.

Its bytes depend on the release alone, so that two instructors who pack the same release hand out the same file.
"""

import re
from pathlib import Path

from grader.course.course import open_course
from grader.course.release import NotReleased, check, files_of, make_release
from grader.exercise.loading import load
from grader.system.files import write_zip
from grader.system.program import TOP
from grader.system.terminal import command

NEEDED = ("jupyter", "matplotlib", "numpy")
README = Path(__file__).with_name("students_readme.txt")


def package(to, course, assignment):
    """Pack the release, which is built when there is none.

    to         the zip that is written
    course     the course folder; its release is what is packed
    assignment    name of the exercise

    Returns    list of the names in the zip
    Raises     NotReleased when the release is older than its source, or holds what students must not see;
               AssignmentError and CommandFailed where it can't be built
    """
    release = released(course, assignment)
    top = name_of(assignment)
    files = {f"{top}/{path.relative_to(release).as_posix()}": path.read_bytes() for path in files_of(release)}
    files[f"{top}/requirements.txt"] = requirements().encode("utf-8")
    files[f"{top}/README.txt"] = _readme(assignment).encode("utf-8")
    write_zip(to, files)
    return sorted(files)


def released(course: Path, assignment: str) -> Path:
    """Return the release of an assignment as it may be handed out: Path of the folder; built when there is none.

    Raises     as package does
    """
    opened = open_course(course)
    notebook = f"{assignment}.ipynb"
    release, source = opened.path("release", ".", assignment), opened.path("source", ".", assignment) / notebook
    if not (release / notebook).exists():
        make_release(course, assignment)
    again = f"Build it again: {command('release', assignment, course=course)}"
    if (release / notebook).stat().st_mtime < source.stat().st_mtime:
        raise NotReleased(f"{release / notebook} is older than its source. {again}")
    try:
        check(release, assignment)
    except NotReleased as error:
        raise NotReleased(f"{error}\n{again}") from None
    return release


def name_of(assignment):
    """The name of the zip and of the folder in it, without its ending."""
    return f"{assignment}-assignment"


def _readme(assignment):
    exercise = load(assignment).public
    own = "".join(f"{module:<19} given functions that the notebook uses\n" for module in exercise.modules)
    text = README.read_text(encoding="utf-8")
    return text.format(title=exercise.title, rule="=" * len(exercise.title), notebook=f"{assignment}.ipynb", own=own)


def requirements():
    """What students install: the lines of the course machine's requirements.txt that do not grade."""
    lines = (TOP / "requirements.txt").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if re.split(r"[<>=~!\[]", line)[0].strip() in NEEDED]
    return "# pip install -r requirements.txt\n" + "\n".join(kept) + "\n"
