"""The public tests: run them as often as you like; they say what is wrong, and where.

In the notebook:   rnn_backward_test(rnn_backward)
In a terminal:     python public_tests.py        in the folder of your notebook

Each test calls your function on fixed inputs of which all sizes differ (n_x 3, n_a 4, n_y 2, m 6, T_x 5) and compares
every entry of what comes back with stored numbers. Where a mistake is known, it says so with a hint.
"""

import os
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from rnn_checks import FUNCTIONS, Case, TestFailure, Unfinished, examine, message, numbers, report, unfinished
from rnn_checks.diagnosis import diagnose, read_hints, read_mistakes
from rnn_checks.examination import halved
from rnn_checks.interface import AXES, PARAMETERS
from rnn_checks.terminal import notebook_functions
from rnn_utils import describe_error, plot_errors

# ── The public tests ──────────────────────────────────────────────────────────────────────────────────────────────

# The stored numbers have 10 digits; sums of a few of them, and another order of adding, stay far below this.
TOLERANCE = 1e-8
SIZES = {"n_x": 3, "n_a": 4, "n_y": 2, "m": 6, "T_x": 5}
STEP = 2  # the time step that the tests of the two cells look at


def rnn_cell_forward_test(target):
    """Test a learner's rnn_cell_forward; raise TestFailure with a message that says what is wrong."""
    _public_test("rnn_cell_forward", target)


def rnn_forward_test(target):
    """Test a learner's rnn_forward, whatever state her rnn_cell_forward is in."""
    _public_test("rnn_forward", target)


def rnn_cell_backward_test(target):
    """Test a learner's rnn_cell_backward; raise TestFailure with a message that says what is wrong."""
    _public_test("rnn_cell_backward", target)


def rnn_backward_test(target):
    """Test a learner's rnn_backward, whatever state her rnn_cell_backward is in."""
    _public_test("rnn_backward", target)


def _public_test(function, target):
    if not callable(target):
        raise TestFailure(f"{function}_test takes the function itself: {function}_test({function})")
    case, points = public_case(function), FUNCTIONS[function].points
    problems = examine(function, target, case, quiet=False)
    passed = f"{function}: all public tests passed ({points} of {points} points)"
    if not problems and case.lend:
        passed += _note_on_own_cell(function, target, case)
    report(function, problems, points, passed, public_diagnosis(function, target, problems))


def public_diagnosis(function, target, problems):
    """Say which known mistake, or which simple relation, explains the problems of a function on its public case."""
    return diagnose(function, target, problems, public_case(function), known_mistakes(function))


@cache
def known_mistakes(function):
    """What known mistakes make of the public case of a function: list of (ids, hint, marks)."""
    hints = read_hints(numbers.HINTS)
    return [(ids, hints["+".join(ids)], marks) for ids, marks in read_mistakes(numbers.MISTAKES).get(function, [])]


def _note_on_own_cell(function, target, case):
    """Say so where a right loop calls a learner's cell that is not right yet."""
    if not examine(function, target, replace(case, lend=None), again=False):
        return ""
    cell = FUNCTIONS[function].calls
    return f"\n    It was lent a right {cell}. With your own {cell} its results are still wrong."


def must_be_finished(target):
    """Raise Unfinished, in one line, while a function still has a step to write."""
    function = _name_of(target)
    problem = unfinished(function, target, public_case(function)) if function in FUNCTIONS else None
    if problem is not None:
        raise Unfinished(message(function, [problem]), [problem])


def finished(*targets):
    """True when every function has all its steps; otherwise False, and one line says what is missing."""
    for target in targets:
        try:
            must_be_finished(target)
        except Unfinished as unfinished:
            print(unfinished)
            return False
    return True


def ready_to_train(*targets):
    """True when every function passes its public test; otherwise False, and one line says which does not, and why.

    False as well while nbgrader runs the notebook: nobody would see the network learn.
    """
    if "NBGRADER_EXECUTION" in os.environ:
        print("Not run while the notebook is validated or graded.")
        return False
    for target in targets:
        function, problems = _own_problems(target, lend=False)
        if problems:
            print("Not yet:", message(function, problems).splitlines()[0])
            return False
    return True


def show_error(target):
    """Draw where the outputs of a function part from the expected ones on the public case; say the same in words."""
    function, problems = _own_problems(target)
    if not problems:
        print(f"{function}: nothing to draw, its public test passes")
        return
    print(message(function, problems))
    wrong = {p.output: (p.value, p.expected) for p in problems if p.rung == "values" and not p.where}
    if not wrong:
        print("\nThere is no picture of this: values can be compared once the shapes are right.")
        return
    for name, (value, expected) in wrong.items():
        print(f"\n{describe_error(name, value, expected)}", end="")
    plot_errors(function, wrong, AXES)


def _own_problems(target, lend=True):
    """Examine a function of the notebook on its public case; return its name and its problems."""
    function = _name_of(target)
    if function not in FUNCTIONS:
        return function, []
    case = public_case(function)
    if not lend:
        case = replace(case, lend=None, other=replace(case.other, lend=None))
    return function, examine(function, target, case)


def _name_of(target):
    """The name that the notebook has for a function."""
    names = getattr(target, "__globals__", {})
    return next((name for name in FUNCTIONS if names.get(name) is target), getattr(target, "__name__", ""))


