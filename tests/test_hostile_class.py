"""Law: whatever is handed in, every submission gets the points that its work is worth, its neighbours theirs, nothing
that students must not see reaches them, nothing that a browser would run reaches the instructor, and the run ends.
The same payloads do in plain nbgrader what they are made for.

The whole class goes through `grader grade`; through nbgrader's own commands a quarter of the kinds that differ there.
"""

import json

import nbformat
import numpy as np
import pytest

from grader.box import sandbox
from tests.hostile import broken, control, observing, plain, table
from tests.hostile.attack import CANARY, LATCH, notebook_of
from tests.hostile.examined import SEED, left_running, make_class, receipt, seen
from tests.hostile.members import ARMED, HONEST, KINDS, everybody, kind, some
from tests.hostile.places import HERE
from tests.rnn import NOTEBOOK

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}"),
]
CLASS = {attack.id: attack for attack in everybody(plain.PLACE)}
# They differ in files, in cells and on the feedback page; python -m tests.hostile takes the others this way too.
BY_NBGRADER = {None, "broken", "mended", "inject", "leak"}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The run, and what became of each submission."""
    folder = tmp_path_factory.mktemp("hostile") / "course"
    run = make_class(folder, everybody(folder), HERE)
    return run, seen(run, list(CLASS))


@pytest.fixture(scope="module")
def graded_by_nbgrader(tmp_path_factory):
    """The same through nbgrader's own commands."""
    folder = tmp_path_factory.mktemp("nbgrader") / "course"
    who = [attack for attack in some(everybody(folder), first=2) if kind(attack.id) in BY_NBGRADER]
    run = make_class(folder, who)
    return run, seen(run, [attack.id for attack in who])


@pytest.mark.parametrize("name", CLASS)
def test_a_submission_gets_what_its_work_is_worth(graded, name):
    assert graded[1][name]["points"] == pytest.approx(CLASS[name].expected)


def test_the_class_has_members_of_every_kind_and_the_run_goes_on_to_its_end(graded):
    assert len(CLASS) > 250
    assert {kind(name) for name in CLASS} == {*KINDS, None}
    assert graded[0].ended == ""
    assert graded[0].seconds < 30 * len(CLASS)


def test_the_size_of_the_class_is_the_one_that_is_written_down():
    number = len([name for name in CLASS if kind(name)])
    for name in ("README.md", "SECURITY.md"):
        assert f"{number} hostile" in (plain.TOP / name).read_text(encoding="utf-8")


def test_nothing_of_the_course_was_changed(graded):
    assert graded[0].changed == []


def test_the_payloads_have_run(graded):
    assert observing.armed(graded[0].course, ARMED.id)
    assert not observing.armed(graded[0].course, HONEST[0].id)


@pytest.mark.parametrize("name", CLASS)
def test_nothing_secret_is_in_what_a_student_gets_back(graded, name):
    course = graded[0].course
    assert observing.leaked(course, name) == []
    page = observing.page_of(course, name)
    handed_in = course / "submitted" / name / "rnn" / "rnn.ipynb"
    own = handed_in.read_bytes() if handed_in.is_file() and not handed_in.is_symlink() else b""
    for secret in (CANARY, SEED, "BEGIN SOLUTION", "hidden_tests", "root:x:", "SQLite format"):
        assert secret not in page or secret.encode() in own, secret


@pytest.mark.parametrize("name", [name for name in CLASS if kind(name) == "leak"])
def test_every_hidden_test_has_been_looked_at(graded, name):
    assert sum(observing.is_hidden(cell) for cell, _ in observing.outputs_of(graded[0].course, name)) == 4


@pytest.mark.parametrize("name", [name for name in CLASS if kind(name) == "inject"])
def test_nothing_runs_in_the_instructors_browser(graded, name):
    course = graded[0].course
    for cell, outputs in observing.outputs_of(course, name):
        assert set(cell.metadata) <= {"nbgrader"}
        assert not cell.get("attachments")
        for output in outputs:
            assert set(output.get("data", {})) <= {"text/plain", "text/html", "image/png", "image/jpeg"} | _ours(output)
    assert observing.page_of(course, name)
    assert observing.injected(course, name) == []


