"""How much faster is autograding through box and examiner than plain nbgrader, and where does the CPU time go?

PYTHONPATH=. python benchmarks/autograding.py [submissions]
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil
from nbgrader.utils import is_grade, is_locked, is_solution

from benchmarks.class_scale import learners
from grader.answers import NOTEBOOK
from grader.box.box import Box
from grader.classroom.course import make_course, nbgrader
from grader.classroom.simulated import hand_in
from grader.examiner.engine import Engine
from rnn_checks import FUNCTIONS


def run(folder, count, plain):
    """Autograde a class; return (seconds by the clock, seconds without the start of nbgrader itself, the course)."""
    if plain:
        os.environ["RNN_PLAIN_NBGRADER"] = "1"
    else:
        os.environ.pop("RNN_PLAIN_NBGRADER", None)
    course = make_course(folder)
    log = course / "nbgrader.log"
    nbgrader(course, "generate_assignment", "rnn", log=log)
    hand_in(course, who=list(learners(count)))
    started = time.perf_counter()
    nbgrader(course, "autograde", "rnn", log=log)
    return time.perf_counter() - started, course


def main(count):
    with tempfile.TemporaryDirectory() as folder:
        seconds = {}
        for name, plain in (("plain nbgrader", True), ("box and examiner", False)):
            one, _ = run(Path(folder) / f"{plain}-one", 1, plain)
            many, _ = run(Path(folder) / f"{plain}-many", count + 1, plain)
            seconds[name] = (many, (many - one) / count)
            print(f"{name:<18}{many:8.1f} s for {count + 1} submissions, {seconds[name][1]:.3f} s for one more")
        plain, boxed = seconds["plain nbgrader"], seconds["box and examiner"]
        print(f"{'ratio':<18}{plain[0] / boxed[0]:8.1f}   whole command, {plain[1] / boxed[1]:.1f} for one more")
    print("\nwhere the CPU time of a submission goes, median in ms")
    for words, seconds in parts(count):
        print(f"    {words:<60}{1000 * seconds:7.1f}")


def parts(count):
    """Grade submissions through one warm engine; yield pairs: what of a submission, its median CPU seconds."""
    cells = [cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    used, times = [], []
    with Engine(NOTEBOOK.parent, seed=1) as engine:
        engine.start()
        for number, learner in enumerate(learners(count + 1)):
            before = cpu_of(engine.process.pid)
            jobs = [
                {"kind": kind_of(cell), "id": cell.id, "source": learner.sources.get(cell.id, cell.source)}
                for cell in cells
            ]
            answer = engine.grade(jobs, tuple(FUNCTIONS))
            if number:  # the first one warms up
                used.append(cpu_of(engine.process.pid) - before)
                times.append(answer["times"])
    median = {key: statistics.median(row[key] for row in times) for key in times[0]}
    tests = int(median["sessions"]) - 1
    numbered = dict(enumerate(cells))
    given, student = (
        {number: cell.source for number, cell in numbered.items() if kind_of(cell) == kind}
        for kind in ("given", "student")
    )
    empty, replay = sessions(given, student)
    boxed = median["box cpu"] - median["box cpu shown"]
    yield "all of it", statistics.median(used)
    yield "box: cells, shown once", median["box cpu shown"]
    yield f"box: {tests} sessions for test cells", boxed
    yield "    of these, to fork and confine them", tests * empty
    yield "    of these, to run all of the student's cells again, at most", tests * (replay - empty)
    yield "examiner: test cells", median["examiner cpu"]
    yield (
        "the rest: forking, by the warm processes",
        statistics.median(used) - median["box cpu"] - median["examiner cpu"],
    )


def kind_of(cell):
    return "test" if is_grade(cell) else "student" if is_solution(cell) else "given" if is_locked(cell) else "demo"


def sessions(given, student, rounds=20):
    """The CPU seconds of a session that runs nothing, and of one that runs a student's cells for what they define."""
    spent = {False: [], True: []}
    with Box(NOTEBOOK.parent, bare=True) as box:
        box.run_ahead(given, {})
        for runs, times in spent.items():
            for _ in range(rounds):
                session = box.session()
                session.prepare(student if runs else {})
                session.end()
                times.append(session.cpu)
    return map(statistics.median, spent.values())


def cpu_of(pid):
    """The CPU seconds of a process, and of those that it has started, ended ones included."""
    process = psutil.Process(pid)
    return sum(sum(one.cpu_times()[:4]) for one in [process, *process.children(recursive=True)])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
