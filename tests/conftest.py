"""What the tests share: learners' notebooks made of edited cells, the stubs, and the settings of hypothesis."""

import functools
import json
import os
import re
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
from hypothesis import settings

from grader.box.bubblewrap import INSTALL
from grader.course.seed import NEW_VARIABLE, SEED_FILE
from grader.exercise import proof
from grader.exercise.misconception import edit
from grader.exercise.seed import SEED_VARIABLE
from grader.grading.result import Result
from grader.system.environment import complete
from tests import boxes, sampling, warm
from tests.browser import chromium
from tests.graded import result_of  # noqa: F401 (a fixture, as those below)
from tests.in_a_terminal import handed_out, run_here  # noqa: F401
from tests.rnn import FUNCTIONS, NOTEBOOK, define, solutions

# The same examples each time: a test that fails, fails again. A machine may be slow without a test being wrong.
settings.register_profile("project", derandomize=True, deadline=None, max_examples=15)
settings.register_profile("whole", settings.get_profile("project"), max_examples=100)
settings.load_profile("project")

complete()  # pytest may have been started by its path, and nbgrader starts alembic by its name

# The files that take longest, by their processor time: one of them at the end would keep one process waiting for the
# other.
LONGEST = (
    *("test_browser_site", "test_hostile_class", "test_browser_student", "test_class_faults"),
    *("test_another_exercise", "test_fuzzed_editing", "test_browser_instructor", "test_gradescope"),
    *("test_class_cluster", "test_messages", "test_instructor_data", "test_class", "test_watch", "test_fuzzed_bytes"),
    *("test_nbgrader", "test_place", "test_diagnosis", "test_notebook", "test_exchange", "test_browser_messages"),
    *("test_instructor_commands", "test_answers_by_hand", "test_accessibility", "test_box", "test_export"),
    *("test_budget", "test_examined_scores", "test_hand_in", "test_package", "test_hostile_places"),
    *("test_feedback_page", "test_hidden_tests", "test_confinement_faults", "test_report_page", "test_place_cause"),
    *("test_place_written", "test_validation", "test_unconfined"),
)
assert [name for name in LONGEST if not Path(__file__).with_name(f"{name}.py").is_file()] == []

STUB_LINE = "raise NotImplementedError  # YOUR CODE HERE"


