"""How much the tests try: a fixed sample of a long list, or with `pytest --whole`, as in `make exhaustive`, all of it.

A sample stands where a short way tries the whole list and a long one, through boxes, kernels or nbgrader, shows that
it ends the same. It is the same at each run.
"""

import os

VARIABLE = "TRY_THE_WHOLE"


def is_whole():
    """Whether everything is tried; conftest sets the variable, which the workers of pytest-xdist inherit."""
    return bool(os.environ.get(VARIABLE))


def sample(values, every, first=0):
    """Return each `every`-th of some values as a list, from the place `first` on; all of them with --whole."""
    values = list(values)
    return values if is_whole() else values[first::every]


def number(few, many):
    """Return how many examples are tried: few, or many with --whole."""
    return many if is_whole() else few
