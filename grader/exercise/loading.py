"""The two halves of an exercise: what students have, beside the notebook, and what only the grader knows."""

import contextlib
import importlib
import importlib.util
import sys
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from checks.exercise import Exercise
from checks.public import PublicTests
from checks.public_cases import NUMBERS
from grader.system.homes import COURSE, DECLARATION, Home, home_of, homes
from grader.system.terminal import CannotRun


class UnknownExercise(LookupError):
    """There is no exercise of this name; the message lists those that there are."""


class BrokenExercise(CannotRun):
    """A file of an exercise does not load; the message names it."""


@dataclass(frozen=True)
class Sketch:
    """What is special about a hidden case; sizes that are not named here are drawn.

    label       how a message names the case
    sizes       dict, size -> int
    scale       how large the inputs are that strain the function
    dtype       of the inputs
    ordinary    True where nothing but its sizes is special: what fails here alone has a size hard-coded
    """

    label: str
    sizes: dict = field(default_factory=dict)
    scale: float = 1.0
    dtype: type = np.float64
    ordinary: bool = False


@dataclass(frozen=True, eq=False)
class Secret:
    """The half of an exercise that students never get: the package exercises.<name> has it as SECRET.

    sketches        dict, function -> tuple of Sketch
    draw            takes (random generator, sizes, Sketch, name of the function), returns the inputs by name
    exact           takes (name of a function, quantities, time step), returns outputs from the definition alone: dict
    public_inputs   takes a dict of sizes, returns the inputs of the public cases by name
    mistakes        tuple of Misconception
    not_covered     dict, id -> why a mistake that learners report is not among them
    joint_hints     dict, frozenset of ids -> a hint that is true for each of several mistakes with the same outputs
    styles          tuple of Style: right answers in other styles
    given           dict: the names beside `np` that a solution cell finds in the notebook
    simulated       dict, id of a mistake -> points that it costs: those that the simulated class makes
    frequencies     dict, id of a mistake -> how many of sixty people make it, of those in `simulated`
    half            takes the solutions, returns a dict of sources in which the last function is half written, or None
    """

    sketches: dict
    draw: object
    exact: object
    public_inputs: object
    mistakes: tuple = ()
    not_covered: dict = field(default_factory=dict)
    joint_hints: dict = field(default_factory=dict)
    styles: tuple = ()
    given: dict = field(default_factory=dict)
    simulated: dict = field(default_factory=dict)
    frequencies: dict = field(default_factory=dict)
    half: object = None


@dataclass(frozen=True, eq=False)
class FullExercise:
    """An exercise with both halves.

    public      checks.exercise.Exercise
    tests       checks.public.PublicTests
    home        grader.system.homes.Home: where both halves lie
    """

    public: Exercise
    tests: PublicTests
    home: Home

    @property
    def notebook(self):
        """Path of the source notebook, with the solutions; its folder holds the public half."""
        return self.home.source(self.name) / f"{self.name}.ipynb"

    @property
    def name(self):
        """Its name, which is also the assignment's and the notebook's."""
        return self.public.name

    @property
    def functions(self):
        """dict: name -> checks.exercise.Function."""
        return self.public.by_name

    @property
    def tests_of(self):
        """dict: grade_id of a test cell -> (name of its function, points, True where it is hidden)."""
        return {
            f"{function.name}_{kind}": (function.name, points, kind == "hidden")
            for function in self.public.functions
            for kind, points in zip(("public", "hidden"), function.points, strict=True)
        }

    @cached_property
    def secret(self):
        """The Secret half. It is looked up when it is needed: mistakes and styles read the solutions."""
        with _loading(self.home.secret(self.name) / "__init__.py"):
            return _package(self.home.secrets, self.name).SECRET


def _package(secrets, name):
    """Import the package of a secret half; one of the same name from another course is forgotten first."""
    package = importlib.import_module("exercises")
    package.__path__[:] = dict.fromkeys(str(folder) for folder in (secrets, *(home.secrets for home in homes())))
    known = sys.modules.get(f"{package.__name__}.{name}")
    if known is not None and Path(known.__file__).parent.parent != secrets:
        for module in [one for one in sys.modules if f"{one}.".startswith(f"{package.__name__}.{name}.")]:
            del sys.modules[module]
    importlib.invalidate_caches()  # it may have been written a moment ago
    return importlib.import_module(f"{package.__name__}.{name}")


def exercises() -> list[str]:
    """The names of all exercises of this project and of the course at work, sorted."""
    return sorted({name for home in homes() for name in home.exercises()})


def load(name: str) -> FullExercise:
    """Return the FullExercise of a name; UnknownExercise where there is none."""
    home = home_of(name)
    if home is None:
        raise UnknownExercise(f"{name} is no exercise of this project; there are: {', '.join(exercises())}")
    return _loaded(home, name)


def module_beside(name, file):
    """Import a module that lies beside the notebook of an exercise, for the secret half: it may give names of it."""
    home = home_of(name)
    return _module(f"{file} of {name}", home.source(name) / file)


@contextlib.contextmanager
def _loading(path):
    """Raise BrokenExercise, which names the file, where what is loaded in the block does not load."""
    try:
        yield
    except Exception as error:
        if isinstance(error, BrokenExercise):
            raise
        raise BrokenExercise(f"{path} does not load: {type(error).__name__}: {error}") from error


def _module(title, path):
    specification = importlib.util.spec_from_file_location(title, path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@cache
def _loaded(home, name):
    folder = home.source(name)
    with _loading(folder / DECLARATION):
        exercise = _module(f"exercise of {name}", folder / DECLARATION).EXERCISE
    return FullExercise(exercise, PublicTests(exercise, folder / NUMBERS), home)


__all__ = ["COURSE", "DECLARATION"]
