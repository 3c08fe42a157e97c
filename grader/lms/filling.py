"""Marks filled into one column of a table that a platform exported, each into the row of its student."""

import re
from collections import Counter
from dataclasses import dataclass, field

from grader.system.archive import shown

# What a platform writes where there is no mark to give: excused, and not assigned. It stays.
KEPT = ("EX", "N/A")
EMPTY = ("", "-")
WHO = "\0"  # stands for the names in a sentence, and in nothing that a file holds
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


@dataclass
class Filled:
    """What is to be said of a table that was filled in: sentences, each names the students that it is about.

    trouble    on marks that do not reach their students, or not as they are
    remarks    on all else
    """

    trouble: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def sentences(self):
        return self.trouble + self.remarks


def fill(table, rows, identity, column, marks, nobody=(), also=None):
    """Fill marks into a column and say what could not be filled in.

    table      Table
    rows       places of the rows of students
    identity   places of the columns that say who a row is about
    nobody     places of rows that are no real student's
    also       dict: place of a row -> what else says who it is about
    Returns    Filled
    """
    known, doubled = _index(table, [row for row in rows if row not in nobody], identity, also or {})
    found = {mark.student: _rows_of(mark, known, doubled) for mark in marks}
    times = Counter(places[0] for places in found.values() if len(places) == 1)
    sharing = {student for student, places in found.items() if len(places) == 1 and times[places[0]] > 1}
    where = {found[mark.student][0]: mark for mark in marks if len(found[mark.student]) == 1}
    kept, replaced = _put(table, column, {row: mark for row, mark in where.items() if mark.student not in sharing})
    named = {*where, *nobody, *(row for places in found.values() for row in places)}
    name, columns = table.path.name, ", ".join(table.header[place] for place in identity)
    return Filled(
        _said(
            (_unknown(found, known), f"{name} has no row for {WHO}; looked for in: {columns}."),
            (sharing, f"{name}: students who share a row, not filled in: {WHO}."),
            (
                [student for student, places in found.items() if len(places) > 1],
                f"{name}: found in several rows, not filled in: {WHO}. Delete all but one row of each, or give the "
                "gradebook an id that only one of them has.",
            ),
            (rounded(table, rows, identity), f"{name}: {WHO}; {ROUNDED}"),
        ),
        _said(
            (
                [mark.student for mark in where.values() if mark.score is None],
                f"{name}: not graded yet, left unchanged: {WHO}. Grade by hand, then export again.",
            ),
            (
                [table.value(row, identity[0]) for row in rows if row not in named],
                f"{name}: no work in the gradebook, left unchanged: {WHO}.",
            ),
            (kept, f"{name}: left unchanged: {WHO}."),
            (replaced, f"{name}: marks replaced: {WHO}."),
        ),
    )


def _rows_of(mark, known, doubled):
    """The rows that are about the student of a mark: one is sure, several are not."""
    by_id, by_email = (
        {known[key]} if key in known else set(doubled.get(key, ())) if key else set()
        for key in (mark.student, mark.email)
    )
    return sorted(by_id & by_email or by_id | by_email)


def _put(table, column, where):
    """Write marks into their rows; return whose cells were left as they are, and whose had another mark."""
    comma, kept, replaced = table.decimal_comma(), [], []
    for row, mark in where.items():
        old = table.value(row, column).strip()
        if mark.score is None or (number := number_of(old)) == round(mark.score, 2):
            continue
        if old.upper() in KEPT:
            kept.append(f"{mark.student} ({old})")
            continue
        new = f"{mark.score:.2f}".replace(".", "," if comma else ".")
        if number is not None or old not in EMPTY:
            replaced.append(f"{mark.student} ({old} to {new})")
        table.put(row, column, new)
    return kept, replaced


def _unknown(found, known):
    """The students without a row, each with the row that a spreadsheet may have made of theirs."""
    numbers = {number: value for value in known if (number := _as_number(value))}
    for student, places in found.items():
        if not places:
            changed = numbers.get(_as_number(student))
            yield student + (f" ({changed} there: did a spreadsheet change it? Export again)" if changed else "")


def _as_number(text):
    """An id as the number that a spreadsheet takes it for: 00101 and 101.0 are 101; empty where it is none."""
    number = re.fullmatch(r"0*(\d+)(?:[.,]0+)?", text)
    return number[1] if number else ""


def _said(*parts):
    """The sentences of those pairs (names, sentence with WHO for them) that have names: list."""
    named = [(list(who), sentence) for who, sentence in parts]
    return [sentence.replace(WHO, _listed(who)) for who, sentence in named if who]


def rounded(table, rows, columns):
    """The numbers that a spreadsheet has rounded, in some columns: list of texts, each with its column."""
    values = ((table.header[column], table.value(row, column).strip()) for column in columns for row in rows)
    return [f"{title} {value}" for title, value in values if re.fullmatch(r"\d(?:[.,]\d+)?[Ee]\+\d+", value)]


def _index(table, rows, identity, also):
    """Find the rows that a value may be about, in whichever column it stands.

    Returns    (dict: value -> row; dict: value that is in several rows -> set of them)
    """
    places = {}
    for values in (also, *({row: table.value(row, column).strip() for row in rows} for column in identity)):
        for row, value in values.items():
            places.setdefault(value, set()).add(row)
    places.pop("", None)
    known = {value: next(iter(found)) for value, found in places.items() if len(found) == 1}
    return known, {value: found for value, found in places.items() if len(found) > 1}


def number_of(text):
    """The number that a cell says, with a point or a comma; None when it says none."""
    return float(text.replace(",", ".")) if re.fullmatch(r"\s*-?\d+(?:[.,]\d+)?\s*", text) else None


def _listed(who):
    return ", ".join(sorted(shown(str(one)) for one in who))
