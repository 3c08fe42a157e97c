"""The seed of the hidden tests: a secret of the course, made at first need and kept beside nbgrader_config.py.

The same seed draws the same numbers, so that a regrade is fair; who knows it could write the answers down beforehand.
"""

import contextlib
import os
import re
import secrets
from pathlib import Path

SEED_VARIABLE = "RNN_HIDDEN_SEED"  # in the environment; it goes before the file
SEED_FILE = "hidden_seed.txt"
BITS = 64


class SeedError(ValueError):
    """There is no seed to draw hidden tests from; the message says what to do. It never holds a seed."""


def from_environment():
    """Return the seed that this process grades with, an int; SeedError where nothing has set it."""
    text = os.environ.get(SEED_VARIABLE, "")
    if not text:
        raise SeedError(
            f"{SEED_VARIABLE} is not set, so there are no hidden tests. nbgrader_config.py sets it: start nbgrader and "
            "Jupyter in the course folder"
        )
    return _parsed(text, f"the environment variable {SEED_VARIABLE}", "Set it anew, or unset it")


def of_course(folder):
    """Return the seed of a course, an int below 2**64: the environment's, else its file's, which is made if missing.

    folder     Path of nbgrader_config.py's folder
    Raises SeedError where the file can't be read or written, or holds something else. It is never replaced.
    """
    if os.environ.get(SEED_VARIABLE):
        return from_environment()
    path = Path(folder) / SEED_FILE
    try:
        if not os.path.lexists(path):
            _make(path)
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not plain text"
        raise SeedError(
            f"{path}: the seed of the hidden tests can't be read or made ({reason}). Mend that, or set {SEED_VARIABLE} "
            "to the number that the course is graded with"
        ) from None
    return _parsed(
        text,
        path,
        "Put back the number that the course was graded with; if there is none, remove the file and a new one is made",
    )


def _parsed(text, where, way_out):
    if not re.fullmatch(r"[0-9]{1,20}", text.strip()) or int(text) >= 2**BITS:
        raise SeedError(f"{where} does not hold a seed, one whole number from 0 to {2**BITS - 1}. {way_out}")
    return int(text)


def _make(path):
    """Write a new seed, for the owner alone; where two processes begin at once, the first one's stays."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(f"{secrets.randbits(BITS)}\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # unlike renaming, it replaces nothing
    finally:
        draft.unlink(missing_ok=True)
