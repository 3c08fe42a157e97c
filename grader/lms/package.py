"""The students' folder as one zip, for machines without nbgrader: unpack, install, open.

Its bytes depend on the release alone, so that two instructors who pack the same release hand out the same file.
"""

import re
from pathlib import Path

from grader.classroom.release import NotReleased, check, files_of, make_release
from grader.classroom.settings import open_course
from grader.files import write_zip
from grader.program import TOP
from grader.terminal import command

NAME = "rnn-assignment"
NEEDED = ("jupyter", "matplotlib", "numpy")
README = Path(__file__).with_name("students_readme.txt")


def package(to, course):
    """Pack the release, which is built when there is none.

    to         the zip that is written
    course     the course folder; release/rnn in it is what is packed

    Returns    list of the names in the zip
    Raises     NotReleased when the release is older than its source, or holds what students must not see;
               AssignmentError and CommandFailed where it can't be built
    """
    opened = open_course(course)
    release, source = opened.path("release", ".", "rnn"), opened.path("source", ".", "rnn") / "rnn.ipynb"
    if not (release / "rnn.ipynb").exists():
        make_release(course, "rnn")
    again = f"Build it again: {command('release', course=course)}"
    if (release / "rnn.ipynb").stat().st_mtime < source.stat().st_mtime:
        raise NotReleased(f"{release / 'rnn.ipynb'} is older than its source. {again}")
    try:
        check(release)
    except NotReleased as error:
        raise NotReleased(f"{error}\n{again}") from None
    files = {f"{NAME}/{path.relative_to(release).as_posix()}": path.read_bytes() for path in files_of(release)}
    files[f"{NAME}/requirements.txt"] = requirements().encode("utf-8")
    files[f"{NAME}/README.txt"] = README.read_bytes()
    write_zip(to, files)
    return sorted(files)


def requirements():
    """What students install: the lines of the course machine's requirements.txt that do not grade."""
    lines = (TOP / "requirements.txt").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if re.split(r"[<>=~!\[]", line)[0].strip() in NEEDED]
    return "# pip install -r requirements.txt\n" + "\n".join(kept) + "\n"
