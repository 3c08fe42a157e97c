"""Small edits of calls: another function, other arguments, other keywords, in another order or none at all."""

import ast

from checks.place.nodes import LOAD, ONE, backwards, comprehension, from_the_other_end, method, transposed
from checks.place.slopes import slopes_of
from checks.place.source import copied_tree
from checks.place.values import is_column

_ALIKE = (
    {"sum", "mean", "max", "prod"},
    {"zeros", "ones", "empty"},
    {"zeros_like", "ones_like", "empty_like"},
    {"tanh", "sinh", "cosh", "sin", "arctan", "exp", "log"},
    {"dot", "multiply", "outer"},
    {"vstack", "hstack", "concatenate"},
    {"add", "subtract", "multiply", "divide"},
    {"append", "extend"},
    {"reshape", "transpose"},
    {"square", "sqrt", "abs"},
)  # functions and methods that are taken for one another


def of_call(node, scope):
    """Yield what may stand in the place of a call."""
    arguments = node.args
    handed_on = arguments if getattr(node.func, "id", None) in scope.own else arguments[:1]
    yield from (one for one in handed_on if not isinstance(one, (ast.Starred, ast.Constant)))
    if isinstance(node.func, ast.Attribute):
        yield from _of_method(node)
    if isinstance(node.func, (ast.Name, ast.Attribute)) and len(arguments) == 1:
        yield from _of_one_value(node, scope)
    yield from _rearranged(node)
    yield from _with_axis(node)
    yield from _the_other_way_round(node)
    yield from _with_optional(node, scope)


def _of_method(node):
    """What the method belongs to, and other methods of it."""
    whose, method_name, arguments = node.func.value, node.func.attr, node.args
    yield whose
    if method_name == "fromkeys" and len(arguments) == 2:  # keys, value
        yield comprehension(ast.DictComp, [ast.Name(ONE, LOAD), arguments[1]], arguments[0])
    if method_name == "append":
        yield ast.Call(ast.Attribute(whose, "insert", LOAD), [ast.Constant(0), *arguments], [])
    elif method_name == "insert" and arguments:
        yield ast.Call(ast.Attribute(whose, "append", LOAD), arguments[-1:], [])
    for name in sorted({other for group in _ALIKE if method_name in group for other in group}):
        if name != method_name:
            yield ast.Call(ast.Attribute(whose, name, LOAD), arguments, node.keywords)


def _of_one_value(node, scope):
    """Another sign of the one argument, another function of it, or the same of what it was before."""
    (argument,), name_called = node.args, getattr(node.func, "id", None)
    if isinstance(argument, (ast.Name, ast.Attribute, ast.Subscript)):
        yield ast.Call(node.func, [ast.UnaryOp(ast.USub(), argument)], node.keywords)
    for name in sorted(scope.functions):
        if name != name_called:
            yield ast.Call(ast.parse(name, mode="eval").body, node.args, [])
    if name_called in scope.shared:  # with one caller, it may be wrong itself
        yield from slopes_of(argument)
    if name_called in scope.own:
        yield from (ast.Call(node.func, [one], []) for one in _undone(argument, scope))
        yield from (ast.Call(node.func, [ast.Call(tanh, [argument], [])], []) for tanh in scope.tanh)


def _rearranged(node):
    """Two arguments exchanged, or one of them transposed."""
    arguments = node.args
    for at in range(len(arguments)):
        for other in range(at):
            exchanged = list(arguments)
            exchanged[at], exchanged[other] = arguments[other], arguments[at]
            yield ast.Call(node.func, exchanged, node.keywords)
        if len(arguments) < 3 and not isinstance(arguments[at], (ast.Constant, ast.Starred, ast.Tuple, ast.List)):
            turned = [*arguments[:at], transposed(arguments[at]), *arguments[at + 1 :]]
            yield ast.Call(node.func, turned, node.keywords)


def _undone(argument, scope):
    """Yield a value as it was before tanh, and before a gate's function: it may have gone through that already."""
    for tanh in scope.tanh:
        yield ast.Call(ast.Attribute(tanh.value, "arctanh", LOAD), [argument], [])
        odds = ast.BinOp(argument, ast.Div(), ast.BinOp(ast.Constant(1), ast.Sub(), argument))
        yield ast.Call(ast.Attribute(tanh.value, "log", LOAD), [odds], [])


def _with_optional(node, scope):
    """Yield a call of a function of the cell with something for an argument that has a default, and is left out."""
    given, (required, names) = len(node.args), scope.optional.get(getattr(node.func, "id", None), (0, []))
    for argument in names[max(0, given - required) :]:
        if all(word.arg != argument for word in node.keywords):
            for other in (*_functions(scope), *_columns(scope)):
                yield ast.Call(node.func, node.args, [*node.keywords, ast.keyword(argument, other)])


