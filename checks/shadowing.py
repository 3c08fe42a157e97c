"""Names to which a function gives a second meaning while the first is still needed: proven by telling the two apart."""

import ast
import contextlib
import linecache

from checks.ladder import result_problems
from checks.place.edited import Edited, Spent
from checks.place.facts import Fact
from checks.place.nodes import of_ours
from checks.place.report import Places, columns_of, place_on
from checks.place.values import UNKNOWN
from checks.quiet import quiet


def find_second_meaning(function, problems, case, given):
    """Find a name that the function uses in two meanings, and that is why it fails.

    given      dict: what the names of Python, NumPy and the exercise mean outside
    Returns    (name, key of checks.relations.HINTS, Places: the line that gives it the second meaning), or None
    """
    code = Edited.of(function, case)
    if code is None:
        return None
    own = next(node for node in code.nodes if node.name == function.__name__)
    return _shadowed(code, own, problems, given) or _overwritten(code, own, problems)


def _shadowed(code, own, problems, given):
    """A name that is given outside and has a value of its own here, and is called all the same."""
    for name, binding in bound_in(own).items():
        calls = _called(own, name) if name in given else []
        if not calls:
            continue
        code.names[of_ours(name)] = given[name]
        found = _renamed(code, problems, binding, "shadows", calls)
        if found:
            return name, "shadowed-name", found
    return None


def _overwritten(code, own, problems):
    """An argument that a line in a loop gives another value, while the first is still needed."""
    names = {name for name, _ in code.case.exercise.given_to(code.case.function, code.case.arguments)}
    for binding, below in _bound_in_loops(own):
        found = binding.id in names and _renamed(code, problems, binding, "overwrites", [binding, *below])
        if found:
            return binding.id, "overwritten-name", found
    return None


def bound_in(node):
    """The names that a function takes or gives a value: dict, name -> the first node that does."""
    taken = [(part.arg, part) for part in ast.walk(node.args) if isinstance(part, ast.arg)]
    named = [*taken, *((part.id, part) for part in _stored(node))]
    return dict(sorted(named, key=lambda one: _start(one[1]), reverse=True))  # the first one stays


def _bound_in_loops(node):
    """Where loops give names a value: yields (the node that does, those below it in the loop that read the name)."""
    for loop in [part for part in ast.walk(node) if isinstance(part, (ast.For, ast.While))]:
        read = [part for one in loop.body for part in ast.walk(one) if isinstance(getattr(part, "ctx", None), ast.Load)]
        heads = [(part, part) for part in _stored(loop.target)] if isinstance(loop, ast.For) else []
        inside = [(part, one) for one in loop.body if isinstance(one, ast.Assign) for part in _stored(one)]
        for part, statement in (*heads, *inside):
            below = [one for one in read if getattr(one, "id", "") == part.id and _start(one) >= _end(statement)]
            yield part, below


def _stored(node):
    return [part for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]


def _called(node, name):
    """The nodes of a name that is called, or of which an attribute is taken: list."""
    bases = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
    bases += [part.value for part in ast.walk(node) if isinstance(part, ast.Attribute)]
    return [part for part in bases if isinstance(part, ast.Name) and part.id == name]


def _start(node):
    return node.lineno, node.col_offset


def _end(node):
    return node.end_lineno, node.end_col_offset


def _renamed(code, problems, binding, fact, nodes):
    """The Places of a binding, where outputs become right with another name for some nodes; or None."""
    name = nodes[0].id
    for node in nodes:
        node.id = of_ours(name)
    after = None
    with quiet(), contextlib.suppress(Spent):
        result = code.result()
        after = None if result is UNKNOWN else {problem.output for problem in result_problems(result, code.case)}
    for node in nodes:
        node.id = name
    before = {one.output for one in problems if one.output} or set(code.case.expected)
    if after is None or not after < before:
        return None
    return _places(code, binding, Fact(fact, (name,)), after)


def _places(code, binding, said, wrong):
    lines, outputs = linecache.getlines(code.file), code.case.function.outputs
    start, end = columns_of(lines, binding)
    place = place_on(lines, binding.lineno, start, end, said, frozenset())
    helped = tuple(one for one in outputs if one not in wrong) if wrong else ()
    return Places((place,), len(outputs), True, helped, tuple(one for one in outputs if one in wrong), cell=code.file)
