"""Code that is put into a learner's."""

import ast

LOAD = ast.Load()


def of_ours(name):
    """Return a name that stands in no learner's code: none can be written so."""
    return f"<{name}>"


TICK = of_ours("tick")  # what counts the iterations of a run
ONE = of_ours("one")  # what a comprehension goes through


def tick():
    """Return the call that counts an iteration: it is true, and ends a run that goes on for ever."""
    return ast.Call(ast.Name(TICK, LOAD), [], [])


def transposed(node):
    """Return `X.T` for `X`, and `X` for `X.T`."""
    return node.value if isinstance(node, ast.Attribute) and node.attr == "T" else ast.Attribute(node, "T", LOAD)


def comprehension(kind, parts, through):
    """Return a list or a dict with a value of its own for each entry, not one for all.

    kind       ast.ListComp or ast.DictComp
    parts      the value; of a dict, key and value
    """
    loop = ast.comprehension(target=ast.Name(ONE, ast.Store()), iter=through, ifs=[tick()], is_async=0)
    return kind(*parts, [loop])


def method(value, name, *arguments):
    """Return the call of a method with numbers."""
    return ast.Call(ast.Attribute(value, name, LOAD), [ast.Constant(one) for one in arguments], [])


def backwards(node):
    """Return what an expression goes through, in the opposite order."""
    entries = ast.Call(ast.Name("list", LOAD), [node], [])
    return ast.Subscript(entries, ast.Slice(step=ast.UnaryOp(ast.USub(), ast.Constant(1))), LOAD)


def from_the_other_end(node):
    """Return `-1` for `1`, and `1` for `-1`; None where there is no bound."""
    if node is None or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)):
        return node and node.operand
    return ast.UnaryOp(ast.USub(), node)


def with_index(node, parts):
    """Return an entry with another index.

    parts      list: one for each axis
    """
    return ast.Subscript(node.value, parts[0] if len(parts) == 1 else ast.Tuple(parts, LOAD), node.ctx)


def with_body(node, body, otherwise=None):
    """Return a loop or a condition with another body: its last line may have been indented too little, or too much.

    otherwise  statements below `else`; None: as they are
    """
    fields = {name: getattr(node, name) for name in node._fields}
    fields |= {"body": body} if otherwise is None else {"body": body, "orelse": otherwise}
    return ast.copy_location(type(node)(**fields), node)
