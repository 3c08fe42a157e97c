"""The commands for a platform's web service: fetch, send."""

import contextlib
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from grader.lms.options import Replace, Roster, StudentId, Which, roster_of, say, say_what_came
from grader.rules.points import number
from grader.system.options import Assignment, Course, Students
from grader.system.terminal import CannotRun, command, find_assignment, find_course, stop, stopping

app = typer.Typer()


@app.command()
def fetch(
    platform: Which,
    assignment: Assignment = None,
    course: Course = None,
    roster: Roster = None,
    student_id: StudentId = None,
    replace: Replace = False,
) -> None:
    """Fetch submissions from Canvas or Moodle into submitted/; nothing is changed there.

    The token is read from CANVAS_TOKEN or MOODLE_TOKEN.
    """
    from grader.lms.web.fetching import fetch

    with _stopping():
        at = _connect(platform, assignment, course, roster, student_id, "fetching")
        folder = at.course / "downloaded" / at.assignment / platform
        fetched = fetch(at.api, at.assigned, at.of_students, at.people, folder, at.course, at.assignment, replace)
    say_what_came(fetched.rows, "Nobody has handed in.", f"; {fetched.downloaded} downloaded")


@app.command()
def send(
    platform: Which,
    assignment: Assignment = None,
    course: Course = None,
    roster: Roster = None,
    student_id: StudentId = None,
    student: Students = None,
    feedback: Annotated[bool, typer.Option("--feedback", help="Also the feedback pages, as files.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also replace marks and files that this command did not send.")
    ] = False,
    really: Annotated[bool, typer.Option("--send", help="Send; without it, only say what would be sent.")] = False,
) -> None:
    """Send marks to Canvas or Moodle; without --send, only say what would be sent.

    The token is read from CANVAS_TOKEN or MOODLE_TOKEN. Only what is not there already is sent.
    """
    from grader.lms.web import sent

    with _stopping():
        at = _connect(platform, assignment, course, roster, student_id, "sending")
        journal = sent.Journal(at.course, at.assignment, platform)
        with journal.alone() if really else contextlib.nullcontext():
            _send(at, journal, feedback, replace, student, really)


def _send(at, journal, feedback, replace, only, really):
    """Plan what is to be sent, and send it or say so; ends the command."""
    from grader.lms.marks import marks, works_of_course
    from grader.lms.web import people, planning, words

    found = marks(works_of_course(at.course, at.assignment))
    _check_assignment(at, found, feedback)
    steps = planning.plan(
        found,
        people.find(at.people, at.of_students, at.chosen),
        at.api.standings(at.assigned),
        journal.read(),
        _page_of(at) if feedback else None,
        replace,
    )
    steps = _only(steps, only)
    trouble = [step for step in steps if step.outcome in planning.TROUBLE]
    to_send = [step for step in steps if step.outcome is planning.Outcome.SEND]
    for step in steps:
        if step.outcome is not planning.Outcome.SEND and words.line(step):
            say(words.line(step), err=step.outcome in planning.TROUBLE)
    missing = [step.student for step in steps if step.no_page]
    if missing:
        say(f"No feedback page of {words.listed(missing)}; run: {_again(at, 'feedback')}", err=True)
    if really and to_send:
        _deliver(at, to_send, journal, replace, bool(trouble or missing))
    for step in to_send:
        say(words.line(step))
    if to_send:
        say(f"To be sent to {at.api.site.host}: {words.total(to_send)}. Nothing was sent; to send, add --send.")
        if at.api.notice:
            say(at.api.notice)
    else:
        say("There is nothing to send.")
    raise typer.Exit(1 if trouble or missing else 0)


def _deliver(at, steps, journal, replace, trouble):
    """Send, and say what was sent and what was not; ends the command."""
    from grader.lms.web import sending, words

    def done(step):
        say(words.line(step))

    delivery = sending.send(at.api, at.assigned, steps, journal, replace, done)
    host = at.api.site.host
    for student, names in sorted(delivery.other.items()):
        say(
            f"{words.listed([student])}: the page was not sent, because other feedback files would be deleted there: "
            f"{words.listed(names)}. To have them deleted: --replace.",
            err=True,
        )
    for student, error in delivery.failed.items():
        say(f"{words.listed([student])}: not sent: {error}.", err=True)
    if delivery.refused:
        who = words.listed(step.student for step in delivery.refused)
        say(f"{host} did not take the mark of {who}: is the grade locked there, or graded by a rubric?", err=True)
    say(f"Sent to {host}: {words.total(delivery.sent)}.")
    if delivery.stopped is not None:
        stop(f"{len(steps) - len(delivery.sent)} of {len(steps)} are not sent: {delivery.stopped}", 1)
    raise typer.Exit(1 if trouble or delivery.other or delivery.failed or delivery.refused else 0)


