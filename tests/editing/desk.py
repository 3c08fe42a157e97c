"""A notebook that is open in some editor, and the folder that it will be handed in with."""

import copy
import json
import random
import re
import uuid
from dataclasses import dataclass, field, replace

from tests.rnn import FUNCTIONS, NOTEBOOK

STUB_LINE = "raise NotImplementedError  # YOUR CODE HERE"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


@dataclass
class Cell:
    """A cell as an editor has it.

    kind       code, markdown or raw
    source     str
    metadata   dict, nbgrader's among it
    id         str, or None where the editor knows no ids
    outputs    list of outputs of the notebook format
    """

    kind: str
    source: str
    metadata: dict = field(default_factory=dict)
    id: str | None = None
    outputs: list = field(default_factory=list)


@dataclass(frozen=True)
class Format:
    """How an editor writes a notebook.

    minor      of format 4; 3 stands for the old format 3
    ids        whether cells have ids
    lines      whether sources are lists of lines
    """

    minor: int = 5
    ids: bool = True
    lines: bool = True
    indent: int | None = 1
    sort: bool = False
    ascii: bool = False
    encoding: str = "utf-8"
    newline: str = "\n"
    around: tuple = ("", "\n")


@dataclass
class Desk:
    """What a student has before her.

    cells      list of Cell
    work       works.Work that the notebook began with
    format     Format that the notebook will be written in
    metadata   dict, of the notebook
    name       file name that it will be handed in as
    past       list of lists of Cell, for undo; future for redo
    clipboard  Cell or None
    beside     dict: path in the folder -> bytes of other files, older than the notebook
    newer      dict: the same, for files that are newer
    older      list of (path in the folder, notebook's cells): earlier versions that are handed in too
    route      "": the folder is handed in; or "canvas", "moodle": its files are uploaded there
    packed     "": the notebook lies in the folder; "zip": in a zip; "folder": in a folder of that folder
    same_time  whether all files have lost their own times
    needs      list of str: names of what the notebook needs and is not handed in
    """

    cells: list
    work: object = None
    format: Format = Format()
    metadata: dict = field(default_factory=lambda: {"kernelspec": dict(KERNEL)})
    name: str = "rnn.ipynb"
    past: list = field(default_factory=list)
    future: list = field(default_factory=list)
    clipboard: Cell | None = None
    beside: dict = field(default_factory=dict)
    newer: dict = field(default_factory=dict)
    older: list = field(default_factory=list)
    route: str = ""
    packed: str = ""
    same_time: bool = False
    needs: list = field(default_factory=list)

    def remember(self):
        """Keep the cells for undo."""
        self.past.append(copy.deepcopy(self.cells))
        self.future.clear()

    def write(self, **changes):
        """Let the notebook be written in another format."""
        self.format = replace(self.format, **changes)

    # ── Finding cells ─────────────────────────────────────────────────────────────────────────────────────────────

    def places(self, wanted):
        """The places of the cells that a condition holds for."""
        return [place for place, cell in enumerate(self.cells) if wanted(cell)]

    def code(self):
        return self.places(lambda cell: cell.kind == "code")

    def definitions(self, function=None):
        """The places of the code cells that define a function of the assignment, or one of them."""
        names = [function] if function else FUNCTIONS
        return self.places(lambda cell: cell.kind == "code" and any(defines(cell.source, name) for name in names))

    def tests(self, function=None, kind="public"):
        """The places of the code cells that call the test of a function, or of any."""
        names = [function] if function else FUNCTIONS
        calls = "{}_test({})" if kind == "public" else "must_be_finished({1})"
        texts = [calls.format(name, name) for name in names]
        return self.places(lambda cell: cell.kind == "code" and any(text in cell.source for text in texts))

    def setup(self):
        """The places of the code cells that import the tests."""
        return self.places(lambda cell: cell.kind == "code" and "from public_tests import" in cell.source)

    def of_hand_out(self):
        """The places of the code cells that show what functions do: the instructor's, and not locked."""
        return self.places(
            lambda cell: cell.kind == "code" and re.search(r"^if (finished\(|trained)", cell.source, re.M)
        )


def defines(source, function):
    """Whether a text has a line that begins a function at the top level."""
    return re.search(rf"^def {function}\(", source, re.M) is not None


def new_id(rng):
    return str(uuid.UUID(int=rng.getrandbits(128)))[:8]


def released():
    """The cells of the notebook as students get it."""
    made = []
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"]).split("### BEGIN HIDDEN TESTS")[0].rstrip("\n")
        source = re.sub(r"### BEGIN SOLUTION\n.*?### END SOLUTION", STUB_LINE, source, flags=re.DOTALL)
        metadata = copy.deepcopy(cell["metadata"])
        if metadata.get("nbgrader", {}).get("locked"):
            metadata |= {"deletable": False, "editable": False}
        made.append(Cell(cell["cell_type"], source, metadata, cell["id"]))
    return made


def written(desk, cells=None):
    """Write a notebook as its editor does; return bytes."""
    form, cells = desk.format, desk.cells if cells is None else cells
    made = [_plain(cell, number, form) for number, cell in enumerate(cells)]
    notebook = {"cells": made, "metadata": desk.metadata, "nbformat": 4, "nbformat_minor": form.minor}
    if form.minor == 3:
        sheet = {"cells": [_of_format_3(cell) for cell in made], "metadata": {}}
        notebook = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [sheet]}
    text = json.dumps(notebook, indent=form.indent, sort_keys=form.sort, ensure_ascii=form.ascii)
    before, after = form.around
    text = f"{before}{text}{after}".replace("\n", form.newline)
    return text.encode(form.encoding, "replace")


def _plain(cell, number, form):
    source = cell.source.splitlines(keepends=True) if form.lines else cell.source
    made = {"cell_type": cell.kind, "metadata": cell.metadata, "source": source}
    if form.ids:
        made["id"] = cell.id or new_id(random.Random(number))
    if cell.kind == "code":
        made |= {"outputs": cell.outputs, "execution_count": number if cell.outputs else None}
    return made


def _of_format_3(cell):
    cell = dict(cell)
    cell.pop("id", None)
    if cell["cell_type"] == "code":
        cell |= {"input": cell.pop("source"), "prompt_number": cell.pop("execution_count"), "language": "python"}
        cell |= {"outputs": [], "collapsed": False}
    return cell
