"""nbgrader's step that runs a notebook, in another way: student code in the box, test cells in the examiner.

In nbgrader_config.py, `Examine` stands where `Execute` stood, and `SaveExaminedGrades` where `SaveAutoGrades` did.
"""

from pathlib import Path

from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from nbgrader.utils import is_grade
from traitlets import Bool, Float, Integer, List, Unicode

from grader.box.box import PACKAGES
from grader.examiner.engine import shared
from grader.examiner.execution import demonstrations, execute, points_of, refuse_unfinished
from grader.examiner.measured import refuse_measured
from grader.examiner.notice import put_notice
from grader.exercise.seed import SEED_VARIABLE, from_environment
from grader.intake.repairs import repairs_of_skipped
from grader.plugin.preprocessors import Intake
from grader.plugin.receipts import NotExamined, write_receipt
from grader.plugin.settings import problems_of
from grader.rules.budget import Budget
from grader.system.environment import value_of
from grader.system.notebooks import read_notebook


class Examine(NbGraderPreprocessor):
    """Run the student's cells in the box and the test cells in the examiner; keep what the cells output."""

    seconds = Float(
        600.0, min=1.0, help="Seconds by the clock for all work on a submission: cells, tests and pages"
    ).tag(config=True)
    cpu = Integer(
        20, min=1, help="Seconds of CPU time that a student's notebook, or one of its functions, may use"
    ).tag(config=True)
    wall = Float(30.0, min=0.1, help="Seconds by the clock that a cell or a call may take").tag(config=True)
    memory = Integer(2048, min=512, help="Megabytes of memory that student code may use").tag(config=True)
    examiner = Integer(1024, min=256, help="Megabytes of memory that testing a submission may use").tag(config=True)
    file = Integer(16, min=1, help="Megabytes that a file may have which student code writes").tag(config=True)
    files = Integer(64, min=16, help="Files that student code may have open").tag(config=True)
    output = Integer(2048, min=1, help="Kilobytes that a cell may output").tag(config=True)
    items = Integer(1000, min=1, help="Pieces (texts, displays, errors) that a cell may output").tag(config=True)
    outputs = Integer(16, min=1, help="Megabytes of all outputs of a notebook").tag(config=True)
    notebook = Integer(20, min=1, help="Megabytes of the notebook that is handed in").tag(config=True)
    cells = Integer(2000, min=1, help="Cells of the notebook that is handed in").tag(config=True)
    text = Integer(1000, min=1, help="Thousands of characters of all its cells; one may have a fifth of them").tag(
        config=True
    )
    packages = List(Unicode(), list(PACKAGES), help="Distributions that student code may import").tag(config=True)
    unconfined = Bool(
        False,
        help="Grade even on a Linux that can't confine student code; notebook, feedback and receipt say so",
    ).tag(config=True)

    backpropagation = Bool(
        False,
        help="Give no points to a function whose gradients are measured, by finite differences or complex step",
    ).tag(config=True)

    @property
    def budget(self):
        """The Budget that the settings say."""
        plain = {name: getattr(self, name) for name in ("seconds", "cpu", "wall", "files", "items", "cells")}
        megabytes = {name: getattr(self, name) << 20 for name in ("memory", "examiner", "file", "outputs", "notebook")}
        return Budget(**plain, **megabytes, output=self.output << 10, text=1000 * self.text)

    def preprocess(self, nb, resources):
        converter = self.parent.parent
        _must_have_intake(converter)
        if problem := next(problems_of(self.config), None):
            raise NotExamined(f"nbgrader_config.py: {problem}")
        names = resources["nbgrader"]
        coursedir = converter.coursedir
        source = Path(coursedir.format_path(coursedir.source_directory, ".", names["assignment"])).resolve()
        engine = shared(
            str(source),
            names["assignment"],
            self.budget,
            tuple(self.packages),
            self.unconfined,
            value_of(SEED_VARIABLE) or None,
        )
        notebook = read_notebook(source / f"{names['notebook']}.ipynb")
        examined = execute(nb.cells, engine, demonstrations(notebook.cells))
        if self.backpropagation:
            refuse_measured(nb.cells, {path.name: path.read_bytes() for path in source.glob("*.py")})
        resources["examined"] = {"finished": examined.finished, "answer": examined.answer}
        for reason in (*examined.answer.reasons, *repairs_of_skipped(examined.answer.skipped)):
            self.log.warning("%s: %s", names["student"], reason)
        if not examined.answer.confined:
            self.log.warning("%s was graded WITHOUT confinement on this machine", names["student"])
        put_notice(nb, examined.answer)
        return nb, resources


def _must_have_intake(converter):
    steps = [
        step if isinstance(step, str) else f"{step.__module__}.{step.__name__}"
        for step in converter.sanitize_preprocessors
    ]
    if f"{Intake.__module__}.{Intake.__name__}" not in steps:
        raise NotExamined(
            "grader.plugin.preprocessors.Intake is missing from c.Autograde.sanitize_preprocessors; without it a "
            "submission could bring test cells of its own. Put it back as in the course's nbgrader_config.py"
        )


class SaveExaminedGrades(SaveAutoGrades):
    """Record grades and leave a receipt; a test cell that did not run to its end earns nothing.

    Raises NotExamined where `Examine` has not run: no mark is recorded then.
    """

    def preprocess(self, nb, resources):
        examined = resources.get("examined")
        if examined is None:
            raise NotExamined(
                "The examiner has not run this notebook, so no marks are recorded. "
                "Put grader.plugin.execution.Examine back into c.Autograde.autograde_preprocessors"
            )
        refuse_unfinished(nb.cells, examined["finished"])
        nb, resources = super().preprocess(nb, resources)
        names = resources["nbgrader"]
        given = {cell.metadata.nbgrader.grade_id: points_of(cell) for cell in filter(is_grade, nb.cells)}
        write_receipt(
            Path(self.parent.parent.coursedir.root), names, given, examined["answer"].as_plain(), from_environment()
        )
        return nb, resources

    def _add_score(self, cell, resources):
        """Record the points of a cell as nbgrader does, by a rule that ends no run, whatever a test's result is."""
        names = self.notebook_id, self.assignment_id, self.student_id
        grade = self.gradebook.find_grade(cell.metadata.nbgrader.grade_id, *names)
        grade.auto_score = points_of(cell)
        grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
        self.gradebook.db.commit()
