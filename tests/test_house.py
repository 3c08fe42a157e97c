"""Law: the packages and who may import them; one subject per file."""

import ast
import re
from pathlib import Path

from grader.exercise.loading import exercises, load

TOP = Path(__file__).resolve().parent.parent
ENGINE = [*sorted((TOP / "checks").rglob("*.py")), *sorted((TOP / "grader").rglob("*.py")), TOP / "public_tests.py"]
EXERCISES = sorted((TOP / "exercises").rglob("*.py"))
STUDENT = [TOP / "public_tests.py", *sorted(TOP.glob("*_utils.py")), *sorted((TOP / "checks").rglob("*.py"))]
GRADER = sorted((TOP / "grader").rglob("*.py"))
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


def test_what_students_have_never_imports_the_instructors_package():
    found = {short(path): imported(path) & {"exercises", "grader", "nbgrader", "tests"} for path in STUDENT}
    assert {path: names for path, names in found.items() if names} == {}


def test_checks_and_grader_know_no_exercise():
    """No name of an exercise, of a function, of an array, of a size or of a module of its own stands in them.

    The template of a new exercise is apart: an exercise that is made of it begins with its names.
    """
    known = set().union(*(own_names(load(name)) for name in exercises()))
    texts = {short(path): path.read_text(encoding="utf-8") for path in ENGINE if "template" not in path.parts}
    found = {path: known & set(re.findall(r"\w+", text)) for path, text in texts.items()}
    assert len(texts) > 150
    assert {path: names for path, names in found.items() if names} == {}


def own_names(exercise):
    """The names that only an exercise has: its own, its functions', sizes', quantities' and modules'."""
    declared = exercise.public
    names = {declared.name, *declared.by_name, *declared.sizes, *declared.shapes}
    names |= {f"{name}_test" for name in declared.by_name} | {module.removesuffix(".py") for module in declared.modules}
    return {name for name in names - COMMON if len(name) > 1}


def test_nbgrader_is_touched_in_few_rooms_only():
    for path in GRADER:
        room = path.relative_to(TOP / "grader").parts[0].removesuffix(".py")
        if room not in NBGRADER_ROOMS or (room == "lms" and path.stem not in {"marks", "plugins"}):
            assert "nbgrader" not in imported(path), short(path)


def test_notebooks_of_the_instructor_are_read_in_one_place():
    reading = [short(path) for path in GRADER if "nbformat.read(" in path.read_text(encoding="utf-8")]
    assert reading == ["grader/system/notebooks.py"]


def test_every_room_uses_only_the_rooms_before_it():
    for path in (path for path in GRADER if path.parent != TOP / "grader"):
        room = path.relative_to(TOP / "grader").parts[0]
        for name in re.findall(r"^ *(?:from|import) grader\.(\w+)", path.read_text(encoding="utf-8"), re.M):
            assert ROOMS.index(name) <= ROOMS.index(room), f"{short(path)} uses {name}"


def test_what_another_room_uses_says_what_it_takes_and_returns():
    trees = {".".join(path.relative_to(TOP).with_suffix("").parts): ast.parse(path.read_bytes()) for path in GRADER}
    functions = {
        (module, node.name): node
        for module, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }
    used = {name for user, tree in trees.items() for name in taken_from_other_rooms(user, tree)} & functions.keys()
    assert len(used) > 100
    assert sorted(".".join(name) for name in used if not is_annotated(functions[name])) == []


def taken_from_other_rooms(user, tree):
    """The (module, name) of what a module imports from other rooms, or names by a module that it imports."""
    modules = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grader"):
            for alias in node.names:
                modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
                if node.module.split(".")[1:2] != user.split(".")[1:2]:
                    yield node.module, alias.name
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            module = modules[node.value.id]
            if module.split(".")[1:2] != user.split(".")[1:2]:
                yield module, node.attr


def is_annotated(function):
    given = function.args
    more = [one for one in (given.vararg, given.kwarg) if one]
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs, *more]
    return function.returns is not None and all(one.annotation is not None for one in arguments)


def test_a_room_that_lists_its_modules_lists_them_all():
    rooms = [path for path in (*STUDENT, *GRADER) if path.name == "__init__.py"]
    assert len(rooms) > len(ROOMS)
    for path in rooms:
        listed = re.findall(r"^(\w+)/?  +\S", ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), re.M)
        inside = {one.stem for one in path.parent.iterdir() if one.suffix == ".py" or one.is_dir()}
        modules = {name for name in inside if not name.startswith("__")} - {"templates", "template"}
        assert not listed or set(listed) == modules, short(path)


def test_every_file_says_what_it_is_and_has_one_subject():
    for path in (*STUDENT, *GRADER, *EXERCISES):
        text = path.read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), short(path)
        assert text.count("\n") <= 400, short(path)


def test_what_runs_elsewhere_runs_the_same_commands():
    workflow = (TOP / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert ".ci/run" in workflow
    assert "make test" in (TOP / ".ci" / "run").read_text(encoding="utf-8")
    assert "make validate" in workflow
