"""Law: whatever a student's folder holds, under whatever names, one notebook is taken out of it: one that was worked on
before one that was not, then the newest; or a sentence says what there is instead. Links are not followed."""

import io
import json
import os
import zipfile

import nbformat
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nbgrader.utils import parse_utc

from grader.intake.contents import Sought
from grader.intake.folders import files_in
from grader.intake.picking import pick
from grader.intake.strays import find_strays
from grader.intake.times import read_time
from grader.plugin.receiving import carried
from grader.rules.budget import Budget
from tests.rnn import NOTEBOOK, solutions

SOURCE = nbformat.read(NOTEBOOK, as_version=4).cells


def notebook(**texts):
    cells = [{"cell_type": "code", "id": name, "metadata": {}, "source": text} for name, text in texts.items()]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}).encode()


WORK = notebook(rnn_forward=solutions()["rnn_forward"])
LATER = notebook(rnn_forward=solutions()["rnn_forward"], more="1")
UNTOUCHED = notebook(rnn_forward="def rnn_forward(x, a0, parameters):\n    raise NotImplementedError  # YOUR CODE HERE")
OTHER = notebook(homework="print('week 3')")


@pytest.fixture
def picked(tmp_path):
    """Return a function that picks out of files: dict, name -> bytes, or (bytes, seconds since 1970)."""

    def of(files):
        folder = tmp_path / "submitted" / "ada" / "rnn"
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            data, time = content if isinstance(content, tuple) else (content, 1_000)
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            os.utime(path, (time, time))
        return pick(folder, "rnn", SOURCE, top=tmp_path / "submitted")

    return of


MB = 1 << 20
BESIDE = {  # name -> (bytes, seconds since 1970): what people keep in one folder
    "a whole term, newer": {f"week{week}.ipynb": (OTHER, 2_000 + week) for week in range(25)},
    "one that is too large": {"lab.ipynb": (b" " * 45 * MB, 500)},
    "a newer one that is too large": {"backup.ipynb": (b" " * 45 * MB, 2_000)},
    "three large ones": {f"a{number}.ipynb": (b" " * 15 * MB + OTHER, 2_000) for number in range(3)},
    "large data": {f"a{number}.csv": (b"1," * 8 * MB, 2_000) for number in range(4)},
    "many files": {f"images/{number}.png": (b"", 2_000) for number in range(2_100)},
    "many files at the top": {f"{number}.png": (b"", 2_000) for number in range(2_100)},
}


@pytest.mark.parametrize("what", BESIDE)
def test_the_notebook_of_the_right_name_counts_whatever_else_lies_there(picked, what):
    assert picked({"rnn.ipynb": WORK, **BESIDE[what]}).data == WORK


def test_the_one_notebook_that_is_too_large_is_named(picked):
    assert picked({"lab.ipynb": b" " * 21 * MB}).reason == (
        "lab.ipynb: it has 21 MB, and at most 20 are read; clear the outputs"
    )


def zipped(**files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return data.getvalue()


def said(found):
    return [str(repair) for repair in found.said]


NAMES = ["rnn.ipynb.json", "rnn.ipynb.txt", "rnn.json", "rnn", "My RNN final.ipynb", "rnn (1).ipynb", "work/rnn.ipynb"]


@pytest.mark.parametrize("name", [*NAMES, os.fsdecode(b"rnn\xff.ipynb")], ids=range(len(NAMES) + 1))
def test_any_file_whose_bytes_are_the_notebook_is_taken_and_it_is_said(picked, name):
    found = picked({name: WORK, "rnn_utils.py": b"import numpy", "figures/a.svg": b"<svg>"})
    assert found.data == WORK
    (sentence,) = said(found)
    assert sentence.startswith("The notebook was handed in as ")
    assert sentence.encode()


def test_the_right_name_alone_is_nothing_to_say(picked):
    found = picked({"rnn.ipynb": WORK, "data.json": b'{"a": 1}', ".ipynb_checkpoints/rnn-checkpoint.ipynb": UNTOUCHED})
    assert (found.data, found.said) == (WORK, ())


@pytest.mark.parametrize(
    ("files", "chosen", "why"),
    [
        ({"rnn.ipynb": (UNTOUCHED, 9), "rnn-Copy1.ipynb": (WORK, 1)}, "rnn-Copy1.ipynb", "it alone was worked on"),
        ({"rnn.ipynb": (WORK, 1), "rnn-Copy1.ipynb": (LATER, 9)}, "rnn-Copy1.ipynb", "it is the newest"),
        ({"rnn.ipynb": (WORK, 5), "rnn-Copy1.ipynb": (LATER, 5.4)}, "rnn.ipynb", "it is one of the newest"),
        ({"rnn.ipynb": (UNTOUCHED, 1), "week3.ipynb": (OTHER, 9)}, "rnn.ipynb", "it alone is of this assignment"),
        ({"rnn.ipynb": (UNTOUCHED, 9), "rnn.zip": zipped(**{"rnn/rnn.ipynb": WORK})}, "rnn.zip/rnn/rnn.ipynb", "alone"),
    ],
    ids=range(5),
)  # fmt: skip
def test_worked_on_goes_before_untouched_and_newer_before_older_and_all_are_named(picked, files, chosen, why):
    (sentence,) = said(picked(files))
    assert sentence.startswith(f"2 notebooks were handed in; {chosen} counts, because ")
    assert why in sentence
    (other,) = files.keys() - {chosen.split("/")[0]}
    assert sentence.endswith(f"The others: {other}.")


@pytest.mark.parametrize("name", ["rnn.zip", "rnn.ipynb"])
def test_one_zip_is_opened_whatever_it_is_called(picked, name):
    data = zipped(**{"rnn/rnn.ipynb": WORK, "rnn/.ipynb_checkpoints/rnn-checkpoint.ipynb": UNTOUCHED, "rnn/a.py": b""})
    found = picked({name: data})
    assert found.data == WORK
    assert said(found) == [f"The notebook was handed in as '{name}/rnn/rnn.ipynb' and was taken for rnn.ipynb."]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "no notebook was handed in"),
        ({"rnn.html": b"<!DOCTYPE html><html>"}, "rnn.html: this is a web page, not the notebook"),
        ({"rnn.pdf": b"%PDF-1.7"}, "rnn.pdf: this is a PDF file, not the notebook"),
        ({"rnn.docx": zipped(**{"word/document.xml": b""})}, "rnn.docx: this is a Word document, not the notebook"),
        ({"a.zip": zipped(**{"b.zip": zipped(x=b"1"), "notes.txt": b""})}, "a.zip is a zip without a notebook; in "),
        ({"a.zip": b"PK\x03\x04 and no more"}, "a.zip: this is a damaged zip, not the notebook"),
        ({f"{'a/' * 45}rnn.ipynb": WORK}, "is a folder, and lies too deep to be looked into"),
    ],
    ids=range(7),
)  # fmt: skip
def test_where_there_is_none_it_is_said_what_there_is(picked, files, reason):
    found = picked(files)
    assert found.data == b""
    assert reason in found.reason


