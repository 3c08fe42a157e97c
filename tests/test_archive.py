"""Law: whatever a zip of submissions holds, nothing is written outside its folder, nothing is lost without a sentence
that names it, and an archive is unpacked as a whole or not at all."""

import os
import stat
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.system.archive import ArchiveError, Limits, opened, unpack
from grader.system.files import write_file, write_zip

SMALL = Limits(members=5, member=50_000, total=120_000, ratio=20, large=5_000)


@pytest.fixture
def archive(tmp_path):
    """Return a function that writes a zip of pairs (name or ZipInfo, content) as it is told, however bad."""

    def write(*members):
        path = tmp_path / "submissions.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in members:
                file.writestr(name, content, zipfile.ZIP_DEFLATED)
        return path

    return write


def link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


@pytest.mark.parametrize(
    ("member", "sentence"),
    [
        (
            ("../evil.txt", "x"),
            "../evil.txt would be written outside its folder; it was left out. The plain file is needed",
        ),
        (("a/../../evil.txt", "x"), "a/../../evil.txt would be written outside its folder; it was left out."),
        (("..\\evil.txt", "x"), "../evil.txt would be written outside its folder; it was left out."),
        (("/etc/evil", "x"), "/etc/evil would be written outside its folder; it was left out."),
        (("C:\\evil.txt", "x"), "C:/evil.txt would be written outside its folder; it was left out."),
        (
            (link("evil"), "/etc/passwd"),
            "evil is a link, a device or a file with holes; it was left out. The plain file is needed",
        ),
        (
            ("zeros.ipynb", "0" * 20_000),
            " bytes that would unpack to 0 MB; it was left out. No honest file is like that.",
        ),
        (("large.ipynb", os.urandom(60_000)), "large.ipynb would unpack to 0 MB, and 0 MB are allowed; it was left"),
        (("a\nb.ipynb", "x"), "a?b.ipynb has a name that no file can have; it was left out. It needs another name"),
        (("n" * 300, "x"), "has a name that no file can have; it was left out."),
    ],
    ids=["climbs", "climbs-later", "backslash", "absolute", "drive", "link", "bomb", "large", "newline", "long"],
)
def test_a_member_that_attacks_is_named_and_left_out_and_the_others_are_unpacked(archive, tmp_path, member, sentence):
    path = archive(("before.ipynb", "1"), member, ("after.ipynb", "2"))
    folder = tmp_path / "deep" / "deeper" / "unpacked"
    [refused] = unpack(path, folder, SMALL)
    assert refused.startswith("submissions.zip: ")
    assert sentence in refused
    assert files(tmp_path) == {
        "submissions.zip",
        *(f"deep/deeper/unpacked/{name}.ipynb" for name in ("before", "after")),
    }


def test_two_files_of_one_name_are_both_left_out_and_named_once(archive, tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = archive(("a/rnn.ipynb", "1"), ("a/rnn.ipynb", "2"), ("b/rnn.ipynb", "3"))
    assert unpack(path, tmp_path / "unpacked") == [
        "submissions.zip: a/rnn.ipynb stands 2 times in the archive; none is taken. One alone is needed."
    ]
    assert files(tmp_path / "unpacked") == {"b/rnn.ipynb"}


def test_a_file_that_is_also_a_folder_is_named(archive, tmp_path):
    path = archive(("a", "1"), ("a/b", "2"))
    assert unpack(path, tmp_path / "unpacked") == [
        "submissions.zip: a/b is a file and a folder at once; it was left out. One of them alone is needed."
    ]


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ([(f"{n}.txt", "x") for n in range(6)], "has 6 files, and 5 are read at most. If it is honest, download it in"),
        ([(f"{n}.txt", os.urandom(45_000)) for n in range(3)], "would unpack to 0 MB, and 0 MB are read at most. If"),
    ],
)
def test_an_archive_that_is_too_large_as_a_whole_is_refused_before_anything_is_written(
    archive, tmp_path, members, sentence
):
    path = archive(*members)
    with pytest.raises(ArchiveError, match=sentence):
        unpack(path, tmp_path / "unpacked", SMALL)
    assert [entry.name for entry in tmp_path.iterdir()] == ["submissions.zip"]


def test_a_bomb_larger_than_a_whole_class_costs_nobody_else(archive, tmp_path):
    path = archive(("a.ipynb", "1"), ("bomb.ipynb", "0" * 200_000))
    [refused] = unpack(path, tmp_path / "unpacked", SMALL)
    assert "bomb.ipynb" in refused
    assert files(tmp_path / "unpacked") == {"a.ipynb"}


