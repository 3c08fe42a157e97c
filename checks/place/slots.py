"""The parts of a learner's code that small edits may make right, each with what may stand there."""

import ast
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from types import FunctionType

from checks.place.edited import DEFINED, is_tick
from checks.place.edits import (
    Scope,
    of_compared_key,
    of_entry,
    of_expression,
    of_nearly_right,
    of_plain_names,
    of_start,
    of_value,
)
from checks.place.edits_of_statements import of_statement
from checks.place.nodes import LOAD, TICK, backwards, with_body
from checks.place.renewal import bodies_with_one, is_place_of_one
from checks.place.source import copied_tree, definition_of, is_loud, is_own, names_in
from checks.place.values import form, is_column

_HEADERS = {ast.For: ("target", "iter"), ast.While: ("test",), ast.If: ("test",), ast.With: ("items",)}


@dataclass
class Slot:
    """A part of the code that an edit replaces.

    parent, name, at   the node, its field, and the place in that field where it is a list
    lines              tuple of the numbers of the lines that it stands on: two where they are exchanged
    statement          the statement that it belongs to
    made               takes the forms of its value, returns what may stand there
    adds               True: a line is added, below the one that is named, or at the end of the loop that it begins
    exchanges          True: its two lines are put in the other order
    """

    parent: ast.AST
    name: str
    at: int | None
    lines: tuple
    statement: ast.stmt
    made: Callable
    adds: bool = False
    exchanges: bool = False

    @property
    def node(self):
        """What stands there."""
        whole = getattr(self.parent, self.name)
        return whole if self.at is None else whole[self.at]

    def put(self, node):
        """Put another node there."""
        if self.at is None:
            setattr(self.parent, self.name, node)
        else:
            getattr(self.parent, self.name)[self.at] = node


