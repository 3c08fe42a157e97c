"""Code that stands where nothing runs it, with text around it, in a cell of another type or below an unknown magic.

It is taken out where no code cell has the function, so that it counts as it would have beside that text.
"""

import ast
import re

from nbformat import NotebookNode

from checks.cell_text import CELL_MAGIC, parse
from grader.intake.definitions import DEFINED, fenced, functions_of, read_texts
from grader.intake.repairs import repair
from grader.intake.scripts import read_apart
from grader.rules.cell_kinds import grade_id_of

_DEFINING = (*DEFINED, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
_KNOWN = re.compile(  # magics of IPython, and the one by which people switch a cell off
    "|HTML|SVG|bash|capture|cmd|code_wrap|debug|file|html|javascript|js|latex|markdown|perl|prun|pypy|python[23]?|ruby"
    "|script|sh|skip|svg|sx|system|time|timeit|writefile"
)


def take_out_code(source_cells, cells, solutions):
    """Take the code of functions that no code cell has out of what stands around it: (cells, list of Repair).

    source_cells    list of notebook cells, the instructor's
    cells           list of notebook cells, the student's
    solutions       list of grader.intake.choosing.Solution
    The answer to a question in words stays as it is, whatever code it quotes, and so do the instructor's cells.
    """
    names = {function for solution in solutions for function in solution.functions}
    words = [cell["source"].strip() for cell in source_cells if cell["cell_type"] == "markdown"]
    code = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    found = read_texts(code, names)
    missing = names.difference(*(text.defines for text in found))
    broken = names.difference(*(text.defines for text in found if text.compiles))
    texts = {cell["source"] for cell in source_cells}
    in_words = {grade_id_of(cell) for cell in source_cells if cell["cell_type"] == "markdown" and grade_id_of(cell)}
    made, repairs = [], []
    for cell in cells:
        text = cell["source"]
        if cell["cell_type"] == "code":
            text, said = _without_words(text, words, broken) or _without_magic(text, names, missing) or (text, None)
            repairs += [said] if said else []
        elif missing and text not in texts and grade_id_of(cell) not in in_words:
            text = fenced(text, missing) or _among_words(text, missing) or text
        made.append(cell if text is cell["source"] else NotebookNode({**cell, "source": text}))
    return made, repairs


def _without_words(text, words, missing):
    """Take the instructor's texts out of a text that is no Python with them: (the rest, a Repair), or None."""
    if not missing or not _defines(text, missing) or _parsed(text) is not None:
        return None
    rest = text
    for one in sorted(filter(None, words), key=len, reverse=True):
        rest = rest.replace(one, "")
    rest = rest.strip("\n")
    found = [name for name in functions_of(rest) if name in missing]
    return (rest, repair("words", cell=", ".join(found))) if found else None


def _without_magic(text, names, missing):
    """Take a cell magic away that IPython does not know, above functions that no other cell has; None otherwise."""
    magic = CELL_MAGIC.match(text)
    if not magic or _KNOWN.fullmatch(magic[1]):
        return None
    rest = text[magic.end() :].lstrip("\n")
    found = functions_of(rest)
    if not found or names.intersection(found) - missing:
        return None
    return rest, repair("magic", cell=", ".join(found), magic=f"%%{magic[1]}")


def _among_words(text, missing):
    """The definitions, imports and assignments in a text of words and code that defines one of some functions."""
    begins = _defines(text, missing)
    if not begins or _parsed(text) is not None:
        return ""
    margin = begins[1]
    lines = [line.removeprefix(margin) if line.startswith(margin) else "" for line in text.split("\n")]
    kept = [part for part in read_apart(lines) if any(isinstance(one, _DEFINING) for one in _parsed(part) or ())]
    code = "\n\n".join(kept)
    return code if _defines(code, missing) else ""


def _defines(text, names):
    """The match of a line that begins to define one of some functions, with its margin; None where there is none."""
    return re.search(rf"^([ \t]*)(?:async )?def[ \t]+(?:{'|'.join(map(re.escape, names))})[ \t]*\(", text, re.MULTILINE)


def _parsed(text):
    """The statements of a text; None where it is no Python."""
    try:
        return parse(text)
    except SyntaxError:
        return None
