"""Functions whose cell does not compile: their tests report the SyntaxError, not that they are not defined."""

from checks.cell_text import why_undefined
from checks.place.report import Places
from grader.examiner.student import Remote


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
        for number, source in reversed(above.items()):
            problem = why_undefined(source, name)
            if problem is not None:
                found[name] = Broken(name, student, number, problem)
                break
    return found
