"""One process that grades, kept from one class to the next: to start it, its examiner and its box takes 2.6 s of
processor time, and to grade a submission 0.3 s.

It is the real one, as a watch keeps it from one arrival to the next. Another one is started where the assignment or the
environment is another one, where a run has ended in the midst of its work, and where somebody has killed it; and who
asks for a number of workers gets new ones, as every program does.
"""

import os

from grader.classroom.pool import Processes
from grader.system.homes import COURSE_VARIABLE, homes

PASSED_OVER = "PYTEST_CURRENT_TEST", COURSE_VARIABLE  # of a course its exercises matter, if it has any


class Kept:
    """Lends out the process; ends it with the block."""

    def __init__(self):
        self._processes = self._made_for = None
        self._lender = os.getpid()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def of(self, assignment):
        """Return who does the work for a class: what grader.classroom.pool.Processes are, but that closing waits."""
        if os.getpid() != self._lender:  # a child that runs a command, see tests/forked.py
            return Processes(1, assignment)
        environment = {name: value for name, value in os.environ.items() if name not in PASSED_OVER}
        made_for = assignment.digest, assignment.solution, homes(), environment
        if self._made_for != made_for:
            self.end()
            self._processes, self._made_for = Processes(1, assignment), made_for
        return _Lent(self)

    def end(self):
        """End the process, if there is one."""
        if self._processes:
            self._processes.close()
        self._processes = self._made_for = None


class _Lent:
    """The process, for one class."""

    workers = 1

    def __init__(self, kept):
        self._kept, self._of = kept, kept._processes
        self.outcomes, self.take, self.give_out = self._of.outcomes, self._of.take, self._of.give_out

    @property
    def busy(self):
        return self._of.busy

    def close(self):
        """End it only where it is not to be used any more: it may be at work on what nobody waits for."""
        if self._of is self._kept._processes and self._of.busy:
            self._kept.end()
