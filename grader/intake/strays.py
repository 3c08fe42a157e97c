"""Notebooks and scripts that lie in the folder of submissions where nobody looks for them, and where they belong."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from grader.system.archive import shown

_SENTENCES = {
    "loose": "{path} lies in no student's folder, so it was not graded; put it into {belongs}",
    "too high": "{path} lies one folder too high, so it was not graded; put it into {belongs}",
    "too low": "{path} lies one folder too low, so it was not graded; it belongs in {belongs}",
    "other name": "{path} is no folder of this assignment, so nothing in it was graded; it belongs in {belongs}",
    "turned": "{path} lies in a folder of the assignment's name, so it was not graded; it belongs in {belongs}",
    "no text": "{path} has a name that is not UTF-8, so it was not graded; rename it",
    "not printed": "{path} has a character in its name that can't be printed, so it was not graded; rename it",
}


@dataclass(frozen=True)
class Stray:
    """Something that was handed in and is not graded where it lies.

    kind       loose, too high, too low, other name, turned, no text or not printed
    path       where it lies, below the course folder
    belongs    where it belongs; empty where only its name is wrong
    """

    kind: str
    path: str
    belongs: str = ""

    def __str__(self):
        return _SENTENCES[self.kind].format(path=self.path, belongs=self.belongs)


def find_strays(submitted: Path, assignment: str, others: Collection[str] = ()) -> list[Stray]:
    """Find what was handed in for an assignment and lies elsewhere than in submitted/<student>/<assignment>/.

    submitted   Path of the folder of submissions
    assignment  name
    others      names of the course's other assignments, whose folders are theirs
    Returns     list of Stray, sorted by path
    """
    found = []
    for entry in _scan(submitted):
        if entry.is_dir(follow_symlinks=False):
            found += _in_folder_of(entry, Path(submitted).name, assignment, set(others))
        elif _is_notebook(entry):
            found.append(_stray("loose", f"{submitted.name}/{entry.name}", f"{submitted.name}/<student>/{assignment}/"))
    return sorted(found, key=lambda stray: stray.path)


def _in_folder_of(student, top, assignment, others):
    if not is_text(student.name):
        kind = "not printed" if _is_utf_8(student.name) else "no text"
        return [_stray(kind, f"{top}/{student.name}")]
    inside = _scan(student.path)
    if any(entry.name == assignment for entry in inside):
        return []
    if student.name == assignment:  # submitted/<assignment>/<student>/
        return [
            _stray("turned", f"{top}/{student.name}/{folder.name}/", f"{top}/{folder.name}/{assignment}/")
            for folder in inside
            if folder.is_dir(follow_symlinks=False) and any(map(_is_notebook, _scan(folder.path)))
        ]
    belongs = f"{top}/{student.name}/{assignment}/"
    found = [
        _stray("too high", f"{top}/{student.name}/{entry.name}", belongs) for entry in inside if _is_notebook(entry)
    ]
    folders = [entry for entry in inside if entry.is_dir(follow_symlinks=False) and entry.name not in others]
    found += [  # submitted/<section>/<student>/<assignment>/
        _stray("too low", f"{top}/{student.name}/{folder.name}/{assignment}/", f"{top}/{folder.name}/{assignment}/")
        for folder in folders
        if any(map(_is_notebook, _scan(os.path.join(folder.path, assignment))))
    ]
    return found + [
        _stray("other name", f"{top}/{student.name}/{folder.name}/", belongs)
        for folder in folders
        if any(map(_is_notebook, _scan(folder.path)))
    ]


def is_text(name: str) -> bool:
    """True for the name of a file that can be written down: it may be no UTF-8, or have control characters."""
    return name.isprintable()


def _is_utf_8(name):
    return not any("\ud800" <= character <= "\udfff" for character in name)  # what os.fsdecode makes of other bytes


def _is_notebook(entry):
    named = ".ipynb" in entry.name.lower() or entry.name.lower().endswith((".zip", ".py"))
    return named and not entry.name.startswith(".") and entry.is_file(follow_symlinks=False)


def _stray(kind, path, belongs=""):
    return Stray(kind, shown(path), shown(belongs))


def _scan(folder):
    """What lies in a folder, hidden things aside; nothing where it can't be read."""
    try:
        return [entry for entry in os.scandir(folder) if not entry.name.startswith(".")]
    except OSError:
        return []
