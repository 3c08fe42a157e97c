"""What a statement binds, and what a return gives each output, by the code alone."""

import ast

_FILLING = {"copyto", "put", "place", "putmask", "at"}  # of numpy: `np.copyto(a, b)`, `np.add.at(a, t, b)`


def bindings(node, entries=()):
    """What a statement binds or changes: (name, None), or (name, key) for an entry of a dict; in order, each once."""
    merged = _of_merge(node, entries)
    if merged:
        return merged
    found: list = []
    for part in ast.walk(node):
        if isinstance(part, (ast.FunctionDef, ast.Lambda, ast.ClassDef)) and part is not node:
            continue
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            found.append((part.id, None))
        elif isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store):
            found += _of_subscript(part)
        elif isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store) and isinstance(part.value, ast.Name):
            found.append((part.value.id, None))
        elif isinstance(part, ast.Expr):
            alone = part.value.elts if isinstance(part.value, ast.Tuple) else [part.value]
            for call in (one for one in alone if isinstance(one, ast.Call)):
                found += _of_method(call, entries)
        elif isinstance(part, ast.Assign) and isinstance(part.value, ast.Dict):
            keys = [key.value for key in part.value.keys if isinstance(key, ast.Constant)]
            names = [target.id for target in part.targets if isinstance(target, ast.Name)]
            found += [(name, key) for name in names for key in keys if key in entries]
    comprehension = {
        part.target.id
        for one in ast.walk(node)
        for part in getattr(one, "generators", ())
        if isinstance(part.target, ast.Name)
    }
    return list(dict.fromkeys(bound for bound in found if bound[0] not in comprehension))


def _of_merge(node, entries):
    """The entries that a dict takes over from another one, e.g. `found |= {"total": total}`; [] for anything else."""
    value: ast.expr | None = None
    base: ast.expr | None = None
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.BitOr):
        base, value = node.target, node.value
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and len(node.value.args) == 1:
        called = node.value.func
        if isinstance(called, ast.Attribute) and called.attr == "update" and not node.value.keywords:
            base, value = called.value, node.value.args[0]
    if not isinstance(base, ast.Name) or not isinstance(value, ast.Dict):
        return []
    keys = [key.value if isinstance(key, ast.Constant) else None for key in value.keys]
    return [(base.id, key) for key in keys] if keys and all(key in entries for key in keys) else []


def _of_subscript(node):
    key = node.slice.value if isinstance(node.slice, ast.Constant) else None
    base = node.value
    while isinstance(base, (ast.Subscript, ast.Attribute)):
        base, key = base.value, None
    if not isinstance(base, ast.Name):
        return []
    return [(base.id, key if isinstance(key, str) else None)]


def _of_method(call, entries):
    """A method that is called for what it changes, e.g. `steps.append(step)`; or a function of numpy that fills."""
    into = [word.value for word in call.keywords if word.arg == "out"]
    into += call.args[:1] if getattr(call.func, "attr", "") in _FILLING else []
    out = [one.id for one in into if isinstance(one, ast.Name)]
    named = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
    base = call.func.value.id if named else None
    if named and call.func.attr == "update" and call.keywords and not call.args:
        return [(base, word.arg) for word in call.keywords if word.arg in entries]
    return [(name, None) for name in [*out, *([base] if named else [])]]


def output_part(node, output, function):
    """The part of a returned expression that stands for an output, or None."""
    if function.returns is None:
        return node
    if isinstance(node, ast.Dict):
        keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
        return node.values[keys.index(output)] if output in keys else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict" and not node.args:
        return next((word.value for word in node.keywords if word.arg == output), None)
    if isinstance(node, (ast.Tuple, ast.List)) and len(node.elts) == len(function.outputs):
        return node.elts[function.outputs.index(output)]
    return None
