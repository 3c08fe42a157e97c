"""What a function of a notebook is worth, by the cases of its public and hidden tests; what is known is kept."""

import types

import numpy as np

from checks.case import Rung
from checks.examination import examine, share_earned
from tests.rnn import FUNCTIONS, hidden_problems, public_case

SEED = 977131  # of the hidden tests
TOTAL = {function: FUNCTIONS[function].points[0] + FUNCTIONS[function].points[1] for function in FUNCTIONS}

_worth = {}


def worth(function, target, names):
    """The points that a function earns in its tests: (public, hidden); 0 for what is none or not finished."""
    if not callable(target):
        return 0.0, 0.0
    try:
        key = function, _fingerprint(target, names, {})
    except _Unknown:
        return _points(function, target)
    if key not in _worth:
        _worth[key] = _points(function, target)
    return _worth[key]


def _points(function, target):
    state = np.random.get_state()
    public = share_earned(FUNCTIONS[function], examine(target, public_case(function)))
    hidden = (
        share_earned(FUNCTIONS[function], hidden_problems(function, target, SEED))
        if not _waits(function, target)
        else 0
    )
    np.random.set_state(state)
    return round(public * FUNCTIONS[function].points[0], 2), round(hidden * FUNCTIONS[function].points[1], 2)


def _waits(function, target):
    """Whether a function says that it is not finished, which its hidden test asks first."""
    problems = examine(target, public_case(function), again=False)
    return any(problem.rung == Rung.UNFINISHED for problem in problems)


def waits(function, target, names):
    """Whether a function says that it is not finished."""
    try:
        key = "waits", function, _fingerprint(target, names, {})
    except _Unknown:
        return _waits(function, target)
    if key not in _worth:
        _worth[key] = _waits(function, target)
    return _worth[key]


class _Unknown(Exception):
    """A function depends on something that can't be compared."""


def _fingerprint(value, names, seen):
    """Name what a value of the notebook does: the code that it can reach. Raises _Unknown."""
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return repr(value)
    if id(value) in seen:
        return seen[id(value)]
    seen[id(value)] = f"again {len(seen)}"
    if isinstance(value, types.ModuleType):
        return value.__name__
    if isinstance(value, types.CodeType):
        constants = tuple(_fingerprint(constant, names, seen) for constant in value.co_consts)
        return value.co_code, constants, value.co_names, value.co_varnames, value.co_freevars, value.co_flags
    if isinstance(value, (tuple, list)):
        return type(value).__name__, *(_fingerprint(entry, names, seen) for entry in value)
    if isinstance(value, dict):
        return tuple((key, _fingerprint(entry, names, seen)) for key, entry in value.items() if isinstance(key, str))
    if isinstance(value, types.FunctionType) and value.__globals__ is names:
        cells = tuple(_fingerprint(cell.cell_contents, names, seen) for cell in value.__closure__ or ())
        parts = (value.__defaults__, value.__kwdefaults__, vars(value).get("__wrapped__"))
        return (
            _fingerprint(value.__code__, names, seen),
            cells,
            tuple(_fingerprint(part, names, seen) for part in parts),
            tuple((name, _fingerprint(names[name], names, seen)) for name in _reached(value.__code__) if name in names),
        )
    if getattr(value, "__module__", None) not in (None, names.get("__name__")) and hasattr(value, "__qualname__"):
        return value.__module__, value.__qualname__
    if isinstance(value, (np.ufunc, types.BuiltinFunctionType)):
        return value.__name__
    raise _Unknown


def _reached(code):
    inner = [name for constant in code.co_consts if isinstance(constant, types.CodeType) for name in _reached(constant)]
    return sorted({*code.co_names, *inner})
