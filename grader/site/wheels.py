"""Wheels that are made here: of a package that is installed, and of nothing at all."""

import base64
import hashlib
import importlib.metadata
import io
import zipfile
from dataclasses import dataclass

from grader.system.files import EPOCH


@dataclass(frozen=True)
class Wheel:
    """A wheel of pure Python.

    name       as pip knows it
    version    its version
    content    its bytes
    """

    name: str
    version: str
    content: bytes

    @property
    def file_name(self):
        return f"{self.name.replace('-', '_')}-{self.version}-py3-none-any.whl"


def installed(name):
    """Pack a distribution of pure Python that is installed here: Wheel; PackageNotFoundError where it is not."""
    found = importlib.metadata.distribution(name)
    kept = [file for file in found.files if ".." not in file.parts and file.suffix in (".py", ".typed")]
    return _wheel(name, found.version, {file.as_posix(): file.read_binary() for file in kept})


def empty(name):
    """A Wheel with no modules: it stands where a package is asked for that nobody here needs."""
    return _wheel(name, "0", {})


def _wheel(name, version, files):
    about = f"{name.replace('-', '_')}-{version}.dist-info"
    files = {
        **files,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{about}/WHEEL": b"Wheel-Version: 1.0\nGenerator: grader\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    lines = [f"{path},sha256={_digest(data)},{len(data)}\n" for path, data in sorted(files.items())]
    files[f"{about}/RECORD"] = "".join([*lines, f"{about}/RECORD,,\n"]).encode()
    return Wheel(name, version, zipped(files))


def _digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def zipped(files):
    """Pack files; the bytes depend on their content alone."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), files[name], zipfile.ZIP_DEFLATED, 9)
    return made.getvalue()
