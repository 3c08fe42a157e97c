"""What the numbers files of the public tests should say, with the places of a sample of the mistakes proven anew."""

import json
import re
from functools import reduce

import numpy as np

from grader.exercise import fingerprints, numbers
from tests.sampling import is_whole, sample

EVERY = 8  # proving where a mistake is made takes a hundred times as long as computing all else of it


NUMBER = r"-?\d+\.\d+(?:e[-+]?\d+)?"


def assert_fresh(exercise, monkeypatch):
    """The last digits of products differ between versions of NumPy's linear algebra; all else is the same text."""
    stored, made = exercise.tests.path.read_text(encoding="utf-8"), _rendered(exercise, monkeypatch)
    stale = "the stored numbers are stale; write them anew with: make numbers"
    assert re.sub(NUMBER, "", stored) == re.sub(NUMBER, "", made), stale
    found, right = ([float(text) for text in re.findall(NUMBER, each)] for each in (stored, made))
    np.testing.assert_allclose(found, right, rtol=1e-12, atol=1e-14, err_msg=stale)


def _rendered(exercise, monkeypatch):
    """Return the text as it should be: str. Without --whole the places of other mistakes are as they are stored."""
    if not is_whole():
        proven = {mistake.id for mistake in sample(exercise.secret.mistakes, EVERY)}
        stored, prove = _stored_places(exercise), fingerprints.roles
        monkeypatch.setattr(
            fingerprints, "roles", lambda known, id: prove(known, id) if id in proven else stored.get(id, frozenset())
        )
    return numbers.rendered(exercise)


def _stored_places(exercise):
    """The places that each mistake adds to the rows that have its id: dict, id -> frozenset of roles as text."""
    rows = json.loads(exercise.tests.path.read_text(encoding="utf-8"))["mistakes"]
    ids = {name for row in rows for name in row["ids"]}
    return {id: reduce(frozenset.__and__, [frozenset(row["places"]) for row in rows if id in row["ids"]]) for id in ids}
