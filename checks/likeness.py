"""What is a wrong array like? Facts that hold for all of its entries, beside the right array and those of the case."""

from dataclasses import dataclass, field

import numpy as np

from checks.words import listed_axes

MATCH = 1e-6  # how far an entry may be from what a fact says, as a share of the largest
ENOUGH = 6  # entries of an array about which more than its sign or a factor is said
FEW_DIGITS = 1e-5  # an error that is this small, as a share of the largest entry, is one of precision


@dataclass(frozen=True, eq=False)
class Wrong:
    """A wrong array.

    value      array, as it is
    expected   array, as it should be
    named      list of (name, array): those of the case
    axes       tuple of the names of its axes; empty where it has none
    examples   the size that counts examples, time that of the time steps
    sizes      dict, size -> int
    steps      list of arrays: what is right at the other time steps, for a quantity of one step
    """

    value: object
    expected: object
    named: list = field(default_factory=list)
    axes: tuple = ()
    examples: str = ""
    time: str = ""
    sizes: dict = field(default_factory=dict)
    steps: list = field(default_factory=list)

    def axis(self, size):
        """The place of an axis that counts a size, or None."""
        return self.axes.index(size) if size in self.axes else None


def likeness(wrong):
    """Say what a wrong array is like: (key of checks.relations.HINTS, a name or number for it), or None.

    wrong      Wrong; its arrays hold real, finite numbers
    """
    is_same_shape = np.shape(wrong.value) == wrong.expected.shape
    for recognise in _OF_ONE_SHAPE if is_same_shape else _OF_OTHER_SHAPES:
        try:
            with np.errstate(all="ignore"):
                found = recognise(wrong)
        except (ValueError, IndexError):  # an array can be of any shape: then there is nothing to say
            found = None
        if found:
            return found
    return None


def close(one, other):
    """True where two arrays are equal up to MATCH."""
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    scale = max(np.max(np.abs(other), initial=0), 1e-12)
    return one.shape == other.shape and bool(np.all(np.abs(one - other) <= MATCH * scale))


# ── Of another shape ──────────────────────────────────────────────────────────────────────────────────────────────


def _permuted(wrong):
    """Transposed, or with its axes in another order."""
    value, expected = wrong.value, wrong.expected
    if value.ndim != expected.ndim or sorted(value.shape) != sorted(expected.shape):
        return None
    if expected.ndim == 2 and close(value.T, expected) and not close(value, expected):
        return "transposed", ""
    if expected.ndim != 3 or len(wrong.axes) != 3:
        return None
    for order in ((0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)):
        if close(value, expected.transpose(order)) and not close(value, expected):
            return "axes-in-another-order", listed_axes(wrong.axes[axis] for axis in order)
    return None


def _summed(wrong):
    """Summed too far, or not summed."""
    value, expected = wrong.value, wrong.expected
    for name, axis in (("all axes", None), ("its rows", 0), ("its columns", -1)):
        summed = np.ravel(expected.sum(axis=axis)) if expected.ndim else np.zeros(0)
        if value.size == summed.size < expected.size and close(value.ravel(), summed):
            return "summed-too-far", name
    for name, axis in (("its rows", 0), ("its columns", 1)):
        is_matrix = value.ndim == 2 and expected.size < value.size
        if is_matrix and close(value.sum(axis=axis).ravel(), expected.ravel()):
            return "not-summed", name
    return None


def _other_shape(wrong):
    same = wrong.value.size == wrong.expected.size and close(wrong.value.ravel(), wrong.expected.ravel())
    return ("same-numbers-other-shape", "") if same else None


# ── Of the right shape ────────────────────────────────────────────────────────────────────────────────────────────


def _digits(wrong):
    error, scale = np.max(np.abs(wrong.value - wrong.expected), initial=0), np.max(np.abs(wrong.expected), initial=0)
    return ("few-digits", "") if 0 < error < FEW_DIGITS * scale else None


