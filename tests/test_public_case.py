"""Law: the fixed case has sizes that are told apart and numbers of the reference, and the files that students get
import nothing that they have not got; where the numbers can't be read, that is said in one sentence."""

import ast
import sys
import zipfile
from functools import partial
from pathlib import Path
from zipimport import zipimporter

import numpy as np
import pytest

from checks.exercise import Record
from checks.public import PublicTests
from checks.public_cases import TOLERANCE, NumbersMissing
from tests.bound import ALL, every_exercise, every_function, run_for
from tests.lstm import LSTM
from tests.public import arrays_in
from tests.rnn import RNN, references

# ── The public case and its files ─────────────────────────────────────────────────────────────────────────────────


@every_exercise
def test_the_sizes_of_the_public_case_are_told_apart(one):
    """With as many steps as a cache has entries, or the caches, a wrong one would pass."""
    sizes = one.public.sizes
    assert len(set(sizes.values())) == len(sizes)
    assert 1 not in sizes.values()
    lengths = {len(shape.names) for shape in one.public.shapes.values() if isinstance(shape, Record)}
    assert sizes.get(one.public.time) not in lengths


@every_function
def test_the_arrays_of_the_public_case_have_these_sizes(one, function):
    sizes = {**one.public.sizes, "1": 1}
    case = one.public_case(function)
    for name, value in one.public.quantities_of(case.arguments, case.expected, case.function):
        assert value.shape == tuple(eval(axis, {}, sizes) for axis in one.axes[name]), name


@every_function
def test_what_is_expected_is_what_the_reference_makes_of_the_case(one, function):
    case = one.public_case(function)
    result = one.functions[function].outputs_of(one.references()[function](*case.arguments))
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


class StudentFile:
    """A Python file beside the notebook of an exercise."""

    def __init__(self, one, path):
        self.path, self.folder, self.id = path, one.notebook.parent, str(path.relative_to(one.notebook.parent))


STUDENT_FILES = [(one, StudentFile(one, path)) for one in ALL for path in sorted(one.notebook.parent.rglob("*.py"))]
every_student_file = run_for(("one", "file"), STUDENT_FILES)


@every_student_file
def test_a_file_that_students_get_imports_nothing_that_they_have_not_got(one, file):
    for module, inside in imports(file.path):
        package, beside = module.split(".")[0], file.folder / module.replace(".", "/")
        known = package in sys.stdlib_module_names or package == "numpy" or (package == "matplotlib" and inside)
        assert known or beside.is_dir() or beside.with_suffix(".py").is_file(), f"{file.id} imports {module}"


@every_student_file
def test_a_file_that_students_get_holds_none_of_the_functions(one, file):
    tree = ast.parse(file.path.read_text(encoding="utf-8"))
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert not defined & set(one.functions)


@every_exercise
def test_the_students_get_the_files_of_these_tests(one):
    """What is tested here and what lies beside the notebook are the same files."""
    own = {module.removesuffix(".py") for module in one.public.modules}
    files = {path.resolve() for path in one.notebook.parent.rglob("*.py")}
    assert files >= {
        Path(module.__file__).resolve()
        for name, module in sys.modules.items()
        if name in ("public_tests", *own) or name.split(".")[0] == "checks"
    }


FAULTS = {
    "missing": (None, "is not here"),
    "a folder": ("folder", "can't be read (Is a directory)"),
    "empty": (b"", "is damaged"),
    "cut off": (b'{"quantities": {"x": [[[0.1', "is damaged"),
    "bytes": (b"\xff\xfe", "is damaged"),
    "a list": (b"[3]", "is another file of that name"),
    "another file": (b'{"cells": []}', "is another file of that name"),
    "a part is missing": (b'{"quantities": {}, "mistakes": [], "hints": {}}', "is another file of that name"),
    "no numbers": (b'{"quantities": {}, "right": {}, "mistakes": [], "hints": {}}', "is another file of that name"),
}


@pytest.mark.parametrize(("content", "what"), FAULTS.values(), ids=FAULTS)
def test_stored_numbers_that_can_not_be_read_are_said_in_one_sentence(tmp_path, content, what):
    path = tmp_path / "numbers.json"
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    must_say(PublicTests(RNN.public, path), what)


def test_the_numbers_of_another_exercise_are_told_from_its_own():
    must_say(PublicTests(RNN.public, LSTM.tests.path), "is another file of that name")


def test_so_it_is_where_the_files_are_in_a_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as made:
        made.writestr("exercise.py", "")
    path = tmp_path / "all.zip" / "numbers.json"
    must_say(PublicTests(RNN.public, path, zipimporter(str(tmp_path / "all.zip")).get_data), "is not here")


def must_say(tests, what):
    """Whatever a learner calls says this of the stored numbers."""
    function = references()["rnn_forward"]
    for ask in (partial(tests.test, "rnn_forward"), tests.own_problems, tests.finished, lambda one: tests.step(one, 0)):
        with pytest.raises(NumbersMissing) as raised:
            ask(function)
        assert raised.value._render_traceback_() == [
            f"numbers.json, which the public tests need, {what}. "
            "It belongs beside exercise.py, like all files of the assignment: put it there again."
        ]
