"""Archives, read without trust.

A zip of submissions comes from a platform, but what is in it comes from students. A member that attacks is left out
and named; the others are read. The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

import contextlib
import datetime
import io
import lzma
import re
import shutil
import stat
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.system.files import naming

MEGABYTE = 2**20
# What reading a zip raises where its bytes are not as they should be.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError, ValueError)


class ArchiveError(ValueError):
    """An archive, or one member of it, that can't be read; the message says what to do.

    what       the same without what to do
    """

    def __init__(self, what, way_out):
        super().__init__(what + way_out)
        self.what = what


@dataclass(frozen=True)
class Limits:
    """What an honest archive of a class stays below.

    members    files in one archive
    member     bytes of one file, unpacked
    total      bytes of all files, unpacked
    ratio      unpacked to packed size of a file above `large` bytes; text reaches 30, zeros 1000
    """

    members: int = 20_000
    member: int = 100 * MEGABYTE
    total: int = 4096 * MEGABYTE
    ratio: int = 100
    large: int = 10 * MEGABYTE


LIMITS = Limits()


@dataclass(frozen=True)
class Member:
    """A file in an archive: its name with forward slashes, where to read it, and the name of the archive."""

    name: str
    info: zipfile.ZipInfo
    archive: zipfile.ZipFile
    within: str

    @property
    def time(self):
        """When it was changed last, seconds since 1970; 0 where the archive does not say it."""
        try:
            return datetime.datetime(*self.info.date_time).timestamp()
        except (ValueError, OverflowError):
            return 0

    def read(self, most=None):
        """Return its bytes, no more than so many of them, or raise ArchiveError when it is damaged."""
        try:
            with self.archive.open(self.info) as file:
                return file.read(most)
        except DAMAGED as error:
            raise ArchiveError(
                f"{self.within}: {shown(self.name)} is damaged ({error})",
                "; it was left out. Download the archive again.",
            ) from None


@dataclass(frozen=True)
class Archive:
    """An archive that has been looked through.

    members    list of Member, in the order of the archive
    refused    list of sentences, one for each file that was left out
    """

    members: list[Member]
    refused: list[str]


@contextlib.contextmanager
def opened(path: str | Path, limits: Limits = LIMITS, data: bytes | None = None) -> Iterator[Archive]:
    """Open a zip and look at every member before one is read; give an Archive.

    data       its bytes, where they are known: path is then what it is called, and its members are only read
    Raises     ArchiveError when it is no zip or is too large as a whole, FileNotFoundError when there is none
    """
    path = Path(path)
    with contextlib.ExitStack() as stack:
        try:
            bytes_ = stack.enter_context(path.open("rb") if data is None else io.BytesIO(data))
            file = stack.enter_context(zipfile.ZipFile(bytes_))
        except (FileNotFoundError, PermissionError):
            raise
        except (*DAMAGED, OverflowError):
            raise ArchiveError(f"{path} is not a zip archive", "; download it from the platform again.") from None
        name_of = _name if data is None else _name_inside
        infos = [info for info in file.infolist() if not _is_no_file(name_of(info), info)]
        if len(infos) > limits.members:
            raise ArchiveError(
                f"{path} has {len(infos)} files, and {limits.members} are read at most",
                ". If it is honest, download it in parts.",
            )
        times = Counter(_key(name_of(info)) for info in infos)
        members, refused = [], []
        for info in infos:
            name = name_of(info)
            reason = _attack(name, info, limits)
            if not reason and times[_key(name)] > 1:
                reason = f"stands {times[_key(name)]} times in the archive; none is taken. One alone is needed"
            if reason:
                refused.append(f"{path.name}: {shown(name)} {reason}.")
            else:
                members.append(Member(name, info, file, path.name))
        total = sum(member.info.file_size for member in members)  # without the bombs: one must not stop a class
        if total > limits.total:
            raise ArchiveError(
                f"{path} would unpack to {total // MEGABYTE} MB, and {limits.total // MEGABYTE} MB are read at most",
                ". If it is honest, download it in parts.",
            )
        yield Archive(members, list(dict.fromkeys(refused)))


def unpack(path: Path, folder: Path, limits: Limits = LIMITS) -> list[str]:
    """Unpack a zip into a folder that is not there yet: all of it in one step, or nothing.

    Returns    list of sentences, one for each file that was left out
    Raises     ArchiveError, FileExistsError when the folder holds something
    """
    folder = Path(folder)
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} holds something already; empty it, or name another folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        with opened(path, limits) as archive:
            refused = archive.refused
            for member in archive.members:
                try:
                    content = member.read()
                    target = beside / member.name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with naming(target):
                        target.write_bytes(content)
                except ArchiveError as error:
                    refused.append(str(error))
                except (FileExistsError, NotADirectoryError, IsADirectoryError):
                    refused.append(
                        f"{Path(path).name}: {shown(member.name)} is a file and a folder at once; it was left out. "
                        "One of them alone is needed."
                    )
        beside.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        beside.replace(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return refused


def shown(name: str) -> str:
    """A member's name as a sentence can carry it: no control characters, not too long."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in name)
    return plain if len(plain) <= 120 else plain[:119] + "…"


def _name(info):
    """The name of a member; some packers write UTF-8 without saying so, some write backslashes."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _name_inside(info):
    """The name of a member that is only read: where it lay on its owner's disk does not matter."""
    return re.sub(r"^(?:[A-Za-z]:)?/+", "", _name(info))


def _key(name):
    """Names with the same key would be one file on some system."""
    return unicodedata.normalize("NFC", name).casefold()


def _is_no_file(name, info):
    """A folder, or what a file manager adds."""
    return (
        (name.endswith("/") and name.strip("/") and not info.file_size)
        or name.startswith("__MACOSX/")
        or name.rsplit("/", 1)[-1] in (".DS_Store", "Thumbs.db", "desktop.ini")
    )


def _attack(name, info, limits):
    """Say why a member is left out, and what to do; empty when it is sound."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    parts = name.split("/")
    if ".." in parts or name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "would be written outside its folder; it was left out. The plain file is needed"
    if not all(part.strip(". ") and len(part.encode()) <= 255 for part in parts) or not name.isprintable():
        return "has a name that no file can have; it was left out. It needs another name"
    if kind not in (0, stat.S_IFREG):
        return "is a link, a device or a file with holes; it was left out. The plain file is needed"
    if info.flag_bits & 0x1:
        return "is locked with a password; it was left out. The plain file is needed"
    if info.file_size > limits.member:
        return (
            f"would unpack to {info.file_size // MEGABYTE} MB, and {limits.member // MEGABYTE} MB are allowed; it was "
            "left out. Without outputs it is smaller"
        )
    if info.file_size > limits.large and info.file_size > limits.ratio * max(info.compress_size, 1):
        return (
            f"is {info.compress_size} bytes that would unpack to {info.file_size // MEGABYTE} MB; it was left out. "
            "No honest file is like that"
        )
    return ""
