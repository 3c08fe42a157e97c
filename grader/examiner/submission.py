"""One submission: run its test cells, each with a fresh copy of the student's names, then show the student's cells.

Each cell has its own outcome, reported as soon as it is known: whatever happens to a later cell, the points of earlier
ones stay. Tests come first, so that a limit costs outputs rather than points.
"""

import re
import time
from dataclasses import dataclass

from grader.box.box import BoxFailed
from grader.box.session_client import EndedBy, SessionEnded
from grader.examiner import frames, outputs
from grader.examiner.allowance import Allowance
from grader.examiner.cells import CellKind
from grader.examiner.showing import show
from grader.examiner.source_analysis import beginning_of, defines_below, is_plain, names_defined, names_read
from grader.examiner.student import Remote, Student
from grader.examiner.undefined import undefined_functions
from grader.rules.delimiters import has_hidden_tests

TRIES = 2  # of a test whose box was ended from outside
BY_CHANCE = (EndedBy.CLOCK, EndedBy.LOST)  # what may be different another time
PARTS = 4  # a test may take this many times what one call may
_NO_MEMORY = ("MemoryError", "_ArrayMemoryError")


@dataclass
class _Ready:
    """A session in which the cells above a test have run.

    The public test of a function leaves it for the hidden test, if it is passed and there is no cell between them;
    never the other way round. It saves 12 % of a submission's CPU time. Passing is what that hidden test can do in it:
    otherwise what it used up before, or kept, may be to blame, and a fresh one decides.

    above      dict, number -> source: these cells
    defined    dict, name -> whether it can be called: what they define
    student    Student of the test that used it last, or None
    function   the function whose public test it has passed
    """

    above: dict
    session: object
    defined: dict
    student: Student | None = None
    function: str = ""


