"""Law: whatever mail programs, disks, tools and editors did to the bytes of a notebook, its work is graded, and it is
said what was undone; where it is in doubt what the work is, one sentence names the file and the way out."""

import base64
import bz2
import gzip
import io
import json
import lzma
import quopri
import zipfile

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.contents import Sought, notebooks_in
from grader.intake.folders import file_of
from grader.intake.picking import Picked, pick
from grader.intake.read_notebook import Unreadable, read_cells
from grader.intake.recover_notebook import take_in
from grader.intake.scripts import notebook_of
from grader.intake.unwrapping import unpacked
from grader.rules.budget import Budget
from grader.rules.points import counted
from tests.growing import grows_linearly
from tests.rnn import FUNCTIONS, NOTEBOOK, solutions

SOURCE = nbformat.read(NOTEBOOK, as_version=4).cells
CELLS = [
    {"cell_type": "code", "id": name, "metadata": {}, "source": text.strip("\n"), "outputs": [], "execution_count": 7}
    for name, text in solutions().items()
]
TEXT = json.dumps({"cells": CELLS, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)
DATA = TEXT.encode()


def taken(data):
    return take_in(Picked(data), "rnn", SOURCE)


def work_in(result):
    """The functions whose right text is graded."""
    texts = {cell.source for cell in result.cells if cell.cell_type == "code"}
    return {name for name, text in solutions().items() if text.strip("\n") in texts}


def said(result, kind):
    return [str(repair) for repair in result.repairs if repair.kind == kind]


# ── Bytes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

PACKINGS = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "base64": base64.encodebytes,
    "quoted-printable": quopri.encodestring,
}


# Mail programs make quoted-printable of text, so nothing that is packed is in it.
@pytest.mark.parametrize("outer", [None, *(packing for packing in PACKINGS if packing != "quoted-printable")])
@pytest.mark.parametrize("inner", PACKINGS)
def test_what_is_packed_is_unpacked_and_it_is_said(inner, outer):
    data = PACKINGS[inner](DATA)
    result = taken(PACKINGS[outer](data) if outer else data)
    assert work_in(result) == set(FUNCTIONS)
    how = f"{inner} in {outer}" if outer else inner
    assert said(result, "packed") == [f"rnn.ipynb was packed as {how}, and was unpacked."]


@pytest.mark.parametrize("name", ["rnn.ipynb.gz", "rnn.txt", "attachment"])
@pytest.mark.parametrize("packing", ["gzip", "base64"])
def test_it_is_found_under_any_name(tmp_path, name, packing):
    (tmp_path / name).write_bytes(PACKINGS[packing](DATA))
    assert work_in(take_in(pick(tmp_path, "rnn", SOURCE), "rnn", SOURCE)) == set(FUNCTIONS)


def test_a_bomb_stays_packed():
    bomb = gzip.compress(b" " * (64 << 20))
    assert unpacked(bomb, Budget().notebook) == (bomb, [])
    with pytest.raises(Unreadable, match="this is an archive, but no zip, not the notebook: hand in the "):
        read_cells(bomb, "rnn.ipynb", Budget())


@given(st.binary(max_size=300))
def test_what_is_not_packed_stays_as_it_is(data):
    found, how = unpacked(data, 1_000)
    assert how or found == data


def test_a_web_address_is_no_code_of_a_mail_program():
    text = DATA.replace(b"def rnn_forward", b"# https://example.org/?a=3D&b=20\\ndef rnn_forward")
    assert said(taken(text), "packed") == []


# ── Text ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tail", [TEXT[-200:], "}", "\nnull", "and more"])
def test_what_stands_behind_the_end_is_left_out_and_it_is_said(tail):
    result = taken((TEXT + tail).encode())
    assert work_in(result) == set(FUNCTIONS)
    assert said(result, "tail")[0].startswith("rnn.ipynb has text after the end of the notebook, ")


def test_two_notebooks_in_one_file_are_refused():
    assert work_in(taken((TEXT + TEXT).encode())) == set()