class Slots:
    """Every part of some code that an edit may make right: an iterable of Slot.

    module      ast.Module
    names       dict, what the names in it stand for
    forms       dict, name -> set of forms that it has held
    entries     dict, (name of a dict, key) -> set of forms of what has stood there
    case        checks.case.Case on which the code is wrong
    has_result  True where it comes to an end: then something may have been left out of a value
    can_mend    takes a Slot; returns False where other numbers there change what is right, or nothing that is wrong
    keeps_inputs  False where the code changes what it is given
    right       set of the names that hold the arguments of the same name: a line that binds only these is not edited
    """

    def __init__(self, module, names, forms, entries, case, has_result, can_mend, right, keeps_inputs):
        self.module, self.names, self.forms, self.entries, self.case = module, names, forms, entries, case
        self.has_result, self.can_mend, self.right, self.keeps_inputs = has_result, can_mend, right, keeps_inputs

    def __iter__(self):
        self.scope, self.starting = self._scope(), _starting(self.module)
        returns = [node.value for node in ast.walk(self.module) if isinstance(node, ast.Return) and node.value]
        self.returned = {part for value in returns for part in (value, *ast.iter_child_nodes(value))}  # made above
        for node in list(ast.walk(self.module)):
            if isinstance(node, ast.FunctionDef):
                if node.name not in self.case.exercise.by_name:  # whose arguments are given
                    yield from self._parts(node.args, "defaults", node)
                yield from _axes_together(node)
            if isinstance(node, ast.If) and node.orelse:
                yield from _as_in_the_other_branch(node)
            if is_place_of_one(node):
                yield from self._renewed(node)
            for name in ("body", "orelse", "finalbody"):
                statements = getattr(node, name, None)
                if isinstance(statements, list) and not isinstance(node, ast.Module):
                    for at, statement in enumerate(statements):
                        if (
                            not isinstance(statement, DEFINED)
                            and not is_tick(statement)
                            and not self._is_right(statement)
                        ):
                            yield from self._of_statement(node, name, at, statement)

    def _is_right(self, statement):
        """True where a line gives only names, and those what the function is given under them."""
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        bound = [one for target in targets for one in (target.elts if isinstance(target, ast.Tuple) else [target])]
        return bool(bound) and all(isinstance(one, ast.Name) and one.id in self.right for one in bound)

    def _of_statement(self, parent, name, at, statement):
        for field in _HEADERS.get(type(statement), statement._fields):
            yield from self._parts(statement, field, statement)
        line, statements = statement.lineno, getattr(parent, name)
        following = statements[at + 1] if at + 1 < len(statements) else None
        if isinstance(statement, tuple(_HEADERS)):
            for moved, one in _moved_in_or_out(statement, following):
                made = [*statements[:at], *moved, *statements[at + (1 if one is not following else 2) :]]
                yield Slot(parent, name, None, (one.lineno,), one, lambda _, made=made: [made])
            return
        yield Slot(parent, name, at, (line,), statement, lambda _: of_statement(statement))
        if following is not None and not isinstance(following, (ast.Return, *_HEADERS, *DEFINED)):
            exchanged = [*statements[:at], following, statement, *statements[at + 2 :]]
            yield Slot(parent, name, None, (line, following.lineno), statement, lambda _: [exchanged], exchanges=True)

    def _renewed(self, node):
        """A line that is missing at the end of a loop, named by its head, or of a method: yields Slot."""
        made = bodies_with_one(node, self.scope)
        last = node.body[max(len(node.body) - isinstance(node.body[-1], ast.Return) - 1, 0)]
        line = last.end_lineno if isinstance(node, ast.FunctionDef) else node.lineno
        yield Slot(node, "body", None, (line,), last, lambda _: made, adds=True)

    def _parts(self, parent, name, statement):
        """The parts of a field of a node that can be edited, the inner ones too."""
        value = getattr(parent, name, None)
        for at, node in enumerate(value) if isinstance(value, list) else ((None, value),):
            if not isinstance(node, ast.AST) or isinstance(node, ast.stmt) or is_tick(node):
                continue
            line = getattr(node, "lineno", statement.lineno)
            slot = Slot(parent, name, at, (line,), statement, partial(self._made, node, parent, name, statement))
            can_mend = self.can_mend(slot) if is_value(node) else None
            if can_mend is not None:
                yield replace(slot, made=lambda _, node=node: of_nearly_right(node, self.scope))
            if can_mend is False:
                continue
            if is_value(node) or isinstance(node, (ast.Slice, ast.Subscript, ast.Name, ast.Tuple)):
                yield slot
            for inner in node._fields:
                yield from self._parts(node, inner, statement)

    def _made(self, node, parent, name, statement, forms):
        arrays = {one for one in forms if isinstance(one, tuple)}
        yield from of_expression(node, self.scope)
        if name == "iter":
            yield backwards(node)
        if isinstance(parent, ast.Assign) and self._is_used_up(parent):
            yield ast.Call(ast.Name("list", LOAD), [node], [])
        if isinstance(parent, ast.Compare) and isinstance(getattr(node, "value", None), str):
            yield from of_compared_key(node, self.scope)
        is_handed_on = isinstance(node, ast.Name) and node in self.returned
        if self.has_result and is_value(node) and not is_handed_on:
            yield from of_value(node, self.scope, arrays)
            if statement in self.starting:
                yield from of_start(node)
            if isinstance(parent, (ast.Assign, ast.Dict)):
                yield from of_entry(node, self.scope, arrays)
                yield from of_plain_names(node, self.scope, arrays)

    def _is_used_up(self, statement):
        """True for a line that binds a name to what can be gone through only once, as a generator."""
        held = [self.forms.get(getattr(target, "id", ""), ()) for target in statement.targets]
        return any(isinstance(one, type) and hasattr(one, "__next__") for forms in held for one in forms)

    def _scope(self):
        parts = list(ast.walk(self.module))
        names = {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
        names |= {part.arg for part in parts if isinstance(part, ast.arg)} - {"self"}
        called = Counter(ast.unparse(part.func) for part in parts if isinstance(part, ast.Call))
        functions = {name for name in called if name != TICK and self._is_of_arrays(name)}
        own = {part.name for part in parts if isinstance(part, ast.FunctionDef)}
        read = names_in(self.module)
        plain = {name for name, thing in self.names.items() if _is_of_one_value(thing)}
        plain = {name for name in plain if name in read or self._is_given(self.names[name])}
        shared = {name for name in functions if called[name] > 1}
        stored = (part for part in parts if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store))
        given = _keys(self.case)
        columns = {key for key, entry in given.items() if is_column(form(entry))}
        keys, attributes = {*given} | _own_keys(parts), {part.attr for part in stored}
        loops = [part for part in parts if isinstance(part, (ast.For, ast.comprehension))]
        named = [(loop.target.id, loop.iter) for loop in loops if isinstance(loop.target, ast.Name)]
        looped = {(name, key) for name, through in named for key in _keys_gone_through(through)}
        looped |= {(name, key) for name in names if str in self.forms.get(name, ()) for key in keys}
        defined = [part for part in parts if isinstance(part, ast.FunctionDef)]
        return Scope(
            names=names,
            functions=functions,
            own=own,
            plain=plain,
            shared=shared,
            keys=keys,
            forms=self.forms,
            columns=columns,
            attributes=attributes,
            optional={one.name: _with_default(one) for one in defined},
            looped=looped,
            entries=self.entries,
            keeps_inputs=self.keeps_inputs,
        )

    def _is_given(self, function):
        """True for what a module of the exercise gives to compute with; no other is called for the learner."""
        files = {file.removesuffix(".py") for file in self.case.exercise.modules}
        return function.__module__ in files and _only_computes(function)

    def _is_of_arrays(self, name):
        base, _, attribute = name.partition(".")
        thing = self.names.get(base)
        return getattr(thing, "__name__", "") == "numpy" if attribute else isinstance(thing, FunctionType)


