"""A learner's function, instrumented: after each statement a probe looks at what it binds, and may replace it.

Statements of the function stay as they are; those that only print are left out.
"""

import ast
import copy
from dataclasses import dataclass
from enum import Enum, StrEnum

from checks.place.bindings import bindings
from checks.place.nodes import LOAD, of_ours
from checks.place.source import copied_tree, is_idle, names_grown_by, names_in
from checks.place.values import AFTER, BEFORE


class StatementKind(StrEnum):
    """What a statement is to the proof."""

    LOOP = "loop"  # the loop over time
    RETURN = "return"
    ITERATION = "iteration"  # the end of an iteration of that loop
    END = "end"  # the end of the function, without a return
    SIMPLE = "simple"
    COMPOUND = "compound"  # judged as a whole


LOOP, RETURN, ITERATION, END, SIMPLE, COMPOUND = StatementKind
INSIDE = "inside"  # the region of statements in the loop over time


class Beside(Enum):
    """What a statement is judged by, beside the names that it binds: it stands in a key where their names do.

    A key is (number of the statement, (name, None)), (number, (name, entry)) for an entry of a dict, or one of these.
    """

    CALL = "call"  # (CALL, argument): what the function that is called at each time step is given
    RETURN = "return"  # (RETURN, output)
    LOOP = "loop"  # (LOOP, None): what the loop over time goes through
    EARLY = "early"  # (EARLY, None): a return inside the loop
    END = "end"  # (END, None): no return
    CHANGES = "changes"  # (CHANGES, name): it changes an argument
    SECOND = "second"  # (SECOND, name): it makes a name a second one of an argument
    HELD = "held"  # (HELD, name): it writes into what a list or a dict of that name holds


@dataclass
class Statement:
    """One statement of the function.

    number     of the statement
    node       ast node as the learner wrote it; for `iteration` the loop, for `end` the function
    kind       StatementKind
    region     before, inside or after the loop over time
    binds      tuple of (name, None), or (name, key) for an entry of a dict
    judged     tuple: those of them that no later statement of the region binds
    """

    number: int
    node: object
    kind: StatementKind
    region: str
    binds: tuple = ()
    judged: tuple = ()


