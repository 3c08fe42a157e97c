"""Code that stands where nothing runs it, with text around it, in a cell of another type or below an unknown magic.

It is taken out where no code cell has the function, so that it counts as it would have beside that text. What already
has a value is never given another one: of such a text come only definitions, imports and assignments of other names.
"""

import ast
import builtins
import re
from collections import Counter
from dataclasses import dataclass

from nbformat import NotebookNode

from checks.cell_text import CELL_MAGIC, parse
from grader.intake.definitions import DEFINED, INDIRECT, PARSED, fenced, functions_of, read_texts
from grader.intake.names import names_given
from grader.intake.repairs import repair
from grader.intake.scripts import read_apart
from grader.rules.cell_kinds import grade_id_of

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINING = (*DEFINED, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
_KNOWN = re.compile(  # magics of IPython, and the one by which people switch a cell off
    "|HTML|SVG|bash|capture|cmd|code_wrap|debug|file|html|javascript|js|latex|markdown|perl|prun|pypy|python[23]?|ruby"
    "|script|sh|skip|svg|sx|system|time|timeit|writefile"
)
_REGISTERS = re.compile(r"\bregister_\w*magic|\bload_ext\b|\bmagics_class\b|\balias_magic\b")
_GIVES_MORE = re.compile(rf"\b(?:{'|'.join(sorted(INDIRECT))})\b|\bimport[ \t]*\*|^[ \t]*%(?:run|load)\b", re.M)
_DEF_LINE = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)


@dataclass
class _Live:
    """What has a value without the texts.

    given      set of names: Python's own, the instructor's, and what was taken out so far
    bound      dict: text of a code cell -> the names that it binds
    cells      Counter: name -> how many of these texts bind it
    functions  set of names, the assignment's
    """

    given: set
    bound: dict
    cells: Counter
    functions: set

    def bound_beside(self, text, names):
        """Those of some names that code cells of other texts than this one bind: set."""
        own = self.bound.get(text, ())
        return {name for name in names if self.cells[name] > (name in own)}

    def has(self, text, names, wanted):
        """True where one of some names has a value without a text, from which some functions are wanted."""
        not_wanted = self.functions - wanted
        return bool(names & self.given or names & not_wanted or self.bound_beside(text, names))


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
    hidden = _defined_out_of_sight(code)
    missing = names.difference(hidden, *(text.defines for text in found))
    broken = names.difference(hidden, *(text.defines for text in found if text.compiles))
    if not broken:
        return cells, []
    live = _live(source_cells, code, names)
    texts = {cell["source"] for cell in source_cells}
    in_words = {grade_id_of(cell) for cell in source_cells if cell["cell_type"] == "markdown" and grade_id_of(cell)}
    registers = any(map(_REGISTERS.search, code))
    made, repairs = [], []
    for cell in cells:
        text, said = cell["source"], None
        if cell["cell_type"] == "code":
            taken = _without_words(text, words, broken, live)
            taken = taken or (None if registers else _without_magic(text, missing, live))
            text, said = taken or (text, None)
        elif missing and text not in texts and grade_id_of(cell) not in in_words:
            text = _from_fences(text, missing, live) or _among_words(text, missing, live) or text
        repairs += [said] if said else []
        if text is not cell["source"]:
            live.given |= _bound(_parsed(text) or ()) - names
            cell = NotebookNode({**cell, "source": text})
        made.append(cell)
    return made, repairs


def _live(source_cells, code, names):
    """What has a value in a notebook: a _Live."""
    left, bound = PARSED, {}
    for text in code:
        left -= len(text)
        statements = _parsed(text) if left >= 0 else None
        bound[text] = set(_DEF_LINE.findall(text)) - names if statements is None else _bound(statements)
    cells = Counter(name for text in code for name in bound[text])
    return _Live({*names_given(source_cells), *dir(builtins)}, bound, cells, names)


def _defined_out_of_sight(code):
    """The names of functions in texts and in files, where a cell may give the notebook what it does not show."""
    if not any(map(_GIVES_MORE.search, code)):
        return set()
    return {name for text in code for name in re.findall(r"^[^#\n]*\bdef[ \t]+(\w+)", text, re.MULTILINE)}


