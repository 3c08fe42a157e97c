"""What a learner's code keeps between two calls, put back after a test: so each run of the test says the same."""

import contextlib
from types import CodeType, FunctionType

import numpy as np

from checks.layers import layers, notebook_of
from checks.place.source import is_own

MOST_BYTES = 10_000_000  # of an array; a larger one is no state of a function


@contextlib.contextmanager
def left_as_found(function):
    """Put back, after the block, what a learner's function keeps: in defaults, in names of its notebook, in classes.

    Lists, dicts, sets and arrays get back what they held; they stay the same objects.
    """
    kept = [(thing, thing.copy()) for thing in _reached_from(function)]
    try:
        yield
    finally:
        for thing, copy in kept:
            _put_back(thing, copy)


def _reached_from(function):
    """The lists, dicts, sets and arrays that a function of a notebook can reach: yields each once."""
    names, waiting, known = notebook_of(function), [function, *layers(function)], {}
    while waiting:
        thing = waiting.pop()
        if id(thing) in known:
            continue
        known[id(thing)] = thing  # kept, so that nothing else gets its id
        if type(thing) in (list, dict, set) or (type(thing) is np.ndarray and thing.nbytes <= MOST_BYTES):
            yield thing
        with contextlib.suppress(Exception, SystemExit):  # a thing may raise whatever it is asked
            waiting += _held_by(thing, names)


def _held_by(thing, names):
    """What a thing holds: list.

    names      dict: those of the notebook; of other modules nothing is followed
    """
    if isinstance(thing, FunctionType):
        return _held_by_function(thing, names) if is_own(thing, names) else []
    if isinstance(thing, dict):
        return list(thing.values())
    if type(thing) in (list, tuple, set):
        return list(thing)
    is_known = is_own(thing if isinstance(thing, type) else type(thing), names)
    return [*getattr(thing, "__dict__", {}).values(), type(thing)] if is_known else []


def _held_by_function(function, names):
    cells = [cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell)]
    defaults = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    return [*cells, *defaults, *(names[name] for name in _names_in(function.__code__) if name in names)]


def _names_in(code):
    """The names that code, and the functions in it, read outside themselves: set."""
    return set(code.co_names).union(*(_names_in(one) for one in code.co_consts if isinstance(one, CodeType)))


def _is_filled(cell):
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _put_back(thing, copy):
    with contextlib.suppress(ValueError):  # an array that can't be written is as it was
        if isinstance(thing, np.ndarray):
            thing[...] = copy
        elif isinstance(thing, list):
            thing[:] = copy
        else:
            thing.clear()
            thing.update(copy)
