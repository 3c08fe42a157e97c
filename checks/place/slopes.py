"""The slopes of tanh and of a gate, each by the value that it has, as code: one is often taken for the other."""

import ast


def slopes_of(value):
    """Return the slope of a tanh that has a value, and that of a gate: pair of expressions."""
    one = ast.Constant(1)
    of_tanh = ast.BinOp(one, ast.Sub(), ast.BinOp(value, ast.Mult(), value))
    return of_tanh, ast.BinOp(value, ast.Mult(), ast.BinOp(one, ast.Sub(), value))


def other_slopes(node):
    """Yield an operation with the slope of tanh in the place of that of a gate, or the other way round.

    node       ast.BinOp
    """
    left, right = node.left, node.right
    if isinstance(node.op, ast.Mult) and _is_rest_of_one(right):
        value, text = right.right, ast.dump(right.right)
        of_tanh, _ = slopes_of(value)
        if ast.dump(left) == text:
            yield of_tanh
        elif isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult) and ast.dump(left.right) == text:
            yield ast.BinOp(left.left, ast.Mult(), of_tanh)
    elif _is_rest_of_one(node):
        match right:
            case ast.BinOp(left=value, op=ast.Pow()) | ast.Call(func=ast.Attribute(attr="square"), args=[value]):
                yield slopes_of(value)[1]
            case ast.BinOp(left=value, op=ast.Mult(), right=again) if ast.dump(value) == ast.dump(again):
                yield slopes_of(value)[1]


def _is_rest_of_one(node):
    """True for `1 - value`."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and getattr(node.left, "value", None) == 1
