"""The public tests: run them as often as you like; they say what is wrong, and where.

In the notebook:   from public_tests import …, then e.g. `NAME_test(NAME)` for a function that is called NAME
In a terminal:     python public_tests.py        in the folder of your notebook

Each test calls your function on fixed inputs of which all sizes differ and compares every entry of what comes back with
stored numbers. Where a mistake is known, it says so with a hint. Which functions there are stands in exercise.py.
"""

import ast
import json
import linecache
import re
import sys
from pathlib import Path

import exercise
from checks.public import NUMBERS, PublicTests
from checks.report import TestFailure, message

EXERCISE = exercise.EXERCISE
_TESTS = PublicTests(EXERCISE, Path(exercise.__file__).with_name(NUMBERS))
must_be_finished, finished, ready_to_train = _TESTS.must_be_finished, _TESTS.finished, _TESTS.ready_to_train


def __getattr__(name):
    """The test of a function, e.g. rnn_backward_test for rnn_backward."""
    function = name.removesuffix("_test")
    if name == function or function not in EXERCISE.by_name:
        raise AttributeError(f"module 'public_tests' has no test of the name {name}")

    def test(target):
        _TESTS.test(function, target)

    test.__name__ = test.__qualname__ = name
    test.__doc__ = f"Test a learner's {function}; raise TestFailure with a message that says what is wrong."
    return test


def show_error(target):
    """Draw where the outputs of a function part from the expected ones on the public case; say the same in words."""
    from checks.plots import describe_error, plot_errors  # Matplotlib is loaded when a picture is drawn

    name, problems = _TESTS.own_problems(target)
    if not problems:
        print(f"{name}: nothing to draw, its public test passes")
        return
    print(message(EXERCISE[name], problems))
    wrong = {p.output: (p.value, p.expected) for p in problems if p.rung == "values" and not p.where}
    if not wrong:
        print("\nThere is no picture of this: values can be compared once the shapes are right.")
        return
    for output, (value, expected) in wrong.items():
        print(f"\n{describe_error(output, value, expected)}", end="")
    plot_errors(name, wrong, EXERCISE)


# ── In a terminal: python public_tests.py [notebook] ──────────────────────────────────────────────────────────────


def notebook_functions(path):
    """Run a notebook's imports and the learner's own cells; return what they define, and what went wrong meanwhile."""
    notebook = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    names, complaints = {"__name__": "notebook"}, []
    last = max(
        (n for n, cell in enumerate(notebook["cells"], start=1) if _defines("".join(cell["source"]))), default=0
    )
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        if source.startswith("%%"):
            continue
        source = re.sub(r"^\s*[%!?].*$", "", source, flags=re.MULTILINE)  # magics
        if not _defines(source) and not cell["metadata"].get("nbgrader", {}).get("solution"):
            source = _definitions(source, with_values=number < last)
        place = f"cell {number}"
        linecache.cache[place] = (len(source), None, source.splitlines(keepends=True), place)
        try:
            exec(compile(source, place, "exec"), names)
        except (Exception, SystemExit) as error:
            complaints.append(f"{place} stops with {type(error).__name__}: {error}")
    return names, complaints


def _defines(source):
    """True for the text of a cell that defines a function of the exercise."""
    return any(f"def {name}" in source for name in EXERCISE.by_name)


def _definitions(source, with_values):
    """Keep the imports, functions and classes of a cell, and values that they may need; not its demonstrations."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source  # the complaint is made where it is run
    kept = ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, *([ast.Assign] if with_values else [])
    tree.body = [node for node in tree.body if isinstance(node, kept)]
    return ast.unparse(tree)


def main(arguments):
    """Test the functions of a notebook, that of the exercise if none is named; return the exit code, 0 when all pass."""
    path = Path(arguments[0] if arguments else f"{EXERCISE.name}.ipynb")
    try:
        names, complaints = notebook_functions(path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = f"{error} is missing in it" if isinstance(error, KeyError) else error
        print(f"{path} can't be read as a notebook: {reason}\nUsage: python public_tests.py [notebook]")
        return 2
    for complaint in complaints:
        print(f"{path}: {complaint}")
    failures = 0
    for function in EXERCISE.by_name:
        try:
            if function not in names:
                raise TestFailure(f"{function} is not defined in {path}")
            _TESTS.test(function, names[function])
        except TestFailure as failure:
            failures += 1
            print(failure, end="\n\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
