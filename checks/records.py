"""The checks of what is not an array: tuples, dicts and lists of one quantity per step, entry by entry and in order."""

from dataclasses import replace

from checks.case import Problem, Rung
from checks.exercise import Mapping, Record, Steps
from checks.words import Evidence, kind, kinds


def record_problem(name, value, expected, case, array_problem):
    """Return the first Problem of an output that is a record, or None.

    array_problem  takes (name, value, expected, case), returns a Problem or None: the checks of an array
    """
    return _Records(name, case, array_problem).problem(name, value, expected, name)


class _Records:
    """Checks one output and all that is in it.

    output     its name, for each Problem
    """

    def __init__(self, output, case, array_problem):
        self.output, self.case, self.array_problem = output, case, array_problem

    def problem(self, name, value, expected, place):
        """Return the first Problem of a quantity that stands at a place of the output, e.g. caches[0][2]."""
        shape = self.case.exercise.shapes[name]
        if isinstance(shape, Record):
            return self._of_tuple(shape, value, expected, place)
        if isinstance(shape, Mapping):
            return self._of_dict(name, shape, value, expected)
        return self.array_problem(name, value, expected, self.case)

    def _of_tuple(self, shape, value, expected, place):
        if not self._is_tuple_of(shape, value):
            yours = (
                f"{kind(value)} of {len(value)}: {kinds(value)}" if isinstance(value, (tuple, list)) else kind(value)
            )
            evidence = (
                Evidence("expected", f"({', '.join(map(self._described, shape.names))})"),
                Evidence("yours", yours),
            )
            pair = f"a pair of a list and {shape.names[1]}"
            what = pair if self._lists(shape) else "the tuple that the backward pass needs"
            return Problem(self.output, Rung.RETURNS, f"{place} is not {what}", evidence)
        for position, (entry, got, wanted) in enumerate(zip(shape.names, value, expected, strict=True)):
            where = f"{place}[{position}]"
            if isinstance(self.case.exercise.shapes[entry], Steps):
                problem = self._of_steps(self.case.exercise.shapes[entry].of, got, wanted, place, where)
                if problem is not None:
                    return problem
                continue
            problem = self.problem(entry, got, wanted, where)
            if problem is not None:
                found = self._of_entry(problem, shape, entry, got, expected, place, where)
                return replace(found, inside=self._inside(shape, value, expected)) if place == self.output else found
        return None

    def _inside(self, shape, value, expected):
        """Which quantities are wrong, and which are right, of those that are made on the way to the outputs."""
        given = {*self.case.function.arguments, *self.case.function.outputs}
        found = [
            (entry, self.problem(entry, got, wanted, "") is None)
            for entry, got, wanted in zip(shape.names, value, expected, strict=True)
            if entry not in given and not isinstance(self.case.exercise.shapes[entry], Steps)
        ]
        return tuple(name for name, right in found if not right), tuple(name for name, right in found if right)

    def _is_tuple_of(self, shape, value):
        if not isinstance(value, (tuple, list)) or len(value) != len(shape.names):
            return False
        lists = self._lists(shape)
        return all(
            isinstance(part, (tuple, list)) for name, part in zip(shape.names, value, strict=True) if name in lists
        )

    def _lists(self, shape):
        return [name for name in shape.names if isinstance(self.case.exercise.shapes[name], Steps)]

    def _described(self, name):
        shape = self.case.exercise.shapes[name]
        return f"list of {self.case.exercise.time} {shape.of}s" if isinstance(shape, Steps) else name

    def _of_entry(self, problem, shape, entry, got, expected, place, where):
        """Say which other entry stands in the place of this one, or else what is wrong with it."""
        for other, candidate in zip(shape.names, expected, strict=True):
            if other == entry or other in self._lists(shape):
                continue
            if self.problem(other, got, candidate, where) is None:
                headline = f"{place} has a wrong entry"
                evidence = Evidence("expected", f"{where} is {entry}"), Evidence("yours", f"{where} is {other}")
                return replace(problem, output=self.output, headline=headline, evidence=evidence, where=where)
        return replace(problem, output=self.output, headline=f"{where}: {problem.headline}", where=where)

    def _of_dict(self, name, shape, value, expected):
        if not isinstance(value, dict):
            return Problem(name, Rung.ARRAY, f"{name} is {kind(value)}, not a dict")
        for key in shape.names:
            if key not in value:
                return Problem(name, Rung.THERE, f"{name} has no {key}")
            problem = self.problem(key, value[key], expected[key], name)
            if problem is not None:
                return problem
        return None

    def _of_steps(self, name, steps, expected, place, where):
        """Check a list that has one entry per step; an entry that belongs to another step is said to be that step's."""
        if len(steps) != len(expected):
            return self._of_number(name, steps, expected, place, where)
        for t, (got, wanted) in enumerate(zip(steps, expected, strict=True)):
            problem = self.problem(name, got, wanted, f"{where}[{t}]")
            if problem is None:
                continue
            for other, candidate in enumerate(expected):
                if other != t and self.problem(name, got, candidate, f"{where}[{t}]") is None:
                    headline = f"{where}[{t}] is the {name} of step {other}"
                    return replace(problem, headline=headline, evidence=(), where=f"{where}[{t}]")
            return problem
        return None

    def _of_number(self, name, steps, expected, place, where):
        """Say how many entries there are, and what they are where they have another form, as a list in the list."""
        first, yours = steps[0] if steps else None, f"{len(steps)}"
        is_list = isinstance(first, (tuple, list)) and not self._is_one(name, first)
        if is_list:
            yours += f": {kind(first)} of {len(first)}" + ", …" * (len(steps) > 1)
        evidence = Evidence("expected", f"{len(expected)} {name}s, one per time step"), Evidence("yours", yours)
        headline = f"{place} has the wrong number of {name}s"
        if is_list and len(steps) == 1 and self._of_steps(name, first, expected, place, where) is None:
            headline = f"{place} holds its {name}s in one list too many"
        return Problem(self.output, Rung.SHAPE, headline, evidence)

    def _is_one(self, name, value):
        shape = self.case.exercise.shapes[name]
        return isinstance(shape, Record) and self._is_tuple_of(shape, value)
