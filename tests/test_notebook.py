"""Law: each notebook runs from top to bottom in a fresh kernel, trains a real network with the solutions in, its
demonstrations print what they announce, and with the stubs each cell says in one line what is still to do.
"""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from xml.etree import ElementTree

import nbformat
import pytest
from nbclient import NotebookClient

from grader.exercise.loading import COURSE
from grader.exercise.seed import SEED_VARIABLE
from tests.bound import ALL, every_exercise
from tests.sampling import is_whole

NUMBER = r"-?\d+\.?\d*"
WIDEST = {"rnn": 96, "lstm": 94}  # characters of a line of code
LEARNS = {  # what the cell that trains prints of a share before and after, and of losses at the end
    "rnn": (r"(\d+)% of all echoes right", {}),
    "lstm": (r"(\d+)% of all outputs right", {"your LSTM": (0, 0.1), "plain network (your rnn.ipynb)": (1, 10)}),
}


def run(path, monkeypatch, **options):
    """Run a notebook in a fresh kernel in its own folder; return its outputs by cell id."""
    monkeypatch.setenv("PYTHONPATH", os.fspath(COURSE.parent))
    monkeypatch.setenv(SEED_VARIABLE, "1")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": os.fspath(path.parent)}}, **options).execute()
    return {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}


def text(outputs):
    return "".join(output.text for output in outputs if output.output_type == "stream")


@pytest.mark.slow
@every_exercise
def test_with_the_solutions_every_cell_runs_and_a_network_learns(one, monkeypatch):
    outputs = run(one.notebook, monkeypatch)
    for function in one.functions:
        assert "all public tests passed" in text(outputs[f"{function}_public"])
        assert "all hidden tests passed" in text(outputs[f"{function}_hidden"])
        announced = re.findall(r"expected (.*?) +yours (.*)", text(outputs[f"{function}_demo"]))
        assert announced
        for expected, yours in announced:
            assert re.findall(NUMBER, yours) == re.findall(NUMBER, expected), (function, expected, yours)
            assert yours.lstrip("[ ").startswith(re.split(",| entries", expected)[0].lstrip("[ ")), (expected, yours)
    share, expected_losses = LEARNS[one.name]
    before, after = (int(found) for found in re.findall(share, text(outputs["work_train"])))
    assert before < 40
    assert after > 95
    losses = re.findall(r"^(.*): loss \S+ at the start, (\S+) at the end", text(outputs["work_train"]), re.MULTILINE)
    assert not expected_losses or dict(losses).keys() == expected_losses.keys()
    assert all(least < float(dict(losses)[name]) < most for name, (least, most) in expected_losses.items())
    for cell in ("work_train", "work_reach"):
        pictures = [output.data["image/png"] for output in outputs[cell] if "image/png" in output.get("data", {})]
        assert [base64.b64decode(picture)[:4] for picture in pictures] == [b"\x89PNG"]
    errors = [float(error) for error in re.findall(r"largest difference (\S+)", text(outputs["slope"]))]
    assert len(errors) == len(list(one.functions.values())[2].outputs)  # one step back
    assert max(errors) < 1e-8


@pytest.fixture(scope="module")
def release_of(tmp_path_factory):
    """Return a function that makes the students' folder of an exercise, as nbgrader does: Path."""
    from grader.course.new_course import make_course
    from tests.forked import nbgrader

    course = make_course(tmp_path_factory.mktemp("released") / "course")

    @cache
    def release(one):
        nbgrader(course, "generate_assignment", one.name, log=course / "nbgrader.log")
        return course / "release" / one.name

    return release


@pytest.mark.slow
@every_exercise
def test_with_the_stubs_every_cell_that_needs_a_function_says_so_in_one_line(one, monkeypatch, release_of, tmp_path):
    folder = shutil.copytree(release_of(one), tmp_path / one.name)
    outputs = run(folder / f"{one.name}.ipynb", monkeypatch, allow_errors=True)
    first = next(iter(one.functions))
    for function in one.functions:
        assert re.fullmatch(rf"{one.name}_\w+ is not finished: .*\n", text(outputs[f"{function}_demo"]))
        for kind in ("public", "hidden"):
            error = outputs[f"{function}_{kind}"][-1]
            assert error.ename == "Unfinished"
            assert len(error.traceback) == 1
    assert text(outputs["slope"]).count("\n") == 1
    assert re.fullmatch(rf"Not yet: {first} is not finished: .*\n", text(outputs["work_train"]))
    assert text(outputs["work_reach"]) == "This plot needs the trained network of the cell above.\n"


# ── The form ──────────────────────────────────────────────────────────────────────────────────────────────────────


@every_exercise
def test_the_first_cell_is_short_and_names_what_the_text_speaks_of(one):
    first = next(cell.source for cell in one.source.cells if cell.cell_type == "code")
    assert len(first.splitlines()) <= 22
    whole = "\n".join(cell.source for cell in one.source.cells)
    for name in ("show_error", "show_step"):
        assert f"`{name}(" in whole
        assert re.search(rf"import .*\b{name}\b", first)


