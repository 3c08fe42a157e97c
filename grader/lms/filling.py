"""Marks filled into one column of a table that a platform exported, each into the row of its student."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from grader.lms.identity import Identities
from grader.lms.table import TableError
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


def fill(table, rows, kinds, column, marks, label, nobody=(), is_named=False):
    """Fill marks into a column and say what could not be filled in.

    table      Table
    rows       places of the rows of students
    kinds      dict, title of a column that says who a row is about -> dict, place of a row -> the id there
    label      place of the column that names a row without a mark
    nobody     places of rows that are no real student's
    is_named   True where somebody has said which kind of id the students have
    Returns    Filled
    Raises     TableError where it is not clear which kind of id the students have
    """
    somebody = [row for row in rows if row not in nobody]
    identities = Identities({title: {row: ids.get(row, "") for row in somebody} for title, ids in kinds.items()})
    found = identities.find(marks, table.path, is_named)
    of_nobody = {ids.get(row, "").strip() for ids in kinds.values() for row in nobody}
    tried = [student for student, of in found.items() if not of and student in of_nobody]
    where = {found[mark.student][0]: mark for mark in marks if len(found[mark.student]) == 1}
    kept, replaced = _put(table, column, where)
    named = {*where, *nobody, *(row for of in found.values() for row in of)}
    name = table.path.name
    return Filled(
        _said(
            (
                _unknown(found, identities.values, tried),
                f"{name} has no row for {WHO}; looked for in: {identities.titles}.",
            ),
            (
                [student for student, of in found.items() if len(of) > 1],
                f"{name}: found in several rows, not filled in: {WHO}. Delete all but one row of each, or give the "
                "gradebook an id that only one of them has.",
            ),
            (rounded(kinds), f"{name}: {WHO}; {ROUNDED}"),
        ),
        _said(
            (
                [mark.student for mark in where.values() if mark.score is None],
                f"{name}: not graded yet, left unchanged: {WHO}. Grade by hand, then export again.",
            ),
            (
                [table.value(row, label) or table.value(row, 0) for row in rows if row not in named],
                f"{name}: no work in the gradebook, left unchanged: {WHO}.",
            ),
            (tried, f"{name}: a row for trying out, left unchanged: {WHO}."),
            (kept, f"{name}: left unchanged: {WHO}."),
            (replaced, f"{name}: marks replaced: {WHO}."),
        ),
    )


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


def _unknown(found, known, tried):
    """The students without a row, but for some, each with the row that a spreadsheet may have made of theirs."""
    numbers = {number: value for value in known if (number := _as_number(value))}
    for student, rows in found.items():
        if not rows and student not in tried:
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


def rounded(kinds):
    """The numbers that a spreadsheet has rounded, in some columns: list of texts, each with its column.

    kinds      as in `fill`
    """
    values = ((title, value.strip()) for title, ids in kinds.items() for value in ids.values())
    return [f"{title} {value}" for title, value in values if re.fullmatch(r"\d(?:[.,]\d+)?[Ee]\+\d+", value)]


def column_of(table, rows, title):
    """The ids in a column, by the places of their rows: dict.

    Raises     TableError where there is no such column, or there are several
    """
    places = [place for place, one in enumerate(table.header) if one == title]
    if len(places) != 1:
        has = f"no column {title!r}" if not places else f"{len(places)} columns {title!r}; delete all but one"
        raise TableError(f"{table.path} has {has}; it has: {', '.join(table.header)}")
    return {row: table.value(row, places[0]) for row in rows}


def roster_of(table, pairs):
    """Name the student id of each number on a platform: dict; empty where the roster has none.

    pairs      list of (number on the platform, student id)
    Raises     TableError where a number stands in several rows
    """
    numbers = Counter(number.strip() for number, _ in pairs)
    doubled = [number for number, times in numbers.items() if number and times > 1]
    if doubled:
        raise TableError(f"{table.path} has several rows of {_listed(doubled)}; delete all but one of each")
    return {number.strip(): student.strip() for number, student in pairs if number.strip()}


def by_id_alone(marks):
    """The same marks without the addresses of their students."""
    return [replace(mark, email="") for mark in marks]


def number_of(text):
    """The number that a cell says, as 87.5, 87,5, 1,000.00 or 1.000,00; None when it says none."""
    whole = re.fullmatch(r"\s*(\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:\.\d{3})+,\d+)\s*", text)
    if whole:
        text = whole[1].replace("," if whole[1].rindex(".") > whole[1].rindex(",") else ".", "")
    return float(text.replace(",", ".")) if re.fullmatch(r"\s*-?\d+(?:[.,]\d+)?\s*", text) else None


def _listed(who):
    return ", ".join(sorted(shown(str(one)) for one in who))