class Instrumented:
    """A function with probes in it.

    statements  list of Statement
    loop        Statement of the loop over time, or None
    growing     set of the (name, None) of lists that a method puts entries into
    """

    def __init__(self, source, calls, has_loop, entries):
        """calls: name of the function that it calls at each time step, or None; entries: keys that are outputs."""
        self.source, self.calls, self.entries = source, calls, entries
        self.statements, self.loop, self._found = [], None, {}
        self._loop_node = _time_loop(source.node.body, calls) if has_loop else None
        node = copied_tree(source.node)  # what is compiled; `source.node` is what is reported
        self._original = dict(zip(map(id, ast.walk(node)), ast.walk(source.node), strict=True))
        self._copied_loop = next((one for one in node.body if self._original[id(one)] is self._loop_node), None)
        body = self._top(node.body)
        arguments = node.args
        node = ast.FunctionDef(node.name, _bare(arguments), [*body, *self._end(source.node)], [], type_params=[])  # type: ignore[call-arg]
        module = ast.fix_missing_locations(ast.Module([node], []))
        self.code = compile(module, "<followed>", "exec")
        self.growing = {(name, None) for name in names_grown_by(source.node)}

    def function(self, probe):
        """Return the function with a probe: it takes what the learner's takes."""
        names = {**self.source.names, **_of_ours(probe=probe, locals=locals, Exception=Exception)}
        own = self.source.function
        for name in own.__code__.co_names:  # what it may change, it changes in a copy
            if isinstance(names.get(name), (list, dict, set)) or type(names.get(name)).__name__ == "ndarray":
                names[name] = copy.deepcopy(names[name])
        exec(self.code, names)
        made = names[self.source.node.name]
        made.__defaults__, made.__kwdefaults__ = own.__defaults__, own.__kwdefaults__
        return made

    def bound_in(self, region):
        """The names that the statements of a region bind, and those that its loop goes through: set."""
        found = {
            name for one in self.statements if one.region == region for name, _ in one.binds if one.kind != ITERATION
        }
        return found | (self.loop_names() if region == INSIDE else set())

    def loop_names(self):
        """The names that the loop over time goes through: set, empty for `while`."""
        node = self.loop and self.loop.node
        return names_in(node.target) if isinstance(node, ast.For) else set()

    # ── Blocks ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _top(self, body):
        if self._copied_loop is None:
            return self._block(body, BEFORE, set())
        at = body.index(self._copied_loop)
        before = self._block(body[:at], BEFORE, set())
        loop = self._over_time(self._copied_loop)
        return [*before, *loop, *self._block(body[at + 1 :], AFTER, set())]

    def _block(self, body, region, later):
        body = [statement for statement in body if not is_idle(statement, self.source.names)]
        bound_later = [set(later)]
        for statement in reversed(body):
            bound_later.append(bound_later[-1] | set(self._bindings(statement)))
        pairs = zip(body, bound_later[-2::-1] if body else [], strict=True)
        return [line for statement, names in pairs for line in self._one(statement, region, names)] or [ast.Pass()]

    def _one(self, node, region, later):
        if isinstance(node, ast.Return):
            return self._return(node, region)
        if isinstance(node, ast.If):
            bodies = self._block(node.body, region, later), self._block(node.orelse, region, later)
            return [ast.If(node.test, bodies[0], bodies[1] if node.orelse else [])]
        if isinstance(node, (ast.Pass, ast.Break, ast.Continue, ast.Raise, ast.Assert, ast.Global, ast.Nonlocal)):
            return [node]
        simple = isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Delete))
        statement = self._add(node, SIMPLE if simple else COMPOUND, region, later)
        node = self._expression(node, statement) if simple else _Inside(self, statement).visit(node)
        return self._probed(statement, [node])

    def _bindings(self, node):
        """What a statement binds or changes of the function's own names."""
        if id(node) not in self._found:
            local = self.source.function.__code__
            own = {*local.co_varnames, *local.co_cellvars}
            self._found[id(node)] = [bound for bound in bindings(node, self.entries) if bound[0] in own]
        return self._found[id(node)]

    def _add(self, node, kind, region, later=()):
        original = self._original.get(id(node), node)
        binds = tuple(self._bindings(original)) if kind in (SIMPLE, COMPOUND) else ()
        judged = tuple(bound for bound in binds if bound not in later)
        self.statements.append(Statement(len(self.statements), original, kind, region, binds, judged))
        return self.statements[-1]

    def _probed(self, statement, body):
        number = statement.number
        body = [*_lines(f"if probe.captures: probe.before({number}, locals())"), _try(number, body)]
        return body + [line for bound in statement.binds for line in _judging(number, bound)]

    def _return(self, node, region):
        statement = self._add(node, RETURN, region)
        number = statement.number
        value = self._expression(node.value, statement) if node.value else ast.Constant(None)
        lines = [*_lines(f"if probe.captures: probe.before({number}, locals())"), *_lines("result = None")]
        lines.append(_try(number, [_assignment(of_ours("result"), value)]))
        return lines + _lines(f"if probe.returns({number}, result, locals()): return probe.result")

    def _end(self, node):
        self.end = self._add(node, END, AFTER)
        return _lines("return probe.finish(locals())")

    def _expression(self, node, statement):
        return _Calls(self.calls, statement.number).visit(node) if self.calls else node

    # ── The loop over time ────────────────────────────────────────────────────────────────────────────────────────

    def _over_time(self, node):
        self.loop = self._add(node, LOOP, BEFORE)
        names = (part.id for part in ast.walk(self._loop_node) if isinstance(part, ast.Name))
        self.loop_has_call = self.calls in names
        body = self._block(node.body, INSIDE, set())
        ending = self._add(node, ITERATION, INSIDE)
        always = [one for one in self._loop_node.body if not isinstance(one, ast.If)]
        within = {name for one in always for name, key in self._bindings(one) if key is None}
        outside = [one for one in self.source.node.body if one is not self._loop_node]
        known = {bound for one in outside for bound in self._bindings(one) if bound[1] is None}
        ending.binds = ending.judged = tuple(sorted(bound for bound in known if bound[0] not in within))
        for bound in ending.binds:
            body += _judging(ending.number, bound)
        number = self.loop.number
        if isinstance(node, ast.While):
            made = ast.While(node.test, [*_lines("probe.next_iteration()"), *body], node.orelse)
            return [_try(number, [made]), *_lines(f"probe.left({number})")]
        values = _assignment(of_ours("values"), self._expression(node.iter, self.loop))
        lines = [*_lines("values = None"), _try(number, [values])]
        (iterations,) = _lines(f"probe.iterations({number}, values)")
        return [*lines, ast.For(node.target, iterations.value, body, node.orelse), *_lines(f"probe.left({number})")]


