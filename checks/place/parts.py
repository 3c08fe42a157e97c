"""The smallest part of a line that, given a right value, makes the line right."""

import ast

import numpy as np

from checks.place.bindings import output_part
from checks.place.instrument import LOOP, RETURN, SIMPLE, Beside
from checks.place.nodes import of_ours
from checks.place.source import copied_tree
from checks.place.values import UNKNOWN, copied, form, same
from checks.substitute import arguments_of, signatures_of

VALUE = of_ours("value")  # what stands for the part that is replaced
REDUCTIONS = {"sum", "mean", "max", "min", "prod"}
COUNTED = (-1, 0, 1, 2)  # numbers that may stand for an index or an axis


def part_of(proof, place):
    """Return the ast node of the part of a place that is wrong, or None where it is the line as a whole."""
    statement = place.statement
    if place.missing or len(place.forced) != 1:
        return None
    ((_, (name, entry)), track) = next(iter(place.forced.items()))
    if statement.kind == LOOP:
        return getattr(statement.node, "iter", None)
    if statement.kind == RETURN:
        return output_part(statement.node.value, entry, proof.case.function) if name is Beside.RETURN else None
    if statement.kind != SIMPLE:
        return None
    names = _captured(proof, place)
    if names is None:
        return None
    position, local = names
    local = {**proof.source.names, **local}
    expected = track.at(position)
    if name is Beside.CALL:
        return _of_call(proof, statement, entry, expected, position, local)
    is_made_at_once = isinstance(expected, list) and isinstance(statement.node, ast.Assign)
    if name is Beside.CHANGES or expected is UNKNOWN or is_made_at_once:  # no part of a list that is too short is wrong
        return None
    return _smallest(proof, statement.node, position, _Bound(proof, statement.node, (name, entry), expected, local))


def returned_parts(place, function):
    """The parts of a return that stand for its wrong outputs: dict, key -> node, or None; empty for anything else."""
    if place.statement.kind != RETURN or place.missing:
        return {}
    value = place.statement.node.value
    return {key: output_part(value, key[1][1], function) for key in place.forced if key[1][0] is Beside.RETURN}


def _captured(proof, place):
    """What the names hold before the statement runs, where it first goes wrong: (position, dict), or None."""
    number = place.statement.number
    proof.is_right({key: track for one in proof.places for key, track in one.forced.items()}, captures=[number])
    first = next(iter(place.suspects.values())).position if place.suspects else None
    kept = proof.captured.get(number, [])
    return next((one for one in kept if one[0] == first), kept[0] if kept else None)


class _Bound:
    """Runs a statement in which one part is replaced, and looks whether it binds what it should."""

    def __init__(self, proof, node, bound, expected, local):
        self.proof, self.node, self.bound, self.expected, self.local = proof, node, bound, expected, local
        self.changed = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and part.id in local}

    def code(self, node):
        """Compile a statement."""
        return compile(ast.fix_missing_locations(ast.Module([node], [])), "<part>", "exec")

    def holds(self, code, value):
        """Run it with a value for VALUE."""
        names = {**self.local, VALUE: copied(value)}
        names |= {
            name: copied(names[name]) for name in self.changed if isinstance(names[name], (np.ndarray, list, dict))
        }
        names |= _stub(self.proof)
        exec(code, names)
        name, entry = self.bound
        got = names.get(name, UNKNOWN)
        got = got.get(entry, UNKNOWN) if entry is not None and isinstance(got, dict) else got
        return same(got, self.expected, self.proof.case.tolerance)


class _Value(_Bound):
    """Computes an expression in which one part is replaced, and looks whether it comes to what it should."""

    def code(self, node):
        """Compile an expression."""
        return compile(ast.fix_missing_locations(ast.Expression(node)), "<part>", "eval")

    def holds(self, code, value):
        """Compute it with a value for VALUE."""
        return same(eval(code, {**self.local, VALUE: copied(value)}), self.expected, self.proof.case.tolerance)


def _stub(proof):
    """The function that is called at each time step, as far as it is known: right outputs for right arguments."""
    name = proof.case.function.calls
    return {name: proof.case.substitute(None)} if name else {}


def _of_call(proof, statement, argument, expected, position, local):
    """The part of a call's argument that is wrong."""
    node = argument_part(proof.source, proof.case, statement.node, argument)
    if node is None:
        return None
    return _smallest(proof, node, position, _Value(proof, node, None, expected, local)) or node


