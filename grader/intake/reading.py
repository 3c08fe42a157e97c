"""Reading a submitted notebook: from bytes that may be anything, the text of its cells; nothing else is believed."""

import json
import re

from nbformat import NotebookNode

from grader.cell_kinds import is_solution

SIZE_LIMIT = 20 << 20  # bytes of a notebook
CELL_LIMIT = 2000
STUB = "raise NotImplementedError  # nothing could be read here"


class Unreadable(ValueError):
    """A submission that can't be read as a notebook; the message is the reason, for the student."""


def read_cells(data):
    """Read the bytes of a notebook, of any format from 3 on.

    Returns    list of notebook cells with nothing but their text, and the id that the assignment knows them by
    Raises     Unreadable
    """
    if not data.strip():
        raise Unreadable("it is empty")
    return _cells(_parsed(data))


def untouched(source_cells):
    """Return the instructor's solution cells with nothing in them: what is graded where nothing could be read."""
    for cell in source_cells:
        if is_solution(cell):
            known = cell.metadata.nbgrader
            made = text_cell(cell.cell_type, f"{cell.source.split(chr(10))[0]}\n    {STUB}", known["grade_id"])
            made.metadata["nbgrader"] = {"grade_id": known["grade_id"]}
            yield made


def text_cell(kind, source, identity):
    """Return a fresh cell of a kind (code, markdown or raw) with a text and an id."""
    # Not nbformat's own function, which takes a millisecond to validate what is valid by its making.
    more = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return NotebookNode(cell_type=kind, id=identity, metadata=NotebookNode(), source=source, **more)


def _parsed(data):
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        notebook = json.loads(data.decode(encoding))
    except UnicodeDecodeError:
        raise Unreadable("it is not text in UTF-8") from None
    except RecursionError:
        raise Unreadable("it is nested too deep") from None
    except ValueError as error:
        raise Unreadable(f"it is not JSON ({error})") from None
    if not isinstance(notebook, dict):
        raise Unreadable("it is JSON, but no notebook")
    return notebook


def _cells(notebook):
    """Take the text of each cell, and the id that the assignment knows it by."""
    cells = notebook.get("cells")
    if cells is None and isinstance(notebook.get("worksheets"), list):  # format 3
        sheets = [sheet for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets for cell in sheet.get("cells") or []]
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise Unreadable("it has no list of cells")
    if len(cells) > CELL_LIMIT:
        raise Unreadable(f"it has {len(cells)} cells, and at most {CELL_LIMIT} are read")
    return [_cell(cell, f"cell-{number}") for number, cell in enumerate(cells)]


def _cell(cell, identity):
    kind = cell.get("cell_type")
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    source = source if isinstance(source, str) else ""
    # Half of a surrogate pair can be in JSON, but in no file.
    source = source.encode("utf-8", "replace").decode("utf-8")
    made = text_cell(kind if kind in ("code", "markdown", "raw") else "markdown", source, identity)
    metadata = cell.get("metadata")
    known = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = known.get("grade_id") if isinstance(known, dict) else None
    if isinstance(grade_id, str) and re.fullmatch(r"[a-zA-Z0-9_\-]{1,100}", grade_id):
        made.metadata["nbgrader"] = {"grade_id": grade_id}
    elif isinstance(cell.get("id"), str) and re.fullmatch(r"[a-zA-Z0-9_\-]{1,64}", cell["id"]):
        made.metadata["was"] = cell["id"]
    return made
