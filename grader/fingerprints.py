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
                    _add(rows, mistake.id, _marks(function, text))
    return [(tuple(ids), marks) for ids, marks in rows]


def _marks(function, source):
    target = define({**solutions(), function: source})[function]
    return marks_of(examine(function, target, public_case(function)))


def _add(rows, name, marks):
    if not marks:
        return  # a mistake that the public case can't show
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
    by_id = {mistake.id: mistake.hint for mistake in CATALOGUE}
    labels = {ids: None for function in FUNCTIONS for ids, _ in fingerprints(function)}
    return {"+".join(ids): _joint(ids, [by_id[name] for name in ids]) for ids in labels}


def _joint(ids, hints):
    if frozenset(ids) in JOINT_HINTS:
        return JOINT_HINTS[frozenset(ids)]
    return " Or: ".join(dict.fromkeys(hints))