def pytest_collection_modifyitems(items):
    """Put the longest files first; the order within a file stays."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONGEST)))


@pytest.fixture(autouse=True, scope="module")
def seed_as_before():
    """Leave no seed in the environment for the next file of tests: the settings of a course put theirs there."""
    before = {name: os.environ.get(name) for name in (SEED_VARIABLE, NEW_VARIABLE)}
    yield
    for name, value in before.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value


@pytest.fixture(autouse=True, scope="session")
def one_worker():
    """Have one process grade a class where a test asks for no number, and every watch: other tests run beside it.

    It stays for the next class of the same assignment, see tests/warm.py. Programs that a test starts take one a core,
    as everywhere, if it does not tell them another number, and end them.
    """
    from grader.classroom import run, watch_loop

    made = run._workers
    with pytest.MonkeyPatch.context() as patch, warm.Kept() as kept:
        patch.setattr(
            run, "_workers", lambda asked, *of: made(asked, *of) if asked.workers or asked.scheduler else kept.of(of[0])
        )
        patch.setattr(watch_loop, "Processes", lambda _, assignment: kept.of(assignment))
        yield


def pytest_addoption(parser):
    parser.addoption("--rewrite-golden", action="store_true", help="rewrite the files in tests/golden")
    parser.addoption("--pictures", metavar="FOLDER", help="keep the pictures that the browser's tests take")
    parser.addoption("--whole", action="store_true", help="try every case, where otherwise a sample is tried")


def pytest_configure(config):
    if config.getoption("--whole"):
        os.environ[sampling.VARIABLE] = "yes"
    if sampling.is_whole():
        settings.load_profile("whole")


@pytest.fixture(scope="session")
def learner():
    """Return a function that makes a learner's notebook and returns its names.

    The four cells are the solutions, but for those that are given; None leaves a cell out. `before` is an extra cell
    above them.
    """

    def notebook(before="", **cells):
        sources = {"before": before, **solutions(), **cells}
        return define({name: source for name, source in sources.items() if source is not None})

    return notebook


@pytest.fixture(scope="session")
def edited():
    """Return a function that edits a solution: pairs of what it says and what the learner wrote."""

    def text(function, said, wrote, *more):
        return edit(said, wrote, *more).applied(solutions()[function])

    return text


@pytest.fixture(scope="session")
def before_return():
    """Return a function that puts lines into a solution, just above its last line, the return."""

    def text(function, *lines):
        body, result = solutions()[function].rsplit("    return ", 1)
        return body + "".join(f"    {line}\n" for line in lines) + "    return " + result

    return text


@pytest.fixture(scope="session")
def notebook():
    """The source notebook as it lies on the disk: a dict."""
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def stub():
    """Return a function that empties the text of a cell as nbgrader does for the students."""

    def text(source):
        return re.sub(r"### BEGIN SOLUTION\n.*?### END SOLUTION", STUB_LINE, source, flags=re.DOTALL)

    return text


@pytest.fixture(scope="session")
def stubs(notebook, stub):
    """The cells of the four functions as students get them: function -> source."""
    cells = {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"]}
    return {function: stub(cells[function]) for function in FUNCTIONS}


@pytest.fixture(scope="module")
def bare_box():
    """A box without IPython, started: grader.box.box.Box."""
    from grader.box.box import Box

    with Box(NOTEBOOK.parent, bare=True) as made:
        yield made.start()


@pytest.fixture(scope="module", params=boxes.KINDS, ids=boxes.named)
def box(request):
    """A box of each kind, started: grader.box.box.Box."""
    from grader.box.box import Box

    layers, bare = request.param
    confinement = boxes.LAYERS[layers]
    if layers.startswith("bubblewrap") and not confinement.bubblewrap:
        pytest.skip(f"needs bubblewrap: {INSTALL}")
    if not confinement.holds:
        pytest.skip("this kernel has no Landlock that suffices, or the system no libseccomp")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET_TOKEN", "canary-51")
        with Box(NOTEBOOK.parent, budget=boxes.BUDGET, confinement=confinement, bare=bare) as made:
            yield made.start()


@pytest.fixture
def session(box):
    """A session of a box of each kind."""
    made = box.session()
    yield made
    made.end()


@pytest.fixture(scope="session")
def proof_rows():
    """Return a function that runs the catalogue of an exercise through the tests, once: list of proof.Caught."""
    return functools.cache(proof.rows)


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """A course of one assignment as nbgrader releases it: Path. Do not write into it; `new_course` copies it."""
    from grader.course.new_course import make_course
    from tests.forked import nbgrader

    course = make_course(tmp_path_factory.mktemp("released") / "course")
    for folder in (course / "source").iterdir():  # most tests leave the name away, as a course with one assignment may
        if folder.name != "rnn":
            shutil.rmtree(folder)
    nbgrader(course, "generate_assignment", "rnn", log=course / "nbgrader.log")
    return course


@pytest.fixture(scope="session")
def both_released(new_course, tmp_path_factory):
    """The same with both assignments of the project, and without a seed: Path. Do not write into it."""
    from grader.system.homes import COURSE
    from tests.forked import nbgrader

    course = new_course(tmp_path_factory.mktemp("both") / "course")
    shutil.copytree(COURSE / "source" / "lstm", course / "source" / "lstm")
    nbgrader(course, "generate_assignment", "lstm", log=course / "nbgrader.log")
    (course / SEED_FILE).unlink(missing_ok=True)
    return course


@pytest.fixture(scope="session")
def new_course(released):
    """Return a function that makes a course folder with a release, and without a seed yet: takes and returns a Path."""
    unwanted = shutil.ignore_patterns(SEED_FILE, "nbgrader.log")
    return lambda folder: shutil.copytree(released, folder, ignore=unwanted)


@pytest.fixture(scope="session")
def release(released):
    """The students' folder as nbgrader makes it: Path. Copy it, do not write into it."""
    return released / "release" / "rnn"