def public_case(function):
    """The fixed case of a function, made of the stored numbers."""
    cache = _caches()[0][STEP]
    a_next, *inputs, parameters = cache
    a_prev, xt = inputs
    if function == "rnn_cell_forward":
        arguments = xt, a_prev, parameters
        expected = {"a_next": a_next, "yt_pred": _numbers("y_pred")[:, :, STEP], "cache": cache}
    elif function == "rnn_forward":
        arguments = _numbers("x"), _numbers("a0"), parameters
        expected = {"a": _numbers("a"), "y_pred": _numbers("y_pred"), "caches": _caches()}
    elif function == "rnn_cell_backward":
        arguments = _numbers("da_next")[:, :, STEP], cache
        expected = {name: _numbers(name + " by step")[..., STEP] for name in FUNCTIONS[function].outputs}
    else:
        arguments = _numbers("da"), _caches()
        expected = {name: _numbers(name) for name in FUNCTIONS[function].outputs}
    lend, lend_other = _LENT.get(function, (None, None))
    other = Case(halved(arguments), {}, SIZES, TOLERANCE, lend_other)
    return Case(arguments, expected, SIZES, TOLERANCE, lend, other)


def _caches():
    a, a0, x = _numbers("a"), _numbers("a0"), _numbers("x")
    parameters = {name: _numbers(name) for name in PARAMETERS}
    before = [a0, *(a[:, :, t] for t in range(SIZES["T_x"] - 1))]
    return [(a[:, :, t], before[t], x[:, :, t], parameters) for t in range(SIZES["T_x"])], x


def _recorded_cell_forward(own):
    """A rnn_cell_forward that knows five calls by heart, and leaves any other to the learner's own."""
    y_pred, caches = _numbers("y_pred"), _caches()[0]

    def call(xt, a_prev, parameters):
        for t, (a_next, *inputs) in enumerate(caches):
            if _close((a_prev, xt, parameters), inputs):
                a_next = a_next.copy()
                return a_next, y_pred[:, :, t].copy(), (a_next, a_prev, xt, parameters)
        return own(xt, a_prev, parameters)

    call.__qualname__ = "rnn_cell_forward"  # what messages call it
    return call


def _recorded_cell_backward(own):
    """A rnn_cell_backward that knows five calls by heart, and leaves any other to the learner's own."""
    da_nexts = _numbers("da_next")
    steps = {name: _numbers(name + " by step") for name in FUNCTIONS["rnn_cell_backward"].outputs}
    caches = _caches()[0]

    def call(da_next, cache):
        for t, known in enumerate(caches):
            if _close((da_next, cache), (da_nexts[:, :, t], known)):
                return {name: values[..., t].copy() for name, values in steps.items()}
        return own(da_next, cache)

    call.__qualname__ = "rnn_cell_backward"
    return call


def _halved_cell_forward(own):
    """A rnn_cell_forward that gives one answer to whatever it is called with, of the shapes of a right one."""
    y_pred, cache = _numbers("y_pred"), _caches()[0][0]
    return lambda *_: halved((cache[0], y_pred[:, :, 0], cache))


def _halved_cell_backward(own):
    """A rnn_cell_backward that gives one answer to whatever it is called with, of the shapes of a right one."""
    gradients = {name: _numbers(name + " by step")[..., 0] for name in FUNCTIONS["rnn_cell_backward"].outputs}
    return lambda *_: halved(gradients)


_LENT = {
    "rnn_forward": (_recorded_cell_forward, _halved_cell_forward),
    "rnn_backward": (_recorded_cell_backward, _halved_cell_backward),
}


def _close(one, other):
    if isinstance(other, np.ndarray):
        if not isinstance(one, np.ndarray) or one.shape != other.shape:
            return False
        return bool((np.abs(one - other) <= 1e-6 + 1e-5 * np.abs(other)).all())
    if isinstance(other, dict):
        return isinstance(one, dict) and all(key in one and _close(one[key], other[key]) for key in other)
    return isinstance(one, (tuple, list)) and len(one) == len(other) and all(map(_close, one, other))


def _numbers(name):
    return _read(name).copy()


@cache
def _read(name):
    shape, text = numbers.NUMBERS[name]
    return np.array(text.split(), dtype=float).reshape(shape)


# ── In a terminal: python public_tests.py [notebook] ──────────────────────────────────────────────────────────────


def main(arguments):
    """Test the four functions of a notebook, rnn.ipynb if none is named; return the exit code, 0 when all pass."""
    path = Path(arguments[0] if arguments else "rnn.ipynb")
    try:
        names, complaints = notebook_functions(path)
    except FileNotFoundError:
        print(f"{path} is not in this folder.\nUsage: python public_tests.py [notebook]")
        return 2
    except (OSError, ValueError) as error:
        print(f"{path} can't be read as a notebook: {error}\nUsage: python public_tests.py [notebook]")
        return 2
    for complaint in complaints:
        print(f"{path}: {complaint}")
    failures = 0
    for function in FUNCTIONS:
        try:
            if function not in names:
                raise TestFailure(f"{function} is not defined in {path}")
            _public_test(function, names[function])
        except TestFailure as failure:
            failures += 1
            print(failure, end="\n\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # a message may quote what this terminal can't show
    sys.exit(main(sys.argv[1:]))
