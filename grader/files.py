"""Files and folders written in one step: a reader sees the old one or the new one, never half of it."""

import contextlib
import itertools
import os
import shutil
import stat
import tempfile
import zipfile
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can say
WRITABLE = 0o222


def write_zip(path, files, executable=()):
    """Write a zip whose bytes depend on its content alone: sorted names, one time for all.

    files         dict        name with forward slashes -> bytes
    executable    names that may be run
    """

    def fill(file):
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(files):
                info = zipfile.ZipInfo(name, EPOCH)
                info.create_system = 3  # Unix, wherever it is written
                info.external_attr = (stat.S_IFREG | (0o755 if name in executable else 0o644)) << 16
                archive.writestr(info, files[name], zipfile.ZIP_DEFLATED, 9)

    _replace(path, fill)


def write_file(path, content, mode=0o644):
    """Write bytes to a file; its folder is made."""
    _replace(path, lambda file: file.write(content), mode)


def write_folder(folder, files, mode=0o644, written=None):
    """Put files into a folder that holds nothing else afterwards; until then it is as it was.

    files      dict: path below the folder -> bytes
    written    dict: path below the folder -> Path of a file with the same bytes and mode: where nobody may write to it,
               it gets another name, and is not written again
    """
    made, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    for path in (made, old):
        shutil.rmtree(path, ignore_errors=True)
    written = {} if mode & WRITABLE else written or {}
    try:
        for name, data in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name not in written or not _linked(written[name], path):
                path.write_bytes(data)
                path.chmod(mode)
        if folder.exists():
            folder.rename(old)
        made.rename(folder)
    finally:
        for path in (made, old):
            shutil.rmtree(path, ignore_errors=True)


def _linked(there, path):
    """Give a file another name; False where the disk can't, or has that file no longer."""
    try:
        os.link(there, path)
    except OSError:
        return False
    return True


def _replace(path, fill, mode=0o644):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=f".{path.name[:100]}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            fill(file)
        os.chmod(beside, mode)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def remove_folder(folder):
    """Remove a folder with all that is in it, however deep; what can't be removed stays. Never raises.

    What lies in an inner folder is taken up into the outer one, so that no path gets long and nothing is nested.
    """
    with contextlib.suppress(OSError):
        top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            numbers = itertools.count()
            while sum(_dissolve(name, top, numbers) for name in os.listdir(top)):
                pass
        finally:
            os.close(top)
        os.rmdir(folder)


def _dissolve(name, top, numbers):
    """Remove a file, or a folder whose inner folders go to its place; return whether there were any."""
    moved = False
    with contextlib.suppress(OSError):
        if not stat.S_ISDIR(os.lstat(name, dir_fd=top).st_mode):
            os.unlink(name, dir_fd=top)
            return False
        os.chmod(name, 0o700, dir_fd=top)
        inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
        try:
            for entry in os.listdir(inner):
                with contextlib.suppress(OSError):
                    if stat.S_ISDIR(os.lstat(entry, dir_fd=inner).st_mode):
                        os.chmod(entry, 0o700, dir_fd=inner)
                        os.rename(entry, f".{os.getpid()}-{next(numbers)}", src_dir_fd=inner, dst_dir_fd=top)
                        moved = True
                    else:
                        os.unlink(entry, dir_fd=inner)
        finally:
            os.close(inner)
        os.rmdir(name, dir_fd=top)
    return moved
