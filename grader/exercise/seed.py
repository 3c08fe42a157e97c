"""The seed that hidden tests are drawn from: a secret in the environment of the process that grades.

The same seed draws the same numbers, so that a regrade is fair; who knows it could write the answers down beforehand.
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator

from grader.system.environment import PREFIX, value_of

SEED_VARIABLE = f"{PREFIX}HIDDEN_SEED"
BITS = 64
WHAT_A_SEED_IS = f"one whole number from 0 to {2**BITS - 1}"


class SeedError(ValueError):
    """There is no seed to draw hidden tests from; the message says what to do. It never holds a seed."""


def from_environment() -> int:
    """Return the seed that this process grades with, an int; SeedError where nothing has set it."""
    text = value_of(SEED_VARIABLE)
    if not text:
        raise SeedError(
            f"{SEED_VARIABLE} is not set, so there are no hidden tests. nbgrader_config.py sets it: start nbgrader and "
            "Jupyter in the course folder"
        )
    return parsed(text, f"the environment variable {SEED_VARIABLE}", "Set it again, or unset it")


@contextlib.contextmanager
def in_environment(seed: int) -> Iterator[None]:
    """While the block runs, have a seed in the environment, for this process and those that it starts."""
    before = os.environ.get(SEED_VARIABLE)
    os.environ[SEED_VARIABLE] = str(seed)
    try:
        yield
    finally:
        os.environ.pop(SEED_VARIABLE, None)
        if before is not None:
            os.environ[SEED_VARIABLE] = before


def fingerprint(seed: int) -> str:
    """What a receipt says of a seed without showing it."""
    return hashlib.sha256(f"seed {seed}".encode()).hexdigest()[:16]


def parsed(text: str, where: str, way_out: str) -> int:
    """Read a seed, an int; SeedError, which says where the text stands and the way out, where it is none."""
    if not re.fullmatch(r"[0-9]{1,20}", text.strip()) or int(text) >= 2**BITS:
        raise SeedError(f"{where} does not hold a seed, {WHAT_A_SEED_IS}. {way_out}")
    return int(text)
