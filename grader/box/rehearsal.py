"""In the box: what sessions do, done for nothing in the warm process before any is forked off it.

Python prepares code for what it meets once that has run a few times (PEP 659); each session would begin with that anew.
"""

import numpy as np

from . import serving, wire
from .connection import Ended
from .sealing import seal

ROUNDS = 20  # Python takes eight
SOURCE = """
def rehearsed(x, a, weights):
    import numpy as np

    caches = []
    for t in range(x.shape[2]):
        a, cache = lent(x[:, :, t], a, weights)
        caches.append(cache)
    return {"a": a, "y": np.tanh(a), "caches": (caches, x)}
"""
SHOWN = "print('shown')\nshown = 1"


def rehearse(shell):
    """Do what a session does, as often as it takes; the names of the shell are as they were afterwards.

    Raises RuntimeError where a session would not have done it.
    """
    before = dict(shell.user_ns)
    serving.Session(_Script(), shell).serve()
    shell.user_ns.clear()
    shell.user_ns.update(before)


class _Script:
    """Stands for the connection to an examiner, who asks the same again and again."""

    def __init__(self):
        self.messages = self._written()

    def receive(self):
        try:
            return next(self.messages)
        except StopIteration:
            raise Ended from None

    def send(self, message):
        size = wire.size_of(message)
        kind, *what = wire.loads(message[:size])
        if kind not in ("at", "prepared", "ran", "returned"):
            raise RuntimeError(f"the rehearsal of a session failed: {kind} {what}")

    def _written(self):
        x, a = np.ones((3, 4, 5)), np.ones((2, 4))
        weights = {name: np.ones((2, 3)) for name in ("first", "second", "third", "fourth")}
        question, had = wire.dumps_parts(["lend", [x[:, :, 0], a, weights]])
        answer = wire.dumps(["answer", "returned", [a, (a, *had)]], had=had)
        for _ in range(ROUNDS):
            yield wire.dumps(["prepare", [[0, SOURCE]], ["rehearsed"], 1000])
            yield wire.dumps(["call", "rehearsed", "lent", ["x", "a", "weights"]])
            yield wire.dumps([x, a, weights])
            yield wire.dumps(dict([seal(question, answer)]))
            yield wire.dumps(["run", 0, SHOWN, 1000])
