"""The public cases of an exercise: its functions on fixed inputs, with stored numbers, and what is right inside."""

import json
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np

from checks.case import Case, halved
from checks.exercise import Record
from checks.place.values import Right, Track, track_from_data

# The stored numbers have 15 digits; sums of a few of them, and another order of adding, stay far below this.
TOLERANCE = 1e-10
NUMBERS = "numbers.json"
_PARTS = {"quantities", "right", "mistakes", "hints"}


class NumbersMissing(OSError):
    """The stored numbers are not there, or not whole; Jupyter shows the sentence without a traceback."""

    def _render_traceback_(self):
        return [str(self)]


class PublicCases:
    """The public cases of one exercise.

    exercise    checks.exercise.Exercise
    numbers     Path of its numbers: JSON with `quantities` (name -> nested lists: inputs, and what belongs to them),
                `mistakes` (function, ids, fingerprint: what they make of these inputs) and `hints` (ids -> hint)
    read        reads the bytes of a path: Python's loaders do so where the files are in a zip
    """

    def __init__(self, exercise, numbers, read=lambda path: Path(path).read_bytes()):
        self.exercise, self.path, self._read = exercise, Path(numbers), read
        self._cases, self._right = {}, {}  # name of a function -> Case, Right

    @cached_property
    def _stored(self):
        """What is stored; NumbersMissing where it can't be read."""
        try:
            stored = json.loads(self._read(str(self.path)))
        except OSError as error:
            is_missing = isinstance(error, FileNotFoundError) or not error.strerror  # as a zip says it
            what = "is not here" if is_missing else f"can't be read ({error.strerror})"
            raise self._missing(what) from None
        except ValueError:
            raise self._missing("is damaged") from None
        if not isinstance(stored, dict) or not stored.keys() >= _PARTS:
            raise self._missing("is another file of that name")
        return stored

    def _missing(self, what):
        where = "It belongs beside exercise.py, like all files of the assignment: put it there again."
        return NumbersMissing(f"{self.path.name}, which the public tests need, {what}. {where}")

    def load(self):
        """Read all that is stored, which otherwise is read when it is first needed."""
        for function in self.exercise.by_name:
            self.case(function)
            self.right(function)

    def forget(self):
        """Read the numbers again when they are next needed."""
        self._cases.clear()
        self._right.clear()
        for name in ("_stored", "quantities"):
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
            try:
                self._cases[function] = self._made(self.exercise[function])
            except KeyError:  # a quantity of the exercise is not among its numbers
                raise self._missing("is another file of that name") from None
        return self._cases[function]

    def _made(self, function):
        exercise = self.exercise
        step = exercise.step if exercise.is_of_one_step(function) else None
        arguments, expected = exercise.call_of(function, self.quantities, step)
        cell = function.calls and exercise[function.calls]
        case = Case(exercise, function, arguments, expected, exercise.sizes, TOLERANCE, seconds=exercise.seconds)
        other = replace(case, arguments=halved(arguments), expected={}, substitute=cell and self._constant(cell))
        return replace(case, substitute=cell and self._recorded(cell), other=other)

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


def _close(one, other):
    if isinstance(other, np.ndarray):
        if not isinstance(one, np.ndarray) or one.shape != other.shape:
            return False
        if one.dtype == other.dtype and one.tobytes() == other.tobytes():
            return True  # most are: a search for edits spends a fifth of its time here otherwise
        return bool((np.abs(one - other) <= 1e-6 + 1e-5 * np.abs(other)).all())
    if isinstance(other, dict):
        return isinstance(one, dict) and all(key in one and _close(one[key], other[key]) for key in other)
    return isinstance(one, (tuple, list)) and len(one) == len(other) and all(map(_close, one, other))
