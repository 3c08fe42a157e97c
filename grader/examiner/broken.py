"""Functions whose cell does not compile: their tests report the SyntaxError, not that they are not defined."""

import re

from checks.place.report import Places
from grader.examiner.student import Remote
from grader.intake.definitions import parse


class Broken(Remote):
    """Placeholder for such a function: a call raises the SyntaxError of its cell.

    number     of the cell
    problem    SyntaxError
    """

    def __init__(self, name, student, number, problem):
        super().__init__(name, student)
        self._number, self._problem = number, problem

    def __call__(self, *arguments):
        self._raise()

    def call(self, case):
        self._raise()

    def explained(self, tests, name, problems):
        return Places(), None

    def _raise(self):
        kinds = [kind.__name__ for kind in type(self._problem).__mro__]
        place = [self.__name__, self._number, self._problem.lineno]
        error = self._student.error(kinds, "", None, [place])
        error.shown = self._problem.msg  # Python's message on the text: no part of it was made at run time
        raise error


def broken_functions(names, student, above):
    """Find functions that are not defined because their cell does not compile: dict, name -> Broken.

    names      of functions that are not defined
    student    grader.examiner.student.Student
    above      dict: number of a cell -> its text, of the cells that ran
    """
    found = {}
    for name in names:
        # Also `Def`, and behind what nobody sees or what was indented: the cell does not compile.
        begins = re.compile(rf"^[^\w\n#]*(?:async )?(?:def|class)[ \t]+{re.escape(name)}\b", re.MULTILINE | re.I)
        for number, source in reversed(above.items()):
            problem = _problem(source) if begins.search(source) else None
            if problem is not None:
                found[name] = Broken(name, student, number, problem)
                break
    return found


def _problem(source):
    """The SyntaxError of the text of a cell, with a line; None where it compiles."""
    try:
        parse(source)
    except SyntaxError as error:
        return error if error.lineno else None
    return None
