"""A cell that an editor has split in the middle of a statement, as Jupyter's *Split Cell* does, is one cell again.

Strict, as honest work must not lose by it: what would run as it stands is the end of no whole, the assignment's own
cells have no part in one and stand between none, and where anything is in doubt the cells stay as they are.
"""

import ast
import itertools
import re
from functools import lru_cache

from checks.cell_text import begins_to_define, parse, problem_of
from grader.intake.definitions import DEFINED, PARSED
from grader.intake.repairs import repair

TOGETHER, WAYS = 5, 4  # parts that are tried at a time, and ways of joining them
MOST, TRIED = 20, 60  # cells below one that are looked at, and parts that are tried in a notebook
_INDENTED = re.compile(r"\s*\n[ \t]+\S|[ \t]+\S")
_BEGINS = re.compile(r"(?:[ \t]*(?:#.*)?\n)*[ \t]*(?:@|(?:async[ \t]+)?def[ \t]|class[ \t])")
_UNFINISHED = "NotImplementedError"  # in what is handed out
_LINE = 60  # characters of a line that is quoted


def join_parts(cells, released=()):
    """Join the parts of cells that were split: (list of notebook cells, list of Repair).

    cells      list of notebook cells; other cells that stand between two parts come below the whole
    released   texts of the assignment's own cells, without white space around them: they are never parts
    """
    code = [at for at, cell in enumerate(cells) if cell.cell_type == "code" and cell.source.strip()]
    if sum(len(cells[at].source) for at in code) > PARSED:
        return cells, []

    def is_released(place):
        return cells[place].source.strip() in released

    gone, whole, repairs, tries = set(), {}, [], iter(range(TRIED))
    for number, at in enumerate(code):
        if at in gone or is_released(at):
            continue
        below = itertools.takewhile(lambda place: not is_released(place), code[number + 1 : number + MOST])
        following = [place for place in below if place not in gone]
        text, parts = _whole(cells[at].source, following, cells, tries)
        if parts and not _is_elsewhere(text, (cells[place].source for place in code if place not in {at, *parts})):
            known = [cells[place] for place in (at, *parts)]
            whole[at] = {**cells[at], "source": text, "metadata": _metadata(known)}
            gone.update(parts)
            repairs.append(repair("split", cell=_called(text, cells[at].source), count=len(known)))
    made = [type(cell)(whole.get(at, cell)) for at, cell in enumerate(cells) if at not in gone]
    return made, repairs


def _is_elsewhere(whole, texts):
    """True where what a whole defines has been finished in a text that runs as it stands, so that one counts."""
    names = [one.name for one in parse(whole) if isinstance(one, DEFINED)]
    finished = (text for text in texts if _UNFINISHED not in text)
    return any(begins_to_define(text, name) and _compiles(text) for text in finished for name in names if name in text)


def _whole(text, following, cells, tries):
    """The text that a text is with those that go on with it below: (it, list of the places of their cells)."""
    parts = []
    while more := _next_whole(text, [(at, cells[at].source) for at in following if at not in parts], tries):
        text = more[0]
        parts += more[1]
        following = [at for at in following if at > parts[-1]]
    return text, parts


def _next_whole(text, following, tries):
    """A text with the fewest texts below it that make a whole: (it, the places of their cells); None where none do.

    following  list of (place, text); below a text that does not compile, what would run by itself is passed over
               if a part that is indented follows
    """
    if not _is_open(text):
        return None
    ways, is_strict, places, passed = [text], _compiles(text), [], False
    for at, part in following:
        is_whole, is_indented = _compiles(part), _INDENTED.match(part)
        if _BEGINS.match(part) and (is_whole or not is_indented):
            return None  # a function of its own, or the nearer beginning of what stands below
        if is_whole and not is_indented and not is_strict:
            passed = True
            continue
        if (not is_indented and (passed or is_whole)) or len(places) == TOGETHER or next(tries, None) is None:
            return None
        places = [*places, at]
        ways = [way + between + part for way in ways for between in _between(way, part)][:WAYS]
        found = next(filter(_compiles, ways), None) if not is_whole else None
        if found is not None:
            return found, places
    return None


def _between(text, part):
    """What may have stood between a text and its next part, the likelier first: it may be cut within a line."""
    last = text.rsplit("\n", 1)[-1]
    if not last:
        return ("",)
    swallowed = "#" in last and not _INDENTED.match(part.partition("\n")[2])  # a comment would take in any line
    within = () if swallowed else ("",)
    if not _INDENTED.match(part) and _compiles(text):
        return within  # what begins at the left margin is no line below what is whole
    return ("\n", *within) if last.strip() else (*within, "\n")


def _is_open(text):
    """True where a text may go on below: its last statement is not whole, or a block that may end with no `return`."""
    try:
        statements = parse(text)
    except SyntaxError:
        return True
    return bool(statements) and hasattr(statements[-1], "body") and not _returns(statements[-1].body)


def _returns(block):
    """True where every path through a block returns or raises, as far as its last statement tells."""
    match block:
        case [*_, ast.Return() | ast.Raise()]:
            return True
        case [*_, ast.With(body=body) | ast.AsyncWith(body=body)]:
            return _returns(body)
        case [*_, ast.If(body=body, orelse=other)]:
            return _returns(body) and _returns(other)
        case [*_, ast.Try(body=body, handlers=handlers, orelse=other, finalbody=last)]:
            paths = [other or body, *(handler.body for handler in handlers)]
            return _returns(last) or all(map(_returns, paths))
        case [*_, ast.Match(cases=cases)]:
            return all(_returns(one.body) for one in cases)
    return False


@lru_cache(100)
def _compiles(text):
    try:
        return not any(map(problem_of, parse(text)))
    except SyntaxError:
        return False


def _metadata(parts):
    """The metadata of the first part, with what it is in the assignment from the first part that has it."""
    known = next((cell.metadata["nbgrader"] for cell in parts if "nbgrader" in cell.metadata), None)
    return type(parts[0])({**parts[0].metadata, **({"nbgrader": known} if known else {})})


def _called(text, part):
    """What is said of a whole: the function that its first part has begun last, or how it begins."""
    begun = [one.name for one in parse(text) if isinstance(one, DEFINED) and one.lineno <= part.count("\n") + 1]
    line = part.strip().split("\n")[0]
    return begun[-1] if begun else f"A cell that begins with {line[:_LINE]!r}"
