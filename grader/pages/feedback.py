"""The page that a student gets back: what is right, what is not, and where to look."""

import hashlib
import json
from dataclasses import asdict

from checks.words import are
from grader.exercise.loading import load
from grader.exercise.references import solutions
from grader.grading.result import ByHand, Result
from grader.intake.repairs import TO_CHANGE
from grader.pages.markdown import markdown
from grader.pages.page import clipped, counted, render
from grader.pages.sections import Standing, answers, sections
from grader.pages.student_cells import Room, Shown, code

STATES = {  # a mark, and words: nothing is said by colour alone
    Standing.RIGHT: ("✓", "right"),
    Standing.PARTLY: ("◐", "partly right"),
    Standing.WRONG: ("✗", "not right yet"),
    Standing.UNFINISHED: ("○", "not finished"),
}


def feedback(
    result: Result,
    assignment: str,
    student: str = "",
    by_hand: ByHand | None = None,
    notice: str = "",
    solution: bool = False,
) -> str:
    """Write a student's page: one HTML file that needs nothing else and runs nothing.

    result     grader.grading.result.Result
    assignment    name of the exercise
    student    name or id, as in the greeting; may be empty
    by_hand    grader.grading.result.ByHand, or None
    notice     a sentence above everything else; may be empty
    solution   True: the reference solution stands below the student's code
    Returns    str
    """
    result, room = result.marked(by_hand), Room()
    comments = {name: _comment(text) for name, text in (by_hand.comments if by_hand else {}).items()}
    (read, rest), answered = sections(result, load(assignment).functions, room), answers(result, room)
    places = {test.id for test in result.tests} | {section.function for section in read}
    return render(
        "feedback.html",
        styles=("page.css", "feedback.css"),
        result=result,
        student=student,
        notice=notice,
        references=_references(assignment) if solution and not result.unreadable else {},
        assignment=assignment,
        sections=read,
        rest=rest,
        answers=answered,
        states=STATES,
        by_hand=digest(by_hand),
        comments=comments,
        others=[text for name, text in comments.items() if name not in places | {one.cell.id for one in answered}],
        summary=_summary(result, read),
        kinds_to_change=TO_CHANGE,
    )


def _references(assignment):
    """The reference solution of each function, as lines of code: dict, name -> cells.Shown."""
    found = {}
    for function, source in solutions(load(assignment)).items():
        lines, left_out = code(source.strip("\n"), {}, Room())
        found[function] = Shown("reference", lines, (), left_out)
    return found


def _comment(text):
    """What an instructor wrote: Markdown."""
    return markdown(clipped(text, 5_000), links=True)


def digest(by_hand: ByHand | None) -> str:
    """A digest, in hex, of points and comments given by hand, kept in the head of a page; empty without any."""
    text = json.dumps(asdict(by_hand), sort_keys=True) if by_hand else ""
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def _summary(result, read):
    """The result in a few words, what is right first."""
    by_state = {state: [s.function for s in read if s.state == state] for state in STATES}
    if result.unreadable:
        return "Nothing could be graded."
    parts = []
    for state, names in by_state.items():
        if names:
            parts.append(f"{are(names, STATES[state][1])}.")
    if read and len(by_state[Standing.RIGHT]) == len(read):
        parts = ["Every function is right." if result.answers else "Everything is right."]
    if result.waiting:
        parts.append(f"{counted(result.waiting, 'answer needs', 'answers need')} manual grading.")
    return " ".join(parts)
