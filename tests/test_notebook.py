"""Law: the notebook runs from top to bottom in a fresh kernel, trains a real network with the solutions in, and with
the stubs says in one line per cell what is still to do."""

import base64
import json
import os
import re
import shutil
from xml.etree import ElementTree

import nbformat
import pytest
from nbclient import NotebookClient

from grader.exercise.loading import COURSE
from grader.exercise.seed import SEED_VARIABLE
from tests.rnn import FUNCTIONS, NOTEBOOK

SOURCE = nbformat.read(NOTEBOOK, as_version=4)
FIGURES = NOTEBOOK.parent / "figures"


def run(path, monkeypatch, **options):
    """Run a notebook in a fresh kernel in its own folder; return its outputs by cell id."""
    monkeypatch.setenv("PYTHONPATH", os.fspath(COURSE.parent))
    monkeypatch.setenv(SEED_VARIABLE, "1")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": os.fspath(path.parent)}}, **options).execute()
    return {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}


def text(outputs):
    return "".join(output.text for output in outputs if output.output_type == "stream")


@pytest.mark.slow
def test_with_the_solutions_every_cell_runs_and_a_network_learns_to_echo(monkeypatch):
    outputs = run(NOTEBOOK, monkeypatch)
    for function in FUNCTIONS:
        assert "all public tests passed" in text(outputs[f"{function}_public"])
        assert "all hidden tests passed" in text(outputs[f"{function}_hidden"])
    before, after = (int(share) for share in re.findall(r"(\d+)% of all echoes right", text(outputs["work_train"])))
    assert before < 40
    assert after > 95
    for cell in ("work_train", "work_reach"):
        pictures = [output.data["image/png"] for output in outputs[cell] if "image/png" in output.get("data", {})]
        assert [base64.b64decode(picture)[:4] for picture in pictures] == [b"\x89PNG"]
    assert all(float(error) < 1e-8 for error in re.findall(r"largest difference (\S+)", text(outputs["slope"])))


@pytest.mark.slow
def test_with_the_stubs_every_cell_that_needs_a_function_says_so_in_one_line(monkeypatch, release, tmp_path):
    folder = shutil.copytree(release, tmp_path / "rnn")
    outputs = run(folder / "rnn.ipynb", monkeypatch, allow_errors=True)
    for function in FUNCTIONS:
        assert re.fullmatch(r"rnn_\w+ is not finished: .*\n", text(outputs[f"{function}_demo"]))
        for kind in ("public", "hidden"):
            error = outputs[f"{function}_{kind}"][-1]
            assert error.ename == "Unfinished"
            assert len(error.traceback) == 1
    assert text(outputs["slope"]).count("\n") == 1
    assert re.fullmatch(r"Not yet: rnn_cell_forward is not finished: .*\n", text(outputs["work_train"]))
    assert text(outputs["work_reach"]) == "This plot needs the trained network of the cell above.\n"


def test_the_first_cell_is_short_and_names_what_the_text_speaks_of():
    first = next(cell.source for cell in SOURCE.cells if cell.cell_type == "code")
    assert len(first.splitlines()) <= 22
    text = "\n".join(cell.source for cell in SOURCE.cells)
    for name in ("show_error", "show_step"):
        assert f"`{name}(" in text
        assert re.search(rf"import .*\b{name}\b", first)


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
            assert max(len(line.rstrip()) for line in cell["source"]) <= 96, cell["id"]
