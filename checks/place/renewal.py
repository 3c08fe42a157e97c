"""The line that may be missing where a state is never renewed: at the end of a loop, or of a method of an object."""

import ast


def is_place_of_one(node):
    """True for a loop, and for a method that may give an attribute another value."""
    if isinstance(node, ast.FunctionDef):
        return bool(node.args.args) and node.args.args[0].arg == "self" and node.name != "__init__"
    return isinstance(node, (ast.For, ast.While))


def bodies_with_one(node, scope):
    """The bodies of a loop, or of a method, with one line more, such as `self.h = h` or `s["h"] = h`: list."""
    body, end = node.body, len(node.body) - isinstance(node.body[-1], ast.Return)
    parts = list(ast.walk(node))
    stored = {ast.unparse(part) for part in parts if isinstance(getattr(part, "ctx", None), ast.Store)}
    states = _attributes(scope) if isinstance(node, ast.FunctionDef) else _entries_read_by(parts, scope)
    values = _values(node, parts, stored, scope)
    lines = [
        f"{state} = {value}"
        for state in sorted(states.keys() - stored)
        for value in sorted(values.keys() - {state})
        if not states[state].isdisjoint(values[value])
    ]
    return [[*body[:end], *ast.parse(line).body, *body[end:]] for line in lines]


def _attributes(scope):
    """The attributes that the code gives a value, as it writes them, with the forms that they have held: dict."""
    return {f"self.{name}": scope.forms.get(f".{name}", set()) for name in scope.attributes}


def _entries(scope):
    """The entries of dicts, as the code writes them, with the forms that they have held: dict."""
    return {f"{name}[{key!r}]": held for (name, key), held in scope.entries.items() if isinstance(key, str)}


def _entries_read_by(parts, scope):
    read = {ast.unparse(part) for part in parts if isinstance(part, ast.Subscript)}
    return {text: held for text, held in _entries(scope).items() if text in read}


def _values(node, parts, stored, scope):
    """What a loop or a method has computed, or is given, with the forms that it has held: dict."""
    names = {part.id for part in parts if isinstance(part, ast.Name) and part.id in stored}
    names |= {one.arg for one in node.args.args[1:]} if isinstance(node, ast.FunctionDef) else set()
    entries = {text: held for text, held in _entries(scope).items() if text in stored or text.split("[")[0] in names}
    return {**{name: scope.forms.get(name, set()) for name in names}, **entries}