def test_a_damaged_member_is_named_and_the_others_are_unpacked(archive, tmp_path):
    path = archive(("a.ipynb", "first " * 50), ("b.ipynb", "second"))
    content = bytearray(path.read_bytes())
    content[45] ^= 0xFF
    path.write_bytes(content)
    [refused] = unpack(path, tmp_path / "unpacked")
    assert refused.startswith("submissions.zip: a.ipynb is damaged (")
    assert refused.endswith("it was left out. Download the archive again.")
    assert files(tmp_path / "unpacked") == {"b.ipynb"}


def test_a_size_that_lies_gives_no_more_than_it_says(archive, tmp_path):
    path = archive(("a.ipynb", "0" * 40_000))
    content = path.read_bytes().replace(struct.pack("<I", 40_000), struct.pack("<I", 10))
    path.write_bytes(content)
    [refused] = unpack(path, tmp_path / "unpacked", SMALL)
    assert "a.ipynb is damaged" in refused


def test_what_is_no_zip_is_said_to_be_none(tmp_path):
    (tmp_path / "page.zip").write_text("<html>Please log in</html>")
    for path in (tmp_path / "page.zip", tmp_path):
        with (
            pytest.raises(ArchiveError, match="is not a zip archive; download it from the platform again"),
            opened(path),
        ):
            pass


def test_a_locked_member_is_named(archive):
    path = archive(("a.ipynb", "1"))
    content = bytearray(path.read_bytes())
    for place in (6, content.index(b"PK\x01\x02") + 8):
        content[place] |= 1
    path.write_bytes(content)
    with opened(path) as found:
        assert found.refused == [
            "submissions.zip: a.ipynb is locked with a password; it was left out. The plain file is needed."
        ]


def test_names_in_utf8_that_do_not_say_so_are_read(archive):
    path = archive(("x" * len("müller_1_2_rnn.ipynb".encode()), "1"))
    path.write_bytes(path.read_bytes().replace(b"x" * 21, "müller_1_2_rnn.ipynb".encode()))
    with opened(path) as found:
        assert [member.name for member in found.members] == ["müller_1_2_rnn.ipynb"]


def test_what_file_managers_add_is_no_submission(archive):
    path = archive(("a.ipynb", "1"), ("__MACOSX/._a.ipynb", "2"), (".DS_Store", "3"), ("folder/", ""))
    with opened(path) as found:
        assert [member.name for member in found.members] == ["a.ipynb"]
        assert not found.refused


def test_a_folder_that_holds_something_is_not_touched(archive, tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "thesis.tex").write_text("years")
    with pytest.raises(FileExistsError, match="holds something already"):
        unpack(archive(("a", "1")), tmp_path / "work")
    assert files(tmp_path / "work") == {"thesis.tex"}


def test_a_file_is_replaced_in_one_step_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "grades.csv"
    write_file(path, b"old")

    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["grades.csv"]


PART = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf", "Cn", "Co")), min_size=1, max_size=8
)
NAMES = st.lists(PART | st.sampled_from(["..", ".", "", "a"]), min_size=1, max_size=4).map("/".join)


@given(st.dictionaries(NAMES.filter(lambda name: not name.endswith("/")), st.binary(max_size=20), max_size=5))
def test_each_file_is_unpacked_or_named_and_none_is_elsewhere(tmp_path_factory, members):
    top = tmp_path_factory.mktemp("any")
    with zipfile.ZipFile(top / "any.zip", "w") as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name), content)
    refused = unpack(top / "any.zip", top / "in" / "unpacked")
    unpacked = files(top / "in" / "unpacked")
    assert files(top) == {"any.zip", *(f"in/unpacked/{name}" for name in unpacked)}
    names = {name.replace("\\", "/") for name in members}
    assert unpacked <= names
    for name in names - unpacked - {".DS_Store"}:
        assert any(name in sentence for sentence in refused), name


def test_the_bytes_of_a_written_zip_depend_on_its_content_alone(tmp_path):
    write_zip(tmp_path / "a.zip", {"b": b"2", "a": b"1"}, executable=["b"])
    write_zip(tmp_path / "b.zip", {"a": b"1", "b": b"2"}, executable=["b"])
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as file:
        assert [info.external_attr >> 16 & 0o777 for info in file.infolist()] == [0o644, 0o755]
