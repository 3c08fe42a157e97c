"""Marks out of nbgrader's gradebook, by student and by graded cell."""

from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import MissingEntry
from sqlalchemy.exc import SQLAlchemyError

from grader.course.database import GradebookFailed, open_gradebook, unreadable
from grader.lms.filling import Mark
from grader.plugin.receipts import missing_receipts
from grader.rules.points import score_of
from grader.system.environment import plain_nbgrader
from grader.system.terminal import SETTINGS, command


class NoMarks(ValueError):
    """A gradebook without the marks that are asked for; the message says how to get them."""


@dataclass(frozen=True)
class Work:
    """What the gradebook holds of one student and one assignment.

    cells      dict: name of a graded cell -> pair (points or None while not graded, points that there are)
    penalty    points taken off for lateness
    timestamp  text; empty where it is not known
    handed_in  False: there is no submission, and every cell is None
    """

    assignment: str
    student: str
    last_name: str
    first_name: str
    email: str
    cells: dict
    penalty: float = 0.0
    timestamp: str = ""
    handed_in: bool = True

    @property
    def score(self):
        """Points with the penalty taken off; None while a cell is not graded."""
        points = [points for points, _ in self.cells.values()]
        return None if None in points else score_of(points, self.penalty)

    @property
    def maximum(self):
        return sum(maximum for _, maximum in self.cells.values())


def works(gradebook, course, assignment=None, students=()):
    """Read the works of one assignment out of an open Gradebook, one for each student of the course, sorted.

    course         Path of the course folder, where the receipts of the examiner lie
    assignment     its name; None: the only one
    students       ids; empty: all
    Raises         NoMarks when there is no such assignment, one must be named, or marks are not the examiner's
    """
    names = [entry.name for entry in gradebook.assignments]
    if assignment is None and len(names) == 1:
        assignment = names[0]
    if assignment not in names:
        raise NoMarks(
            f"the gradebook has no assignment {assignment or 'to choose by itself'}; "
            f"it has: {', '.join(names) or 'none, run: ' + command('grade')}"
        )
    if not plain_nbgrader():
        doubtful = missing_receipts(gradebook, course, assignment)
        if doubtful:
            raise NoMarks("\n".join(["no marks were handed on", *doubtful]))
    maxima = _maxima(gradebook.find_assignment(assignment))
    return [
        _work(gradebook, assignment, student, maxima)
        for student in sorted(gradebook.students, key=lambda student: student.id)
        if not students or student.id in students
    ]


def works_of_course(course, assignment):
    """Read the works of a course folder, from its gradebook: gradebook.db in it, unless its settings name another.

    Raises     NoMarks, also where the gradebook can't be opened; AssignmentError where the settings do not load
    """
    from grader.course.course import open_course  # it needs nbgrader's apps, which may be loading this

    path = Path(course).resolve() / "gradebook.db"
    here = url = f"sqlite:///{path}"
    course_id = ""
    if (path.parent / SETTINGS).is_file():
        directory = open_course(path.parent).directory
        url, course_id = directory.db_url, directory.course_id
    if url == here and not path.exists():
        raise NoMarks(f"{path} is not there; run: {command('grade', assignment, course=path.parent)}")
    try:
        with open_gradebook(url, course_id) as gradebook:
            return works(gradebook, path.parent, assignment)
    except GradebookFailed as error:
        raise NoMarks(str(error)) from None
    except SQLAlchemyError as error:
        raise NoMarks(str(unreadable(url, error))) from None


def marks(found):
    """The marks for a platform: list of Mark, of those who handed something in."""
    return [Mark(work.student, work.score, work.maximum, work.email) for work in found if work.handed_in]


def _maxima(assignment):
    """Name the graded cells of an assignment, in the order of the notebook's gradebook: dict, name -> points."""
    several = len(assignment.notebooks) > 1
    return {
        _cell_name(notebook.name, cell.name, several): cell.max_score
        for notebook in assignment.notebooks
        for cell in [*notebook.grade_cells, *notebook.task_cells]
    }


def _cell_name(notebook, cell, several):
    return f"{notebook}.{cell}" if several else cell


def _work(gradebook, assignment, student, maxima):
    who = assignment, student.id, student.last_name or "", student.first_name or "", student.email or ""
    cells = {name: (None, maximum) for name, maximum in maxima.items()}
    try:
        submission = gradebook.find_submission(assignment, student.id)
    except MissingEntry:
        return Work(*who, cells, handed_in=False)
    several = len(submission.assignment.notebooks) > 1
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            graded = grade.manual_score is not None or (grade.auto_score is not None and not grade.needs_manual_grade)
            name = _cell_name(notebook.name, grade.name, several)
            cells[name] = (grade.score if graded else None, maxima.get(name, 0.0))
    timestamp = submission.timestamp.isoformat(" ") if submission.timestamp else ""
    return Work(*who, cells, submission.late_submission_penalty or 0.0, timestamp)
