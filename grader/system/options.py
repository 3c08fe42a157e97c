"""Options that several commands have, and how their values are read."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Course = Annotated[
    Path | None,
    typer.Option(
        help="The course folder, with nbgrader_config.py in it. If not given: the working folder or one above it, if "
        "that is a course; else the course of this project."
    ),
]
Assignment = Annotated[
    str | None, typer.Argument(help="The assignment, as nbgrader knows it. If not given: the only one of the course.")
]
Students = Annotated[list[str] | None, typer.Option(help="Only this student; repeat the option for several.")]


def whole_number(least: int, most: int | None = None) -> Callable[[str], int]:
    """Return a reader of whole numbers within bounds; None: no upper bound."""
    return _reader(int, "a whole number", least, most)


def number(least: float) -> Callable[[str], float]:
    """Return a reader of numbers that are not below a bound."""
    return _reader(float, "a number", least, None)


def choice(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    """Return a reader of the values of an Enum."""

    def read(value):
        try:
            return kind(value)
        except ValueError:
            raise typer.BadParameter(f"{value!r} is none of {', '.join(kind)}") from None

    read.__name__ = "|".join(kind)  # what --help shows
    return read


def _reader(kind, what, least, most):
    within = f"{what}, {least} or more" if most is None else f"{what} from {least} to {most}"

    def read(value):
        try:
            found = kind(value)
            right = least <= found and (most is None or found <= most)
        except ValueError:
            right = False
        if not right:
            raise typer.BadParameter(f"{value!r} is not {within}")
        return found

    read.__name__ = kind.__name__
    return read
