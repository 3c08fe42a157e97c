"""Marks as files that any program reads: CSV with one column for each graded cell, and JUnit XML.

Formats: RFC 4180, and the JUnit XML that GitLab, GitHub's reporters and Jenkins read (https://github.com/testmoapp/junitxml).
"""

import csv
import io

from junitparser import Failure, JUnitXml, Properties, Property, Skipped, TestCase, TestSuite

from grader.rules.points import number
from grader.system.archive import shown

_FORMULA = ("=", "+", "-", "@", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}", "\N{FULLWIDTH COMMERCIAL AT}")
COLUMNS = (
    "assignment",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "timestamp",
    "late_submission_penalty",
    "score",
    "max_score",
)


def cells_csv(works):
    """The marks of a class as CSV text: a row for each student, a column for each graded cell.

    works      list of marks.Work; what is not graded is empty, not 0
    Names and ids are what `plain_cell` makes of them; `changed` says whose are not as they were.
    """
    names = list(dict.fromkeys(name for work in works for name in work.cells))
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*COLUMNS, *names])
    for work in works:
        points = [work.cells.get(name, (None, 0))[0] for name in names]
        numbers = [work.penalty, work.score, work.maximum, *points]
        writer.writerow([*map(plain_cell, _texts(work)), *("" if one is None else number(one) for one in numbers)])
    return file.getvalue()


def _texts(work):
    return work.assignment, work.student, work.last_name, work.first_name, work.email, work.timestamp


def plain_cell(text):
    """A text as a cell that a spreadsheet shows: of one line, and no formula, for it stands behind an apostrophe.

    As OWASP has it: https://owasp.org/www-community/attacks/CSV_Injection
    """
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    return f"'{line}" if line.lstrip().startswith(_FORMULA) else line


def changed(works):
    """Say whose names or ids are not written as they are: list of sentences."""
    who = [shown(work.student) for work in works if any(plain_cell(text) != text for text in _texts(work))]
    sentence = "In the rows of {}, a name or an id has a line break, or begins like a formula; it was made plain text."
    return [sentence.format(", ".join(who))] if who else []


def junit(works):
    """The marks of a class as JUnit XML, bytes: a suite for each student, a case for each graded cell.

    A case fails where points are missing and is skipped where nothing is graded; its points are properties of it.
    """
    report = JUnitXml("grades")
    for work in works:
        suite = TestSuite(shown(work.student))
        suite.add_property("assignment", shown(work.assignment))
        suite.add_property("score", "" if work.score is None else number(work.score))
        suite.add_property("max_score", number(work.maximum))
        suite.add_testcases([_case(work, name, *points) for name, points in work.cells.items()])
        report.add_testsuite(suite)
    report.update_statistics()
    file = io.BytesIO()
    report.write(file)
    return file.getvalue() + b"\n"


def _case(work, name, points, maximum):
    case = TestCase(name, f"{shown(work.assignment)}.{shown(work.student)}", 0)
    properties = Properties()
    properties.add_property(Property("points", "" if points is None else number(points)))
    properties.add_property(Property("max_points", number(maximum)))
    case.append(properties)
    if points is None:
        case.result = [Skipped("not graded" if work.handed_in else "nothing handed in")]
    elif points < maximum:
        case.result = [Failure(f"{number(points)} of {number(maximum)} points", "points")]
    return case
