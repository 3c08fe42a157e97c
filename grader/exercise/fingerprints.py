"""The fingerprints of the catalogue: what each mistake makes of the public cases, condensed to a few numbers."""

import ast
from functools import cache

from checks.diagnosis import fingerprint_of, same_fingerprint
from checks.examination import examine
from checks.place.report import find_places
from grader.exercise.references import define, solutions


@cache
def fingerprints(exercise, name):
    """Return the rows of a function: list of pairs (ids of all the mistakes with these outputs, fingerprint)."""
    rows = []
    for mistake in exercise.secret.mistakes:
        if mistake.function == name:
            for source in mistake.sources(exercise):
                for text in dict.fromkeys((source, _with_np_dot(source))):
                    fingerprint = fingerprint_in_public(exercise, name, text)
                    if fingerprint:  # else a mistake that the public case can't show
                        add_to_rows(rows, mistake.id, fingerprint)
    return [(tuple(ids), fingerprint) for ids, fingerprint in rows]


def fingerprint_in_public(exercise, name, source):
    """What a function of this text comes to on its public case: see checks.diagnosis.fingerprint_of."""
    target = define(exercise, {**solutions(exercise), name: source})[name]
    return fingerprint_of(examine(target, exercise.tests.case(name)), exercise.public)


def add_to_rows(rows, name, fingerprint):
    """Add a mistake's id to the row with its fingerprint, or a new row: list of pairs (ids, fingerprint), in place."""
    for ids, known in rows:
        if same_fingerprint(fingerprint, known):
            if name not in ids:
                ids.append(name)
            return
    rows.append(([name], fingerprint))


@cache
def roles(exercise, mistake_id):
    """Where a mistake is made, in all its ways: the roles of the places that are proven on its programs."""
    mistake = next(one for one in exercise.secret.mistakes if one.id == mistake_id)
    found = set()
    for source in mistake.sources(exercise):
        target = define(exercise, {**solutions(exercise), mistake.function: source}).get(mistake.function)
        tests = exercise.tests  # without its limit by the clock: a busy machine must not write other places
        places = find_places(target, tests.case(mistake.function), tests.right(mistake.function))
        found |= {role for place in places.places for role in place.roles}
    return frozenset(found)


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


def rows_of(exercise):
    """Return all rows as plain values: list of dicts with function, ids, fingerprint and places."""
    return [
        {
            "function": name,
            "ids": list(ids),
            "fingerprint": {output: _plain(trait) for output, trait in fingerprint.items()},
            "places": sorted({str(role) for one in ids for role in roles(exercise, one)}),
        }
        for name in exercise.functions
        for ids, fingerprint in fingerprints(exercise, name)
    ]


def _plain(trait):
    return [float(f"{part:.9g}") if isinstance(part, float) else part for part in trait]


def hints(exercise):
    """Return dict: the ids of a row, joined by + -> the hint that is true for each of them."""
    labels = dict.fromkeys(ids for name in exercise.functions for ids, _ in fingerprints(exercise, name))
    return {"+".join(ids): joint_hint(exercise, ids) for ids in labels}


def joint_hint(exercise, ids):
    """Return a mistake's own hint, or the one that is true for each of several that outputs do not tell apart."""
    secret = exercise.secret
    if len(ids) > 1:
        joint = next((hint for group, hint in secret.joint_hints.items() if group >= set(ids)), None)
        if joint is None:
            raise ValueError(
                f"{' and '.join(ids)} have the same outputs. Are they one mistake? Then make them one entry; otherwise "
                f"give them a hint that is true for each, in the joint hints of exercises.{exercise.name}"
            )
        return joint
    return next(mistake.hint for mistake in secret.mistakes if mistake.id == ids[0])
