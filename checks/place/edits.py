"""Small edits of code: what may have been meant where something else stands. Each is tried, and none is ever shown."""

import ast
from dataclasses import dataclass, field
from itertools import permutations, product

from checks.place.edits_of_calls import of_call, other_functions, without_calls
from checks.place.edits_of_statements import ARITHMETIC, entry_so_far
from checks.place.nodes import LOAD, comprehension, from_the_other_end, method, transposed, with_index
from checks.place.slopes import other_slopes, slopes_of
from checks.place.values import is_column

COLUMN = 2  # axes
AXES = 3
MOST = 4  # letters of a text, or names of one line
_START = {"zeros", "zeros_like", "empty", "empty_like"}  # of numpy: what a sum begins with
_COMPARED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}


@dataclass
class Scope:
    """What an edit may draw on.

    names      set of names of values that may stand for one another: those that the code binds
    functions  set of names of functions that may be called
    own        set of names of functions that the cell defines
    plain      set of names of functions of one value: the cell's own, and those that it has from a module beside it
    shared     set of those that are called from several places
    keys       set of str: keys that may stand for one another
    forms      dict, name -> set of forms that it has held; a name that never held anything is not in it; the name of
               an attribute has a dot before it
    columns    set of str: the keys of columns in what the function is given, as biases are
    attributes set of the names of attributes that the code gives a value
    optional   dict, name of a function that the cell defines -> (how many arguments it has to be given, the names of
               those that have a default)
    looped     set of pairs: a name that a loop gives keys, one after the other, and one of these
    entries    dict, (name of a dict, key) -> set of forms of what has stood there
    keeps_inputs  False where the code changes its inputs, which is reported in another way
    """

    names: set
    functions: set = field(default_factory=set)
    own: set = field(default_factory=set)
    plain: set = field(default_factory=set)
    shared: set = field(default_factory=set)
    keys: set = field(default_factory=set)
    forms: dict = field(default_factory=dict)
    columns: set = field(default_factory=set)
    attributes: set = field(default_factory=set)
    optional: dict = field(default_factory=dict)
    looped: set = field(default_factory=set)
    entries: dict = field(default_factory=dict)
    keeps_inputs: bool = True

    @property
    def tanh(self):
        """The tanh of numpy, by each name that numpy has: list of nodes."""
        modules = sorted({name.split(".")[0] for name in self.functions if "." in name})
        return [ast.Attribute(ast.Name(module, LOAD), "tanh", LOAD) for module in modules]

    def like(self, name):
        """The other names that may stand where a name stands, in order."""
        form = self.forms.get(name)
        others = sorted(self.names - {name})
        return [other for other in others if form is None or not self.forms.get(other, form).isdisjoint(form)]


def of_expression(node, scope):
    """Yield what may stand in the place of an expression."""
    make = _OF.get(type(node))
    if make is not None:
        yield from make(node, scope)
    if isinstance(node, (ast.BinOp, ast.Call)):
        yield ast.UnaryOp(ast.USub(), node)


def of_nearly_right(node, scope):
    """Yield what may stand in the place of a value that has to have its numbers, or most of them."""
    yield from _of_one_key(node, scope)
    if scope.keeps_inputs:
        yield from _of_same_numbers(node)
    yield from _of_side_effect(node)


def _of_one_key(node, scope):
    """Yield another slope, or function, for one key of those that a loop goes through, as for the candidate alone."""
    others = other_slopes(node) if isinstance(node, ast.BinOp) else other_functions(node, scope)
    for other, (name, key) in product(others, sorted(scope.looped)):
        yield ast.IfExp(ast.Compare(ast.Name(name, LOAD), [ast.Eq()], [ast.Constant(key)]), other, node)


def _of_same_numbers(node):
    """Yield a copy of what may change later: an array, or a part of one."""
    if isinstance(node, (ast.Name, ast.Subscript)):
        yield method(node, "copy")


def _of_side_effect(node):
    """Yield a call that writes its result into no other array: `np.tanh(c)` for `np.tanh(c, out=c)`."""
    words = [word for word in getattr(node, "keywords", ()) if word.arg != "out"]
    if isinstance(node, ast.Call) and len(words) < len(node.keywords):
        yield ast.Call(node.func, node.args, words)