def _lines(text):
    """Parse code of ours; each name in it becomes one of ours."""
    tree = ast.parse(text)
    for part in ast.walk(tree):
        if isinstance(part, ast.Name):
            part.id = of_ours(part.id)
        elif isinstance(part, ast.ExceptHandler):
            part.name = of_ours(part.name)
    return tree.body


def _of_ours(**names):
    return {of_ours(name): value for name, value in names.items()}


def _assignment(name, value):
    return ast.Assign([ast.Name(name, ast.Store())], value)


def _try(number, body):
    (made,) = _lines(f"try:\n    pass\nexcept Exception as error:\n    probe.raised({number}, error)")
    made.body = body
    return made


def _judging(number, bound):
    name, key = bound
    if key is None:
        (judged,) = _lines(f"if probe.judge({number}, {name!r}, locals()): result = probe.value")
        judged.body[0].targets[0].id = name
        return [judged]
    return _lines(f"probe.judge_entry({number}, {name!r}, {key!r}, locals())")


def _bare(arguments):
    """The arguments without annotations, and with any defaults: the right ones are put in afterwards."""
    for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
        argument.annotation = None
    arguments.defaults = [ast.Constant(None) for _ in arguments.defaults]
    arguments.kw_defaults = [None if one is None else ast.Constant(None) for one in arguments.kw_defaults]
    return arguments


class _Calls(ast.NodeTransformer):
    """Puts the probe in the place of the function that is called at each time step."""

    def __init__(self, name, number):
        self.name, self.number = name, number

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == self.name:
            node.func = ast.Attribute(ast.Name(of_ours("probe"), LOAD), "call", LOAD)
            node.args.insert(0, ast.Constant(self.number))
        return node


class _Inside(ast.NodeTransformer):
    """What changes inside a statement that is judged as a whole: its returns, its calls, and its loops are counted."""

    def __init__(self, instrumented, statement):
        self.whole, self.statement = instrumented, statement

    def visit_Return(self, node):
        return self.whole._return(node, self.statement.region)

    def visit_FunctionDef(self, node):
        return node

    visit_Lambda = visit_ClassDef = visit_FunctionDef

    def visit_Call(self, node):
        return self.whole._expression(node, self.statement)

    def visit_Expr(self, node):
        return ast.Pass() if is_idle(node, self.whole.source.names) else self.generic_visit(node)

    def visit_For(self, node):
        self.generic_visit(node)
        node.body = [*_lines("probe.tick()"), *node.body]
        return node

    visit_While = visit_For


def names_read_by(statement):
    """The names that a statement reads, and those that it changes."""
    if statement.kind in (ITERATION, END):
        return set()
    node = statement.node.iter if statement.kind == LOOP and isinstance(statement.node, ast.For) else statement.node
    names = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
    read = {part.id for part in names if isinstance(part.ctx, ast.Load)}
    return read | ({part.id for part in names} if isinstance(node, ast.AugAssign) else set())


def adds_to(statement, name):
    """True where a statement adds to what a name holds, or to an entry of it, or a line in it does."""
    if statement.kind not in (SIMPLE, COMPOUND):
        return False
    return any(name in names_in(target) for part in ast.walk(statement.node) for target in _added_to(part))


def _added_to(node):
    """What a statement adds to, as in `z += 1` and in `z = z + 1`: list of nodes, at most one."""
    if isinstance(node, ast.AugAssign):
        return [node.target]
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp) and isinstance(node.value.op, ast.Add):
        target = ast.unparse(node.targets[0])
        return node.targets[:1] if target in (ast.unparse(node.value.left), ast.unparse(node.value.right)) else []
    return []


def _time_loop(body, calls):
    """The loop at the top of a function that goes through the time steps: the one with the call, else the first."""
    loops = [node for node in body if isinstance(node, (ast.For, ast.While))]

    def has_call(node):
        return any(isinstance(part, ast.Name) and part.id == calls for part in ast.walk(node))

    return next(filter(has_call, loops), loops[0] if loops else None)
