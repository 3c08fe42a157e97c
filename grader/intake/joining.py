"""A cell that an editor has split in the middle of a statement, as Jupyter's *Split Cell* does, is one cell again.

Nothing is joined that would run as it stands: one of the parts does not compile by itself, and the whole does.
"""

import ast
import re
from functools import lru_cache

from checks.cell_text import parse, problem_of
from grader.intake.definitions import DEFINED, PARSED
from grader.intake.repairs import repair

TOGETHER, MOST, TRIED = 5, 20, 60  # parts that are tried at a time, that a cell may have, that are tried in all
_INDENTED = re.compile(r"\s*\n[ \t]+\S|[ \t]+\S")
_LINE = 60  # characters of a line that is quoted


def join_parts(cells):
    """Join the parts of cells that were split: (list of notebook cells, list of Repair).

    cells      list of notebook cells; other cells that stand between two parts come below the whole
    """
    code = [at for at, cell in enumerate(cells) if cell.cell_type == "code" and cell.source.strip()]
    if sum(len(cells[at].source) for at in code) > PARSED:
        return cells, []
    gone, whole, repairs, tries = set(), {}, [], iter(range(TRIED))
    texts = [cells[at].source for at in code]
    at = 0
    while at < len(code):
        text, count = _whole(texts[at : at + MOST], tries)
        if count > 1:
            parts = [cells[place] for place in code[at : at + count]]
            whole[code[at]] = {**parts[0], "source": text, "metadata": _metadata(parts)}
            gone.update(code[at + 1 : at + count])
            repairs.append(repair("split", cell=_called(text, texts[at]), count=count))
        at += count
    made = [type(cell)(whole.get(at, cell)) for at, cell in enumerate(cells) if at not in gone]
    return made, repairs


def _whole(texts, tries):
    """The text that the first of some texts is with those that go on with it, and how many these are with it."""
    text, count = texts[0], 1
    while more := _next_whole(text, texts[count : count + TOGETHER], tries):
        text, count = more[0], count + more[1]
    return text, count


def _next_whole(text, following, tries):
    """A text with the fewest texts below it that make a whole: (it, how many they are); None where none do."""
    if not _is_open(text):
        return None
    ways, alone = [text], _compiles(text)
    for count, part in enumerate(following, 1):
        part_alone = _compiles(part)
        if (part_alone and not _INDENTED.match(part)) or next(tries, None) is None:
            return None
        alone = alone and part_alone
        ways = [way + between + part for way in ways for between in _between(way)]
        found = next(filter(_compiles, ways), None) if not alone else None
        if found is not None:
            return found, count
        ways = ways[:2]
    return None


def _between(text):
    """What may have stood between a text and its next part, the likelier first: it may be cut within a line."""
    return ("",) if text.endswith("\n") else ("\n", "") if text.rsplit("\n", 1)[-1].strip() else ("", "\n")


def _is_open(text):
    """True where a text may go on below: its last statement is not whole, or ends in a block without a `return`."""
    try:
        statements = parse(text)
    except SyntaxError:
        return True
    body = getattr(statements[-1], "body", None) if statements else None
    return bool(body) and not isinstance(body[-1], ast.Return)


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
