"""What people have written when the editing begins: finished, half-finished and wrong notebooks."""

import json
import re
from dataclasses import dataclass, field

from tests.editing.desk import STUB_LINE, Cell, Desk, defines, new_id, released
from tests.rnn import CATALOGUE, FUNCTIONS, NOTEBOOK, RNN, STYLES, solutions

_REGION = re.compile(r"### BEGIN SOLUTION\n(.*?)\n *### END SOLUTION", re.DOTALL)


@dataclass(frozen=True)
class Work:
    """A student's work.

    label      what it is, in words
    sources    dict: function -> text of its cell; the stub stays where none is given
    before     text of an extra cell above the functions
    """

    label: str
    sources: dict = field(default_factory=dict)
    before: str = ""


def draw_work(rng):
    """Draw a work: finished in every second case, wrong in every third."""
    kind = rng.choices(("reference", "style", "half", "wrong", "stub"), weights=(34, 16, 15, 33, 2))[0]
    right = solutions()
    if kind == "style":
        style = rng.choice(STYLES)
        return Work(f"finished, {style.id}", {**right, **style.texts(RNN)}, style.before)
    if kind == "half":
        done = rng.randint(0, 3)
        names = list(FUNCTIONS)
        begun = {names[done]: begun_source(rng, names[done])} if rng.random() < 0.7 else {}
        return Work(f"half: {done} functions", {**{name: right[name] for name in names[:done]}, **begun})
    if kind == "wrong":
        wrong = {}
        for _ in range(rng.choice((1, 1, 2, 3))):
            mistake = rng.choice(CATALOGUE)
            wrong[mistake.function] = (rng.choice(mistake.sources(RNN)), mistake.id)
        label = "wrong: " + ", ".join(sorted(name for _, name in wrong.values()))
        return Work(label, {**right, **{function: source for function, (source, _) in wrong.items()}})
    return Work(kind if kind == "stub" else "finished", {} if kind == "stub" else right)


def open_work(work, rng):
    """Open the notebook of a work, as the student has filled it in: a Desk."""
    cells = released()
    for function, source in work.sources.items():
        next(cell for cell in cells if defines(cell.source, function)).source = source.strip("\n")
    if work.before:
        place = next(place for place, cell in enumerate(cells) if defines(cell.source, "rnn_cell_forward"))
        cells.insert(place, Cell("code", work.before.strip("\n"), {}, new_id(rng)))
    for number, cell in enumerate(cells):
        if cell.kind == "code" and rng.random() < 0.7:
            cell.outputs = [{"output_type": "stream", "name": "stdout", "text": [f"output {number}\n"]}]
    return Desk(cells, work)


def stub_source(function):
    """The text of a function as it is handed out."""
    return next(cell.source for cell in released() if cell.kind == "code" and defines(cell.source, function))


def begun_source(rng, function):
    """A function of which the first steps are written."""
    steps = _REGION.findall(_source_of(function))
    filled = rng.randint(1, len(steps) - 1)
    text = stub_source(function)
    for step in steps[:filled]:
        text = text.replace(f"    {STUB_LINE}", step, 1)
    return text


def old_attempt(rng, function):
    """An earlier attempt at a function: the stub, begun, or wrong; rarely a right one."""
    kind = rng.choices(("stub", "begun", "wrong", "broken", "right"), weights=(4, 3, 5, 1, 1))[0]
    if kind == "begun":
        return begun_source(rng, function)
    if kind == "wrong":
        return rng.choice(rng.choice([m for m in CATALOGUE if m.function == function]).sources(RNN)).strip("\n")
    if kind == "broken":
        return solutions()[function].strip("\n").replace(":", "", 1)
    return stub_source(function) if kind == "stub" else solutions()[function].strip("\n")


def _source_of(function):
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return next("".join(cell["source"]) for cell in cells if cell["id"] == function)
