"""Reading a submitted notebook: from bytes that may be anything, the text of its cells; nothing else is believed."""

import json
import re
import sys

from nbformat import NotebookNode

from checks.cell_text import parse
from grader.intake.definitions import PARSED
from grader.intake.filetypes import INSTEAD, type_of
from grader.intake.joining import join_parts
from grader.intake.recognising import shown_to_students
from grader.intake.repairs import repair
from grader.intake.scripts import RETYPED
from grader.intake.unwrapping import mended, unpacked
from grader.rules.cell_kinds import Kind, grade_id_of, is_solution, kind_of
from grader.rules.points import counted

_AROUND = "\0 \t\r\n\N{ZERO WIDTH NO-BREAK SPACE}"  # what a disk or an editor may leave around a text
_LINE = 80  # characters of a line that is shown
STUB = "raise NotImplementedError  # nothing could be read here"
TOO_LONG = "too long"  # metadata of a cell that was left out


WAY_OUT = "hand in the .ipynb file that Jupyter saves"


def _nothing(_):
    return None


# No number matters here, and some would be too long to be made.
_JSON = json.JSONDecoder(parse_int=_nothing, parse_float=_nothing, parse_constant=_nothing)


class Unreadable(ValueError):
    """A submission that can't be read as a notebook; the message is the reason, for the student."""


def read_cells(data, file, budget, released=()):
    """Read the bytes of a notebook, of any format from 3 on.

    data       bytes
    file       name that is said in the repairs
    budget     grader.rules.budget.Budget
    released   texts of the assignment's own cells, as `released_texts` returns them
    Returns    (list of notebook cells with nothing but their text, and the id that the assignment knows them by;
               list of Repair)
    Raises     Unreadable
    """
    notebook, repairs = _parsed(data, file, budget.notebook)
    entries = _entries(notebook)
    if len(entries) > budget.cells:
        raise Unreadable(f"it has {len(entries)} cells, and at most {budget.cells} are read")
    cells = [_cell(entry, f"cell-{number}") for number, entry in enumerate(entries) if isinstance(entry, dict)]
    if not cells and entries:
        raise Unreadable("it is JSON, but no notebook: none of its cells is one")
    if not any(cell.source.strip() for cell in cells):
        raise Unreadable("none of its cells has any text")
    if len(cells) < len(entries):
        repairs.append(repair("no cells", count=counted(len(entries) - len(cells), "entry", "entries")))
    long = _leave_out_long(cells, budget.text)
    if long:
        which = f"cell {long[0]} of the notebook" + (f", and {len(long) - 1} more" if long[1:] else "")
        repairs.append(repair("long", which=which, cell=f"{budget.text // 5:,}", all=f"{budget.text:,}"))
    metadata = notebook.get("metadata")
    if isinstance(metadata, dict) and RETYPED in metadata:
        repairs.append(repair("typed", file=file))
    cells, split = join_parts(cells, released)
    return cells, [*repairs, *split, *_of_a_newer_python(notebook, cells, file)]


def released_texts(source_cells):
    """The texts of the instructor's cells that are no solution, as students have them."""
    return frozenset(shown_to_students(cell.source) for cell in source_cells if not is_solution(cell))


def _of_a_newer_python(notebook, cells, file):
    """Yield a Repair where a notebook was run with a newer Python than this one, which can't read it."""
    match notebook:
        case {"metadata": {"language_info": {"version": str(version)}}}:
            theirs = re.match(r"(\d{1,3})\.(\d{1,3})\b", version, re.ASCII)
        case _:
            return
    if theirs is None or tuple(map(int, theirs.groups())) <= sys.version_info[:2]:
        return
    left = PARSED
    for cell in cells:
        left -= len(cell.source) if cell.cell_type == "code" else 0
        if cell.cell_type != "code" or left < 0:
            continue
        try:
            parse(cell.source)
        except SyntaxError as error:
            lines = cell.source.split("\n")
            line = lines[min(error.lineno or 1, len(lines)) - 1].strip()[:_LINE]
            ours = ".".join(map(str, sys.version_info[:2]))
            yield repair("python", file=file, theirs=theirs[0], ours=ours, line=repr(line))
            return


