"""Law: a Dask cluster gives the results of one machine, a worker that dies costs nobody anything, and what is wrong
with a cluster is said with the way out."""

import shutil
import socket
import subprocess
import sys
import time
from dataclasses import replace

import psutil
import pytest

from grader.box import sandbox
from grader.classroom.cluster import ClusterLost
from grader.classroom.job import Job, OtherProgram, work
from grader.classroom.result_cache import unpack
from grader.classroom.run import Options, grade_class
from grader.course.gradebook import scores
from grader.demo import simulated
from grader.demo.simulated import Learner
from grader.system.program import TOP
from tests.lstm import LSTM
from tests.rnn import hand_in, learners

pytest.importorskip("distributed", reason="needs Dask: pip install -e '.[cluster]'")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}"),
]
CLASS = 4


@pytest.fixture(scope="module", autouse=True)
def seed():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_HIDDEN_SEED", "5")
        yield


def dask(*arguments, folder):
    """Start a part of a cluster in a folder of its own: it sees nothing of the course."""
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(TOP), "HOME": str(folder)}
    command = [sys.executable, "-m", "dask", *map(str, arguments)]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A real scheduler and two real workers on loopback: (address, the workers' processes, the scheduler's)."""
    folder = tmp_path_factory.mktemp("cluster")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    scheduler = dask("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard", folder=folder)
    options = "--nthreads", 1, "--no-dashboard", "--local-directory", folder
    workers = [dask("worker", address, *options, folder=folder) for _ in range(2)]
    yield address, workers, scheduler
    for process in (*workers, scheduler):
        process.terminate()
    for process in (*workers, scheduler):
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def handed_in(new_course, tmp_path_factory):
    course = new_course(tmp_path_factory.mktemp("class") / "course")
    some = learners()[:CLASS]
    hand_in(course, who=[Learner(f"s{i}", one.sources, one.expected, one.before) for i, one in enumerate(some)])
    return course, {f"s{i}": one.expected for i, one in enumerate(some)}


@pytest.fixture(scope="module")
def here(handed_in, tmp_path_factory):
    """The same class, graded by this machine."""
    course = shutil.copytree(handed_in[0], tmp_path_factory.mktemp("here") / "course")
    grade_class(course, "rnn")
    return course


def results(course):
    found = {path.name: unpack(path.read_bytes()) for path in (course / "results" / "rnn").rglob("*.z")}
    return {name: replace(result, times=None).dumps() for name, result in found.items()}


def test_a_cluster_gives_the_results_of_one_machine(cluster, handed_in, here, tmp_path):
    course = shutil.copytree(handed_in[0], tmp_path / "course")
    summary = grade_class(course, "rnn", options=Options(scheduler=cluster[0]))
    assert (summary.graded, summary.workers, summary.failures) == (CLASS, 2, [])
    assert results(course) == results(here)
    assert scores(course, "rnn") == scores(here, "rnn")
    for page in here.glob("feedback/*/rnn/rnn.html"):
        assert (course / page.relative_to(here)).read_bytes() == page.read_bytes()


def test_the_same_cluster_grades_the_other_assignment_of_the_course(cluster, both_released, tmp_path):
    course, name = shutil.copytree(both_released, tmp_path / "course"), LSTM.name
    some = [one for one in simulated.learners(LSTM) if one.id in ("reference", "partly-one-function")]
    simulated.hand_in(course, LSTM, some)
    summary = grade_class(course, name, options=Options(scheduler=cluster[0]))
    assert (summary.graded, summary.failures) == (2, [])
    assert {who: sum(given.values()) for who, given in scores(course, name).items()} == {
        one.id: one.expected for one in some
    }


def test_a_worker_that_dies_costs_nobody_anything(cluster, handed_in, here, tmp_path):
    course = shutil.copytree(handed_in[0], tmp_path / "course")
    killed = []

    def listen(kind, **what):
        if kind == "graded" and what["done"] == 2:
            for process in psutil.Process(cluster[1][0].pid).children(recursive=True):
                if "grader.examiner" in " ".join(process.cmdline()):
                    killed.append(process.parent().pid)
                    process.parent().kill()
                    break

    summary = grade_class(course, "rnn", options=Options(scheduler=cluster[0]), listen=listen)
    assert killed
    assert (summary.graded, summary.failures) == (CLASS, [])
    assert results(course) == results(here)


def test_another_version_of_the_grader_is_refused_and_not_mixed(handed_in, here, tmp_path):
    from grader.classroom.run import assignment_of, gradebook_of
    from grader.course.course import open_course

    course = open_course(here)
    with gradebook_of(course, "rnn") as book:
        assignment = replace(assignment_of(course, "rnn", book, Options()), program="older")
    with pytest.raises(OtherProgram, match="another version of the grader"):
        work(Job("s0", "", None), assignment)


def test_a_cluster_that_is_not_there_or_has_nobody_is_said(handed_in, tmp_path, monkeypatch):
    course = shutil.copytree(handed_in[0], tmp_path / "course")
    monkeypatch.setattr("grader.classroom.cluster.PATIENCE", 2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    with pytest.raises(ClusterLost, match=f"no Dask scheduler answers at {address}"):
        grade_class(course, "rnn", options=Options(scheduler=address))
    scheduler = dask("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard", folder=tmp_path)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.2)
        with pytest.raises(ClusterLost, match=f"has no workers; start some: dask worker {address}"):
            grade_class(course, "rnn", options=Options(scheduler=address))
    finally:
        scheduler.terminate()
        scheduler.wait(timeout=30)


def test_without_dask_a_scheduler_is_refused_in_one_sentence(handed_in, tmp_path, monkeypatch):
    course = shutil.copytree(handed_in[0], tmp_path / "course")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterLost, match=r"needs Dask .* run: .*pip install .*\[cluster\]"):
        grade_class(course, "rnn", options=Options(scheduler="tcp://127.0.0.1:1"))


# The last one: it ends the cluster of all.
def test_a_scheduler_that_dies_in_the_midst_ends_the_run_in_one_sentence_and_what_was_graded_is_kept(
    cluster, handed_in, tmp_path
):
    course = shutil.copytree(handed_in[0], tmp_path / "course")
    address, _, scheduler = cluster

    def listen(kind, **what):
        if kind == "graded" and what["done"] == 2:
            scheduler.kill()

    with pytest.raises(ClusterLost, match=f"the Dask scheduler at {address} no longer answers"):
        grade_class(course, "rnn", options=Options(scheduler=address), listen=listen)
    assert sum(None not in found.values() for found in scores(course, "rnn").values()) >= 2