@pytest.fixture(scope="session")
def handed_in(release):
    """Return a function that makes the text of a notebook that is handed in: solutions, but for the cells given."""
    from grader.demo.simulated import Learner, notebook_of

    made = nbformat.read(release / "rnn.ipynb", as_version=4)

    def text(**cells):
        return nbformat.writes(notebook_of(Learner("", {**solutions(), **cells}, 0), made))

    return text


@pytest.fixture
def autograded(new_course, tmp_path):
    """Return a function that has nbgrader grade notebooks, student id -> text, and returns student id -> points."""
    from grader.course.gradebook import scores
    from tests.forked import nbgrader

    def grade(notebooks):
        course = new_course(tmp_path / "autograded")
        for student, text in notebooks.items():
            folder = course / "submitted" / student / "rnn"
            folder.mkdir(parents=True)
            (folder / "rnn.ipynb").write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        nbgrader(course, "autograde", "rnn", log=course / "nbgrader.log")
        return {student: sum(grades.values()) for student, grades in scores(course, "rnn").items()}

    return grade


@pytest.fixture(scope="session")
def points_of():
    """Return a function that grades a notebook as a class is graded, in this process: bytes -> points."""
    from grader.grading.assignment import Assignment, files_beside
    from grader.grading.grade import close_engine, grade
    from grader.intake.picking import Picked

    assignment = Assignment("rnn", NOTEBOOK.read_text(encoding="utf-8"), files_beside(NOTEBOOK.parent), 977131)
    yield lambda data: grade(Picked(data), assignment).points
    close_engine()


@pytest.fixture(scope="module")
def browser():
    """Chromium, for the tests of one file."""
    if chromium.missing():
        pytest.skip(chromium.missing())
    with chromium.browser() as started:
        yield started


@pytest.fixture
def picture(request, tmp_path):
    """Return a function that says where the picture of a name goes: the folder of --pictures, or nowhere to stay."""
    folder = Path(request.config.getoption("--pictures") or tmp_path / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return lambda name: folder / f"{name}.png"


@pytest.fixture
def zipped(tmp_path):
    """Return a function that writes a zip of pairs (name, content)."""

    def write(*members):
        path = tmp_path / "submissions.zip"
        with zipfile.ZipFile(path, "w") as file:
            for name, content in members:
                file.writestr(name, content)
        return path

    return write


@pytest.fixture(scope="session")
def graded(stubs):
    """Return a function that grades a learner's notebook: grader.grading.result.Result.

    sources    dict        function -> text of its cell; the stub stays where none is given
    extra      dict        function -> sources of cells of her own, above its cell
    """
    from grader.grading.assignment import Assignment, files_beside
    from grader.grading.grade import close_engine, grade
    from grader.intake.picking import Picked

    source = NOTEBOOK.read_text(encoding="utf-8")
    assignment = Assignment("rnn", source, files_beside(NOTEBOOK.parent), seed=977131, unconfined=True)

    def result(sources, extra=None):
        made = nbformat.reads(source, as_version=4)
        for cell in made.cells:  # as it is handed out
            cell.source = cell.source.split("### BEGIN HIDDEN TESTS")[0].rstrip("\n")
        for function, stub in stubs.items():
            place, cell = next((at, c) for at, c in enumerate(made.cells) if c.id == function)
            cell.source = sources.get(function, stub).rstrip("\n")
            made.cells[place:place] = [nbformat.v4.new_code_cell(text) for text in (extra or {}).get(function, ())]
        return Result.loads(grade(Picked(nbformat.writes(made).encode("utf-8")), assignment).dumps())

    yield result
    close_engine()
