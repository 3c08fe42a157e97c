"""What a platform's web service is asked for and answers, in the same words for every platform."""

import hashlib
import re
from dataclasses import dataclass, field

from grader.lms.web.problems import Obstacle


@dataclass(frozen=True)
class Person:
    """A student of the course on the platform.

    number     id that the platform's requests carry
    name       as the platform shows it
    ids        dict: name of an identity, e.g. "SIS Login ID" -> its value; empty ones are left out
    """

    number: str
    name: str = ""
    ids: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Assigned:
    """An assignment on the platform.

    number     id that the platform's requests carry
    title      as the platform shows it
    maximum    points that there are
    fetching   Obstacle to fetching submissions, or None
    sending    Obstacle to sending marks, or None
    pages      Obstacle to sending feedback pages, or None
    comments   whether a person's comments have to be sent again with a mark, so that they stay
    """

    number: str
    title: str
    maximum: float | None = None
    fetching: Obstacle | None = None
    sending: Obstacle | None = None
    pages: Obstacle | None = None
    comments: bool = False


@dataclass(frozen=True)
class Upload:
    """A file that a student has handed in on the platform.

    person     number of the Person
    key        a name for this very version of the file
    name       that the student gave it
    url        where it is
    size       bytes; None: the platform does not say it
    time       when it was handed in, seconds since 1970; None: the platform does not say it
    late       whether the platform says that it came late
    """

    person: str
    key: str
    name: str
    url: str
    size: int | None = None
    time: float | None = None
    late: bool = False


@dataclass(frozen=True)
class NoFile:
    """A submission without a file that could be a notebook.

    draft      True: it is not handed in yet; False: it is of another kind, e.g. a text
    """

    person: str
    draft: bool = False


@dataclass(frozen=True)
class Standing:
    """What the platform holds of one student and one assignment.

    points     the mark; None: there is none
    excused    True: the student needs none
    pages      names of the feedback files; None: unknown until it is asked for this student alone
    """

    points: float | None = None
    excused: bool = False
    pages: frozenset | None = frozenset()


@dataclass(frozen=True)
class Page:
    """A feedback page as it is sent: of which assignment, and its bytes."""

    assignment: str
    content: bytes

    @property
    def name(self):
        """Its name on the platform, which tells one version from another."""
        return f"{self.assignment}-{hashlib.sha256(self.content).hexdigest()[:8]}.html"

    def is_version(self, name):
        """True for the name of any version of the page."""
        return re.fullmatch(rf"{re.escape(self.assignment)}-[0-9a-f]{{8}}\.html", name) is not None
