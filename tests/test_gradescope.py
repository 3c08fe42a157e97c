"""Law: laid out as Gradescope lays it out, and without nbgrader, the autograder gives each function the points that
nbgrader gives, in a results.json that Gradescope takes, whatever the notebook does."""

import json
import os
import subprocess
import sys
import zipfile

import nbformat
import pytest

from grader.classroom.simulated import learners, notebook_of
from grader.lms.gradescope import autograder
from tests.rnn import FUNCTIONS, NOTEBOOK

pytestmark = pytest.mark.slow

SEED = 20242024
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    to = tmp_path_factory.mktemp("gradescope") / "autograder.zip"
    autograder(to, seed=SEED)
    return to


@pytest.fixture
def grade(packed, tmp_path):
    """Return a function that grades a submission, a dict of names and texts, where there is no nbgrader."""
    source = tmp_path / "source"
    with zipfile.ZipFile(packed) as file:
        file.extractall(source)
    (tmp_path / "run_autograder").write_bytes((source / "run_autograder").read_bytes())
    (tmp_path / "results").mkdir()
    (source / "nbgrader.py").write_text("raise ImportError('Gradescope has no nbgrader')")

    def run(submission, seconds=60):
        for name, text in submission.items():
            path = tmp_path / "submission" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        environment = {
            "PATH": os.environ["PATH"],
            "AUTOGRADER_ROOT": str(tmp_path),
            "AUTOGRADER_PYTHON": sys.executable,
            "AUTOGRADER_SECONDS": str(seconds),
        }
        subprocess.run(["bash", tmp_path / "run_autograder"], env=environment, check=True, timeout=120)
        results = json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))
        valid(results)
        return results

    return run


def valid(results):
    """What Gradescope's specification asks of results.json."""
    assert results["output_format"] in FORMATS
    assert results["stdout_visibility"] in VISIBILITIES
    assert [test["name"] for test in results["tests"]] == [
        f"{function}, {kind} test" for function in FUNCTIONS for kind in ("public", "hidden")
    ]
    for test in results["tests"]:
        assert 0 <= test["score"] <= test["max_score"]
        assert test["status"] in ("passed", "failed")
        assert test["visibility"] in VISIBILITIES
        assert test["output_format"] in FORMATS
        assert isinstance(test["output"], str)
    assert sum(test["max_score"] for test in results["tests"]) == 100


def total(results):
    return round(sum(test["score"] for test in results["tests"]), 2)


def work(learner, **changed):
    """The text of a learner's notebook; the stubs are those of the source with their solutions cut out."""
    release = nbformat.read(NOTEBOOK, as_version=4)
    for cell in release.cells:
        if cell.id in FUNCTIONS:
            cell.source = cell.source.split("    # 1. ")[0] + "    raise NotImplementedError  # YOUR CODE HERE\n"
    notebook = notebook_of(learner, release)
    for cell in notebook.cells:
        cell.source = changed.get(cell.id, cell.source)
    return nbformat.writes(notebook)


CLASS = {learner.id: learner for learner in learners()}


@pytest.mark.parametrize(
    "name", ["reference", "stub", "cb-dba-no-keepdims", "b-only-da-prevt", "partly-half-a-function"]
)
def test_each_learner_gets_what_nbgrader_gives(grade, name):
    assert total(grade({"rnn.ipynb": work(CLASS[name])})) == pytest.approx(CLASS[name].expected)


def test_a_mistake_is_explained_and_hidden_tests_wait_until_grades_are_published(grade):
    tests = {test["name"]: test for test in grade({"rnn.ipynb": work(CLASS["b-only-da-prevt"])})["tests"]}
    public, hidden = (tests[f"rnn_backward, {kind} test"] for kind in ("public", "hidden"))
    assert public["output"].startswith("rnn_backward: dx is all zeros\n")
    assert "\nhint  " in public["output"]
    assert (public["visibility"], hidden["visibility"]) == ("visible", "after_published")
    assert tests["rnn_forward, public test"]["output"] == "all right"
    assert "random sizes\n" in hidden["output"]
    assert str(SEED) not in json.dumps(tests)  # the next class may have the same


def test_a_function_that_leaves_python_or_runs_on_costs_itself(grade):
    leaving = "def rnn_backward(da, caches):\n    import os\n    os._exit(0)\n"
    running = "def rnn_cell_backward(da_next, cache):\n    while True:\n        pass\n"
    results = grade({"rnn.ipynb": work(CLASS["reference"], rnn_backward=leaving, rnn_cell_backward=running)}, seconds=8)
    outputs = {test["name"]: (test["score"], test["output"]) for test in results["tests"]}
    assert outputs["rnn_backward, hidden test"] == (0, "rnn_backward: Python ended while the notebook ran")
    assert outputs["rnn_cell_backward, public test"] == (
        0,
        "rnn_cell_backward was stopped after 8 seconds: a cell of the notebook, or the function, runs on",
    )
    assert total(results) == 40


@pytest.mark.parametrize(
    ("submission", "sentence"),
    [
        ({"notes.txt": "hello"}, "There is no notebook in the submission; hand in rnn.ipynb."),
        ({"rnn.ipynb": "not JSON"}, "rnn.ipynb can't be read as a notebook: JSONDecodeError"),
        ({"other.ipynb": '{"cells": []}'}, "rnn_backward is not defined in other.ipynb"),
    ],
)
def test_what_is_no_notebook_gets_no_points_and_a_sentence(grade, submission, sentence):
    results = grade(submission)
    assert total(results) == 0
    assert sentence in results["tests"][-1]["output"]


def test_the_modules_are_the_graders_and_not_those_that_were_handed_in(grade):
    submission = {"rnn.ipynb": work(CLASS["stub"]), "public_tests.py": "1 / 0", "rnn_utils.py": "1 / 0"}
    assert total(grade(submission)) == 0


def test_the_scripts_can_be_run_and_the_root_is_gradescopes(packed):
    with zipfile.ZipFile(packed) as file:
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in file.infolist()}
        run = file.read("run_autograder").decode()
        setup = file.read("setup.sh").decode()
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    assert 'AUTOGRADER_ROOT:-/autograder}"' in run
    assert f'RNN_HIDDEN_SEED="{SEED}"' in run
    assert "'numpy>=" in setup
    assert "nbgrader" not in setup
