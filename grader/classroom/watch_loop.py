"""A watch of one assignment: look, give out jobs, take results, write them down; again and again until it changes."""

import contextlib
import os
import time
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from traitlets import Float, Integer
from traitlets.config import Configurable

from grader.classroom.arrivals import SETTLED, UNLIKELY, Arrivals, mark_of
from grader.classroom.aside import Aside
from grader.classroom.job import Job, OtherProgram
from grader.classroom.output_files import write_report
from grader.classroom.pool import Processes
from grader.classroom.run import TOGETHER, Run, alone_in
from grader.classroom.tries import Tries
from grader.course.gradebook import GradebookFailed
from grader.grading.assignment import AssignmentError
from grader.grading.result import Row
from grader.intake.picking import Picked
from grader.intake.strays import find_strays
from grader.rules.fence import MachineFailed
from grader.rules.points import counted
from grader.system.locks import Busy
from grader.system.terminal import SETTINGS, sentence

POLL = 0.25  # seconds between two looks; more where looking would take more than a fifth of the time
WRITE = 1.0  # seconds that points wait for others, to be written down together
AGAIN = 10.0  # seconds until what has failed is tried again
SESSION = 3600  # seconds: what changes within them is one step in the report
LOOK = 5.0  # seconds between two looks at the assignment itself
WARM = ""  # the student of the jobs that only make workers ready
HELD = (
    "At {when} a newer notebook of yours was there. Your work has been graded {times} today, which is as often as this "
    "course allows: the newer one is graded tomorrow, and what follows is about the one before it."
)
Trouble = (OSError, GradebookFailed, MachineFailed)  # of the machine: it passes, and no submission is to blame


class Watch(Configurable):
    """Settings of a watch, in nbgrader_config.py."""

    tries = Integer(0, min=0, help="How often a student's work is graded on one day; 0: as often as it arrives").tag(
        config=True
    )
    report = Float(30.0, min=0.0, help="Seconds between two reports on the class, at least").tag(config=True)
    settled = Float(SETTLED, min=0.0, help="Seconds for which a notebook must not change before it is graded").tag(
        config=True
    )
    unlikely = Float(UNLIKELY, min=0.0, help="The same for a file that does not end as a notebook does").tag(
        config=True
    )


@dataclass(frozen=True)
class Answer:
    """What came of one arrival.

    row        grader.grading.result.Row
    seconds    since it was found to be whole
    """

    row: Row
    seconds: float


