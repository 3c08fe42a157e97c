"""The source of a learner's function, where there is one that can be followed line by line; otherwise nothing."""

import ast
import inspect
import itertools
import linecache
import sys
from dataclasses import dataclass
from types import FunctionType, ModuleType

from checks.cell_text import parse

QUIET = {"numpy", "math", "copy", "itertools", "functools"}  # modules that do nothing but compute
_LOUD = sys.stdlib_module_names - QUIET - {"builtins", "collections", "dataclasses", "operator", "typing"}
_GROWS = ("append", "extend", "insert")  # methods by which a list grows
_ENDLESS = (itertools.count, itertools.cycle, itertools.repeat)


@dataclass(frozen=True)
class Source:
    """A function whose lines can be followed.

    node       ast.FunctionDef
    lines      list of the lines of its cell
    names      dict: the names of the notebook around it
    function   the function itself
    """

    node: ast.FunctionDef
    lines: list
    names: dict
    function: object


def source_of(function):
    """Return the Source of a function; None for one that is decorated, nested, recursive, a generator, or unknown."""
    found = definition_of(function)
    if found is None or is_loud(found[0], function.__globals__):
        return None
    code, several = function.__code__, inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
    if code.co_flags & several or code.co_name in code.co_names:
        return None
    return Source(found[0], linecache.getlines(code.co_filename), function.__globals__, function)


def definition_of(function):
    """Return the ast.FunctionDef of a function and the statements of its cell; None: decorated, nested or unknown."""
    if not isinstance(function, FunctionType) or hasattr(function, "__wrapped__") or function.__code__.co_freevars:
        return None
    code = function.__code__
    lines = linecache.getlines(code.co_filename)
    try:
        cell = parse("".join(lines)) if lines else []
    except SyntaxError:
        return None
    found = [node for node in cell if isinstance(node, ast.FunctionDef) and node.name == code.co_name]
    node = next((node for node in found if node.lineno == code.co_firstlineno), None)
    return None if node is None or node.decorator_list else (node, cell)


def is_loud(node, names):
    """True where it uses a module that does more than compute, other than in a statement that can be left out."""
    kept = [part for part in node.body if not is_idle(part, names)]
    read = {part.id for statement in kept for part in walk_without_idle(statement, names) if isinstance(part, ast.Name)}
    read -= {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    if read & {"open", "input", "exec", "eval", "globals", "locals", "vars"}:
        return True
    return any(_is_loud_value(names[name]) for name in read if name in names)


def _is_loud_value(value):
    """True for a module that does more than compute, and for a function or a class out of one."""
    if isinstance(value, ModuleType):
        return value.__name__.split(".")[0] not in QUIET
    module = str(getattr(value, "__module__", "")).split(".")[0]
    return callable(value) and module.lstrip("_") in _LOUD  # `_functools` is the part of functools written in C


def may_be_endless(node, names):
    """True where edited code may go on for ever in a call that nothing can count or stop, until memory is full.

    So does `list(count())`, and `list(map(a.append, a))`: a list that grows while it is gone through.
    """
    called = {part.func for part in ast.walk(node) if isinstance(part, ast.Call)}
    for part in ast.walk(node):
        value = None
        match part:
            case ast.Attribute(attr=method) if method in _GROWS and part not in called:
                return True
            case ast.Attribute(value=ast.Name(id=base), attr=attribute):
                value = getattr(names.get(base), attribute, None)
            case ast.Name(id=name):
                value = names.get(name)
        if any(value is one for one in _ENDLESS):
            return True
    return False


def names_filled_by(statement):
    """The names of what a statement writes entries into, or lets grow: set."""
    found = set()
    for part in ast.walk(statement):
        match part:
            case ast.Subscript(value=into, ctx=ast.Store()) | ast.AugAssign(target=into):
                found |= names_in(into)
            case ast.Attribute(value=into, attr=method) if method in _GROWS:
                found |= names_in(into)
    return found


def names_grown_by(node):
    """The names of the lists that a method puts entries into: set."""
    grown = [part.value for part in ast.walk(node) if isinstance(part, ast.Attribute) and part.attr in _GROWS]
    return {one.id for one in grown if isinstance(one, ast.Name)}


def grows_by_itself(statement):
    """True where a statement puts an attribute, or an entry, into itself: `self.steps.append(self.steps)`."""
    for part in ast.walk(statement):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in _GROWS:
            into = ast.dump(part.func.value)
            if any(_hands_on(value, into) for value in part.args):
                return True
    return False


def _hands_on(node, thing):
    """True where an expression may come to a thing itself, and not to an entry or a copy of it.

    thing      attribute or entry, as `ast.dump` writes it
    """
    if isinstance(node, (ast.Attribute, ast.Subscript)):
        return ast.dump(node) == thing
    is_new = isinstance(node, (ast.Call, ast.ListComp, ast.GeneratorExp, ast.BinOp, ast.Compare))
    return not is_new and any(_hands_on(child, thing) for child in ast.iter_child_nodes(node))


def walk_without_idle(node, names):
    """Walk a statement, but for statements inside it that only print, log or draw."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.stmt) and is_idle(child, names)):
            yield from walk_without_idle(child, names)


def is_idle(node, names):
    """True for a statement that only prints, logs or draws: it is left out, so that nothing happens twice."""
    if not isinstance(node, ast.Expr):
        return False
    if isinstance(node.value, ast.Constant):
        return True
    if not isinstance(node.value, ast.Call):
        return False
    called = node.value.func
    while isinstance(called, ast.Attribute):
        called = called.value
    if not isinstance(called, ast.Name):
        return False
    if called.id in ("print", "display"):
        return True
    thing = names.get(called.id)
    if isinstance(thing, ModuleType):
        return thing.__name__.split(".")[0] not in QUIET
    return type(thing).__module__.split(".")[0] == "logging"


def is_own(value, names):
    """True for a function or a class that is defined in the notebook with these names."""
    if isinstance(value, type):
        return value.__module__ == names.get("__name__")
    return getattr(value, "__globals__", None) is names


def copied_tree(node, part=None, instead=None):
    """Copy code, with another node instead of one part of it.

    What a tool has hung on the nodes is left out: IPython's tracebacks hang whole trees there, as `parent`.
    """
    if isinstance(node, list):
        return [copied_tree(one, part, instead) for one in node]
    if node is part and part is not None:
        return instead
    if not isinstance(node, ast.AST):
        return node
    fields = {name: copied_tree(getattr(node, name), part, instead) for name in node._fields if hasattr(node, name)}
    return ast.copy_location(type(node)(**fields), node)


def names_in(node):
    """The names that stand in a part of the code: set."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def bare_names(node, but_in=ast.Subscript):
    """The names that stand for their values in an expression, not for what an index takes out of them: set.

    but_in     type of node, or several, in which a name stands for something else
    """
    if isinstance(node, but_in):
        return set()
    own = {node.id} if isinstance(node, ast.Name) else set()
    return own.union(*(bare_names(child, but_in) for child in ast.iter_child_nodes(node)))


def inner_functions(node):
    """The names of functions that are defined inside a function: their lines are not followed."""
    inner = [part for part in ast.walk(node) if part is not node]
    named = {part.name for part in inner if isinstance(part, ast.FunctionDef)}
    bound = [part for part in inner if isinstance(part, ast.Assign) and isinstance(part.value, ast.Lambda)]
    return named | {target.id for part in bound for target in part.targets if isinstance(target, ast.Name)}