def argument_part(source, case, node, argument):
    """The part of a line that stands for an argument of the function that is called at each time step, or None."""
    name = case.function.calls
    calls = [
        part
        for part in ast.walk(node)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == name
    ]
    if len(calls) != 1 or any(isinstance(one, ast.Starred) for one in calls[0].args):
        return None
    wanted = case.exercise[name].arguments
    keywords = {word.arg: word.value for word in calls[0].keywords if word.arg}
    nodes = arguments_of(signatures_of(source.names.get(name), wanted), wanted, calls[0].args, keywords)
    found = dict(zip(wanted, nodes, strict=True))[argument] if nodes is not None else None
    return found if isinstance(found, ast.expr) else None


def _smallest(proof, node, position, trial):
    """The one smallest part that makes it right when it is replaced; None where there are several, or none."""
    working, reduced = [], _reduced(node)
    for part in _parts(node):
        values = _replacements(proof, part, position, trial.local, part in reduced)
        if values and _works(node, part, values, trial):
            working.append(part)
    least = [part for part in working if not any(one is not part and one in list(ast.walk(part)) for one in working)]
    if len(least) != 1:
        return None
    found = least[0]
    if isinstance(found, ast.Name) and not _works(node, found, _named(proof, position), trial):
        found = _product_of(node, found)  # no other name belongs here: a factor beside it is missing
    return found if found is not getattr(node, "value", None) else None


def _named(proof, position):
    """The right values of the quantities: list."""
    right = (track.at(position) for track in proof.right.names.values())
    return [one for one in right if isinstance(one, np.ndarray)]


def _product_of(node, factor):
    """The whole product that a factor is of, or the factor where it is of none."""
    for part in ast.walk(node):  # from the outside inwards
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult) and factor in _factors(part):
            return part
    return factor


def _factors(node):
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*_factors(node.left), *_factors(node.right)]
    return [node]


def _works(node, part, values, trial):
    try:
        code = trial.code(_replaced(node, part))
    except (SyntaxError, TypeError, ValueError):
        return False
    for value in values:
        try:
            with np.errstate(all="ignore"):
                if trial.holds(code, value):
                    return True
        except Exception:
            continue
    return False


def _replaced(node, part):
    """A copy of a node in which one part is the name VALUE."""
    return copied_tree(node, part, ast.Name(VALUE, ast.Load()))


def _parts(node):
    """The parts of a line that have a value of their own: no names of functions, no slices."""
    called = {id(part.func) for part in ast.walk(node) if isinstance(part, ast.Call)}
    based = {id(part.value) for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    called |= {id(part.value) for part in ast.walk(node) if isinstance(part, ast.Attribute) and part.attr == "shape"}
    called |= {id(part.value) for part in ast.walk(node) if isinstance(part, ast.Subscript) and _is_stored(part)}
    called |= {id(part.operand) for part in ast.walk(node) if isinstance(part, ast.UnaryOp)}
    for part in ast.walk(node):
        if not isinstance(part, ast.expr) or isinstance(part, ast.Slice) or id(part) in called:
            continue
        if not isinstance(getattr(part, "ctx", ast.Load()), ast.Load) or (id(part) in based and _is_module(part)):
            continue
        if not isinstance(part, ast.Tuple) or not any(isinstance(one, ast.Slice) for one in part.elts):
            yield part


def _reduced(node):
    """The arrays that a sum, a mean or another reduction in a node is taken of, and those that are cut: list."""
    found: list[ast.expr] = []
    for part in ast.walk(node):
        if isinstance(part, ast.Subscript) and any(isinstance(one, ast.Slice) for one in ast.walk(part.slice)):
            found.append(part.value)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in REDUCTIONS:
            found += part.args[:1] if _is_module(part.func.value) else [part.func.value]
    return found


def _is_stored(part):
    return isinstance(part.ctx, ast.Store)


def _is_module(part):
    return isinstance(part, ast.Name) and part.id in ("np", "numpy", "math")


def _replacements(proof, part, position, local, same_shape):
    """Right values of the kind that a part has: list.

    same_shape  True: only those of its shape; the mean of what a mean should come to says nothing of the array, nor
                does a cut of what a cut should come to
    """
    try:
        with np.errstate(all="ignore"):
            value = eval(
                compile(ast.fix_missing_locations(ast.Expression(copied_tree(part))), "<part>", "eval"),
                {**local, **_stub(proof)},
            )
    except Exception:
        value = UNKNOWN
    if isinstance(value, (bool, str)) or value is None or callable(value):
        return [True, False] if isinstance(value, bool) else []
    tracks = [*proof.right.pool, *proof.right.names.values(), *proof.right.earlier]
    right = [one for one in (track.at(position) for track in tracks) if one is not UNKNOWN]
    if form(value) is int:
        return [*COUNTED, *(one for one in right if form(one) is int)]
    if same_shape:
        return [one for one in right if form(one) == form(value)]
    if isinstance(value, np.ndarray) or value is UNKNOWN:
        return [one for one in right if isinstance(one, np.ndarray)]
    return [one for one in right if type(one) is type(value)]
