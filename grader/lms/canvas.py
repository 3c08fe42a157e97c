"""Canvas: the zip of submissions in, marks into the gradebook CSV that Canvas exported.

Formats, of https://github.com/instructure/canvas-lms: lib/content_zipper.rb names the files of the zip,
lib/gradebook_exporter.rb writes the CSV, lib/gradebook_importer.rb reads it back.
"""

import re

from grader.lms import filling
from grader.lms.collect import Submitted
from grader.lms.filling import number_of
from grader.lms.table import Table, TableError

# {name}_[LATE_]{user id}_{attachment id}_{file}; without names: [LATE_]anon_{id}_{attachment id}_{file}
UPLOAD = re.compile(
    r"(?:(?P<name>(?!LATE_|anon_).+?)_)?(?P<late>LATE_)?(?P<anon>anon_)?(?P<student>(?(anon)[A-Za-z0-9]+|\d+))_(?P<attachment>\d+)_(?P<file>.+)"
)
ENTRY = re.compile(
    r"(?:(?P<name>.+?)_)??(?P<late>LATE_)?(?P<anon>anon_)?(?P<student>(?(anon)[A-Za-z0-9]+|\d+))_(?P<file>text|link)\.html"
)
IDENTITY = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
# A column with one of these in its title is a total to Canvas, and ignored when the file is imported.
TOTALS = re.compile("(?:Current|Final) (?:Score|Points|Grade)|Override (?:Score|Grade|Status)")
TEST_STUDENTS = ("Student, Test", "Test Student")


def submitted(name):
    """Read the name of a file in a Canvas zip; a Submitted, or None when Canvas would not name a file so."""
    base = name.rsplit("/", 1)[-1]
    found = UPLOAD.fullmatch(base) or ENTRY.fullmatch(base)
    if found is None:
        return None
    parts = found.groupdict()
    attachment = int(parts.get("attachment") or 0)  # grows with time, over all courses
    return Submitted(parts["student"], parts["file"], late=bool(parts["late"]), order=(attachment,))


def roster(path, column="ID"):
    """Read who is in an exported gradebook: dict, Canvas ID -> the value of a column, e.g. "SIS Login ID"."""
    table = Table.read(path)
    _checked_header(table)
    rows = list(_students(table))
    kinds = {title: filling.column_of(table, rows, title) for title in ("ID", column)}
    found = filling.rounded(kinds)
    if found:
        raise TableError(f"{path}: {', '.join(found)}; {filling.ROUNDED}")
    return filling.roster_of(table, [(kinds["ID"][row], kinds[column][row]) for row in rows])


def fill(path, marks, column=None, *, assignment, student_id=None):
    """Fill marks into the column of an assignment, in the CSV that Canvas exported.

    marks      list of filling.Mark
    column     title of the assignment in Canvas, or its number; None: the one whose title is `assignment`, or the only
    student_id title of the column that has nbgrader's student ids; None: that by which most students are found

    Returns the Table, and filling.Filled.
    Raises TableError when this is no gradebook, or the column is not clear.
    """
    table = Table.read(path)
    header = _checked_header(table)
    place = _column(table, header, column, assignment)
    rows = list(_students(table))
    _check_width(table, rows)
    nobody = [row for row in rows if _is_test_student(table, row)]
    titles = [student_id] if student_id else [title for title in IDENTITY if title in header]
    if student_id == header[place]:
        raise TableError(f"{table.path}: {student_id} is the column of marks; --student-id names one of ids")
    kinds = {title: filling.column_of(table, rows, title) for title in titles}
    marks = filling.by_id_alone(marks) if student_id else marks
    filled = filling.fill(table, rows, kinds, place, marks, header.index("ID"), nobody, bool(student_id))
    if column is None and not header[place].casefold().startswith(assignment.casefold()):
        filled.remarks.append(f"{table.path.name}: the marks are in {header[place]}, the only assignment there.")
    points = next(
        (number_of(table.value(row, place)) for row in range(1, len(table.rows)) if _is_points(table, row)), None
    )
    if points is not None and marks and points != marks[0].maximum:
        filled.trouble.append(
            f"{table.path.name}: {header[place]} has {points:g} points in Canvas and {marks[0].maximum:g} here; marks "
            "are not scaled. Set the points of the assignment in Canvas."
        )
    total = TOTALS.search(header[place])
    if total:
        filled.trouble.append(
            f"{table.path.name}: Canvas takes {header[place]} for a total, because of {total[0]!r} in its title, and "
            "ignores it at import. Rename the assignment in Canvas and export the gradebook again."
        )
    return table, filled


def _checked_header(table):
    """The names of the columns, when Canvas would take them for those of a gradebook."""
    header = table.header
    named = "Student" in header[0] or header[:2] == ["LastName", "FirstName"]
    if not named or "ID" not in header or "Section" not in header:
        raise TableError(
            f"{table.path} is no gradebook of Canvas: it must have the columns Student, ID and Section. "
            "Export it again: Grades, Export, Export Entire Gradebook."
        )
    return header


def _check_width(table, rows):
    """Raise TableError where the cells of a row do not stand below their titles."""
    for row in rows:
        number = table.value(row, table.header.index("ID")).strip()
        if len(table.rows[row]) > len(table.header) or (number and not number.isdecimal()):
            raise TableError(
                f"{table.path}: the cells of row {row + 1} ({table.value(row, 0)}) do not stand below their titles; a "
                "name with a comma must stand in quotation marks. Export the gradebook again."
            )


def _column(table, header, column, assignment):
    """The place of the column to fill in."""
    after = header.index("Section") + 1
    points = next((row for row in range(1, len(table.rows)) if _is_points(table, row)), None)
    places = {
        place: re.fullmatch(r"(?P<title>.*?)(?: \((?P<number>\d+)\))?", header[place], re.DOTALL)
        for place in range(after, len(header))
        if header[place].strip()
        and (not TOTALS.search(header[place]) or re.search(r" \(\d+\)$", header[place]))  # a total has no number
        and not (points and "read only" in table.value(points, place))
    }
    numbered = {place: found for place, found in places.items() if found["number"]}
    wanted = column or assignment
    chosen = [
        place
        for place, found in places.items()
        if wanted in (header[place], found["number"]) or wanted.casefold() == found["title"].casefold()
    ]
    if not chosen and column is None:
        chosen = list(numbered)
    if len(chosen) != 1:
        titles = ", ".join(header[place] for place in (chosen or numbered or places)) or "none"
        raise TableError(f"{table.path}: which column is {wanted}? Name one with --column: {titles}")
    return chosen[0]


def _name(table, row):
    """The name of the student of a row, which stands in one column or in two."""
    names = [table.value(row, place).strip() for place in range(2 if table.header[0] == "LastName" else 1)]
    return ", ".join(names)


def _is_test_student(table, row):
    """True for the student that Canvas makes for trying out: nobody has given it an id."""
    sis = "SIS User ID"
    is_given = sis in table.header and table.value(row, table.header.index(sis)).strip()
    return _name(table, row) in TEST_STUDENTS and not is_given


def _is_points(table, row):
    """True for the row of the points that there are: it has no ID, as a student has who calls herself so."""
    return table.value(row, 0).strip() == "Points Possible" and not table.value(row, table.header.index("ID")).strip()


def _students(table):
    """The places of the rows of students: not the header, the points, the posting policies, empty lines."""
    for row in range(1, len(table.rows)):
        values = [table.value(row, column).strip() for column in range(len(table.rows[row]))]
        if not _is_points(table, row) and not all(re.fullmatch(r"(?i)(muted|manual posting.*)?", v) for v in values):
            yield row
