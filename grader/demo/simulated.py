"""A class to try things on: right answers, other styles, half-done work, mistakes, mishandled notebooks."""

import copy
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from grader.exercise.references import solutions
from grader.rules.cell_kinds import grade_id_of
from grader.system.notebooks import read_notebook


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


def learners(exercise):
    """Return the class of an exercise: list of Learner.

    exercise   grader.exercise.loading.FullExercise
    """
    right, total = solutions(exercise), total_points(exercise)
    names = list(exercise.functions)
    second, last = names[min(1, len(names) - 1)], names[-1]
    by_id = {mistake.id: mistake for mistake in exercise.secret.mistakes}
    return [
        Learner("reference", right, sum(total.values())),
        Learner("stub", {}, 0),
        *_partly(right, total),
        *_half(exercise, right, sum(total.values()) - total[last]),
        *(
            Learner(f"style-{style.id}", {**right, **style.texts(exercise)}, sum(total.values()), style.before)
            for style in exercise.secret.styles
        ),
        *(_mistaken(exercise, by_id[name], cost) for name, cost in exercise.secret.simulated.items()),
        *(
            Learner(f"notebook-{name}", right, sum(total.values()), mishandled=mishandled)
            for name, mishandled in {
                "duplicated-cells": {"duplicated": [second, f"{last}_hidden"]},
                "deleted-tests": {"deleted": [f"{second}_public", f"{last}_hidden"]},
                "moved-tests": {"moved": [f"{last}_public"]},
            }.items()
        ),
    ]


def total_points(exercise):
    """The points of each function, in both tests: dict, name -> points."""
    return {name: sum(function.points) for name, function in exercise.functions.items()}


def _partly(right, total):
    """Work that ends after the first functions, for each number of them but all."""
    for count, name in enumerate(("one-function", "two-functions", "three-functions")[: len(right) - 1], 1):
        done = dict(list(right.items())[:count])
        yield Learner(f"partly-{name}", done, sum(total[function] for function in done))


def _half(exercise, right, points):
    if exercise.secret.half:
        yield Learner("partly-half-a-function", {**right, **exercise.secret.half(right)}, points)


def _mistaken(exercise, mistake, cost):
    sources = {**solutions(exercise), mistake.function: mistake.sources(exercise)[0]}
    return Learner(mistake.id, sources, sum(total_points(exercise).values()) - cost)


def notebook_of(learner, release):
    """Return the notebook that a learner hands in, made from the released one."""
    notebook = copy.deepcopy(release)
    cells = {grade_id_of(cell): cell for cell in notebook.cells}
    for function, source in learner.sources.items():
        cells[function].source = source.strip("\n")
    if learner.before:
        place = notebook.cells.index(cells[next(iter(learner.sources or cells))])
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


def hand_in(course, exercise, who=None):
    """Write the submissions of a class into the course folder, under submitted/; return the learners.

    course     Path to a course folder with a release
    exercise   grader.exercise.loading.FullExercise
    who        list of Learner; None: the whole class
    """
    assignment = exercise.name
    release = read_notebook(Path(course) / "release" / assignment / f"{assignment}.ipynb")
    who = learners(exercise) if who is None else who
    for learner in who:
        folder = Path(course) / "submitted" / learner.id / assignment
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook_of(learner, release), folder / f"{assignment}.ipynb")
    return who
