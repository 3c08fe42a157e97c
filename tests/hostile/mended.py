"""Honest work that was mishandled on its way: by an editor, by a browser, by a platform, or by who did it."""

import copy
import io
import json
import os
import re
import zipfile

import nbformat

from tests.hostile.attack import Attack
from tests.rnn import FUNCTIONS

LAST = "rnn_backward"
OLD_ATTEMPT = "def rnn_backward(da, caches):\n    return {'dx': da}\n"


def _mended(name, write=None, **more):
    return Attack(f"mended-{name}", more.pop("expected", 100), right=True, write=write, **more)


# ── The file ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _file(data, name="rnn.ipynb"):
    def write(folder, text):
        (folder / name).write_bytes(data(text))

    return write


def _named(name):
    return _file(lambda text: text.encode(), name)


def _untouched(folder):
    return (folder.parent.parent.parent / "release" / "rnn" / "rnn.ipynb").read_bytes()


def _in_a_copy(folder, text):
    (folder / "rnn.ipynb").write_bytes(_untouched(folder))
    (folder / "rnn-Copy1.ipynb").write_text(text, encoding="utf-8")


def _zipped(folder, text):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("rnn/rnn.ipynb", text)
        file.writestr("rnn/rnn_utils.py", "")
    (folder / "rnn.zip").write_bytes(held.getvalue())


def _format_3(text):
    notebook = json.loads(text)
    cells = [
        {**cell, "input": cell["source"], "language": "python", "prompt_number": 1}
        if cell["cell_type"] == "code"
        else cell
        for cell in notebook["cells"]
    ]
    return json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}).encode()


def _stripped(text, ids=False):
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        if not ids:
            cell.pop("id")
    return json.dumps({**notebook, "nbformat_minor": 5 if ids else 4}).encode()


def _with_metadata(number):
    """The text of JSON can say numbers that Python's int, or an array, can't hold."""
    return lambda text: text.replace('"metadata": {}', f'"metadata": {{"number": {number}}}', 1).encode()


# ── Beside the file ───────────────────────────────────────────────────────────────────────────────────────────────


def _timestamp(make):
    def write(folder, text):
        (folder / "rnn.ipynb").write_text(text, encoding="utf-8")
        make(folder / "timestamp.txt")

    return write


def _other_folder(name):
    """Somewhere in submitted/ there is a folder that belongs to nobody."""

    def write(folder, text):
        (folder / "rnn.ipynb").write_text(text, encoding="utf-8")
        other = os.path.join(os.fsencode(folder.parent.parent), name, b"rnn")
        os.makedirs(other)
        with open(os.path.join(other, b"rnn.ipynb"), "w", encoding="utf-8") as file:
            file.write(text)

    return write


# ── The notebook ──────────────────────────────────────────────────────────────────────────────────────────────────


def cell_of(notebook, grade_id):
    """The cell of a notebook that nbgrader knows by this id."""
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def _in_new_cells(notebook):
    for function in FUNCTIONS:
        cell = cell_of(notebook, function)
        notebook.cells.append(nbformat.v4.new_code_cell(cell.source))
        cell.source = f"def {function}(*args):\n    raise NotImplementedError  # YOUR CODE HERE"


def _in_test_cells(notebook, released):
    """Some editors do not know that a cell is locked."""
    for function in FUNCTIONS:
        cell_of(notebook, f"{function}_public").source = cell_of(notebook, function).source
        cell_of(notebook, function).source = cell_of(released, function).source


def _reversed(notebook):
    notebook.cells = notebook.cells[:3] + notebook.cells[:2:-1]


def _unknown_kernel(notebook):
    notebook.metadata = {"kernelspec": {"name": "my-env", "display_name": "Mine", "language": "python"}}


def copied(function, source=None, cell_type="code", at_the_end=False):
    """A copy of a cell, with its ids, below its tests or at the end; without a source it is as it was handed out."""

    def rework(notebook, released):
        made = copy.deepcopy(cell_of(notebook, function))
        made.source = cell_of(released, function).source if source is None else source
        if cell_type != "code":
            made.cell_type = cell_type
            made.pop("outputs", None)
            made.pop("execution_count", None)
        place = notebook.cells.index(cell_of(notebook, f"{function}_hidden")) + 1
        notebook.cells.insert(len(notebook.cells) if at_the_end else place, made)

    return rework


def _edited(function, *edits):
    """Other text in the cell of a function: pairs (what is said, what stands there instead)."""

    def mutate(notebook):
        cell = cell_of(notebook, function)
        for said, wrote in edits:
            if said not in cell.source:
                raise ValueError(f"{function} does not say {said!r}")
            cell.source = cell.source.replace(said, wrote)

    return mutate


def _above(text):
    """Lines above the first of each function."""

    def mutate(notebook):
        for function in FUNCTIONS:
            cell = cell_of(notebook, function)
            cell.source = text + cell.source

    return mutate


def _both(*mutations):
    def mutate(notebook):
        for one in mutations:
            one(notebook)

    return mutate


