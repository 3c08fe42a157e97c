"""Moodle: the zip of submissions in, marks into the downloaded grading worksheet, feedback pages into a zip.

Formats, of https://github.com/moodle/moodle: mod/assign/classes/downloader.php names the files of the zip,
mod/assign/gradingtable.php writes the worksheet, mod/assign/feedback/offline/importgradeslib.php reads it back,
mod/assign/feedback/file/importziplib.php reads the feedback.
"""

import re
from collections import Counter
from pathlib import Path

from grader.lms import filling
from grader.lms.collect import Submitted, is_student_id
from grader.lms.filling import number_of
from grader.lms.table import Table, TableError
from grader.system.archive import opened
from grader.system.files import write_zip

# {name}_{number}_assignsubmission_{kind}: the name of a folder, with a trailing _ before Moodle 4.1; with the name of
# the file behind it where students have no folders of their own. The name is "Participant" where marking is blind.
PREFIX = re.compile(r"(?P<name>[^_/]*)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?")
# What the worksheet calls the column of marks; in other languages its place says which it is.
GRADE, IDENTIFIER, MODIFIED = "Grade", "Identifier", "Last modified (grade)"
CHANGEABLE = "Grade can be changed"
# "No" in the languages of its sites.
NO = {
    "no", "nein", "non", "não", "нет", "ні", "не", "nie", "ne", "nem", "hayır", "xeyr", "όχι", "nu", "ei",
    "nee", "nej", "nei", "nē", "jo", "ez", "không", "tidak", "tiada", "hindi", "hapana", "нэ", "үгүй",
    "жоқ", "йўқ", "yo'q", "ոչ", "არა", "नहीं", "নেই", "না", "இல்லை", "కాదు", "ಇಲ್ಲ", "ഇല്ല", "ไม่", "ទេ",
    "ບໍ່", "אין", "לא", "لا", "خیر", "نہیں", "いいえ", "아니요", "아니오", "否", "不是",
}  # fmt: skip
PARTICIPANT = "Participant"  # what --student-id calls the numbers in the first column
IDS = {"ID number", "Username", "Email address"}


def submitted(name):
    """Read the name of a file in a Moodle zip; a Submitted, or None when Moodle would not name a file so."""
    found, rest = _prefix(name)
    if found is None:
        return None
    return Submitted(found["number"], f"{found['kind']}/{rest}" if found["kind"] != "file" else rest)


def _prefix(name):
    """Find the part of a path that says who: the match and what follows it, as Moodle's importer does."""
    parts = name.split("/")
    for place, part in enumerate(parts):
        found = PREFIX.fullmatch(part)
        if found:
            rest = "/".join(filter(None, [found["file"], *parts[place + 1 :]]))
            return (found, rest) if rest else (None, "")
    return None, ""


def roster(path, column):
    """Read who is in a worksheet: dict, number of the participant -> the value of a column, e.g. "ID number"."""
    table = Table.read(path)
    numbers, _ = _participants(table)
    ids = filling.column_of(table, numbers, column)
    found = filling.rounded({column: ids})
    if found:
        raise TableError(f"{path}: {', '.join(found)}; {filling.ROUNDED}")
    return filling.roster_of(table, [(number, ids[row]) for row, number in numbers.items()])


