"""What np.empty finds in memory, made the same in each run, so that no luck decides what is right or said."""

import contextlib
import functools

import numpy as np

FOUND = 0.57721566  # in no result of an exercise


@contextlib.contextmanager
def filled_memory():
    """While the block runs, np.empty and np.empty_like give arrays that hold FOUND, not what memory happens to hold."""
    kept = {name: getattr(np, name) for name in ("empty", "empty_like")}
    for name, make in kept.items():
        setattr(np, name, _filling(make))
    try:
        yield
    finally:
        for name, make in kept.items():
            setattr(np, name, make)


def _filling(make):
    @functools.wraps(make)
    def call(*args, **kwargs):
        made = make(*args, **kwargs)
        if made.dtype.kind in "fc":
            made.fill(FOUND)
        return made

    return call
