"""What all commands share: where the course is, what they advise, and how they stop."""

import contextlib
import errno
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from grader.system.characters import encodable
from grader.system.environment import PLAIN_VARIABLE, plain_nbgrader
from grader.system.homes import COURSE, SOURCE, look_in
from grader.system.program import TOP

SETTINGS = "nbgrader_config.py"
PROGRAM = "grader"  # the console script and the package
FULL = (errno.ENOSPC, errno.EDQUOT)
REFUSED = 2  # exit code: could not start or continue; the message says why


def _console_script():
    """The console script that started this process, else the one beside this Python; only its name if PATH finds it."""
    beside = Path(sys.executable).with_name(PROGRAM)
    script = sys.argv[0] if Path(sys.argv[0]).name == PROGRAM else str(beside)
    found = shutil.which(PROGRAM)
    return PROGRAM if found and Path(found).resolve() == Path(script).resolve() else script


_SCRIPT = _console_script()  # before this process has lengthened its own path
_NBGRADER = shutil.which("nbgrader")


class CannotRun(Exception):
    """A command can't do its work; the message says why, and the way out."""


def find_course(given: str | Path | None = None) -> Path:
    """Find the course folder; exercises are looked for there as well from then on.

    given      what --course says; it is taken as it is
    Returns    Path: else the working folder or the nearest one above it with the settings of a course; else the course
               of this project
    """
    course = _course_here() if given is None else Path(given)
    look_in(course)
    return course


def _course_here():
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / SETTINGS).is_file()), COURSE)


def find_assignment(course: str | Path, given: str | None = None) -> str:
    """Find the assignment that a command is for.

    course     Path of the course folder
    given      what the command was told
    Returns    its name: else that of the only assignment of the course
    Raises     CannotRun where the folder is no course, or the course has several, or none
    """
    if given is not None:
        return given
    if not (Path(course) / SETTINGS).is_file():
        raise CannotRun(no_course(course))
    known = assignments_of(course)
    if len(known) == 1:
        return known[0]
    if not known:
        raise CannotRun(f"{course} has no assignment: {Path(course) / SOURCE / 'NAME' / 'NAME.ipynb'} is missing")
    raise CannotRun(f"{course} has several assignments; name one of them: {', '.join(known)}")


def no_course(folder: str | Path) -> str:
    """Say that a folder is no course folder."""
    return f"{folder} is no course folder: {SETTINGS} is not in it. Name yours with --course"


def assignments_of(course: str | Path) -> list[str]:
    """The names of the assignments of a course, sorted: those whose source has a notebook of their name."""
    notebooks = (Path(course) / SOURCE).glob("*/*.ipynb")
    return sorted(path.stem for path in notebooks if path.stem == path.parent.name)


def command(*words: object, course: str | Path | None = None) -> str:
    """Write a command of this package so that it can be run as it stands, from where the user is.

    words      the command and its arguments
    course     Path of the course folder that is meant; it is named where it would not be found
    """
    program = sys.orig_argv[:3]  # as the user has typed it
    if program[1:] != ["-m", PROGRAM]:
        program = [_SCRIPT]
    if course is not None and Path(course).resolve() != _course_here().resolve():
        words = (*words, "--course", str(course))
    return shlex.join([*program, *map(str, words)])


def nbgrader_command(*words: str, course: str | Path) -> str:
    """Write a command of nbgrader so that it can be run as it stands, from where the user is.

    course     Path of the course folder, in which nbgrader has to be started
    """
    beside = Path(sys.executable).with_name("nbgrader")
    on_path = _NBGRADER and Path(_NBGRADER).resolve() == beside.resolve()
    line = shlex.join([*(["nbgrader"] if on_path else [sys.executable, "-m", "nbgrader"]), *words])
    here = Path(course).resolve() == Path.cwd()
    return line if here else f"cd {shlex.quote(str(Path(course).resolve()))} && {line}"


def installing(extra: str) -> str:
    """Write the command that installs what an extra of this project needs, from wherever the user is."""
    return shlex.join(
        [sys.executable, "-m", "pip", "install", "-c", str(TOP / "constraints.txt"), "-e", f"{TOP}[{extra}]"]
    )


def need_linux(what: str) -> None:
    """Raise CannotRun where student code can't be confined because this is no Linux.

    what       the beginning of the sentence: "Grading"
    """
    if not sys.platform.startswith("linux"):
        raise CannotRun(
            f"{what} needs Linux, which confines student code: use a Linux machine, a container, or WSL on Windows. "
            f"With {PLAIN_VARIABLE}=1 in the environment, nbgrader autograde grades here without any confinement"
        )


def need_examiner() -> None:
    """Raise CannotRun where the environment asks for plain nbgrader, which the commands of this package are not."""
    if plain_nbgrader():
        raise CannotRun(
            f"{PLAIN_VARIABLE} is set in the environment, and this command grades in no other way than confined. "
            "Unset it; or let nbgrader autograde the class, where any submission can forge its marks"
        )


@contextlib.contextmanager
def stopping(*expected: type[Exception]) -> Iterator[None]:
    """Say what keeps a command from its work in one sentence on standard error, and exit with code 2.

    expected   exceptions whose message is that sentence; OSError and CannotRun are among them
    """
    refused: tuple[type[Exception], ...] = (CannotRun, *expected)
    try:
        yield
    except OSError as error:
        stop(sentence(error))
    except refused as error:
        stop(str(error))


def stop(why: str, code: int = REFUSED) -> NoReturn:
    """Say a sentence on standard error, and exit."""
    print(encodable(why), file=sys.stderr)
    raise SystemExit(code)


def sentence(error: OSError) -> str:
    """What an OSError says, with the file that it is about, and of a full disk the way out."""
    names = " to ".join(str(name) for name in (error.filename, error.filename2) if name is not None)
    way_out = "; make room on that disk, and run the command again" if error.errno in FULL else ""
    return (f"{names}: " if names else "") + str(error.strerror or error) + way_out
