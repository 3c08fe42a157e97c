"""Simple relations between what came back and what is expected, where no known mistake fits: a fact, and a question.

First of an output, where it agrees with the proven place; then of what stands in the one place that is proven.
"""

import re

import numpy as np

from checks.case import Rung
from checks.likeness import Wrong, likeness
from checks.place.role import RoleKind
from checks.place.values import is_zero
from checks.target import Stopped
from checks.words import text_of

HINTS = {
    "endless-loop": "Which line of the loop changes what its condition depends on, and when does the condition become "
    "false?",
    "loop-without-end": "Which line ends this loop, as a break or a return does, and when is that line reached?",
    "undefined-name": "The name {name} has no value inside your function. Is it spelled as above, and which line "
    "should give it one?",
    "rebound-name": "The name {name} no longer means what it should: some cell of the notebook has given it another "
    "value. Which cell? Choose another name there, restart the kernel, and run the cells from the top.",
    "shadowed-name": "In a function, a name has one meaning. {name} is yours here, so what {name} means outside "
    "can't be reached. Which other name would say what yours holds?",
    "overwritten-name": "{name} is still needed as it was given. Which name could this value have, so that {name} "
    "keeps its own?",
    "arguments-in-another-order": "The arguments are passed by their order. In which order does the docstring, or the "
    "text above the cell, name them?",
    "not-imported": "Nothing gives {name} a value any more. Which of the notebook's first cells imports it? Run that "
    "cell again, then this one.",
    "global-name": "Your function reads {name} from the notebook, not from its arguments. Which argument holds what it "
    "needs?",
    "condition": "This condition decides which lines run. When should it be true, and when false?",
    "missing-key": "There is no entry {name} in this dict. Which keys does it have? Print them above this line.",
    "index-beyond": "The last index of an axis of size {name} is {last}. Which values does your index take?",
    "kept-state": "The second call sees something that the first one left behind. What is kept between two calls?",
    "changed-input": "An array that was handed in belongs to the caller: operators such as `+=` and `*=`, and "
    "`[...] =`, change it there as well. How can your code leave it as it is?",
    "few-digits": "{output} is right to only a few digits. Where does your code round, compute in single precision, or "
    "measure a slope instead of computing it?",
    "transposed": "Every number of {output} is right, but rows and columns are exchanged. Where does that happen?",
    "axes-in-another-order": "Every number of {output} is right, but its axes are in another order: {name}. Which "
    "axis comes first, and which last?",
    "summed-too-far": "Your {output} is the sum of the expected values over {name}. Which axes must be kept?",
    "not-summed": "The sum of {output} over {name} is right. On which line is this sum taken?",
    "same-numbers-other-shape": "All numbers in {output} are right, and its shape is wrong. Which axes should it have, "
    "and in which order?",
    "same-numbers-elsewhere": "{output} holds the right numbers, but not in their places. Which line moves them: by an "
    "index, by the order of the axes, or by reshape, which keeps the order in which numbers lie in memory?",
    "blocks-in-another-order": "The {name} of {output} are right, but blocks of them are exchanged. In which "
    "order is the array stacked, and in which is it cut?",
    "in-reverse-order": "The {name} of {output} are right, but in reverse order. Which line reverses them?",
    "cut-elsewhere": "{output} holds rows of {name}. From which array does your line take them, and at which row "
    "does it begin?",
    "reversed-in-time": "The steps of {output} are right, but in reverse order. Which line stores them, or takes "
    "them out, in that order?",
    "shifted-in-time": "Each step of {output} is stored one place too {name}. Where does the value of another step "
    "come in?",
    "one-step-everywhere": "{output} has the values of step {name} at every step. Does each step get an index, and an "
    "array, of its own?",
    "another-step": "{output} has the values of another time step. Which index does this step have?",
    "right-at-first-step-only": "Only the first step of {output} is right. What is different about this one step?",
    "right-at-last-step-only": "Only the last step of {output} is right. What is different about this one step?",
    "examples-shifted": "The columns of {output} belong to other examples. Which line moves the examples?",
    "one-example-everywhere": "All columns of {output} are those of one example. On which line are the others lost?",
    "constant-factor": "{output} is {name} times what it should be, everywhere. Where does this factor come in?",
    "opposite-sign": "{output} has the opposite sign everywhere. Where does a minus sign come in?",
    "factor-too-many": "{output} is multiplied entry by entry by {name}. Does the formula have this factor?",
    "factor-missing": "One factor is missing from {output}. Which factors does the formula have, and "
    "which does your line have?",
    "constant-term": "The same number is added to every entry of {output}. Where does it come in?",
    "term-too-many": "{output} has an extra term, {name}. Does it belong there?",
    "term-missing": "One term of the sum is missing from {output}. Which terms does the formula have, and which "
    "does your line have?",
    "another-quantity": "Your {output} has the values of {name}. Which values should it have?",
    "clipped": "No entry of {output} is larger than {name} in absolute value, and some should be. Which line "
    "limits the values?",
    "cut-at-zero": "Where {output} should be negative, it is zero. Which function sets it to zero?",
    "absolute": "{output} has the right absolute values and no negative entry. Where is the sign lost?",
    "saturated": "Every entry of {output} is 1 or -1, or almost. Which function does your code apply, and how large is "
    "what goes into it?",
    "not-squashed": "{output} holds what should go into the last function of its formula. Which function is that, and "
    "where do you call it?",
    "squashed-twice": "One function more than in the formula is applied to {output}. How many does your code apply?",
    "another-function": "{output} comes from the right sum through another function, {name}. Which one does "
    "the formula have?",
    "squared": "{output} is the square of what it should be. Where is it squared?",
    "slope-at-the-sum": "The slope of the tanh at z is one minus the square of tanh(z). What is squared here: tanh(z), "
    "or z itself?",
    "slope-of-a-slope": "The array on this line is a tanh already. How many times is the tanh taken?",
    "slope-not-squared": "Compare the slope of the tanh with its formula. What is squared there, and what "
    "is squared here?",
    "all-zeros": "{output} is zero everywhere. Which line should give it its value? Is that line reached for {output}, "
    "and is something on it zero?",
}


