"""Grading as work arrives: the folder of submissions is watched, and a page is there seconds after a notebook is.

What has happened is read from the files that are there, so a watch that was killed goes on when it is started again.
"""

import time

from grader.classroom.run import assignment_of, gradebook_of
from grader.classroom.watch_loop import AGAIN, Watching
from grader.course.course import open_course
from grader.course.exchange import Exchange
from grader.grading.assignment import AssignmentError
from grader.system.interrupts import interruptible
from grader.system.terminal import CannotRun


def watch_class(folder, name, options, listen, inbound=False):
    """Grade what arrives until a signal ends it.

    folder     the course folder
    name       of the assignment
    options    grader.classroom.run.Options, without force and scheduler
    listen     called with what happens: watching (folder, workers), answered (answer), note (text) or trouble (text)
    inbound    True: collect from nbgrader's exchange, and release pages there
    Raises     one of grader.classroom.run.Refused, or grader.system.interrupts.Interrupted, which is how it ends
    """
    if options.force or options.scheduler:
        raise CannotRun("--watch grades what arrives, on this machine: leave out --force and --scheduler")
    with interruptible():
        _watch(folder, name, options, listen, inbound)
        while True:  # the assignment has changed; it may be in the midst of that
            try:
                _watch(folder, name, options, listen, inbound)
            except AssignmentError as error:
                listen("trouble", text=f"{error}. Nothing is graded until then")
                time.sleep(AGAIN)


def _watch(folder, name, options, listen, inbound):
    """Watch until the assignment, or a setting, is no longer what it was."""
    course = open_course(folder)
    with gradebook_of(course, name, patience=5) as book:
        assignment = assignment_of(course, name, book, options)
        exchange = Exchange(course, name) if inbound else None
        Watching(course, name, book, assignment, options, listen, exchange).watch()
    listen("note", text="The assignment or its settings have changed; the new ones are read.")
