"""A whole class, from submitted/ to gradebook, feedback and report; interrupted anywhere, the next run goes on."""

import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import nbformat

from grader.classroom.cluster import Cluster
from grader.classroom.job import Job, plain_done
from grader.classroom.output_files import RESULTS, Returned, must_be_folders, write_report
from grader.classroom.pool import Processes
from grader.classroom.result_cache import key_of, unpack
from grader.classroom.solution import shows_solution
from grader.course.course import open_course
from grader.course.gradebook import ClassGradebook, Entry, GradebookFailed, late_penalties
from grader.exercise.given import originals, refuse_broken_links
from grader.exercise.loading import UnknownExercise
from grader.grading.assignment import Assignment, AssignmentError, files_beside
from grader.grading.result import Row
from grader.grading.traces import row_of
from grader.intake.picking import Picked, pick
from grader.intake.strays import Stray, find_strays
from grader.rules.cell_kinds import grade_id_of, is_unchanged
from grader.rules.fence import Fence, MachineFailed, is_of_submission, why
from grader.system.interrupts import interruptible
from grader.system.locks import Busy, alone
from grader.system.notebooks import read_notebook
from grader.system.terminal import command

TOGETHER = 50  # submissions in one transaction of the gradebook


# What can keep a run from its work; the message of each says what to do.
Refused = (AssignmentError, Busy, GradebookFailed, MachineFailed)


@dataclass(frozen=True)
class Options:
    """What is asked of a run.

    only       ids of students; empty: all
    force      True: grade again what has been graded before
    workers    processes of this machine; None: one per core
    scheduler  address of a Dask scheduler; empty: this machine
    cpu, wall, memory    limits of student code that win over the settings: seconds, seconds, megabytes
    """

    only: tuple[str, ...] = ()
    force: bool = False
    workers: int | None = None
    scheduler: str = ""
    cpu: int | None = None
    wall: float | None = None
    memory: int | None = None


@dataclass
class Summary:
    """What a run came to.

    rows         list of Row, sorted by student, without the notebooks
    graded       how many were graded now
    again        how many had been graded before
    changed      ids of students whose submission changed during the run
    strays       list of grader.intake.strays.Stray, what was handed in and lies elsewhere
    seconds      by the clock
    workers      how many
    report       Path of the report; None where only some students were graded
    """

    rows: list[Row] = field(default_factory=list)
    graded: int = 0
    again: int = 0
    changed: list[str] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    seconds: float = 0.0
    workers: int = 0
    report: Path | None = None

    @property
    def failures(self):
        """Rows without a score."""
        return [row for row in self.rows if row.result is None]

    @property
    def doubtful(self):
        """Rows of work that could not be read, or not be graded properly: each has its reasons."""
        return [row for row in self.rows if row.result and (row.result.reasons or row.result.unreadable)]

    @property
    def everything_is_graded(self):
        """False where something that was handed in was not read, or not graded properly, as it is now."""
        return not (self.failures or self.doubtful or self.strays or self.changed)


def grade_class(
    folder: str | Path,
    name: str,
    options: Options | None = None,
    listen: Callable[..., None] = lambda kind, **what: None,
) -> Summary:
    """Grade the submissions of an assignment.

    folder     the course folder
    name       of the assignment
    options    Options
    listen     called with what happens: kind begin (total, workers), graded (row, done), or note (text)
    Returns    Summary
    Raises     one of Refused, OSError, or grader.system.interrupts.Interrupted; what has been graded until then is kept
    """
    options, started = options or Options(), time.monotonic()
    course = open_course(folder)
    with interruptible(), alone_in(course), gradebook_of(course, name) as book:
        assignment = assignment_of(course, name, book, options)
        submissions = course.submissions(name, options.only)
        if not submissions:
            raise AssignmentError(_nothing_handed_in(course, name))
        run = Run(course, name, book, assignment, options, listen)
        run.go(submissions)
        run.summary.seconds = time.monotonic() - started
        if not options.only:  # a few students are no class
            run.summary.strays = find_strays(course.submitted, name, course.assignments())
            run.write_report()
    return run.summary


def _nothing_handed_in(course, name):
    """Say that there is nothing to grade, and what lies where nobody looks for it."""
    place = course.path("submitted", "STUDENT", name) / f"{name}.ipynb"
    strays = find_strays(course.submitted, name, course.assignments())
    return "\n".join([f"nothing has been handed in; each student's notebook belongs in {place}", *map(str, strays)])