VAGUE = {"all-zeros", "right-at-first-step-only", "right-at-last-step-only"}  # a proven place says more
OVER_ALL_STEPS = {"reversed-in-time", "shifted-in-time", "one-step-everywhere"}  # some are not there yet
OF_THE_CALL = {
    "loop-without-end",
    "condition",
    "endless-loop",
    "missing-key",
    "index-beyond",
    "undefined-name",
    "rebound-name",
    "shadowed-name",
    "overwritten-name",
    "arguments-in-another-order",
    "not-imported",
    "global-name",
    "kept-state",
    "changed-input",
}


def relation_of(problem, case, places=None):
    """Name the first relation that holds for a problem, and has to do with its proven places.

    Returns (key of HINTS, (the output or what stands in the place, the name that its hint speaks of)), or (None, ())
    where every recogniser declines.
    """
    if places and any(role.kind is RoleKind.CONDITION for role in places.roles):
        return "condition", ("", "")
    if not problem.where:  # an entry of a cache: no output of that name has a line of its own
        for found in (_of_names(problem), _of_errors(problem), _of_calls(problem), _of_output(problem, case)):
            if found and _agrees(found[0], problem.output, places):
                return found[0], (problem.output, found[1])
    return _of_place(places, case) if places else (None, ())


def _agrees(relation, output, places):
    if places and relation in VAGUE:
        return False
    return not (places and places.roles) or _is_placed_in(relation, output, places)


def hint_of(relation, output, name):
    """The hint of a relation."""
    last = int(name) - 1 if relation == "index-beyond" else None
    return HINTS[relation].format(output=output, name=name, last=last)