def _starting(module):
    """The statements that come before a loop, and those of `__init__`: set."""
    found = set()
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            loops = [at for at, one in enumerate(node.body) if isinstance(one, (ast.For, ast.While))]
            found |= set(node.body if node.name == "__init__" else node.body[: max(loops, default=0)])
    return found - {one for one in found if isinstance(one, (ast.For, ast.While))}


def _as_in_the_other_branch(node):
    """A statement of one branch in the place of that which gives the same names a value in the other: yields Slot."""
    branches = [(node, "body")]
    while len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):  # elif
        node = node.orelse[0]
        branches.append((node, "body"))
    branches.append((node, "orelse"))
    lines = [[one for one in getattr(*branch) if isinstance(one, ast.Assign)] for branch in branches]
    for (parent, field), own in zip(branches, lines, strict=True):
        others = [one for other in lines if other is not own for one in other]
        for at, statement in enumerate(getattr(parent, field)):
            same = [one for one in others if statement in own and _targets(one) == _targets(statement)]
            made = [copied_tree(one) for one in same]
            yield Slot(parent, field, at, (statement.lineno,), statement, lambda _, made=made: made)


def _targets(statement):
    return [ast.unparse(one) for one in statement.targets]


def _axes_together(function):
    """Another axis on all lines of a function that name the same one: yields Slot."""
    words = [one for part in ast.walk(function) for one in getattr(part, "keywords", ()) if one.arg == "axis"]
    named = {ast.dump(one.value) for one in words}
    lines = tuple(sorted({one.value.lineno for one in words}))
    if len(lines) == 2 and len(named) == 1 and not any(isinstance(one.value, ast.Name) for one in words):
        first = next(one for one in function.body if one.end_lineno >= lines[0])
        others = [number for number in (-1, 0, 1) if ast.dump(ast.Constant(number)) not in named]
        yield Slot(function, "body", None, lines, first, lambda _: [_with_axis(function.body, one) for one in others])


