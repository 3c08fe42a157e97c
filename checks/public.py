"""The public tests of an exercise: its functions on fixed inputs, compared with stored numbers, and with a hint."""

import json
import os
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np

from checks.case import Case, halved
from checks.diagnosis import Known, diagnose
from checks.examination import examine, unfinished
from checks.exercise import Record
from checks.explanation import to_data
from checks.place.report import Places, find_places
from checks.place.values import Right, Track, track_from_data
from checks.report import TestFailure, Unfinished, message, report
from checks.steps import described_step
from checks.target import target_of

# The stored numbers have 15 digits; sums of a few of them, and another order of adding, stay far below this.
TOLERANCE = 1e-10
NUMBERS = "numbers.json"


class PublicTests:
    """The public tests of one exercise.

    exercise    checks.exercise.Exercise
    numbers     Path of its numbers: JSON with `quantities` (name -> nested lists: inputs, and what belongs to them),
                `mistakes` (function, ids, and the marks of what they make of these inputs) and `hints` (ids -> hint)
    read        reads the bytes of a path: Python's loaders do so where the files are in a zip
    """

    def __init__(self, exercise, numbers, read=lambda path: Path(path).read_bytes()):
        self.exercise, self.path, self._read, self._cases, self._right = exercise, Path(numbers), read, {}, {}
        self._runs = {}  # function -> (kind of its last failure, how often in a row)

    @cached_property
    def _stored(self):
        return json.loads(self._read(str(self.path)))

    def forget(self):
        """Read the numbers again when they are next needed."""
        self._cases.clear()
        self._right.clear()
        for name in ("_stored", "quantities", "_mistakes"):
            vars(self).pop(name, None)

    @cached_property
    def quantities(self):
        """dict: name -> array, which nobody can write to."""
        found = {name: np.array(rows, dtype=float) for name, rows in self._stored["quantities"].items()}
        for array in found.values():
            array.setflags(write=False)
        return found

    def case(self, function):
        """The fixed Case of a function, by its name."""
        if function not in self._cases:
            self._cases[function] = self._made(self.exercise[function])
        return self._cases[function]

    def _made(self, function):
        exercise = self.exercise
        step = exercise.step if exercise.is_of_one_step(function) else None
        arguments, expected = exercise.call_of(function, self.quantities, step)
        made = exercise, function
        cell = function.calls and exercise[function.calls]
        recorded, constant = (self._recorded(cell), self._constant(cell)) if cell else (None, None)
        other = Case(*made, halved(arguments), {}, exercise.sizes, TOLERANCE, constant)
        return Case(*made, arguments, expected, exercise.sizes, TOLERANCE, recorded, other)

    def _recorded(self, cell):
        """A replacement of a function of one step that knows its right calls, and leaves any other to the learner's."""
        steps = range(self.exercise.sizes[self.exercise.time])
        calls = [self.exercise.call_of(cell, self.quantities, t) for t in steps]

        def substitute(own):
            def call(*given):
                for arguments, outputs in calls:
                    if _close(given, arguments):
                        return cell.returned(self._outputs(cell, outputs, given))
                return own(*given)

            return call

        return substitute

    def _outputs(self, cell, outputs, given):
        """Copy outputs; what was given, or is another output, stands in a record as the same object."""
        values = dict(zip(cell.arguments, given, strict=True))
        for name in cell.outputs:
            values[name] = self._copied(name, outputs[name], values)
        return {name: values[name] for name in cell.outputs}

    def _copied(self, name, value, values):
        if name in values:
            return values[name]
        shape = self.exercise.shapes[name]
        if isinstance(shape, Record):
            return tuple(self._copied(*entry, values) for entry in zip(shape.names, value, strict=True))
        return value.copy()

    def _constant(self, cell):
        """A replacement that gives one answer to whatever it is called with, of the shapes of a right one."""
        _, outputs = self.exercise.call_of(cell, self.quantities, 0)
        return lambda own: lambda *_: halved(cell.returned(outputs))

    def right(self, name):
        """What is known of a right function on its public case: checks.place.values.Right."""
        if name not in self._right:
            self._right[name] = self._right_of(self.exercise[name], self._stored["right"].get(name, {}))
        return self._right[name]

    def _right_of(self, function, data):
        case, exercise = self.case(function.name), self.exercise
        names = {size: Track(before=number) for size, number in exercise.sizes.items()}
        for name, array in exercise.quantities_of(case.arguments, case.expected, function):
            is_output = name in case.expected and function.calls
            names[name] = Track(after=array) if is_output else Track(before=array)
        for entry, value in exercise.entries_of(case.arguments, function):
            names[entry] = Track(before=value)
        read = {name: track_from_data(track, self.quantities) for name, track in data.get("names", {}).items()}
        pool = [track_from_data(track, self.quantities) for track in data.get("pool", ())]
        others = [one for one in exercise.functions if one is not function and bool(one.calls) == bool(function.calls)]
        tracks = [track for one in others for track in self._stored["right"].get(one.name, {}).get("pool", ())]
        elsewhere = [] if function.calls else [track_from_data(track, self.quantities) for track in tracks]
        order = data.get("order", [])
        cell = function.calls and exercise[function.calls]
        calls = [exercise.call_of(cell, self.quantities, t) for t in order] if cell else []
        return Right({**names, **read}, pool, order, calls, elsewhere)

    def places(self, name, function):
        """Prove where a learner's function goes wrong on its public case: checks.place.report.Places."""
        return find_places(function, self.case(name), self.right(name))

    def explanation(self, name, function, problems):
        """The places of what is wrong, and the Diagnosis or None that agrees with them."""
        if not problems or problems[0].rung == "unfinished":
            return Places(), None
        return target_of(function).explained(self, name, problems)

    def explained_here(self, name, function, problems):
        """The same for a function of this process."""
        places = self.places(name, function)
        return places, self.diagnosis(name, function, problems, places)

    def explained_as_data(self, name, function):
        """Examine a function of this process, and explain it: what checks.explanation.to_data writes."""
        return to_data(*self.explanation(name, function, examine(function, self.case(name))))

    # ── Mistakes ──────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _mistakes(self):
        hints, found = self._stored["hints"], {}
        for row in self._stored["mistakes"]:
            marks = {output: tuple(mark) for output, mark in row["marks"].items()}
            ids = tuple(row["ids"])
            known = Known(ids, hints["+".join(ids)], marks, frozenset(row["places"]))
            found.setdefault(row["function"], []).append(known)
        return found

    def known_mistakes(self, function):
        """What known mistakes make of the public case of a function: list of checks.diagnosis.Known."""
        return self._mistakes.get(function, [])

    def diagnosis(self, name, function, problems, places=None):
        """Say which known mistake, or which simple relation, explains the problems of a function on its public case."""
        return diagnose(function, problems, self.case(name), self.known_mistakes(name), places)

    # ── What learners call ────────────────────────────────────────────────────────────────────────────────────────

    def test(self, name, function, only=None):
        """Test a learner's function; raise TestFailure with a message that says what is wrong.

        only       name of the one output to look at, without points; None: all of them
        """
        if not callable(function):
            raise TestFailure(f"{name}_test takes the function itself: {name}_test({name})")
        case, points = self.case(name), self.exercise[name].points[0]
        if only is not None:
            self._test_one(name, function, only)
            return
        problems = examine(function, case, quiet=False)
        passed = f"{name}: all public tests passed ({points} of {points} points)"
        if not problems and case.substitute:
            passed += self._note_on_own_cell(function, case)
        places, diagnosis = self._as_far_as_asked(name, problems, *self.explanation(name, function, problems))
        report(case.function, problems, points, passed, diagnosis, places=places)

    def _test_one(self, name, function, only):
        declared = self.exercise[name]
        if only not in declared.outputs:
            raise TestFailure(f"{only} is no output of {name}; it returns {', '.join(declared.outputs)}.")
        problems = examine(function, self.case(name), quiet=False)
        wanted = [problem for problem in problems if problem.output in ("", only)]
        if not wanted:
            print(f"{name}: {only} is right")
            return
        places, diagnosis = self.explanation(name, function, problems)
        others = set(declared.outputs) - {only}
        near = tuple(place for place in places.places if not place.outputs or not place.outputs <= others)
        hint = diagnosis.hint if diagnosis and near == places.places else ""
        shown = places if near == places.places else Places(near)
        raise TestFailure(message(replace(declared, outputs=(only,)), wanted, hint, shown), wanted)

    def _as_far_as_asked(self, name, problems, places, diagnosis):
        """What a message says: all at once, or one more with each run that fails in the same way."""
        if not self.exercise.one_by_one or not problems:
            return places, diagnosis
        kind = [(problem.output, problem.rung) for problem in problems]
        before, runs = self._runs.get(name, (None, 0))
        runs = runs + 1 if before == kind else 1
        self._runs[name] = kind, runs
        return places if runs > 1 else None, diagnosis if runs > 2 else None

    def step(self, function, t):
        """Describe one time step of a function of the notebook: list of lines; ValueError where it has none."""
        name = self.name_of(function)
        if name not in self.exercise.by_name:
            raise ValueError(f"{name} is no function of this exercise.")
        case = self.case(name)
        cell, steps = case.function.calls, range(self.exercise.sizes.get(self.exercise.time, 0))
        calls = [self.exercise.call_of(self.exercise[cell], self.quantities, at) for at in steps] if cell else []
        return described_step(function, case, t, calls)

    def _note_on_own_cell(self, function, case):
        """Say so where a right loop calls a learner's cell that is not right yet."""
        if not examine(function, replace(case, substitute=None), again=False):
            return ""
        cell = case.function.calls
        return (
            f"\n    This test used a correct {cell} in place of yours."
            f"\n    With yours, the results are still wrong: fix {cell} next."
        )

    def must_be_finished(self, function):
        """Raise Unfinished, in one line, while a function still has a step to write."""
        name = self.name_of(function)
        problem = unfinished(function, self.case(name)) if name in self.exercise.by_name else None
        if problem is not None:
            raise Unfinished(message(self.exercise[name], [problem]), [problem])

    def finished(self, *functions):
        """True when every function has all its steps; otherwise False, and one line says what is missing."""
        for function in functions:
            try:
                self.must_be_finished(function)
            except Unfinished as waiting:
                print(waiting)
                return False
        return True

    def ready_to_train(self, *functions):
        """True when every function passes its public test; otherwise False, and one line says which does not, and why.

        False as well while nbgrader runs the notebook: nobody would see the network learn.
        """
        if "NBGRADER_EXECUTION" in os.environ:
            print("Not run while the notebook is validated or graded.")
            return False
        for function in functions:
            name, problems = self.own_problems(function, substitute=False)
            if problems:
                print("Not yet:", message(self.exercise[name], problems).headline)
                return False
        return True

    def own_problems(self, function, substitute=True):
        """Examine a function of the notebook on its public case; return its name and its problems."""
        name = self.name_of(function)
        if name not in self.exercise.by_name:
            return name, []
        case = self.case(name)
        if not substitute:
            case = replace(case, substitute=None, other=replace(case.other, substitute=None))
        return name, examine(function, case)

    def name_of(self, function):
        """The name that the notebook has for a function."""
        names = getattr(function, "__globals__", {})
        named = next((name for name in self.exercise.by_name if names.get(name) is function), None)
        return named or getattr(function, "__name__", "")


def _close(one, other):
    if isinstance(other, np.ndarray):
        if not isinstance(one, np.ndarray) or one.shape != other.shape:
            return False
        return bool((np.abs(one - other) <= 1e-6 + 1e-5 * np.abs(other)).all())
    if isinstance(other, dict):
        return isinstance(one, dict) and all(key in one and _close(one[key], other[key]) for key in other)
    return isinstance(one, (tuple, list)) and len(one) == len(other) and all(map(_close, one, other))
