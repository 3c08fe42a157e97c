"""What a test says: a message for the learner, points for nbgrader, a record for programs."""

import contextlib
import html
import json
import re
import sys
import textwrap
from dataclasses import asdict, dataclass
from typing import TypedDict

from checks.case import Rung
from checks.examination import share_earned
from checks.place.report import rows
from checks.target import LocalFunction, Stopped, target_of
from checks.words import Evidence

LONGEST = 12  # lines of a message
WIDTH = 110  # characters of one


@dataclass(frozen=True)
class Message:
    """What a test says of a failure; as text it has at most LONGEST lines.

    headline   one sentence
    evidence   tuple of aligned lines
    hint       one paragraph, or empty
    lines      tuple of (number, text or ""): the learner's own lines that it points to
    """

    headline: str
    evidence: tuple = ()
    hint: str = ""
    lines: tuple = ()

    def __str__(self):
        hint = ["", *_wrapped(self.hint)] if self.hint else []
        return "\n".join([self.headline, "", *self.evidence, *hint]).rstrip()


class TestFailure(AssertionError):
    """A failed check whose message is the whole story: Jupyter shows it without a traceback.

    message    str or Message
    problems   list of Problem, the one that the message is about first
    progress   lines that a notebook shows below the message
    """

    __test__ = False  # for pytest: not a test class

    def __init__(self, message, problems=(), progress=""):
        super().__init__(str(message))
        self.problems, self.progress = list(problems), progress

    def _render_traceback_(self):
        return str(self).splitlines() + (["", *self.progress.splitlines()] if self.progress else [])


class Unfinished(TestFailure):
    """A function of the notebook that still has a step to write."""


class Interrupted(TestFailure):
    """A test that the learner has interrupted."""


@contextlib.contextmanager
def interruptible(name, function):
    """Say in one sentence where a learner's function was when its call in the block was interrupted."""
    try:
        yield
    except KeyboardInterrupt as error:
        target = target_of(function)
        if not isinstance(target, LocalFunction):  # it is the program that grades that is to end
            raise
        lines, loop = target.lines_of(error), target.loop_of(error)
        where = f" on line {lines[-1][1]}: {lines[-1][2]}" if lines else ""
        where = f" in the loop of line {loop[0]}: {loop[1]}" if loop else where
        raise Interrupted(f"{name} was interrupted{where}") from None


def message(function, problems, hint="", places=None):
    """The Message of a failure: the first problem with its evidence, what else is wrong, the place, and a hint.

    function   checks.exercise.Function
    problems   list of Problem, not empty
    places     checks.place.report.Places, or None
    """
    first = problems[0]
    named = [first.line] if first.line else []
    hint = hint or first.ask
    if first.rung == Rung.UNFINISHED:
        return Message(f"{function.name} {first.headline}", lines=tuple(named))
    headline = f"{function.name}{':' if first.output else ''} {first.headline}"
    lines = [
        *_evidence(first, places),
        *([] if places else _ending(first)),
        *_of_outputs(function, problems),
        *([] if places else _inside(problems)),
    ]
    if places is not None and places.late and not first.line:
        lines.append(Evidence("line", "none is named: the function takes too long to be searched for it"))
    shown = _places(first, places, 2) if places else []
    room = LONGEST - len(["headline", ""]) - (len(["", *_wrapped(hint)]) if hint else 0)
    # Rather a whole hint than these rows.
    inside = f"in {next((p.output for p in problems if p.inside[0]), '')}"
    for least in ("wrong", "examples", "right", "besides", inside, "steps", "type", "also wrong", "facts", "places"):
        if len(lines) + len(shown) > room:
            lines = [line for line in lines if line.name != least]
            if least == "facts" and places:
                shown = [line for line in shown if line.name or line.text not in {one.fact for one in places.places}]
            elif least == "places" and places:
                shown = _places(first, places, 1, facts=False)
    named += [(place.number, place.text) for place in places.places] if places else []
    return Message(headline, tuple(map(str, (*lines, *shown))), hint, tuple(named))


def _ending(problem):
    """The rows that say which line makes a function return something else than a result."""
    if problem.why and problem.line:
        yield Evidence(f"on line {problem.line[0]}", problem.line[1]).clipped(WIDTH)
    if problem.why:
        yield Evidence("" if problem.line else "it", problem.why)


