"""What a test says: a message for the learner, points for nbgrader, a record for programs."""

import contextlib
import html
import json
import re
import sys
import textwrap

from checks.examination import share_earned
from checks.place.report import rows
from checks.target import LocalFunction, target_of
from checks.words import row

LONGEST = 12  # lines of a message


class TestFailure(AssertionError):
    """A failed check whose message is the whole story: Jupyter shows it without a traceback.

    problems   list of Problem, the one that the message is about first
    progress   a line that a notebook shows below the message
    """

    __test__ = False  # for pytest: not a test class

    def __init__(self, message, problems=(), progress=""):
        super().__init__(message)
        self.problems, self.progress = list(problems), progress

    def _render_traceback_(self):
        return str(self).splitlines() + (["", self.progress] if self.progress else [])


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
    """The text of a failure: the first problem with its evidence, what else is wrong, the place, and a hint.

    function   checks.exercise.Function
    problems   list of Problem, not empty
    places     checks.place.report.Places, or None
    """
    first = problems[0]
    if first.rung == "unfinished":
        return f"{function.name} {first.headline}"
    between = " " if first.output == "" else ": "
    lines = [f"{function.name}{':' if between == ': ' else ''} {first.headline}", ""]
    lines += _evidence(first, places)
    wrong = list(dict.fromkeys(p.output for p in problems if p.output and p.output != first.output))
    if first.output:
        right = [name for name in function.outputs if name != first.output and name not in wrong]
        if wrong:
            lines.append(row("also wrong", ", ".join(wrong)))
        if first.rung != "inputs" and any(p.rung == "inputs" for p in problems):
            lines.append(row("besides", next(p.headline for p in problems if p.rung == "inputs")))
        if right:
            lines.append(row("right", ", ".join(right)))
    if first.label:
        lines.append(row("case", first.label))
    shown = _places(first, places, 2) if places else []
    if hint:
        hint = ["", *_wrapped(hint)]
    # Rather two whole hints than these rows.
    for least in ("wrong", "right", "besides", "steps", "type", "also wrong", "facts", "places"):
        if len(lines) + len(shown) + len(hint) > LONGEST:
            lines = [line for line in lines if not line.startswith(f"    {least:<12}")]
            if least == "facts" and places:
                shown = [line for line in shown if line.strip() not in {place.fact for place in places.places}]
            elif least == "places" and places:
                shown = _places(first, places, 1, facts=False)
    return "\n".join([*lines, *shown, *hint]).rstrip()


def _evidence(problem, places):
    """The rows of a problem; the line that failed is left out where it is shown among the places."""
    shown = {f"line {place.number}" for place in places.places} if places else set()
    return [_clipped(line) for line in problem.evidence if line and line.strip().split("  ")[0] not in shown]


def _places(problem, places, most, facts=True):
    """The rows of the places; what an error says of its own line is not said twice."""
    failed = next((line.strip().split("  ")[0] for line in problem.evidence if line.strip().startswith("line ")), "")
    said = {place.fact for place in places.places if not facts or _is_only_the_error(place, failed)}
    return [line for line in rows(places, most) if not line.strip() or line.strip() not in said]


def _is_only_the_error(place, failed):
    return f"line {place.number}" == failed and place.said.what == "error"


def _clipped(line, width=110):
    """Cut a line that is too long to be read at a glance, e.g. one of the learner's own."""
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def _wrapped(hint):
    """Break a hint into lines that a notebook shows whole, but not inside brackets: x[:, :, t]."""
    whole = re.sub(r"[\[(][^\])]*[\])]", lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), hint)
    lines = textwrap.wrap(whole, 88, initial_indent="hint  ", subsequent_indent="      ", break_on_hyphens=False)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


class Score(float):
    """Points earned: nbgrader reads the number as partial credit, a person a sentence, a program the record.

    record     dict        function, problems (quantity, rung, case), misconceptions, by, places (line, roles)
    """

    MIME = "application/vnd.diagnosis+json"
    of: float
    record: dict

    def __new__(cls, points, of, record):
        score = super().__new__(cls, round(points, 2))
        score.of, score.record = of, record
        return score

    def _repr_mimebundle_(self, include=None, exclude=None):
        words = f"<b data-diagnosis='{html.escape(json.dumps(self.record))}'>{float(self):g} of {self.of} points</b>"
        return {"text/plain": repr(self), "text/html": words, self.MIME: self.record}


def report(function, problems, points, passed, diagnosis=None, places=None, progress=""):
    """Print `passed`, or show the points earned and raise TestFailure with the message of the first problem.

    function    checks.exercise.Function
    diagnosis   what `checks.diagnosis.diagnose` takes the failure for, or None
    places      checks.place.report.Places, or None
    progress    a line for the notebook, see checks.progress
    """
    if not problems:
        print(passed + (f"\n{progress}" if progress else ""))
        return
    if sys.displayhook is not sys.__displayhook__:  # in Jupyter
        record = {
            "function": function.name,
            "problems": [{"quantity": p.output, "rung": p.rung, "case": p.label} for p in problems],
            "misconceptions": list(diagnosis.ids) if diagnosis else [],
            "by": diagnosis.by if diagnosis else None,
            "places": [{"line": p.number, "roles": sorted(p.roles)} for p in places.places] if places else [],
        }
        # As the cell's result: nbgrader takes the first one as partial credit, also when an error follows.
        sys.displayhook(Score(points * share_earned(function, problems), points, record))
    if problems[0].rung == "unfinished":
        raise Unfinished(message(function, problems), problems)
    raise TestFailure(message(function, problems, diagnosis.hint if diagnosis else "", places), problems, progress)
