"""What is said of the places of a mistake: lines of the learner's code with the part marked, facts, never numbers."""

import ast
from dataclasses import dataclass, replace

import numpy as np

from checks.place.instrument import END, INSIDE, ITERATION, LOOP, RETURN
from checks.place.parts import part_of
from checks.place.proof import Proof
from checks.place.values import AFTER, BEFORE, UNKNOWN
from checks.words import kind, row

WRONG = "is wrong"
WIDTH = 94  # characters of a line of code
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


@dataclass(frozen=True)
class Place:
    """One place.

    number     of the line in its cell
    text       of the line, stripped
    start, end the part of the text that is meant; None: all of it
    fact       str
    roles      frozenset: what it does in the function, in words that a hint's own place is compared with
    """

    number: int
    text: str
    start: int | None
    end: int | None
    fact: str
    roles: frozenset

    @property
    def outputs(self):
        """The names at the end of its roles."""
        return {role.split(" ")[-1] for role in self.roles}


@dataclass(frozen=True)
class Places:
    """The places of a mistake, in the order of the code.

    places     tuple of Place; empty where nothing is proven
    proof      str: what follows from right values there
    """

    places: tuple = ()
    proof: str = ""

    def __bool__(self):
        return bool(self.places)


def find_places(function, case, right):
    """Prove where a function goes wrong on a case.

    function   a learner's function, of this process
    right      checks.place.values.Right
    Returns    Places: empty where it can't be followed, or nothing can be proven. Never raises for what it does.
    """
    try:
        proof = Proof(function, case, right)
        places = _line_by_line([_described(proof, place) for place in proof.places])
    except (Exception, RecursionError):  # a program can be written in any way: then there is nothing to say
        return Places()
    return Places(places, _proven(proof, places))


def _line_by_line(places):
    """Put the places of one line together: tuple of Place."""
    found = {}
    for place in places:
        one = found.get(place.number)
        if one is None:
            found[place.number] = place
        else:
            roles, fact = one.roles | place.roles, one.fact or place.fact
            found[place.number] = replace(one, start=None, end=None, fact=fact, roles=roles)
    return tuple(found.values())


def rows(found, most=2):
    """The lines of a message on some Places."""
    lines = []
    for place in found.places[:most]:
        lines.append(row(f"line {place.number}", place.text))
        if place.start is not None:
            lines.append(" " * (16 + place.start) + "^" * (place.end - place.start))
        if place.fact:
            lines.append(row("", place.fact))
    others = [str(place.number) for place in found.places[most:]]
    if others:
        lines.append(row("also", f"line{'s' if len(others) > 1 else ''} {', '.join(others)}"))
    return [*lines, row("proven", found.proof)] if found.proof else lines


def _proven(proof, places):
    if not places or proof.is_fact_only:
        return ""
    count = len(proof.case.function.outputs)
    outputs = f"all {NUMBERS.get(count, count)} outputs are" if count > 1 else "the output is"
    if any(place.statement.kind == END or ("", "early") in dict(place.forced) for place in proof.places):
        return f"with that alone mended, {outputs} right"
    if len(places) == 1:
        return f"with the right value in that one place, {outputs} right"
    return f"with right values in these {NUMBERS.get(len(places), len(places))} places, {outputs} right"


def _described(proof, place):
    node = place.statement.node
    part = part_of(proof, place)
    number = part.lineno if part is not None else _line_of(proof, place)
    raw = proof.source.lines[number - 1].rstrip("\n")
    indent = len(raw) - len(raw.lstrip())
    text, start, end = raw.strip(), None, None
    if part is not None and part.lineno == part.end_lineno and not _is_whole(node, part):
        start, end = (len(raw.encode()[:at].decode()) - indent for at in (part.col_offset, part.end_col_offset))
    if len(text) > WIDTH:
        text = text[: WIDTH - 1].rstrip() + "…"
        start, end = (start, end) if end is not None and end < WIDTH else (None, None)
    return Place(number, text, start, end, _fact(proof, place), proof.roles(place))


def _is_whole(node, part):
    return part is node or (part is getattr(node, "value", None) and not isinstance(node, (ast.Assign, ast.AugAssign)))


def _line_of(proof, place):
    statement = place.statement
    if not place.missing:
        return _end_of_function(proof) if statement.kind == END else statement.node.lineno
    bound = [proof.whole.statements[number].node for number, (name, _) in proof.judged.seen if name == place.missing]
    if statement.kind == ITERATION:
        idle = _idle_line(place)
        return idle.lineno if idle else statement.node.lineno
    return max((node.end_lineno for node in bound), default=statement.node.lineno)


def _idle_line(place):
    """A line in the loop that reads the missing name, computes something, and keeps it nowhere; or None."""
    for part in ast.walk(place.statement.node):
        is_idle = isinstance(part, ast.Expr) and isinstance(part.value, (ast.BinOp, ast.Compare))
        if is_idle and any(isinstance(one, ast.Name) and one.id == place.missing for one in ast.walk(part)):
            return part
    return None


