"""Programs by people who knew neither the catalogue nor the search, with the lines that they meant marked.

python -m tests.written      what is said of each that is not wholly right, and the shares

A file in tests/programs holds those of one function. Each begins with a line that says whether it is right, or makes
one mistake or two, and which. A line that is meant ends with `# this`, of two mistakes with `# this 1` or `# this 2`;
of lines with the same mark any may be named. The marks were set before the search had seen the program; a dozen was
added after it, to lines that it had named and that a reader held to be as true.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from checks.examination import examine
from tests import lstm, rnn

FOLDER = Path(__file__).parent / "programs"
TRUE, PARTLY, FALSE, NOTHING = "true", "partly", "false", "nothing"
_HEAD = re.compile(r"^#### (one|two|right): (.*)\n", re.MULTILINE)
_MARK = re.compile(r"  # this ?(\d?)$", re.MULTILINE)


@dataclass(frozen=True)
class Program:
    """One program.

    kind       right, one or two (mistakes)
    source     as a learner has it, without the marks
    marked     dict, mark -> the numbers of its lines
    """

    id: str
    function: str
    kind: str
    cause: str
    source: str
    marked: dict

    def places(self):
        """What a learner is told: checks.place.report.Places; None where the program passes the public test."""
        of, exercise = (lstm, lstm.LSTM) if self.function.startswith("lstm") else (rnn, rnn.RNN)
        target = of.define({**of.solutions(), self.function: self.source})[self.function]
        problems = examine(target, of.public_case(self.function))
        return exercise.tests.explanation(self.function, target, problems)[0] if problems else None


def programs():
    """All of them: list of Program."""
    return [program for path in sorted(FOLDER.glob("*.txt")) for program in _read(path)]


def _read(path):
    _, *parts = _HEAD.split(path.read_text(encoding="utf-8"))
    for number, (kind, cause, text) in enumerate(zip(parts[::3], parts[1::3], parts[2::3], strict=True), 1):
        marked = {}
        for line, words in enumerate(text.split("\n"), 1):
            for mark in _MARK.findall(words):
                marked.setdefault(mark, set()).add(line)
        yield Program(f"{path.stem}-{number}", path.stem, kind, cause, _MARK.sub("", text.strip("\n")) + "\n", marked)


def judged(program, places):
    """What a program's Places are worth by its marks.

    Returns    TRUE: each line is meant, and no mistake is left out; where either of two lines is said to be enough,
               one of them is. PARTLY: a mistake is left out. FALSE: a line is not meant. NOTHING: none is named
    """
    if not places:
        return NOTHING
    fits = [
        {mark for mark, lines in program.marked.items() if lines & set(range(one.number, (one.last or one.number) + 1))}
        for one in places.places
    ]
    named = set().union(*fits)
    if places.either:
        return TRUE if named else FALSE
    if not all(fits):
        return FALSE
    return TRUE if named == program.marked.keys() else PARTLY


def main():
    shares = {}
    for program in programs():
        places = program.places()
        said = "passes" if places is None else judged(program, places)
        shares.setdefault(program.kind, Counter())[said] += 1
        if said not in (TRUE, "passes"):
            print(f"{said:<9}{program.id}: {program.cause}")
            for place in places.places if said != NOTHING else ():
                print(f"{'':<9}line {place.number}: {place.text}   {place.fact}")
    for kind, count in shares.items():
        print(f"{kind:<6}", ", ".join(f"{words} {number}" for words, number in count.most_common()))


if __name__ == "__main__":
    main()
