"""Who is in the hostile class: the honest, and everybody who tries something."""

from tests.hostile import broken, forging, forging_cells, harming, injecting, mended, reading
from tests.hostile.attack import Attack, everywhere
from tests.sampling import sample

HONEST = (
    Attack("a-honest", 100, right=True),
    Attack("m-honest", 100, right=True),
    Attack("z-honest", 100, right=True),
    Attack("a-untouched", 0),
)
# What is armed says so: where this one is silent, no payload has run, and nothing in the table means anything.
ARMED = Attack("a-armed", 100, "print('ARM' + 'ED')", everywhere("print('ARM' + 'ED')"), right=True)
KINDS = {
    "forge": "points for nothing",
    "read": "reading what is none of a student's business",
    "leak": "carrying hidden inputs or text out",
    "harm": "harming the run or the neighbours",
    "inject": "script for the instructor's browser",
    "broken": "files that are no notebook",
    "mended": "honest work, mishandled",
}


def attacks(course):
    """Everybody who tries something, made for the place of a course folder."""
    forge = [*forging.ATTACKS, *forging_cells.ATTACKS]
    handed_in = [*injecting.ATTACKS, *broken.ATTACKS, *mended.ATTACKS]
    return [*forge, *reading.attacks(course), *harming.attacks(course), *handed_in]


def everybody(course):
    """The whole class, the honest among them."""
    return [*HONEST, ARMED, *attacks(course)]


def some(who, first, every):
    """A sample of each kind, see tests.sampling.sample, and all of the honest."""
    kinds = [[attack for attack in who if kind(attack.id) == name] for name in KINDS]
    taken = {attack.id for attacks in kinds for attack in sample(attacks, every, first)}
    return [attack for attack in who if kind(attack.id) is None or attack.id in taken]


def kind(name):
    """What a submission tries, one of KINDS; None for the honest."""
    first = name.split("-")[0]
    return first if first in KINDS else None
