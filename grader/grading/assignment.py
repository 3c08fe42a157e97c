"""What is needed to grade submissions of one assignment, as one value that can travel to another machine."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.box.box import PACKAGES
from grader.rules.budget import Budget
from grader.system.program import program_digest

MOST_BYTES = 16 << 20  # of the files beside the notebook


class AssignmentError(ValueError):
    """An assignment that can't be graded; the message names the file or the setting and the way out."""


class UnknownAssignment(AssignmentError):
    """The gradebook has no such assignment."""


@dataclass(frozen=True)
class Assignment:
    """One assignment, with all that its grading depends on.

    name        of the assignment and of its notebook
    notebook    str         the source notebook, JSON; its graded cells as the gradebook has them, checksums included
    given       dict        path relative to the notebook -> bytes: the files beside it
    seed        int         of the hidden tests
    budget      Budget      of one submission
    packages    tuple       distributions that student code may import
    unconfined  bool        True: grade where nothing can confine student code
    solution    bool        True: feedback pages show the reference solution; no result depends on it
    backpropagation  bool   True: a function that measures its gradients earns nothing, see grader.examiner.measured
    program     str         `program_digest()` of the program that made it
    """

    name: str
    notebook: str
    given: dict[str, bytes] = field(repr=False)
    seed: int
    budget: Budget = field(default_factory=Budget)
    packages: tuple[str, ...] = PACKAGES
    unconfined: bool = False
    solution: bool = False
    backpropagation: bool = False
    program: str = field(default_factory=program_digest)

    @cached_property
    def cells(self) -> list[NotebookNode]:
        """The cells of the source notebook."""
        return nbformat.reads(self.notebook, as_version=4).cells

    @cached_property
    def metadata(self) -> NotebookNode:
        """The metadata of the source notebook."""
        return nbformat.reads(self.notebook, as_version=4).metadata

    @cached_property
    def digest(self) -> str:
        """A name for all that a result depends on beside the submission: the assignment and the program, as hex."""
        made = hashlib.sha256(self.program.encode())
        plain = [self.name, self.notebook, self.seed, repr(self.budget), self.packages, self.unconfined]
        plain.append(self.backpropagation)
        made.update(json.dumps(plain).encode())
        for name in sorted(self.given):
            made.update(f"\0{name}\0{len(self.given[name])}\0".encode() + self.given[name])
        return made.hexdigest()


def files_beside(folder: str | Path) -> dict[str, bytes]:
    """Read the files beside a source notebook: dict, relative path -> bytes; no notebook, nothing hidden.

    Raises     AssignmentError where they are too large to travel
    """
    given, total = {}, 0
    for path in sorted(Path(folder).rglob("*")):
        parts = path.relative_to(folder).parts
        if not path.is_file() or path.suffix in (".ipynb", ".pyc") or any(part[0] in "._" for part in parts[:-1]):
            continue
        if parts[-1].startswith("."):
            continue
        total += path.stat().st_size
        if total > MOST_BYTES:
            raise AssignmentError(f"{folder} holds more than {MOST_BYTES >> 20} MB; take out what students do not need")
        given["/".join(parts)] = path.read_bytes()
    return given
