"""Submissions from a platform's web service into the course folder: downloaded as a zip has them, then taken in alike.

What is downloaded stays in downloaded/, so that a second run asks only for what is new.
"""

import datetime
from dataclasses import dataclass
from pathlib import Path

from grader.intake.contents import notebooks_in, unused
from grader.intake.folders import file_of
from grader.lms.collect import Arrived, Submitted, dated, sought_for, take
from grader.lms.collected import Collected, FileOutcome
from grader.lms.web.problems import SINGLE, PlatformError
from grader.lms.web.records import NoFile
from grader.system.archive import LIMITS, shown
from grader.system.characters import by_number

LONGEST_NAME = 120  # bytes of a file's name in downloaded/


@dataclass(frozen=True)
class Fetched:
    """What came of fetching: rows as of an archive, and how many files were downloaded now."""

    rows: list
    downloaded: int


def fetch(platform, assigned, of_students, people, folder, course, assignment, replace=False):
    """Fetch what was handed in and put it where nbgrader looks for it.

    platform       CanvasAPI or MoodleAPI
    assigned       Assigned
    of_students    dict: number of a person -> student id
    people         list of Person
    folder         Path where downloads are kept
    course, assignment, replace    as for grader.lms.collect.take
    Returns        Fetched
    Raises         PlatformError where the platform can't go on; what is downloaded by then stays
    """
    known, rows, arrived, left = {person.number: person for person in people}, [], [], LIMITS.total
    downloaded, sought = 0, sought_for(course, assignment)
    for upload in platform.handed_in(assigned):
        reason = _reason(upload, known, of_students)
        if reason:
            rows.append(Collected(upload.person, "", FileOutcome.LEFT_OUT, reason))
            continue
        path = folder / file_name(upload)
        reason = _too_large(upload, path.name, left)
        if reason:
            rows.append(Collected(upload.person, path.name, FileOutcome.LEFT_OUT, reason))
            continue
        if not path.exists() or (upload.size is not None and path.stat().st_size != upload.size):
            try:
                platform.download(upload, path, LIMITS.member)
            except PlatformError as error:
                if error.kind not in SINGLE:
                    raise
                rows.append(
                    Collected(upload.person, path.name, FileOutcome.LEFT_OUT, f"{path.name} was left out: {error}.")
                )
                continue
            downloaded += 1
        left -= path.stat().st_size
        arrived.append(_arrived(upload, path, sought))
    rows += take(arrived, course, assignment, of_students, replace, sought.budget)
    return Fetched(rows, downloaded)


def file_name(upload):
    """The name of a download: whose it is, which version, and how the student called it; safe as a file's name."""
    own = _safe(upload.name).strip(". ") or "file"
    while len(own.encode("utf-8", "replace")) > LONGEST_NAME:
        own = own[1:]
    return f"{_safe(upload.person)}_{_safe(upload.key)}_{own}"


def _safe(text):
    return "".join(letter if letter.isprintable() and letter not in '/\\:*?"<>|' else "_" for letter in text)


def _reason(upload, known, of_students):
    """Why a submission is left out, as a sentence; empty where it is not."""
    person = known.get(upload.person)
    if person is None:
        return f"{upload.person} handed in and is no student of the course there; left out."
    who = shown(f"{upload.person} ({person.name})" if person.name else upload.person)
    if upload.person not in of_students:
        return f"{who}: the id that is asked for is not known, so the work was left out. Name another: --student-id."
    if isinstance(upload, NoFile):
        what = "a draft that is not handed in" if upload.draft else "no file was handed in, but a text or a link"
        return f"{who}: {what}; left out."
    if not upload.url:
        return f"{who}: {shown(upload.name)} is locked there; it was left out."
    return ""


def _too_large(upload, name, left):
    """Why a file is not downloaded, as a sentence; empty where it is. `left`: bytes that all files may still have."""
    size = upload.size or 0
    if size > LIMITS.member:
        return f"{name} has {size >> 20} MB, and at most {LIMITS.member >> 20} are taken; it was left out."
    if size > left:
        most = f"{LIMITS.total >> 30} GB" if LIMITS.total >> 30 else f"{LIMITS.total >> 20} MB"
        return f"{name} was left out: with it, all files would have more than {most}. Put it into the course by hand."
    return ""


def _arrived(upload, path, sought):
    """A download as `take` wants it."""
    order = (upload.time or 0.0, by_number(upload.key))
    found = Submitted(upload.person, Path(upload.name).name or path.name, upload.late, order, _written(upload.time))
    file, head = file_of(path, path.name, sought.budget)
    files, beside = notebooks_in(dated(found, file), head, sought)
    return Arrived(found, path.name, files, *unused(files, beside))


def _written(time):
    """A time as nbgrader's exchange writes it; empty where it is unknown."""
    if time is None:
        return ""
    return f"{datetime.datetime.fromtimestamp(time, datetime.UTC):%Y-%m-%d %H:%M:%S.%f} UTC"