def of_entry(node, scope, forms):
    """Yield entries of dicts in the place of a value of the same form, as of the gradients of a step."""
    if isinstance(node, (ast.Name, ast.Subscript)):
        for (name, key), held in scope.entries.items():
            if isinstance(key, str) and not held.isdisjoint(forms):
                yield ast.Subscript(ast.Name(name, LOAD), ast.Constant(key), LOAD)


def of_plain_names(node, scope, forms):
    """Yield the names that a value is made of, where they have its form: too much may have been done to one of them."""
    read = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} & scope.names
    for name in sorted(read) if isinstance(node, (ast.BinOp, ast.Call)) else ():
        if not scope.forms.get(name, set()).isdisjoint(forms):
            yield ast.Name(name, LOAD)


def of_compared_key(node, scope):
    """Yield the other keys with which the name of a loop, or an argument, may be compared."""
    yield from (ast.Constant(key) for key in sorted({key for _, key in scope.looped} - {node.value}))


def of_start(node):
    """Yield zeros in the place of an array at hand: a state may have to start from them."""
    if isinstance(node, (ast.Name, ast.Subscript)):
        yield ast.BinOp(ast.Constant(0), ast.Mult(), node)


def of_value(node, scope, forms):
    """Yield a value with what may have been left out: a term, a factor, the slope of tanh or of a gate.

    forms      set of forms of the value
    """
    is_start = isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _START  # a later line adds to it
    takes_bias = any(len(one) == COLUMN for one in forms) and not is_start
    if any(len(one) == COLUMN for one in forms):
        yield transposed(node)
    if takes_bias:
        for name in sorted(name for name in scope.names if dict in scope.forms.get(name, ())):
            for key in sorted(scope.columns):
                yield ast.BinOp(node, ast.Add(), ast.Subscript(ast.Name(name, LOAD), ast.Constant(key), LOAD))
    read = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} if isinstance(node, ast.BinOp) else set()
    for name in sorted(scope.names):
        held = scope.forms.get(name, set())
        other = ast.Name(name, LOAD)
        if name in read and not held.isdisjoint(forms):
            yield from (ast.Call(tanh, [other], []) for tanh in scope.tanh)
        if any(map(is_column, held)) and takes_bias:
            yield ast.BinOp(node, ast.Add(), other)
        elif not held.isdisjoint(forms):
            yield ast.BinOp(node, ast.Add(), other)
            yield ast.BinOp(node, ast.Mult(), other)
            yield from (ast.BinOp(node, ast.Mult(), slope) for slope in slopes_of(other))


def _of_operation(node, scope):
    left, right = node.left, node.right
    yield left
    yield right
    yield from other_slopes(node)
    yield from without_calls(node)
    if not isinstance(node.op, (ast.Add, ast.Mult)) or isinstance(left, ast.List) or isinstance(right, ast.List):
        yield ast.BinOp(right, node.op, left)
    yield from _with_other_brackets(node)
    if isinstance(left, ast.Call) and len(left.args) == 1 and isinstance(node.op, (ast.Add, ast.Sub)):
        yield ast.Call(left.func, [ast.BinOp(left.args[0], node.op, right)], left.keywords)  # a bracket too early
    kinds = ARITHMETIC if isinstance(node.op, ARITHMETIC) else (ast.Mult,)
    for kind in kinds:
        if not isinstance(node.op, kind):
            yield ast.BinOp(left, kind(), right)
    if isinstance(node.op, ast.Mult) and isinstance(right, ast.Constant):
        yield ast.BinOp(left, ast.Pow(), right)
    if isinstance(node.op, ast.Pow) and isinstance(left, ast.BinOp):
        yield ast.BinOp(left.left, left.op, ast.BinOp(left.right, ast.Pow(), right))  # of the last term alone
    if isinstance(left, ast.List):
        yield from _one_for_each(left, node.op, right)
    if isinstance(node.op, ast.Sub):
        yield ast.BinOp(left, node.op, ast.BinOp(right, ast.Pow(), ast.Constant(2)))
    if isinstance(node.op, (ast.MatMult, ast.Mult)):
        yield ast.BinOp(transposed(left), ast.MatMult(), right)
        yield ast.BinOp(left, ast.MatMult(), transposed(right))
        yield ast.BinOp(transposed(right), ast.MatMult(), left)
        yield ast.BinOp(right, ast.MatMult(), transposed(left))


