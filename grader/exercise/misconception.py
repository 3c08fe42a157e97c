"""What a misconception is: a way, or several, of getting one function wrong; and a style: a right answer, written
in another way."""

from dataclasses import dataclass

from grader.exercise.references import define, solutions


@dataclass(frozen=True)
class Edit:
    """Pairs (the reference says, the learner wrote); each applies to the reference exactly once."""

    pairs: tuple

    def applied(self, text):
        """Return the edited text; ValueError, naming the pair, where one is not there exactly once."""
        for said, wrote in self.pairs:
            if text.count(said) != 1:
                raise ValueError(f"{said!r} stands {text.count(said)} times in the reference, not once")
            text = text.replace(said, wrote)
        return text


def edit(said, wrote, *more):
    """Write one edit: what the reference says, what the learner wrote, and further such pairs."""
    return Edit(((said, wrote), *more))


@dataclass(frozen=True)
class Misconception:
    """One mistake that learners make.

    id         kebab-case, stable
    function   the function that it is made in
    wrong      the ways of writing it: each an Edit, or the whole text of the wrong function where an edit can't say it
    cause      one sentence
    hint       at most 40 words, leading to the mistake; never the right line
    unseen     why the public case can't show it and the hidden ones must; empty for most
    """

    id: str
    function: str
    wrong: tuple
    cause: str
    hint: str
    unseen: str = ""

    def sources(self, exercise):
        """Return the texts of the wrong function, one per way; ValueError with the id where an edit is stale."""
        reference = solutions(exercise)[self.function]
        try:
            return [way.applied(reference) if isinstance(way, Edit) else way for way in self.wrong]
        except ValueError as error:
            raise ValueError(f"{self.id}: {error}") from None

    def functions(self, exercise, way=0):
        """Return the functions of a learner who makes this mistake, written in one of its ways, and no other."""
        names = define(exercise, {**solutions(exercise), self.function: self.sources(exercise)[way]})
        return {name: names.get(name) for name in exercise.functions}


@dataclass(frozen=True)
class Style:
    """One way of solving the assignment.

    id         kebab-case
    sources    dict: function -> text of its cell, or an Edit; functions that are not named are the reference's
    before     text of an extra cell of the learner's own, above the functions
    """

    id: str
    sources: dict
    before: str = ""

    def texts(self, exercise):
        """Return the texts of the cells that are not the reference's: dict, function -> source."""
        return {
            name: text.applied(solutions(exercise)[name]) if isinstance(text, Edit) else text
            for name, text in self.sources.items()
        }

    def functions(self, exercise):
        """Return the functions of a learner who writes so."""
        names = define(exercise, {"before": self.before, **solutions(exercise), **self.texts(exercise)})
        return {name: names[name] for name in exercise.functions}
