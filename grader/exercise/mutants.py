"""Wrong programs that nobody listed: the solutions with one or two small changes, made by operators."""

import ast
import random
from dataclasses import dataclass
from itertools import combinations

from checks.place.source import copied_tree


@dataclass(frozen=True)
class Mutant:
    """A solution with changes.

    source     text of the function
    lines      frozenset of the numbers of the lines that differ
    dropped    frozenset of names that are no longer bound
    how        names of the operators
    """

    source: str
    lines: frozenset
    dropped: frozenset
    how: tuple


def _replaced(node, make):
    """Each node of an expression in turn, replaced: yields copies of the whole."""
    for place, part in enumerate(ast.walk(node)):
        for made in make(part):
            whole = copied_tree(node)
            old = list(ast.walk(whole))[place]
            if old is whole:
                continue
            for parent in ast.walk(whole):
                for name, value in ast.iter_fields(parent):
                    if value is old:
                        setattr(parent, name, made)
                    elif isinstance(value, list) and any(one is old for one in value):
                        value[next(at for at, one in enumerate(value) if one is old)] = made
            yield whole


def _load(part):
    return isinstance(part, ast.expr) and isinstance(getattr(part, "ctx", ast.Load()), ast.Load)


def _swap(part, names):
    if isinstance(part, ast.BinOp) and isinstance(part.op, (ast.Sub, ast.MatMult, ast.Div)):
        yield ast.BinOp(part.right, part.op, part.left)


def _operator(part, names):
    others = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.MatMult: ast.Mult, ast.Pow: ast.Mult}
    if isinstance(part, ast.BinOp) and type(part.op) in others:
        yield ast.BinOp(part.left, others[type(part.op)](), part.right)


def _drop(part, names):
    if isinstance(part, ast.BinOp):
        yield part.left
        yield part.right


def _transpose(part, names):
    if isinstance(part, ast.Attribute) and part.attr == "T":
        yield part.value
    elif isinstance(part, ast.Name) and _load(part) and part.id in names and part.id[:1].isupper():
        yield ast.Attribute(part, "T", ast.Load())


def _number(part, names):
    if isinstance(part, ast.Constant) and type(part.value) is int:
        yield ast.Constant(part.value + 1)
        if part.value:
            yield ast.Constant(part.value - 1)
    elif isinstance(part, ast.Constant) and type(part.value) is bool:
        yield ast.Constant(not part.value)


def _index(part, names):
    if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Tuple):
        for made in (ast.Constant(0), ast.UnaryOp(ast.USub(), ast.Constant(1))):
            yield ast.Subscript(part.value, ast.Tuple([*part.slice.elts[:-1], made], ast.Load()), part.ctx)
        last = part.slice.elts[-1]
        beside = ast.BinOp(last, ast.Sub(), ast.Constant(1))
        yield ast.Subscript(part.value, ast.Tuple([*part.slice.elts[:-1], beside], ast.Load()), part.ctx)


def _other_name(part, names):
    if isinstance(part, ast.Name) and _load(part) and part.id in names:
        for name in sorted(names):
            if name != part.id and (name[:2] == part.id[:2] or name[:1] == part.id[:1]):
                yield ast.Name(name, ast.Load())


def _around(part, names):
    if isinstance(part, ast.BinOp):
        yield ast.UnaryOp(ast.USub(), part)
        yield ast.BinOp(ast.Constant(2), ast.Mult(), part)
        yield ast.BinOp(part, ast.Div(), ast.Constant(6))
        yield ast.parse(f"np.clip({ast.unparse(part)}, -0.5, 0.5)", mode="eval").body
        yield ast.parse(f"({ast.unparse(part)}).astype(np.float32)", mode="eval").body


def _dtype(part, names):
    if isinstance(part, ast.Call) and ast.unparse(part.func) == "np.zeros":
        yield ast.Call(part.func, part.args, [ast.keyword("dtype", ast.Name("int", ast.Load()))])
        yield ast.Call(ast.parse("np.ones", mode="eval").body, part.args, [])


