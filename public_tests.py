"""The public tests: run them as often as you like; they tell you what is wrong, and where.

In the notebook:   from public_tests import …, then e.g. `NAME_test(NAME)` for a function that is called NAME
In a terminal:     python public_tests.py        in the folder of your notebook

Each test calls your function on fixed inputs of which all sizes differ and compares every entry of what it returns with
stored numbers. If the mistake is a known one, the message has a hint. exercise.py lists the functions.
"""

import os
import sys
from pathlib import Path

import exercise

from checks.notebook import USAGE, NoNotebook, named_notebook
from checks.public import PublicTests
from checks.public_cases import NUMBERS, NumbersMissing
from checks.report import Interrupted, TestFailure, message
from checks.terminal import notebook_functions

INTERRUPTED = 130  # the exit code of a program that Ctrl-C has ended

EXERCISE = exercise.EXERCISE
_TESTS = PublicTests(EXERCISE, Path(exercise.__file__).with_name(NUMBERS), exercise.__loader__.get_data)
must_be_finished, finished, ready_to_train = _TESTS.must_be_finished, _TESTS.finished, _TESTS.ready_to_train
load = _TESTS.load  # for a program that grades, before it makes a process for each notebook


def __getattr__(name):
    """The test of a function: NAME_test for NAME."""
    function = name.removesuffix("_test")
    if name == function or function not in EXERCISE.by_name:
        raise AttributeError(f"module 'public_tests' has no test named {name}")

    def test(target, only=None):
        _TESTS.test(function, target, only)

    test.__name__ = test.__qualname__ = name
    test.__doc__ = (
        f"Test a learner's {function}; raise TestFailure with a message that says what is wrong. "
        "With only=NAME, look at that one output."
    )
    return test


def __dir__():
    """What can be imported: what stands here, and the tests."""
    return [*globals(), *(f"{function}_test" for function in EXERCISE.by_name)]


def show_error(target):
    """Draw where the outputs of a function differ from the expected ones on the public case, and say it in words."""
    from checks.plots import describe_error, plot_errors, why_no_picture  # needed only where there is something to draw

    name, problems = _TESTS.own_problems(target)
    if not problems:
        print(f"{name}: nothing to draw: its public test passes")
        return
    places, diagnosis = _TESTS.explanation(name, target, problems)
    print(message(EXERCISE[name], problems, diagnosis.hint if diagnosis else "", places))
    wrong = {p.output: (p.value, p.expected) for p in problems if p.rung == "values" and not p.where}
    if not wrong:
        print(f"\n{why_no_picture(problems[0])}")
        return
    for output, (value, expected) in wrong.items():
        print(f"\n{describe_error(output, value, expected)}", end="")
    plot_errors(name, wrong, EXERCISE, [f"line {place.number}:  {place.text}" for place in places.places[:2]])


def explained(name, target):
    """Say of a function what explains its failure, as data for a program that grades: see checks.explanation."""
    return _TESTS.explained_as_data(name, target)


def show_step(target, t):
    """Print what a function passes on and stores at time step t: shapes, zeros, magnitudes, right or not."""
    try:
        print("\n".join(_TESTS.step(target, t)))
    except ValueError as error:
        print(error)


# ── In a terminal: python public_tests.py [notebook] ──────────────────────────────────────────────────────────────


def main(arguments):
    """Test the functions of a notebook, that of the exercise if none is named; return the exit code, 0: all pass."""
    if arguments in (["-h"], ["--help"]):
        print(f"{USAGE}\n\n{__doc__}")
        return 0
    try:
        path = named_notebook(arguments, f"{EXERCISE.name}.ipynb", Path(__file__).parent)
        names, complaints, unreached = notebook_functions(path, EXERCISE.by_name)
    except NoNotebook as error:
        print(error)
        return 2
    except (OSError, ValueError) as error:
        print(f"{path} can't be read as a notebook: {getattr(error, 'strerror', None) or error}.\n{USAGE}")
        return 2
    for complaint in complaints:
        print(f"{path}: {complaint}")
    failures = 0
    for function in EXERCISE.by_name:
        try:
            if function not in names:
                why = f": its cell, {unreached[function]}, stops above its def line" if function in unreached else ""
                raise TestFailure(f"{function} is not defined in {path}{why}")
            _TESTS.test(function, names[function])
        except Interrupted as interrupted:
            print(interrupted)
            return INTERRUPTED
        except NumbersMissing as error:
            print(error)
            return 2
        except TestFailure as failure:
            failures += 1
            print(failure, end="\n\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # a message may quote what this terminal can't show
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Interrupted.")
    except BrokenPipeError:  # nobody reads on, as behind `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
