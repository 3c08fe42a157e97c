"""Functions that their cell does not define: their tests report what ended the cell, not that they are not defined."""

import ast

from checks.cell_text import begins_to_define, parse, why_undefined
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
    found = {}
    for name in names:
        for number, source in reversed(above.items()):
            problem = why_undefined(source, name)
            stops = [one for one in stopped if one.number == number and begins_to_define(source, name)]
            if problem is not None:
                kinds = [kind.__name__ for kind in type(problem).__mro__]
                found[name] = Undefined(name, student, kinds, problem.msg, number, problem.lineno)
            elif stops:
                own = [one for one in stops if one.line in _lines_of(name, source)]
                what = f"the definition of {name}" if own else f"the cell, which would define {name} below"
                stop = (own or stops)[-1 if own else 0]
                found[name] = Undefined(name, student, stop.kinds, f"it ends {what}", number, stop.line)
            else:
                continue
            break
    return found


def _lines_of(name, source):
    """The numbers of the lines of a function at the top of a text, with its decorators: range."""
    try:
        nodes = [node for node in parse(source) if isinstance(node, ast.FunctionDef) and node.name == name]
    except SyntaxError:
        return range(0)
    first = [min([node.lineno, *(one.lineno for one in node.decorator_list)]) for node in nodes]
    return range(first[-1], nodes[-1].end_lineno + 1) if nodes else range(0)