def test_what_is_no_plain_file_is_named_and_not_opened(picked, tmp_path):
    folder = tmp_path / "submitted" / "ada" / "rnn"
    for make, kind in (
        (lambda path: os.symlink("/etc/passwd", path), "a link"),
        (os.mkfifo, "a pipe"),
        (os.mkdir, "a folder"),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        make(folder / "rnn.ipynb")
        assert picked({}).reason == f"no notebook was handed in; rnn.ipynb is {kind}"
        (folder / "rnn.ipynb").rmdir() if kind == "a folder" else (folder / "rnn.ipynb").unlink()


@pytest.mark.parametrize("linked", ["ada", "ada/rnn"])
def test_a_link_to_a_neighbours_folder_is_not_followed(picked, tmp_path, linked):
    top = tmp_path / "submitted"
    picked({"rnn.ipynb": WORK, "timestamp.txt": b"2026-01-01 00:00:00 UTC"})
    link = top / linked.replace("ada", "eve", 1)
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(top / linked)
    found = pick(top / "eve" / "rnn", "rnn", SOURCE, top=top)
    assert (found.data, found.reason) == (b"", f"the folder {link.name} is a link; links are not followed")
    assert carried(top / "eve" / "rnn", top) == {}


@given(st.dictionaries(st.text(max_size=12), st.binary(max_size=30), max_size=4))
def test_any_names_and_any_bytes_are_no_exception(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("any") / "ada"
    folder.mkdir()
    for name, data in files.items():
        try:
            (folder / name).write_bytes(data)
        except (OSError, ValueError):
            continue
    found = pick(folder, "rnn", SOURCE)
    assert found.data or found.reason or (folder / "rnn.ipynb").exists()


# ── When it was handed in ─────────────────────────────────────────────────────────────────────────────────────────

TIMES = [
    "2026-03-01 11:59:00.123456 UTC",
    "2026-03-01 11:59:00 UTC",
    "2026-03-01T11:59:00Z",
    "2026-03-01 11:59:00 +0100",
    "2026-03-01 11:59:00.5 America/New_York",
    "2026-03-01 11:59",
]
NO_TIMES = [
    "",
    "yesterday, I think",
    "2026-01-01 00:00:00 " + "A" * 300,
    "2026-01-01 00:00:00 /etc/passwd",
    "2026-01-01 00:00:00 ../../x",
    "2026-13-01 00:00:00 UTC",
    "0001-01-01 00:00:00 UTC",
    "9" * 30,
    "1990-01-01 00:00:00 UTC",
    "2999-01-01 00:00:00 +1400",
    "2026-01-01 00:00:00 UTC\n2026-01-01 00:00:00 UTC",
    "\N{ARABIC-INDIC DIGIT TWO}026-01-01 00:00:00 UTC",
]


@pytest.mark.parametrize("text", TIMES)
def test_a_time_is_what_nbgrader_takes_for_one(text, tmp_path):
    (tmp_path / "timestamp.txt").write_text(f"{text}\n")
    assert carried(tmp_path) == {"timestamp.txt": text}
    assert parse_utc(text).year == 2026


@pytest.mark.parametrize("text", NO_TIMES, ids=range(len(NO_TIMES)))
def test_another_text_is_no_time_and_one_sentence_says_so(picked, text, tmp_path):
    found = picked({"rnn.ipynb": WORK, "timestamp.txt": text.encode()})
    assert found.data == WORK
    (sentence,) = said(found)
    assert sentence.startswith("timestamp.txt does not say when this was handed in (")
    assert len(sentence) < 200
    assert "timestamp.txt" not in carried(tmp_path / "submitted" / "ada" / "rnn")


@given(
    st.text(max_size=70) | st.from_regex(r"20[12]\d-[01]\d-[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d( [A-Z]{3}|[+-]\d\d:?\d\d)?")
)
@example("2024-02-30 10:00:00 UTC")
@example("2024-02-29 10:00:00.5 Europe/Zurich")
def test_what_is_a_time_never_ends_nbgrader(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "timestamp.txt"
    path.write_bytes(text.encode())
    found, _ = read_time(path)
    if found:
        parse_utc(found)


def test_a_time_that_is_no_plain_file_is_unknown(tmp_path):
    (tmp_path / "timestamp.txt").symlink_to("/etc/hostname")
    assert read_time(tmp_path / "timestamp.txt") == ("", "it is no plain file")
    assert read_time(tmp_path / "nothing") == ("", "")


# ── What lies where nobody looks ──────────────────────────────────────────────────────────────────────────────────


def test_what_lies_elsewhere_is_named_with_where_it_belongs(tmp_path):
    top = tmp_path / "submitted"
    for name in (
        "ada/rnn/rnn.ipynb",
        "hal/rnn.ipynb",
        "loose.ipynb",
        "eve/RNN/rnn.ipynb",
        "kim/lstm/lstm.ipynb",
        "rnn/zoe/rnn.ipynb",
        "zip/rnn.zip",
        "section1/max/rnn/rnn.ipynb",
    ):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(WORK)
    for name in (os.fsdecode(b"j\xf6rg"), "x\x1b[31mred"):
        (top / name / "rnn").mkdir(parents=True)
    assert list(map(str, find_strays(top, "rnn", {"rnn", "lstm"}))) == [
        "submitted/eve/RNN/ is no folder of this assignment, so nothing in it was graded; it belongs in "
        "submitted/eve/rnn/",
        "submitted/hal/rnn.ipynb lies one folder too high, so it was not graded; put it into submitted/hal/rnn/",
        "submitted/j?rg has a name that is not UTF-8, so it was not graded; rename it",
        "submitted/loose.ipynb lies in no student's folder, so it was not graded; put it into submitted/<student>/rnn/",
        "submitted/rnn/zoe/ lies in a folder of the assignment's name, so it was not graded; it belongs in "
        "submitted/zoe/rnn/",
        "submitted/section1/max/rnn/ lies one folder too low, so it was not graded; it belongs in submitted/max/rnn/",
        "submitted/x?[31mred has a character in its name that can't be printed, so it was not graded; rename it",
        "submitted/zip/rnn.zip lies one folder too high, so it was not graded; put it into submitted/zip/rnn/",
    ]
    assert find_strays(tmp_path / "nothing", "rnn") == []


@pytest.mark.parametrize("name", ["__notebook_source__.ipynb", ".rnn.ipynb", ".ipynb_checkpoints/rnn-checkpoint.ipynb"])
def test_a_hidden_notebook_counts_where_there_is_no_other(picked, name):
    assert picked({name: WORK, "figures/a.svg": b"<svg>"}).data == WORK


@pytest.mark.parametrize("hidden", ["", "."], ids=["seen", "hidden"])
def test_no_more_is_looked_at_than_twice_the_notebook_that_is_allowed(tmp_path, hidden):
    (tmp_path / "figure.svg").write_bytes(b"<svg>")
    for number in range(4):
        (tmp_path / f"{hidden}{number}.json").write_bytes(WORK)
    files, beside = files_in(tmp_path, Sought(Budget(notebook=len(WORK) + 1)))
    assert [file.name for file in files] == [f"{hidden}0.json", f"{hidden}1.json"]
    unread = [one.said.split(" was ")[0] for one in beside if "much more than a notebook" in one.said]
    assert [name for name in unread if name.endswith(".json")] == [f"{hidden}2.json", f"{hidden}3.json"]


def test_what_a_program_keeps_for_itself_is_no_notebook(picked):
    assert picked({"__MACOSX/rnn.ipynb": WORK, "._rnn.ipynb": WORK}).data == b""


def test_of_notebooks_of_the_same_second_the_more_complete_one_counts(picked):
    half = notebook(rnn_forward=solutions()["rnn_forward"])
    whole = notebook(**solutions())
    (sentence,) = said(found := picked({"rnn.ipynb": (half, 5), "rnn_final.ipynb": (whole, 5)}))
    assert found.data == whole
    assert "it is the most complete of the newest" in sentence
