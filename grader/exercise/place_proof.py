"""Proof of the places: mutants of the solutions and of right answers in other styles, through the public tests.

A place is true where it is a line that was changed, or speaks of a name that is no longer bound; it is false where
none of the places is. Of two lines of which either is said to be enough, one has to be.
"""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checks.diagnosis import NamedBy
from checks.examination import examine
from checks.place.report import Places
from grader.exercise.loading import FullExercise
from grader.exercise.misconception import Edit, Style
from grader.exercise.mutants import Mutant, mutants, pairs
from grader.exercise.references import define, solutions

TRUE, PARTLY, FALSE, NOTHING = "true", "partly true", "false", "nothing"
WORDS = {
    TRUE: "every place is a line that was changed",
    PARTLY: "some are, and others are not",
    FALSE: "none is",
    NOTHING: "no place is named",
}
MOST_PAIRS = 3  # one pair for so many single changes


@dataclass(frozen=True)
class Tried:
    """What was said of one mutant.

    style      id of a style, or "" for the solution
    place      true, partly true, false or nothing
    by         of the diagnosis, or None
    """

    style: str
    function: str
    mutant: Mutant
    place: str
    places: Places
    by: NamedBy | None


def tried(exercise: FullExercise, number: int, styles: Sequence[Style] | None = None, seed: int = 1) -> Iterator[Tried]:
    """Run mutants through the public tests: yield Tried for each that is wrong.

    number     of single changes of each function, at most; and a third of it of pairs
    styles     those of the exercise whose right answers are changed as well; None: all
    """
    for style, names, function in _programs(exercise, exercise.secret.styles if styles is None else styles):
        source = names[function]
        single = mutants(source)
        random.Random(seed).shuffle(single)
        for mutant in [*single[:number], *(pairs(source, number // MOST_PAIRS, seed) if not style else ())]:
            found = _one(exercise, style, names, function, mutant)
            if found is not None:
                yield found


def _programs(exercise, styles):
    """Yield (id of the style, texts of its cells, name of a function)."""
    for name in exercise.functions:
        yield "", dict(solutions(exercise)), name
    for style in styles:
        texts = style.texts(exercise)
        for name, text in style.sources.items():
            if not isinstance(text, Edit):
                yield style.id, {"before": style.before, **solutions(exercise), **texts}, name


def _one(exercise, style, names, function, mutant):
    try:
        target = define(exercise, {**names, function: mutant.source})[function]
    except Exception:
        return None  # it can't even be defined
    problems = examine(target, exercise.tests.case(function))
    if not problems:
        return None
    places, diagnosis = exercise.tests.explanation(function, target, problems)
    by = diagnosis.by if diagnosis else None
    return Tried(style, function, mutant, judged(places, mutant), places, by)


def judged(places, mutant):
    if not places:
        return NOTHING
    fits = [_fits(place, mutant) for place in places.places]
    return TRUE if all(fits) or (places.either and any(fits)) else PARTLY if any(fits) else FALSE


def _fits(place, mutant):
    words = set(re.findall(r"\w+", place.text))
    lines = range(place.number, max(place.number, place.last) + 1)
    return not mutant.lines.isdisjoint(lines) or bool(mutant.dropped & (words | place.outputs))


def shares(found: Iterable[Tried]) -> Iterator[str]:
    """Return lines of text: how many mutants, and the shares of what is said of them."""
    found = list(found)
    hints = Counter(one.by for one in found)
    for title, is_style in (("the solutions", False), ("right answers in other styles", True)):
        some = [one for one in found if bool(one.style) == is_style]
        if not some:
            continue
        count = Counter(one.place for one in some)
        yield f"{len(some)} mutants of {title}"
        for place, words in WORDS.items():
            yield f"{count[place]:5}  {count[place] / len(some):6.1%}  {words}"
    named = sum(number for by, number in hints.items() if by)
    yield f"{named:5}  {named / max(1, len(found)):6.1%}  of all have a hint"