def _end_of_function(proof):
    return proof.source.node.body[-1].end_lineno


# ── Facts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _fact(proof, place):
    statement = place.statement
    key = next(iter(place.forced))
    name, entry = key[1]
    suspect = place.suspects.get(key)
    if place.missing:
        return _missing(proof, place)
    if statement.kind == END:
        return "the function ends here without a return"
    if name == "changes":
        return "it writes into what your function was given"
    if suspect is None:
        return ""
    if entry == "early":
        return f"the function ends here in iteration {suspect.value} of {suspect.expected}"
    error = suspect.error or (suspect.value is UNKNOWN and proof.judged.raised_by.get(statement.number))
    if error:
        return f"{type(error).__name__} on this line" if statement.kind != RETURN else ""
    if statement.kind == LOOP:
        return _iterations(suspect)
    if len(place.forced) > 1 and name == "return":
        return ""
    if suspect.value is UNKNOWN and name in ("call", "return"):
        return ""
    subject = {"call": f"{entry} of {proof.case.function.calls}", "return": entry}.get(name, entry or name)
    return _sentence(proof, subject, suspect)


def _sentence(proof, subject, suspect):
    """What is wrong with a value, without numbers; nothing where that is all that can be said."""
    what, order, at = _difference(suspect), proof.right.order, suspect.position
    if not isinstance(at, int) or at >= len(order):
        return f"{subject} {what}" if what != WRONG else ""
    if what == WRONG and at:
        return f"{subject} is right at t = {order[at - 1]}, and wrong at t = {order[at]}"
    return f"{subject} {what} at t = {order[at]}" if what != WRONG else ""


def _iterations(suspect):
    if suspect.value is UNKNOWN:
        return "the loop can't go through this"
    yours, right = list(suspect.value), list(suspect.expected)
    if not yours:
        return "the loop makes no iteration"
    if len(yours) != len(right):
        return f"the loop makes {len(yours)} iteration{'s' * (len(yours) > 1)}; there are {len(right)} time steps"
    return (
        "the loop goes through the time steps in another order"
        if sorted(yours) == sorted(right)
        else "the loop goes through other numbers than the time steps"
    )


def _missing(proof, place):
    name = place.missing
    bound = any(one == name for _, (one, _) in proof.judged.seen)
    if place.statement.kind == ITERATION:
        suspect = next(iter(place.suspects.values()))
        inside = [one for one in proof.whole.statements if one.region == INSIDE and one.kind != ITERATION]
        conditional = any((name, None) in one.binds for one in inside)
        if _idle_line(place):
            return "what this line computes is not kept"
        if conditional:
            return f"nothing gives {name} its value{_when(proof, suspect)}"
        return f"nothing in this loop gives {name} its new value"
    return f"nothing gives {name} its value after this line" if bound else f"nothing gives {name} a value"


def _when(proof, suspect):
    order, position = proof.right.order, suspect.position
    if not order or position in (BEFORE, AFTER) or not isinstance(position, int):
        return ""
    return f" at t = {order[position]}" if position < len(order) else ""


def _difference(suspect):
    """What differs, without the numbers."""
    value, expected = suspect.value, suspect.expected
    if value is UNKNOWN:
        return "has no value"
    if isinstance(expected, np.ndarray):
        return _of_arrays(value, expected)
    if isinstance(expected, (tuple, list)) and isinstance(value, (tuple, list)):
        return "has another number of entries" if len(value) != len(expected) else "has a wrong entry"
    if type(value) is not type(expected) and not isinstance(value, (int, float, np.number)):
        return f"is {kind(value)}, not {kind(expected)}"
    return WRONG


def _of_arrays(value, expected):
    if not isinstance(value, (np.ndarray, np.generic, int, float)):
        return f"is {kind(value)}, not an ndarray"
    if np.shape(value) != expected.shape:
        return f"has shape {np.shape(value)}, not {expected.shape}"
    value = np.asarray(value)
    if value.dtype.kind in "iub":
        return "can hold whole numbers only"
    if value.dtype.kind != "f":
        return {"U": "holds text", "S": "holds text", "c": "holds complex numbers"}.get(
            value.dtype.kind, "holds objects"
        )
    with np.errstate(all="ignore"):
        if not np.isfinite(value).all():
            return "has entries that are not numbers"
        if not value.any():
            return "is all zeros"
        if not expected.any():
            return "is not zero"
        scale = np.max(np.abs(expected))
        if np.max(np.abs(value + expected)) <= 1e-8 * scale:
            return "has the opposite sign"
        if np.max(np.abs(value - expected)) <= 1e-5 * scale:
            return "is right to a few digits only"
    return WRONG
