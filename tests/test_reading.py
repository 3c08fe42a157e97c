"""Law: any bytes at all are a notebook that is read or a file that is said to be something else, in one sentence, and
in time that grows with their length alone."""

import json

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.intake.definitions import without_statements
from grader.intake.picking import Picked
from grader.intake.read_notebook import Unreadable, read_cells
from grader.intake.recover_notebook import take_in
from grader.rules.budget import Budget
from tests.growing import grows_linearly
from tests.rnn import FUNCTIONS, NOTEBOOK, solutions

pytestmark = pytest.mark.slow

SOURCE = nbformat.read(NOTEBOOK, as_version=4).cells
BUDGET = Budget()
RIGHT = {
    "cells": [
        {"cell_type": "code", "id": name, "metadata": {}, "source": text.strip("\n"), "outputs": []}
        for name, text in solutions().items()
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def taken(data):
    return take_in(Picked(data), "rnn", SOURCE)


def work_in(data):
    """The functions whose right text is graded."""
    texts = {cell.source for cell in taken(data).cells if cell.cell_type == "code"}
    return {name for name, text in solutions().items() if text.strip("\n") in texts}


def is_whole(result):
    """True where all that is graded is there, once."""
    known = [cell.metadata.nbgrader.grade_id for cell in result.cells if cell.metadata.get("nbgrader")]
    tests = [cell.metadata.nbgrader.grade_id for cell in SOURCE if cell.metadata.get("nbgrader", {}).get("grade")]
    return sorted(name for name in known if name in tests) == sorted(tests) and len(known) == len(set(known))


NUMBERS = st.integers() | st.floats() | st.sampled_from([10**400, -(10**400)])
WORDS = st.sampled_from(
    ["cells", "worksheets", "cell_type", "source", "input", "metadata", "nbgrader", "grade_id", "id"]
)
TEXT = st.text(max_size=20) | st.sampled_from([*FUNCTIONS, "code", "raw", "def rnn_forward(", "\ud800", "\0", "%%x"])
VALUE = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | TEXT, inner, max_size=5),
    max_leaves=30,
)


@settings(max_examples=100)
@given(st.dictionaries(WORDS, VALUE) | VALUE | st.lists(VALUE).map(lambda cells: {"cells": cells}))
def test_any_json_is_taken_in(value):
    assert is_whole(taken(json.dumps(value).encode()))


@settings(max_examples=100)
@given(st.binary(max_size=200) | st.binary(max_size=40).map(lambda data: b'{"cells": [' + data))
def test_any_bytes_are_taken_in(data):
    result = taken(data)
    assert is_whole(result)
    if result.unreadable:
        assert [str(repair) for repair in result.repairs] == [result.unreadable]


@given(st.data())
def test_one_byte_that_is_changed_is_no_exception(data):
    text = bytearray(json.dumps(RIGHT).encode())
    text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    assert is_whole(taken(bytes(text)))


@given(st.data())
def test_a_value_of_another_type_costs_the_cell_that_it_stands_in_and_no_other(data):
    notebook = json.loads(json.dumps(RIGHT))
    broken = data.draw(st.integers(0, 3))
    key = data.draw(st.sampled_from(["cell_type", "id", "metadata", "outputs", "execution_count", None]))
    value = data.draw(VALUE)
    if key is None:
        notebook["cells"][broken] = value
    else:
        notebook["cells"][broken][key] = value
    assert work_in(json.dumps(notebook).encode()) >= set(FUNCTIONS) - {list(FUNCTIONS)[broken]}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(RIGHT).replace('"nbformat": 4', '"nbformat": ' + "9" * 5_000),
        json.dumps(RIGHT).replace('"metadata": {}', '"metadata": {"x": NaN, "y": -Infinity, "z": 1e999999}'),
        json.dumps(RIGHT).replace('"metadata": {}', '"metadata": {"deep": ' + "[" * 300 + "]" * 300 + "}"),
        json.dumps(RIGHT).replace('"cells": [{', '"cells": 1, "cells": [{', 1),
        json.dumps(RIGHT).replace("\\n", "\\r\\n"),
        json.dumps(RIGHT) + "\n\0\0\0",
        "\N{ZERO WIDTH NO-BREAK SPACE}" + json.dumps(RIGHT, indent=4),
        json.dumps({**RIGHT, "cells": [None, 7, *RIGHT["cells"], []]}),
        json.dumps({"worksheets": [{"cells": 5}, 6, {"cells": [{**c, "input": c["source"]} for c in RIGHT["cells"]]}]}),
    ],
    ids=["long number", "no number", "deep", "key twice", "line ends", "zeros", "mark", "entries", "format 3"],
)  # fmt: skip
def test_honest_work_is_read_whatever_surrounds_it(text):
    assert work_in(text.encode()) == set(FUNCTIONS)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_any_encoding_of_json_is_read(encoding):
    assert work_in(json.dumps(RIGHT).encode(encoding)) == set(FUNCTIONS)


