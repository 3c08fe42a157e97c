"""A new exercise: both halves of a small one that is right, to be changed step by step into another."""

import contextlib
import keyword
import os
import re
import shutil
import tempfile
from pathlib import Path

from grader.exercise import numbers
from grader.exercise.given import common_modules, link_or_copy
from grader.exercise.loading import exercises, load
from grader.system.homes import COURSE_VARIABLE, SECRET, SOURCE, home_of_course, look_in
from grader.system.program import TOP
from grader.system.terminal import SETTINGS, CannotRun, no_course

TEMPLATE = Path(__file__).with_name("template")
PLACEHOLDER = "NAME"  # in the files of the template, and in their names


def create(name: str, course: Path) -> tuple[Path, Path]:
    """Write both halves of a new exercise of one function, with its numbers and the links to the modules.

    course     Path of the course folder
    Returns    (Path of the public half, Path of the secret half)
    Raises     CannotRun where the name can't be used or something of it is there; OSError; nothing is left then
    """
    course = Path(course).resolve()
    home = home_of_course(course)
    places = home.source(name), home.secret(name)
    _refuse(name, course, places)
    with _staging(course) as made:
        shutil.move(_written(made, name, course), places[0])
        try:
            home.secrets.mkdir(exist_ok=True)
            shutil.move(made / SECRET / name, places[1])
        except BaseException:
            shutil.rmtree(places[0])
            raise
    return places


def _refuse(name, course, places):
    if not (course / SETTINGS).is_file():
        raise CannotRun(no_course(course))
    if not re.fullmatch("[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise CannotRun(
            f"{name!r} can't be the name of an exercise, which is a folder, a notebook and a Python package: use small "
            "letters, digits and _, with a letter first, and no word of Python's own"
        )
    for path in places:
        if os.path.lexists(path):
            raise CannotRun(f"{path} is there already; choose another name, or remove it")
    if name in exercises():
        raise CannotRun(f"this project has an exercise {name}; choose another name")


@contextlib.contextmanager
def _staging(course):
    """A folder in the course that is removed in the end; meanwhile exercises are looked for in it."""
    before = os.environ.get(COURSE_VARIABLE, str(course))
    made = Path(tempfile.mkdtemp(prefix=".new-", dir=course))
    try:
        look_in(made)
        yield made
    finally:
        look_in(before)
        shutil.rmtree(made)


def _written(made, name, course):
    """Write the template under a name, and what belongs to it; return the folder of the public half."""
    for kind, half in ((SOURCE, "source"), (SECRET, "secret")):
        for path in sorted((TEMPLATE / half).iterdir()):
            if path.is_file():
                target = made / kind / name / path.name.replace(PLACEHOLDER, name)
                target.parent.mkdir(parents=True, exist_ok=True)
                text = path.read_text(encoding="utf-8")
                target.write_text(re.sub(rf"\b{PLACEHOLDER}\b", name, text), encoding="utf-8")
    numbers.write(load(name))
    for module in common_modules():
        place = made / SOURCE / name / module
        place.parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(place, TOP / module, os.path.relpath(TOP / module, (course / SOURCE / name / module).parent))
    return made / SOURCE / name
