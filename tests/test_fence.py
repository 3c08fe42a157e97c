"""Law: whatever fails while one submission is worked on, in whichever step, ends as its row: the points that were
earned and a reason. Only what says that the machine can't work ends more than that."""

import builtins
import errno
import inspect
import os
import random
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from checks.limit import OutOfTime
from grader.box import scratch
from grader.classroom import job as working
from grader.classroom.job import Job, plain_done, work
from grader.classroom.result_cache import unpack
from grader.examiner import execution as executing
from grader.examiner import frames
from grader.examiner.account import AGAIN, Account, Answered
from grader.examiner.engine import Engine
from grader.grading import grade as grading
from grader.grading.assignment import Assignment
from grader.intake.picking import Picked
from grader.plugin import receiving
from grader.rules import fence as fences
from grader.rules.budget import Budget
from grader.rules.fence import Fence, MachineFailed, is_of_submission, why
from grader.system.notebooks import read_notebook
from grader.system.program import TOP
from grader.system.terminal import CannotRun
from tests.rnn import NOTEBOOK

ERRORS = sorted(
    (
        kind
        for kind in vars(builtins).values()
        if isinstance(kind, type) and issubclass(kind, BaseException) and not issubclass(kind, KeyboardInterrupt)
    ),
    key=lambda kind: kind.__name__,
)


def made(kind):
    """An exception of a kind, whatever arguments it takes."""
    for arguments in (
        ("text \ud800",),
        ("utf-8", b"x", 0, 1, "text"),
        ("utf-8", "x", 0, 1, "text"),
        ("text", 0, 1, "text"),
        ("text", [ValueError()]),
    ):
        try:
            return kind(*arguments)
        except TypeError:
            continue
    raise AssertionError(kind)


def raising(error):
    def step(*_, **__):
        raise error

    return step


# ── One step ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [*ERRORS, OutOfTime], ids=lambda kind: kind.__name__)
def test_a_step_that_fails_gives_what_stands_in_for_it_and_a_reason_that_a_file_can_hold(kind):
    fence = Fence(60)
    assert fence.step("it was tried", raising(made(kind)), lambda why: ["instead", why]) == ["instead", *fence.reasons]
    assert fence.reasons[0].encode("utf-8").endswith(b"while it was tried.")
    assert fence.by_clock is (kind is OutOfTime)


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), MachineFailed("no box"), OSError(errno.ENOSPC, "full")], ids=repr
)
def test_what_is_no_submissions_fault_passes(error):
    with pytest.raises(type(error)):
        Fence(60).step("it was tried", raising(error), lambda why: None)


def test_a_step_that_does_not_end_is_ended_and_no_handler_on_the_way_keeps_it(monkeypatch):
    monkeypatch.setattr(fences, "LEAST", 0.2)
    fence = Fence(0)

    def stubborn():
        while True:
            try:
                while True:
                    pass
            except Exception:
                pass

    started = time.monotonic()
    assert fence.step("it was tried", stubborn, lambda why: "instead") == "instead"
    assert time.monotonic() - started < 10
    assert fence.by_clock


class Unsayable(Exception):
    def __str__(self):
        raise ValueError


def test_an_exception_that_can_not_be_said_is_named():
    assert why(Unsayable()) == "The grader failed (Unsayable)"
    assert is_of_submission(Unsayable())


# ── All steps of a submission ─────────────────────────────────────────────────────────────────────────────────────


class Examined:
    """Stands for an engine: every cell comes to its end, with no output, which is full marks by nbgrader's rule."""

    budget, ready = Budget(), {"confinement": "", "confined": True}

    def grade(self, cells, seconds):
        return Answered([{"outputs": [], "finished": True} for _ in cells], **self.ready)


@pytest.fixture(scope="module")
def assignment():
    return Assignment("rnn", NOTEBOOK.read_text(encoding="utf-8"), {}, seed=1)


@pytest.fixture
def job(monkeypatch):
    monkeypatch.setattr(grading, "_engine", lambda assignment: Examined())
    return Job("ada", "", Picked(NOTEBOOK.read_bytes()))


BEFORE = {"take_in": grading, "_put": executing}  # step -> where it stands; what fails here leaves nothing to earn
AFTER = {"_tested": grading, "_stops": grading, "_notebook": working, "_page": working}


