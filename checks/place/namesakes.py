"""Names that are spelled as quantities and hold something else: the state of one step, or all that is given turned."""

import ast

import numpy as np

from checks.place.bindings import bindings
from checks.place.probe import Probe, run
from checks.place.source import bare_names
from checks.place.values import AFTER, UNKNOWN, same

SEVERAL = 2  # names that hold what is given with its axes turned: one alone may be a mistake


class _Held(Probe):
    """A probe that puts nothing in, and notes the shapes that each name and each entry holds where it is bound."""

    def __init__(self, whole, right, case):
        super().__init__(whole, right, case, forced={})
        self.held = {}  # (name, None) or (name, entry) -> set of shapes; None for what is no array
        self.turned = set()  # those that hold what the function is given with its axes turned
        self._given = dict(case.exercise.given_to(case.function, case.arguments))

    def _look(self, number, bound, value):
        if value is not UNKNOWN:
            self.held.setdefault(bound, set()).add(value.shape if isinstance(value, np.ndarray) else None)
        if any(_is_turned(value, given, self.case.tolerance) for given in self._given.values()):
            self.turned.add(bound)
        return False


def namesakes(whole, right, case):
    """Find the names that are spelled as a quantity with a time axis, and hold one step wherever they are bound.

    Such a name is given to the function of one step as it is, or bound anew in the loop. So are those that hold what
    the function is given with its axes turned, as after `W = weights["W"].T`, where there are several: with the
    examples first, all is turned so.

    whole      checks.place.instrument.Instrumented
    Returns    set of (name, None), or (name, entry) for an entry of a dict
    """
    bound = {one for statement in whole.statements for one in statement.binds}
    spelled = {one for one in bound if _shape_of(one, right, case)}
    handed_on = _given_to_calls(whole) | _bound_anew(whole)
    if not spelled & handed_on and len(_with_turned_axes(whole)) < SEVERAL:
        return set()
    probe = _Held(whole, right, case)
    run(whole, probe)
    of_one_step = {one for one in spelled & handed_on if probe.held.get(one) == {_shape_of(one, right, case)[:-1]}}
    return of_one_step | (probe.turned if len(probe.turned) >= SEVERAL else set())


def _shape_of(bound, right, case):
    """The shape of the quantity that a name is spelled as, all its steps together; None where it has no time axis."""
    name = bound[1] or bound[0]
    value = right.names[name].at(AFTER) if name in right.names else None
    return value.shape if isinstance(value, np.ndarray) and case.exercise.time_axis(name) is not None else None


def _given_to_calls(whole):
    """The names and entries that the function of one step is given as a whole, alone or as a term: set."""
    calls = [part for part in ast.walk(whole.source.node) if isinstance(part, ast.Call)]
    given = [one for call in calls if getattr(call.func, "id", "") == whole.calls for one in call.args]
    names = {(name, None) for one in given for name in bare_names(one, ast.Subscript)}
    parts = [part for one in given for part in ast.walk(one) if isinstance(part, ast.Subscript)]
    entries = [(getattr(part.value, "id", None), getattr(part.slice, "value", None)) for part in parts]
    return names | {bound for bound in entries if all(isinstance(one, str) for one in bound)}


def _bound_anew(whole):
    """The names and entries that the loop over time binds as a whole, not at an index: set."""
    loop = whole.loop.node if whole.loop else ast.Pass()
    targets = [part for part in ast.walk(loop) if isinstance(getattr(part, "ctx", None), ast.Store)]
    plain = {bound for part in targets for bound in bindings(part) if isinstance(part, ast.Name) or bound[1]}
    stored = {bound for part in targets if isinstance(part, ast.Subscript) for bound in bindings(part) if not bound[1]}
    return plain - stored


def _with_turned_axes(whole):
    """The names on the left of lines that turn axes, of arrays of any kind: set."""
    lines = [one for one in whole.statements if "T" in {getattr(part, "attr", "") for part in ast.walk(one.node)}]
    return {name for line in lines for name, _ in line.binds}


def _is_turned(value, given, tolerance):
    """True for an array with its axes in the opposite order, where that makes a difference."""
    is_array = isinstance(given, np.ndarray) and isinstance(value, np.ndarray)
    return is_array and same(value, given.T, tolerance) and not same(value, given, tolerance)
