"""How much faster is autograding through box and examiner than plain nbgrader, and where does the CPU time go?

PYTHONPATH=. python benchmarks/autograding.py [submissions]
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil
from nbgrader.utils import is_grade, is_locked, is_solution

from benchmarks.class_scale import course_of, learners, nbgraders, plain_nbgrader
from grader.box.box import Box
from grader.course.nbgrader_cli import nbgrader
from grader.examiner.cells import CellKind
from grader.examiner.engine import Engine
from tests.rnn import NOTEBOOK, RNN


def run(folder, count, plain=None):
    """Autograde a class of one, and one of so many more; return (seconds of the second, seconds for one more).

    plain      the Python of an nbgrader that does it alone; None: with box and examiner
    """
    times = []
    for size in (1, count + 1):
        course = course_of(folder / str(size), list(learners(size)))
        if plain:
            times.append(plain_nbgrader(course, plain, ["autograde"]))
        else:
            began = time.perf_counter()
            nbgrader(course, "autograde", "rnn", log=course / "nbgrader.log")
            times.append(time.perf_counter() - began)
    return times[1], (times[1] - times[0]) / count


def main(count):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        boxed = run(folder / "boxed", count)
        print(f"{'box and examiner':<36}{boxed[0]:8.1f} s for {count + 1} submissions, {boxed[1]:.3f} s for one more")
        for words, python in nbgraders(folder / "venv"):
            plain = run(folder / words.replace(" ", "-"), count, python)
            ratio = f"{plain[0] / boxed[0]:.1f} and {plain[1] / boxed[1]:.1f} times as long"
            print(f"nbgrader alone, {words:<20}{plain[0]:8.1f} s, and {plain[1]:.3f} s: {ratio}")
    print("\nwhere the CPU time of a submission goes, median in ms")
    for words, seconds in parts(count):
        print(f"    {words:<60}{1000 * seconds:7.1f}")


def parts(count):
    """Grade submissions through one warm engine; yield pairs: what of a submission, its median CPU seconds."""
    spent, answers = graded(count)
    median = {key: statistics.median(one.times[key] for one in answers) for key in answers[0].times}
    tests = int(statistics.median(one.sessions for one in answers)) - 1
    wanted = (CellKind.GIVEN, CellKind.STUDENT)
    prepared = {n: cell.source for n, cell in enumerate(_code_cells()) if kind_of(cell) in wanted}
    empty, replay = sessions(prepared)
    boxed = median["box cpu"] - median["box cpu shown"]
    yield "all of it", statistics.median(spent)
    yield "box: cells, shown once", median["box cpu shown"]
    yield f"box: {tests} sessions for test cells", boxed
    yield "    of these, to fork and confine them", tests * empty
    yield "    of these, to run all of the student's cells again, at most", tests * (replay - empty)
    yield "examiner: test cells", median["examiner cpu"]
    yield (
        "the rest: forking, by the warm processes",
        statistics.median(spent) - median["box cpu"] - median["examiner cpu"],
    )


def graded(count):
    """Grade submissions through one warm engine: (CPU seconds of each, answers of the engine)."""
    cells, spent, answers = _code_cells(), [], []
    with Engine(NOTEBOOK.parent, RNN.name, seed=1) as engine:
        engine.start()
        for number, learner in enumerate(learners(count + 1)):
            before = cpu_of(engine.process.pid)
            jobs = [
                {"kind": kind_of(cell), "id": cell.id, "source": learner.sources.get(cell.id, cell.source)}
                for cell in cells
            ]
            answer = engine.grade(jobs)
            if number:  # the first one warms up
                spent.append(cpu_of(engine.process.pid) - before)
                answers.append(answer)
    return spent, answers


def used(count):
    """The CPU seconds of each of so many submissions."""
    return graded(count)[0]


def _code_cells():
    return [cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]


def kind_of(cell):
    if is_grade(cell):
        return CellKind.TEST
    if is_solution(cell):
        return CellKind.STUDENT
    return CellKind.GIVEN if is_locked(cell) else CellKind.DEMO


def sessions(cells, rounds=20):
    """The CPU seconds of a session that runs nothing, and of one that runs cells for what they define."""
    spent = {False: [], True: []}
    with Box(NOTEBOOK.parent, bare=True) as box:
        for runs, times in spent.items():
            for _ in range(rounds):
                session = box.session()
                session.prepare(cells if runs else {})
                session.end()
                times.append(session.cpu)
    return map(statistics.median, spent.values())


def cpu_of(pid):
    """The CPU seconds of a process, and of those that it has started, ended ones included."""
    process = psutil.Process(pid)
    return sum(sum(one.cpu_times()[:4]) for one in [process, *process.children(recursive=True)])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