def fill(path, marks, column=None, student_id=None):
    """Fill marks into the grading worksheet that Moodle gave.

    marks      list of filling.Mark
    column     header of the column of marks; None: it is found
    student_id header of the column that has nbgrader's student ids; None: that by which most students are found

    Returns the Table, and filling.Filled.
    Raises TableError when this is no worksheet, or the column is not clear.
    """
    table = Table.read(path)
    numbers, identifier = _participants(table)
    header = table.header
    if identifier == IDENTIFIER and MODIFIED not in header:
        raise TableError(f"{path} has lost the column {MODIFIED!r}, which Moodle needs; download the worksheet again.")
    place = _grade_column(table, numbers, column)
    if not _is_maximum(table, numbers, place + 1):
        raise TableError(
            f"{table.path}: {header[place]} is no column of points: the next one does not say the maximum grade. Name "
            "another with --column; an assignment that is graded by a scale takes no points."
        )
    is_english = identifier == IDENTIFIER or IDS & set(header)
    if not (student_id or is_english or {mark.student for mark in marks} <= set(numbers.values())):
        raise TableError(
            f"{path}: not all students are found by {identifier}, and the other columns are in a language that is not "
            "known here; say with --student-id which column has nbgrader's student ids"
        )
    marks = filling.by_id_alone(marks) if student_id else marks
    kinds = _identities(table, numbers, place, student_id)
    before = {row: table.value(row, place) for row in numbers}
    filled = filling.fill(table, list(numbers), kinds, place, marks, 0, is_named=bool(student_id))
    filled.trouble += [*_of_another_maximum(table, numbers, place, marks), *_above_maximum(table, numbers, place)]
    filled.trouble += _locked(table, [row for row in numbers if table.value(row, place) != before[row]], place)
    return table, filled


def feedback(path, pages, to, students=None, file="feedback.html", how="grader grade", with_page=frozenset()):
    """Write the zip of feedback files for Moodle, with the folder names of the zip of submissions.

    path       the downloaded zip of submissions
    pages      function: student id -> bytes of the page, or None
    to         the zip that is written
    students   dict: number of the participant -> student id; None: they are the same
    file       name of a page there
    how        the command that makes pages
    with_page  ids of students who have a page, whether or not anybody knows them on the platform

    Returns    list of sentences, one for each student without a page
    """
    files, missing, unnamed, given = {}, set(), set(), set()
    times = Counter((students or {}).values())
    with opened(path) as archive:
        refused = archive.refused
        for member in archive.members:
            found, _ = _prefix(member.name)
            if found is None:
                continue
            student = found["number"] if students is None else students.get(found["number"], "")
            if not is_student_id(student) or times[student] > 1:
                unnamed.add(f"{found['name']} ({found['number']})")
                continue
            page = pages(student)
            if page is None:
                missing.add(student)
                continue
            who = f"{found['name']}_{found['number']}_assignsubmission_file"
            in_folder = "/" in member.name.split(found[0])[-1]
            trailing = "" if found["file"] is None else "_"
            given.add(student)
            files[f"{who}{trailing}/{file}" if in_folder else f"{who}_{file}"] = page
    others = {one for one in times if times[one] == 1 and is_student_id(one)} | set(with_page)
    lost = [one for one in sorted(others - given - missing) if times[one] < 2 and pages(one) is not None]
    write_zip(to, files)
    name, who = Path(to).name, ", ".join(sorted(unnamed))
    said = (
        (missing, f"no feedback page for {', '.join(sorted(missing))}; run: {how}"),
        (refused, " ".join(refused)),
        (lost, f"a page, and no folder in {Path(path).name}, has: {', '.join(lost)}."),
        (unnamed, f"the roster has no student id of their own for {who}: no page. Correct it."),
    )
    return [f"{name}: {sentence}" for found, sentence in said if found]


def _identities(table, numbers, end, student_id):
    """What a row says of who it is about, by the header of its column: dict, as grader.lms.filling.fill takes it.

    Names, which their owners may change, statuses and groups say nothing of that. What else a column holds is known by
    its header, in English; in other languages --student-id says it.

    end        place of the column of marks: all that says who stands before it
    """
    header = table.header
    if student_id in (header[0], PARTICIPANT):
        return {header[0]: numbers}
    if student_id == header[end]:
        raise TableError(f"{table.path}: {student_id} is the column of marks; --student-id names one of ids")
    if student_id:
        return {student_id: filling.column_of(table, numbers, student_id)}
    titles = [title for title in dict.fromkeys(header[1:end]) if title in IDS]
    return {header[0]: numbers, **{title: filling.column_of(table, numbers, title) for title in titles}}


