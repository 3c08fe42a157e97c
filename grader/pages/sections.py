"""A result as its student reads it: function by function, with the code, what the tests say, and what the cells did."""

from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from checks.case import Rung
from grader.intake.recover_notebook import is_own
from grader.pages import student_cells as cells
from grader.pages.markdown import markdown
from grader.pages.messages import Told, told
from grader.pages.student_cells import text_of
from grader.rules.cell_kinds import Kind, grade_id_of, is_test, kind_of
from grader.rules.delimiters import hidden_lines

MOST_CELLS = 200


class Standing(StrEnum):
    """How a function stands."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNFINISHED = "unfinished"


@dataclass(frozen=True)
class Heard:
    """One test: what it says, and whether its hint has stood on the page before."""

    test: object
    told: Told
    again: bool = False


@dataclass(frozen=True)
class Section:
    """One function of a result.

    state      right, partly, wrong or unfinished
    points     earned, of `of`
    tests      tuple of Heard
    right      the outputs that no test found anything wrong with; empty where that is unknown
    wrong      the outputs that one did
    cells      tuple of cells.Shown
    """

    function: str
    state: str
    points: float
    of: float
    tests: tuple
    right: tuple
    wrong: tuple
    cells: tuple


@dataclass(frozen=True)
class WrittenAnswer:
    """One cell that a person grades.

    cell       grader.grading.result.Answer
    text       Markup of a Markdown answer; empty where it is code, or nothing was written
    shown      tuple of cells.Shown, of code
    task       True: the text is the instructor's, and the answer stands in the cells below it
    left_out   a sentence, where not all of the text is shown
    """

    cell: object
    text: Markup | str = ""
    shown: tuple = ()
    task: bool = False
    left_out: str = ""


def sections(result, functions, room):
    """Read a result, as far as there is room on the page.

    functions  dict: name -> checks.exercise.Function
    room       cells.Room, which becomes smaller
    Returns    (tuple of Section in the order of the notebook, tuple of cells.Shown of no function)
    """
    notebook = [cell for cell in result.notebook.get("cells", []) if cell.get("cell_type") == "code"]
    hidden = hidden_lines(text_of(cell.get("source")) for cell in notebook if is_test(cell))
    messages = {test.id: told(test, hidden) for test in result.tests}
    shown = _shown(notebook, result.tests, messages, functions, room) if not result.unreadable else {}
    read = []
    for function, (points, of) in result.by_function().items():
        tests = [test for test in result.tests if test.function == function]
        if tests:
            right, wrong = outputs_told(functions.get(function), tests)
            state = standing_of(points, of, tests)
            heard = _heard(tests, messages)
            read.append(Section(function, state, points, of, heard, right, wrong, tuple(shown.get(function, ()))))
    return tuple(read), tuple(shown.get(None, ()))


def answers(result, room):
    """Read the cells that a person grades: tuple of WrittenAnswer, in the order of the notebook."""
    notebook = {grade_id_of(cell): cell for cell in result.notebook.get("cells", [])}
    return tuple(_answered(cell, notebook.get(cell.id, {}), room) for cell in result.answers)


def _answered(answer, cell, room):
    task = kind_of(cell) is Kind.TASK
    if cell.get("cell_type") == "code" and not task:
        return WrittenAnswer(answer, shown=(_cell(cell, "answer", {}, room, ()),))
    text, left_out = cells.within(text_of(cell.get("source")).strip(), room)
    return WrittenAnswer(answer, markdown(text), task=task, left_out=left_out)


def standing_of(points, of, tests):
    """Say how a function stands: Standing."""
    if points >= of:
        return Standing.RIGHT
    if points > 0:
        return Standing.PARTLY
    rungs = [problem["rung"] for test in tests if test.record for problem in test.record["problems"]]
    return Standing.UNFINISHED if Rung.UNFINISHED in rungs else Standing.WRONG


def outputs_told(function, tests):
    """Say which outputs of a Function are right, as far as its tests tell; function may be None: not declared.

    Returns (the outputs that are right in every test, those that are not), both empty where that is unknown.
    """
    problems = [problem for test in tests if test.record for problem in test.record["problems"]]
    unknown = function is None or any(test.points < test.of and not test.record for test in tests)
    if unknown or any(problem["quantity"] == "" and problem["rung"] != Rung.INPUTS for problem in problems):
        return (), ()
    names = function.outputs
    wrong = {problem["quantity"] for problem in problems}
    return tuple(name for name in names if name not in wrong), tuple(name for name in names if name in wrong)


def _heard(tests, messages):
    heard, hints = [], set()
    for test in tests:
        said = messages[test.id]
        heard.append(Heard(test, said, bool(said.hint) and said.hint in hints))
        hints.add(said.hint)
    return tuple(heard)


# ── The student's cells ─────────────────────────────────────────────────────────────────────────────────────────────


def _kind(cell):
    kind = kind_of(cell)
    return kind.value if kind is not Kind.OTHER else "extra" if is_own(cell) else "demo"


def _shown(notebook, tests, messages, functions, room):
    """Sort the student's cells by the function that they stand below: dict, function or None -> list of cells.Shown.

    None has what stands above the first function, and below the last test.
    """
    kinds = list(map(_kind, notebook))
    ends = max((at for at, kind in enumerate(kinds) if kind in ("test", "solution")), default=-1)
    counts = _counting(notebook, kinds, functions)
    shown, function = {}, None
    said = {test.message.strip() for test in tests}
    for at, (cell, kind) in enumerate(zip(notebook, kinds, strict=True)):
        if kind == "solution":
            function = grade_id_of(cell) if grade_id_of(cell) in functions else None
        if kind in ("test", "given", "manual", "task") or (kind == "demo" and at > ends and not _draws(cell)):
            continue  # what stands below the tests does not run when work is graded
        named = {}
        for test in tests:
            if counts.get(test.function) == at:
                named |= messages[test.id].lines
        made = _cell(cell, kind, named, room, said)
        if made.outputs or (made.lines and (kind == "solution" or at in counts.values())):
            shown.setdefault(function if at <= ends else None, []).append(made)
        if len([cell for cells in shown.values() for cell in cells]) >= MOST_CELLS:
            break
    return shown


def _counting(notebook, kinds, functions):
    """Map each function to the place of the cell whose definition counts: the last that has its def line."""
    places = {}
    for at, (cell, kind) in enumerate(zip(notebook, kinds, strict=True)):
        if kind in ("solution", "extra"):
            source = text_of(cell.get("source"))
            own = {grade_id_of(cell)} if kind == "solution" else set()
            for function in functions:
                if function in own or source.startswith(f"def {function}(") or f"\ndef {function}(" in source:
                    places[function] = at
    return places


def _draws(cell):
    return any(isinstance(output.get("data"), dict) for output in cell.get("outputs", []))


def _cell(cell, kind, named, room, said):
    outputs = [
        output
        for output in cell.get("outputs") or []
        if isinstance(output, dict) and text_of(output.get("text")).strip() not in said
    ]
    lines, left_out = cells.code(text_of(cell.get("source")), named, room) if kind != "demo" else ((), "")
    return cells.Shown(kind, lines, cells.outputs(outputs, room), left_out)
