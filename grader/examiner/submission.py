"""One submission: the student's cells run in the box, the test cells here, each with a fresh copy of her names."""

import re
import time
from dataclasses import dataclass, field
from itertools import takewhile

from grader.box.session import Stopped
from grader.examiner import outputs
from grader.examiner.broken import broken_functions
from grader.examiner.proxies import Remote, Student
from grader.examiner.text import is_plain, may_be_plain, names_defined, names_read

HIDDEN = "BEGIN HIDDEN TESTS"
STOPPED = "Stopped"


@dataclass
class Cell:
    """A code cell of a rebuilt notebook.

    kind       student: her text; demo: the instructor's as it was handed out, shows what her functions do;
               given: the instructor's, runs on both sides; test: has points, runs here only
    id         grade_id, where it has one
    source     str
    outputs    list of outputs of the notebook format
    finished   whether it came to its end
    """

    kind: str
    source: str
    id: str | None = None
    outputs: list = field(default_factory=list)
    finished: bool = False


class Submission:
    """The cells of one student, graded.

    cells      list of Cell, in order
    names      the names that test cells may call
    boxes      grader.box.boxes.Boxes
    shell      grader.box.shell.Shell of this process, for the test cells
    seconds    by the clock, for all of it
    """

    def __init__(self, cells, names, boxes, shell, seconds):
        self.cells, self.names, self.boxes, self.shell = cells, names, boxes, shell
        self.deadline = time.monotonic() + seconds
        self.seconds = seconds
        self.dead = set()  # cells that ended their process; nobody runs them again
        self.spared = _spared(cells)
        self.ahead = given_first([vars(cell) for cell in cells])
        self.sources = {number: cell.source for number, cell in enumerate(cells) if cell.kind != "test"}
        self.words = set(re.findall(r"\w+", " ".join(self.sources.values())))
        self.times = {"student cells": 0.0, "tests": 0.0, "box cpu": 0.0, "box cpu shown": 0.0, "sessions": 0}

    def grade(self):
        """Run everything; the cells have their outputs afterwards."""
        started = time.perf_counter()
        self._show()
        self.times["student cells"] = time.perf_counter() - started
        self.times["box cpu shown"] = self.times["box cpu"]
        for number, cell in enumerate(self.cells):
            if cell.kind == "given":
                self.shell.run(cell.source, number)
            elif cell.kind == "test":
                self._test(number, cell)
        self.times["tests"] = time.perf_counter() - started - self.times["student cells"]

    # ── The student's cells, for what they put out ────────────────────────────────────────────────────────────────

    def _show(self):
        """Run the cells for what they put out: in the bare box, and anew in the other where it is more than text."""
        plain = all(
            is_plain(cell.source) if cell.kind == "student" else may_be_plain(cell.source)
            for cell in self.cells
            if cell.kind != "test"
        )
        if not (plain and self._show_in(bare=True)):
            self.dead.clear()
            self._show_in(bare=False)

    def _show_in(self, bare):
        """Run the cells in one of the boxes; return False as soon as one has more to show than the bare one can."""
        session, found = None, ()
        for number, cell in enumerate(self.cells):
            if cell.kind == "test":
                continue
            try:
                self._in_time()
                session = session or self._session(self._above(number), bare)[0]
                found = session.run(number, cell.source)
                if found is None:
                    break
                cell.outputs, cell.finished = outputs.clean(found[0]), found[1]
            except Stopped as stopped:
                cell.outputs, cell.finished = [outputs.error(STOPPED, f"This cell {stopped}.")], False
                self.dead.add(number)
                self._close(session)
                session = None
        self._close(session)
        return found is not None

    def _in_time(self):
        if time.monotonic() > self.deadline:
            raise Stopped(f"was not run: the notebook has taken its {self.seconds:g} seconds")

    def _above(self, number, spared=frozenset()):
        """The cells above a cell that a session runs first, but for those that are spared: dict, number -> source."""
        return {
            above: cell.source
            for above, cell in enumerate(self.cells[:number])
            if cell.kind != "test" and above not in self.dead and above not in spared
        }

    def _session(self, above, bare):
        """Return a session in which some cells have run, and which names they define."""
        if self.ahead == self.boxes.ahead:
            above = {number: source for number, source in above.items() if number not in self.ahead}
        session = self.boxes.session(bare)
        self.times["sessions"] += 1
        try:
            return session, session.prepare(above, self.names)
        except Stopped:
            self._close(session)
            raise

    def _close(self, session):
        if session:
            session.end()
            self.times["box cpu"] += session.cpu

    # ── Test cells ────────────────────────────────────────────────────────────────────────────────────────────────

    def _test(self, number, cell):
        session = None
        try:
            self._in_time()
            above = self._above(number, self.spared)
            session, defined = self._session(above, bare=all(map(is_plain, above.values())))
            student = Student(session, self.sources, self.words, secret=HIDDEN in cell.source)
            for name in self.names:
                self.shell.user_ns.pop(name, None)
            for name, is_callable in defined.items():
                self.shell.user_ns[name] = Remote(name, student) if is_callable else None
            self.shell.user_ns.update(broken_functions(set(self.names) - defined.keys(), student, above))
            cell.outputs, cell.finished = self.shell.run(cell.source, number)
        except Stopped as stopped:
            cell.outputs = [outputs.error(STOPPED, f"Above this test your notebook {stopped}.")]
        finally:
            self._close(session)
        if not cell.finished and not any(output["output_type"] == "error" for output in cell.outputs):
            cell.outputs = [outputs.error(STOPPED, "This test did not come to its end.")]
        if student_may_read(cell):
            cell.outputs = [_without_seed(output) for output in cell.outputs]


def given_first(cells):
    """The instructor's cells that stand above all others: dict, number -> source.

    cells      list of dicts: kind, source
    """
    return {number: cell["source"] for number, cell in enumerate(takewhile(lambda c: c["kind"] == "given", cells))}


def instructors(cells):
    """All cells of the instructor's that student code runs with: dict, number -> source."""
    return {number: cell["source"] for number, cell in enumerate(cells) if cell["kind"] in ("given", "demo")}


def _spared(cells):
    """The numbers of demos that a test can do without: nothing of the student's reads a name that they define."""
    read = [names_read(cell.source) for cell in cells if cell.kind == "student"]
    if None in read:
        return set()
    read = set().union(*read)
    defined = {number: names_defined(cell.source) for number, cell in enumerate(cells) if cell.kind == "demo"}
    return {number for number, names in defined.items() if names is not None and not names & read}


def student_may_read(cell):
    """True for a test with hidden lines: its outputs are shown on the feedback page, the numbers' seed must not be."""
    return HIDDEN in cell.source


def _without_seed(value):
    if isinstance(value, str):
        return re.sub(r" \(seed \d+\)|(?<=, )&quot;seed&quot;: \d+|\x1b\[\d+mseed \d+", "", value)
    if isinstance(value, dict):
        return {key: None if key == "seed" else _without_seed(entry) for key, entry in value.items()}
    return [_without_seed(entry) for entry in value] if isinstance(value, list) else value
