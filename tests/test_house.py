"""Law: the rooms of the house and who may enter them; one subject a file; what is written down is true."""

import ast
import re
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
STUDENT = [TOP / "public_tests.py", TOP / "rnn_utils.py", *sorted((TOP / "rnn_checks").glob("*.py"))]
GRADER = sorted((TOP / "grader").rglob("*.py"))
NBGRADER_ROOMS = {"plugin", "classroom", "lms"}


def imported(path):
    """The modules that a file imports, with their first part only."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module)
    return {name.split(".")[0] for name in names}


def short(path):
    return path.relative_to(TOP).as_posix()


@pytest.mark.parametrize("path", STUDENT, ids=short)
def test_what_students_have_never_imports_the_instructors_package(path):
    assert not imported(path) & {"grader", "nbgrader", "tests"}


@pytest.mark.parametrize("path", GRADER, ids=short)
def test_nbgrader_is_touched_in_few_rooms_only(path):
    room = path.relative_to(TOP / "grader").parts[0].removesuffix(".py")
    if room not in NBGRADER_ROOMS:
        assert "nbgrader" not in imported(path)
    if room == "lms" and path.stem not in {"marks", "plugins"}:
        assert "nbgrader" not in imported(path)


@pytest.mark.parametrize("path", [*STUDENT, *GRADER], ids=short)
def test_every_file_says_what_it_is_and_has_one_subject(path):
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    generated = path.name == "numbers.py"
    assert generated or text.count("\n") <= 400


def test_the_readme_names_only_verbs_and_files_that_there_are():
    text = (TOP / "README.md").read_text(encoding="utf-8")
    verbs = set(re.findall(r"^([a-z]+):", (TOP / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.M)) <= verbs
    for link in re.findall(r"\]\((?!http)([^)]+)\)", text):
        assert (TOP / link).exists(), link
    for name in re.findall(r"^(\w[\w.]*/?) {2,}", text, re.M):
        assert (TOP / name).exists(), name


def test_the_shares_in_the_readme_are_those_that_the_proof_prints(proof_rows):
    found = proof_rows
    text = " ".join((TOP / "README.md").read_text(encoding="utf-8").split())
    assert f"{len({row.mistake for row in found})} mistakes in {len(found)} ways" in text
    exactly = sum(row.by == "mistake" for row in found) / len(found)
    group = sum(row.by == "group" for row in found) / len(found)
    assert f"{exactly * 100:.1f} % are named exactly, {group * 100:.1f} % as the group" in text
    assert {row.by for row in found} == {"mistake", "group"}


def test_what_runs_elsewhere_runs_the_same_commands():
    workflow = (TOP / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert ".ci/run" in workflow
    assert "make test" in (TOP / ".ci" / "run").read_text(encoding="utf-8")
    assert "make validate" in workflow