def _with_axis(statements, number):
    made = copied_tree(statements)
    for statement in made:
        for part in ast.walk(statement):
            if isinstance(part, ast.keyword) and part.arg == "axis":
                part.value = ast.Constant(number)
    return made


def _moved_in_or_out(statement, following):
    """What may have been indented otherwise: yields pairs of the statements that stand there then, and the moved one.

    statement  a loop or a condition
    following  the statement below it, or None
    """
    is_plain = isinstance(following, (ast.AugAssign, ast.Assign, ast.Expr))
    if isinstance(statement, (ast.For, ast.While)):
        if is_plain:
            yield [with_body(statement, [*statement.body, following])], following
        at = is_tick(statement.body[0])  # 0 or 1
        first, rest = statement.body[at], [*statement.body[:at], *statement.body[at + 1 :]]
        if any(not is_tick(one) for one in rest) and isinstance(first, ast.Assign):
            yield [first, with_body(statement, rest)], first
        *others, last = statement.body
        if any(not is_tick(one) for one in others) and isinstance(last, (ast.AugAssign, ast.Assign)):
            yield [with_body(statement, others), last], last
    elif isinstance(statement, ast.If) and not statement.orelse and (is_plain or isinstance(following, ast.For)):
        yield [with_body(statement, statement.body, [following])], following


def is_value(node):
    """True for an expression whose value is read."""
    return isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def _own_keys(parts):
    """The keys of the code's own dicts, as they stand there, or as words of one text that is taken apart: set."""
    indices = [part.slice for part in parts if isinstance(part, ast.Subscript)]
    keys = [key for part in parts if isinstance(part, ast.Dict) for key in part.keys]
    found = {part.value for part in (*indices, *keys) if isinstance(part, ast.Constant)}
    split = [part.value for part in parts if isinstance(part, ast.Attribute) and part.attr == "split"]
    texts = [part.value for part in split if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return {key for key in found if isinstance(key, str)} | {word for text in texts for word in text.split()}


def _with_default(function):
    """Tell the arguments of a definition apart: (how many have no default, the names of the others in order)."""
    names = [one.arg for one in function.args.args]
    required = len(names) - len(function.args.defaults)
    return required, names[required:]


def _is_of_one_value(thing):
    """True for a function that takes one value, and is none of the exercise's."""
    code = getattr(thing, "__code__", None) if isinstance(thing, FunctionType) else None
    return code is not None and code.co_argcount - len(thing.__defaults__ or ()) == 1 and not code.co_kwonlyargcount


def _is_import(node):
    return isinstance(node, (ast.Import, ast.ImportFrom))


@cache
def _only_computes(function):
    """True where neither a function nor any of its module that it calls does more than compute."""
    waiting, names, seen = [function], function.__globals__, set()
    while waiting:
        one = waiting.pop()
        found = definition_of(one)
        if found is None or is_loud(found[0], names) or any(map(_is_import, ast.walk(found[0]))):
            return False
        seen.add(one)
        read = [names.get(name) for name in names_in(found[0])]
        waiting += [other for other in read if is_own(other, names) and other not in seen]
    return True


def _keys_gone_through(node):
    """The letters of a text, or the texts of a row, that stands in the code: list."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return list(node.value)
    entries = [getattr(one, "value", None) for one in getattr(node, "elts", ())]
    return [one for one in entries if isinstance(one, str)]


def _keys(case):
    """The keys that the function reads and writes: dict, with what stands under those that it is given."""
    found, rest = dict.fromkeys(case.function.outputs), list(case.arguments)
    called = case.exercise.by_name.get(case.function.calls)
    found |= dict.fromkeys(called.outputs) if called else {}
    while rest:
        value = rest.pop()
        if isinstance(value, dict):
            found |= value
        elif isinstance(value, (list, tuple)):
            rest += value
    return found