class Submission:
    """The cells of one student, graded.

    cells      list of Cell, in order
    exercise   grader.exercise.loading.FullExercise: test cells may call its functions
    boxes      grader.box.boxes.Boxes
    shell      grader.box.shell.Shell of this process, for the test cells
    budget     grader.rules.budget.Budget, with the seconds that are left for all of it
    tell       called for each cell: tell(kind, value), see grader.examiner.frames
    before     dict: what an earlier worker found before it was lost
               done      numbers of cells with an outcome
               dead      dict: number -> (why, by the clock), of cells that end their session: they are not run again
               stopped   dict: function -> why, of those that reached a limit of time: they are not called again
               used      bytes of outputs
    """

    def __init__(self, cells, exercise, boxes, shell, budget, tell=lambda kind, value: None, before=None):
        before = before or {"done": [], "dead": {}, "stopped": {}, "used": 0}
        self.cells, self.exercise, self.boxes, self.shell, self.tell = cells, exercise, boxes, shell, tell
        self.names = tuple(exercise.functions)
        self.budget, self.deadline, self.until = budget, time.monotonic() + budget.seconds, None
        self.done = set(before["done"])
        self.dead = {int(number): tuple(why) for number, why in before["dead"].items()}
        self.left_out = set()  # those of them of which nothing is run
        self.stopped, self.explained = dict(before["stopped"]), {}
        self.allowance = Allowance(budget.outputs, before["used"])
        self.by_clock = False  # of the cell that is running: True where only the clock decided
        self.spared = _spared(cells)
        self.sources = {number: cell.source for number, cell in enumerate(cells) if cell.kind != CellKind.TEST}
        self.words = {word[0] for source in self.sources.values() for word in re.finditer(r"\w{1,60}\b", source)}
        self.kept = None  # _Ready, that a test has left for the one below it
        self.times = {"student cells": 0.0, "tests": 0.0, "box cpu": 0.0, "box cpu shown": 0.0}
        self.sessions = 0  # how many there were
        self.skipped = {}  # number of a cell of which functions count below a line that failed -> (exception, line)

    def grade(self):
        """Run everything; the cells have their outputs afterwards."""
        started = time.perf_counter()
        try:
            for number, cell in enumerate(self.cells):
                if cell.kind == CellKind.GIVEN:
                    self.shell.run(cell.source, number)
                elif cell.kind == CellKind.TEST and number not in self.done:
                    self.alone(number, self._test)
        finally:
            self._close_kept()
        self.times["tests"] = time.perf_counter() - started
        tested = self.times["box cpu"]
        show(self)
        self.times["box cpu shown"] = self.times["box cpu"] - tested
        self.times["student cells"] = time.perf_counter() - started - self.times["tests"]

    # ── One cell, whatever happens to it ──────────────────────────────────────────────────────────────────────────

    @property
    def left(self):
        """Seconds until the deadline; negative after it."""
        return self.deadline - time.monotonic()

    def alone(self, number, step):
        """Do a step for a cell: step(number, cell); any failure is the outcome of this cell alone."""
        cell, reason = self.cells[number], ""
        what = "This test" if cell.kind == CellKind.TEST else "This cell"
        self.by_clock = False
        left = self.left
        if left <= 0:
            return self._out_of_time(number, what)
        # At most half of what is left: so there is always some for the tests below.
        seconds = min(left / 2, PARTS * self.budget.wall) if cell.kind == CellKind.TEST else left
        self.until = time.monotonic() + seconds
        self.tell(frames.AT, {"number": number, "seconds": seconds})
        try:
            step(number, cell)
        except BoxFailed:
            raise
        except MemoryError:
            reason = self._too_much_memory(what)
        except Exception as error:  # its text may contain what students must not read
            reason = f"{what} could not be run: the grader failed on it ({type(error).__name__})."
        if cell.kind == CellKind.TEST and any(output.get("ename") in _NO_MEMORY for output in cell.outputs):
            reason = self._too_much_memory(what)
        if reason:
            cell.outputs, cell.finished = [outputs.error(outputs.STOPPED, reason)], False
        return self.tell_of(number, reason)

    def _out_of_time(self, number, what):
        self.by_clock = True
        reason = f"{what} was not run: the time for this submission was used up."
        self.cells[number].outputs, self.cells[number].finished = [outputs.error(outputs.STOPPED, reason)], False
        self.tell_of(number, reason)

    def _too_much_memory(self, what):
        return f"{what} used more than {self.budget.examiner >> 20} MB of memory while it was tested."

    def tell_of(self, number, reason=""):
        cell = self.cells[number]
        cell.outputs = self.allowance.take(cell.outputs)
        self.done.add(number)
        outcome = {"outputs": cell.outputs, "finished": cell.finished, "reason": reason, "by_clock": self.by_clock}
        self.tell(frames.CELL, {"number": number, **outcome})

    # ── Test cells ────────────────────────────────────────────────────────────────────────────────────────────────

    def _test(self, number, cell):
        kept, self.kept = self.kept, None
        if kept and (kept.function, kept.above) != (cell.function, self._above(number, self.spared)):
            kept = self.close(kept.session)
        ended = self._tested(number, cell, kept) if kept else None
        if not cell.finished and ended != EndedBy.CLOCK:  # what the test before has left behind costs no points
            for _ in range(TRIES):
                ended = self._tested(number, cell)
                if ended != EndedBy.LOST:
                    break
        self.by_clock |= ended in BY_CHANCE
        if not cell.finished and not any(output["output_type"] == "error" for output in cell.outputs):
            cell.outputs = [outputs.error(outputs.STOPPED, "This test did not finish.")]

    def _tested(self, number, cell, kept=None):
        """Run a test once, in the session that was kept for it or in a fresh one; return what ended that, or None."""
        ready = kept
        try:
            ready = kept or self._ready(number)
            ready.session.until = self.until
            student = ready.student = self._student(ready, cell, bool(kept))
            for name in self.names:
                self.shell.user_ns.pop(name, None)
            for name, is_callable in ready.defined.items():
                self.shell.user_ns[name] = Remote(name, student) if is_callable else None
            missing = set(self.names) - ready.defined.keys()
            self.shell.user_ns.update(undefined_functions(missing, student, ready.above, ready.session.stopped))
            cell.outputs, cell.finished = self.shell.run(cell.source, number)
            if cell.finished and not student.secret and not student.by:
                ready.function = cell.function
                ready, self.kept = None, ready
            return student.by
        except SessionEnded as stopped:
            cell.outputs = [outputs.error(outputs.STOPPED, f"Above this test your notebook {stopped}.")]
            return stopped.by
        finally:
            self.close(ready and ready.session)

    def _ready(self, number):
        """Return a _Ready, whose session is fresh, for a test."""
        session, defined = self.prepared(number, self.spared)
        return _Ready(self._above(number, self.spared), session, defined)

    def _close_kept(self):
        kept, self.kept = self.kept, None
        self.close(kept and kept.session)

    def _student(self, ready, cell, is_used):
        """Return the Student of a test; what it finds out in a session that is used holds for no other test."""
        found = () if is_used else (self._stop, self.explained)
        told = self.sources, self.words, has_hidden_tests(cell.source), self.exercise, self.stopped
        student = Student(ready.session, *told, *found)
        student.count = ready.student.count if ready.student else 0
        return student

    def _stop(self, name, why):
        """Remember that a function reached a limit of time: no other test has to wait for it."""
        self.stopped[name] = why
        self.tell(frames.STOPPED, {"name": name, "why": why})

    def prepared(self, number, spared, bare=None):
        """Return a session in which the cells above a test have run, and the names that they define.

        spared     numbers of cells that do not run
        bare       True, False: in the bare box, or in the other; None: as the cells above need it
        """
        while True:
            above = self._above(number, spared)
            try:
                return self._session(above, all(map(is_plain, above.values())) if bare is None else bare)
            except SessionEnded as stopped:
                if stopped.cell is None or stopped.by == EndedBy.LOST or time.monotonic() > self.until:
                    raise
                self.give_up(stopped.cell, stopped)

    def give_up(self, number, stopped):
        """Remember that a cell ends its session: it is not run again."""
        if number in self.dead:
            self.left_out.add(number)
        by_clock = stopped.by in BY_CHANCE
        self.by_clock |= by_clock
        self.dead[number] = str(stopped), by_clock
        self.tell(frames.DEAD, {"number": number, "why": self.dead[number]})

    # ── Sessions ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _above(self, number, spared=frozenset()):
        """The cells that a session runs before a cell, without those that are spared: dict, number -> source.

        Of a cell that ends its session these are the functions that it begins with, unless they end it as well.
        """
        above = {
            above: beginning_of(cell.source) if above in self.dead else cell.source
            for above, cell in enumerate(self.cells[:number])
            if cell.kind != CellKind.TEST and above not in spared and above not in self.left_out
        }
        return {above: source for above, source in above.items() if source or above not in self.dead}

    def _session(self, above, bare):
        """Return a session in which some cells have run, and the names that they define."""
        session = self.boxes.session(bare)
        session.until = self.until
        self.sessions += 1
        try:
            found = session.prepare(above, self.names)
            self._note_skipped(session.stopped)
            return session, found
        except BaseException:
            self.close(session)
            raise

    def _note_skipped(self, stopped):
        """Note the first line that failed of each of the student's cells that defines functions below it."""
        for one in stopped:
            is_students = one.number in self.sources and self.cells[one.number].kind == CellKind.STUDENT
            if is_students and one.number not in self.skipped and defines_below(self.sources[one.number], one.line):
                kind = one.kinds[0] if one.kinds[0].isidentifier() else "an error"
                line = self.sources[one.number].split("\n")[one.line - 1].strip()
                if not line.startswith("%"):  # a magic runs the lines below it itself
                    self.skipped[one.number] = kind, line

    def close(self, session):
        if session:
            session.end()
            self.times["box cpu"] += session.cpu


def needs_full(cells):
    """True where tests need the box with IPython: a cell that runs for them is more than plain Python.

    cells      list of Cell
    """
    spared, last = _spared(cells), max((n for n, cell in enumerate(cells) if cell.kind == CellKind.TEST), default=0)
    above = [cell for n, cell in enumerate(cells[:last]) if cell.kind != CellKind.TEST and n not in spared]
    return not all(is_plain(cell.source) for cell in above)


def _spared(cells):
    """The numbers of demos that tests don't need: no cell of the student's reads a name that they define."""
    read = [names_read(cell.source) for cell in cells if cell.kind == CellKind.STUDENT]
    if None in read:
        return set()
    needed = set().union(*read)
    defined = {number: names_defined(cell.source) for number, cell in enumerate(cells) if cell.kind == CellKind.DEMO}
    return {number for number, names in defined.items() if names is not None and not names & needed}
