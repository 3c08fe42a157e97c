"""Marks as files that any program reads: CSV with one column for each graded cell, and JUnit XML.

Formats: RFC 4180, and the JUnit XML that GitLab, GitHub's reporters and Jenkins read (https://github.com/testmoapp/junitxml).
"""

import csv
import io

from junitparser import Failure, JUnitXml, Properties, Property, Skipped, TestCase, TestSuite

from grader.archive import shown

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
    """
    names = list(dict.fromkeys(name for work in works for name in work.cells))
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*COLUMNS, *names])
    for work in works:
        points = [work.cells.get(name, (None, 0))[0] for name in names]
        numbers = [work.penalty, work.score, work.maximum, *points]
        writer.writerow(
            [
                work.assignment,
                work.student,
                work.last_name,
                work.first_name,
                work.email,
                work.timestamp,
                *("" if number is None else f"{round(number, 2):g}" for number in numbers),
            ]
        )
    return file.getvalue()


def junit(works):
    """The marks of a class as JUnit XML, bytes: a suite for each student, a case for each graded cell.

    A case fails where points are missing and is skipped where nothing is graded; its points are properties of it.
    """
    report = JUnitXml("grades")
    for work in works:
        suite = TestSuite(shown(work.student))
        suite.add_property("assignment", work.assignment)
        suite.add_property("score", "" if work.score is None else f"{work.score:g}")
        suite.add_property("max_score", f"{work.maximum:g}")
        suite.add_testcases([_case(work, name, *points) for name, points in work.cells.items()])
        report.add_testsuite(suite)
    report.update_statistics()
    file = io.BytesIO()
    report.write(file)
    return file.getvalue() + b"\n"


def _case(work, name, points, maximum):
    case = TestCase(name, f"{work.assignment}.{shown(work.student)}", 0)
    properties = Properties()
    properties.add_property(Property("points", "" if points is None else f"{round(points, 2):g}"))
    properties.add_property(Property("max_points", f"{maximum:g}"))
    case.append(properties)
    if points is None:
        case.result = [Skipped("not graded" if work.handed_in else "nothing handed in")]
    elif points < maximum:
        case.result = [Failure(f"{round(points, 2):g} of {maximum:g} points", "points")]
    return case