# ── What both commands begin with ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Connected:
    """A course here and there: `api` is CanvasAPI or MoodleAPI, the others as in grader.lms.web.records.

    opened     grader.course.course.Course
    chosen     whether somebody has said which identity is nbgrader's student id
    """

    opened: Any
    assignment: str
    api: object
    assigned: object
    people: list
    of_students: dict
    chosen: bool

    @property
    def course(self):
        """The course folder: Path."""
        return self.opened.root


def _connect(platform, assignment, course, roster, student_id, purpose):
    """Find course and assignment on both sides, and the students there."""
    from grader.course.course import open_course
    from grader.lms.web.people import students
    from grader.lms.web.settings import SITES

    course = find_course(course)
    assignment = find_assignment(course, assignment)
    opened = open_course(course)
    site = SITES[platform](config=opened.config)
    api = site.open(opened.root, lambda sentence: say(sentence, err=True))
    api.check(purpose)
    assigned = site.choose(api.assignments(), assignment, opened.root)
    obstacle = getattr(assigned, purpose)
    if obstacle is not None:
        raise CannotRun(f"{assigned.title} on {api.site.host} {obstacle.value}")
    by_file = roster_of(platform, roster, student_id)
    wanted = "" if by_file is not None else student_id or site.student_id
    identity = _identity(api, wanted)
    people = api.people(assigned, identity)
    of_students = students(people, identity, by_file)
    if people and not of_students:
        raise CannotRun(
            f"{api.site.host} does not show {identity[0]} to the owner of the token. Name another identity with "
            f"--student-id ({', '.join(api.identities)}), or ask its administrator for that permission"
        )
    chosen = bool(wanted) or by_file is not None
    return _Connected(opened, assignment, api, assigned, people, of_students, chosen)


def _identity(api, wanted):
    """The identities that are nbgrader's student id: the one that is wanted, then what names a submission anyway."""
    if not wanted:
        return api.identity
    named = [name for name in api.identities if name.casefold() == wanted.casefold()]
    if not named:
        raise CannotRun(f"--student-id {wanted!r} is none of {', '.join(api.identities)}")
    return (named[0], *api.fallback)


def _check_assignment(at, found, feedback):
    """Raise CannotRun where the assignment there can't take the marks or the pages."""
    host, title = at.api.site.host, at.assigned.title
    maximum = found[0].maximum if found else None
    if found and at.assigned.maximum != maximum:
        raise CannotRun(
            f"{title} has {number(at.assigned.maximum)} points on {host} and {number(maximum)} here. Marks are not "
            f"scaled: set the points there to {number(maximum)}"
        )
    if feedback and at.assigned.pages is not None:
        raise CannotRun(f"{title} on {host} {at.assigned.pages.value}")


def _only(steps, wanted):
    """The steps of the students that are wanted; of all where none is. Raises CannotRun where one has no marks."""
    unknown = set(wanted or ()) - {step.student for step in steps}
    if unknown:
        raise CannotRun(f"the gradebook has no marks of {', '.join(sorted(unknown))}")
    return [step for step in steps if not wanted or step.student in wanted]


def _page_of(at):
    """Return the function that reads a student's feedback page."""
    from grader.lms.web.records import Page

    def page(student):
        path = at.opened.path("feedback", student, at.assignment) / f"{at.assignment}.html"
        return Page(at.assignment, path.read_bytes()) if path.is_file() else None

    return page


def _again(at, verb):
    return command(verb, at.assignment, course=at.course)


def _stopping():
    from grader.grading.assignment import AssignmentError
    from grader.lms.web.problems import PlatformError

    return stopping(AssignmentError, PlatformError, ValueError)
