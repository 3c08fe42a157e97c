"""Law: the notebook of the LSTM runs from top to bottom in a fresh kernel, its network learns what the plain network
does not, the demonstrations print what they announce, and with the stubs each cell says in one line what is to do.
"""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from xml.etree import ElementTree

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

import lstm_utils
from grader.exercise.loading import COURSE, load
from grader.exercise.references import references as references_of
from grader.exercise.seed import SEED_VARIABLE
from tests.lstm import FUNCTIONS, NOTEBOOK

SOURCE = nbformat.read(NOTEBOOK, as_version=4)
FIGURES = NOTEBOOK.parent / "figures"


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
def test_with_the_solutions_every_cell_runs_and_a_network_learns_to_remember(monkeypatch):
    outputs = run(NOTEBOOK, monkeypatch)
    for function in FUNCTIONS:
        assert "all public tests passed" in text(outputs[f"{function}_public"])
        assert "all hidden tests passed" in text(outputs[f"{function}_hidden"])
        announced = re.findall(r"expected (.*?) +yours (.*)", text(outputs[f"{function}_demo"]))
        assert announced
        assert all(yours.startswith(expected.split(",")[0]) for expected, yours in announced)
    before, after = (int(share) for share in re.findall(r"(\d+)% of all outputs right", text(outputs["work_train"])))
    assert before < 40
    assert after > 95
    losses = re.findall(r"^(.*): loss \S+ at the start, (\S+) at the end", text(outputs["work_train"]), re.MULTILINE)
    assert [name for name, _ in losses] == ["your LSTM", "plain network (your rnn.ipynb)"]
    assert float(losses[0][1]) < 0.1 < 1 < float(losses[1][1])
    for cell in ("work_train", "work_reach"):
        pictures = [output.data["image/png"] for output in outputs[cell] if "image/png" in output.get("data", {})]
        assert [base64.b64decode(picture)[:4] for picture in pictures] == [b"\x89PNG"]
    errors = [float(error) for error in re.findall(r"largest difference (\S+)", text(outputs["slope"]))]
    assert len(errors) == 11
    assert max(errors) < 1e-8


@pytest.fixture(scope="module")
def lstm_release(tmp_path_factory):
    """The students' folder of the LSTM as nbgrader makes it: Path."""
    from grader.course.new_course import make_course
    from tests.forked import nbgrader

    course = make_course(tmp_path_factory.mktemp("released") / "course")
    nbgrader(course, "generate_assignment", "lstm", log=course / "nbgrader.log")
    return course / "release" / "lstm"


@pytest.mark.slow
def test_with_the_stubs_every_cell_that_needs_a_function_says_so_in_one_line(monkeypatch, lstm_release, tmp_path):
    folder = shutil.copytree(lstm_release, tmp_path / "lstm")
    outputs = run(folder / "lstm.ipynb", monkeypatch, allow_errors=True)
    for function in FUNCTIONS:
        assert re.fullmatch(r"lstm_\w+ is not finished: .*\n", text(outputs[f"{function}_demo"]))
        for kind in ("public", "hidden"):
            error = outputs[f"{function}_{kind}"][-1]
            assert error.ename == "Unfinished"
            assert len(error.traceback) == 1
    assert text(outputs["slope"]).count("\n") == 1
    assert re.fullmatch(r"Not yet: lstm_cell_forward is not finished: .*\n", text(outputs["work_train"]))
    assert text(outputs["work_reach"]) == "This plot needs the trained network of the cell above.\n"


# ── The plain network beside it ───────────────────────────────────────────────────────────────────────────────────

TRAINING = {"updates": 300, "gap": 20, "n_a": 16, "m": 32, "T_x": 40, "learning_rate": 0.01}


def test_the_recorded_curve_is_that_of_a_right_plain_network_on_the_numbers_of_the_notebook():
    cell = next(cell.source for cell in SOURCE.cells if cell.id == "work_train")
    assert "gap, n_a, m, T_x, updates = 20, 16, 32, 40, 300" in cell
    assert cell.count("learning_rate=0.01)") == 2
    right = references_of(load("rnn"))
    found = lstm_utils.rnn_losses(right["rnn_forward"], right["rnn_backward"], **TRAINING)
    np.testing.assert_allclose(found, lstm_utils.RECORDED, atol=0.01)


