"""Gradients that are measured, not computed: by finite differences or complex step, so without backpropagation.

Both divide by a small constant step, which backpropagation never does. The text of the student's cells is looked at,
and nothing of it is run; what is hidden well is not found.
"""

import ast
from functools import lru_cache

import nbformat

from grader.examiner.source_analysis import LONGEST, that_reach
from grader.rules.cell_kinds import Kind, grade_id_of, is_solution, is_test, kind_of

SMALL = 1e-2  # a step is smaller than this
REMARK = "divides by a small constant step, so its gradients seem to be measured, without backpropagation"
REFUSED = f"{REMARK}.\nThis course asks for backpropagation: it earns nothing. If this is wrong, tell your instructor."


def measured(cells, given):
    """Find the functions of a notebook that measure slopes: tuple of names, in the order of the notebook.

    cells      list of the notebook's cells
    given      dict, path -> bytes: the files beside the notebook, whose functions may measure, too
    """
    modules = [data.decode("utf-8", "replace") for name, data in given.items() if name.endswith(".py")]
    kinds = Kind.SOLUTION, Kind.MANUAL, Kind.OTHER
    own = [cell for cell in cells if cell.cell_type == "code" and kind_of(cell) in kinds]
    graded = [cell for cell in own if is_solution(cell)]
    helpers = [cell.source for cell in own if not is_solution(cell)]
    return tuple(grade_id_of(one) for one in graded if _measures(grade_id_of(one), [*helpers, one.source], modules))


def _measures(function, texts, modules):
    """True where a function reaches one that divides by a step; through another one that is graded it does not."""
    measuring = {name for text in (*texts, *modules) for name in _measuring(text)}
    return bool(measuring) and function in that_reach(measuring, texts)


def refuse_measured(cells, given):
    """Make an error of each test of a function that measures slopes: it earns nothing then."""
    functions = measured(cells, given)
    for cell in filter(is_test, cells):
        function = cell.metadata.nbgrader.grade_id.rsplit("_", 1)[0]
        if function in functions:
            why = f"{function} {REFUSED}"
            cell.outputs = [nbformat.v4.new_output("error", ename="TestFailure", evalue=why, traceback=[why])]


@lru_cache(64)
def _measuring(text):
    """The names of the functions of a text that divide by a small constant."""
    if len(text) > LONGEST:
        return ()
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    outer = _constants(tree.body)
    return tuple(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and _divides_by_a_step(node, outer)
    )


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
        return node.value
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.Pow)):
        one, other = _value(node.left, known), _value(node.right, known)
        if one is None or other is None:
            return None
        try:
            return one * other if isinstance(node.op, ast.Mult) else float(one) ** other
        except (ArithmeticError, ValueError):
            return None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _value(node.operand, known)
        return None if value is None else -value
    return None