def alone_in(course):
    """Let one run at a time grade in a course, else Busy: a context manager."""
    busy = f"another run is grading in {course.root}; wait for it, or stop it"
    return alone(course.root / RESULTS / ".lock", busy)


def gradebook_of(course, name, patience=None):
    """Open the gradebook of an assignment: ClassGradebook.

    patience   seconds that somebody else may hold it; None: as long as a run waits
    """
    directory = course.directory
    return ClassGradebook(directory.db_url, directory.course_id, name, course.config, patience)


def assignment_of(course, name, book, options):
    """Put together all that grading needs: Assignment; AssignmentError where something is missing or stale."""
    folder = course.path("source", ".", name)
    path = folder / f"{name}.ipynb"
    if not path.is_file():
        known = ", ".join(sorted(course.assignments())) or "none"
        raise AssignmentError(f"{path} is missing, and needed to grade; the assignments of this course are: {known}")
    refuse_broken_links(folder)
    must_be_folders(course)
    late_penalties(course.config)
    notebook, known = read_notebook(path), book.source_cells()
    again = f"run: {command('release', name, course=course.root)}"
    for cell in notebook.cells:
        grade_id = grade_id_of(cell)
        if grade_id is None:
            continue
        if grade_id not in known:
            raise AssignmentError(f"{path}: cell {grade_id} is newer than the gradebook; {again}")
        source, cell.metadata.nbgrader["checksum"], locked = known[grade_id]
        if locked and source != cell.source:
            raise AssignmentError(f"{path}: cell {grade_id} is not what the gradebook has; {again}")
    given = files_beside(folder)
    try:
        expected = originals(name)
    except UnknownExercise as error:
        raise AssignmentError(f"{folder} can't be graded here: {error}") from None
    for module, original in expected.items():
        if given.get(module) != original.read_bytes():
            raise AssignmentError(
                f"{folder / module} is not the one of this version of the grader, so students would be told other "
                f"things than they are graded by; put it there: {original}"
            )
    return Assignment(
        name,
        nbformat.writes(notebook),
        given,
        course.seed,
        course.budget(options.cpu, options.wall, options.memory),
        tuple(course.examine.packages),
        course.examine.unconfined,
        shows_solution(course, book),
        course.examine.backpropagation,
    )


