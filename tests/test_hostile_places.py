"""Law: in the other confinement too, and as an ordinary user, the hostile class comes to nothing: nobody gets a point
that was not earned, nobody loses one, everybody has a row, and nothing is read or changed.

One place is both, and has a sample of its own here, some of each kind; with --whole root has one as well, and
`make hostile` takes the whole class through all four.
"""

from functools import partial

import pytest

from tests.hostile import figures, observing, table
from tests.hostile.examined import left_running, receipt
from tests.hostile.members import ARMED, KINDS, kind, some
from tests.hostile.places import Place
from tests.sampling import sample

pytestmark = pytest.mark.slow
NONE = dict.fromkeys(figures.FIGURES, 0)
# tests/test_hostile_class.py has bubblewrap.
PLACES = [Place(bubblewrap=False), Place(bubblewrap=False, ordinary=True)]


@pytest.fixture(scope="module", params=sample(PLACES, every=2, first=1), ids=str)
def graded(request, released, tmp_path_factory):
    """The place, the run, the class, and what became of each submission."""
    place = request.param
    if place.missing():
        pytest.skip(place.missing())
    choose = partial(some, first=PLACES.index(place), every=16)
    folder = tmp_path_factory.mktemp("hostile") / "course"
    return place, *figures.run_class(folder, place, choose=choose, released=released, workers=1)


def test_the_figures_are_zero(graded):
    _, run, who, found = graded
    wrong = {attack.id: effects for attack in who if (effects := table.effects(attack.expected, found[attack.id]))}
    assert run.ended == ""
    assert wrong == {}
    assert figures.count(run, who, found) == {**NONE, "tried": len(who)}


def test_the_sample_has_every_kind(graded):
    assert {kind(attack.id) for attack in graded[2]} == {*KINDS, None}


def test_it_ran_there(graded):
    place, run, who, _ = graded
    given = [receipt(run.course, attack.id) for attack in who]
    assert {one.get("confined") for one in given} == {True}
    assert {"bubblewrap" in one.get("confinement", "") for one in given} == {place.bubblewrap}
    assert run.course.stat().st_uid == (run.course.parent / "home").stat().st_uid
    assert (run.course.stat().st_uid == 0) == (not place.ordinary)
    assert observing.armed(run.course, ARMED.id)


def test_nothing_is_left_running(graded):
    assert left_running(graded[1].course) == []
