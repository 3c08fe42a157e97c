"""Law: whatever is handed in, every submission gets the points that its work is worth, its neighbours theirs, nothing
that students must not see reaches them, nothing that a browser would run reaches the instructor, and the run ends.
The same payloads do in plain nbgrader what they are made for.

A twelfth of each kind goes through `grader grade`, half as many of the kinds that differ there through nbgrader's own
commands; with --whole all of them, as `make hostile` takes all of them through every confinement.
"""

import json

import nbformat
import numpy as np
import pytest

from grader.box import sandbox
from tests.hostile import control, observing, plain, table
from tests.hostile.attack import CANARY, LATCH, notebook_of
from tests.hostile.examined import SEED, left_running, make_class, receipt, seen
from tests.hostile.members import ARMED, HONEST, KINDS, everybody, kind, some
from tests.hostile.places import HERE
from tests.rnn import NOTEBOOK
from tests.sampling import is_whole

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}"),
]
CLASS = {attack.id: attack for attack in everybody(plain.PLACE)}
TRIED = [attack.id for attack in some(everybody(plain.PLACE), first=2, every=12)]
# They differ in files, in cells and on the feedback page; python -m tests.hostile takes the others this way too.
BY_NBGRADER = {None, "broken", "mended", "inject", "leak"}


@pytest.fixture(scope="module")
def graded(released, tmp_path_factory):
    """The run, and what became of each submission."""
    folder = tmp_path_factory.mktemp("hostile") / "course"
    run = make_class(folder, some(everybody(folder), first=2, every=12), HERE, released, workers=2)
    return run, seen(run, TRIED)


@pytest.fixture(scope="module")
def graded_by_nbgrader(released, tmp_path_factory):
    """The same through nbgrader's own commands."""
    folder = tmp_path_factory.mktemp("nbgrader") / "course"
    who = [attack for attack in some(everybody(folder), first=3, every=24) if kind(attack.id) in BY_NBGRADER]
    run = make_class(folder, who, released=released)
    return run, seen(run, [attack.id for attack in who])


def test_a_submission_gets_what_its_work_is_worth(graded):
    given = {name: found["points"] for name, found in graded[1].items()}
    assert given == {name: pytest.approx(CLASS[name].expected) for name in TRIED}


def test_the_class_has_members_of_every_kind_and_the_run_goes_on_to_its_end(graded):
    assert len(CLASS) > 250
    assert {kind(name) for name in TRIED} == {*KINDS, None}
    assert graded[0].ended == ""


def test_the_size_of_the_class_is_the_one_that_is_written_down():
    number = len([name for name in CLASS if kind(name)])
    for name in ("README.md", "SECURITY.md"):
        assert f"{number} hostile" in (plain.TOP / name).read_text(encoding="utf-8")


def test_nothing_of_the_course_was_changed(graded):
    assert graded[0].changed == []


def test_the_payloads_have_run(graded):
    assert observing.armed(graded[0].course, ARMED.id)
    assert not observing.armed(graded[0].course, HONEST[0].id)


def test_nothing_secret_is_in_what_a_student_gets_back(graded):
    course = graded[0].course
    for name in TRIED:
        assert observing.leaked(course, name) == [], name
        page = observing.page_of(course, name)
        handed_in = course / "submitted" / name / "rnn" / "rnn.ipynb"
        own = handed_in.read_bytes() if handed_in.is_file() and not handed_in.is_symlink() else b""
        for secret in (CANARY, SEED, "BEGIN SOLUTION", "hidden_tests", "root:x:", "SQLite format"):
            assert secret not in page or secret.encode() in own, (name, secret)


def test_every_hidden_test_has_been_looked_at(graded):
    for name in of_kind("leak"):
        assert sum(observing.is_hidden(cell) for cell, _ in observing.outputs_of(graded[0].course, name)) == 4, name


def of_kind(wanted):
    return [name for name in TRIED if kind(name) == wanted]


def test_nothing_runs_in_the_instructors_browser(graded):
    course = graded[0].course
    for name in of_kind("inject"):
        for cell, outputs in observing.outputs_of(course, name):
            assert set(cell.metadata) <= {"nbgrader"}, name
            assert not cell.get("attachments"), name
            for output in outputs:
                known = {"text/plain", "text/html", "image/png", "image/jpeg"} | _ours(output)
                assert set(output.get("data", {})) <= known, name
        assert observing.page_of(course, name), name
        assert observing.injected(course, name) == [], name


def _ours(output):
    return {"application/vnd.diagnosis+json"} if output.output_type == "execute_result" else set()


def test_a_broken_file_is_graded_zero_with_its_reason(graded):
    course = graded[0].course
    for name in of_kind("broken"):
        said = json.loads((course / "receipts" / "rnn" / name / "rnn.intake.json").read_text(encoding="utf-8"))
        assert "could not be read" in said[0], name
        assert "could not be read" in observing.page_of(course, name), name


def test_every_submission_has_a_receipt_of_a_confined_run(graded):
    for name in TRIED:
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


# Some of every kind, and quick ones, of which one of each is tried; python -m tests.hostile does the same with all of
# the class.
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
TRIED_LIVE = list(LIVE) if is_whole() else list({kind(name): name for name in reversed(LIVE)}.values())


@pytest.fixture(scope="module")
def plainly_graded(tmp_path_factory):
    return control.control(plain.template(tmp_path_factory.mktemp("plain") / "template"), TRIED_LIVE)


@pytest.mark.skipif(not plain.works(), reason=f"needs bubblewrap: {sandbox.INSTALL}")
@pytest.mark.parametrize("name", TRIED_LIVE)
def test_in_plain_nbgrader_it_does_what_it_is_made_for(plainly_graded, name):
    assert {kind(one) for one in TRIED_LIVE} == set(KINDS)
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
