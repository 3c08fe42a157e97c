"""Attempts to get points for nothing by what is handed in: cells, their metadata, files beside the notebook."""

import copy

import nbformat

from tests.hostile.attack import everywhere
from tests.hostile.forging import NBGRADER, RETURN_ZEROS, THE_BOX, ZEROS, attack
from tests.hostile.mended import cell_of, copied
from tests.rnn import solutions

SHADOW = """
import os, sys
sys.path[:] = [path for path in sys.path if path not in ('', os.getcwd())]
del sys.modules['numpy']
import numpy
numpy.abs = numpy.max = lambda *a, **k: numpy.zeros(1)
"""


def _metadata(**changes):
    def mutate(notebook):
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade"):
                cell.metadata.update(changes)

    return mutate


def _nbgrader(**changes):
    def mutate(notebook):
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade"):
                cell.metadata.nbgrader.update(changes)

    return mutate


def _outputs(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "12.0"}, execution_count=1)]


def _tests(source):
    def mutate(notebook):
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade"):
                cell.source = source

    return mutate


def _without_tests(notebook):
    notebook.cells = [cell for cell in notebook.cells if not cell.metadata.get("nbgrader", {}).get("grade")]


def _twice(notebook):
    notebook.cells = [copy for cell in notebook.cells for copy in (cell, cell)]


def _swapped(notebook):
    for cell in notebook.cells:
        known = cell.metadata.get("nbgrader", {})
        if known.get("grade_id", "").startswith("rnn_"):
            known["grade"], known["solution"] = known["solution"], known["grade"]


def _claims_test(notebook):
    for cell in list(notebook.cells):
        if cell.metadata.get("nbgrader", {}).get("grade"):
            claim = copy.deepcopy(cell)
            claim.source, claim.metadata.nbgrader["locked"] = "12.0", False
            notebook.cells.insert(0, claim)


def _retyped(notebook):
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.cell_type = "markdown"
            cell.pop("outputs", None)
            cell.pop("execution_count", None)


def _kernelspec(notebook):
    notebook.metadata.kernelspec = {"name": "bash", "display_name": "x", "language": "bash"}
    notebook.metadata["received"] = ["nothing"]


def _switched_off(notebook, released):
    """What ran is wrong; what is right did not run."""
    cell_of(notebook, "rnn_backward").source = "def rnn_backward(da, caches):\n    return {}\n"
    copied("rnn_backward", solutions()["rnn_backward"], "raw")(notebook, released)


ATTACKS = (
    attack("switched-off", expected=70, right=True, rework=_switched_off, idle=NBGRADER),
    attack("outputs", mutate=_outputs, idle=NBGRADER),
    attack("tags", mutate=_metadata(tags=["skip-execution", "raises-exception"])),
    attack("cell-empty", mutate=_tests(""), idle=NBGRADER),
    attack("cell-edited", mutate=_tests("12.0"), idle=NBGRADER),
    attack("cell-magic-test", mutate=_tests("%%script true\n"), idle=NBGRADER),
    attack("cell-removed", mutate=_without_tests, idle=NBGRADER),
    attack("cell-twice", mutate=_twice),
    attack("cell-swapped", mutate=_swapped, idle=NBGRADER),
    attack("cell-claimed", mutate=_claims_test),
    attack("cell-retyped", mutate=_retyped, idle=NBGRADER),
    attack("points", mutate=_nbgrader(points=100000), idle=NBGRADER),
    attack("ungraded", mutate=_nbgrader(grade=False, locked=False), idle=NBGRADER),
    attack("schema-old", mutate=_nbgrader(schema_version=1)),
    attack("schema-new", mutate=_nbgrader(schema_version=99)),
    attack("kernelspec", mutate=_kernelspec, idle=NBGRADER),
    attack("shadow-numpy", ZEROS, everywhere(RETURN_ZEROS), files={"numpy.py": SHADOW, "sitecustomize.py": "1 / 0"}),
    attack(
        "shadow-tests",
        files={"public_tests.py": "rnn_backward_test = print", "rnn_utils.py": "", "armed.txt": ""},
        idle=NBGRADER,
    ),
    attack(
        "shadow-grader",
        ZEROS,
        everywhere(RETURN_ZEROS),
        files={"exercises/rnn/__init__.py": "", "exercises/rnn/hidden_tests.py": "def __getattr__(name): return print"},
        idle=NBGRADER,
    ),
    attack(
        "receipt",
        files={"receipts/rnn/forge-receipt/rnn.json": "{}", "nbgrader_config.py": "raise SystemExit"},
        idle=THE_BOX,
    ),
)
