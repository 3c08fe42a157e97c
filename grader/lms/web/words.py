"""What the commands for a platform's web service say, line by line."""

from grader.lms.web.planning import Outcome
from grader.rules.points import counted, number
from grader.system.archive import shown

_SENTENCES = {
    Outcome.UNGRADED: "{who}: not graded yet; grade it by hand first.",
    Outcome.EXCUSED: "{who}: excused there; stays so.",
    Outcome.KEPT: "{who}: has {before} there, which was not sent from here, and {points} here; it stays. "
    "To replace it: --replace.",
    Outcome.UNKNOWN: "{who}: no student there has this id. Name the right identity: --student-id.",
    Outcome.DOUBLED: "{who}: several people there have this id; not sent.",
    Outcome.SHARED: "{who}: another student here is the same person there; neither is sent.",
}


def line(step):
    """Say what is sent for one student, or why nothing is: a line; empty where all is there already."""
    who = shown(step.student)
    if step.outcome is Outcome.THERE:
        return ""
    if step.outcome is not Outcome.SEND:
        before, points = (None if one is None else number(one) for one in (step.before, step.points))
        return _SENTENCES[step.outcome].format(who=who, before=before, points=points)
    mark = f"{number(step.points)}" + (f" in place of {number(step.before)}" if step.before is not None else "")
    parts = ([mark] if step.mark else []) + (["feedback page"] if step.page else [])
    return f"{who}: {', '.join(parts)}"


def total(steps):
    """Count what is sent: e.g. 2 marks and 1 feedback page."""
    marks, pages = sum(step.mark for step in steps), sum(step.page is not None for step in steps)
    parts = [counted(marks, "mark")] + ([counted(pages, "feedback page")] if pages else [])
    return " and ".join(parts)


def listed(who):
    """Students in a sentence."""
    return ", ".join(shown(one) for one in sorted(who))
