"""A source notebook as its exercise needs it: nbgrader's metadata, ids, points, and the test cells of each function."""

import nbformat
from nbformat import NotebookNode

from checks.exercise import Exercise
from checks.words import listed
from grader.rules.cell_kinds import grade_id_of
from grader.rules.delimiters import BEGIN_HIDDEN, BEGIN_SOLUTION, END_HIDDEN

PUBLIC = """\
# Public test, {points} points.
{function}_test({function})"""
HIDDEN = f"""\
# Hidden test, {{points}} points. When your work is graded, it looks at {{outputs}} on other
# numbers and sizes.
must_be_finished({{function}})
{BEGIN_HIDDEN}
from exercises.{{exercise}} import hidden_tests

hidden_tests.{{function}}_test({{function}})
{END_HIDDEN}"""


def arrange(notebook: NotebookNode, exercise: Exercise) -> None:
    """Arrange a source notebook, in place; what people have written in its cells stays.

    A cell that defines a function of the exercise, with a solution region in it, becomes its solution cell. Where a
    test cell of it is missing, it is put below. Points are those of the declaration, ids are the grade_ids.

    notebook   as nbformat reads it
    exercise   checks.exercise.Exercise
    """
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)
            _mark_solution(cell, exercise)
    for function in exercise.functions:
        _put_tests(notebook, exercise, function)
    for cell in notebook.cells:
        cell.id = grade_id_of(cell) or cell.id


def _mark_solution(cell, exercise):
    """Give a cell of a function that no one has marked yet the metadata of a solution cell."""
    lines = cell.source.splitlines()
    defined = [f.name for f in exercise.functions if any(line.startswith(f"def {f.name}(") for line in lines)]
    if "nbgrader" not in cell.metadata and len(defined) == 1 and BEGIN_SOLUTION in map(str.strip, lines):
        cell.metadata["nbgrader"] = _metadata(defined[0], solution=True, locked=False)


def _put_tests(notebook, exercise, function):
    """Put the test cells of a function below its solution cell, where they are missing, and give them its points."""
    above = function.name
    for kind, text, points in zip(("public", "hidden"), (PUBLIC, HIDDEN), function.points, strict=True):
        ids = [grade_id_of(cell) for cell in notebook.cells]
        name = f"{function.name}_{kind}"
        if name in ids:
            notebook.cells[ids.index(name)].metadata.nbgrader["points"] = points
        elif above in ids:
            words = {"exercise": exercise.name, "function": function.name, "outputs": listed(function.outputs)}
            cell = nbformat.v4.new_code_cell(text.format(points=points, **words))
            cell.metadata["nbgrader"] = _metadata(name, grade=True, points=points)
            notebook.cells.insert(ids.index(above) + 1, cell)
        above = name


def _metadata(grade_id, **kind):
    plain = {"grade": False, "locked": True, "schema_version": 3, "solution": False, "task": False}
    return nbformat.from_dict({**plain, "grade_id": grade_id, **kind})
