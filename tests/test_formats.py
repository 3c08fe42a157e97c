"""Law: work counts in whatever a program has packed or exported it: a tar, a web page, a text with the characters of a
word processor. What is repaired is said, links are not followed, and any bytes are no exception."""

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import os
import subprocess
import tarfile

import nbconvert
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import v4

from grader.intake.picking import pick
from grader.intake.recover_notebook import take_in
from tests.rnn import solutions
from tests.test_picking import SOURCE, UNTOUCHED, WORK, notebook, picked, said, zipped
from tests.test_picking_beside import PLAIN, WHOLE

__all__ = ["picked"]  # a fixture
FENCED = "```python\ndef rnn_forward(): pass\n```"
TEXTS = [text.strip("\n") for text in solutions().values()]


def tarred(mode="w", **files):
    """A tar with these files, packed in a way of tarfile's."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(data), 1_000
            archive.addfile(member, io.BytesIO(data))
    return made.getvalue()


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
@pytest.mark.parametrize("name", ["hand-in.tar.gz", "rnn.ipynb", "hand-in"])
def test_a_tar_is_read_as_a_zip_is(picked, mode, name):
    data = tarred(mode, **{"rnn/rnn.ipynb": WORK, "rnn/.ipynb_checkpoints/rnn-checkpoint.ipynb": UNTOUCHED})
    found = picked({name: data})
    assert found.data == WORK
    assert said(found) == [f"The notebook was handed in as '{name}/rnn/rnn.ipynb' and was taken for rnn.ipynb."]
    assert picked({name: zipped(**{"all.tgz": data})}).data == WORK


def test_what_is_in_a_tar_without_a_notebook_is_named(picked):
    found = picked({"a.tar": tarred(**{"notes.doc": b"1"})})
    assert "a.tar is an archive without a notebook; in it: notes.doc" in found.reason


def test_a_link_or_a_file_with_holes_in_a_tar_is_not_followed_and_is_named(picked):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        link = tarfile.TarInfo("rnn.ipynb")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        holes = tarfile.TarInfo("holes.ipynb")
        holes.type, holes.size, holes.pax_headers = tarfile.REGTYPE, 0, {"GNU.sparse.size": str(2**40)}
        archive.addfile(holes)
    found = picked({"a.tar": made.getvalue()})
    assert found.data == b""
    for name in ("rnn.ipynb", "holes.ipynb"):
        assert f"a.tar: {name} is a link, a device or a file with holes" in found.reason


def test_a_tar_of_too_many_files_is_refused_as_such_a_zip_is(picked):
    reason = picked({"a.tar": tarred(**{str(number): b"" for number in range(20_001)})}).reason
    assert "a.tar has 20001 files, and 20000 are read at most" in reason


def by_tar(folder, *options):
    """What the program tar makes of a folder."""
    return subprocess.run(["tar", *options, "-cf", "-", "."], cwd=folder, check=True, capture_output=True).stdout


@pytest.mark.parametrize("options", [(), ("--format=v7",), ("--format=pax",), ("-S",), ("-z",)], ids=" ".join)
def test_what_the_program_tar_makes_is_read(picked, tmp_path, options):
    folder = tmp_path / "work"
    (folder / ("deep/" * 15)).mkdir(parents=True)
    (folder / "deep" / "rnn.ipynb").write_bytes(WORK)
    with open(os.fsencode(folder / "deep") + b"/L\xf6sung.csv", "wb") as file:
        for place in range(1, 30):  # more holes than a header has room for
            file.seek(place << 16)
            file.write(b"1")
    assert picked({"a.tar": by_tar(folder, *options)}).data == WORK


def header(body, kind=tarfile.XHDTYPE):
    member = tarfile.TarInfo("x")
    member.type, member.size = kind, len(body)
    return member.tobuf(tarfile.USTAR_FORMAT) + body + b"\0" * (-len(body) % 512)


@pytest.mark.parametrize("body", [b"1" * 300_000, b"20 mtime=nan\n" * 9, b"\0" * 5_000, b"999 path=a\n"], ids=range(4))
@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGLINK], ids=repr)
def test_no_extended_header_keeps_the_work_of_others_waiting(picked, body, kind):
    data = header(body, kind) + tarred(**{"a.csv": b"1", "rnn.ipynb": WORK})
    assert picked({"a.tar": data}).data == WORK


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress], ids=lambda pack: pack.__module__)
def test_several_streams_and_what_is_behind_them_are_one(picked, pack):
    data = tarred(**{"rnn.ipynb": WORK})
    assert picked({"a": pack(data[:700]) + pack(data[700:]) + b"\0" * 100}).data == WORK
    assert picked({"a": base64.encodebytes(pack(data))}).data == WORK


def test_of_files_with_one_name_in_a_tar_the_last_counts(picked):
    first = tarred(**{"./rnn.ipynb": UNTOUCHED}).rstrip(b"\0")
    first += b"\0" * (-len(first) % 512)
    assert picked({"a.tar": first + tarred(**{"rnn.ipynb": WORK})}).data == WORK


def test_a_notebook_beside_much_data_in_a_packed_tar_is_found_and_too_much_is_said(picked):
    files = {"a.csv": b"1,2\n" * (6 << 20), "rnn.ipynb": WORK}
    assert picked({"a.tgz": tarred("w:gz", **files)}).data == WORK
    (files_of_more,) = [{f"{number}.csv": files["a.csv"] for number in range(5)}]
    reason = picked({"a.tgz": gzip.compress(tarred(**files_of_more, **files), 1), "rnn.ipynb": b""}).reason
    assert "a.tgz: an archive that was not unpacked: it would have more than 100 MB" in reason


@given(st.data())
def test_a_tar_with_any_bytes_changed_is_no_exception(tmp_path_factory, data):
    tar = bytearray(tarred(**{"rnn.ipynb": WORK, "more/a.ipynb": UNTOUCHED}))
    for at in data.draw(st.lists(st.integers(0, 1023).filter(lambda at: not 257 <= at < 262), min_size=1, max_size=9)):
        tar[at] = data.draw(st.integers(0, 255))
    folder = tmp_path_factory.mktemp("tar") / "rnn"
    folder.mkdir()
    (folder / "hand-in.tar").write_bytes(tar)
    found = pick(folder, "rnn", SOURCE)
    assert bool(found.data) != bool(found.reason)


@pytest.mark.parametrize("template", ["lab", "classic", "basic"])
def test_a_notebook_exported_as_a_web_page_is_the_notebook(picked, template):
    exporter = nbconvert.HTMLExporter(template_name=template)
    page = exporter.from_notebook_node(
        v4.new_notebook(cells=[v4.new_markdown_cell(FENCED), *map(v4.new_code_cell, TEXTS)])
    )[0].encode()
    found = picked({"rnn.html": page})
    assert [cell["source"] for cell in json.loads(found.data)["cells"]] == TEXTS
    assert said(found) == ["The notebook was handed in as 'rnn.html' and was taken for rnn.ipynb."]
    assert picked({"rnn.html": page, "rnn.ipynb": WORK}).data != WORK
    assert picked({"rnn.html": page, "rnn.ipynb": WHOLE}).data == WHOLE


def test_an_attribute_before_the_class_of_a_cell_changes_nothing(picked):
    cells = (f'<div  id="1" class="input_area">\n<pre>{html.escape(text)}</pre>' for text in TEXTS)
    found = picked({"rnn.html": f"<html><body>{''.join(cells)}".encode()})
    assert [cell["source"] for cell in json.loads(found.data)["cells"]] == TEXTS


def test_only_a_page_is_read_as_a_page(picked):
    """A script that speaks of one is a script; a page without cells is no notebook, whatever stands in it."""
    page = b"<!DOCTYPE html><html><body><pre>\n" + PLAIN + b"</pre>"
    assert picked({"rnn.html": page}).reason.endswith("rnn.html: this is a web page, not the notebook")
    assert picked({"rnn.md": b"<b>My work</b>\n\n```python\n" + PLAIN + b"```\n"}).data.count(b"def rnn_") == 4
    script = b'# <div class="input_area">\n' + PLAIN + b"last = 1\n"
    assert b"last = 1" in picked({"rnn.py": (script, 2_000)}).data


APOSTROPHE = "x = 'don\N{RIGHT SINGLE QUOTATION MARK}t'"
NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(" ", NO_BREAK),
        lambda text: "\N{ZERO WIDTH SPACE}" + text.replace("\ndef", "\n\N{ZERO WIDTH SPACE}def"),
        lambda text: text.replace("\n    return", f"\n    {APOSTROPHE}\n    return").replace("    ", NO_BREAK * 4),
        lambda text: text.replace("\n", "\N{LINE SEPARATOR}"),
        lambda text: text.replace("\n", "\v"),
    ],
    ids=["all spaces", "before def", "an apostrophe in a text", "ends of lines", "ends of lines in a list"],
)
def test_each_character_of_a_word_processor_is_put_back_alone(picked, points_of, change):
    assert points_of(picked({"rnn.txt": change(PLAIN.decode()).encode()}).data) == 100


def test_what_a_word_processor_has_put_for_characters_is_read_as_they_were_typed(picked, points_of):
    curly = PLAIN.decode().replace('"', "\N{RIGHT DOUBLE QUOTATION MARK}").replace("    ", "\N{NO-BREAK SPACE}" * 4)
    curly = curly.replace(" - ", " \N{MINUS SIGN} ")
    found = picked({"rnn.txt": curly.encode()})
    assert points_of(found.data) == 100
    assert any("characters of a word processor" in str(one) for one in take_in(found, "rnn", SOURCE).repairs)


def test_a_function_that_is_finished_in_another_notebook_alone_is_named(picked):
    one, other = (notebook(**{name: solutions()[name]}) for name in ("rnn_cell_forward", "rnn_backward"))
    found = picked({"rnn.ipynb": (other, 9), "rnn-Copy1.ipynb": (one, 1)})
    assert "rnn-Copy1.ipynb: rnn_cell_forward is finished there, and not in the notebook that counts" in said(found)[-1]
