"""A class of 38 to try things on: right answers, other styles, half-done work, mistakes, mishandled notebooks."""

import copy
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from grader.answers import solutions
from grader.misconceptions import CATALOGUE
from grader.styles import STYLES
from rnn_checks import FUNCTIONS

TOTAL = {"rnn_cell_forward": 20, "rnn_forward": 20, "rnn_cell_backward": 30, "rnn_backward": 30}

# What each of these mistakes costs: all of its function, or the parts of the outputs that come out wrong.
MISTAKES = {
    "cf-yt-from-a-prev": 7.5,
    "cf-missing-ba": 20,
    "cf-softmax-axis-1": 7.5,
    "cf-cache-order-swapped": 5,
    "cf-missing-softmax": 7.5,
    "f-a0-ignored-zeros": 20,
    "f-a0-every-step": 20,
    "f-y-not-assigned": 7.5,
    "f-caches-not-appended": 5,
    "f-return-in-loop": 20,
    "cb-dtanh-is-da-next": 30,
    "cb-dxt-wax-not-transposed": 30,
    "cb-dwaa-uses-a-next": 6,
    "cb-dba-no-keepdims": 6,
    "cb-divide-by-m": 18,
    "cb-da-prev-waa-not-transposed": 6,
    "b-only-da-prevt": 30,
    "b-only-da-t": 30,
    "b-accumulate-assign": 18,
    "b-da0-is-da-slice": 6,
}


@dataclass(frozen=True)
class Learner:
    """One simulated student.

    id          student id, says what is in the notebook
    sources     dict: function -> text of its solution cell; the stub stays where none is given
    expected    points that the notebook must get
    before      text of an extra cell above the functions
    mishandled  dict: what was done to cells by accident ("deleted", "duplicated", "moved") -> their names
    """

    id: str
    sources: dict
    expected: float
    before: str = ""
    mishandled: dict = field(default_factory=dict)


def learners():
    """Return the class: list of Learner."""
    right = solutions()
    half = right["rnn_backward"].split("    # 4. ")[0].replace("da[:, :, t] + da_prevt", "None")
    partly = {
        "one-function": (dict(list(right.items())[:1]), 20),
        "two-functions": (dict(list(right.items())[:2]), 40),
        "three-functions": (dict(list(right.items())[:3]), 70),
        "half-a-function": ({**right, "rnn_backward": half}, 70),
    }
    by_id = {mistake.id: mistake for mistake in CATALOGUE}
    return [
        Learner("reference", right, 100),
        Learner("stub", {}, 0),
        *(Learner(f"partly-{name}", sources, points) for name, (sources, points) in partly.items()),
        *(Learner(f"style-{style.id}", {**right, **style.sources}, 100, style.before) for style in STYLES),
        *(_mistaken(by_id[name], cost) for name, cost in MISTAKES.items()),
        Learner(
            "notebook-duplicated-cells", right, 100, mishandled={"duplicated": ["rnn_forward", "rnn_backward_hidden"]}
        ),
        Learner(
            "notebook-deleted-tests", right, 100, mishandled={"deleted": ["rnn_forward_public", "rnn_backward_hidden"]}
        ),
        Learner("notebook-moved-tests", right, 100, mishandled={"moved": ["rnn_backward_public"]}),
    ]


def _mistaken(mistake, cost):
    sources = {**solutions(), mistake.function: mistake.sources()[0]}
    return Learner(mistake.id, sources, 100 - cost)


def notebook_of(learner, release):
    """Return the notebook that a learner hands in, made from the released one."""
    notebook = copy.deepcopy(release)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    for function, source in learner.sources.items():
        cells[function].source = source.strip("\n")
    if learner.before:
        place = notebook.cells.index(cells[next(iter(FUNCTIONS))])
        notebook.cells.insert(place, nbformat.v4.new_code_cell(learner.before.strip("\n")))
    for deed, grade_ids in learner.mishandled.items():
        for grade_id in grade_ids:
            place = notebook.cells.index(cells[grade_id])
            if deed == "duplicated":
                twin = copy.deepcopy(cells[grade_id])
                twin.id += "-copy"  # as JupyterLab does: an id of its own, but the same nbgrader metadata
                notebook.cells.insert(place + 1, twin)
            else:
                notebook.cells.pop(place)
            if deed == "moved":
                notebook.cells.insert(0, cells[grade_id])
    return notebook


def hand_in(course, assignment="rnn", who=None):
    """Write the submissions of a class into the course folder, under submitted/; return the learners.

    course     Path to a course folder with a release
    who        list of Learner; None: the whole class
    """
    release = nbformat.read(Path(course) / "release" / assignment / f"{assignment}.ipynb", as_version=4)
    who = learners() if who is None else who
    for learner in who:
        folder = Path(course) / "submitted" / learner.id / assignment
        folder.mkdir(parents=True)
        nbformat.write(notebook_of(learner, release), folder / f"{assignment}.ipynb")
    return who
