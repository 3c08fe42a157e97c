"""What became of the files that came in: records without work of their own, which a command can say quickly."""

from dataclasses import dataclass
from enum import StrEnum


class FileOutcome(StrEnum):
    """What happens to one file of an archive."""

    COLLECTED = "collected"
    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"  # another file of this student counts
    KEPT = "kept"  # what lay in its place stays
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Collected:
    """What happened to one file of an archive.

    outcome    FileOutcome
    note       sentence; empty when there is nothing to say
    """

    student: str
    file: str
    outcome: FileOutcome
    note: str = ""
