"""Feedback pages written anew from results that are there, with what people have given by hand since."""

from grader.classroom.gradebook import ClassGradebook
from grader.classroom.returning import Returned
from grader.classroom.settings import open_course


def rewrite_pages(folder, name="rnn", only=()):
    """Write the pages of students whose work has been graded; nothing is graded.

    folder     the course folder
    name       of the assignment
    only       ids of students; empty: all
    Returns    (how many pages were written, ids of those whose work has not been graded by `grade`)
    Raises     AssignmentError
    """
    course = open_course(folder)
    returned, missing = Returned(course, name), []
    students = [student for student, _ in course.submissions(name, only)]
    with ClassGradebook(course.directory.db_url, course.directory.course_id, name, course.config) as book:
        book.source_cells()
        names, by_hand = book.names(), book.by_hand(students)
    for student in students:
        if not returned.write_page(student, names.get(student, ""), by_hand.get(student)):
            missing.append(student)
    return len(students) - len(missing), missing