@pytest.mark.parametrize("content", [None, "{}", '{"cells": []}', "<html>"])
def test_without_a_finished_rnn_notebook_the_recorded_curve_is_drawn(content, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if content:
        (tmp_path / "rnn.ipynb").write_text(content, encoding="utf-8")
    assert lstm_utils.train_rnn(**TRAINING) == ("plain network (recorded)", list(lstm_utils.RECORDED))


def test_a_marked_letter_is_the_target_until_the_next_one():
    x, y = lstm_utils.marked_batch(np.random.default_rng(0), m=50, T_x=30, gap=5)
    for letters, marks, targets in zip(
        x[:-1].argmax(axis=0), x[-1], np.where(y.any(axis=0), y.argmax(axis=0), -1), strict=True
    ):
        last = -1
        for letter, mark, target in zip(letters, marks, targets, strict=True):
            last = letter if mark else last
            assert target == last
    assert 0.15 < x[-1].mean() < 0.25


def test_the_sigmoid_that_is_given_is_the_sigmoid():
    z = np.array([-800.0, -30.0, -1.0, 0.0, 2.0, 800.0])
    with np.errstate(over="ignore"):
        np.testing.assert_allclose(lstm_utils.sigmoid(z), 1 / (1 + np.exp(-z)), atol=1e-15)


def test_the_given_output_layer_has_the_gradients_of_its_loss():
    rng = np.random.default_rng(5)
    parameters = lstm_utils.initial_parameters(n_x=3, n_a=4, n_y=2, seed=5)
    a, y = rng.normal(size=(4, 6, 3)), np.eye(2)[rng.integers(2, size=(6, 3))].transpose(2, 0, 1)
    softmax = lstm_utils.rnn_utils.softmax

    def loss():
        y_pred = np.stack([softmax(parameters["Wy"] @ a[:, :, t] + parameters["by"]) for t in range(3)], axis=2)
        return lstm_utils.output_layer(y_pred, y, a, parameters), y_pred

    (_, da, gradients), _ = loss()
    measured = {
        name: lstm_utils.rnn_utils.numerical_slope(lambda: loss()[0][0], parameters[name]) for name in ("Wy", "by")
    }
    np.testing.assert_allclose(da, lstm_utils.rnn_utils.numerical_slope(lambda: loss()[0][0], a), atol=1e-9)
    np.testing.assert_allclose(gradients["dWy"], measured["Wy"], atol=1e-9)
    np.testing.assert_allclose(gradients["dby"], measured["by"], atol=1e-9)


# ── The form ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_step_of_the_functions_stays_visible_in_the_stub_with_its_line_count():
    for cell in SOURCE.cells:
        if cell.id in FUNCTIONS:
            outside = re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "", cell.source, flags=re.S)
            steps = re.findall(r"    # (\d)\. .*", outside)
            assert steps == [str(n) for n in range(1, len(steps) + 1)]
            assert outside.count("about") >= len(steps)


def test_the_table_of_points_says_what_the_cells_say():
    table = next(cell.source for cell in SOURCE.cells if cell.id == "title")
    points = {
        cell.id: cell.metadata.nbgrader.points
        for cell in SOURCE.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    for function in FUNCTIONS:
        public, hidden = points[f"{function}_public"], points[f"{function}_hidden"]
        assert FUNCTIONS[function].points == (public, hidden)
        assert re.search(rf"`{function}` .*\| {public} \| {hidden} \| {public + hidden} \|", table)
    assert sum(points.values()) == 100


def test_every_figure_is_sound_has_words_and_follows_the_theme():
    used = re.findall(
        r"!\[([^\]]+(?:\[[^\]]*\][^\]]*)*)\]\(figures/([\w.]+)\)", "\n".join(c.source for c in SOURCE.cells)
    )
    assert {name for _, name in used} == {path.name for path in FIGURES.iterdir()}
    assert all(len(words) > 80 for words, _ in used)
    for path in FIGURES.iterdir():
        root = ElementTree.parse(path).getroot()
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert {"title", "desc"} <= tags
        assert not {"script", "image", "foreignObject"} & tags
        assert "prefers-color-scheme: dark" in path.read_text(encoding="utf-8")


def test_code_fits_a_notebook_and_the_notebook_holds_no_trace_of_a_run():
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert max(len(line.rstrip()) for line in cell["source"]) <= 94, cell["id"]


# ── In a terminal ─────────────────────────────────────────────────────────────────────────────────────────────────


def in_terminal(folder, *arguments):
    """Run a program of a student's folder there, without what this project has elsewhere."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"MPLBACKEND": "agg"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_tests_run_in_a_terminal_and_draw_an_error(lstm_release, tmp_path):
    folder = shutil.copytree(lstm_release, tmp_path / "lstm")
    unfinished = in_terminal(folder, "public_tests.py")
    assert unfinished.returncode == 1
    assert unfinished.stdout.count("is not finished: line ") == 4
    shutil.copy(NOTEBOOK, folder / "lstm.ipynb")
    right = in_terminal(folder, "public_tests.py")
    assert right.returncode == 0, right.stdout
    assert right.stdout.count("all public tests passed") == 4
    wrong = "import public_tests as p, numpy as np\n"
    wrong += "def lstm_backward(da, caches):\n    return {'dx': np.ones((3, 6, 5))}\np.show_error(lstm_backward)"
    drawn = in_terminal(folder, "-c", wrong)
    assert drawn.returncode == 0, drawn.stderr
    assert drawn.stdout.startswith("lstm_backward: dx has wrong values")


# ── Graded ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def graded():
    """Return a function that grades a notebook through box and examiner: sources of functions -> points by cell."""
    from grader.grading.assignment import Assignment, files_beside
    from grader.grading.grade import close_engine, grade
    from grader.intake.picking import Picked

    source = NOTEBOOK.read_text(encoding="utf-8")
    assignment = Assignment("lstm", source, files_beside(NOTEBOOK.parent), seed=977131, unconfined=True)

    def result(sources):
        made = nbformat.reads(source, as_version=4)
        for cell in made.cells:  # as it is handed out
            cell.source = cell.source.split("### BEGIN HIDDEN TESTS")[0].rstrip("\n")
            if cell.id in sources:
                cell.source = sources[cell.id]
        return grade(Picked(nbformat.writes(made).encode("utf-8")), assignment).points

    yield result
    close_engine()


@pytest.mark.slow
def test_through_box_and_examiner_the_solutions_earn_everything_and_mistakes_what_is_written_down(graded):
    exercise = load("lstm")
    assert graded({}) == 100
    assert graded({"lstm_backward": "def lstm_backward(da, caches):\n    raise NotImplementedError"}) == 70
    for name in ("cf-gates-exchanged", "f-c-holds-hidden-states", "cb-db-lost-axis", "b-memory-not-carried"):
        mistake = next(mistake for mistake in exercise.secret.mistakes if mistake.id == name)
        points = graded({mistake.function: mistake.sources(exercise)[0]})
        assert points == pytest.approx(100 - exercise.secret.simulated[name]), name