class Run:
    """One assignment graded: who has handed in what, what is there already, and what is written down of it.

    course      grader.course.course.Course
    name        of the assignment
    book        ClassGradebook, open
    assignment  Assignment
    options     Options
    listen      as in `grade_class`
    """

    def __init__(self, course, name, book, assignment, options, listen):
        self.course, self.name, self.book, self.assignment = course, name, book, assignment
        self.options, self.listen = options, listen
        self.returned = Returned(course, name, assignment)
        self.store = self.returned.store
        self.summary = Summary()
        self.names, self.recorded = book.names(), book.recorded()
        self.waiting, self.seen, self.known = [], {}, set()
        self.rows = {}  # student -> Row
        self.gone = set()  # whose folder was removed meanwhile, or is on a disk that is gone: that is no mark

    def go(self, submissions):
        """Grade all of them and write everything down, whatever ends the work."""
        workers = _workers(self.options, self.assignment, len(submissions))
        self.summary.workers = workers.workers
        self.listen("begin", total=len(submissions), workers=workers.workers)
        with contextlib.closing(workers), self._writing_down():
            for job, outcome in workers.outcomes(self._jobs(submissions)):
                self._finish(job, outcome)
        self._mark()
        self.summary.rows = sorted(self.rows.values(), key=lambda row: row.student)
        self.summary.changed = [who for who, folder in submissions if self._key(folder)[0] != self.seen.get(who)]

    @contextlib.contextmanager
    def _writing_down(self):
        """Write down what there is, whatever ends the block: that is what is raised, not what may fail after it."""
        try:
            yield
        except BaseException:
            with contextlib.suppress(GradebookFailed, OSError):
                self._write_down()
            raise
        self._write_down()

    def _key(self, folder):
        read = partial(pick, folder, self.name, self.assignment.cells, self.assignment.budget, self.course.submitted)
        picked = self._fence().step("it was picked up", read, lambda why: Picked(b"", why))
        return key_of(picked, self.assignment), picked

    def _fence(self):
        return Fence(self.assignment.budget.seconds)

    def _jobs(self, submissions):
        """What is still to be done, one after the other; what needs nothing more is counted on the way."""
        for student, folder in submissions:
            job = self._job(student, *self._key(folder))
            if not os.path.lexists(folder):
                self.gone.add(student)
            if job:
                yield job

    def _job(self, student, key, picked):
        """The Job that is still to be done for a student; None where everything is there: it is counted then."""
        self.seen[student] = key
        packed, result = self._kept(key)
        self.known.discard(student)
        if packed:
            self.known.add(student)
            if self.returned.is_there(student, key) and self.recorded.get(student) == result.scores:
                self._count(student, result)
                return None
        return Job(student, self.names.get(student, ""), None if packed else picked, packed)

    def _kept(self, key):
        """Return the packed result of a key and the result itself; nothing where it has to be graded (again)."""
        packed = None if self.options.force else self.store.get(key)
        try:
            result = packed and unpack(packed)
        except ValueError:
            result = None
        # What only the clock decided may be otherwise on a machine that has more time.
        return (packed, result) if result and not result.by_clock else (b"", None)

    def _finish(self, job, outcome):
        """Keep a result, give its files back, and remember it for the gradebook."""
        if isinstance(outcome, BaseException):
            if not is_of_submission(outcome):
                raise outcome
            outcome = plain_done(job, None, self.assignment, f"It could not be graded. {why(outcome)}.")
        student, key, fence = job.student, self.seen[job.student], self._fence()
        if student in self.gone:
            self._count(student, unpack(outcome.packed))
            return
        if outcome.packed != job.packed:
            self.store.put(key, outcome.packed)
        result = unpack(outcome.packed)
        timestamp = fence.step(
            "its files were written",
            lambda: self.returned.give_back(student, key, outcome, result),
            lambda why: "",
        )
        silent = {cell["metadata"]["nbgrader"]["grade_id"] for cell in result.notebook["cells"] if is_unchanged(cell)}
        self.waiting.append(Entry(student, result.scores, frozenset(silent), timestamp))
        self._count(student, replace(result, reasons=(*result.reasons, *fence.reasons)))
        if len(self.waiting) >= TOGETHER:
            self._write_down()

    def _count(self, student, result):
        again = student in self.known
        self.summary.again += again
        self.summary.graded += not again
        row = row_of(student, result, self.names.get(student, ""), again)
        self.rows[student] = row
        self.listen("graded", row=row, done=len(self.rows))

    def _write_down(self):
        """Tell the gradebook what it does not know yet: all at once, or one by one where one can't be written."""
        waiting = list(self.waiting)
        if not waiting:
            return
        if self._written(waiting) is None:
            self._are_written(waiting)
            return
        for entry in waiting:
            reason = self._written([entry]) and self._written([replace(entry, timestamp="")])
            if reason:
                self._doubt(entry.student, f"Its points could not be written into the gradebook. {reason}.")
            self._are_written([entry])

    def _written(self, entries):
        """Write some entries down; return why not, or None. GradebookFailed: all that are not written yet wait."""
        fence = self._fence()
        write = partial(self.book.write, entries)
        fence.step("the gradebook was written", write, lambda why: None, timed=False)
        return fence.reasons[0] if fence.reasons else None

    def _are_written(self, entries):
        """No longer keep entries that the gradebook has, or never takes."""
        written = {entry.student for entry in entries}
        self.waiting = [entry for entry in self.waiting if entry.student not in written]

    def _doubt(self, student, reason):
        """Say in the row of a student what has gone wrong since it was made."""
        row = self.rows[student]
        self.rows[student] = replace(row, result=replace(row.result, reasons=(*row.result.reasons, reason)))

    def _mark(self, students=None):
        """Take in what people gave and took off, into the results and the pages that do not say it yet.

        students   whose; None: all
        """
        by_hand = self.book.by_hand(students)
        for row in [self.rows[student] for student in (self.rows if students is None else students)]:
            given, fence = by_hand.get(row.student), self._fence()
            if row.result:
                self.rows[row.student] = replace(row, result=row.result.marked(given))
                if not self.returned.page_says(row.student, given):
                    write = partial(self.returned.write_page, row.student, row.name, given)
                    fence.step("the feedback page was written", write, lambda why: None)
            for reason in fence.reasons:
                self._doubt(row.student, reason)

    def write_report(self):
        """Write the instructor's page."""
        spent = {"seconds": self.summary.seconds, "workers": self.summary.workers}
        self.summary.report = write_report(self.course, self.name, self.summary.rows, **spent)


def _workers(options, assignment, jobs):
    if options.scheduler:
        return Cluster(options.scheduler, assignment)
    return Processes(max(1, min(options.workers or os.cpu_count() or 1, jobs)), assignment)
