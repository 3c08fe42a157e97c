"""Whose row is it? A student is found by one kind of id; a value that stands in a column of another kind names nobody.

So an id that is by chance somebody else's number on the platform gives that person no mark.
"""

from collections import Counter
from dataclasses import dataclass, field

from grader.lms.table import TableError


@dataclass(frozen=True)
class Found:
    """Where the student of a mark was found.

    rows       list of places of rows: one is sure; none, or several, are not
    by         title of a column of another kind that has the id, where none that finds the others does
    """

    rows: list = field(default_factory=list)
    by: str = ""


class Identities:
    """The ids in the rows of a table.

    kinds      dict, title of a column -> dict, place of a row -> its id there
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

    def find(self, marks, path):
        """Find the rows of students: dict, student id -> Found.

        They are found by the student id in one column, or by the address in one column, whatever finds most of them.

        marks      list of grader.lms.filling.Mark
        path       of the table, for the message
        Raises     TableError where two kinds of id find other people, and it is not clear which kind is meant
        """
        keys = {"id": {mark.student: mark.student for mark in marks}, "address": _own_addresses(marks)}
        found = {
            (what, title): {
                student: ids[key]
                for student, key in of.items()
                if key in ids and (what == "id" or len(ids[key]) == 1)  # an address of several people names none
            }
            for what, of in keys.items()
            for title, ids in self.rows.items()
        }
        (best, main), *others = sorted(found.items(), key=lambda one: -len(one[1]))
        for other, some in others:
            is_rival = len(some) == len(main) and some.keys() != main.keys()
            if is_rival or any(rows != main[student] for student, rows in some.items() if student in main):
                raise TableError(
                    f"{path}: students are found by {_said(best)} as well as by {_said(other)}, and they are not the "
                    "same people; say with --student-id which column has nbgrader's student ids"
                )
        by = {student: title for (what, title), some in others if what == "id" for student in some}
        students = [mark.student for mark in marks]
        return {one: Found(main[one]) if one in main else Found(by=by.get(one, "")) for one in students}


def _own_addresses(marks):
    """dict: student id -> address, of those who share it with nobody."""
    times = Counter(mark.email for mark in marks)
    return {mark.student: mark.email for mark in marks if mark.email and times[mark.email] == 1}


def _said(kind):
    what, title = kind
    return title if what == "id" else f"the address in {title}"