def _in_time(wrong):
    """Reversed, shifted by one step, right at one end only, the same at each step."""
    axis = wrong.axis(wrong.time)
    if axis is None or wrong.expected.shape[axis] < 3:
        return None
    value, expected = np.moveaxis(wrong.value, axis, 0), np.moveaxis(wrong.expected, axis, 0)
    if close(value[::-1], expected):
        return "reversed-in-time", ""
    if close(value[1:], expected[:-1]):
        return "shifted-in-time", "late"
    if close(value[:-1], expected[1:]):
        return "shifted-in-time", "early"
    for t, step in enumerate(expected):
        if all(close(one, step) for one in value):
            return "one-step-everywhere", str(t)
    right = [t for t in range(len(expected)) if close(value[t], expected[t])]
    ends = {0: "right-at-first-step-only", len(expected) - 1: "right-at-last-step-only"}
    return (ends[right[0]], "") if len(right) == 1 and right[0] in ends else None


def _zeros(wrong):
    return ("all-zeros", "") if not np.any(wrong.value) else None


def _another(wrong):
    """Another array of the case, or another step's."""
    for name, array in wrong.named:
        if np.any(array) and close(wrong.value, array) and not close(array, wrong.expected):
            return "another-quantity", name
    if wrong.expected.size >= ENOUGH and any(close(wrong.value, step) for step in wrong.steps):
        return "another-step", ""
    return None


def _factor(wrong):
    value, expected = wrong.value, wrong.expected
    factor = float(np.sum(value * expected) / max(np.sum(expected * expected), 1e-300))
    if abs(factor - 1) < 1e-3 or not close(value, factor * expected):
        return None
    if abs(factor + 1) < MATCH:
        return "opposite-sign", ""
    counted = filter(None, (wrong.examples, wrong.time))
    for name, size in {"2": 2, **{name: wrong.sizes[name] for name in counted}}.items():
        for words, number in ((name, size), (f"1/{name}", 1 / size)):
            if size > 1 and abs(factor - number) < MATCH:
                return "constant-factor", words
    return "constant-factor", f"{factor:.4g}"


def _limited(wrong):
    """Clipped to a range, at zero, to absolute values; or saturated."""
    value, expected = wrong.value, wrong.expected
    if expected.size < ENOUGH:
        return None
    if close(value, np.abs(expected)):
        return "absolute", ""
    if close(value, np.maximum(expected, 0)) and (expected < 0).sum() > 1:
        return "cut-at-zero", ""
    least, most = value.min(), value.max()
    outside = (expected < least) | (expected > most)
    if outside.sum() > 1 and 0 < most == np.max(np.abs(value)) and close(value, np.clip(expected, -most, most)):
        return "clipped", f"{most:.4g}"
    is_constant = np.all(value == value.flat[0]) and not np.all(expected > 0) and not np.all(expected < 0)
    if not is_constant and np.all(np.abs(np.abs(value) - 1) < 1e-3) and not np.all(np.abs(np.abs(expected) - 1) < 1e-2):
        return "saturated", ""
    return None


def _reordered(wrong):
    """Blocks of rows or columns in another order; one example's column in the place of all."""
    value, expected = wrong.value, wrong.expected
    if expected.ndim != 2 or expected.size < ENOUGH:
        return None
    at = wrong.axis(wrong.examples)
    for axis, words in ((0, "rows"), (1, "columns")):
        if close(value, np.flip(expected, axis)):
            return "in-reverse-order", words
        for shift in range(1, expected.shape[axis]):
            if close(value, np.roll(expected, shift, axis)):
                return ("examples-shifted", "") if axis == at else ("blocks-in-another-order", words)
    if at is not None and expected.shape[at] > 2:
        columns = np.moveaxis(expected, at, 0)
        if any(all(close(one, column) for one in np.moveaxis(value, at, 0)) for column in columns):
            return "one-example-everywhere", ""
    return None


