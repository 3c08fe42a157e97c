"""Functions that their cell does not define: their tests report what ended the cell, not that they are not defined."""

from checks.cell_text import begins_to_define, why_undefined
from checks.place.report import Places
from grader.examiner.student import Remote


class Undefined(Remote):
    """Placeholder for such a function: a call raises what ended its cell.

    kinds      names of the exception's type and of its bases
    said       what it says
    number     of the cell, and `line` in it
    """

    def __init__(self, name, student, kinds, said, number, line):
        super().__init__(name, student)
        self._kinds, self._said, self._place = kinds, said, [name, number, line]

    def __call__(self, *arguments):
        self._raise()

    def call(self, case):
        self._raise()

    def explained(self, tests, name, problems):
        return Places(), None

    def _raise(self):
        error = self._student.error(self._kinds, "", None, [self._place])
        error.shown = self._said  # words of Python's on the text, or ours: no part of them was made at run time
        raise error


def undefined_functions(names, student, above, stopped):
    """Find functions that are not defined because their cell does not compile, or stops above them.

    names      of functions that are not defined
    student    grader.examiner.student.Student
    above      dict: number of a cell -> its text, of the cells that ran
    stopped    list of grader.box.session_client.StoppedCell
    Returns    dict, name -> Undefined
    """
    stops, found = {one.number: one for one in stopped}, {}
    for name in names:
        for number, source in reversed(above.items()):
            problem = why_undefined(source, name)
            stop = stops.get(number) if begins_to_define(source, name) else None
            if problem is not None:
                kinds = [kind.__name__ for kind in type(problem).__mro__]
                found[name] = Undefined(name, student, kinds, problem.msg, number, problem.lineno)
            elif stop is not None:
                said = f"it ends the cell, which would define {name} below"
                found[name] = Undefined(name, student, stop.kinds, said, number, stop.line)
            else:
                continue
            break
    return found
