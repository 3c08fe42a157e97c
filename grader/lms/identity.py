"""Whose row is it? A student is found by one kind of id; a value that stands in a column of another kind names nobody.

So an id that is by chance somebody else's number on the platform gives that person no mark.
"""

from collections import Counter
from dataclasses import dataclass

from grader.lms.table import TableError


class Identities:
    """The ids in the rows of a table.

    kinds      dict, title of a column -> dict, place of a row -> its id there; the first has the platform's numbers
    """

    def __init__(self, kinds):
        self.kinds = kinds
        self.rows = {title: {} for title in kinds}
        for title, ids in kinds.items():
            for row, value in ids.items():
                if value.strip():
                    self.rows[title].setdefault(value.strip(), []).append(row)

    @property
    def titles(self):
        """The titles of the columns, for messages."""
        return ", ".join(self.kinds)

    @property
    def values(self):
        """Every id that there is, of any kind: set."""
        return {value for ids in self.rows.values() for value in ids}

    def find(self, marks, path, is_named):
        """Find the rows of students: dict, student id -> list of places of rows; one is sure, none or several are not.

        They are found by the student id in one column, or by the address in one column, whatever finds most of them.

        marks      list of grader.lms.filling.Mark
        path       of the table, for the message
        is_named   True where somebody has said which column it is
        Raises     TableError where it is not clear which kind of id is meant: another one finds other people, or
                   somebody's row, or hardly anybody is found
        """
        keys = {"id": {mark.student: mark.student for mark in marks}, "address": _own_addresses(marks)}
        found = [
            (_Kind(what, title), self._rows_of(of, title, what == "address"))
            for what, of in keys.items()
            for title in self.rows
        ]
        (best, main), *others = sorted(found, key=lambda one: -len(one[1]))
        for other, some in others:
            if _contradict(main, some, self.kinds[best.title]):
                raise TableError(
                    f"{path}: students are found by {best} as well as by {other}, and they are not the same people; "
                    "say with --student-id which column has nbgrader's student ids"
                )
        people = {row for of in self.rows.values() for rows in of.values() for row in rows}
        may_be_chance = best == _Kind("id", next(iter(self.kinds))) and not is_named
        if may_be_chance and main and len(main) < len(marks) and 2 * len(main) <= min(len(marks), len(people)):
            raise TableError(
                f"{path}: of {len(marks)} students only {', '.join(sorted(main))} {'is' if len(main) == 1 else 'are'} "
                f"found, by {best}, which may be chance; say with --student-id which column has nbgrader's student ids"
            )
        return {mark.student: main.get(mark.student, []) for mark in marks}

    def _rows_of(self, keys, title, is_address):
        """The rows of the students that a column finds: dict; an address of several people names none of them.

        Where nobody has an id to the letter, capitals do not matter, as long as no two ids differ in them alone.
        """
        ids, times = self.rows[title], Counter(key.casefold() for key in keys.values())
        folded = {}
        for value in ids:
            folded.setdefault(value.casefold(), []).append(value)
        found = {}
        for student, key in keys.items():
            alike = folded.get(key.casefold(), [])
            if key in ids:
                found[student] = ids[key]
            elif len(alike) == 1 and times[key.casefold()] == 1:
                found[student] = ids[alike[0]]
        return {student: rows for student, rows in found.items() if len(rows) == 1 or not is_address}


@dataclass(frozen=True)
class _Kind:
    """What students are found by: their ids, or their addresses, in a column."""

    what: str
    title: str

    def __str__(self):
        return self.title if self.what == "id" else f"the address in {self.title}"


def _contradict(main, some, ids):
    """True where another kind of id finds another row for a student, or a row that has somebody else's id.

    main, some dict, student id -> places of rows: by the kind that counts, and by the other
    ids        dict, place of a row -> its id of the kind that counts; who has none is no contradiction, and not found
    """
    owners = {row: student for student, rows in main.items() for row in rows}
    for student, rows in some.items():
        if student in main:
            if rows != main[student]:
                return True
        elif any(ids.get(row, "").strip() or row in owners for row in rows):
            return True
    return False


def _own_addresses(marks):
    """dict: student id -> address, of those who share it with nobody."""
    times = Counter(mark.email for mark in marks)
    return {mark.student: mark.email for mark in marks if mark.email and times[mark.email] == 1}
