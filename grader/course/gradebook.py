"""nbgrader's gradebook, for a class at once: one writer, few transactions, and what people wrote into it is kept.

The rows are those that nbgrader makes itself (nbgrader 0.9: converters.autograde, preprocessors.saveautogrades,
preprocessors.latesubmissions), so that Formgrader, export and manual grading go on as if it had graded.
"""

import contextlib
import time
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader import api
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import selectinload
from traitlets.config import Config

from grader.course.database import GradebookFailed, open_gradebook, passes, plain, unreadable
from grader.grading.assignment import UnknownAssignment
from grader.grading.result import ByHand
from grader.system.terminal import CannotRun

PATIENCE = 60


@dataclass(frozen=True)
class Entry:
    """What the gradebook is told of one submission.

    student    id
    scores     dict: grade_id -> points
    silent     set of grade_id: solution cells in which nothing was written
    timestamp  text, or empty
    """

    student: str
    scores: dict
    silent: frozenset = frozenset()
    timestamp: str = ""


def late_penalties(config: Config) -> AssignLatePenalties:
    """Make nbgrader's preprocessor that takes points off late work, with the plugin of the settings.

    Raises     CannotRun where they name none that can be loaded
    """
    try:
        late = AssignLatePenalties(config=config)
        late.init_plugin()
    except Exception as error:  # the plugin is anybody's code
        setting = f"c.AssignLatePenalties.plugin_class = {config.AssignLatePenalties.plugin_class!r}"
        why = f"{type(error).__name__}: {error}"
        raise CannotRun(
            f"{setting} in nbgrader_config.py can't be used ({why}); name a class that can be imported, or leave it out"
        ) from None
    return late