def broken(patch, module, name, error):
    """Have a step fail, the first time that it is taken."""
    real, failed = getattr(module, name), []

    def once(*arguments, **more):
        if not failed:
            failed.append(True)
            raise error
        return real(*arguments, **more)

    patch.setattr(module, name, once)


@given(st.sampled_from([*BEFORE, *AFTER]), st.sampled_from(ERRORS))
def test_an_error_in_any_step_ends_as_the_row_of_the_submission(assignment, step, kind):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grading, "_engine", lambda assignment: Examined())
        error = made(kind)  # of a group with an ordinary error in it Python makes another kind
        broken(patch, (BEFORE | AFTER)[step], step, error)
        done = work(Job("ada", "", Picked(NOTEBOOK.read_bytes())), assignment)
    result = unpack(done.packed)
    assert result.of == 100
    assert len(result.reasons) == 1
    assert type(error).__name__ in result.reasons[0] or "memory" in result.reasons[0]
    assert done.page.decode("utf-8")
    assert done.notebook.decode("utf-8")
    if step in AFTER:
        assert result.points == 100


def test_without_an_error_there_is_no_reason(assignment, job):
    kept = []
    done = work(job, assignment, kept.append)
    result = unpack(done.packed)
    assert (result.points, result.reasons, result.by_clock) == (100, (), False)
    assert kept == [done.packed]


def test_where_no_page_can_be_made_the_points_and_the_reason_stand_on_a_plain_one(assignment, job, monkeypatch):
    monkeypatch.setattr(working, "feedback", raising(RecursionError("too <deep>")))
    done = work(job, assignment)
    page = done.page.decode("utf-8")
    assert "100 of 100 points" in page
    assert "too &lt;deep&gt;" in page
    assert unpack(done.packed).by_clock  # the next run tries it again


def test_work_that_can_not_be_graded_at_all_has_its_row(assignment):
    done = plain_done(Job("ada", "", None), None, assignment, "The worker died.")
    result = unpack(done.packed)
    assert (result.points, result.of, result.reasons) == (0, 100, ("The worker died.",))


@pytest.mark.parametrize("error", [MachineFailed("no box"), OSError(errno.ENOSPC, "full")], ids=repr)
def test_a_machine_that_can_not_work_gives_nobody_a_row(assignment, job, monkeypatch, error):
    monkeypatch.setattr(Examined, "grade", raising(error))
    with pytest.raises(type(error)):
        work(job, assignment)


