"""Small edits of whole statements: left out, added up, or with a result that is kept."""

import ast

from checks.place.nodes import LOAD

ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult)


def of_statement(node):
    """Yield what may stand in the place of a statement, first nothing."""
    yield ast.Pass()
    if isinstance(node, ast.AugAssign):
        read = ast.parse(ast.unparse(node.target), mode="eval").body
        yield ast.Assign([node.target], node.value)
        for kind in ARITHMETIC[:3]:
            if not isinstance(node.op, kind):
                yield ast.Assign([node.target], ast.BinOp(read, kind(), node.value))
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        (target,) = node.targets
        if isinstance(target, (ast.Name, ast.Attribute, ast.Subscript)):
            yield ast.AugAssign(target, ast.Add(), node.value)
        if isinstance(target, ast.Subscript):
            yield _added_up(target.value, target.slice, node.value)
        if isinstance(target, ast.Name):
            yield from _filled(target.id, node.value)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield from _of_lost_result(node.value)
    elif isinstance(node, ast.Assign):  # each with a value of its own
        yield ast.Assign([ast.Tuple(node.targets, ast.Store())], ast.Tuple([node.value] * len(node.targets), LOAD))


def _filled(name, value):
    """Yield what changes the array of a name, which is given another: `total += part`, `slot[...] = part`."""
    if isinstance(value, ast.BinOp) and isinstance(value.left, ast.Name) and value.left.id == name:
        yield ast.AugAssign(ast.Name(name, ast.Store()), value.op, value.right)
    yield ast.Assign([ast.Subscript(ast.Name(name, LOAD), ast.Constant(...), ast.Store())], value)


def entry_so_far(sums, key):
    """Return `sums.get(key, 0)`: what a dict of sums has under a key, also before the first step."""
    return ast.Call(ast.Attribute(sums, "get", LOAD), [key, ast.Constant(0)], [])


def _added_up(sums, key, value):
    """`sums[key] = sums.get(key, 0) + value`"""
    return ast.Assign([ast.Subscript(sums, key, ast.Store())], ast.BinOp(entry_so_far(sums, key), ast.Add(), value))


def _of_lost_result(call):
    """Yield what keeps the result of a method: `state = state._replace(h=h)`; a sum, for what sets a key only once."""
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        yield ast.Assign([ast.Name(call.func.value.id, ast.Store())], call)
        if call.func.attr == "setdefault" and len(call.args) == 2:  # key, value
            yield _added_up(call.func.value, *call.args)
