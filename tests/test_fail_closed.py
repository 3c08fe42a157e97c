"""Law: where a part of the confinement or of the examiner does not work there are no marks, and the reason is said."""

import json
from types import SimpleNamespace

import nbformat
import pytest
from nbgrader.api import Gradebook

from grader.box import sandbox
from grader.examiner.account import Answered
from grader.examiner.execution import NOT_RUN
from grader.plugin import receipts
from grader.plugin.execution import SaveExaminedGrades, _must_have_intake
from grader.plugin.receipts import NotExamined, missing_receipts, receipt_path
from tests.rnn import NOTEBOOK


def test_without_confinement_nothing_is_graded_and_the_install_command_is_said(monkeypatch):
    monkeypatch.setattr(sandbox, "available", lambda: sandbox.Confinement(False, 0, False))
    with pytest.raises(sandbox.NoConfinement, match="sudo apt install bubblewrap"):
        sandbox.chosen()
    assert str(sandbox.chosen(unconfined=True)) == "NOT CONFINED"


def test_without_intake_nothing_is_run():
    with pytest.raises(NotExamined, match="Intake is missing"):
        _must_have_intake(SimpleNamespace(sanitize_preprocessors=["nbgrader.preprocessors.ClearOutput"]))


def test_marks_are_not_recorded_where_the_examiner_has_not_run():
    with pytest.raises(NotExamined, match="has not run"):
        SaveExaminedGrades().preprocess(nbformat.v4.new_notebook(), {})


def test_a_test_cell_that_did_not_run_becomes_an_error(monkeypatch, tmp_path):
    monkeypatch.setenv("GRADER_HIDDEN_SEED", "1")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    monkeypatch.setattr("nbgrader.preprocessors.SaveAutoGrades.preprocess", lambda self, nb, resources: (nb, resources))
    step = SaveExaminedGrades()
    step.parent = None
    monkeypatch.setattr(
        SaveExaminedGrades,
        "parent",
        SimpleNamespace(parent=SimpleNamespace(coursedir=SimpleNamespace(root=str(tmp_path)))),
    )
    names = {"assignment": "rnn", "student": "one", "notebook": "rnn"}
    answer = Answered(confinement="x")
    resources = {"nbgrader": names, "examined": {"finished": {"rnn_forward_public"}, "answer": answer}}
    nb, _ = step.preprocess(notebook, resources)
    errors = {cell.id for cell in nb.cells if any(o.get("evalue") == NOT_RUN for o in cell.get("outputs", []))}
    assert len(errors) == 7
    assert "rnn_forward_public" not in errors
    scores = json.loads(receipt_path(tmp_path, names).read_text())["scores"]
    assert scores == {**dict.fromkeys(errors, 0), "rnn_forward_public": 8}


@pytest.fixture
def gradebook(tmp_path):
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as made:
        made.add_assignment("rnn")
        made.add_notebook("rnn", "rnn")
        made.add_grade_cell("test", "rnn", "rnn", max_score=8, cell_type="code")
        made.add_student("one")
        made.add_submission("rnn", "one")
        yield made


def test_marks_without_a_receipt_or_with_another_are_named(gradebook, tmp_path):
    names = {"assignment": "rnn", "student": "one", "notebook": "rnn"}
    assert missing_receipts(gradebook, tmp_path, "rnn") == []  # nothing is recorded yet
    gradebook.find_grade("test", "rnn", "rnn", "one").auto_score = 8
    gradebook.db.commit()
    assert "without a receipt" in missing_receipts(gradebook, tmp_path, "rnn")[0]
    receipts.write_receipt(tmp_path, names, {"test": 5}, {"confined": True}, seed=1)
    assert "not those of the receipt" in missing_receipts(gradebook, tmp_path, "rnn")[0]
    receipts.write_receipt(tmp_path, names, {"test": 8}, {"confined": True}, seed=1)
    assert missing_receipts(gradebook, tmp_path, "rnn") == []