def _backwards(part, names):
    if isinstance(part, ast.Call) and ast.unparse(part.func) == "reversed":
        yield part.args[0]
    elif isinstance(part, ast.Call) and ast.unparse(part.func) == "range":
        yield ast.Call(ast.Name("reversed", ast.Load()), [part], [])
        yield ast.Call(part.func, [ast.Constant(1), *part.args], [])


OPERATORS = {
    "swap": _swap,
    "operator": _operator,
    "drop": _drop,
    "transpose": _transpose,
    "number": _number,
    "index": _index,
    "other name": _other_name,
    "around": _around,
    "dtype": _dtype,
    "order": _backwards,
}


def mutants(source):
    """All single changes of a function: list of Mutant."""
    tree = ast.parse(source)
    plain = ast.unparse(tree)
    tree = ast.parse(plain)  # with the line numbers of the plain text
    names = {part.id for part in ast.walk(tree) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    names |= {part.arg for part in ast.walk(tree) if isinstance(part, ast.arg)}
    found = []
    for how, operator in OPERATORS.items():
        for whole in _replaced(tree, lambda part, operator=operator: operator(part, names)):
            found.append(_mutant(plain, whole, how))
    found += list(_of_statements(tree, plain))
    return [one for one in {mutant.source: mutant for mutant in found if mutant}.values() if one.source != plain + "\n"]


def _mutant(plain, whole, how, dropped=()):
    text = ast.unparse(ast.fix_missing_locations(whole))
    return Mutant(text + "\n", _changed(plain, text), frozenset(dropped), (how,))


def _changed(plain, text):
    before, after = plain.split("\n"), text.split("\n")
    if len(before) != len(after):
        known = set(before)
        return frozenset(number for number, line in enumerate(after, 1) if line not in known)
    pairs = enumerate(zip(before, after, strict=True), 1)
    return frozenset(number for number, (one, other) in pairs if one != other)


def _of_statements(tree, plain):
    """Statements left out, exchanged with the next one, or assigned where they should be added."""
    for body_of in (lambda whole: whole.body[0].body, _loop_body):
        body = body_of(tree)
        for at, statement in enumerate(body):
            if isinstance(statement, (ast.For, ast.Return)) or (isinstance(statement, ast.Expr) and at == 0):
                continue
            whole = copied_tree(tree)
            del body_of(whole)[at]
            bound = {
                part.id
                for part in ast.walk(statement)
                if isinstance(part, ast.Name)
                and (isinstance(part.ctx, ast.Store) or not isinstance(statement, ast.Assign))
            } | _stored_into(statement)
            if body_of(whole):
                yield _mutant(plain, whole, "leave out", bound)
            if at + 1 < len(body) and not isinstance(body[at + 1], ast.Return):
                whole = copied_tree(tree)
                inner = body_of(whole)
                inner[at], inner[at + 1] = inner[at + 1], inner[at]
                yield _mutant(plain, whole, "exchange")
            if isinstance(statement, ast.AugAssign):
                whole = copied_tree(tree)
                body_of(whole)[at] = ast.Assign([statement.target], statement.value)
                yield _mutant(plain, whole, "assign")


def _loop_body(whole):
    return next((one.body for one in whole.body[0].body if isinstance(one, ast.For)), [])


def _stored_into(statement):
    return {
        part.value.id
        for part in ast.walk(statement)
        if isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store) and isinstance(part.value, ast.Name)
    }


def pairs(source, number, seed=0):
    """Pairs of changes in two different lines: list of Mutant."""
    plain = ast.unparse(ast.parse(source))
    lines = plain.split("\n")
    single = [one for one in mutants(source) if len(one.lines) == 1 and not one.dropped]
    single = [one for one in single if one.source.count("\n") == len(lines)]
    chosen, drawn = [], list(combinations(single, 2))
    random.Random(seed).shuffle(drawn)
    for one, other in drawn:
        if len(chosen) >= number:
            break
        if one.lines & other.lines:
            continue
        text = list(lines)
        for mutant in (one, other):
            (at,) = mutant.lines
            text[at - 1] = mutant.source.split("\n")[at - 1]
        chosen.append(Mutant("\n".join(text) + "\n", one.lines | other.lines, frozenset(), one.how + other.how))
    return chosen
