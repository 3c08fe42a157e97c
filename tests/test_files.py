"""Law: a folder is written whole or stays unchanged, also where the process ends in the middle of it, and two folders
share a file only where it is read-only; what a full disk refuses is named."""

import errno
import os
import subprocess
import sys

import pytest

from grader.system.files import write_file, write_folder, write_table
from grader.system.program import TOP
from grader.system.terminal import sentence

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


# A process that ends at the n-th step that changes names, as a kill or a loss of power ends it.
ENDS = """
import os, sys
from pathlib import Path
from grader.system.files import write_file, write_folder, write_table
left = [int(sys.argv[2])]
def counted(step):
    def counting(*arguments, **more):
        left[0] -= 1
        if left[0] < 0:
            os._exit(9)
        return step(*arguments, **more)
    return counting
for name in ("rename", "mkdir", "rmdir", "unlink", "open"):
    setattr(os, name, counted(getattr(os, name)))
write_folder(Path(sys.argv[1]), {"new.py": b"new", "deeper/new.py": b"new"})
"""
NEW = {"new.py": b"new", "deeper/new.py": b"new"}


def test_wherever_a_process_ends_the_old_folder_or_the_new_one_is_there_after_the_next_write(tmp_path):
    left, ended = set(), 0
    for step in range(40):
        folder = tmp_path / str(step) / "rnn"
        write_folder(folder, FILES)
        code = subprocess.run([sys.executable, "-c", ENDS, folder, str(step)], cwd=TOP, check=False).returncode
        ended += code == 9
        beside = folder.with_name(".rnn.old")
        left.add((folder.exists(), beside.exists()))
        assert (held(folder) if folder.exists() else held(beside)) in (FILES, NEW)
        with pytest.raises(OSError, match="name"):  # the next write finds what is left, and fails for itself
            write_folder(folder, {"x" * 300: b""})
        assert held(folder) in (FILES, NEW)
        assert [path.name for path in folder.parent.iterdir()] == ["rnn"]
        if code == 0:
            break
    assert code == 0
    assert (False, True) in left, "between the two steps of the exchange"
    assert ended > 5


@pytest.mark.parametrize("failing", [1, 2])
def test_where_a_step_of_the_exchange_fails_the_old_folder_is_back(tmp_path, monkeypatch, failing):
    write_folder(tmp_path / "rnn", FILES)
    steps, rename = [], os.rename

    def fails(*places):
        steps.append(places)
        if len(steps) == failing:
            raise OSError(5, "Input/output error")
        rename(*places)

    monkeypatch.setattr(os, "rename", fails)
    with pytest.raises(OSError, match="Input/output error"):
        write_folder(tmp_path / "rnn", NEW)
    assert held(tmp_path / "rnn") == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["rnn"]


def test_a_link_in_the_place_of_a_folder_is_replaced_and_what_it_points_to_stays(tmp_path):
    write_folder(tmp_path / "other", FILES)
    (tmp_path / "rnn").symlink_to(tmp_path / "other")
    write_folder(tmp_path / "rnn", NEW)
    assert not (tmp_path / "rnn").is_symlink()
    assert held(tmp_path / "rnn") == NEW
    assert held(tmp_path / "other") == FILES


def into_folder(path, data):
    write_folder(path.parent, {path.name: data})


@pytest.mark.parametrize("write", [write_file, write_table, into_folder])
def test_what_a_full_disk_refuses_is_named_with_the_way_out(tmp_path, monkeypatch, write):
    fdopen = os.fdopen

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fdopen", lambda _, mode: fdopen(os.open("/dev/full", os.O_WRONLY), mode, 0))
    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(OSError, match="No space left") as error:
        write(tmp_path / "folder" / "rnn.html", b"a page")
    words = f"rnn.html: {os.strerror(errno.ENOSPC)}; make room on that disk, and run the command again"
    assert sentence(error.value).endswith(words)
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
