"""What an exercise is, as data: sizes, arrays with their axes, records, functions with their points.

An `exercise.py` beside a notebook declares one. From named arrays, `Exercise.call_of` makes the arguments of each
function and what it must return, for public and hidden cases alike.
"""

from dataclasses import dataclass, field

import numpy as np

BY_STEP = " by step"  # behind the name of an array that a function of one step takes or returns: all steps, time last

# ── Shapes ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Array:
    """An array, by the names of its axes, e.g. ("rows", "columns"); "1" is an axis of length one."""

    axes: tuple


@dataclass(frozen=True)
class Mapping:
    """A dict with these quantities under their names."""

    names: tuple


@dataclass(frozen=True)
class Record:
    """A tuple of these quantities, in this order."""

    names: tuple


@dataclass(frozen=True)
class Steps:
    """A list that holds one quantity for each time step."""

    of: str


# ── Functions ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Function:
    """One function that learners write.

    name        of the function
    arguments   tuple of quantities, passed by position
    outputs     tuple of quantities
    returns     tuple or dict; None: its one output, by itself
    points      (of its public test, of its hidden test)
    calls       name of the function that it calls at each time step, or None
    backward    True: it goes through time from the last step to the first
    weights     dict, output -> how much of the points it earns; one that is not named weighs 1
    """

    name: str
    arguments: tuple
    outputs: tuple
    returns: type | None
    points: tuple
    calls: str | None = None
    backward: bool = False
    weights: dict = field(default_factory=dict)

    def returned(self, outputs):
        """Return outputs, a dict, in the form in which the function returns them."""
        if self.returns is dict:
            return outputs
        values = tuple(outputs[name] for name in self.outputs)
        return values if self.returns is tuple else values[0]

    def outputs_of(self, result):
        """Split a result into its outputs: dict, output -> value; None where it has another form."""
        if self.returns is None:
            return None if result is None else {self.outputs[0]: result}
        if self.returns is dict:
            return result if isinstance(result, dict) else None
        fits = isinstance(result, (tuple, list)) and len(result) == len(self.outputs)
        return dict(zip(self.outputs, result, strict=True)) if fits else None

    def signature(self):
        """How it is called, e.g. f(x, parameters)."""
        return f"{self.name}({', '.join(self.arguments)})"


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise.

    name        of the assignment, as nbgrader knows it
    title       of the notebook
    sizes       dict, size -> int in the public cases; all of them differ, so that no axis passes for another
    examples    the size that counts examples
    shapes      dict, quantity -> Array, Mapping, Record or Steps
    functions   tuple of Function, in the order of the notebook
    time        the size that counts time steps; empty where there are none, and then `calls` of every function is None
    step        the time step that the public tests of functions of one step look at
    cut_from    dict: a quantity of one step -> the array that it is a step of
    before      dict: a quantity of one step -> (its array at the first step, the array whose step before it is)
    modules     tuple: the modules of its own that the notebook imports, beside public_tests
    hidden_step the time step that the hidden tests of functions of one step look at; not the first where a state
                starts as zeros, which would hide whatever multiplies it
    one_by_one  True: a message says first what is wrong, at the next failing run of the same kind also where, then why;
                False: all at once
    seconds     how long one call of a function may take in a public test before it is ended
    """

    name: str
    title: str
    sizes: dict
    examples: str
    shapes: dict
    functions: tuple
    time: str = ""
    step: int = 0
    cut_from: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    modules: tuple = ()
    hidden_step: int = 0
    one_by_one: bool = False
    seconds: float = 10

    def __getitem__(self, name):
        """The Function of a name; KeyError where there is none."""
        return self.by_name[name]

    @property
    def by_name(self):
        """dict: name -> Function."""
        return {function.name: function for function in self.functions}

    def is_of_one_step(self, function):
        """True for a function that another one calls at each time step."""
        return any(other.calls == function.name for other in self.functions)

    def axes(self, name):
        """The axes of a quantity that is an array, or None."""
        shape = self.shapes.get(name)
        return shape.axes if isinstance(shape, Array) else None

    def time_axis(self, name):
        """The place of the time axis in a quantity that has one, or None."""
        axes = self.axes(name) or ()
        return axes.index(self.time) if self.time in axes else None

    def call_of(self, function, quantities, t=None):
        """Make one call of a function out of named arrays.

        quantities  dict, name -> array: inputs, outputs, and what `record` has added
        t           the time step, for a function of one step
        Returns     (tuple of arguments, dict: output -> what must come out)
        """
        made = {}
        arguments = tuple(self._value(name, quantities, t, made) for name in function.arguments)
        return arguments, {name: self._value(name, quantities, t, made) for name in function.outputs}

    def _value(self, name, quantities, t, made):
        """Make a quantity; what is the same thing twice in a call is the same object twice."""
        shape = self.shapes[name]
        if isinstance(shape, Array):
            return self._array(name, quantities, t, made)
        if isinstance(shape, Steps):
            return [self._value(shape.of, quantities, step, made) for step in range(self.steps_in(quantities))]
        parts = {part: self._value(part, quantities, t, made) for part in shape.names}
        whole = parts if isinstance(shape, Mapping) else tuple(parts.values())
        return made.setdefault((name, *map(id, parts.values())), whole)

    def _array(self, name, quantities, t, made):
        source, at = self._place_of(name, quantities, t)
        if (source, at) not in made:
            made[source, at] = quantities[source] if at is None else quantities[source][..., at]
        return made[source, at]

    def _place_of(self, name, quantities, t):
        """Where an array stands: (its name in the quantities, its step or None for all of it)."""
        if t is None:
            return name, None
        if name in self.before:
            first, rest = self.before[name]
            return (first, None) if t == 0 else (rest, t - 1)
        stacked = self.cut_from.get(name, name + BY_STEP)
        return (stacked, t) if stacked in quantities else (name, None)

    def steps_in(self, quantities):
        """The number of time steps in some quantities."""
        name = next(name for name in quantities if self.time_axis(name) is not None)
        return quantities[name].shape[self.time_axis(name)]

    def record(self, quantities, references):
        """Run reference functions; return the quantities with all that they take and return at each time step.

        quantities  dict, name -> array: the inputs
        references  dict, name -> function; what one calls is looked up in its globals
        """
        found = dict(quantities)
        for function in self.functions:
            if not self.is_of_one_step(function):
                self._record_loop(function, references[function.name], found)
        return found

    def _record_loop(self, function, reference, found):
        arguments = tuple(self._value(name, found, None, {}) for name in function.arguments)
        calls, names = [], reference.__globals__
        own = names.get(function.calls)

        def recorded(*given):
            calls.append((given, own(*given)))
            return calls[-1][1]

        if own is not None:
            names[function.calls] = recorded
        try:
            outputs = function.outputs_of(reference(*arguments))
        finally:
            if own is not None:
                names[function.calls] = own
        if own is not None:
            self._keep_steps(self[function.calls], calls[::-1] if function.backward else calls, found)
        found.update({name: value for name, value in outputs.items() if self.axes(name)})
        for name, value in self._unpacked(outputs.items()):
            if self.axes(name):
                found.setdefault(name, value)

    def _unpacked(self, named):
        """Go through pairs (name, value), and through the entries of those that are records: yields the same pairs."""
        waiting = list(named)
        while waiting:
            name, value = waiting.pop(0)
            yield name, value
            if isinstance(self.shapes[name], Record):
                waiting += zip(self.shapes[name].names, value, strict=True)

    def _keep_steps(self, function, calls, found):
        """Stack what a function took and returned at each step, but for what stands elsewhere already."""
        steps = [
            {**dict(zip(function.arguments, given, strict=True)), **function.outputs_of(result)}
            for given, result in calls
        ]
        for step in steps:
            for name in [name for name in step if isinstance(self.shapes[name], Record)]:
                step.update(zip(self.shapes[name].names, step[name], strict=True))
        for name in steps[0]:
            if self.axes(name) and name not in self.before and name not in self.cut_from:
                found.setdefault(name + BY_STEP, np.stack([step[name] for step in steps], axis=-1))

    def entries_of(self, arguments, function):
        """Name the arrays in the dicts of a call's arguments, also of those in its records: (name, array)."""
        waiting = list(zip(function.arguments, arguments, strict=True))
        while waiting:
            name, value = waiting.pop(0)
            shape = self.shapes[name]
            if isinstance(shape, Mapping):
                yield from value.items()
            elif isinstance(shape, Record):
                waiting += zip(shape.names, value, strict=True)
            elif isinstance(shape, Steps):
                waiting.append((shape.of, value[0]))

    def given_to(self, function, arguments):
        """Name what a call is given, and what stands in its records and dicts: (name, value)."""
        for name, value in self._unpacked(zip(function.arguments, arguments, strict=True)):
            yield name, value
            if isinstance(self.shapes[name], Mapping):
                yield from value.items()

    def quantities_of(self, arguments, expected, function):
        """Name the arrays of one call: (name, array) of arguments, outputs and the entries of records."""
        values = {**dict(zip(function.arguments, arguments, strict=True)), **expected}
        for name, value in self._unpacked(values.items()):
            if isinstance(self.shapes[name], Array):
                yield name, value
