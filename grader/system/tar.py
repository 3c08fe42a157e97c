"""Tars, made zips of: what looks through a zip without trust then looks through them as well.

The format: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
"""

import io
import stat
import tarfile
import time
import zipfile
from itertools import islice

from grader.system.archive import DAMAGED, LIMITS, ArchiveError

_MAGIC = slice(257, 262)  # where the header of the first file says it
OLDEST, NEWEST = 315532800, 4354819198  # seconds since 1970: 1980 and 2107, between which a zip can say a time


def is_tar(data: bytes) -> bool:
    """True for bytes that begin as a tar does, unpacked."""
    return data[_MAGIC] == b"ustar"


def zip_of_tar(data: bytes, name: str) -> bytes:
    """Return the zip that holds what a tar holds, each link and device with its kind and nothing in it.

    name       of the tar, for the message
    Raises     ArchiveError where it is damaged
    """
    made = io.BytesIO()
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar, zipfile.ZipFile(made, "w") as zipped:
            for member in islice(tar, LIMITS.members):
                zipped.writestr(_info(member), tar.extractfile(member).read() if _is_plain(member) else b"")
    except (*DAMAGED, tarfile.TarError, OverflowError) as error:
        raise ArchiveError(f"{name} is damaged ({error})", "; download it again.") from None
    return made.getvalue()


def _is_plain(member):
    """True for a file that takes as many bytes in the tar as it has: one with holes may say that it has any number."""
    return member.isreg() and not member.issparse()


def _info(member):
    kind = stat.S_IFDIR if member.isdir() else stat.S_IFREG if _is_plain(member) else stat.S_IFLNK
    written = time.localtime(min(max(member.mtime, OLDEST), NEWEST))[:6]
    info = zipfile.ZipInfo(member.name + "/" * member.isdir(), written)
    info.external_attr = (kind | 0o644) << 16
    return info
