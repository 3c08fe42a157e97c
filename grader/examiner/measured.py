"""Gradients that are measured, not computed: by finite differences or complex step, so without backpropagation.

Both divide by a small constant step, which backpropagation never does. The text of the student's cells is looked at,
and nothing of it is run; what is hidden well is not found.
"""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import nbformat
from nbformat import NotebookNode

from checks.report import TestFailure
from grader.examiner.source_analysis import LONGEST, functions_in, that_reach
from grader.rules.cell_kinds import Kind, grade_id_of, is_solution, is_test, kind_of, tested_function

SMALL = 1e-2  # a step is smaller than this
REMARK = "divides by a small constant step, so its gradients seem to be measured, without backpropagation"
REFUSED = f"{REMARK}.\nThis course asks for backpropagation: it earns nothing. If this is wrong, tell your instructor."


def measured(cells: Sequence[NotebookNode], given: Mapping[str, bytes]) -> tuple[str, ...]:
    """Find the functions of a notebook that measure slopes: tuple of names, in the order of the notebook.

    cells      list of the notebook's cells
    given      dict, path -> bytes: the files beside the notebook, whose functions may measure, too
    Of several definitions of a name the last one counts.
    """
    modules = [data.decode("utf-8", "replace") for name, data in given.items() if name.endswith(".py")]
    kinds = Kind.SOLUTION, Kind.MANUAL, Kind.OTHER
    own = [cell for cell in cells if cell.cell_type == "code" and kind_of(cell) in kinds]
    graded = [grade_id_of(cell) for cell in own if is_solution(cell)]
    last, texts = {}, [*modules, *(cell.source for cell in own)]
    for text in texts:
        last |= {function.name: function for function in _functions(text)}
    # Through another function that is graded no one measures: that one is judged for itself.
    others = [function for name, function in last.items() if name not in graded]
    return tuple(name for name in graded if name in last and _measures(last[name], others))


def _measures(function, others):
    """True where a function divides by a step, or reaches one of the others that does."""
    measuring = {one.name for one in (function, *others) if one.measures}
    return bool(measuring) and function.name in that_reach(
        measuring, [(one.name, one.reads) for one in (function, *others)]
    )


def refuse_measured(cells: Sequence[NotebookNode], given: Mapping[str, bytes]) -> None:
    """Make an error of each test of a function that measures slopes: it earns nothing then."""
    functions = measured(cells, given)
    for cell in filter(is_test, cells):
        function = tested_function(grade_id_of(cell))
        if function in functions:
            why = f"{function} {REFUSED}"
            cell.outputs = [nbformat.v4.new_output("error", ename=TestFailure.__name__, evalue=why, traceback=[why])]


@dataclass(frozen=True)
class _Function:
    """A function as a text defines it.

    reads     the names of the notebook that it reads
    measures  it divides by a small constant
    """

    name: str
    reads: frozenset[str]
    measures: bool


@lru_cache(256)
def _functions(text):
    """The functions that a text defines at its top: tuple of _Function; none where it does not compile."""
    if len(text) > LONGEST:
        return ()
    try:
        tree = ast.parse(text)
        outer = _constants(tree.body)
        defined = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        reads = dict(functions_in(text))
        return tuple(
            _Function(one.name, reads.get(one.name, frozenset()), _divides_by_a_step(one, outer)) for one in defined
        )
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()


def _divides_by_a_step(function, outer):
    arguments = function.args
    pairs = [*zip(reversed(arguments.args), reversed(arguments.defaults), strict=False)]
    known = {**outer, **{one.arg: value for one, default in pairs if (value := _value(default, {})) is not None}}
    known |= _constants(list(ast.walk(function)))
    for part in ast.walk(function):
        divisor = part.right if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div) else None
        divisor = part.value if isinstance(part, ast.AugAssign) and isinstance(part.op, ast.Div) else divisor
        value = divisor is not None and _value(divisor, known)
        if value and 0 < abs(value) < SMALL:
            return True
    return False


def _constants(statements):
    """The names that stand for one number each: dict."""
    found = {}
    for node in statements:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            value = _value(node.value, found)
            if value is not None:
                found[node.targets[0].id] = value
    return found


def _value(node, known):
    """The number that an expression of constants comes to, or None."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return _float(node.value)
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Pow)):
        one, other = _value(node.left, known), _value(node.right, known)
        if one is None or other is None:
            return None
        try:
            made = one * other if isinstance(node.op, ast.Mult) else one**other
            return made if isinstance(made, float) else None
        except (ArithmeticError, ValueError):
            return None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _value(node.operand, known)
        return None if value is None else -value
    return None


def _float(number):
    """A constant as a float, so that arithmetic on it takes no time; None where it is too large for one."""
    try:
        return float(number)
    except OverflowError:
        return None