@pytest.mark.parametrize("text", [TEXT, json.dumps(json.loads(TEXT))], ids=["lines", "one line"])
@given(data=st.data())
def test_where_the_end_is_missing_the_cells_that_are_whole_count(text, data):
    at = data.draw(st.integers(0, len(text) - 1))
    result = taken(text[:at].encode())
    whole = {name for name, end in zip(FUNCTIONS, _ends(text), strict=True) if end <= at}
    assert work_in(result) == whole
    if whole:
        (sentence,) = said(result, "cut")
        count = counted(len(whole), "cell")
        assert sentence == f"rnn.ipynb ends in the middle: {count} could be read, and what came after that is lost."
    assert whole or result.unreadable


def _ends(text):
    """The places behind the cells of a notebook's text."""
    at, ends = text.index("["), []
    for _ in CELLS:
        _, at = json.JSONDecoder().raw_decode(text, text.index("{", at))
        ends.append(at)
    return ends


@pytest.mark.parametrize("change", [lambda text: text.replace("[]", "[", 1), lambda text: text.replace(",\n", "\n", 3)])
def test_what_is_wrong_in_the_middle_is_refused(change):
    result = taken(change(TEXT).encode())
    assert "rnn.ipynb could not be read: it is not JSON" in result.unreadable


STRAY = json.dumps({"cell_type": "code", "id": "note", "metadata": {}, "source": "pattern = r'a-b'"})


@pytest.mark.parametrize("escape", ["\\d", "\\u12", "\\ ", "\\'"])
@pytest.mark.parametrize("at", [0, 1, len(CELLS)])
def test_a_stray_backslash_in_the_middle_costs_no_cell_and_it_is_said(escape, at):
    cells = list(map(json.dumps, CELLS))
    cells.insert(at, STRAY.replace("-", escape))
    text = '{"cells": [' + ", ".join(cells) + "]}"
    result = taken(text.encode())
    assert work_in(result) == set(FUNCTIONS)
    assert any(cell.source == f"pattern = r'a{escape}b'" for cell in result.cells)
    (sentence,) = said(result, "backslash")
    assert sentence.startswith(f"rnn.ipynb has 1 backslash that JSON wants doubled, the first in {escape}b'")
    assert said(result, "cut") == []


def test_a_stray_backslash_and_an_end_that_is_missing_are_both_said():
    cells = [*map(json.dumps, CELLS[:2]), STRAY.replace("-", "\\d\\w"), json.dumps(CELLS[2])]
    result = taken(('{"cells": [' + ", ".join(cells))[:-40].encode())
    assert work_in(result) == set(list(FUNCTIONS)[:2])
    assert said(result, "backslash")[0].startswith("rnn.ipynb has 2 backslashes that ")
    assert said(result, "cut")[0].startswith("rnn.ipynb ends in the middle: 3 cells could be read")


def test_a_stray_backslash_beside_something_else_that_is_wrong_is_no_end_in_the_middle():
    cells = [json.dumps(CELLS[0]), STRAY.replace("-", "\\d").replace("null", "nul"), "nonsense", json.dumps(CELLS[1])]
    result = taken(('{"cells": [' + ", ".join(cells) + "]}").encode())
    assert "rnn.ipynb could not be read: it is not JSON" in result.unreadable


LONG = (
    "\\",
    '{"cells": [{"a": "\\d"}',
    "<<<<<<< a\n",
    "<<<<<<< a\n=======\n",
    '{"cells": [',
    "=3D",
    "A" * 75 + "\n",
    '{"cells": [{}] }',
    "{} ",
)


@pytest.mark.parametrize("piece", LONG)
def test_time_grows_with_the_length_alone(piece):
    data = {size: ("{" * ("<<" in piece) + piece * size).encode() for size in (4_000, 32_000)}
    assert grows_linearly(lambda size: taken(data[size]), 4_000, 32_000)


# ── Other files ───────────────────────────────────────────────────────────────────────────────────────────────────


def percent(kinds="%%"):
    return "".join(f"# {kinds}\n{text}\n\n" for text in solutions().values())