class Watching(Run):
    """A watch of one assignment, as it is now.

    exchange   Exchange, or None
    """

    def __init__(self, course, name, book, assignment, options, listen, exchange=None):
        super().__init__(course, name, book, assignment, options, lambda kind, **what: None)
        self.tell, self.exchange = listen, exchange
        self.settings = Watch(config=course.config)
        found = Arrivals(self._submissions, self.settings.settled, self.settings.unlikely)
        self.arrivals, self.tries = found, Tries(self.store.folder / "tries.json", self.settings.tries)
        self.pool = Processes(options.workers or os.cpu_count() or 1, assignment)
        self.queue, self.at_work, self.found = {}, {}, {}  # student -> folder, folder, time of finding it whole
        self.held = {}  # student -> folder, whose newest work waits for another day
        self.unreturned = []  # students whose points are written down, and their page is not yet final
        self.stale, self.reported, self.written = False, 0.0, 0.0  # of the report, and of the gradebook
        self.trouble, self.again_at, self.strays = {}, 0.0, set()
        self.version, self.looked = self._version(), time.monotonic()
        self.report = Aside()

    def watch(self):
        """Work until the assignment changes; raises what ends it."""
        self.tell(
            "watching",
            folder=self.exchange.folder if self.exchange else self.course.submitted,
            workers=self.pool.workers,
        )
        try:
            self.pool.give_out(iter([Job(WARM, "", self._untouched())] * self.pool.workers))
            while not self._has_changed():
                self._turn()
        finally:
            try:
                with contextlib.suppress(*Trouble):
                    self._write_down()
            finally:
                self.pool.close()

    def _turn(self):
        """Look once, and work until it is time to look again."""
        began = time.monotonic()
        try:
            self._look(began)
        except OSError as error:
            self._in_trouble("looking", error)
        pause = max(POLL, 4 * (time.monotonic() - began))
        if not (self.queue or self.at_work or self.waiting or self.unreturned or self.stale or self.pool.busy):
            time.sleep(pause)
            return
        try:
            with alone_in(self.course):
                self._work(began + pause)
        except Busy:
            time.sleep(pause)

    def _look(self, now):
        """Queue what has arrived, and what has waited for a new day."""
        if self.exchange and now >= self.again_at:
            self.exchange.collect()
            self._works("looking")
        for student in [student for student in self.held if self.tries.allows(student, "")]:
            self.queue.setdefault(student, self.held.pop(student))
        for student, folder in self.arrivals.look():
            self.queue[student] = folder
            self.found[student] = now

    def _work(self, until):
        """Give out jobs and take results until a time of time.monotonic(); at least once."""
        while True:
            busy = self.pool.give_out(self._next_jobs())
            left = until - time.monotonic()
            if busy:
                for job, outcome in self.pool.take(max(0.0, left)):
                    self._take(job, outcome)
            elif left > 0:
                time.sleep(left)
            self._write_what_is_due()
            if time.monotonic() >= until:
                return

    def _next_jobs(self):
        """What may be given to somebody who is free: nothing while the machine is in trouble."""
        for student in list(self.queue):
            if student in self.at_work or time.monotonic() < self.again_at:
                continue
            folder = self.queue.pop(student)
            key, picked = self._key(folder)
            if not self.arrivals.is_unchanged(student, folder):
                continue  # it is found again
            job = self._job(student, key, picked)
            if job is None:
                self._up_to_date(student)
            elif not self.tries.allows(student, key) and not job.packed:
                self._hold(student, folder)
            else:
                self.at_work[student] = folder
                self.held.pop(student, None)
                yield job

    def _take(self, job, outcome):
        """Take what a worker has done; what the machine is to blame for is tried again."""
        if job.student == WARM:
            if isinstance(outcome, Trouble):
                raise outcome  # it would be the same for each student
            return
        folder = self.at_work.pop(job.student)
        try:
            self._finish(job, outcome)
            result = self.rows[job.student].result
            if not (job.packed or result.unreadable or result.by_clock):
                self.tries.count(job.student, self.seen[job.student])
            self._works("finishing")
        except OtherProgram:
            raise
        except Trouble as error:
            self.queue.setdefault(job.student, folder)
            self._in_trouble("finishing", error)

    def _count(self, student, result):
        super()._count(student, result)
        self.stale = True

    def _write_what_is_due(self):
        """Write points, pages and the report, each when it is time for it."""
        now, idle = time.monotonic(), not self.queue and not self.at_work
        if now < self.again_at:
            return
        try:
            if self.waiting and (idle or len(self.waiting) >= TOGETHER or now - self.written > WRITE):
                self._write_down()
            self._return()
            wait = self.settings.report * (1 if idle else 5)
            if self.report.is_over() and self.stale and not self.waiting and now - self.reported > wait:
                self._report(now)
            self._works("writing")
        except Trouble as error:
            self._in_trouble("writing", error)

    def _write_down(self):
        super()._write_down()
        self.written = time.monotonic()

    def _are_written(self, entries):
        super()._are_written(entries)
        self.recorded |= {entry.student: entry.scores for entry in entries}
        self.unreturned += [entry.student for entry in entries]

    def _return(self):
        """Put on the pages what only the gradebook knows, release them, and say that they are there."""
        if not self.unreturned:
            return
        self._mark(self.unreturned)
        while self.unreturned:
            student = self.unreturned[0]
            if self.exchange:
                self.exchange.release(student)
            seconds = time.monotonic() - self.found.pop(student, time.monotonic())
            self.tell("answered", answer=Answer(self.rows[student], seconds))
            del self.unreturned[0]
        self.tries.save()

    def _report(self, now):
        """Write the report on the class as it is now, with what people gave by hand."""
        self.names = self.book.names()
        self._mark()
        rows = sorted(self.rows.values(), key=lambda row: row.student)
        self.report.start(partial(write_report, self.course, self.name, rows, apart=SESSION))
        self.stale, self.reported = False, now
        for stray in find_strays(self.course.submitted, self.name, self.course.assignments()):
            if str(stray) not in self.strays:
                self.strays.add(str(stray))
                self.tell("trouble", text=f"{stray}.")

    def _hold(self, student, folder):
        """Leave work for another day, and say so, also on the student's page."""
        if student not in self.held:
            when = datetime.now().astimezone()
            self.tell(
                "note",
                text=f"{student} has used {counted(self.tries.most, 'try', 'tries')} of today; the newest work waits.",
            )
            self._page(student, HELD.format(when=f"{when:%H:%M}", times=counted(self.tries.most, "time")))
        self.held[student] = folder

    def _up_to_date(self, student):
        """The work that is there is the work that the page is about."""
        if self.held.pop(student, None):
            self._page(student)
        self.found.pop(student, None)

    def _page(self, student, notice=""):
        try:
            given = self.book.by_hand([student]).get(student)
            self.returned.write_page(student, self.names.get(student, ""), given, notice)
            if self.exchange:
                self.exchange.release(student)
            self._works("showing")
        except Trouble as error:
            self._in_trouble("showing", error)

    def _in_trouble(self, what, error):
        """Say once what is wrong with the machine, and leave it alone for a while.

        what   looking, finishing, writing or showing: what does not work
        """
        words = sentence(error) if isinstance(error, OSError) else str(error)
        if words not in self.trouble.values():
            self.tell("trouble", text=f"{words}. It is tried again every {AGAIN:g} seconds; nothing is lost.")
        self.trouble[what], self.again_at = words, time.monotonic() + AGAIN

    def _works(self, what):
        """Say so, once all that did not work has worked again."""
        if self.trouble.pop(what, None) and not self.trouble:
            self.tell("note", text="It works again.")

    def _submissions(self):
        if not self.options.only:
            return self.course.submissions(self.name)
        with contextlib.suppress(AssignmentError):  # somebody of them has handed in nothing yet
            return self.course.submissions(self.name, self.options.only)
        return [pair for pair in self.course.submissions(self.name) if pair[0] in self.options.only]

    def _untouched(self):
        """Something to grade that makes a worker ready: the source itself."""
        return Picked(self.assignment.notebook.encode("utf-8"))

    def _has_changed(self):
        """True where the assignment is no longer the one that work is graded by."""
        if time.monotonic() - self.looked < LOOK:
            return False
        self.looked = time.monotonic()
        return self._version() != self.version

    def _version(self):
        """Name the state of source and settings."""
        settings = self.course.root / SETTINGS
        with contextlib.suppress(OSError):
            about = settings.stat()
            return about.st_mtime_ns, about.st_size, mark_of(self.course.path("source", ".", self.name))
        return ()
