"""The environment of the programs that this project starts: nbgrader, Jupyter's kernels, alembic."""

import locale
import os
import sys
from collections.abc import Mapping, MutableMapping
from functools import cache
from pathlib import Path

from grader.system.program import TOP

# nbgrader logs a settings file that does not load and goes on without it: a class would be graded by other rules.
STRICT = {"TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR": "1"}
PREFIX, FORMER_PREFIX = "GRADER_", "RNN_"  # of this project's variables; scripts of courses may have the former one
PLAIN_VARIABLE = f"{PREFIX}PLAIN_NBGRADER"


def value_of(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """The value of one of this project's variables, also under its former name; empty where it is not set."""
    return environment.get(name) or environment.get(FORMER_PREFIX + name.removeprefix(PREFIX), "")


def is_set(name: str) -> bool:
    """True where one of them is set, and not to 0, no, false or off."""
    return value_of(name).strip().lower() not in ("", "0", "no", "false", "off")


def complete(environment: MutableMapping[str, str] = os.environ) -> None:
    """Let started programs find this package, one another, and files whose names are not ASCII.

    environment    a mapping, which is changed; doing it again changes nothing
    """
    _put_first(environment, "PATH", str(Path(sys.executable).parent))  # nbgrader starts alembic by its name
    _put_first(environment, "PYTHONPATH", str(TOP))
    environment.setdefault("PYTHONUTF8", "1")
    if locale.getencoding().lower().replace("-", "") != "utf8":  # alembic reads its settings in the locale's encoding
        environment["LC_ALL"] = "C.UTF-8"


def plain_nbgrader() -> bool:
    """True where the instructor has chosen nbgrader's own way: tests and student code in one kernel."""
    return is_set(PLAIN_VARIABLE)


@cache
def warn_once(sentence):
    """Say a sentence on standard error, once in a process: Formgrader loads the settings again and again."""
    print(sentence, file=sys.stderr)


def _put_first(environment, name, place):
    places = [known for known in environment.get(name, "").split(os.pathsep) if known and known != place]
    environment[name] = os.pathsep.join([place, *places])