def _leave_out_long(cells, most):
    """Empty the cells whose text is longer than is read, in place; return their numbers in order, from 1.

    Cells that define a function come first, then code: a picture that is pasted as text costs no work its place.
    """
    left, long = most, []

    def order(pair):
        return not re.search(r"^def ", pair[1].source, re.MULTILINE), pair[1].cell_type != "code", pair[0]

    for number, cell in sorted(enumerate(cells, 1), key=order):
        size, cell_id = len(cell.source), cell.id
        if size > min(left, most // 5):
            metadata = {**cell.metadata, TOO_LONG: True}
            cell.clear()  # a raw cell has no outputs
            cell.update(text_cell("raw", "", cell_id) | {"metadata": NotebookNode(metadata)})
            long.append(number)
        else:
            left -= size
    return sorted(long)


def untouched(source_cells):
    """Return the instructor's cells with nothing in them: what is graded where nothing could be read."""
    for cell in source_cells:
        if grade_id_of(cell) is None:
            continue
        source = shown_to_students(cell.source)
        if is_solution(cell):
            by_hand = kind_of(cell) is Kind.MANUAL
            source = "" if by_hand else f"{cell.source.split(chr(10))[0]}\n    {STUB}"
        made = text_cell(cell.cell_type, source, grade_id_of(cell))
        made.metadata["nbgrader"] = {"grade_id": grade_id_of(cell)}
        yield made


def text_cell(kind, source, identity):
    """Return a fresh cell of a kind (code, markdown or raw) with a text and an id."""
    # Not nbformat's own function, which takes a millisecond to validate what is valid by its making.
    more = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return NotebookNode(cell_type=kind, id=identity, metadata=NotebookNode(), source=source, **more)


def _parsed(data, file, most):
    """Return (the notebook, a dict; list of Repair)."""
    data, packings = unpacked(data, most)
    text, wrong = _decoded(data)
    text = text.strip(_AROUND)
    repairs = [repair("packed", file=file, how=" in ".join(reversed(packings)))] if packings else []
    repairs += [repair("bytes", file=file, place=wrong)] if wrong is not None else []
    try:
        notebook = _JSON.decode(text)
    except (RecursionError, MemoryError):
        raise Unreadable("it is nested too deep") from None
    except ValueError as error:
        found = mended(text, _JSON, file)
        if found is None:
            raise Unreadable(_why(data, text, error)) from None
        notebook, repaired = found
        repairs += repaired
    if not isinstance(notebook, dict):
        raise Unreadable("it is JSON, but no notebook")
    return notebook, repairs


def _why(data, text, error):
    """Say why some bytes are no notebook, and what to do."""
    words = type_of(data, text)
    return f"{words}: {WAY_OUT}" if words.endswith(INSTEAD) else words or f"it is not JSON ({error})"


def _decoded(data):
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding), None
    except UnicodeDecodeError as error:
        return data.decode(encoding, "replace"), error.start


def _entries(notebook):
    """The list of what should be cells, of any format."""
    entries = notebook.get("cells")
    if entries is None and isinstance(notebook.get("worksheets"), list):  # format 3
        sheets = [sheet.get("cells") for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        lists = [sheet for sheet in sheets if isinstance(sheet, list)]
        entries = [entry for sheet in lists for entry in sheet] if lists else None
    if not isinstance(entries, list):
        raise Unreadable("it is JSON, but no notebook: it has no list of cells")
    return entries


def _cell(entry, identity):
    """Take the text of a cell, and the id that the assignment knows it by."""
    kind = entry.get("cell_type")
    source = entry.get("source", entry.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    source = source if isinstance(source, str) else ""
    # Half of a surrogate pair can be in JSON, but in no file; an editor may end lines in its own way.
    source = source.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    made = text_cell(kind if kind in ("code", "markdown", "raw") else "markdown", source, identity)
    grade_id = grade_id_of(entry)
    if grade_id is not None and re.fullmatch(r"[a-zA-Z0-9_\-]{1,100}", grade_id):
        made.metadata["nbgrader"] = {"grade_id": grade_id}
    if isinstance(entry.get("id"), str) and re.fullmatch(r"[a-zA-Z0-9_\-]{1,64}", entry["id"]):
        made.metadata["was"] = entry["id"]
    return made
