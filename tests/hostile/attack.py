"""What a hostile submission is, and how it is written into a course folder."""

import textwrap
import warnings
from dataclasses import dataclass, field

import nbformat

from tests.rnn import FUNCTIONS, solutions

LATCH = (
    "armed.txt"  # lies beside the notebook of a hostile course and nowhere else; without it no payload does anything
)
CANARY = "canary-7f3a91"  # stands where student code must not read


@dataclass(frozen=True)
class Attack:
    """One hostile or broken submission.

    id         kebab-case, begins with its kind
    expected   points that it must get
    before     text of an extra cell above the functions, run only where it is armed
    inside     function -> text at the top of its body, run only where it is armed
    right      True: the functions are right but for `inside`; False: they are still to do
    mutate     changes the notebook before it is handed in
    rework     the same, for what needs the released notebook too: takes both
    write      takes the folder and the notebook's text and writes what is handed in, instead of rnn.ipynb
    files      name -> text or bytes, handed in beside it
    idle       why it does nothing in plain nbgrader either; empty where it must, or the examiner has stopped nothing
    """

    id: str
    expected: float
    before: str = ""
    inside: dict = field(default_factory=dict)
    right: bool = False
    mutate: object = None
    rework: object = None
    write: object = None
    files: dict = field(default_factory=dict)
    idle: str = ""


def everywhere(text):
    """The same text inside of all four functions."""
    return dict.fromkeys(FUNCTIONS, text)


def add_cell(payload, times=1):
    """A mutation: more cells at the end, run only where they are armed."""
    return lambda notebook: notebook.cells.extend(nbformat.v4.new_code_cell(_guarded(payload)) for _ in range(times))


def notebook_of(attack, release):
    """Make the notebook that is handed in, from the released one."""
    notebook = nbformat.from_dict(release.copy())
    notebook = nbformat.reads(nbformat.writes(notebook), as_version=4)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    for function in FUNCTIONS:
        source = solutions()[function] if attack.right else cells[function].source
        cells[function].source = _armed(source, attack.inside.get(function, ""))
    if attack.before:
        place = notebook.cells.index(cells[next(iter(FUNCTIONS))])
        notebook.cells.insert(place, nbformat.v4.new_code_cell(_guarded(attack.before)))
    if attack.mutate:
        attack.mutate(notebook)
    if attack.rework:
        attack.rework(notebook, release)
    return notebook


def hand_in(attack, release, folder):
    """Write a submission into its folder."""
    folder.mkdir(parents=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", nbformat.validator.DuplicateCellId)  # as some of them are meant
        text = nbformat.writes(notebook_of(attack, release))
    if attack.write:
        attack.write(folder, text)
    else:
        (folder / "rnn.ipynb").write_text(text, encoding="utf-8")
    for name, content in attack.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


def _guarded(payload):
    return f'import os\nif os.path.exists("{LATCH}"):\n{textwrap.indent(textwrap.dedent(payload).strip(), "    ")}'


def _armed(source, payload):
    if not payload:
        return source
    head, marker, body = source.partition('\n    """\n')
    guard = textwrap.indent(_guarded(payload), "    ")
    return f"{head}{marker}{guard}\n{body}"
