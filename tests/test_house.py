"""Law: the rooms of the house and who may enter them; one subject a file; what is written down is true."""

import ast
import re
from pathlib import Path

import pytest
import typer
from nbgrader.apps import NbGraderApp
from traitlets.utils.importstring import import_item

from grader.commands import app
from grader.exercise.loading import exercises, load

TOP = Path(__file__).resolve().parent.parent
ENGINE = [*sorted((TOP / "checks").rglob("*.py")), *sorted((TOP / "grader").rglob("*.py")), TOP / "public_tests.py"]
EXERCISES = sorted((TOP / "exercises").rglob("*.py"))
STUDENT = [TOP / "public_tests.py", *sorted(TOP.glob("*_utils.py")), *sorted((TOP / "checks").rglob("*.py"))]
GRADER = sorted((TOP / "grader").rglob("*.py"))
PAGES = [TOP / "README.md", TOP / "SECURITY.md", *sorted((TOP / "docs").glob("*.md"))]
COMMON = {
    "a",
    "c",
    "x",
    "y",
    "it",
    "m",
    "by",
    "cache",
    "caches",
    "parameters",
    "list of caches",
}  # words that mean other things as well
NBGRADER_ROOMS = {"plugin", "course", "demo", "lms"}
ROOMS = [
    *("system", "rules", "box", "exercise", "intake", "examiner", "plugin", "grading", "pages"),
    *("course", "classroom", "demo", "lms", "site"),
]


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
    assert not imported(path) & {"exercises", "grader", "nbgrader", "tests"}


@pytest.mark.parametrize("path", [path for path in ENGINE if "template" not in path.parts], ids=short)
def test_checks_and_grader_know_no_exercise(path):
    """No name of an exercise, of a function, of an array, of a size or of a module of its own stands in them.

    The template of a new exercise is apart: an exercise that is made of it begins with its names.
    """
    text = path.read_text(encoding="utf-8")
    for name in exercises():
        known = own_names(load(name))
        found = {word for word in re.findall(r"\w+", text) if word in known}
        assert not found, f"{path.name} knows {', '.join(sorted(found))}"


def own_names(exercise):
    """The names that only an exercise has: its own, its functions', sizes', quantities' and modules'."""
    declared = exercise.public
    names = {declared.name, *declared.by_name, *declared.sizes, *declared.shapes}
    names |= {f"{name}_test" for name in declared.by_name} | {module.removesuffix(".py") for module in declared.modules}
    return {name for name in names - COMMON if len(name) > 1}


@pytest.mark.parametrize("path", GRADER, ids=short)
def test_nbgrader_is_touched_in_few_rooms_only(path):
    room = path.relative_to(TOP / "grader").parts[0].removesuffix(".py")
    if room not in NBGRADER_ROOMS:
        assert "nbgrader" not in imported(path)
    if room == "lms" and path.stem not in {"marks", "plugins"}:
        assert "nbgrader" not in imported(path)


def test_every_room_uses_only_the_rooms_before_it():
    for path in (path for path in GRADER if path.parent != TOP / "grader"):
        room = path.relative_to(TOP / "grader").parts[0]
        for name in re.findall(r"^ *(?:from|import) grader\.(\w+)", path.read_text(encoding="utf-8"), re.M):
            assert ROOMS.index(name) <= ROOMS.index(room), f"{short(path)} uses {name}"


@pytest.mark.parametrize("path", [path for path in (*STUDENT, *GRADER) if path.name == "__init__.py"], ids=short)
def test_a_room_that_lists_its_modules_lists_them_all(path):
    listed = re.findall(r"^(\w+)/?  +\S", ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), re.M)
    inside = {one.stem for one in path.parent.iterdir() if one.suffix == ".py" or one.is_dir()}
    modules = {name for name in inside if not name.startswith("__")} - {"templates", "template"}
    assert not listed or set(listed) == modules


@pytest.mark.parametrize("path", [*STUDENT, *GRADER, *EXERCISES], ids=short)
def test_every_file_says_what_it_is_and_has_one_subject(path):
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert text.count("\n") <= 400


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_a_page_names_only_verbs_and_files_that_there_are(page):
    text = page.read_text(encoding="utf-8")
    verbs = set(re.findall(r"^([a-z]+):", (TOP / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.M)) <= verbs
    for link in re.findall(r"\]\((?!http)([^)]+)\)", text):
        assert (page.parent / link).exists(), link
    for name in re.findall(r"^(\w[\w.]*/?) {2,}", text, re.M):
        assert (TOP / name).exists(), name
    for name in re.findall(r"\b(?:tests|exercises|grader|checks)/[\w./]*\w", text):
        assert (TOP / name).exists() or re.search("/(NAME|two_layers)\\b", name), name


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_a_page_gives_only_commands_and_options_that_there_are(page):
    for line in commands(page.read_text(encoding="utf-8")):
        program, rest = re.fullmatch(r"(?:\S*/)?(\S+) (.*)", line).groups()
        words = rest.split()
        offered = grader_options(words) if program == "grader" else nbgrader_options(words[0])
        used = {word.split("=")[0] for word in words if word.startswith("--")}
        assert not {name for name in used if name not in offered and "." not in name}, line


def commands(text):
    """The commands of grader and nbgrader on a page, in its blocks and in its sentences, each up to a comment."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    places = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    places += re.findall(r"`([^`\n]+)`", text)
    return [place for place in places if re.match(r"(?:\S*/)?(?:grader|nbgrader) \w", place)]


def grader_options(words):
    """The options that a command of the instructor's package takes; fails where there is no such command."""
    command = typer.main.get_command(app)
    for word in words:
        if not hasattr(command, "commands"):
            break
        assert word in command.commands, f"no command {word} of grader"
        command = command.commands[word]
    return {option for parameter in command.params for option in parameter.opts}


def nbgrader_options(verb):
    """The short options that a command of nbgrader takes; fails where there is no such command."""
    known = {name.replace("_", "-") for name in NbGraderApp().subcommands} | set(NbGraderApp().subcommands)
    assert verb in known, f"no command nbgrader {verb}"
    program = NbGraderApp().subcommands[verb][0]
    program = import_item(program) if isinstance(program, str) else program
    return {f"--{name}" for name in [*program.aliases, *program.flags]}


@pytest.mark.parametrize("picture", sorted((TOP / "docs").glob("*.png")), ids=short)
def test_a_picture_is_small_and_stands_on_a_page_with_its_words(picture):
    assert picture.stat().st_size < 300_000
    assert re.search(
        rf"!\[[^\]]{{80,}}\]\((docs/)?{picture.name}\)", "".join(page.read_text("utf-8") for page in PAGES)
    )


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
