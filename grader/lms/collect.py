"""Submissions out of a platform's archive into the course folder, one notebook a student, and a row for every file."""

import re
from dataclasses import dataclass
from pathlib import Path

from grader.files import write_file
from grader.lms.archive import ArchiveError, opened, shown


@dataclass(frozen=True)
class Submitted:
    """What the name of a file in a platform's archive says.

    student    id of the student, as the platform has it
    file       name that the student gave the file
    late       whether the platform says that it came late
    order      of two files of one student, the later has the greater
    """

    student: str
    file: str
    late: bool = False
    order: tuple = ()


@dataclass(frozen=True)
class Row:
    """What happened to one file of an archive.

    outcome    "collected", "unchanged", "superseded", "kept" (what was there stays) or "left out"
    note       sentence; empty when there is nothing to say
    """

    student: str
    file: str
    outcome: str
    note: str = ""


def stem(file):
    """The name of a notebook without what browsers and platforms add to a second one: rnn-1, rnn (1)."""
    return re.sub(r"(?i)(?:-\d+| ?\(\d+\))?\.ipynb$", "", file.rsplit("/", 1)[-1]).strip()


def latest(candidates, notebook):
    """Choose the one of a student's notebooks that counts: of the right name, if there is one, and the latest.

    candidates     list of pairs (Submitted, anything)
    """
    return max(candidates, key=lambda pair: (stem(pair[0].file).casefold() == notebook.casefold(), pair[0].order))


def student_id(on_platform, students):
    """Find whose work this is among nbgrader's students.

    students   dict: id on the platform -> student id; None: they are the same

    Returns a pair: student id, or None when no folder can be called so; and a note, empty when there is none.
    """
    if students is None:
        return on_platform, ""
    student = students.get(on_platform, on_platform)
    if not re.fullmatch(r"[^\s./\\][^/\\\0]*", student):
        return None, f"{student!r} can't be a student id; it was left out. Correct the roster."
    if on_platform not in students:
        return student, f"the student is not in the roster; collected as {student}."
    return student, ""


def collect(path, course, submitted, assignment="rnn", students=None, replace=False):
    """Put the notebooks of a platform's archive where nbgrader looks for them: submitted/<student>/<assignment>/.

    path       the downloaded zip
    course     the course folder
    submitted  function that reads a name: str -> Submitted, or None where the name is not the platform's
    students   dict: id on the platform -> student id; None: they are the same
    replace    whether a notebook that is there and differs is replaced

    Returns a list of Row, one for each file of the archive.
    Raises ArchiveError when the archive can't be read at all.
    """
    rows, work = [], {}
    with opened(path) as archive:
        rows += [Row("", "", "left out", sentence) for sentence in archive.refused]
        for member in archive.members:
            found, note = _read_name(member, submitted)
            if note:
                rows.append(Row(found.student if found else "", member.name, "left out", note))
            else:
                work.setdefault(found.student, []).append((found, member))
        taken = set()
        for on_platform, candidates in sorted(work.items()):
            student, note = student_id(on_platform, students)
            if student is not None and student in taken:
                student, note = None, f"{student} has a notebook already, from another id; it was left out."
            taken.add(student)
            rows += _collected(on_platform, student, note, candidates, Path(course), assignment, replace)
    return rows


def _read_name(member, submitted):
    found = submitted(member.name)
    if found is None:
        return None, f"{shown(member.name)} has no name that the platform gives; it was left out. Collect it by hand."
    if not found.file.lower().endswith(".ipynb"):
        what = (
            "is an archive; it was left out. Ask for the notebook in it"
            if found.file.lower().endswith(".zip")
            else ("is no notebook; it was left out")
        )
        return found, f"{shown(member.name)} {what}."
    return found, ""


def _collected(on_platform, student, note, candidates, course, assignment, replace):
    """Put one student's notebook in its place; rows for all of hers. No student: it is left out, as the note says."""
    chosen = latest(candidates, assignment)
    rows = [
        Row(on_platform, member.name, "superseded", f"{shown(member.name)} gave way to {shown(chosen[1].name)}.")
        for _, member in candidates
        if member is not chosen[1]
    ]
    found, member = chosen
    notes = [f"{shown(member.name)}: {note}"] if note else []
    if student is None:
        return [*rows, Row(on_platform, member.name, "left out", notes[0])]
    if found.late:
        notes.append(f"{student} handed in late.")
    if stem(found.file).casefold() != assignment.casefold():
        notes.append(f"{shown(member.name)} is taken for {assignment}.ipynb.")
    target = course / "submitted" / student / assignment / f"{assignment}.ipynb"
    try:
        outcome, note = _put(member, target, replace)
    except ArchiveError as error:
        outcome, note = "left out", str(error)
    return [*rows, Row(student, member.name, outcome, " ".join([*notes, note]).strip())]


def _put(member, target, replace):
    """Write a member to its place; return the outcome and a note."""
    content = member.read()
    if target.exists():
        if target.read_bytes() == content:
            return "unchanged", ""
        if not replace:
            return "kept", f"{target} is another one; it stays. To have the one of {shown(member.name)}: --replace."
    write_file(target, content)
    return "collected", ""
