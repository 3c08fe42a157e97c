"""The kinds of action, each with its weight, and the drawing of a chain of them."""

import random

_ACTIONS = {}


def action(weight=2, adds=False):
    """Register an action of people: a function of a Desk and a random.Random.

    weight     how often it is drawn, beside the others
    adds       True: it adds honest text or files, and changes nothing that is there

    It returns False where there is nothing to do it to.
    """

    def register(function):
        function.weight, function.adds = weight, adds
        _ACTIONS[function.__name__] = function
        return function

    return register


def actions():
    """All kinds of action: dict, name -> function."""
    from tests.editing import (  # noqa: F401 they register theirs
        arranging,
        attempts,
        copying,
        encoding,
        handing,
        retyping,
        saving,
        setting_up,
        tinkering,
        writing,
    )

    return _ACTIONS


def draw_chain(rng):
    """Draw 1 to 8 actions: list of (name, its own seed), so that one can be left out and the others stay."""
    known = actions()
    names = sorted(known)
    drawn = rng.choices(names, [known[name].weight for name in names], k=rng.randint(1, 8))
    return [(name, rng.getrandbits(32)) for name in drawn]


def perform(desk, chain):
    """Do the actions of a chain to a desk; return the names of those for which there was something to do."""
    known, done = actions(), []
    for name, seed in chain:
        if known[name](desk, random.Random(seed)) is not False:
            done.append(name)
    return done
