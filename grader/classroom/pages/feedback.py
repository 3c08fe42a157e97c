"""The page that a student gets back: what is right, what is not, and where to look."""

from dataclasses import replace

from grader.classroom.pages.page import listed, render
from grader.classroom.pages.sections import sections
from grader.classroom.result import ByHand

STATES = {  # a mark, and words: nothing is said by colour alone
    "right": ("✓", "right"),
    "partly": ("◐", "partly right"),
    "wrong": ("✗", "not right yet"),
    "unfinished": ("○", "not finished"),
}


def feedback(result, student="", assignment="rnn", by_hand=None):
    """Write a student's page: one HTML file that needs nothing else and runs nothing.

    result     grader.classroom.result.Result
    student    her name or id, as the page greets her; may be empty
    by_hand    grader.classroom.result.ByHand, or None
    Returns    str
    """
    by_hand, tested = by_hand or ByHand(), {test.id: test.points for test in result.tests}
    tests = tuple(replace(test, points=by_hand.points.get(test.id, test.points)) for test in result.tests)
    result = replace(result, tests=tests)
    read, rest = sections(result)
    return render(
        "feedback.html",
        styles=("page.css", "feedback.css"),
        result=result,
        student=student,
        assignment=assignment,
        sections=read,
        rest=rest,
        states=STATES,
        by_hand=by_hand,
        tested=tested,
        summary=_summary(result, read),
    )


def _summary(result, read):
    """The result in a few words, what is right first."""
    by_state = {state: [s.function for s in read if s.state == state] for state in STATES}
    if result.unreadable:
        return "Nothing could be graded."
    if len(by_state["right"]) == len(read):
        return "Everything is right."
    parts = []
    for state, names in by_state.items():
        if names:
            parts.append(f"{listed(names)} {'is' if len(names) == 1 else 'are'} {STATES[state][1]}.")
    return " ".join(parts)