HEADER = "# ---\n# jupyter:\n#   jupytext:\n#     formats: ipynb,py:percent\n# ---\n\n"
FENCED = "".join(f"Some words.\n\n```python\n{text}```\n\n" for text in solutions().values())
COLAB = """# -*- coding: utf-8 -*-
\"\"\"rnn.ipynb

Automatically generated by Colab.
\"\"\"

!pip install numpy
%matplotlib inline
1 / 0  # what stops one cell stops no other
"""
SCRIPTS = {
    "rnn.py": HEADER + "# %% [markdown]\n# # Title\n\n" + percent(),
    "rnn (1).py": percent("%% A title"),
    "exported.py": "#!/usr/bin/env python\n# coding: utf-8\n\n# # Title\n\n" + percent("In[3]:"),
    "Copy of rnn.py": COLAB + "".join(f'"""# Title"""\n\n{text}\n\nprint(1)\n\n' for text in solutions().values()),
    "rnn.md": "---\njupyter:\n  jupytext:\n    format_name: markdown\n---\n\n# Title\n\n" + FENCED,
    "rnn.txt": "---\njupytext:\n  format_name: myst\n---\n" + FENCED.replace("```python", "```{code-cell} ipython3"),
}


OPTIONS = {
    "block": "---\ntags: [solution]\njupyter: {source_hidden: true}\n---\n",
    "lines": ":tags: [solution]\n:other-key:\n\n",
    "empty": "---\n---\n",
}


@pytest.mark.parametrize("options", OPTIONS)
def test_options_of_a_myst_cell_are_no_code(options):
    text = SCRIPTS["rnn.txt"].replace("{code-cell} ipython3\n", "{code-cell} ipython3\n" + OPTIONS[options])
    cells = json.loads(notebook_of(text.encode()))["cells"]
    assert [cell["source"] for cell in cells if cell["cell_type"] == "code"] == [cell["source"] for cell in CELLS]


def test_lines_of_a_myst_cell_that_are_no_options_stay():
    text = SCRIPTS["rnn.txt"].replace("ipython3\n", "ipython3\n---\n", 1)
    first = next(cell for cell in json.loads(notebook_of(text.encode()))["cells"] if cell["cell_type"] == "code")
    assert first["source"] == "---\n" + CELLS[0]["source"]


@pytest.mark.parametrize("mark", ["# %%", "# In[1]:"])
def test_code_above_the_first_mark_of_a_script_is_code(mark):
    text = "# Mine\nimport math\n" + "".join(f"\n{mark}\n{text}" for text in solutions().values())
    result = taken(notebook_of(text.encode()))
    assert work_in(result) == set(FUNCTIONS)
    assert "# Mine\nimport math" in [cell.source for cell in result.cells if cell.cell_type == "code"]


LIGHT = "# ---\n# jupyter:\n#   jupytext:\n#     text_representation:\n#       extension: .py\n# ---\n\n"
COLAB = "# -*- coding: utf-8 -*-\n# Automatically generated by Colab.\n\n"
ONE_MARK = "# %%\n"


@pytest.mark.parametrize("head", [LIGHT, COLAB, ONE_MARK], ids=["light", "Colab's", "one mark"])
@pytest.mark.parametrize("broken", ["    return )\n", "1 / 0\n"], ids=["no Python", "an error"])
def test_a_mistake_in_a_script_costs_its_own_statement_alone(head, broken):
    first, *others = solutions().values()
    text = head + "\n\n\n".join([f"{first}\n{broken}", *others])
    found = [cell.source for cell in taken(notebook_of(text.encode())).cells if cell.cell_type == "code"]
    assert sum(source.strip() in {text.strip() for text in others} for source in found) == len(others)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_script_is_read_in_any_encoding_to_its_end(tmp_path, encoding, end):
    text = "# Notes\n" + "# a long text\n" * 2_000 + SCRIPTS["rnn.py"]
    (tmp_path / "mine.py").write_bytes(text.replace("\n", end).encode(encoding))
    result = take_in(pick(tmp_path, "rnn", SOURCE), "rnn", SOURCE)
    assert work_in(result) == set(FUNCTIONS)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_with_the_cells_of_the_notebook_is_taken_and_it_is_said(tmp_path, name):
    (tmp_path / name).write_text(SCRIPTS[name], encoding="utf-8")
    result = take_in(pick(tmp_path, "rnn", SOURCE), "rnn", SOURCE)
    assert work_in(result) == set(FUNCTIONS)
    assert said(result, "renamed") == [f"The notebook was handed in as '{name}' and was taken for rnn.ipynb."]


