"""Files written in one step: a reader sees the old one or the new one, never half of it."""

import os
import stat
import tempfile
import zipfile
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can say


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
