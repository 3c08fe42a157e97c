"""Right values for the place of a mistake: what the names and the parts of the reference's lines hold, step by step."""

import ast
import re

import numpy as np

from checks.place.instrument import ITERATION, Instrumented
from checks.place.probe import Probe, run
from checks.place.source import source_of
from checks.place.values import AFTER, BEFORE, UNKNOWN, Right, Track, copied, same, track_to_data
from grader.exercise.references import references
from grader.rules.cell_kinds import grade_id_of
from grader.rules.delimiters import BEGIN_SOLUTION, END_SOLUTION
from grader.system.notebooks import read_notebook

EQUAL = 1e-12


class _Recorder(Probe):
    """A probe that keeps everything: what names hold after each statement, and what the parts of its line are."""

    def __init__(self, whole, right, case):
        super().__init__(whole, right, case, forced={}, captures=range(len(whole.statements)))
        self.names, self.bound = {}, {}

    def _look(self, number, bound, value):
        if self.whole.statements[number].kind != ITERATION and bound[1] is None:
            self.names.setdefault(bound[0], {})[self.position] = copied(value)
            self.bound.setdefault((bound[0], number), {})[self.position] = copied(value)
        return False


def recorded(exercise, name):
    """Run the reference of a function on its public case.

    Returns    (names, parts): dict of what each name holds in the end; list of what each statement gives a name, and of
               what parts of lines hold; all of it dicts by position
    """
    case, reference = exercise.tests.case(name), references(exercise)[name]
    whole = Instrumented(source_of(reference), case.function.calls, bool(case.function.calls), case.function.outputs)
    order = _order(case)
    probe = _Recorder(whole, Right({}, [], order), case)
    assert run(whole, probe) is not UNKNOWN
    parts = list(probe.bound.values())
    for number, captured in probe.captured.items():
        statement = whole.statements[number]
        for part in ast.walk(statement.node):
            if isinstance(part, ast.expr) and _is_worth(part):
                parts.append(_values_of(part, captured, reference.__globals__))
    return probe.names, [part for part in parts if part]


def _order(case):
    if not case.function.calls:
        return []
    steps = list(range(case.sizes[case.exercise.time]))
    return steps[::-1] if case.function.backward else steps


def _is_worth(part):
    if isinstance(part, ast.Tuple) and any(isinstance(entry, ast.Slice) for entry in part.elts):
        return False
    return isinstance(getattr(part, "ctx", ast.Load()), ast.Load) and not isinstance(part, (ast.Constant, ast.Slice))


def _values_of(part, captured, names):
    """What a part of a line comes to in each position: dict; nothing where it is no number, array or container."""
    code = compile(ast.Expression(part), "<part>", "eval")
    found = {}
    for position, local in captured:
        try:
            value = eval(code, {**names}, local)
        except Exception:
            return {}
        if isinstance(value, bool) or not isinstance(value, (int, float, np.ndarray, dict, tuple, list)):
            return {}
        found[position] = value
    return found


def _track(positions):
    steps = [positions[at] for at in sorted(at for at in positions if isinstance(at, int))]
    return Track(positions.get(BEFORE, UNKNOWN), tuple(steps), positions.get(AFTER, UNKNOWN))


def right_data(exercise, name):
    """Return what `checks.public.PublicTests.right` reads: the names of the contract, and values without a name."""
    names, parts = recorded(exercise, name)
    quantities, public = exercise.tests.quantities, _contract(exercise, name)
    tracks = {key: _track(positions) for key, positions in names.items() if key in public}
    pool = []
    for positions in [*(v for key, v in names.items() if key not in public), *parts]:
        track = _track(positions)
        if not any(_equal(track, known) for known in [*pool, *tracks.values()]):
            pool.append(track)
    return {
        "order": _order(exercise.tests.case(name)),
        "names": {key: track_to_data(track, quantities) for key, track in tracks.items()},
        "pool": [track_to_data(track, quantities) for track in pool],
    }


def _equal(one, other):
    if len(one.steps) != len(other.steps):
        return False
    pairs = [(one.before, other.before), (one.after, other.after), *zip(one.steps, other.steps, strict=True)]
    return all(a is b or (a is not UNKNOWN and same(a, b, EQUAL)) for a, b in pairs)


def _contract(exercise, name):
    """The names that students are told of: declared ones, and words of the stub."""
    cells = read_notebook(exercise.notebook).cells
    text = next(cell.source for cell in cells if grade_id_of(cell) == name)
    stub = re.sub(rf"{BEGIN_SOLUTION}.*?{END_SOLUTION}", "", text, flags=re.DOTALL)
    return {*exercise.public.shapes, *exercise.public.sizes, *re.findall(r"\w+", stub)}