def _one_for_each(values, operator, number):
    """`[np.zeros(2)] * 3` with a value for each entry, not one for all."""
    times = getattr(number, "value", None)
    if type(times) is int and 1 < times <= MOST:
        yield ast.List(values.elts * times, LOAD)
    elif len(values.elts) == 1 and isinstance(operator, ast.Mult):
        yield comprehension(ast.ListComp, values.elts, ast.Call(ast.Name("range", LOAD), [number], []))


def _with_other_brackets(node):
    """`1 / (1 + z)` for `1 / 1 + z`, and the other way round."""
    left, right = node.left, node.right
    if isinstance(left, ast.BinOp) and type(left.op) is not type(node.op):
        yield ast.BinOp(left.left, left.op, ast.BinOp(left.right, node.op, right))
    if isinstance(right, ast.BinOp) and type(right.op) is not type(node.op):
        yield ast.BinOp(ast.BinOp(left, node.op, right.left), right.op, right.right)


def _of_lambda(node, scope):
    """A function that keeps what a loop's name holds now: `lambda z, gate=gate: …`."""
    read = {part.id for part in ast.walk(node.body) if isinstance(part, ast.Name)}
    for name in sorted(read & {name for name, _ in scope.looped}):
        taken = node.args
        names, values = [*taken.kwonlyargs, ast.arg(name)], [*taken.kw_defaults, ast.Name(name, LOAD)]
        kept = ast.arguments(taken.posonlyargs, taken.args, taken.vararg, names, values, taken.kwarg, taken.defaults)
        yield ast.Lambda(kept, node.body)


def _of_attribute(node, scope):
    if node.attr == "T":
        yield node.value
        yield from (method(node.value, "transpose", *axes) for axes in permutations(range(AXES)) if axes != (2, 1, 0))
    if node.attr in scope.attributes:
        held = scope.forms.get(f".{node.attr}")
        for name in sorted(scope.attributes - {node.attr}):
            if held is None or not scope.forms.get(f".{name}", held).isdisjoint(held):
                yield ast.Attribute(node.value, name, node.ctx)


def _of_name(node, scope):
    if any(map(is_column, scope.forms.get(node.id, ()))):
        yield ast.Constant(0)  # a bias too many
    if node.id in scope.names:
        for name in scope.like(node.id):
            yield ast.Name(name, node.ctx)
    elif node.id in scope.plain:
        yield from (ast.Name(name, node.ctx) for name in sorted(scope.plain - {node.id}))


def _of_constant(node, scope):
    if type(node.value) is bool:
        yield ast.Constant(not node.value)
    elif type(node.value) in (int, float):
        for value in dict.fromkeys((node.value + 1, node.value - 1, 1, 0, -node.value)):
            if value != node.value:
                yield ast.Constant(value)
    elif isinstance(node.value, str) and node.value in scope.keys:
        yield from _other_keys(node.value, scope)
    elif isinstance(node.value, str) and 1 < len(node.value) <= MOST:  # each stands for something, in some order
        for letters in sorted({"".join(one) for one in permutations(node.value)} - {node.value}):
            yield ast.Constant(letters)


def _other_keys(text, scope):
    """Another key in the place of a key: with the name of a loop for its end, or one as long."""
    for name, end in sorted(scope.looped):
        if text.endswith(end) and len(text) > len(end):
            beginning = ast.Constant(text.removesuffix(end))
            yield ast.JoinedStr([beginning, ast.FormattedValue(ast.Name(name, LOAD), -1)])
    for key in sorted(key for key in scope.keys - {text} if len(key) == len(text)):
        yield ast.Constant(key)


def _of_subscript(node, scope):
    if not _is_elsewhere(node.value, scope):  # `np.r_` without its index goes on for ever
        yield node.value
    parts = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
    last = parts[-1]
    for name in sorted(name for name in scope.names if dict in scope.forms.get(name, ())):  # added up in another dict
        if name != getattr(node.value, "id", name) and isinstance(node.ctx, ast.Load) and len(parts) == 1:
            yield ast.BinOp(entry_so_far(ast.Name(name, LOAD), node.slice), ast.Add(), node)
    if getattr(last, "value", None) in scope.columns:
        yield ast.Constant(0)  # a bias too many
    if isinstance(last, ast.Slice):
        return
    if not isinstance(last, ast.Constant):
        one = ast.Constant(1)
        from_the_end = ast.BinOp(ast.UnaryOp(ast.USub(), one), ast.Sub(), last)
        for made in (ast.BinOp(last, ast.Sub(), one), ast.BinOp(last, ast.Add(), one), from_the_end):
            yield with_index(node, [*parts[:-1], made])
    number = last.operand if isinstance(last, ast.UnaryOp) else last  # -1 is a sign and a number
    if isinstance(number, ast.Constant) and isinstance(number.value, int):
        for name in sorted(name for name in scope.names if int in scope.forms.get(name, ())):
            yield with_index(node, [*parts[:-1], ast.Name(name, LOAD)])
            before = ast.BinOp(ast.Name(name, LOAD), ast.Sub(), ast.Constant(1))
            yield with_index(node, [*parts[:-1], before])


