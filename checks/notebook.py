"""The notebook that is tested in a terminal: which file it is, and what stands in it."""

import json
from difflib import SequenceMatcher
from pathlib import Path

USAGE = "Usage: python public_tests.py [notebook]"
_MOST = 5  # notebooks that a message lists
_AGAIN = "save it again in Jupyter, or download it again"


class NoNotebook(Exception):
    """There is no notebook to test; the text says why, and a way out."""


def named_notebook(arguments, name, home):
    """The notebook that is meant.

    arguments  list of str: those of the command
    name       of the file that is meant where none is named
    home       Path of the folder of the tests: where it is looked for if the folder at hand has none
    Returns    Path of a file
    Raises     NoNotebook
    """
    options = [one for one in arguments if one.startswith("-") and not _is(Path.exists, Path(one))]
    if options:
        raise NoNotebook(f"There is no option {options[0]}.\n{USAGE}")
    path = Path(" ".join(arguments) or name)  # a name with a blank in it, as of a second download
    if _is(Path.is_file, path):
        return path
    if len(arguments) > 1:
        raise NoNotebook(f"One notebook is tested at a time, and these are {len(arguments)} names.\n{USAGE}")
    if not arguments and (home / name).is_file():
        return home / name
    is_folder = _is(Path.is_dir, path)
    folder = path if is_folder else path.parent
    what = "is a folder" if is_folder else "is not in this folder" if folder == Path() else "is not there"
    raise NoNotebook(f"{path} {what}. {_others(folder, path.name)}\n{USAGE}")


def _is(asked, path):
    """Path.is_file or Path.is_dir; False for a name that no file can have, as one that is too long."""
    try:
        return asked(path)
    except OSError:
        return False


def _others(folder, name):
    """Say which notebooks are in a folder, first the one with the name that is most like another."""
    if not folder.is_dir():
        return f"There is no folder {folder}."
    found = [path for path in folder.glob("*.ipynb") if path.is_file()]
    found.sort(key=lambda path: (-SequenceMatcher(None, path.name, name).ratio(), path.name))
    if not found:
        return "There is no notebook (.ipynb) there."
    others = ", ".join(map(str, found[:_MOST])) + (" and others" if found[_MOST:] else "")
    return f'There is {others}. For the first: python public_tests.py "{found[0]}"'


def code_cells(path):
    """Read a notebook: list of (number of the cell, its text, True for a cell that the learner has to fill).

    Raises     OSError, or ValueError with the reason and a way out where it can't be read as a notebook
    """
    notebook = _read(Path(path))
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) and "cell_type" in cell for cell in cells):
        raise ValueError("it has no list of cells")
    return [
        (number, _source(cell), _is_solution(cell))
        for number, cell in enumerate(cells, start=1)
        if cell["cell_type"] == "code"
    ]


def _read(path):
    """What stands in a file of JSON."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(_another_kind(path) or f"it is not text as Jupyter writes it; {_AGAIN}") from None
    if not text.strip():
        raise ValueError(f"it is empty; {_AGAIN}")
    if text.lstrip().startswith("<"):
        raise ValueError("it is a web page; download the notebook itself")
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except json.JSONDecodeError as error:
        is_cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
        is_cut = is_cut and text.lstrip().startswith("{")
        damage = "it is cut off" if is_cut else f"it is damaged in line {error.lineno}"
        raise ValueError(_another_kind(path) or f"{damage}; {_AGAIN}") from None


def _another_kind(path):
    """What a file is by the end of its name, where that is not a notebook's."""
    return "" if path.suffix == ".ipynb" else "it is a file of another kind; the name of a notebook ends in .ipynb"


def _source(cell):
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        raise ValueError("a cell holds something else than text")
    return "".join(lines).replace("\r\n", "\n")


def _is_solution(cell):
    metadata = cell.get("metadata")
    known = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return isinstance(known, dict) and bool(known.get("solution"))
