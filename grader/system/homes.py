"""Where exercises lie: in this project, and in the course that is at work, if it has exercises of its own.

A course of one's own holds both halves: source/NAME, which is released, and exercises/NAME, which is secret. Where it
has an exercise of a name that this project has as well, its own counts.
"""

import os
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
COURSE = TOP / "assignment"
COURSE_VARIABLE = "GRADER_COURSE"  # in the environment: the course that is at work, for started programs as well
SOURCE, SECRET = "source", "exercises"
DECLARATION = "exercise.py"


@dataclass(frozen=True)
class Home:
    """A place that has exercises.

    course     Path of the course folder; its source/NAME holds a public half
    secrets    Path of the folder whose NAME holds a secret half, a package
    """

    course: Path
    secrets: Path

    def source(self, name):
        """The folder of the public half of an exercise: Path."""
        return self.course / SOURCE / name

    def secret(self, name):
        """The folder of its secret half: Path."""
        return self.secrets / name

    def has(self, name):
        """True where both halves of an exercise are here."""
        return (self.source(name) / DECLARATION).is_file() and (self.secret(name) / "__init__.py").is_file()

    def exercises(self):
        """The names of the exercises that are here, sorted."""
        found = {path.parent.name for path in self.course.glob(f"{SOURCE}/*/{DECLARATION}")}
        return sorted(name for name in found if self.has(name))

    def module(self, name, file):
        """The original of a file that students of an exercise get: at the top of this project, else beside it."""
        return next((path for path in (TOP / file, self.source(name) / file) if path.is_file()), TOP / file)


PROJECT = Home(COURSE, TOP / SECRET)


def look_in(course: str | Path) -> None:
    """Look for exercises in a course as well, in this process and in those that it starts.

    course     Path of the course folder
    """
    os.environ[COURSE_VARIABLE] = str(Path(course).resolve())


def look_in_started(course):
    """The same for a program that may have been started for another course: that one counts, if this has no exercises.

    course     Path of the course folder whose settings are loaded
    """
    if COURSE_VARIABLE not in os.environ or home_of_course(course).secrets.is_dir():
        look_in(course)


def home_of_course(course: str | Path) -> Home:
    """The Home of a course folder, whether or not it has exercises."""
    course = Path(course).resolve()
    return PROJECT if course == COURSE else Home(course, course / SECRET)


def homes() -> list[Home]:
    """The places to look for an exercise, in this order: list of Home."""
    course = os.environ.get(COURSE_VARIABLE)
    own = home_of_course(course) if course else PROJECT
    return [own, PROJECT] if own != PROJECT and own.secrets.is_dir() else [PROJECT]


def home_of(name: str) -> Home | None:
    """The Home of an exercise, or None."""
    return next((home for home in homes() if home.has(name)), None)


def own_files():
    """The files that make up the exercises of the course at work: dict, relative path -> Path; not this project's."""
    return {
        f"{kind}/{path.relative_to(top).as_posix()}": path
        for home in homes()[:-1]
        for kind, top, patterns in (
            (SOURCE, home.course / SOURCE, ("*/*.ipynb", "*/*.py", "*/numbers.json")),
            (SECRET, home.secrets, ("**/*.py",)),
        )
        for pattern in patterns
        for path in sorted(top.glob(pattern))
        if "__pycache__" not in path.parts
    }