def _is_elsewhere(node, scope):
    """True for a name, or what is in it, that the code does not bind."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id not in scope.names | {"self"}


def _of_slice(node, scope):
    for part, others in (("lower", ("upper", "step")), ("upper", ("lower", "step")), ("step", ("lower", "upper"))):
        if getattr(node, part) is not None:
            kept = {other: getattr(node, other) for other in others}
            yield ast.Slice(**kept)
    if node.step is None:
        yield ast.Slice(node.lower, node.upper, ast.UnaryOp(ast.USub(), ast.Constant(1)))
    if (node.lower is None) != (node.upper is None) and node.step is None:
        yield ast.Slice(node.upper, node.lower)
        yield ast.Slice(from_the_other_end(node.upper), from_the_other_end(node.lower))


def _of_sign(node, scope):
    yield node.operand


def _of_comparison(node, scope):
    kind = _COMPARED.get(type(node.ops[0]))
    if kind is not None and len(node.ops) == 1:
        yield ast.Compare(node.left, [kind()], node.comparators)
        yield ast.Compare(node.comparators[0], node.ops, [node.left])


def _of_row(node, scope):
    """Neighbours in a tuple or a list exchanged; axes in any order; the two parts of an array cut as from its end."""
    entries = node.elts
    if len(entries) == AXES and all(isinstance(one, ast.Constant) and type(one.value) is int for one in entries):
        yield from (type(node)(list(order), node.ctx) for order in permutations(entries) if list(order) != entries)
        return
    yield from _cut_from_the_other_end(node)
    texts = {getattr(one, "value", None) for one in entries}
    if len(entries) > 1 and texts <= scope.keys:  # a key that is left out
        for key in sorted(scope.keys - texts):
            yield type(node)([*entries, ast.Constant(key)], node.ctx)
    for at in range(len(entries) - 1):
        exchanged = [*entries[:at], entries[at + 1], entries[at], *entries[at + 2 :]]
        yield type(node)(exchanged, node.ctx)


def _cut_from_the_other_end(node):
    """`S[-k:], S[:-k]` for `S[:k], S[k:]`, of rows or columns: the stack may have the other part first.

    So may it where the last part is taken first: `S[:-k], S[-k:]` for `S[k:], S[:k]`.
    """
    parts = [_last_slice(one) for one in node.elts]
    if len(parts) != 2 or None in parts or ast.dump(node.elts[0].value) != ast.dump(node.elts[1].value):
        return
    at = [part.lower or part.upper for part in parts]
    sides = [(part.lower is None, part.upper is None) for part in parts]
    if sorted(sides) == [(False, True), (True, False)] and ast.dump(at[0]) == ast.dump(at[1]):
        end = from_the_other_end(at[0])
        turned = [ast.Slice(None, end) if part.lower else ast.Slice(end) for part in parts]
        yield type(node)([_with_last_slice(*pair) for pair in zip(node.elts, turned, strict=True)], node.ctx)


def _last_slice(node):
    """The slice of the last axis that an index names, or None."""
    index = getattr(node, "slice", None)
    last = index.elts[-1] if isinstance(index, ast.Tuple) and index.elts else index
    return last if isinstance(last, ast.Slice) else None


def _with_last_slice(node, made):
    index = node.slice
    return with_index(node, [*index.elts[:-1], made] if isinstance(index, ast.Tuple) else [made])


_OF = {
    ast.BinOp: _of_operation,
    ast.Call: of_call,
    ast.Attribute: _of_attribute,
    ast.Name: _of_name,
    ast.Constant: _of_constant,
    ast.Subscript: _of_subscript,
    ast.Slice: _of_slice,
    ast.UnaryOp: _of_sign,
    ast.Compare: _of_comparison,
    ast.Lambda: _of_lambda,
    ast.Tuple: _of_row,
    ast.List: _of_row,
}