def _columns(scope):
    """The columns that may have been meant, as biases are: names, and entries of dicts."""
    names = sorted(name for name in scope.names if any(map(is_column, scope.forms.get(name, ()))))
    dicts = sorted(name for name in scope.names if dict in scope.forms.get(name, ()))
    entries = [
        ast.Subscript(ast.Name(name, LOAD), ast.Constant(key), LOAD) for name in dicts for key in sorted(scope.columns)
    ]
    return [*(ast.Name(name, LOAD) for name in names), *entries]


def _functions(scope):
    """The functions of one value that may have been meant: none at all, tanh, and those of the cell and beside it."""
    value = ast.Name(ONE, LOAD)
    taken = ast.arguments([], [ast.arg(ONE)], None, [], [], None, [])
    names = {*map(ast.unparse, scope.tanh)} | scope.plain
    return [ast.Lambda(taken, value), *(ast.parse(name, mode="eval").body for name in sorted(names))]


def _with_axis(node):
    """A call without one of its keywords, or with an axis that it is not given."""
    for word in node.keywords:
        yield ast.Call(node.func, node.args, [other for other in node.keywords if other is not word])
    given, called = {word.arg for word in node.keywords}, getattr(node.func, "attr", "")
    if called in ("sum", "mean", "max"):
        if "keepdims" not in given:
            yield ast.Call(node.func, node.args, [*node.keywords, ast.keyword("keepdims", ast.Constant(True))])
        if "axis" not in given:
            for axis in (0, 1):
                words = [ast.keyword("axis", ast.Constant(axis)), ast.keyword("keepdims", ast.Constant(True))]
                yield ast.Call(node.func, node.args[:1], words)
    if called in ("stack", "concatenate") and "axis" not in given and len(node.args) == 1:
        for axis in (-1, 1):
            yield ast.Call(node.func, node.args, [*node.keywords, ast.keyword("axis", ast.Constant(axis))])


def _the_other_way_round(node):
    """Steps, parts or axes in another order."""
    method_name, name = getattr(node.func, "attr", ""), getattr(node.func, "id", "")
    if method_name in ("stack", "dstack", "array", "concatenate") and node.args:
        yield ast.Call(node.func, [backwards(node.args[0]), *node.args[1:]], node.keywords)
    if method_name in ("split", "array_split", "vsplit") and len(node.args) > 1:
        yield from _split_from_the_other_end(node)
    if name == "range":
        yield ast.Call(ast.Name("reversed", LOAD), [node], [])
    if name in ("zip", "enumerate"):
        turned = [[*node.args[:at], backwards(one), *node.args[at + 1 :]] for at, one in enumerate(node.args)]
        yield from (ast.Call(node.func, one, node.keywords) for one in turned)
        if name == "enumerate" and turned:
            yield backwards(ast.Call(node.func, turned[0], node.keywords))
    if method_name == "reshape":
        yield from _moved(node)


def _split_from_the_other_end(node):
    """The two parts of `split(stack, [k])` as where the other part comes first: the last k rows, and those above."""
    stack, places = node.args[:2]
    if isinstance(places, (ast.List, ast.Tuple)) and len(places.elts) == 1:
        turned = ast.List([from_the_other_end(places.elts[0])], LOAD)
        yield backwards(ast.Call(node.func, [stack, turned, *node.args[2:]], node.keywords))


def _moved(node):
    """Axes moved instead of entries put together in other groups: of three, the first to the end, or the last two."""
    yield method(transposed(node.func.value), "swapaxes", 0, 1)
    if isinstance(node.func.value, ast.Attribute):  # `steps.T`
        yield method(node.func.value, "swapaxes", 0, 1)
    if len(node.args) > 1:
        moved = [node.args[0], ast.Constant(0), ast.Constant(-1)]
        yield ast.Call(ast.Attribute(node.func.value, "moveaxis", LOAD), moved, [])  # of np.reshape(steps, shape)
        *first, one, other = node.args
        yield method(ast.Call(node.func, [*first, other, one], node.keywords), "swapaxes", -1, -2)


def without_calls(node):
    """Yield an operation without its calls of one function: the value may have gone through it before."""
    texts = [ast.dump(one.func) for one in ast.walk(node) if isinstance(one, ast.Call) and takes_one_value(one)]
    for text in dict.fromkeys(texts):
        if texts.count(text) > 1:
            yield _Without(text).visit(copied_tree(node))


class _Without(ast.NodeTransformer):
    """Puts what a function is called with in the place of its calls."""

    def __init__(self, function):
        self.function = function

    def visit_Call(self, node):
        self.generic_visit(node)
        return node.args[0] if takes_one_value(node) and ast.dump(node.func) == self.function else node


def takes_one_value(node):
    """True for a call with one argument that stands in its place."""
    return isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords


def other_functions(node, scope):
    """Yield a call of one value with each other function, and tanh, in its place."""
    if takes_one_value(node) and isinstance(node.func, (ast.Name, ast.Attribute)):
        for name in sorted((scope.functions | {*map(ast.unparse, scope.tanh)}) - {ast.unparse(node.func)}):
            yield ast.Call(ast.parse(name, mode="eval").body, node.args, [])