def _cut(wrong):
    """Rows of another array, or of two that were one stack and were cut elsewhere."""
    value = wrong.value
    if value.ndim != 2 or value.size < ENOUGH:
        return None
    parts = [(name, array) for name, array in wrong.named if array.ndim == 2 and array.shape[1] == value.shape[1]]
    for first, one in parts:
        if any(close(value, one[row : row + len(value)]) for row in range(len(one) - len(value) + 1)):
            return "cut-elsewhere", first
        for second, other in parts:
            stack = np.concatenate([one, other])
            for row in range(1, len(one)) if first != second and len(stack) > len(value) else ():
                end = row + len(value)
                if len(one) < end <= len(stack) and close(value, stack[row:end]):
                    return "cut-elsewhere", f"{first} and of {second}"
    return None


def _another_function(wrong):
    """A function of the right sum, but not the one of the formula; or a slope at the sum."""
    value, expected = wrong.value, wrong.expected
    if expected.size < ENOUGH:
        return None
    if close(np.tanh(value), expected) or close(_sigmoid(value), expected) or _is_softmax(value, expected):
        return "not-squashed", ""
    if close(value, np.tanh(expected)) or close(value, _sigmoid(expected)) or _is_softmax(expected, value):
        return "squashed-twice", ""
    inside = {"tanh": np.arctanh(expected), "sigmoid": np.log(expected / (1 - expected))}
    for right, z in inside.items():
        if np.isfinite(z).all():
            for other, made in {"tanh": np.tanh(z), "sigmoid": _sigmoid(z), "ReLU": np.maximum(z, 0)}.items():
                if other != right and close(value, made):
                    return "another-function", other
    return _slope(wrong)


def _slope(wrong):
    """1 - z**2 in the place of 1 - tanh(z)**2, or the like, alone or times something."""
    ratio = wrong.value / wrong.expected
    for _, a in (("", np.sqrt(1 - wrong.expected)), *wrong.named):
        if a.shape == ratio.shape and np.all(np.abs(a) < 1) and np.any(a):
            right = 1 - a**2
            slopes = {"at-the-sum": 1 - np.arctanh(a) ** 2, "of-a-slope": 1 - np.tanh(a) ** 2, "not-squared": 1 - a}
            for which, slope in slopes.items():
                if close(ratio * right, slope):
                    return f"slope-{which}", ""
    return None


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _is_softmax(value, expected):
    if value.ndim < 2:
        return False
    powers = np.exp(value - value.max(axis=0, keepdims=True))
    return close(powers / powers.sum(axis=0, keepdims=True), expected)


def _term_or_factor(wrong):
    """A term or a factor of the case too many, or one too few."""
    value, expected = wrong.value, wrong.expected
    if expected.size < ENOUGH:
        return None
    if np.ptp(value - expected) <= MATCH * np.max(np.abs(expected)):
        return "constant-term", ""
    for name, array in wrong.named:
        if array.shape != expected.shape or not np.any(array) or close(array, expected):
            continue
        if close(value, expected + array):
            return "term-too-many", name
        if close(value, expected - array):
            return "term-missing", ""
        if close(value, expected * array):
            return "factor-too-many", name
        if close(value * array, expected):
            return "factor-missing", ""
    return ("squared", "") if close(value, expected**2) else None


def _elsewhere(wrong):
    """The same numbers, each in some other place."""
    value, expected = np.sort(wrong.value, axis=None), np.sort(wrong.expected, axis=None)
    return ("same-numbers-elsewhere", "") if value.size >= ENOUGH and close(value, expected) else None


_OF_OTHER_SHAPES = (_permuted, _summed, _other_shape, _another, _cut)
_OF_ONE_SHAPE = (
    *(_digits, _permuted, _in_time, _zeros, _another, _factor, _limited),
    *(_reordered, _cut, _another_function, _term_or_factor, _elsewhere),
)