def _without_words(text, words, missing, live):
    """Take the instructor's texts out of a text that is no Python with them: (the rest, a Repair), or None."""
    if not missing or not _defines(text, missing) or _parsed(text) is not None:
        return None
    rest = text
    for one in sorted(filter(None, words), key=len, reverse=True):
        rest = rest.replace(one, "")
    rest = _kept(rest.strip("\n"), missing, live, text)
    found = [name for name in functions_of(rest) if name in missing]
    return (rest, repair("words", cell=", ".join(found))) if found else None


def _without_magic(text, missing, live):
    """Take a cell magic away that IPython does not know, above functions that no other cell has; None otherwise."""
    magic = CELL_MAGIC.match(text)
    if not magic or _KNOWN.fullmatch(magic[1]):
        return None
    rest = text[magic.end() :].lstrip("\n")
    if not missing.intersection(functions_of(rest)):
        return None
    rest = _kept(rest, missing, live, text)
    found = functions_of(rest)
    return (rest, repair("magic", cell=", ".join(found), magic=f"%%{magic[1]}")) if found else None


def _from_fences(text, missing, live):
    """What counts of the fences of a Markdown text; what is no Python comes as it is, so that this can be said."""
    code = fenced(text, missing)
    return _kept(code, missing, live) if _parsed(code) is not None else code


def _among_words(text, missing, live):
    """The definitions, imports and assignments in a text of words and code that defines one of some functions."""
    begins = _defines(text, missing)
    if not begins or _parsed(text) is not None:
        return ""
    margin = begins[1]
    lines = [line.removeprefix(margin) if line.startswith(margin) else "" for line in text.split("\n")]
    kept = [part for part in read_apart(lines) if any(isinstance(one, _DEFINING) for one in _parsed(part) or ())]
    return _kept("\n\n".join(kept), missing, live)


def _kept(code, wanted, live, text=""):
    """What may be taken of some code, which stands in a text; empty where that defines no function that is wanted."""
    kept, left_out = [], set()
    for statement in _parsed(code) or ():
        if _may_run(statement, wanted, live, text):
            kept.append(statement)
        else:
            left_out.update(_lines_of(statement))
    if not wanted & _bound(kept):
        return ""
    if not left_out:
        return code
    lines = code.split("\n")
    return "\n\n".join("\n".join(lines[at] for at in _lines_of(one) if at not in left_out) for one in kept)


def _may_run(statement, wanted, live, text):
    """True for a definition, an import or an assignment that leaves everything as it is that has a value already."""
    bound = _bound([statement])
    if not isinstance(statement, _DEFINING) or "*" in bound or live.has(text, bound, wanted):
        return False
    nodes = list(_run_at_once([statement]))
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    calls = any(isinstance(node, ast.Call) for node in nodes)
    return not used & INDIRECT and not (calls and live.bound_beside(text, used))


def _bound(statements):
    """The names that statements may give a value, or another one, to what is behind them: set."""
    found = set()
    for node in _run_at_once(statements):
        if isinstance(node, DEFINED):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name.split(".")[0])
        elif isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del)):
            found |= {getattr(one, "id", getattr(one, "attr", "")) for one in ast.walk(node)}
    declared = (node for one in statements for node in ast.walk(one) if isinstance(node, ast.Global))
    return found.union(*(node.names for node in declared)) - {""}


def _run_at_once(nodes):
    """All nodes of some but those in the bodies of functions, which run when they are called."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, _FUNCTIONS):
            waiting += [*node.decorator_list, node.args]
        else:
            waiting += [node.args] if isinstance(node, ast.Lambda) else ast.iter_child_nodes(node)


def _lines_of(statement):
    first = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", ()))])
    return range(first - 1, statement.end_lineno)


def _defines(text, names):
    """The match of a line that begins to define one of some functions, with its margin; None where there is none."""
    return re.search(rf"^([ \t]*)(?:async )?def[ \t]+(?:{'|'.join(map(re.escape, names))})[ \t]*\(", text, re.MULTILINE)


def _parsed(text):
    """The statements of a text; None where it is no Python."""
    try:
        return parse(text)
    except SyntaxError:
        return None
