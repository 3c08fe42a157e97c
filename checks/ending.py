"""What in the text of a function makes a call of it give None, a generator or a coroutine in place of a result."""

import ast
import contextlib
import linecache

from checks.cell_text import parse
from checks.layers import layers

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_OWN_SCOPE = (*DEFINITIONS, ast.Lambda, ast.ClassDef)
_YIELDS = "a function with yield in it gives a generator in place of its result"
_ASYNC = "a function that begins with async gives {} in place of its result"
_OF_ASYNC = {"coroutine": "a coroutine", "async_generator": "a generator"}
_CLASS = "is a class: a call of it gives an object of that class"


def ending_of(function, result):
    """Why a call of a function of this process has given what it has: see `ending_in`; (None, "") where none is known.

    result     what the call has returned
    """
    if isinstance(function, type) and isinstance(result, function):
        return None, _CLASS
    outermost = next(iter(layers(function)), None)
    if outermost is None:
        return None, ""
    code = outermost.__code__
    lines = linecache.getlines(code.co_filename)
    found = [node for node in _parsed("".join(lines)) if isinstance(node, DEFINITIONS) and node.name == code.co_name]
    node = next((node for node in found if _first_line(node) == code.co_firstlineno), None)
    return ending_in(node, lines, result)


def ending_in(node, lines, result):
    """Say why a call of a function gives None, a generator or a coroutine.

    node       ast.FunctionDef or ast.AsyncFunctionDef, or None
    lines      list of the lines of its cell
    Returns    ((number, text) of the line that makes it so, or None; a sentence without its end, or "")
    """
    number, words = _ending(node, type(result).__name__) if node is not None else (0, "")
    return ((number, lines[number - 1].strip()), words) if 0 < number <= len(lines) else (None, "")


def _ending(node, kind):
    """The number of a line, and words; 0 and "" where the text does not tell."""
    if isinstance(node, ast.AsyncFunctionDef):
        return (node.lineno, _ASYNC.format(_OF_ASYNC[kind])) if kind in _OF_ASYNC else (0, "")
    inside = list(_own(node))
    yields = [part.lineno for part in inside if isinstance(part, (ast.Yield, ast.YieldFrom))]
    if yields and kind == "generator":
        return min(yields), _YIELDS
    if yields or kind != "NoneType":
        return 0, ""
    returns = [part for part in inside if isinstance(part, ast.Return)]
    if not returns:
        return node.body[-1].end_lineno, f"{node.name} ends here, without a return"
    if returns == [node.body[-1]]:
        return returns[0].lineno, "what is returned here is None"
    return 0, ""


def _own(node):
    """Go through all that stands in a function, but for what is in functions inside of it: yields nodes."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, _OWN_SCOPE):
            yield from _own(child)


def _first_line(node):
    return min([node.lineno, *(one.lineno for one in node.decorator_list)])


def _parsed(text):
    """All nodes in the text of a cell; none where it is not Python."""
    with contextlib.suppress(SyntaxError):
        for statement in parse(text):
            yield from ast.walk(statement)