class ClassGradebook:
    """The gradebook of one assignment.

    url         SQLAlchemy's address of the database
    course_id   nbgrader's name of the course
    assignment  its name, which is also the notebook's
    config      traitlets' Config, for the plugin that takes points off late work
    patience    seconds that somebody else may hold the database
    Raises      GradebookFailed where it can't be opened
    """

    def __init__(self, url, course_id, assignment, config, patience=None):
        self.assignment, self.config, self.patience = assignment, config, patience or PATIENCE
        self.url, self.book = url, open_gradebook(url, course_id)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.book.close()
        self.book.engine.dispose()
        if isinstance(error, SQLAlchemyError):
            raise unreadable(self.url, error) from None

    @contextlib.contextmanager
    def _reading(self):
        """Read, and end the transaction: a server would keep it open while a class is graded, or end the connection."""
        try:
            yield self.book.db
        finally:
            self.book.db.rollback()

    def source_cells(self):
        """Read what the gradebook knows of the assignment's cells: dict, grade_id -> (source, checksum, locked).

        Raises     UnknownAssignment where the assignment is not in it
        """
        with self._reading():
            try:
                notebook = self.book.find_notebook(self.assignment, self.assignment)
            except api.MissingEntry:
                raise UnknownAssignment(f"the gradebook does not know {self.assignment}") from None
            return {cell.name: (cell.source, cell.checksum, cell.locked) for cell in notebook.source_cells}

    def due(self):
        """When the work is due: datetime in UTC without a zone; None where nothing is said, or known, of it."""
        with self._reading() as session:
            return session.query(api.Assignment.duedate).filter(api.Assignment.name == self.assignment).scalar()

    def names(self):
        """dict: student id -> "Last, First", of those whose name is known."""
        with self._reading() as session:
            rows = session.query(api.Student.id, api.Student.last_name, api.Student.first_name).all()
        return {who: ", ".join(filter(None, (last, first))) for who, last, first in rows if last or first}

    def recorded(self):
        """Read the scores that are recorded: dict, student id -> dict: grade_id -> points of the autograder."""
        found = {}
        with self._reading():
            rows = self._rows_of(api.Grade, api.Grade.auto_score).all()
        for student, cell, points in rows:
            found.setdefault(student, {})[cell] = points
        return found

    def by_hand(self, students=None):
        """Read what people gave, and what was taken off for lateness: dict, student id -> ByHand.

        students   ids of those who are asked for; None: all
        """
        found = {}
        asked = [] if students is None else [api.SubmittedAssignment.student_id.in_(students)]
        with self._reading():
            for student, cell, *given in self._rows_of(api.Grade, *_GIVEN).filter(*asked):
                points = _points(*given)
                if points is not None:
                    found.setdefault(student, ByHand()).points[cell] = points
            for student, cell, words in self._rows_of(api.Comment, api.Comment.manual_comment).filter(*asked):
                if words:
                    found.setdefault(student, ByHand()).comments[cell] = words
            for student, penalty in self._handed_in(api.SubmittedNotebook.late_submission_penalty).filter(*asked):
                if penalty:
                    found[student] = replace(found.get(student, ByHand()), penalty=penalty)
        return found

    def _handed_in(self, *columns):
        """Read columns of the submissions: (student id, ...)."""
        return (
            self.book.db.query(api.SubmittedAssignment.student_id, *columns)
            .join(api.Assignment, api.Assignment.id == api.SubmittedAssignment.assignment_id)
            .join(api.SubmittedNotebook, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
            .filter(api.Assignment.name == self.assignment)
        )

    def _rows_of(self, kind, *columns):
        """Read columns of grades or comments: (student id, name of the cell, ...)."""
        joined = self._handed_in(api.BaseCell.name, *columns).join(kind, kind.notebook_id == api.SubmittedNotebook.id)
        return joined.join(api.BaseCell, api.BaseCell.id == kind.cell_id)

    def write(self, entries):
        """Record submissions, all of them or, where something fails, none.

        entries    list of Entry
        Manual scores, comments and extra credit stay; a grade with a manual score is marked for another look.
        Raises     GradebookFailed
        """
        deadline = time.monotonic() + self.patience
        while True:
            try:
                self._write(entries)
                self.book.db.commit()
                return
            except OperationalError as error:
                self.book.db.rollback()
                if not passes(error) or time.monotonic() > deadline:
                    why = "another program holds it" if "locked" in str(error.orig) else plain(error)
                    raise GradebookFailed(f"the gradebook could not be written: {why}") from None
                time.sleep(0.2)
            except BaseException:
                self.book.db.rollback()
                raise

    def _write(self, entries):
        session = self.book.db
        notebook = self.book.find_notebook(self.assignment, self.assignment)
        rows = self._rows(notebook, [entry.student for entry in entries])
        for entry in entries:
            row = rows[entry.student]
            if entry.timestamp:
                row.submission.timestamp = parse_utc(entry.timestamp)
            for name, grade in row.grades.items():
                grade.auto_score = entry.scores.get(name)
                grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
            for name, comment in row.comments.items():
                comment.auto_comment = "No response." if name in entry.silent else None
        session.flush()
        late = late_penalties(self.config)
        for entry in entries:
            self._take_off(late, rows[entry.student])

    def _rows(self, notebook, students):
        """Find or make the rows of some students: dict, id -> _Rows."""
        session = self.book.db
        known = {student for (student,) in session.query(api.Student.id).filter(api.Student.id.in_(students))}
        session.add_all(api.Student(id=student) for student in students if student not in known)
        there = {
            found.student_id: found
            for found in session.query(api.SubmittedAssignment)
            .filter(api.SubmittedAssignment.assignment_id == notebook.assignment_id)
            .filter(api.SubmittedAssignment.student_id.in_(students))
        }
        for student in students:
            if student not in there:
                ids = {"assignment_id": notebook.assignment_id, "student_id": student}
                there[student] = api.SubmittedAssignment(id=api.new_uuid(), **ids)
                session.add(there[student])
        session.flush()
        handed_in = {
            found.assignment_id: found
            for found in session.query(api.SubmittedNotebook)
            .filter(api.SubmittedNotebook.notebook_id == notebook.id)
            .filter(api.SubmittedNotebook.assignment_id.in_([one.id for one in there.values()]))
            .options(selectinload(api.SubmittedNotebook.grades), selectinload(api.SubmittedNotebook.comments))
        }
        return {who: self._row(notebook, one, handed_in.get(one.id)) for who, one in there.items()}

    def _row(self, notebook, submission, handed_in):
        session, grades, comments = self.book.db, {}, {}
        if handed_in is None:
            ids = {"notebook_id": notebook.id, "assignment_id": submission.id}
            handed_in = api.SubmittedNotebook(id=api.new_uuid(), **ids)
            session.add(handed_in)
        else:
            grades = {grade.cell_id: grade for grade in handed_in.grades}
            comments = {comment.cell_id: comment for comment in handed_in.comments}

        def row(kind, cell, found):
            if cell.id not in found:
                found[cell.id] = kind(id=api.new_uuid(), cell_id=cell.id, notebook_id=handed_in.id)
                session.add(found[cell.id])
            return found[cell.id]

        return _Rows(
            submission,
            handed_in,
            {cell.name: row(api.Grade, cell, grades) for cell in [*notebook.grade_cells, *notebook.task_cells]},
            {cell.name: row(api.Comment, cell, comments) for cell in [*notebook.solution_cells, *notebook.task_cells]},
        )

    def _take_off(self, late, row):
        """Take points off late work, by nbgrader's plugin."""
        row.handed_in.late_submission_penalty = None
        seconds = row.submission.total_seconds_late
        if seconds > 0:
            self.book.db.refresh(row.handed_in, ["score"])
            penalty = late.plugin_inst.late_submission_penalty(row.submission.student_id, row.handed_in.score, seconds)
            if penalty is not None:
                row.handed_in.late_submission_penalty = late._check_late_penalty(row.handed_in, penalty)


@dataclass(frozen=True)
class _Rows:
    """What the database has of one submission: grades and comments by the name of their cell."""

    submission: api.SubmittedAssignment
    handed_in: api.SubmittedNotebook
    grades: dict
    comments: dict


_GIVEN = api.Grade.manual_score, api.Grade.extra_credit, api.Grade.auto_score


def _points(manual, extra, auto):
    """What counts since a person gave it, as nbgrader adds it up (nbgrader.api.Grade.score); None: nobody did."""
    if manual is None and (auto is None or not extra):
        return None
    return (auto if manual is None else manual) + (extra or 0.0)


def scores(course: Path, assignment: str) -> dict[str, dict[str, float | None]]:
    """Read the scores of an assignment from the gradebook of a course folder.

    Returns    dict        student id -> dict: grade_id -> score, None where nothing was graded
    """
    with api.Gradebook(f"sqlite:///{Path(course) / 'gradebook.db'}") as gradebook:
        result = {}
        for student in gradebook.students:
            try:
                submission = gradebook.find_submission(assignment, student.id)
            except api.MissingEntry:
                continue
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            result[student.id] = {
                grade.name: None if grade.needs_manual_grade and grade.score is None else grade.score
                for grade in grades
            }
        return result
