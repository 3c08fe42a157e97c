"""Files and folders written in one step: a reader sees the old one or the new one, never half of it.

What somebody else wrote stays: an archive or a table is replaced only where it was written here.
"""

import contextlib
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can say
WRITABLE = 0o222
OURS = b"written by grader"  # the comment of every zip that is written here
HEAD = 60  # bytes by which a table is known: those of its header, or of its root element


class ForeignFile(ValueError):
    """A file that was not written here would be replaced; the message names it and the way out."""


def write_zip(path: str | Path, files: Mapping[str, bytes], executable: Collection[str] = ()) -> None:
    """Write a zip whose bytes depend on its content alone: sorted names, one time for all.

    files         dict        name with forward slashes -> bytes
    executable    names that may be run
    Raises        ForeignFile where another file is there
    """
    if os.path.lexists(path) and not _is_our_zip(path):
        raise _foreign(path)

    def fill(file):
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.comment = OURS
            for name in sorted(files):
                info = zipfile.ZipInfo(name, EPOCH)
                info.create_system = 3  # Unix, wherever it is written
                info.external_attr = (stat.S_IFREG | (0o755 if name in executable else 0o644)) << 16
                archive.writestr(info, files[name], zipfile.ZIP_DEFLATED, 9)

    _replace(path, fill)


def write_file(path: str | Path, content: bytes, mode: int = 0o644) -> None:
    """Write bytes to a file; its folder is made."""
    _replace(path, lambda file: file.write(content), mode)


def write_stream(path: str | Path, parts: Iterable[bytes]) -> None:
    """Write bytes that come in parts to a file; where one of them raises, the file is unchanged."""
    _replace(path, lambda file: file.writelines(parts))


def write_table(path: str | Path, content: bytes) -> None:
    """Write bytes to a file that a person has named.

    Raises     ForeignFile where a file of another kind is there: its first HEAD bytes differ
    """
    if os.path.lexists(path) and not _begins(path, content[:HEAD]):
        raise _foreign(path)
    write_file(path, content)


def write_folder(
    folder: Path, files: Mapping[str, bytes], mode: int = 0o644, written: Mapping[str, Path] | None = None
) -> None:
    """Put files into a folder that holds nothing else afterwards; until then it is unchanged.

    A process that ends between the two steps of the exchange leaves the old folder beside its place; the next call puts
    it back before anything else.

    files      dict: path below the folder -> bytes
    written    dict: path below the folder -> Path of a file with the same bytes and mode: where the file is read-only,
               it gets another name, and is not written again
    Raises     OSError; the folder is unchanged then
    """
    made, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    if os.path.lexists(old) and not os.path.lexists(folder):
        old.rename(folder)
    for path in (made, old):
        _remove(path)
    written = {} if mode & WRITABLE else written or {}
    try:
        made.mkdir(parents=True)
        for name, data in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name not in written or not _linked(written[name], path):
                with naming(path):
                    path.write_bytes(data)
                path.chmod(mode)
        _exchange(folder, made, old)
    finally:
        _remove(made)
    _remove(old)


def _exchange(folder, made, old):
    """Put a new folder in the place of one that may be there; where that fails, the old one is put back."""
    there = os.path.lexists(folder)
    if there:
        folder.rename(old)
    try:
        made.rename(folder)
    except BaseException:
        if there:
            old.rename(folder)
        raise


def _remove(path):
    """Remove a folder or a file, as far as that is possible; a link is removed, not what it points to."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _is_our_zip(path):
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == OURS
    except (OSError, zipfile.BadZipFile):
        return False


def _begins(path, head):
    try:
        with open(path, "rb") as file:
            return file.read(len(head)) == head
    except OSError:
        return False


def _foreign(path):
    return ForeignFile(f"{path} was not written by this command and stays as it is; name another file, or remove it")


def _linked(there, path):
    """Give a file another name; False where the disk can't, or has that file no longer."""
    try:
        os.link(there, path)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def naming(path: str | Path) -> Iterator[None]:
    """Have each OSError name a file: one of writing, as on a full disk, names none."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


def _replace(path, fill, mode=0o644):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=f".{path.name[:100]}-", dir=path.parent)
    try:
        with naming(path), os.fdopen(handle, "wb") as file:
            fill(file)
        os.chmod(beside, mode)
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(beside)
        raise
