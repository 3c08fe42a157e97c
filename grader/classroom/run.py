"""A whole class, from submitted/ to gradebook, feedback and report; interrupted anywhere, the next run goes on."""

import contextlib
import fcntl
import os
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import nbformat

from grader.cell_kinds import is_unchanged
from grader.classroom.assignment import Assignment, AssignmentError, files_beside
from grader.classroom.gradebook import ClassGradebook, Entry, GradebookFailed
from grader.classroom.result import Row
from grader.classroom.returning import RESULTS, Returned, write_report
from grader.classroom.settings import open_course
from grader.classroom.store import key_of, unpack
from grader.classroom.validation import MODULES
from grader.classroom.work import Job, OtherProgram
from grader.classroom.workers import Cluster, ClusterLost, Processes, outcomes
from grader.examiner.engine import EngineFailed, ExaminerEnded
from grader.intake.picking import pick
from grader.intake.strays import find_strays
from grader.program import TOP

TOGETHER = 50  # submissions in one transaction of the gradebook


class Busy(RuntimeError):
    """Another run is at work in this course."""


# What can keep a run from its work; the message of each says what to do.
Refused = (AssignmentError, Busy, ClusterLost, EngineFailed, GradebookFailed, OtherProgram)


@dataclass(frozen=True)
class Options:
    """What is asked of a run.

    only       ids of students; empty: all
    force      True: grade again what has been graded before
    workers    processes of this machine; None: one a core
    scheduler  address of a Dask scheduler; empty: this machine
    cpu, wall, memory    limits of student code that win over the settings: seconds, seconds, megabytes
    """

    only: tuple = ()
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
    changed      ids of students who handed in something else meanwhile
    strays       list of grader.intake.strays.Stray, what was handed in and lies elsewhere
    seconds      by the clock
    workers      how many
    report       Path of the report; None where only some students were graded
    """

    rows: list = field(default_factory=list)
    graded: int = 0
    again: int = 0
    changed: list = field(default_factory=list)
    strays: list = field(default_factory=list)
    seconds: float = 0.0
    workers: int = 0
    report: Path | None = None

    @property
    def failures(self):
        """Rows without a score."""
        return [row for row in self.rows if row.result is None]


def grade_class(folder, name="rnn", options=None, listen=lambda kind, **what: None):
    """Grade the submissions of an assignment.

    folder     the course folder
    name       of the assignment
    options    Options
    listen     called with what happens: kind begin (total, workers), graded (row, done), or note (text)
    Returns    Summary
    Raises     one of Refused, or OSError; what has been graded until then is kept
    """
    options, started = options or Options(), time.monotonic()
    course = open_course(folder)
    with _alone(course.root / RESULTS), _gradebook(course, name) as book:
        assignment = _assignment(course, name, book, options)
        run = _Run(course, name, book, assignment, options, listen)
        run.go(course.submissions(name, options.only))
        run.summary.seconds = time.monotonic() - started
        if not options.only:  # a few students are no class
            run.summary.strays = find_strays(course.submitted, name, course.assignments())
            run.write_report()
    return run.summary


@contextlib.contextmanager
def _alone(folder):
    """Let one run at a time work in a course."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(f"another run is grading in {folder.parent}; wait for it, or stop it") from None
        yield


def _gradebook(course, name):
    directory = course.directory
    return ClassGradebook(directory.db_url, directory.course_id, name, course.config)


def _assignment(course, name, book, options):
    """Put together all that grading needs."""
    folder = course.path("source", ".", name)
    path = folder / f"{name}.ipynb"
    if not path.is_file():
        raise AssignmentError(f"{path} is not there; the source notebook is needed to grade submissions")
    notebook, known = nbformat.read(path, as_version=4), book.source_cells()
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id is None:
            continue
        if grade_id not in known:
            raise AssignmentError(
                f"{path}: cell {grade_id} is newer than the gradebook; run: nbgrader generate_assignment {name} --force"
            )
        source, cell.metadata.nbgrader["checksum"], locked = known[grade_id]
        if locked and source != cell.source:
            raise AssignmentError(
                f"{path}: cell {grade_id} is not what the gradebook has; "
                f"run: nbgrader generate_assignment {name} --force"
            )
    given = files_beside(folder)
    for module in MODULES:
        if given.get(module) != (TOP / module).read_bytes():
            raise AssignmentError(
                f"{folder / module} is not the one of this version of the grader, so students would be told other "
                f"things than they are graded by; put it there: {TOP / module}"
            )
    return Assignment(
        name,
        nbformat.writes(notebook),
        given,
        course.seed,
        course.budget(options.cpu, options.wall, options.memory),
        tuple(course.examine.packages),
        course.examine.unconfined,
    )


