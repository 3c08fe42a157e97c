"""Rewrite feedback pages and report from results that are there, with what people have given by hand since."""

from grader.classroom.output_files import Returned, write_report
from grader.classroom.solution import shows_solution
from grader.course.course import open_course
from grader.course.gradebook import ClassGradebook
from grader.grading.traces import row_of


def rewrite_pages(folder, name, only=()):
    """Write the pages of students whose work has been graded, and the report on the class; nothing is graded.

    folder     the course folder
    name       of the assignment
    only       ids of students; empty: all. The report stays as it is where only some are asked for
    Returns    (how many pages were written, ids of those whose work has not been graded by `grade`)
    Raises     AssignmentError
    """
    course = open_course(folder)
    missing, rows = [], []
    students = [student for student, _ in course.submissions(name, only)]
    with ClassGradebook(course.directory.db_url, course.directory.course_id, name, course.config) as book:
        book.source_cells()
        names, by_hand = book.names(), book.by_hand()
        returned = Returned(course, name, solution=shows_solution(course, book))
    for student in students:
        called, given = names.get(student, ""), by_hand.get(student)
        result = returned.write_page(student, called, given)
        if result is None:
            missing.append(student)
        else:
            rows.append(row_of(student, result.marked(given), called, again=True))
    if not only and not missing:  # else it would be a report on a part of the class
        write_report(course, name, rows)
    return len(students) - len(missing), missing