def _of_outputs(function, problems):
    """The rows that say which other outputs are wrong, which are right, and of which case the first problem is."""
    first = problems[0]
    rows = []
    if first.output:
        wrong = list(dict.fromkeys(p.output for p in problems if p.output and p.output != first.output))
        right = [name for name in function.outputs if name != first.output and name not in wrong]
        if wrong:
            rows.append(Evidence("also wrong", ", ".join(wrong)))
        if first.rung != Rung.INPUTS and any(p.rung == Rung.INPUTS for p in problems):
            rows.append(Evidence("besides", "it " + next(p.headline for p in problems if p.rung == Rung.INPUTS)))
        if right:
            rows.append(Evidence("right", ", ".join(right)))
    return [*rows, Evidence("case", first.label)] if first.label else rows


def _inside(problems):
    """The rows that say which quantities on the way to the outputs are wrong, and which are right."""
    for problem in problems:
        wrong, right = problem.inside
        if wrong:
            rest = f"; right: {', '.join(right)}" if right else ""
            yield Evidence(f"in {problem.output}", f"wrong: {', '.join(wrong)}{rest}")


def _evidence(problem, places):
    """The rows of a problem; the line that failed is left out where it is shown among the places."""
    shown = {f"on line {place.number}" for place in places.places} if places else set()
    return [one.clipped(WIDTH) for one in problem.evidence if one.name not in shown]


def _places(problem, places, most, facts=True):
    """The rows of the places; what an error says of its own line is not said twice."""
    named = {one.name for one in problem.evidence}
    said = {place.fact for place in places.places if not facts or _is_only_the_error(place, named)}
    return [one for one in rows(places, most) if one.name or one.text not in said]


def _is_only_the_error(place, named):
    return f"on line {place.number}" in named and place.said.what == "error"


def _wrapped(hint):
    """Break a hint into lines that a notebook shows whole, but not inside brackets: x[:, :, t]."""
    whole = re.sub(r"[\[(][^\])]*[\])]", lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), hint)
    lines = textwrap.wrap(whole, 88, initial_indent="hint  ", subsequent_indent="      ", break_on_hyphens=False)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def passed(name, which, points):
    """The sentence on a test that is passed.

    name       of the function
    which      public or hidden
    """
    return f"{_begun(name)} {which} tests passed ({points} of {points} points)"


def passed_in(printed, name):
    """That sentence in what a test has printed; what the function itself has printed stands before it."""
    text = printed.strip()
    return text[max(0, text.rfind(_begun(name))) :]


def _begun(name):
    return f"{name}: all"


class Record(TypedDict):
    """What a test came to, as plain data for programs.

    problems         dicts: quantity, rung (of checks.case.Rung), case
    misconceptions   ids of mistakes; by: checks.diagnosis.NamedBy
    places           dicts: line, roles
    message          dict: headline, evidence, hint, lines
    stopped          how a call was ended from outside; empty where none was
    """

    function: str
    problems: list[dict]
    misconceptions: list[str]
    by: str | None
    places: list[dict]
    message: dict
    stopped: str


class Score(float):
    """Points earned: nbgrader reads the number as partial credit, a person a sentence, a program the Record."""

    MIME = "application/vnd.diagnosis+json"
    of: float
    record: Record

    def __new__(cls, points, of, record):
        score = super().__new__(cls, round(points, 2))
        score.of, score.record = of, record
        return score

    def _repr_mimebundle_(self, include=None, exclude=None):
        words = f"<b data-diagnosis='{html.escape(json.dumps(self.record))}'>{float(self):g} of {self.of} points</b>"
        return {"text/plain": repr(self), "text/html": words, self.MIME: self.record}


def report(function, problems, points, said, diagnosis=None, places=None, progress=""):
    """Print `said`, or show the points earned and raise TestFailure with the message of the first problem.

    function    checks.exercise.Function
    diagnosis   what `checks.diagnosis.diagnose` takes the failure for, or None
    places      checks.place.report.Places, or None
    progress    lines for the notebook, see checks.progress
    """
    if not problems:
        print(said + (f"\n{progress}" if progress else ""))
        return
    failed = message(function, problems, diagnosis.hint if diagnosis else "", places)
    if sys.displayhook is not sys.__displayhook__:  # in Jupyter
        record = {
            "function": function.name,
            "problems": [{"quantity": p.output, "rung": p.rung, "case": p.label} for p in problems],
            "misconceptions": list(diagnosis.ids) if diagnosis else [],
            "by": diagnosis.by if diagnosis else None,
            "places": [{"line": p.number, "roles": sorted(map(str, p.roles))} for p in places.places] if places else [],
            "message": asdict(failed),
            "stopped": next((str(p.error) for p in problems if isinstance(p.error, Stopped)), ""),
        }
        # As the cell's result: nbgrader takes the first one as partial credit, also when an error follows.
        sys.displayhook(Score(points * share_earned(function, problems), points, record))
    if problems[0].rung == Rung.UNFINISHED:
        raise Unfinished(failed, problems)
    raise TestFailure(failed, problems, progress)
