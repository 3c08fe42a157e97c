"""Every exercise for the tests: its two halves, what is asked of them, bound to it, and parameters for a law of all."""

import ast
import re
from functools import cache, cached_property, partial

import nbformat
import pytest

from checks.exercise import Record, Steps
from grader.exercise import cases as drawing
from grader.exercise import fingerprints as fingerprinting
from grader.exercise import hidden, references
from grader.exercise import hidden_diagnosis as diagnosis
from grader.exercise.loading import exercises, load
from grader.exercise.misconception import edit

STUB_LINE = "raise NotImplementedError  # YOUR CODE HERE"


class Bound:
    """One exercise: what the modules of grader.exercise make of it, without naming it at each call."""

    def __init__(self, name):
        self.name, self.whole = name, load(name)
        self.functions, self.notebook, self.public = self.whole.functions, self.whole.notebook, self.whole.public
        self.solutions = partial(references.solutions, self.whole)
        self.define = partial(references.define, self.whole)
        self.references = partial(references.references, self.whole)
        self.cases = partial(drawing.cases, self.whole)
        self.hidden_problems = partial(hidden.hidden_problems, self.whole)
        self.diagnose_hidden = partial(diagnosis.diagnose_hidden, self.whole)
        self.explain_hidden = partial(diagnosis.explain_hidden, self.whole)
        self.fingerprints = partial(fingerprinting.fingerprints, self.whole)
        self.joint_hint = partial(fingerprinting.joint_hint, self.whole)
        self.tests = tests = self.whole.tests
        self.public_case, self.public_diagnosis, self.public_test = tests.case, tests.diagnosis, tests.test
        self.known_mistakes = tests.known_mistakes

    def __repr__(self):
        return self.name

    @property
    def catalogue(self):
        """tuple of Misconception"""
        return self.whole.secret.mistakes

    @property
    def styles(self):
        """tuple of Style"""
        return self.whole.secret.styles

    @property
    def joint_hints(self):
        """dict: frozenset of ids -> hint"""
        return self.whole.secret.joint_hints

    @property
    def loops(self):
        """The names of the functions that call another one."""
        return [name for name, function in self.functions.items() if function.calls]

    @cached_property
    def axes(self):
        """dict: name of an array -> its axes"""
        return {name: self.public.axes(name) for name in self.public.shapes if self.public.axes(name)}

    @cached_property
    def source(self):
        """The source notebook as nbformat reads it. Do not write into it."""
        return nbformat.read(self.notebook, as_version=4)

    @cached_property
    def stubs(self):
        """The cells of the functions as students get them: function -> source."""
        cells = {cell.id: cell.source for cell in self.source.cells}
        solution = re.compile(r"### BEGIN SOLUTION\n.*?### END SOLUTION", re.DOTALL)
        return {function: solution.sub(STUB_LINE, cells[function]) for function in self.functions}

    def of(self, function):
        """The mistakes of one function: list."""
        return [mistake for mistake in self.catalogue if mistake.function == function]

    def learner(self, before="", **cells):
        """A learner's notebook as its names: the solutions, but for the cells given; None leaves one out."""
        sources = {"before": before, **self.solutions(), **cells}
        return self.define({name: source for name, source in sources.items() if source is not None})

    def edited(self, function, said, wrote, *more):
        """The text of a solution with an edit: what it says and what the learner wrote, and further such pairs."""
        return edit(said, wrote, *more).applied(self.solutions()[function])

    def before_return(self, function, *lines):
        """The text of a solution with lines just above its last one, the return."""
        body, result = self.solutions()[function].rsplit("    return ", 1)
        return body + "".join(f"    {line}\n" for line in lines) + "    return " + result

    def altered(self, function, output, change):
        """A right function, but for one output, of which `change` makes another value."""
        declared, right = self.functions[function], self.references()[function]

        def target(*arguments):
            outputs = declared.outputs_of(right(*arguments))
            return declared.returned({**outputs, output: change(outputs[output])})

        return target

    def called_by_keyword(self, function):
        """The text of a loop that passes every argument of its cell by keyword, the last one first."""
        cell, tree = self.functions[self.functions[function].calls], ast.parse(self.solutions()[function])
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == cell.name:
                named = zip(cell.arguments, node.args, strict=True)
                node.args, node.keywords = [], [ast.keyword(name, value) for name, value in named][::-1]
        return ast.unparse(tree) + "\n"

    def records(self, function):
        """The outputs of a function that are records, and how many entries one of a step has: dict."""
        shapes, found = self.public.shapes, {}
        for name in self.functions[function].outputs:
            waiting = [name]
            while waiting:
                shape = shapes[waiting.pop()]
                if isinstance(shape, Steps):
                    waiting.append(shape.of)
                elif isinstance(shape, Record):
                    found[name] = len(shape.names)
                    waiting += [part for part in shape.names if isinstance(shapes[part], Steps)]
        return found


@cache
def bound(name):
    """The Bound of an exercise."""
    return Bound(name)


ALL = [bound(name) for name in exercises()]
OF_FUNCTIONS = [(one, function) for one in ALL for function in one.functions]


def own_id(value):
    """How a parameter is called in the name of a test; the function says the exercise."""
    return "" if isinstance(value, Bound) else getattr(value, "id", value)


def run_for(names, values):
    """Mark a test as one that is run for each of some tuples of parameters: an exercise, a function, a style…"""
    values = list(values)
    return pytest.mark.parametrize(names, values, ids=["-".join(str(own_id(v)) for v in row[1:]) for row in values])


every_exercise = pytest.mark.parametrize("one", ALL, ids=repr)
every_function = run_for(("one", "function"), OF_FUNCTIONS)
every_loop = run_for(("one", "function"), [(one, function) for one in ALL for function in one.loops])
every_style = run_for(
    ("one", "function", "style"), [(one, function, style) for one, function in OF_FUNCTIONS for style in one.styles]
)
