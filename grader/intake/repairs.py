"""What intake has repaired, or could not use: records, each with the sentence that a person reads."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.system.characters import encodable

LONGEST = 80  # characters of a line that was left out
TO_CHANGE = (
    "overwritten",
    "deleted",
    "later",
    "apart",
    "module",
    "not run",
    "misspelt",
)  # the kinds that say what the student has to change
EDITED = ("edited", "added")  # the kinds that say that a cell of the instructor's came back with another text
# How each kind is said. {cell} is a cell of the assignment, or a function; {name} the name of a file.
_SENTENCES = {
    # of files
    "unreadable": "{file} could not be read: {why}",
    "renamed": "The notebook was handed in as {name} and was taken for {file}.",
    "chosen": "{count} {what} were handed in; {name} counts, because {why}. The others: {others}.",
    "beside": "Beside the notebook lay what could not be used: {listed}.",
    "bytes": "{file} has bytes that are not UTF-8, the first at {place}; each was read as \N{REPLACEMENT CHARACTER}.",
    "packed": "{file} was packed as {how}, and was unpacked.",
    "merge": "{file} has the marks of a merge that was not finished; what was worked on in either version counts.",
    "merge in part": "{file} has the marks of a merge that was not finished, and both versions were worked on in "
    "{count}: left out. The rest counts.",
    "tail": "{file} has text after the end of the notebook, which was ignored: {count}.",
    "backslash": "{file} has {count} that JSON wants doubled, the first in {where}; each was read as one backslash.",
    "cut": "{file} ends in the middle: {count} could be read, and what came after that is lost.",
    "typed": "{file} was made of a text with characters of a word processor, such as curly quotation marks; they were "
    "read as those that Python knows.",
    "time": "timestamp.txt does not say when this was handed in ({why}), so the time is unknown.",
    "python": "{file} was run with Python {theirs} and is graded with Python {ours}, which can't read "
    "this line: {line}; if yours can, write it as the older one wants it.",
    # of cells
    "long": "Over the limit ({cell} characters in a cell, {all} in all), and left out: {which}.",
    "no cells": "Entries that are not cells were left out of the notebook: {count}.",
    "recognised": "Cells had lost their metadata and were recognised by their id or text: {cells}.",
    "split": "{cell} was split over {count} cells, which were joined.",
    "elsewhere": "{cell} was written in another cell, and its own cell was left as handed out; the other cell counts.",
    "exchanged": "{cell} was written in the cell of another function, which counts.",
    "together": "{cells} were written in one cell, which counts for each of them.",
    "idle": "Another, unfinished copy of {cells} is not run.",
    "copies": "{cell} is defined in {count} cells; {why} counts.",
    "misspelt": "{cell} is not defined, and {name} is: give it the name that the tests call.",
    "switched off": "A {kind} cell has {cell} as well; it does not run, so the code cell counts.",
    "not run": "{cell} stands in a cell that begins with {magic}, so it does not run: leave that line out.",
    "words": "{cell} stood in one cell with text of the assignment, which was left out.",
    "magic": "{cell} stands in a cell that begins with {magic}, which is not known here; that line was left out.",
    "retyped": "The cell {cell} had become a {kind} cell and is a {was} cell again.",
    "edited": "The cell {cell} had been edited; the instructor's text is graded.",
    "added": "The cell {cell} had been edited; the instructor's text is graded, and what was added runs beside it.",
    "locked copies": "The cell {cell} was there {count} times; the last one counts.",
    "missing": "The cell {cell} was missing; it was put back.",
    "nothing": "The cell {cell} was missing; nothing was handed in for it.",
    "overwritten": "{name}, used in {cells}, has another value in the test, because of your line {line}: choose "
    "another name there.",
    "deleted": "{name}, used in {cells}, has no value in the test, because of your line {line}: leave that line out.",
    "later": "{name}, used in {cells}, is defined only in a cell below the test, by your line {line}: move "
    "that cell up.",
    "apart": "{name} is defined in a cell that begins with {line}, which hides it from other cells, so that it has no "
    "value in the test: leave that line out.",
    "module": "{name}, used in {cells}, comes from a module that is not there when this is graded, by your line "
    "{line}: put what it defines into the notebook.",
    "skipped": "The line {line} ends with {why} where this is graded and was left out; what its cell defines below it "
    "counts, unless it was defined above.",
    "again": "{names}, used in {cells}, got a value below the test only; it was tested again below that, which counts.",
    "order": "The cells were in another order than in the assignment.",
}


@dataclass(frozen=True)
class Repair:
    """One thing that intake has repaired, or could not use.

    kind       one of the kinds above
    more       dict: what the sentence says it of, plain values
    """

    kind: str
    more: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence."""
        return _SENTENCES[self.kind].format_map(self.more)


def repair(kind: str, /, **more: object) -> Repair:
    """Return a Repair."""
    return Repair(kind, encodable(more))


def repairs_of_skipped(skipped: Iterable[tuple[str, str]]) -> list[Repair]:
    """Return a Repair for each line of the student's that was left out, given as (name of the exception, the line)."""
    return [repair("skipped", why=why, line=repr(line[:LONGEST])) for why, line in skipped]