_BODY = ("    # 1. ", "    {}\n    # 1. ")


def _inside(*lines):
    """Lines at the beginning of the body of a function."""
    said, wrote = _BODY
    return _edited(LAST, (said, wrote.format("\n".join(lines))))


_own_cell_parameter = _both(
    _edited(
        "rnn_cell_forward", ("parameters):", "parameters, activation=np.tanh):"), ("np.tanh(Wax", "activation(Wax")
    ),
    _edited("rnn_forward", ("a_next, parameters)", "a_next, parameters, np.tanh)")),
)


def _helper_in_setup(notebook):
    setup = cell_of(notebook, "setup")
    setup.source += "\n\ndef slope_of_tanh(a):\n    return 1 - a**2\n"
    _edited("rnn_cell_backward", ("(1 - a_next**2)", "slope_of_tanh(a_next)"))(notebook)


def _docstrings_away(notebook):
    for function in FUNCTIONS:
        cell = cell_of(notebook, function)
        cell.source = re.sub(r'    """.*?"""\n', "", cell.source, count=1, flags=re.DOTALL)


ATTACKS = (
    _mended("bom", _file(lambda text: b"\xef\xbb\xbf" + text.encode())),
    # What is whole in it counts: the first two functions.
    _mended("half", _file(lambda text: text.encode()[: len(text) // 2]), expected=40),
    _mended("utf-16", _file(lambda text: text.encode("utf-16"))),
    *(
        _mended(f"named-{word}", _named(name))
        for word, name in {
            "again": "rnn (1).ipynb",
            "otherwise": "My RNN final.ipynb",
            "json": "rnn.ipynb.json",
            "text": "rnn.ipynb.txt",
            "without-notebook": "rnn.json",
        }.items()
    ),
    _mended("in-a-copy", _in_a_copy),
    _mended("zipped", _zipped),
    _mended("format-3", _file(_format_3)),
    _mended("stripped", _file(_stripped)),
    _mended("stripped-with-ids", _file(lambda text: _stripped(text, ids=True))),
    _mended("long-number", _file(_with_metadata("9" * 5000))),
    _mended("number-without-end", _file(_with_metadata("1e400"))),
    _mended("half-a-character", _file(lambda text: text.replace("# 1. ", "# \\ud800 ").encode())),
    _mended("odd-metadata", _file(lambda text: text.replace('"grade_id": "setup"', '"grade_id": {"a": []}').encode())),
    _mended("timestamp", files={"timestamp.txt": "yesterday, I think"}),
    _mended("timestamp-of-bytes", files={"timestamp.txt": b"\xff\xfe\x00\xd8"}),
    _mended("timestamp-zone", files={"timestamp.txt": "2026-01-01 00:00:00 " + 300 * "A"}),
    _mended("timestamp-zone-is-a-file", files={"timestamp.txt": "2026-01-01 00:00:00 ../../../../etc/passwd"}),
    _mended("timestamp-year", files={"timestamp.txt": "99999-01-01 00:00:00 UTC"}),
    _mended("timestamp-long", files={"timestamp.txt": "1" * (8 << 20)}),
    _mended("timestamp-is-a-folder", _timestamp(os.mkdir)),
    _mended("timestamp-is-a-pipe", _timestamp(os.mkfifo)),
    _mended("timestamp-is-a-link", _timestamp(lambda path: path.symlink_to("timestamp.txt"))),
    _mended("beside-a-folder-that-is-no-text", _other_folder(b"\xff\xfe")),
    _mended("kernel", mutate=_unknown_kernel),
    _mended("reversed", mutate=_reversed),
    _mended("new-cells", mutate=_in_new_cells),
    _mended("in-test-cells", rework=_in_test_cells),
    _mended("stub-below", rework=copied(LAST)),
    _mended("stub-at-the-end", rework=copied(LAST, at_the_end=True)),
    _mended("old-attempt-at-the-end", rework=copied(LAST, OLD_ATTEMPT, at_the_end=True)),
    _mended("stub-switched-off", rework=copied(LAST, cell_type="raw")),
    _mended("stub-as-text", rework=copied(LAST, cell_type="markdown")),
    _mended("missing-package", mutate=_above("import torch\n")),
    _mended("missing-name-of-a-package", mutate=_above("from scipy.special import softmax as other\n")),
    Attack("mended-no-syntax", 70, right=True, mutate=_edited(LAST, ("da0 = da_prevt", "da0 = = da_prevt"))),
    _mended(
        "percent-on-a-line-of-its-own", mutate=_inside("steps = (", "        len(caches)", "        % 1000", "    )")
    ),
    _mended("magics", mutate=_inside("%time steps = 3")),
    _mended("question", mutate=_above("np.tanh?\n")),
    _mended("own-parameter", mutate=_own_cell_parameter),
    _mended("helper-in-setup", mutate=_helper_in_setup),
    _mended("docstrings-away", mutate=_docstrings_away),
)
