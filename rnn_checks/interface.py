"""The four functions: what goes in, what comes out; a case to call them on; a problem to say of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Interface:
    """What a function takes and returns, which function of yours it calls, and the points of its public test."""

    arguments: tuple
    outputs: tuple
    returns: type
    calls: str | None
    points: int


FUNCTIONS = {
    "rnn_cell_forward": Interface(
        ("xt", "a_prev", "parameters"), ("a_next", "yt_pred", "cache"), tuple, None, points=8
    ),
    "rnn_forward": Interface(("x", "a0", "parameters"), ("a", "y_pred", "caches"), tuple, "rnn_cell_forward", points=8),
    "rnn_cell_backward": Interface(
        ("da_next", "cache"), ("dxt", "da_prev", "dWax", "dWaa", "dba"), dict, None, points=12
    ),
    "rnn_backward": Interface(
        ("da", "caches"), ("dx", "da0", "dWax", "dWaa", "dba"), dict, "rnn_cell_backward", points=12
    ),
}

# How much of a test's points each output earns; an output that is not named here weighs 1.
WEIGHTS = {"a_next": 3, "yt_pred": 3, "cache": 2, "a": 3, "y_pred": 3, "caches": 2}

AXES = {
    **dict.fromkeys(["xt", "dxt"], ("n_x", "m")),
    **dict.fromkeys(["x", "dx"], ("n_x", "m", "T_x")),
    **dict.fromkeys(["a_prev", "a_next", "a0", "da_next", "da_prev", "da0"], ("n_a", "m")),
    **dict.fromkeys(["a", "da"], ("n_a", "m", "T_x")),
    **dict.fromkeys(["Wax", "dWax"], ("n_a", "n_x")),
    **dict.fromkeys(["Waa", "dWaa"], ("n_a", "n_a")),
    **dict.fromkeys(["ba", "dba"], ("n_a", "1")),
    "Wya": ("n_y", "n_a"),
    "by": ("n_y", "1"),
    "yt_pred": ("n_y", "m"),
    "y_pred": ("n_y", "m", "T_x"),
}
PARAMETERS = ("Wax", "Waa", "Wya", "ba", "by")
CACHE = ("a_next", "a_prev", "xt", "parameters")


@dataclass(frozen=True)
class Case:
    """One call of a function: what goes in, what must come out, and how exactly.

    arguments   tuple          passed by position
    expected    dict           output -> array, or the tuple of a cache or of the caches
    sizes       dict           n_x, n_a, n_y, m, T_x -> int, to name the axes of a wrong shape
    tolerance   float          how far an entry may be off, as a share of the largest expected one
    lend        function       takes the learner's own cell, returns what is called in its place: a function that gives
                               the same answer to the same arguments, always; None: nothing is lent
    other       Case           the same function on other numbers, of which nothing is expected: it is called on them to
                               see whether anything lives on; None: nobody asks. What it is lent does not ask the
                               learner's own cell, which may never come to its end there
    label       str            how messages name the case; empty for the public one
    """

    arguments: tuple
    expected: dict
    sizes: dict
    tolerance: float
    lend: object = None
    other: object = None
    label: str = ""


class Right:
    """Stands for a result that another process has, and that is right to the last bit: nobody has to look at it.

    became      what it has been changed into since, None while it is as it was
    """

    became = None


@dataclass(frozen=True)
class Problem:
    """What is wrong with one output: the rung of the ladder that it fell from, a headline and its evidence.

    output      str            "" where the call as a whole failed
    rung        str            unfinished, call, returns, there, array, shape, finite, values, again or inputs
    where       str            the entry of a cache that is meant, e.g. caches[0][2][1]
    value       array          what came back, where it is an array
    expected    array          what should have
    error       Exception      what the call raised
    label       str            of the case
    """

    output: str
    rung: str
    headline: str
    evidence: tuple = ()
    where: str = ""
    value: object = None
    expected: object = None
    error: object = None
    label: str = ""
