"""Law: work counts in whatever a program has packed or exported it: a tar, a web page, a text with the characters of a
word processor. What is repaired is said, links are not followed, and any bytes are no exception."""

import io
import json
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
    assert (
        "a.tar is an archive without a notebook; in it: notes.doc"
        in picked({"a.tar": tarred(**{"notes.doc": b"1"})}).reason
    )


def test_a_link_or_a_file_with_holes_in_a_tar_is_not_followed_and_is_named(picked):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        link = tarfile.TarInfo("rnn.ipynb")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    found = picked({"a.tar": made.getvalue()})
    assert found.data == b""
    assert "a.tar: rnn.ipynb is a link or a device, not a file" in found.reason


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
