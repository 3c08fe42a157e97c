"""What a student gets where the page or the notebook can't be made: the points, test by test, and the reason."""

from html import escape

from nbformat import v4

from grader.grading.assignment import Assignment
from grader.grading.result import Result
from grader.rules.points import number

TEXT = 2000  # characters of a message that are shown


def plain_page(result: Result, student: str, assignment: str) -> str:
    """Write a page of a few lines, as one str of HTML.

    result     grader.grading.result.Result
    student    name or id
    """
    rows = "".join(
        f"<tr><td>{escape(test.id)}</td><td>{number(test.final)} of {number(test.of)}</td>"
        f"<td><pre>{escape(test.message[:TEXT])}</pre></td></tr>\n"
        for test in result.tests
    )
    reasons = "".join(f"<li>{escape(reason)}</li>\n" for reason in result.reasons)
    title = f"{escape(assignment)}: {escape(student)}"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>\n'
        f"<h1>{title}</h1>\n<p>{number(result.score)} of {number(result.of)} points</p>\n"
        f"<p>The full page could not be made.</p>\n<ul>\n{reasons}</ul>\n<table>\n{rows}</table>\n</body></html>\n"
    )


def plain_notebook(result: Result, assignment: Assignment) -> dict:
    """Make an autograded notebook without the student's cells: the assignment's, and the points above them.

    assignment   grader.grading.assignment.Assignment
    Returns      notebook of format 4
    """
    points = [f"* {test.id}: {number(test.points)} of {number(test.of)}" for test in result.tests]
    words = "\n".join(["This notebook could not be written as it was handed in.", "", *result.reasons, "", *points])
    cells = [v4.new_markdown_cell(words.replace("<", "&lt;"), id="plain"), *assignment.cells]
    return {**v4.new_notebook(), "cells": cells, "metadata": assignment.metadata}
