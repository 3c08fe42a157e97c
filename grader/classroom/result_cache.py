"""Results that are there already, kept by what they were made of: nothing is graded twice, and nothing is lost."""

import hashlib
import zlib
from pathlib import Path

from grader.grading.result import Result
from grader.system.files import write_file


def key_of(submission, assignment):
    """A name for a submission and all that its result depends on, as hex."""
    made = hashlib.sha256(assignment.digest.encode())
    said = (str(one).encode("utf-8", "surrogatepass") for one in (submission.reason, *submission.said))
    for part in (submission.data, *said):
        made.update(len(part).to_bytes(8, "big") + part)
    return made.hexdigest()


def pack(result: Result) -> bytes:
    """Write a result as few bytes."""
    return zlib.compress(result.dumps(), 1)


def unpack(packed: bytes) -> Result:
    """Read what `pack` has written; ValueError where it is something else, or only a part of it."""
    try:
        return Result.loads(zlib.decompress(packed))
    except zlib.error as error:
        raise ValueError(f"this is no packed result: {error}") from None


class Store:
    """A folder of packed results.

    folder     Path; it is made when the first result comes
    """

    def __init__(self, folder):
        self.folder = Path(folder)

    def get(self, key):
        """Return the packed result of a key; None where there is none that is whole."""
        try:
            packed = self._path(key).read_bytes()
            zlib.decompress(packed)
        except (OSError, zlib.error):
            return None
        return packed

    def put(self, key, packed):
        """Keep a packed result, whole or not at all; OSError where the disk is full."""
        write_file(self._path(key), packed)

    def _path(self, key):
        return self.folder / key[:2] / f"{key}.json.z"
