"""Whether feedback pages show the reference solution below the student's own code."""

from datetime import UTC, datetime

from traitlets import Enum
from traitlets.config import Configurable


class Feedback(Configurable):
    """Settings of the feedback pages, in nbgrader_config.py."""

    solution = Enum(
        ("never", "after"), "never", help="Show the reference solution: never, or after the due date of the gradebook"
    ).tag(config=True)


def shows_solution(course, book, now=None):
    """True where pages that are written now show the solution; without a due date they never do.

    course     grader.course.course.Course
    book       ClassGradebook
    now        datetime in UTC; None: the time that it is
    """
    due = book.due() if Feedback(config=course.config).solution == "after" else None
    now = now or datetime.now(UTC)
    return due is not None and due.replace(tzinfo=UTC) < now
