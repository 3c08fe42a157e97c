"""The seed of a course: a secret that is made at first need and kept beside nbgrader_config.py.

A course that has results keeps its seed: a lost or another one stops every command, unless a new one is asked for.
"""

import contextlib
import errno
import json
import os
import secrets
import sqlite3
from pathlib import Path

from grader.exercise.seed import BITS, SEED_VARIABLE, SeedError, fingerprint, from_environment, parsed
from grader.intake.scripts import text_of
from grader.rules.points import counted
from grader.system.environment import PREFIX, is_set, value_of
from grader.system.terminal import command

NEW_VARIABLE = f"{PREFIX}NEW_SEED"  # in the environment: results that are there may be of another seed
SEED_FILE = "hidden_seed.txt"  # beside nbgrader_config.py; SEED_VARIABLE goes before it
NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)  # what a disk without hard links answers


def of_course(folder):
    """Return the seed of a course, an int below 2**64: the environment's, else its file's, which is made if missing.

    folder     Path of nbgrader_config.py's folder
    Raises SeedError where the file can't be read or written, or holds something else: it is never replaced. Also where
    results are there and the file is not, or the seed is not the one that they were graded with.
    """
    folder = Path(folder)
    seed = from_environment() if value_of(SEED_VARIABLE) else _of_file(folder)
    if not is_set(NEW_VARIABLE):
        _refuse_another(folder, seed)
    return seed


def _of_file(folder):
    path = folder / SEED_FILE
    try:
        if not os.path.lexists(path):
            _refuse_a_lost_one(folder)
            _make(path)
        text = text_of(path.read_bytes()) or ""  # an editor may have written it anew, with its own mark
    except OSError as error:
        raise SeedError(
            f"{path}: the seed of the hidden tests can't be read or made ({error.strerror}). Correct that, or set "
            f"{SEED_VARIABLE} to the number that the course is graded with"
        ) from None
    return parsed(text, path, f"Put back the number that the course was graded with. {_if_lost(folder)}")


def _refuse_a_lost_one(folder):
    """Raise SeedError where a new seed would grade work again with other numbers."""
    found = None if is_set(NEW_VARIABLE) else _results(folder)
    if found:
        raise SeedError(
            f"{folder / SEED_FILE} is missing, and this course has results ({found}): with a new seed everybody would "
            f"be graded with other numbers. Put the file back from a backup. {_check(folder)}{_if_lost(folder)}"
        )


def _refuse_another(folder, seed):
    """Raise SeedError where there are receipts, and none of them is of this seed."""
    receipts = 0
    for of in _seeds_of_receipts(folder):
        if of == fingerprint(seed):
            return
        receipts += 1
    if receipts:
        raise SeedError(
            f"The seed in {_place(folder)} is not the one that this course was graded with "
            f"({counted(receipts, 'receipt')} in {folder / 'receipts'}): with it everybody would be graded with other "
            f"numbers. Put the old seed back. {_if_lost(folder)}"
        )


def _check(folder):
    """How to tell whether a file from a backup is the right one."""
    return "The next command compares it with the receipts. " if any(_seeds_of_receipts(folder)) else ""


def _if_lost(folder):
    """What to do where no backup has the seed."""
    if not _results(folder):
        return "If there is none, remove the file, and a new seed is made"
    return (
        "If it is lost, everybody can be graded again with another seed, which is made where there is no file: "
        f"{command('grade', '--new-seed', course=folder)} (for nbgrader's own commands: {NEW_VARIABLE}=1 in the "
        "environment)"
    )


def _place(folder):
    return f"the environment variable {SEED_VARIABLE}" if value_of(SEED_VARIABLE) else folder / SEED_FILE


def _seeds_of_receipts(folder):
    """The fingerprints of the seeds that a course was graded with, one for each receipt that can be read."""
    for path in folder.glob("receipts/*/*/*.json"):
        try:
            receipt = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(receipt, dict) and isinstance(receipt.get("seed"), str):
            yield receipt["seed"]


def _results(folder):
    """Where a course has results: a folder or a file of it, by name; nothing where it has none."""
    for name in ("receipts", "results", "autograded"):
        if any(path.is_file() and path.name != ".lock" for path in folder.glob(f"{name}/*/**/*")):
            return f"{name}/"
    return "gradebook.db" if _has_scores(folder / "gradebook.db") else ""


def _has_scores(path):
    """True where a gradebook has scores, or can't be read."""
    if not path.is_file() or not path.stat().st_size:
        return False
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as gradebook:
            known = gradebook.execute("SELECT 1 FROM sqlite_master WHERE name = 'grade'").fetchone()
            scores = "SELECT 1 FROM grade WHERE auto_score IS NOT NULL OR manual_score IS NOT NULL LIMIT 1"
            return bool(known and gradebook.execute(scores).fetchone())
    except sqlite3.Error:
        return True


def _make(path):
    """Write a new seed, for the owner alone; where two processes begin at once, the first one's stays."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(f"{secrets.randbits(BITS)}\n")
            file.flush()
            os.fsync(file.fileno())
        _name(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _name(draft, path):
    """Give a file its name; a file that has it already stays, wherever the disk can promise that."""
    try:
        os.link(draft, path)  # unlike renaming, it replaces nothing
    except FileExistsError:
        pass
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        if not os.path.lexists(path):
            draft.rename(path)
