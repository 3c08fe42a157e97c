"""What nbgrader_config.py adds to nbgrader's own steps, so that a slip that is no mistake costs no points.

Each class is a preprocessor of nbgrader 0.9: https://nbgrader.readthedocs.io/en/stable/contributor_guide/index.html
"""

import copy
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor

from grader.examiner.outputs import FAILURES
from grader.intake.picking import Picked
from grader.intake.recover_notebook import rebuild, receive_cells
from grader.plugin.receipts import write_record
from grader.rules.budget import Budget
from grader.rules.cell_kinds import Kind, is_test, kind_of
from grader.rules.fence import Fence
from grader.system.notebooks import read_notebook

__all__ = ["HideHiddenTests", "Intake", "StderrIsNoVerdict"]


class Intake(NbGraderPreprocessor):
    """Rebuild the submission around the cells of the source notebook, before nbgrader looks at its metadata."""

    def preprocess(self, nb, resources):
        coursedir = self.parent.parent.coursedir  # the exporter's parent is the converter
        names = resources["nbgrader"]
        folder = coursedir.format_path(coursedir.source_directory, ".", names["assignment"])
        path = Path(folder) / f"{names['notebook']}.ipynb"
        if not path.exists():
            raise FileNotFoundError(f"{path}: the source notebook is needed to grade a submission; put it back")
        source = read_notebook(path)
        received = nb.metadata.get("received", [])
        _add_checksums(source.cells, names)
        fence = Fence(Budget().seconds)
        nb.cells, repairs = fence.step(
            "the notebook was rebuilt",
            lambda: rebuild(source.cells, nb.cells),
            lambda why: rebuild(source.cells, receive_cells(Picked(b"", why), names["notebook"], source.cells)[0]),
        )
        nb.metadata = copy.deepcopy(source.metadata)
        sentences = [*fence.reasons, *map(str, repairs)]
        for sentence in sentences:
            self.log.warning("%s: %s", names["student"], sentence)
        write_record(coursedir.root, names, [*received, *sentences])
        return MetadataValidator().upgrade_notebook_metadata(nb), resources

    def preprocess_cell(self, cell, resources, cell_index):
        return cell, resources


def _add_checksums(cells, names):
    """Give the cells whose answers a person grades the checksums that they were handed out with."""
    by_hand = [cell.metadata.nbgrader for cell in cells if kind_of(cell) is Kind.MANUAL]
    if by_hand:
        with Gradebook(names["db_url"]) as gradebook:
            known = gradebook.find_notebook(names["notebook"], names["assignment"]).source_cells
            checksums = {cell.name: cell.checksum for cell in known}
        for metadata in by_hand:
            metadata["checksum"] = checksums.get(metadata.grade_id)


class StderrIsNoVerdict(NbGraderPreprocessor):
    """In test cells, let what was printed to stderr stand as stdout: nbgrader gives no points beside stderr."""

    def preprocess_cell(self, cell, resources, cell_index):
        if is_test(cell):
            for output in cell.outputs:
                if output.output_type == "stream":
                    output.name = "stdout"
        return cell, resources


class HideHiddenTests(ClearHiddenTests):
    """On the feedback page, show neither the hidden lines nor a traceback that quotes them."""

    def preprocess_cell(self, cell, resources, cell_index):
        with_hidden_lines = cell.source
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if cell.source != with_hidden_lines:
            for output in cell.get("outputs", []):
                if output.output_type == "error" and output.ename not in FAILURES:
                    output.traceback = [f"{output.ename}: {output.evalue}"]
        return cell, resources
