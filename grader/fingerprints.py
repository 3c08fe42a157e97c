"""The fingerprints of the catalogue: what each mistake makes of the public cases, condensed to a few numbers."""

import ast
from functools import cache

from grader.answers import define, solutions
from grader.misconceptions import CATALOGUE
from grader.misconceptions.joint_hints import JOINT_HINTS
from public_tests import public_case
from rnn_checks import FUNCTIONS, examine
from rnn_checks.diagnosis import marks_of, same_marks


@cache
def fingerprints(function):
    """Return the rows of a function: list of pairs (ids of all the mistakes with these outputs, marks)."""
    rows = []
    for mistake in CATALOGUE:
        if mistake.function == function:
            for source in mistake.sources():
                for text in dict.fromkeys((source, _with_np_dot(source))):
                    marks = _marks(function, text)
                    if marks:  # else a mistake that the public case can't show
                        add_to_rows(rows, mistake.id, marks)
    return [(tuple(ids), marks) for ids, marks in rows]


def _marks(function, source):
    target = define({**solutions(), function: source})[function]
    return marks_of(examine(function, target, public_case(function)))


def add_to_rows(rows, name, marks):
    """Add a mistake's id to the row that has its marks, or a new row: list of pairs (ids, marks), in place."""
    for ids, known in rows:
        if same_marks(marks, known):
            if name not in ids:
                ids.append(name)
            return
    rows.append(([name], marks))


class _Dot(ast.NodeTransformer):
    def visit_BinOp(self, node):
        self.generic_visit(node)
        if not isinstance(node.op, ast.MatMult):
            return node
        dot = ast.Attribute(ast.Name("np", ast.Load()), "dot", ast.Load())
        return ast.copy_location(ast.Call(dot, [node.left, node.right], []), node)


def _with_np_dot(source):
    """The same function with np.dot in place of @: where shapes do not fit, the two complain in different words."""
    return ast.unparse(ast.fix_missing_locations(_Dot().visit(ast.parse(source)))) + "\n"


def paragraphs():
    """Write each row as rnn_diagnosis.read_mistakes reads it: function ids: output rung text or numbers; …"""
    for function in FUNCTIONS:
        for ids, marks in fingerprints(function):
            told = "; ".join(_told(output, mark) for output, mark in marks.items())
            yield f"{function} {'+'.join(ids)}: {told}"


def _told(output, mark):
    parts = [f"{part:.9g}" if isinstance(part, float) else part for part in mark]
    return " ".join([output or "call", *parts])


def hints():
    """Return dict: the ids of a row, joined by + -> the hint that is true for each of them."""
    labels = dict.fromkeys(ids for function in FUNCTIONS for ids, _ in fingerprints(function))
    return {"+".join(ids): joint_hint(ids) for ids in labels}


def joint_hint(ids):
    """Return a mistake's own hint, or the one that is true for each of several that outputs do not tell apart."""
    if len(ids) > 1:
        joint = next((hint for group, hint in JOINT_HINTS.items() if group >= set(ids)), None)
        if joint is None:
            raise ValueError(
                f"{' and '.join(ids)} have the same outputs. Are they one mistake? Then make them one entry; otherwise "
                "give them a hint that is true for each, in grader/misconceptions/joint_hints.py"
            )
        return joint
    return next(mistake.hint for mistake in CATALOGUE if mistake.id == ids[0])