@every_exercise
def test_every_step_of_the_functions_stays_visible_in_the_stub_with_its_line_count(one):
    for stub in one.stubs.values():
        steps = re.findall(r"    # (\d)\. .*", stub)
        assert steps
        assert steps == [str(n) for n in range(1, len(steps) + 1)]
        assert stub.count("about") >= len(steps)


@every_exercise
def test_the_table_of_points_says_what_the_cells_say(one):
    table = next(cell.source for cell in one.source.cells if cell.id == "title")
    points = {
        cell.id: cell.metadata.nbgrader.points
        for cell in one.source.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    for function in one.functions:
        public, hidden = points[f"{function}_public"], points[f"{function}_hidden"]
        assert one.functions[function].points == (public, hidden)
        assert re.search(rf"`{function}` .*\| {public} \| {hidden} \| {public + hidden} \|", table)
    assert sum(points.values()) == 100


@every_exercise
def test_every_figure_is_sound_has_words_and_follows_the_theme(one):
    figures = one.notebook.parent / "figures"
    whole = "\n".join(cell.source for cell in one.source.cells)
    used = re.findall(r"!\[([^\]]+(?:\[[^\]]*\][^\]]*)*)\]\(figures/([\w.]+)\)", whole)
    assert {name for _, name in used} == {path.name for path in figures.iterdir()}
    assert all(len(words) > 80 for words, _ in used)
    for path in figures.iterdir():
        root = ElementTree.parse(path).getroot()
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert {"title", "desc"} <= tags
        assert not {"script", "image", "foreignObject"} & tags
        assert "prefers-color-scheme: dark" in path.read_text(encoding="utf-8")


@every_exercise
def test_code_fits_a_notebook_and_the_notebook_holds_no_trace_of_a_run(one):
    for cell in json.loads(one.notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert max(len(line.rstrip()) for line in cell["source"]) <= WIDEST.get(one.name, 96), cell["id"]


# ── In a terminal ─────────────────────────────────────────────────────────────────────────────────────────────────


def in_terminal(folder, *arguments):
    """Run a program of a student's folder there, without what this project has elsewhere."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"MPLBACKEND": "agg"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)


@pytest.mark.slow
@every_exercise
def test_the_tests_run_in_a_terminal_and_draw_an_error(one, release_of, tmp_path):
    folder, number = shutil.copytree(release_of(one), tmp_path / one.name), len(one.functions)
    unfinished = in_terminal(folder, "public_tests.py")
    assert unfinished.returncode == 1
    assert unfinished.stdout.count("is not finished: line ") == number
    shutil.copy(one.notebook, folder / f"{one.name}.ipynb")
    right = in_terminal(folder, "public_tests.py")
    assert right.returncode == 0, right.stdout
    assert right.stdout.count("all public tests passed") == number
    last = list(one.functions.values())[-1]
    wrong = "import public_tests as p, numpy as np\n"
    wrong += f"def {last.name}({', '.join(last.arguments)}):\n    return {{'dx': np.ones((3, 6, 5))}}\n"
    drawn = in_terminal(folder, "-c", f"{wrong}p.show_error({last.name})")
    assert drawn.returncode == 0, drawn.stderr
    assert drawn.stdout.startswith(f"{last.name}: dx has wrong values")


# ── Graded ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def points_of_exercise():
    """Return a function that grades a notebook through box and examiner: exercise, sources of functions -> points."""
    from grader.grading.assignment import Assignment, files_beside
    from grader.grading.grade import close_engine, grade
    from grader.intake.picking import Picked

    def points(one, sources):
        text = one.notebook.read_text(encoding="utf-8")
        assignment = Assignment(one.name, text, files_beside(one.notebook.parent), seed=977131, unconfined=True)
        made = nbformat.reads(text, as_version=4)
        for cell in made.cells:  # as it is handed out
            cell.source = cell.source.split("### BEGIN HIDDEN TESTS")[0].rstrip("\n")
            if cell.id in sources:
                cell.source = sources[cell.id]
        return grade(Picked(nbformat.writes(made).encode("utf-8")), assignment).points

    yield points
    close_engine()


OF_OTHERS = [one for one in ALL if one.name != "rnn"]  # the class of which tests/test_examined_scores.py examines


@pytest.mark.slow
@pytest.mark.parametrize("one", OF_OTHERS, ids=repr)
def test_through_box_and_examiner_the_solutions_earn_everything_and_mistakes_what_is_written_down(
    one, points_of_exercise
):
    costs, chosen = one.whole.secret.simulated, []
    assert points_of_exercise(one, {}) == 100
    for at, function in enumerate(one.functions):
        mine = sorted((mistake for mistake in one.of(function) if mistake.id in costs), key=lambda m: costs[m.id])
        chosen += mine if is_whole() else [mine[-(at % 2)]]  # by turns one that costs an output, and one that costs all
    for mistake in chosen:
        points = points_of_exercise(one, {mistake.function: mistake.sources(one.whole)[0]})
        assert points == pytest.approx(100 - costs[mistake.id]), mistake.id
    assert points_of_exercise(one, {function: one.stubs[function]}) == 100 - sum(one.functions[function].points)