class _Run:
    def __init__(self, course, name, book, assignment, options, listen):
        self.course, self.name, self.book, self.assignment = course, name, book, assignment
        self.options, self.listen = options, listen
        self.returned = Returned(course, name, assignment)
        self.store = self.returned.store
        self.summary = Summary()
        self.names, self.recorded = book.names(), book.recorded()
        self.waiting, self.seen = [], {}

    def go(self, submissions):
        """Grade all of them and write everything down, whatever ends the work."""
        workers = _workers(self.options, self.assignment, len(submissions))
        self.summary.workers = workers.workers
        self.listen("begin", total=len(submissions), workers=workers.workers)
        try:
            for job, outcome in outcomes(workers, self._jobs(submissions)):
                self._finish(job, outcome)
        finally:
            workers.close()
            self._write_down()
        self._mark()
        self.summary.rows.sort(key=lambda row: row.student)
        self.summary.changed = [who for who, folder in submissions if self._key(folder)[0] != self.seen.get(who)]

    def _key(self, folder):
        picked = pick(folder, self.name, self.assignment.cells, self.assignment.budget, self.course.submitted)
        return key_of(picked, self.assignment), picked

    def _jobs(self, submissions):
        """What is still to be done, one after the other; what needs nothing more is counted on the way."""
        for student, folder in submissions:
            key, picked = self._key(folder)
            self.seen[student] = key
            packed = None if self.options.force else self.store.get(key)
            if packed and self.returned.is_there(student, key):
                result = unpack(packed)
                if self.recorded.get(student) == result.scores:
                    self._count(student, result, again=True)
                    continue
            yield Job(student, self.names.get(student, ""), None if packed else picked, packed or b"")

    def _finish(self, job, outcome):
        """Keep a result, give its files back, and remember it for the gradebook."""
        everybody = isinstance(outcome, (EngineFailed, OtherProgram, ClusterLost))
        if everybody and not isinstance(outcome, ExaminerEnded):
            raise outcome
        if isinstance(outcome, Exception):
            self._fail(job, f"{type(outcome).__name__}: {outcome}")
            return
        if not job.packed:
            self.store.put(self.seen[job.student], outcome.packed)
        result = unpack(outcome.packed)
        timestamp = self.returned.give_back(job.student, self.seen[job.student], outcome, result)
        silent = {cell["metadata"]["nbgrader"]["grade_id"] for cell in result.notebook["cells"] if is_unchanged(cell)}
        self.waiting.append(Entry(job.student, result.scores, frozenset(silent), timestamp))
        if len(self.waiting) >= TOGETHER:
            self._write_down()
        self._count(job.student, result, again=bool(job.packed))

    def _fail(self, job, why):
        """There is no score, and it is said why: nothing of an earlier one stays."""
        self.returned.take_back(job.student)
        self.waiting.append(Entry(job.student, {}))
        self._add(Row(job.student, None, why, job.name))

    def _count(self, student, result, again):
        self.summary.again += again
        self.summary.graded += not again
        self._add(Row(student, result.in_brief(), name=self.names.get(student, ""), again=again))

    def _add(self, row):
        self.summary.rows.append(row)
        self.listen("graded", row=row, done=len(self.summary.rows))

    def _write_down(self):
        """Tell the gradebook what it does not know yet."""
        if self.waiting:
            self.book.write(self.waiting)
            self.waiting = []

    def _mark(self):
        """Take in what people gave and took off, into the results and the pages that do not say it yet."""
        by_hand = self.book.by_hand()
        for at, row in enumerate(self.summary.rows):
            given = by_hand.get(row.student)
            if row.result:
                self.summary.rows[at] = replace(row, result=row.result.marked(given))
                if not self.returned.page_says(row.student, given):
                    self.returned.write_page(row.student, row.name, given)

    def write_report(self):
        """Write the instructor's page."""
        spent = {"seconds": self.summary.seconds, "workers": self.summary.workers}
        self.summary.report = write_report(self.course, self.name, self.summary.rows, **spent)


def _workers(options, assignment, jobs):
    if options.scheduler:
        return Cluster(options.scheduler, assignment)
    return Processes(max(1, min(options.workers or os.cpu_count() or 1, jobs)), assignment)