# ── The same through nbgrader ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def submitted(tmp_path):
    """A course folder with three submissions: nbgrader's CourseDirectory."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "rnn").symlink_to(NOTEBOOK.parent)
    for student in ("ada", "bob", "eve"):
        folder = tmp_path / "submitted" / student / "rnn"
        folder.mkdir(parents=True)
        (folder / "rnn.ipynb").write_bytes(NOTEBOOK.read_bytes())
    return CourseDirectory(root=str(tmp_path), assignment_id="rnn")


@pytest.mark.parametrize("step", ["pick", "carried"])
@pytest.mark.parametrize("kind", [RecursionError, MemoryError, TypeError, SystemExit], ids=lambda kind: kind.__name__)
def test_what_can_not_be_received_costs_nobody_else_anything(submitted, monkeypatch, step, kind):
    real = getattr(receiving, step)

    def fails_for_bob(folder, *more):
        if "bob" in folder.parts:
            raise kind("text")
        return real(folder, *more)

    monkeypatch.setattr(receiving, step, fails_for_bob)
    log = Logged()
    receiving.receive_all(submitted, log)
    sizes = {path.parts[-3]: path.stat().st_size for path in Path(submitted.root).glob("received/*/rnn/rnn.ipynb")}
    assert sizes.keys() == {"ada", "bob", "eve"}
    assert sizes["ada"] == sizes["eve"]
    assert (sizes["bob"] < sizes["ada"]) is (step == "pick")
    assert any(text.startswith("bob: The ") for text in log.said)
    assert not any(text.startswith(("ada: The grader", "eve: The grader")) for text in log.said)


def test_a_name_that_nbgrader_reads_as_a_pattern_is_named_and_reaches_nobody_else(submitted):
    folder = Path(submitted.root) / "submitted"
    for name in ("*", "Ada [s12]", ".hidden"):
        shutil.copytree(folder / "ada", folder / name)
    log = Logged()
    receiving.receive_all(submitted, log)
    assert {path.parts[-3] for path in Path(submitted.root).glob("received/*/rnn/rnn.ipynb")} == {"ada", "bob", "eve"}
    assert sum("has a name that nbgrader reads as a pattern" in text for text in log.said) == 3


def test_a_source_that_is_no_notebook_stops_the_run_with_the_sentence_of_all_commands(submitted, monkeypatch):
    source = Path(submitted.root) / "source" / "rnn"
    source.unlink()
    source.mkdir()
    (source / "rnn.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(CannotRun) as said:
        read_notebook(source / "rnn.ipynb")
    log = Logged()
    step = SimpleNamespace(autograde_preprocessors=[receiving.EXAMINE], coursedir=submitted, log=log)
    with pytest.raises(NbGraderException, match="is no notebook"):
        receiving.Autograde.start(step)
    assert log.said == [f"Nothing is graded: {said.value}"]
    assert not (Path(submitted.root) / "received").exists()


class Logged:
    """A log that remembers what it was told."""

    def __init__(self):
        self.said = []

    def warning(self, text, *arguments):
        self.said.append(text % arguments)

    error = warning


# ── An examiner that is lost ──────────────────────────────────────────────────────────────────────────────────────

CELLS = [{"kind": "test" if number % 2 else "student", "source": "", "id": f"c{number}"} for number in range(6)]
LOSSES = [("killed", ""), ("clock", ""), ("crashed", "SIGSEGV")]


def examine(account, chance, losses):
    """What one examiner tells, up to its end or its loss: it takes the cells without an outcome, in any order."""
    waiting = [number for number in range(len(CELLS)) if number not in account.outcomes]
    chance.shuffle(waiting)
    for number in waiting:
        if losses and chance.random() < 0.3:
            return account.hear(frames.LOST, dict(zip(("why", "signal"), losses.pop(), strict=True)))
        account.hear(frames.AT, {"number": number, "seconds": 5})
        if losses and chance.random() < 0.3:
            return account.hear(frames.LOST, dict(zip(("why", "signal"), losses.pop(), strict=True)))
        outcome = {"outputs": [], "finished": True, "reason": "", "by_clock": False}
        account.hear(frames.CELL, {"number": number, **outcome})
    return account.hear(frames.END, {"times": {"tests": 1.0}, "sessions": 1, "skipped": []})


@given(st.lists(st.sampled_from(LOSSES), max_size=20), st.integers())
def test_every_cell_has_one_outcome_however_often_the_examiner_is_lost(losses, seed):
    account, examiners, lost = Account(CELLS, 60), 0, losses[:]
    while not account.complete:
        before = dict(account.outcomes)
        examine(account, random.Random(seed + examiners), lost)
        assert before.items() <= account.outcomes.items()  # what is there stays
        examiners += 1
    assert examiners <= 1 + len(CELLS) + AGAIN
    answer = account.answer()
    refused = [cell for cell in answer.cells if not cell["finished"]]
    assert len(answer.reasons) == len(refused)
    if len(losses) <= AGAIN and all(why == "killed" for why, _ in losses):
        assert refused == []


def test_an_examiner_that_something_ended_from_outside_is_tried_again_and_not_for_ever():
    account = Account(CELLS, 60)
    for _ in range(AGAIN):
        account.hear(frames.AT, {"number": 1, "seconds": 5})
        account.lose("killed")
        assert account.outcomes == {}
    account.hear(frames.AT, {"number": 1, "seconds": 5})
    account.lose("killed")
    assert list(account.outcomes) == [1]
    assert account.by_clock  # another run may find the machine in better state


# ── Cleaning up, and the clock ────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_of_any_depth_is_removed(tmp_path):
    folder = tmp_path / "deep"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)
    here = os.open(folder, os.O_RDONLY)
    for number in range(1500):
        os.mkdir("inner", dir_fd=here)
        os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=here))
        below = os.open("inner", os.O_RDONLY, dir_fd=here)
        if number % 7 == 0:
            os.chmod("inner", 0, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    assert scratch.remove(folder)
    assert list(tmp_path.iterdir()) == []
    assert scratch.remove(folder)  # it is not there, and nothing is raised


def test_no_limit_is_read_off_a_clock_that_can_be_set():
    texts = {path: path.read_text(encoding="utf-8") for path in (TOP / "grader").rglob("*.py")}
    assert [path for path, text in texts.items() if "time.time(" in text] == []


def test_the_stand_in_is_asked_as_the_engine_is():
    assert list(inspect.signature(Examined.grade).parameters) == list(inspect.signature(Engine.grade).parameters)