def _ours(output):
    return {"application/vnd.diagnosis+json"} if output.output_type == "execute_result" else set()


def test_a_broken_file_is_graded_zero_with_its_reason(graded):
    course = graded[0].course
    for attack in broken.ATTACKS:
        said = json.loads((course / "receipts" / "rnn" / attack.id / "rnn.intake.json").read_text(encoding="utf-8"))
        if kind(attack.id) == "broken":
            assert "could not be read" in said[0], attack.id
            assert "could not be read" in observing.page_of(course, attack.id), attack.id


def test_every_submission_has_a_receipt_of_a_confined_run(graded):
    for name in CLASS:
        assert receipt(graded[0].course, name).get("confined") is True, name


def test_nothing_is_left_running(graded):
    assert left_running(graded[0].course) == []


def test_nobody_has_done_anything_that_the_table_would_count(graded):
    assert happened(graded[1]) == {}


def test_nobody_has_done_anything_by_way_of_nbgrader(graded_by_nbgrader):
    run, found = graded_by_nbgrader
    assert (run.ended, run.changed, left_running(run.course)) == ("", [], [])
    assert happened(found) == {}
    assert {name: one["points"] for name, one in found.items()} == {name: CLASS[name].expected for name in found}


def happened(found):
    """What the table would count: dict, id -> set of words; empty where all is as it must be."""
    every = {name: table.effects(CLASS[name].expected, one) for name, one in found.items()}
    return {name: effects for name, effects in every.items() if effects}


# ── The same in plain nbgrader: the payloads are live ─────────────────────────────────────────────────────────────


# Some of every kind, and quick ones; python -m tests.hostile does the same with all of them.
LIVE = {
    "forge-displayhook": "forged",
    "forge-examine": "forged",
    "forge-hard-coded": "forged",
    "forge-tags": "forged",
    "read-environment": "leaked",
    "read-feedback-of-others": "leaked",
    "read-source": "leaked",
    "leak-exception": "leaked",
    "leak-text-of-tests": "leaked",
    "inject-html": "script",
    "inject-markdown-link": "script",
    "mended-new-cells": "lost",
    "broken-link": "forged",
    "harm-kill-parent": "neighbours",
    "harm-config": "changed",
}


@pytest.fixture(scope="module")
def plainly_graded(tmp_path_factory):
    return control.control(plain.template(tmp_path_factory.mktemp("plain") / "template"), list(LIVE))


@pytest.mark.skipif(not plain.works(), reason=f"needs bubblewrap: {sandbox.INSTALL}")
@pytest.mark.parametrize("name", LIVE)
def test_in_plain_nbgrader_it_does_what_it_is_made_for(plainly_graded, name):
    assert {kind(one) for one in LIVE} == set(KINDS)
    assert LIVE[name] in table.effects(CLASS[name].expected, plainly_graded[name])


def test_without_the_latch_no_payload_does_anything(tmp_path, monkeypatch, capsys):
    """Whoever opens such a notebook outside of a hostile course comes to no harm."""
    notebook = notebook_of(ARMED, nbformat.read(NOTEBOOK, as_version=4))
    functions = [cell.source for cell in notebook.cells if LATCH in cell.source]
    assert len(functions) == 5
    monkeypatch.chdir(tmp_path)
    names = {"np": np}
    exec("\n".join(functions), names)
    with pytest.raises(TypeError):
        names["rnn_backward"](None, (None, None))
    assert "ARMED" not in capsys.readouterr().out
    (tmp_path / LATCH).touch()
    exec(functions[0], names)
    with pytest.raises(TypeError):
        names["rnn_backward"](None, (None, None))
    assert capsys.readouterr().out == "ARMED\nARMED\n"
