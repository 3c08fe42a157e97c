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
    by         title of the column that it was found by, where that is none that finds the others
    is_other   True: the row has an id in the column that finds the others, which is not this one
    """

    rows: list = field(default_factory=list)
    by: str = ""
    is_other: bool = False


class Identities:
    """The ids in the rows of a table.

    kinds      dict, title of a column -> dict, place of a row -> its id there
    """

    def __init__(self, kinds):
        self.kinds = {
            title: {row: value.strip() for row, value in ids.items() if value.strip()} for title, ids in kinds.items()
        }
        self.rows = {title: {} for title in self.kinds}
        for title, ids in self.kinds.items():
            for row, value in ids.items():
                self.rows[title].setdefault(value, set()).add(row)

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

        marks      list of grader.lms.filling.Mark
        path       of the table, for the message
        Raises     TableError where one half of them is found by one kind of id and the other half by another
        """
        main = self._main([mark.student for mark in marks], path)
        return {mark.student: self._found(mark, main) for mark in marks}

    def _main(self, students, path):
        """The title of the column that finds most students."""
        found = {title: {student for student in students if student in ids} for title, ids in self.rows.items()}
        count = Counter({title: len(some) for title, some in found.items()})
        (best, most), *others = count.most_common()
        rivals = [title for title, number in others if number == most and found[title] != found[best]]
        if rivals:
            raise TableError(
                f"{path}: students are found by {best} as well as by {rivals[0]}, and they may not be the same people; "
                "say with --student-id which column has nbgrader's student ids"
            )
        return best

    def _found(self, mark, main):
        places = {title: ids[mark.student] for title, ids in self.rows.items() if mark.student in ids}
        by_id = set().union(*places.values())
        by_email = set().union(*(ids.get(mark.email, set()) for ids in self.rows.values())) if mark.email else set()
        rows = sorted(by_id & by_email or by_id | by_email)
        if len(rows) != 1 or main in places or by_email:
            return Found(rows)
        by, is_other = next(iter(places)), rows[0] in self.kinds[main]
        return Found([] if is_other else rows, by, is_other)