@pytest.mark.parametrize(
    ("version", "source", "said"),
    [
        ("3.99.1", "x = 1\ny = (\n", ["'y = ('"]),
        ("3.99.1", "!ls\ny = 1\n", []),
        ("3.2.0", "y = (\n", []),
        ("3.99 \ud800", "y = '\ud800' (\n", ["\"y = '?' (\""]),
        (["3.99"], "y = (\n", []),
    ],
)
def test_a_line_that_only_a_newer_python_may_know_is_named(version, source, said):
    cells = [*RIGHT["cells"], {"cell_type": "code", "source": source}]
    notebook = {**RIGHT, "cells": cells, "metadata": {"language_info": {"version": version}}}
    repairs = [repair for repair in taken(json.dumps(notebook).encode()).repairs if repair.kind == "python"]
    assert [repair.more["line"] for repair in repairs] == said
    assert all("was run with Python 3.99 and is graded with Python 3." in str(repair) for repair in repairs)


def test_a_byte_that_is_no_text_costs_nothing_but_itself():
    text = json.dumps(RIGHT).replace('"source": "', '"source": "# \xe9t\xe9\\n', 1)
    result = taken(text.encode("latin-1"))
    assert [repair.kind for repair in result.repairs if repair.kind == "bytes"] == ["bytes"]
    assert "# \N{REPLACEMENT CHARACTER}t\N{REPLACEMENT CHARACTER}\n" + solutions()["rnn_cell_forward"].strip("\n") in [
        cell.source for cell in result.cells
    ]


FILES = {
    b"": "it is empty",
    b" \n": "it is empty",
    b"\0" * 100: "there is nothing in it but zeros",
    b"<!DOCTYPE html>\n<html><head>": "this is a web page, not the notebook",
    b"\n<!-- saved -->\n<html lang='en'>": "this is a web page, not the notebook",
    b"<?xml version='1.0'?><!DOCTYPE html><html>": "this is a web page, not the notebook",
    b"%PDF-1.7\n%\xe2\xe3": "this is a PDF file, not the notebook",
    b"\x89PNG\r\n\x1a\n": "this is an image, not the notebook",
    b"\xff\xd8\xff\xe0": "this is an image, not the notebook",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "this is a document of Microsoft Office, not the notebook",
    b"\x1f\x8b\x08": "this is an archive, but no zip, not the notebook",
    b"version https://git-lfs.github.com/spec/v1\noid": "this is a pointer of Git LFS, and the file itself is not here",
    b"import numpy as np\n\ndef rnn_forward(": "this is a Python script, not the notebook",
    b"# In[1]:\n": "this is a Python script, not the notebook",
    b"I could not do it.": "this is plain text, not the notebook",
    b"[InternetShortcut]\nURL=": "this is a shortcut, which leads to a file on another machine",
    json.dumps(RIGHT).encode()[:300]: "it ends in the middle: it was not saved, downloaded or uploaded as a whole",
    json.dumps(RIGHT, indent=1).replace(' "nbf', '<<<<<<< HEAD\n "nbf').encode(): "it has the marks of a merge",
    b"[]": "it is JSON, but no notebook",
    b'{"url": "https://example.org"}': "it is JSON, but no notebook",
    b'{"cells": {"a": 1}}': "it is JSON, but no notebook",
    b'{"cells": [null, 1]}': "it is JSON, but no notebook",
    b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}": "it is nested too deep",
}  # fmt: skip


