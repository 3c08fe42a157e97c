"""Arrays that lines fill or add to, one after the other, or under other names: then no line alone is meant."""

import ast

from checks.place.instrument import INSIDE, ITERATION, Beside, adds_to, names_read_by
from checks.place.source import bare_names, is_own, names_in
from checks.place.values import AFTER, is_zero, same

MOST_LINES = 6  # of a sum, any of which may be meant


class Filling:
    """What a proof has seen of the arrays that a function fills."""

    def __init__(self, proof):
        self.proof = proof

    def has_another_name(self, place):
        """True where an array that no line of the loop names is changed there under another name, or may be."""
        number, name = place.statement.number, place.missing
        if place.statement.kind != ITERATION or name not in self.proof.right.names:
            return False
        if name in self.proof.whole.bound_in(INSIDE):
            return False
        if self._is_handed_on(name):
            return True
        seen, track = self.proof.judged.seen, self.proof.right.names[name]
        before = [values[-1][1] for (at, bound), values in seen.items() if at < number and bound[0] == name]
        inside = seen.get((number, (name, None)), [])
        held = [*before[-1:], *(track.at(at) for at, _ in inside[:-1])]
        return any(not same(value, put, 0) for put, (_, value) in zip(held, inside, strict=False))

    def _is_handed_on(self, name):
        """True where what a name holds gets another one before the loop ends: in a loop, a helper, or a list."""
        own, statements = self.proof.source.names, self.proof.whole.statements
        nodes = [one.node for one in statements if one.region != AFTER]
        for part in (part for node in nodes for part in ast.walk(node)):
            handed: list[ast.expr] = []
            if isinstance(part, (ast.For, ast.comprehension)):
                handed = [part.iter]
            elif isinstance(part, ast.Call) and isinstance(part.func, ast.Name):
                is_helper = is_own(own.get(part.func.id), own) or part.func.id in self.proof.inner
                handed = part.args if is_helper and part.func.id not in self.proof.case.exercise.by_name else []
            elif isinstance(part, ast.Assign) and isinstance(part.value, (ast.List, ast.Tuple, ast.Dict, ast.ListComp)):
                handed = [] if isinstance(part.targets[0], ast.Tuple) else [part.value]
            elif isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name):
                handed = _viewed(part.value)
            if any(name in bare_names(one, (ast.Attribute, ast.Compare)) for one in handed):
                return True
        return False

    def sum_with(self, place):
        """The statements that add to the name of a place, which is all zeros above them: list of Statement."""
        ((number, bound), *others), region = place.forced, place.statement.region
        if others or isinstance(bound[0], Beside) or (region == INSIDE and bound[0] in self.proof.right.names):
            return []
        lines = [one for one in self.proof.whole.statements if one.region == region]
        adding = [one for one in lines if adds_to(one, bound[0])]
        above = [self.proof.judged.seen.get((one.number, bound), ()) for one in lines if one.number < number]
        begins = next(filter(None, above), ())
        is_sum = place.statement in adding and begins and all(is_zero(value) for _, value in begins)
        return adding if is_sum else []

    def is_open_sum(self, place):
        """True where all that a sum is made of is right: a term of it may be wrong, or missing."""
        adding = self.sum_with(place)
        bound = {name for one in adding for name, _ in one.binds}
        read = set().union(*(names_in(one.node) | names_read_by(one) for one in adding)) - bound
        return (
            bool(adding)
            and adding[-1].node.end_lineno - adding[0].node.lineno < MOST_LINES
            and not any(map(self.proof.trust.calls_a_helper, adding))
            and not read & self.proof.inner
            and self.proof.trust.are_trusted(read, [place], place.statement.number)
        )


def _viewed(node):
    """What an index with a slice takes a view of: list of nodes, at most one."""
    is_view = isinstance(node, ast.Subscript) and any(isinstance(one, ast.Slice) for one in ast.walk(node.slice))
    return [node.value] if is_view else []
