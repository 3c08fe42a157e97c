"""Marks filled into one column of a table that a platform exported, each into the row of its student."""

import re
from collections import Counter
from dataclasses import dataclass

from grader.system.archive import shown

# What a platform writes where there is no mark to give: excused, and not assigned. It stays.
KEPT = ("EX", "N/A")
ROUNDED = "a spreadsheet has rounded these numbers, so they name nobody. Export the file again, do not save it there."


@dataclass(frozen=True)
class Mark:
    """What the gradebook holds of one student's work.

    student    student id
    score      points, late penalty taken off; None while nothing is graded, or a person still has to
    maximum    points that there are
    email      of the student, as the gradebook has it; may be empty
    """

    student: str
    score: float | None
    maximum: float
    email: str = ""


def fill(table, rows, identity, column, marks, nobody=(), also=None):
    """Fill marks into a column and say what could not be filled in.

    table      Table
    rows       places of the rows of students
    identity   places of the columns that say who a row is about, the surest first
    nobody     places of rows that are no real student's
    also       dict: place of a row -> what else says who it is about, surer than all columns

    Returns a list of sentences; each names the students that it is about.
    """
    where, unknown, several, twice, unclear = {}, [], set(), [], set()
    known, doubled = _index(table, rows, identity, also or {})
    for mark in marks:
        keys = [key for key in (mark.student, mark.email) if key]
        row = next((known[key] for key in keys if key in known), None)
        if row is None and any(key in doubled for key in keys):
            twice.append(mark.student)
            unclear.update(*(doubled[key] for key in keys if key in doubled))
        elif row is None:
            unknown.append(mark.student)
        elif row in where:
            several |= {mark.student, where[row].student}
        else:
            where[row] = mark
    comma, kept, replaced = table.decimal_comma(), [], []
    for row, mark in where.items():
        old = table.value(row, column).strip()
        if mark.score is None or mark.student in several:
            continue
        new = f"{mark.score:.2f}".replace(".", "," if comma else ".")
        if old.upper() in KEPT:
            kept.append(f"{mark.student} ({old})")
        elif old and number_of(old) != round(mark.score, 2):
            replaced.append(f"{mark.student} ({old} to {new})")
        if old.upper() not in KEPT and (not old or number_of(old) != round(mark.score, 2)):
            table.put(row, column, new)
    name = table.path.name
    columns = ", ".join(table.header[place] for place in identity)
    nobody = {*nobody, *unclear}
    missing = [table.value(row, identity[0]) for row in rows if row not in where and row not in nobody]
    ungraded = [mark.student for mark in where.values() if mark.score is None]
    return [
        sentence.format(_listed(who))
        for who, sentence in (
            (unknown, f"{name} has no row for {{}}; looked for in: {columns}."),
            (several, f"{name}: students who share a row, not filled in: {{}}."),
            (twice, f"{name}: found in several rows, not filled in: {{}}. Delete all but one row of each."),
            (rounded(table, rows, identity), f"{name}: {{}}; {ROUNDED}"),
            (ungraded, f"{name}: not graded yet, left unchanged: {{}}. Grade by hand, then export again."),
            (missing, f"{name}: no work in the gradebook, left unchanged: {{}}."),
            (kept, f"{name}: left unchanged: {{}}."),
            (replaced, f"{name}: marks replaced: {{}}."),
        )
        if who
    ]


def rounded(table, rows, columns):
    """The numbers that a spreadsheet has rounded, in some columns: list of texts, each with its column."""
    values = ((table.header[column], table.value(row, column).strip()) for column in columns for row in rows)
    return [f"{title} {value}" for title, value in values if re.fullmatch(r"\d(?:[.,]\d+)?[Ee]\+\d+", value)]


def _index(table, rows, identity, also):
    """Map values to rows.

    Returns    (dict: value -> row, a value of a surer column first; dict: value that is in several rows -> rows)
    """
    known, doubled = {value: row for row, value in also.items()}, {}
    for column in identity:
        values = {row: table.value(row, column).strip() for row in rows}
        times = Counter(values.values())
        for row, value in values.items():
            if value and times[value] == 1:
                known.setdefault(value, row)
            elif value:
                doubled.setdefault(value, set()).add(row)
    return known, doubled


def number_of(text):
    """The number that a cell says, with a point or a comma; None when it says none."""
    return float(text.replace(",", ".")) if re.fullmatch(r"\s*-?\d+(?:[.,]\d+)?\s*", text) else None


def _listed(who):
    return ", ".join(sorted(shown(str(one)) for one in who))
