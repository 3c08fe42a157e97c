"""The boxes of the tests: every way of confining that this machine has, with IPython and bare."""

from dataclasses import replace

from grader.box import sandbox
from grader.rules.budget import Budget

FOUND = sandbox.available()
LAYERS = {
    "bubblewrap": FOUND,
    "bubblewrap-without-landlock": replace(FOUND, landlock=0),
    "landlock-only": replace(FOUND, bubblewrap=False),
    "landlock-3": replace(FOUND, bubblewrap=False, landlock=min(3, FOUND.landlock)),  # the first that suffices
}
KINDS = [("bubblewrap", False), ("landlock-only", False), *((layers, True) for layers in LAYERS)]


def named(kind):
    """Name a kind of box, for pytest."""
    layers, bare = kind
    return f"{layers}-{'bare' if bare else 'full'}"


BUDGET = Budget(cpu=2, wall=60, memory=1 << 30, file=1 << 20, output=100_000)


def said(session, source):
    """What a text prints and raises, run within a call, as one text."""
    session.prepare({1: f"def probe():\n    exec({source!r}, globals())"})
    reply = session.call("probe", [])
    return reply.printed + " ".join(reply.raised[0] + [reply.raised[1]] if reply.raised else [])
