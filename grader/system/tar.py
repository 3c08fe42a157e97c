"""Tars, made zips of: what looks through a zip without trust then looks through them as well.

Python's tarfile reads each header here, and not the whole: in some versions one extended header keeps it busy for
minutes (CVE-2024-6232, CVE-2025-8194). The formats:
https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
https://www.gnu.org/software/tar/manual/html_node/Standard.html
"""

import io
import re
import stat
import tarfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from grader.system.archive import ArchiveError

_OLDEST, _NEWEST = 315532800, 4354819198  # seconds since 1970: 1980 and 2107, between which a zip can say a time
_BLOCK = tarfile.BLOCKSIZE
_LONGEST = 10_000  # bytes of an extended header that are looked at: a name is in them
_PAX_NAME = re.compile(rb"^\d{1,5} path=(.*)$", re.MULTILINE)
_FOLDER, _PLAIN = tarfile.DIRTYPE, (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_EMPTY = (tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, _FOLDER)
_OF_NO_FILE = (tarfile.XGLTYPE, tarfile.GNUTYPE_LONGLINK, b"V")  # headers of which nothing is needed


@dataclass(frozen=True)
class _Extended:
    """What an extended header says of the file behind it: its name, None where it says none."""

    name: bytes | None = None
    has_holes: bool = False


@dataclass(frozen=True)
class _Entry:
    """What stands in a tar under a name: kind is of `stat`, data empty where it is no plain file."""

    name: str
    kind: int
    data: bytes
    time: float


def is_tar(data: bytes) -> bool:
    """True for bytes that begin as a tar does, unpacked: its header has a checksum."""
    return _header(data[:_BLOCK]) is not None


def zip_of_tar(data: bytes, name: str) -> bytes:
    """Return the zip that holds what a tar holds, what is no plain file as a link to nothing.

    name       of the tar, for the message
    Of several files with one name the last one counts, as for tar itself.
    Raises     ArchiveError where it is damaged
    """
    last = {entry.name: entry for entry in _entries(data, name)}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        for entry in last.values():
            written = time.localtime(min(max(entry.time, _OLDEST), _NEWEST))[:6]
            info = zipfile.ZipInfo(entry.name + "/" * stat.S_ISDIR(entry.kind), written)
            info.external_attr = (entry.kind | 0o644) << 16
            zipped.writestr(info, entry.data)
    return made.getvalue()


def _entries(data: bytes, name: str) -> Iterator[_Entry]:
    at, extended = 0, _Extended()
    while data[at : at + _BLOCK].strip(b"\0"):
        member = _header(data[at : at + _BLOCK])
        if member is None:
            raise ArchiveError(f"{name} is damaged (no file begins where one should)", "; make it again.")
        begin = _behind_the_holes(data, at) if member.type == tarfile.GNUTYPE_SPARSE else at + _BLOCK
        size = 0 if member.type in _EMPTY else member.size
        if begin + size > len(data):
            raise ArchiveError(f"{name} is damaged (it ends in the middle)", "; make it again.")
        at, content = begin - (-size // _BLOCK) * _BLOCK, data[begin : begin + size]
        if member.type == tarfile.XHDTYPE:
            found = _PAX_NAME.search(content[:_LONGEST])
            extended = _Extended(found[1] if found else None, b"GNU.sparse." in content[:_LONGEST])
        elif member.type == tarfile.GNUTYPE_LONGNAME:
            extended = _Extended(content[:_LONGEST].rstrip(b"\0"))
        elif member.type not in _OF_NO_FILE:
            yield _entry(member, extended, content)
            extended = _Extended()


def _behind_the_holes(data, at):
    """Where the content of a file with holes begins: behind its header and the blocks that go on with their table."""
    goes_on, at = data[at + 482], at + _BLOCK
    while goes_on and at + _BLOCK <= len(data):
        goes_on, at = data[at + 504], at + _BLOCK
    return at


def _entry(member, extended, content):
    """What a header and its content stand for."""
    name = member.name if extended.name is None else extended.name.decode("utf-8", "replace")
    is_plain = member.type in _PLAIN and not extended.has_holes
    kind = stat.S_IFDIR if member.type == _FOLDER else stat.S_IFREG if is_plain else stat.S_IFLNK
    return _Entry(re.sub(r"^(?:\./+)+", "", name).rstrip("/") or ".", kind, content if is_plain else b"", member.mtime)


def _header(block):
    """What the header of a file says, None where it is none."""
    try:
        member = tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    except (tarfile.HeaderError, ValueError, OverflowError):
        return None
    return member if member.name and member.size >= 0 else None
