"""The law: the fixed case has sizes that are told apart and numbers of the reference, and the files that students get
import nothing that they have not got."""

import ast
import sys
from pathlib import Path

import numpy as np
import pytest

from checks.public_cases import TOLERANCE
from tests.public import arrays_in, every_function
from tests.rnn import AXES, FUNCTIONS, NOTEBOOK, RNN, public_case, references

STUDENT_FILES = sorted(NOTEBOOK.parent.rglob("*.py"))


# ── The public case and its files ─────────────────────────────────────────────────────────────────────────────────


def test_the_sizes_of_the_public_case_are_told_apart():
    sizes = RNN.public.sizes
    assert len(set(sizes.values())) == len(sizes)
    assert 1 not in sizes.values()
    assert sizes["T_x"] not in (1, 2, 4)  # a cache has 4 entries, the caches 2: with as many steps, a wrong one passes


@every_function
def test_the_arrays_of_the_public_case_have_these_sizes(function):
    sizes = {**RNN.public.sizes, "1": 1}
    case = public_case(function)
    named = [*zip(FUNCTIONS[function].arguments, case.arguments, strict=True), *case.expected.items()]
    for name, value in named:
        if isinstance(value, np.ndarray):
            assert value.shape == tuple(sizes[axis] for axis in AXES[name]), name


@every_function
def test_what_is_expected_is_what_the_reference_makes_of_the_case(function):
    case = public_case(function)
    result = references()[function](*case.arguments)
    result = result if isinstance(result, dict) else dict(zip(FUNCTIONS[function].outputs, result, strict=True))
    expected, got = arrays_in(case.expected), arrays_in(result)
    assert expected.keys() == got.keys()
    for path, array in expected.items():
        np.testing.assert_allclose(got[path], array, rtol=0, atol=TOLERANCE / 10, err_msg=str(path))


def imports(path):
    """All imports of a file: pairs of the dotted name of a module and whether it stands inside a function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for n in ast.walk(f) if n is not f}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module, id(node) in inside


every_student_file = pytest.mark.parametrize(
    "path", STUDENT_FILES, ids=lambda path: str(path.relative_to(NOTEBOOK.parent))
)


@every_student_file
def test_a_file_that_students_get_imports_nothing_that_they_have_not_got(path):
    for module, inside in imports(path):
        package, beside = module.split(".")[0], NOTEBOOK.parent / module.replace(".", "/")
        known = package in sys.stdlib_module_names or package == "numpy" or (package == "matplotlib" and inside)
        assert known or beside.is_dir() or beside.with_suffix(".py").is_file(), f"{path.name} imports {module}"


@every_student_file
def test_a_file_that_students_get_holds_none_of_the_four_functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert not defined & set(FUNCTIONS)


def test_the_students_get_the_files_of_these_tests():
    """What is tested here and what lies beside the notebook are the same files."""
    assert {path.resolve() for path in STUDENT_FILES} >= {
        Path(module.__file__).resolve()
        for name, module in sys.modules.items()
        if name in ("public_tests", "rnn_utils") or name.split(".")[0] == "checks"
    }
