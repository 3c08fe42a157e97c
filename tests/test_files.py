"""Law: a folder is written whole or stays as it was, and two folders share a file only where nobody may write to it."""

import os

import pytest

from grader.files import write_folder

FILES = {"given.py": b"x = 1", "deeper/given.txt": b"text", "own.ipynb": b"{}"}
READ_ONLY, READ_AND_WRITE = 0o444, 0o664


def held(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def same_file(one, other):
    return one.stat().st_ino == other.stat().st_ino


def written(folder):
    return {name: folder / name for name in FILES if "given" in name}


@pytest.mark.parametrize("mode", [READ_ONLY, READ_AND_WRITE])
def test_a_file_is_shared_only_where_nobody_may_write_to_it(tmp_path, mode):
    first, second = tmp_path / "first" / "rnn", tmp_path / "second" / "rnn"
    write_folder(first, FILES, mode)
    write_folder(second, {**FILES, "own.ipynb": b"[]"}, mode, written(first))
    assert held(second) == {**FILES, "own.ipynb": b"[]"}
    assert {name: same_file(first / name, second / name) for name in FILES} == {
        "given.py": mode == READ_ONLY,
        "deeper/given.txt": mode == READ_ONLY,
        "own.ipynb": False,
    }
    assert {path.stat().st_mode & 0o777 for path in second.rglob("*") if path.is_file()} == {mode}


def test_a_folder_outlives_the_one_that_its_files_came_from(tmp_path):
    first, second, third = (tmp_path / name / "rnn" for name in ("first", "second", "third"))
    write_folder(first, FILES, READ_ONLY)
    write_folder(second, FILES, READ_ONLY, written(first))
    write_folder(first, {"given.py": b"another"}, READ_ONLY)
    write_folder(third, FILES, READ_ONLY, {name: tmp_path / "gone" / name for name in FILES})
    assert held(second) == held(third) == FILES
    assert held(first) == {"given.py": b"another"}


def test_where_the_disk_gives_no_second_name_the_file_is_written(tmp_path, monkeypatch):
    def refused(*_):
        raise OSError("no links here")

    write_folder(tmp_path / "first", FILES, READ_ONLY)
    monkeypatch.setattr(os, "link", refused)
    write_folder(tmp_path / "second", FILES, READ_ONLY, written(tmp_path / "first"))
    assert held(tmp_path / "second") == FILES


def test_a_folder_that_can_not_be_written_stays_as_it_was(tmp_path):
    write_folder(tmp_path / "rnn", FILES, READ_ONLY)
    with pytest.raises(OSError, match="name"):
        write_folder(tmp_path / "rnn", {"new.py": b"", "x" * 300: b""}, READ_ONLY)
    assert held(tmp_path / "rnn") == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["rnn"]
