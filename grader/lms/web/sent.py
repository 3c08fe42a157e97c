"""What was sent to a platform: one line for each mark, written as soon as it is sent; the last of a student counts."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from grader.system.locks import alone

FOLDER = "sent"


@dataclass(frozen=True)
class Sent:
    """What was sent for one student.

    student    student id
    person     number of the person on the platform
    points     the mark
    page       name of the feedback page; empty where none was sent
    at         when, as ISO 8601 has it
    """

    student: str
    person: str
    points: float
    page: str = ""
    at: str = ""


class Journal:
    """The file in a course folder in which that is written down."""

    def __init__(self, course, assignment, platform):
        self.path = Path(course) / FOLDER / f"{assignment}-{platform}.jsonl"

    def alone(self):
        """Let one process at a time send to one platform from a course, else Busy: a context manager."""
        busy = f"another run is sending from {self.path.parent.parent}; wait for it, or stop it"
        return alone(self.path.with_suffix(".lock"), busy)

    def read(self):
        """Dict: number of a person -> Sent. A line that a killed process left unfinished is passed over."""
        found = {}
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return found
        for line in lines:
            try:
                sent = Sent(**json.loads(line))
            except (ValueError, TypeError):
                continue
            if sent.person in found and not sent.page:  # a mark alone leaves the page that was sent before
                sent = Sent(**{**asdict(sent), "page": found[sent.person].page})
            found[sent.person] = sent
        return found

    def write(self, sent):
        """Add what was sent."""
        self.path.parent.mkdir(exist_ok=True)
        with self.path.open("ab+") as file:
            file.seek(0, 2)
            if file.tell():
                file.seek(-1, 2)
                torn = file.read(1) != b"\n"
                file.write(b"\n" * torn)
            file.write(json.dumps(asdict(sent), ensure_ascii=False).encode("utf-8") + b"\n")
