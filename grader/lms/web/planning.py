"""What would be sent to a platform for each student, before anything is: the difference of gradebook and platform."""

from dataclasses import dataclass
from enum import Enum

from grader.lms.web.records import Page, Person


class Outcome(Enum):
    """What happens to the mark of one student. Those of `TROUBLE` need a person."""

    SEND = "send"
    THERE = "is there already"
    UNGRADED = "is not graded yet"
    EXCUSED = "is excused on the platform"
    KEPT = "has another mark on the platform"
    UNKNOWN = "is nobody on the platform"
    DOUBLED = "names several people on the platform"
    SHARED = "is one of several students of one person"


TROUBLE = (Outcome.KEPT, Outcome.UNKNOWN, Outcome.DOUBLED, Outcome.SHARED)


@dataclass(frozen=True)
class Step:
    """What is to be done for one student.

    student    student id
    outcome    Outcome
    person     Person; None where none was found
    points     the mark, rounded as a platform keeps it; None while there is none
    before     the mark on the platform; None: none
    mark       whether the mark itself has to be sent; it goes with every page
    page       Page to be sent; None: none
    no_page    whether a page is wanted and there is none
    """

    student: str
    outcome: Outcome
    person: Person | None = None
    points: float | None = None
    before: float | None = None
    mark: bool = False
    page: Page | None = None
    no_page: bool = False


def plan(marks, found, standings, sent, page_of=None, replace=False):
    """Compare the marks with what the platform has.

    marks      list of grader.lms.filling.Mark
    found      grader.lms.web.people.Found
    standings  dict: number of a person -> Standing
    sent       dict: number of a person -> Sent
    page_of    function: student id -> Page or None; None: no pages are sent
    replace    whether marks that were not sent from here are replaced

    Returns    list of Step, one for each mark, sorted by student id
    """
    people = {mark.student: found.person(mark.student, mark.email) for mark in marks}
    owners = {}
    for student, person in people.items():
        if person is not None:
            owners.setdefault(person.number, []).append(student)
    steps = []
    for mark in sorted(marks, key=lambda mark: mark.student):
        person = people[mark.student]
        if person is None:
            doubled = found.doubled & {mark.student, mark.email}
            steps.append(Step(mark.student, Outcome.DOUBLED if doubled else Outcome.UNKNOWN))
        elif len(owners[person.number]) > 1:
            steps.append(Step(mark.student, Outcome.SHARED, person))
        else:
            there, before = standings.get(person.number), sent.get(person.number)
            steps.append(_step(mark, person, there, before, page_of, replace))
    return steps


def _step(mark, person, there, sent, page_of, replace):
    """The Step of a student whose person on the platform is known."""
    before = there.points if there else None
    if mark.score is None:
        return Step(mark.student, Outcome.UNGRADED, person, before=before)
    points = round(mark.score, 2)
    if there and there.excused:
        return Step(mark.student, Outcome.EXCUSED, person, points, before)
    differs = before is None or round(before, 2) != points
    ours = before is None or (sent is not None and round(sent.points, 2) == round(before, 2))
    if differs and not ours and not replace:
        return Step(mark.student, Outcome.KEPT, person, points, before)
    page = page_of(mark.student) if page_of else None
    wanted = page if page is not None and not _is_there(page, there, sent) else None
    missing = page_of is not None and page is None
    outcome = Outcome.SEND if differs or wanted else Outcome.THERE
    return Step(mark.student, outcome, person, points, before, differs, wanted, missing)


def _is_there(page, there, sent):
    """True where this version of a page is on the platform, as far as that is known before it is asked for each."""
    if there is not None and there.pages is not None:
        return page.name in there.pages
    return sent is not None and sent.page == page.name
