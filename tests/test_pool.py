"""Law: a worker that dies or takes too long, whenever it does, costs the job that it was at and no other one, and a
result that was there is kept."""

import os
import signal
from collections import Counter
from multiprocessing import resource_tracker, util

import pytest

from grader.classroom.job import Done, Job
from grader.classroom.pool import Processes, WorkerDied
from tests.doubtful import doubtful_task

pytestmark = pytest.mark.slow


def done(names, seconds):
    """Let processes do the jobs of these names; return dict: name -> outcome."""
    jobs = [Job(name, "", None) for name in names]
    processes = Processes(3, None, doubtful_task, seconds)
    try:
        found = [(job.student, outcome) for job, outcome in processes.outcomes(iter(jobs))]
    finally:
        processes.close()
    assert Counter(name for name, _ in found) == dict.fromkeys(names, 1)
    return dict(found)


def test_the_one_who_kills_each_worker_is_named_and_the_others_are_done_once():
    found = done(("a", "b", "poison", "c", "d", "e", "f"), seconds=60)
    assert isinstance(found.pop("poison"), WorkerDied)
    assert all(outcome.packed == name.encode() for name, outcome in found.items())


def test_a_result_that_is_there_stays_whatever_becomes_of_its_page_and_who_takes_too_long_is_ended():
    found = done(("a", "page", "endless page", "endless", "b"), seconds=2)
    assert isinstance(found["endless"], WorkerDied)
    assert found["page"] == found["endless page"] == Done(b"kept", b"plain", b"plain")
    assert (found["a"].packed, found["b"].packed) == (b"a", b"b")


def test_a_worker_that_is_killed_while_it_starts_is_replaced(monkeypatch):
    resource_tracker.ensure_running()  # else it would be the one that is killed
    spawn, killed = util.spawnv_passfds, []

    def killing_the_first(*how):
        number = spawn(*how)
        if not killed:
            os.kill(number, signal.SIGKILL)
        killed.append(number)
        return number

    monkeypatch.setattr(util, "spawnv_passfds", killing_the_first)
    processes = Processes(1, "more than a pipe holds" * 50_000, doubtful_task, 60)
    try:
        assert [outcome.packed for _, outcome in processes.outcomes(iter([Job("a", "", None)]))] == [b"a"]
    finally:
        processes.close()
    assert len(killed) == 2


def test_a_worker_that_is_killed_while_it_has_nothing_to_do_is_replaced():
    processes = Processes(1, None, doubtful_task, 60)
    try:
        assert [outcome.packed for _, outcome in processes.outcomes(iter([Job("a", "", None)]))] == [b"a"]
        processes._there[0].process.kill()
        processes._there[0].process.join()
        assert [outcome.packed for _, outcome in processes.outcomes(iter([Job("b", "", None)]))] == [b"b"]
    finally:
        processes.close()