def _is_placed_in(relation, output, places):
    """True where a place gives an output its value, or the relation is about the call as a whole."""
    return relation in OF_THE_CALL or any(role.name == output for place in places.places for role in place.roles)


def _of_names(problem):
    """A name that nothing defines."""
    is_undefined = isinstance(problem.error, NameError) and getattr(problem.error, "name", None)
    return ("undefined-name", problem.error.name) if is_undefined else None


def global_name(target, problem, case):
    """The first quantity that a function reads from the notebook, in place of an argument: a name, or None."""
    names = (name for name in target.names_from_outside() if _is_ours(name, case.exercise))
    return next(names, None) if problem.rung != Rung.AGAIN and not isinstance(problem.error, Stopped) else None


def _of_errors(problem):
    """A loop without an end, a key or an index that is not there."""
    error = problem.error
    if isinstance(error, Stopped) and error.loop and error.loop[1].startswith("while"):
        asks_nothing = re.match(r"while *\(? *(True|\d+)\b *\)? *:", error.loop[1])
        return "loop-without-end" if asks_nothing else "endless-loop", ""
    if isinstance(error, KeyError) and error.args and isinstance(error.args[0], str) and error.args[0].isidentifier():
        return "missing-key", repr(error.args[0])
    beyond = re.fullmatch(r"index -?\d+ is out of bounds for axis \d+ with size ([1-9]\d*)", text_of(error))
    return ("index-beyond", beyond[1]) if beyond and isinstance(error, IndexError) else None


def _is_ours(name, exercise):
    """True for a quantity of the exercise, also with an addition such as parameters_tmp or xt2."""
    return name in exercise.shapes or re.sub(r"(_\w+|\d+)$", "", name) in exercise.shapes


def _of_calls(problem):
    """State that is kept, an input that is changed."""
    return {Rung.AGAIN: ("kept-state", ""), Rung.INPUTS: ("changed-input", "")}.get(problem.rung)


def _of_output(problem, case):
    """What the values of an output are like."""
    if problem.rung not in (Rung.SHAPE, Rung.VALUES) or problem.value is None:
        return None
    return _of_arrays(problem.output, problem.value, problem.expected, case)


def _of_place(places, case):
    """What the value in the one place that is proven is like."""
    for name, value, expected, steps, at in places.wrong:
        found = _of_arrays(name, value, expected, case, steps)
        if found and found[0] not in VAGUE | OVER_ALL_STEPS:
            when = f" at t = {at}" if found[0] == "another-quantity" and at is not None else ""
            return found[0], (name + when, found[1])
    return None, ()


def _of_arrays(name, value, expected, case, steps=()):
    is_array = isinstance(value, (np.ndarray, np.generic)) and isinstance(expected, np.ndarray)
    if not is_array or value.dtype.kind != "f" or not np.isfinite(value).all() or is_zero(expected):
        return None
    exercise = case.exercise
    axes = exercise.axes(name) or ()
    if len(axes) != expected.ndim:  # e.g. where all steps stand under the name of one
        axes = _axes_by_size(expected.shape, case.sizes)
    named = [one for one in _quantities(case) if one[0] != name]
    value, expected = np.asarray(value, dtype=float), np.asarray(expected, dtype=float)
    return likeness(Wrong(value, expected, named, axes, exercise.examples, exercise.time, case.sizes, list(steps)))


def _axes_by_size(shape, sizes):
    """The names of axes whose sizes tell them apart, as they do in a public case."""
    names = {size: name for name, size in sizes.items()}
    return tuple(names.get(size, "") for size in shape)


def _quantities(case):
    """The named arrays of a case: outputs, arguments, the entries of a record, and first and last steps."""
    exercise, function = case.exercise, case.function
    for name, array in exercise.quantities_of(case.arguments, case.expected, function):
        yield name, array
        if exercise.time_axis(name) is not None:
            slices = ", ".join(":" * (array.ndim - 1))
            yield f"{name}[{slices}, 0]", array[..., 0]
            yield f"{name}[{slices}, -1]", array[..., -1]