def _participants(table):
    """Map the rows of a worksheet to the numbers of the participants; and the header of the first column.

    The first column says e.g. "Participant 1234567"; the word is of the site's language.
    """
    numbers = {}
    for row in range(1, len(table.rows)):
        found = re.fullmatch(r"\D*(\d+)", table.value(row, 0).strip())
        if found:
            numbers[row] = found[1]
        elif any(raw.strip() for raw in table.rows[row]):
            numbers = {}
            break
    if not numbers:
        raise TableError(
            f"{table.path} is no grading worksheet of Moodle: its first column must say who, as Participant 1234567. "
            "Download it: Submissions, Actions, Download grading worksheet."
        )
    return numbers, table.header[0]


def _grade_column(table, rows, column):
    """The place of the column of marks: named, or called Grade, or the one before the column of maximum grades."""
    header = table.header
    if column is not None or GRADE in header:
        wanted = column or GRADE
        if header.count(wanted) != 1:
            raise TableError(f"{table.path} has no column {wanted!r}; name one with --column: {', '.join(header)}")
        return header.index(wanted)
    chosen = []
    for place in range(1, len(header) - 1):
        marks = [table.value(row, place).strip() for row in rows]
        if _is_maximum(table, rows, place + 1) and all(
            mark in ("", "-") or number_of(mark) is not None for mark in marks
        ):
            chosen.append(place)
    if len(chosen) != 1:
        titles = ", ".join(header[place] for place in chosen) or ", ".join(header)
        raise TableError(f"{table.path}: which column is for the marks? Name it with --column: {titles}")
    return chosen[0]


def _is_maximum(table, rows, place):
    """True for a column that has one number above 0 in all rows."""
    maxima = {table.value(row, place).strip() for row in rows}
    return len(maxima) == 1 and (number_of(next(iter(maxima))) or 0) > 0


def _locked(table, rows, place):
    """Yield a sentence on the marks that Moodle does not take, as they may not be changed there.

    rows       places of the rows into which marks were filled
    """
    at = _changeable_column(table, place)
    who = [row for row in rows if at is not None and table.value(row, at).strip().casefold() in NO]
    if who:
        names, said = ", ".join(table.value(row, 0) for row in who), table.value(who[0], at).strip()
        yield f"{table.path.name}: Moodle does not take the marks of {names}: {table.header[at]} says {said} there."


def _changeable_column(table, place):
    """The place of the column that says which grades can be changed, or None.

    In other languages than English it is the one behind the maximum that says "no", and one thing else at most.
    """
    if CHANGEABLE in table.header:
        return table.header.index(CHANGEABLE)
    for at in range(place + 2, len(table.header)):
        said = {table.value(row, at).strip().casefold() for row in range(1, len(table.rows)) if any(table.rows[row])}
        if said & NO and len(said) <= 2 and "" not in said:
            return at
    return None


def _of_another_maximum(table, rows, place, marks):
    """Yield a sentence where Moodle has another maximum than the gradebook: marks are not scaled."""
    there = {number for row in rows if (number := number_of(table.value(row, place + 1))) is not None}
    if marks and there and there != {marks[0].maximum}:
        yield (
            f"{table.path.name}: the maximum grade is {max(there):g} in Moodle and {marks[0].maximum:g} here; marks "
            "are not scaled. Set the maximum grade there."
        )


def _above_maximum(table, rows, place):
    """Moodle skips a mark above its maximum without a word; say so."""
    above = [
        f"{table.value(row, 0)} ({table.value(row, place)} of {table.value(row, place + 1)})"
        for row in rows
        if (number_of(table.value(row, place)) or 0) > (number_of(table.value(row, place + 1)) or float("inf"))
    ]
    if above:
        who = ", ".join(above)
        yield f"{table.path.name}: Moodle skips marks above its maximum: {who}. Set the maximum grade there."