def test_a_notebook_goes_before_a_script_and_a_script_of_other_work_is_none(tmp_path):
    (tmp_path / "rnn.py").write_text(SCRIPTS["rnn.py"].replace("np.tanh", "np.sin"))
    (tmp_path / "rnn.ipynb").write_bytes(DATA)
    assert pick(tmp_path, "rnn", SOURCE).said == ()
    (tmp_path / "rnn.ipynb").unlink()
    (tmp_path / "rnn.py").write_text("# %%\ndef other():\n    pass\n")
    reason = pick(tmp_path, "rnn", SOURCE).reason
    assert reason == "no notebook was handed in; rnn.py: this is a Python script, not the notebook"


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["# %%", "---", "jupytext", "```python", "```", "def f():"])).map("\n".join)
)
def test_any_text_is_a_script_or_none(text):
    made = notebook_of(text.encode("utf-8", "replace"))
    assert made is None or read_cells(made, "rnn.ipynb", Budget())[0]


def zipped(name, data):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, data)
    return file.getvalue()


def test_zips_are_opened_five_deep_and_not_one_more(tmp_path):
    data = zipped("work/rnn.ipynb", DATA)
    for name in ["a.zip", "b.zip", "c.zip", "d.zip", "e.zip"]:
        (tmp_path / "hand-in.zip").write_bytes(data)
        assert pick(tmp_path, "rnn", SOURCE).data
        data = zipped(name, data)
    (tmp_path / "hand-in.zip").write_bytes(data)
    assert pick(tmp_path, "rnn", SOURCE).reason.endswith(
        "hand-in.zip/e.zip/d.zip/c.zip/b.zip/a.zip: too many zips in a zip, or too deep, so not opened"
    )


def test_so_many_zips_are_opened_and_the_others_are_named(tmp_path):
    pieces = io.BytesIO()
    with zipfile.ZipFile(pieces, "w") as archive:
        for number in range(60):
            archive.writestr(f"{number:02}.zip", zipped("rnn.ipynb", DATA) if number == 59 else zipped("a.txt", b"1"))
    (tmp_path / "hand-in.zip").write_bytes(pieces.getvalue())
    assert "hand-in.zip/50.zip, hand-in.zip/51.zip, hand-in.zip/52.zip" in pick(tmp_path, "rnn", SOURCE).reason


@pytest.mark.parametrize("name", ["/home/ada/rnn.ipynb", "C:/Users/ada/rnn.ipynb", "C:\\Users\\ada\\rnn.ipynb"])
def test_a_zip_with_the_names_of_a_whole_disk_is_read(tmp_path, name):
    (tmp_path / "hand-in.zip").write_bytes(zipped(name, DATA))
    assert pick(tmp_path, "rnn", SOURCE).data == DATA


def test_a_damaged_zip_in_a_zip_costs_the_others_nothing_and_is_named(tmp_path):
    whole, pieces = zipped("rnn.ipynb", DATA), io.BytesIO()
    broken = {"a.zip": b"ab" * 99, "b.zip": whole[:-30], "c.zip": whole.replace(whole[60:90], b"?" * 30)}
    with zipfile.ZipFile(pieces, "w") as archive:
        for name, data in {"0.zip": whole, **broken, "work.zip": whole}.items():
            archive.writestr(name, data)
    data = bytearray(pieces.getvalue())
    data[40 + len("0.zip")] ^= 255  # the first no longer has the checksum that the outer zip says
    (tmp_path / "hand-in.zip").write_bytes(data)
    file, head = file_of(tmp_path / "hand-in.zip", "hand-in.zip", Budget())
    files, beside = notebooks_in(file, head, Sought(Budget()))
    others = [one.said for one in beside]
    assert "hand-in.zip/work.zip/rnn.ipynb" in [file.name for file in files]
    assert [text.split(": ")[0] for text in others][:2] == ["hand-in.zip/0.zip", "hand-in.zip/a.zip"]
    assert "hand-in.zip/b.zip: this is a damaged zip, not the notebook" in others
    assert work_in(take_in(pick(tmp_path, "rnn", SOURCE), "rnn", SOURCE)) == set(FUNCTIONS)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            b"<!DOCTYPE html><html><head>" + b" " * 9_000 + b'<body class="jp-Notebook">',
            "a notebook exported as a web page",
        ),
        (b"%PDF-1.7\n", "a PDF file"),
        (b"def rnn_forward():\n", "a Python script"),
    ],
)
def test_what_is_refused_names_the_file_and_the_way_out(data, words):
    assert taken(data).unreadable == (
        f"rnn.ipynb could not be read: this is {words}, not the notebook: hand in the .ipynb file that Jupyter saves"
    )