@pytest.mark.parametrize(("data", "reason"), FILES.items(), ids=range(len(FILES)))
def test_what_is_no_notebook_is_called_what_it_is_in_one_sentence(data, reason):
    result = taken(data)
    (sentence,) = map(str, result.repairs)
    assert sentence.startswith(f"rnn.ipynb could not be read: {reason}")
    assert len(sentence) < 160
    assert result.unreadable == sentence
    assert result.cells[0].source == sentence


def test_a_notebook_has_a_budget():
    with pytest.raises(Unreadable, match="it has 2001 cells, and at most 2000 are read"):
        read_cells(json.dumps({"cells": [{}] * 2_001}).encode(), "rnn.ipynb", BUDGET)


LONG = {
    "one long text": lambda size: [{"cell_type": "code", "source": "rnn_forward = 1\n" * size}],
    "many definitions": lambda size: [{"cell_type": "code", "source": "def rnn_forward(x): pass\n" * size}],
    "names on one line": lambda size: [{"cell_type": "code", "source": "rnn_forward = " * size + "1"}],
    "names of one import": lambda size: [
        {"cell_type": "code", "source": f"from a import ({', '.join(['rnn_forward'] * size)})"}
    ],
    "not Python": lambda size: [{"cell_type": "code", "source": "rnn_forward from a import (\n" * size}],
    "magics": lambda size: [{"cell_type": "code", "source": "rnn_forward = 1\n" + "%time x\n" * size + "("}],
    "an edited test": lambda size: [
        {"cell_type": "code", "source": "x = 1\n" * size, "metadata": {"nbgrader": {"grade_id": "rnn_forward_public"}}}
    ],
    "comments in HTML": lambda size: [{"cell_type": "markdown", "source": "<!-- " * size}],
    "brackets": lambda size: [{"cell_type": "markdown", "source": "](" * size}],
    "backticks": lambda size: [{"cell_type": "code", "source": "`" * size}],
    "lines of a list": lambda size: [{"cell_type": "code", "source": ["x\n"] * size}],
}


@pytest.mark.parametrize("cells", LONG.values(), ids=LONG)
def test_time_grows_with_the_length_alone(cells):
    data = {size: json.dumps({"cells": cells(size)}).encode() for size in (2_000, 16_000)}
    assert grows_linearly(lambda size: taken(data[size]), 2_000, 16_000)


@pytest.mark.parametrize("opening", [b"<", b"<!-- -->", b"PK\x03\x04", b"%", b"{", b"[", b'{"', b"\n", b"def f("])
def test_time_of_what_is_no_notebook_grows_with_its_length_alone(opening):
    assert grows_linearly(lambda size: taken(opening * size), 20_000, 160_000)


def test_a_cell_that_is_far_too_long_is_left_out_and_the_others_stay():
    long = "data = [" + "0," * 200_000 + "]"
    many = ["a = 1\n" * 30_000] * 9
    cells = [{"cell_type": "code", "source": text, "metadata": {}} for text in (long, "b = 2", *many, "c = 3")]
    found, repairs = read_cells(json.dumps({"cells": cells}).encode(), "rnn.ipynb", Budget())
    assert [cell.source for cell in found if len(cell.source) < 10] == ["", "b = 2", *[""] * 4, "c = 3"]
    assert sum(len(cell.source) for cell in found) <= Budget().text
    assert str(repairs[0]).endswith("left out: cell 1 of the notebook, and 4 more.")


def test_a_text_that_is_too_deep_to_be_told_apart_is_left_whole():
    deep = "total = " + " + ".join(["1"] * 3000)
    assert without_statements(f"import math\n{deep}", "import math") == f"import math\n{deep}"
