"""nbgrader's step that runs a notebook, in another way: student code in the box, test cells in the examiner.

In nbgrader_config.py, `Examine` stands where `Execute` stood, and `SaveExaminedGrades` where `SaveAutoGrades` did.
"""

import os
from pathlib import Path

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from nbgrader.utils import determine_grade, is_grade, is_locked
from traitlets import Bool, Float, Integer, List, Unicode

from grader.box.box import PACKAGES, Limits
from grader.examiner.engine import shared
from grader.hidden_tests import SEED_VARIABLE
from grader.plugin.preprocessors import Intake
from grader.plugin.receipts import NotExamined, write_receipt
from rnn_checks import FUNCTIONS

NOT_RUN = "This test was not run to its end by the examiner, so it earns nothing."


class Examine(NbGraderPreprocessor):
    """Run the student's cells in the box and the test cells in the examiner; keep what the cells put out."""

    cpu = Integer(20, help="Seconds of CPU time that a student's notebook, or one of its functions, may use").tag(
        config=True
    )
    wall = Float(30.0, help="Seconds by the clock that a cell or a call may take").tag(config=True)
    seconds = Float(600.0, help="Seconds by the clock for a whole submission").tag(config=True)
    memory = Integer(2048, help="Megabytes of memory that student code may use").tag(config=True)
    packages = List(Unicode(), list(PACKAGES), help="Distributions that student code may import").tag(config=True)
    unconfined = Bool(
        False, help="Grade even where student code can't be confined (macOS, Windows); each receipt says so"
    ).tag(config=True)

    def preprocess(self, nb, resources):
        converter = self.parent.parent
        _must_have_intake(converter)
        names = resources["nbgrader"]
        coursedir = converter.coursedir
        source = Path(coursedir.format_path(coursedir.source_directory, ".", names["assignment"])).resolve()
        engine = shared(
            str(source),
            Limits(cpu=self.cpu, wall=self.wall, memory=self.memory << 20),
            tuple(self.packages),
            self.unconfined,
            self.seconds,
            os.environ.get(SEED_VARIABLE),
        )
        handed_out = _demos(source / f"{names['notebook']}.ipynb")
        cells = [cell for cell in nb.cells if cell.cell_type == "code"]
        answer = engine.grade([_job(cell, handed_out) for cell in cells], tuple(FUNCTIONS))
        finished = set()
        for count, (cell, result) in enumerate(zip(cells, answer["cells"], strict=True), start=1):
            outputs = [nbformat.from_dict(output) for output in result["outputs"]]
            for output in outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
            cell.outputs, cell.execution_count = outputs, count
            if is_grade(cell) and (result["finished"] or _has_error(cell)):
                finished.add(cell.metadata.nbgrader.grade_id)
        resources["examined"] = {
            "finished": finished,
            "answer": {k: answer[k] for k in ("times", "confinement", "confined")},
        }
        if not answer["confined"]:
            self.log.warning("%s was graded WITHOUT confinement on this machine", names["student"])
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


def _demos(path):
    """The texts of the instructor's cells that nbgrader does not know: they show what the functions do."""
    cells = nbformat.read(path, as_version=4).cells
    return {cell.source for cell in cells if cell.cell_type == "code" and "nbgrader" not in cell.metadata}


def _job(cell, handed_out):
    metadata = cell.metadata.get("nbgrader", {})
    kind = (
        "test" if is_grade(cell) else "given" if is_locked(cell) else "demo" if cell.source in handed_out else "student"
    )
    return {"kind": kind, "source": cell.source, "id": metadata.get("grade_id")}


def _has_error(cell):
    return any(output.output_type == "error" for output in cell.outputs)


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
        for cell in filter(is_grade, nb.cells):
            if cell.metadata.nbgrader.grade_id not in examined["finished"]:
                cell.outputs = [nbformat.v4.new_output("error", ename="NotRun", evalue=NOT_RUN, traceback=[NOT_RUN])]
        nb, resources = super().preprocess(nb, resources)
        names = resources["nbgrader"]
        given = {
            cell.metadata.nbgrader.grade_id: determine_grade(cell, self.log)[0] for cell in filter(is_grade, nb.cells)
        }
        write_receipt(Path(self.parent.parent.coursedir.root), names, given, examined["answer"])
        return nb, resources
