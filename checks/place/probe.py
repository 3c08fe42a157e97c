"""What looks at a function while it runs: it judges what statements bind, or puts right values in given places."""

import ast
import contextlib
import itertools
from dataclasses import dataclass

import numpy as np

from checks.place.bindings import output_part
from checks.place.instrument import INSIDE, ITERATION, Beside
from checks.place.values import AFTER, BEFORE, UNKNOWN, copied, same
from checks.quiet import quiet
from checks.substitute import arguments_of, signatures_of

MOST_ITERATIONS = 400


class GaveUp(BaseException):
    """The function can't be followed any further."""


@dataclass
class Suspect:
    """What was wrong in one place, where it was wrong first.

    position   before, after, or the number of the iteration
    value      what was there, UNKNOWN where there was nothing
    expected   what should have been
    error      the exception, where the statement raised one
    """

    position: object
    value: object
    expected: object
    error: object = None


class Probe:
    """One run of an instrumented function.

    forced     dict, key (see Beside) -> Track: put in; None: judge everything
    captures   numbers of statements whose names are kept, as they are before it runs
    strict     False: exceptions are passed over in all statements
    must       keys that have to be right, or the run is not worth going on with
    misses     how many statements may miss that
    leads      False: the loop goes through what it says, and that is not judged

    suspects   dict, the same keys -> Suspect, in the order in which they were met
    seen       dict, the same keys -> list of (position, what was there)
    missed     set of the numbers of statements that did
    """

    def __init__(self, whole, right, case, forced=None, captures=(), strict=True, must=(), misses=0, leads=True):
        self.strict, self.must, self.misses, self.missed, self.leads = strict, must, misses, set(), leads
        self.whole, self.right, self.case = whole, right, case
        self.forced, self.captures = forced, captures
        self.suspects, self.seen, self.captured, self.errors = {}, {}, {}, {}
        self.iteration, self.ticks = None, 0
        self.position: int | str = BEFORE
        self.value = self.result = None
        self.given: tuple = ()
        self.gathered = self.other_length = False
        self.raised_by = {}  # number of a statement -> the last exception in it
        self.ended_by = None  # number of the statement whose exception ended the run
        self.ordinal, self.right_names = itertools.count(), set()
        if whole.loop is None and right.order:
            self.position = AFTER
        self.substitute = None

    # ── Statements ────────────────────────────────────────────────────────────────────────────────────────────────

    def raised(self, number, error):
        """A statement has raised an exception; the run goes on where something is put in its place."""
        if self.strict and self.forced is not None and all(at != number for at, _ in self.forced):
            self.ended_by = number
            raise error
        self.errors[number] = self.raised_by[number] = error

    def before(self, number, names):
        """Keep what the names hold before a statement, where that was asked for."""
        if number in self.captures:
            kept = {name: value for name, value in names.items() if name.isidentifier()}
            self.captured.setdefault(number, []).append((self.position, copied(kept)))

    def judge(self, number, name, names):
        """Look at a name that a statement has bound; True: it shall hold `value` instead."""
        return self._look(number, (name, None), names.get(name, UNKNOWN))

    def judge_entry(self, number, name, key, names):
        """Look at an entry of a dict that a statement has bound; put in another where that is needed."""
        entries = names.get(name)
        if isinstance(entries, dict) and self._look(number, (name, key), entries.get(key, UNKNOWN)):
            entries[key] = self.value

    def _look(self, number, bound, value):
        key = number, bound
        statement = self.whole.statements[number]
        error = self.errors.pop(number, None) if bound == statement.binds[-1] else self.errors.get(number)
        if self.forced is not None:
            if key in self.must and not self._is_as_it_must(bound, value):
                self._misses(number)
            if key not in self.forced:
                return False
            expected = self.forced[key].at(self.position)
            if expected is UNKNOWN:
                return False
            self.value = copied(expected)
            return True
        if statement.kind != ITERATION or value is not UNKNOWN:
            self.seen.setdefault(key, []).append((self.position, _kept(value)))
        if bound not in statement.judged:
            return False
        track = self.right.names.get(bound[1] or bound[0])
        expected = track.at(self.position) if track else UNKNOWN
        if expected is UNKNOWN:
            return False
        if statement.kind == ITERATION and value is UNKNOWN:
            return False
        if error is None and (self.is_gathered(number, bound, value) or same(value, expected, self.case.tolerance)):
            return False
        self._suspect(key, value, expected, error)
        self.value = copied(expected)
        return True

    def is_gathered(self, number, bound, value):
        """True for a list that a method puts entries into: another way of keeping an array, judged where it ends."""
        if not isinstance(value, list) or bound not in self.whole.growing:
            return False
        return not value or isinstance(self.whole.statements[number].node, ast.Expr)

    def _is_as_it_must(self, bound, value):
        expected = self.right.names[bound[1] or bound[0]].at(self.position)
        return expected is UNKNOWN or same(value, expected, self.case.tolerance)

    def _misses(self, number):
        self.missed.add(number)
        if len(self.missed) > self.misses:
            raise GaveUp

    def _suspect(self, key, value, expected, error=None):
        if key not in self.suspects:
            self.suspects[key] = Suspect(self.position, _kept(value), expected, error)

    def tick(self):
        """Count the iterations of all loops: none may be endless."""
        self.ticks += 1
        if self.ticks > MOST_ITERATIONS:
            raise GaveUp

    # ── The loop over time ────────────────────────────────────────────────────────────────────────────────────────

    def iterations(self, number, values):
        """Go through what the learner's loop goes through; or through the right time steps."""
        try:
            values = list(itertools.islice(values, MOST_ITERATIONS))
        except Exception as error:
            self.errors[number], values = error, UNKNOWN
        for iteration, value in enumerate(self._judged_iterations(number, values)):
            self.iteration = self.position = iteration
            self.tick()
            yield value

    def _judged_iterations(self, number, values):
        key, order = (number, (Beside.LOOP, None)), self.right.order
        if self.forced is not None:
            if key in self.forced and values is not UNKNOWN and values and isinstance(values[0], tuple):
                return self._reordered(key, values)
            return list(order) if key in self.forced else [] if values is UNKNOWN else values
        if not order or not self.leads:
            return [] if values is UNKNOWN else values
        if values is not UNKNOWN and values and all(isinstance(value, tuple) for value in values):
            return self._reordered(key, values)
        target = self.whole.statements[number].node.target
        is_of_numbers = values is UNKNOWN or all(isinstance(value, (int, np.integer)) for value in values)
        can_be_led = is_of_numbers and isinstance(target, ast.Name)
        if values is not UNKNOWN and len(values) != len(order) and not can_be_led:
            self._other_length(number, values)
        if not can_be_led or (values is not UNKNOWN and list(values) == list(order)):
            return [] if values is UNKNOWN else values
        self._suspect(key, values, list(order), self.errors.pop(number, None))
        return list(order)

    def _reordered(self, key, values):
        """What a loop goes through in tuples of which one entry is the time step, in the right order."""
        order = self.right.order
        if len(values) != len(order):
            self._other_length(key[0], values)
        for at in range(min(map(len, values))):
            steps = [value[at] for value in values]
            if all(isinstance(step, (int, np.integer)) for step in steps) and sorted(steps) == sorted(order):
                if steps == order:
                    return values
                self._suspect(key, steps, list(order))
                return [values[steps.index(t)] for t in order]
        return values

    def _other_length(self, number, values):
        """The loop can't be led through the right time steps, and makes another number of iterations."""
        if self.forced is None:
            self.suspects = {(number, (Beside.LOOP, None)): Suspect(BEFORE, list(values), self.right.order)}
            self.other_length = True
        raise GaveUp

    def next_iteration(self):
        """The next iteration of a while loop begins."""
        self.iteration = 0 if self.iteration is None else self.iteration + 1
        self.position = self.iteration
        self.tick()

    def left(self, number):
        """The loop is left."""
        made = 0 if self.iteration is None else self.iteration + 1
        if self.forced is None and self.leads and self.right.order and made != len(self.right.order):
            self._other_length(number, range(made))
        self.position = AFTER

    def call(self, number, *args, **kwargs):
        """Stand for the function that is called at each time step; what it is given is judged."""
        cell = self.case.exercise[self.case.function.calls]
        own = self.whole.source.names.get(cell.name)
        given = arguments_of(signatures_of(own, cell.arguments), cell.arguments, args, kwargs)
        at = next(self.ordinal) if self.iteration is None else self.iteration
        known = self.right.calls[at][0] if at < len(self.right.calls) else [UNKNOWN] * len(cell.arguments)
        given = [UNKNOWN] * len(cell.arguments) if given is None else list(given)
        given = [self._argument(number, *entry) for entry in zip(cell.arguments, given, known, strict=True)]
        if any(value is UNKNOWN for value in given):
            raise TypeError(f"{cell.name}() is called with other arguments")
        if self.substitute is None:
            self.substitute = self.case.substitute(own)
        return self.substitute(*given)

    def _argument(self, number, name, value, expected):
        key = number, (Beside.CALL, name)
        if expected is UNKNOWN:
            return value
        if key in self.must and not same(value, expected, self.case.tolerance):
            self._misses(number)
        if self.forced is not None:
            return copied(expected) if key in self.forced else value
        if same(value, expected, self.case.tolerance):
            return value
        self._suspect(key, value, expected)
        return copied(expected)

    # ── The return ────────────────────────────────────────────────────────────────────────────────────────────────

    def returns(self, number, value, names):
        """A return is reached; True: the function ends with `result`."""
        function, key = self.case.function, (number, (Beside.EARLY, None))
        inside = self.whole.statements[number].region == INSIDE
        early = (
            inside and self.right.order and self.iteration is not None and self.iteration + 1 < len(self.right.order)
        )
        if early:
            if self.forced is None:
                self._suspect(key, self.iteration + 1, len(self.right.order))
                return False
            if key in self.forced:
                return False
        self.result = self._returned(number, value, function, names)
        return True

    def _returned(self, number, value, function, names):
        outputs = function.outputs_of(value)
        if self.forced is not None:
            changed = {bound[1] for at, bound in self.forced if at == number and bound[0] is Beside.RETURN}
            if not changed:
                return value
            kept = outputs if outputs is not None else self._one_by_one(number, function, names)
            made = {**kept, **{name: copied(self.case.expected[name]) for name in changed}}
            return function.returned(made) if all(name in made for name in function.outputs) else value
        error = self.errors.pop(number, None)
        if error is not None:
            outputs = self._one_by_one(number, function, names)
        right = [
            name for name in function.outputs if same(names.get(name), self.case.expected[name], self.case.tolerance)
        ]
        self.gathered = len(right) == len(function.outputs)  # all is there, and right, but not returned as it should be
        self.right_names = set(right)
        for name in function.outputs:
            got = outputs.get(name, UNKNOWN) if outputs is not None else UNKNOWN
            if not same(got, self.case.expected[name], self.case.tolerance):
                self._suspect((number, (Beside.RETURN, name)), got, self.case.expected[name], error)
        return function.returned({name: copied(self.case.expected[name]) for name in function.outputs})

    def _one_by_one(self, number, function, names):
        """What can be computed of a return that raised an exception: dict."""
        found, known = {}, {**self.whole.source.names, **names}
        for name in function.outputs:
            part = output_part(self.whole.statements[number].node.value, name, function)
            if part is not None:
                with contextlib.suppress(Exception):
                    found[name] = eval(compile(ast.Expression(part), "<part>", "eval"), known)
        return found

    def finish(self, names):
        """The end of the function is reached without a return."""
        number = self.whole.end.number
        if self.forced is None:
            self.position = AFTER
            self._suspect((number, (Beside.END, None)), None, UNKNOWN)
            return None
        if (number, (Beside.END, None)) not in self.forced:
            return None
        function = self.case.function
        there = all(name in names for name in function.outputs)
        return function.returned({name: names[name] for name in function.outputs}) if there else None


def _kept(value):
    return value if value is UNKNOWN else copied(value)


def run(whole, probe):
    """Run an instrumented function on its case; return what it returns, or UNKNOWN where it raised an exception."""
    try:
        with quiet():
            probe.given = copied(probe.case.arguments)
            return whole.function(probe)(*probe.given)
    except (Exception, GaveUp, SystemExit):
        return UNKNOWN
