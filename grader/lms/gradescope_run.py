"""What Gradescope's run_autograder starts: grade the notebook in submission/, write results/results.json.

The format: https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format. Where nothing confines student
code there is no results.json, so Gradescope shows no marks, and to the instructor the sentence that is printed.
"""

import json
import os
import sys
from pathlib import Path

from grader.box import sandbox
from grader.exercise.loading import load
from grader.grading.assignment import Assignment, files_beside
from grader.grading.grade import close_engine, grade
from grader.intake.picking import pick
from grader.lms.gradescope_closing import AUTOGRADER, closed
from grader.rules.budget import Budget
from grader.rules.fence import MachineFailed
from grader.system.files import write_file
from grader.system.program import TOP

PUBLIC, HIDDEN = "visible", "after_published"
NOT_CONFINED = (
    "NOT CONFINED: nothing kept the code of this notebook from reading the answers and writing its own marks. "
    "The autograder was made with --unconfined."
)
CLOSED = "in a container of its own where it may write nothing, and read nothing of the autograder"


def main(root):
    """Grade what is in root/submission and write root/results/results.json; return the exit code."""
    results = Path(root) / "results" / "results.json"
    results.unlink(missing_ok=True)
    try:
        with closed(Path(root)) as is_closed:
            content = _results(Path(root) / "submission", is_closed)
    except MachineFailed as failure:
        print(f"Nothing was graded, and there are no marks: {failure}")
        return 1
    write_file(results, (json.dumps(content, indent=1) + "\n").encode("utf-8"))
    return 0


def _results(folder, is_closed):
    """What Gradescope is to show of the submission in a folder."""
    settings = json.loads((TOP / "gradescope.json").read_text(encoding="utf-8"))
    found = sandbox.available()
    # In a closed container two layers are enough that would not be on a machine with other people's work.
    suffices = is_closed and bool(found.user) and found.seccomp
    exercise = load(settings["name"])
    assignment = Assignment(
        exercise.name,
        exercise.notebook.read_text(encoding="utf-8"),
        files_beside(exercise.notebook.parent),
        settings["seed"],
        Budget(**settings["budget"]),
        tuple(settings["packages"]),
        unconfined=suffices or settings["unconfined"],
        backpropagation=settings["backpropagation"],
    )
    try:
        result = grade(pick(folder, assignment.name, assignment.cells, assignment.budget), assignment)
    finally:
        close_engine()
    layers = ""
    if result.confined:
        layers = result.confinement
    elif suffices and result.confinement == str(found):
        layers = f"{found.layers}, {CLOSED}"
    elif not settings["unconfined"]:
        raise MachineFailed(f"student code could not be confined: {result.confinement}")
    return {
        "output_format": "text",
        "stdout_visibility": "hidden",
        "output": "\n".join(_words(result, layers)),
        "tests": [_entry(test, exercise.functions) for test in result.tests],
    }


def _words(result, layers):
    """What is said of the submission as a whole: sentences.

    layers     what confined student code, in words; empty where nothing did
    """
    yield f"Student code ran confined by {layers}." if layers else NOT_CONFINED
    yield from map(str, result.repairs)
    yield from result.reasons
    if result.by_clock:
        yield "A limit by the clock decided here; run the autograder once more before you rely on these marks."
    if result.answers:
        yield f"Cells that a person grades, and that have no points here: {len(result.answers)}."


def _entry(test, functions):
    """A graded cell as Gradescope has it."""
    kind = "hidden" if test.hidden else "public"
    named = test.function in functions
    return {
        "name": f"{test.function}, {kind} test" if named else test.id,
        "score": test.points,
        "max_score": test.of,
        "status": "passed" if test.points == test.of else "failed",
        "output": test.message,
        "output_format": "text",
        "visibility": HIDDEN if test.hidden else PUBLIC,
    }


if __name__ == "__main__":
    sys.exit(main(os.environ.get("AUTOGRADER_ROOT", AUTOGRADER)))
