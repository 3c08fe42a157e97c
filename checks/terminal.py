"""A notebook run without Jupyter, for what it defines: its imports, and the learner's own cells."""

import ast
import codeop
import copy
import json
import linecache
from itertools import chain
from pathlib import Path

from checks.cell_text import read_cell, why_undefined
from checks.target import own_line
from checks.words import text_of

_IMPORTS = ast.Import, ast.ImportFrom
_KEPT = *_IMPORTS, ast.FunctionDef, ast.ClassDef
_VALUES = ast.Assign, ast.AnnAssign


class _Absent:
    """Stands for what could not be imported: whoever uses it gets the error, which names the package."""

    def __init__(self, error):
        self.__error = error

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise self.__error.with_traceback(None)

    def __call__(self, *_, **__):
        raise self.__error.with_traceback(None)


def notebook_functions(path, functions):
    """Run a notebook's imports and the learner's own cells.

    functions  the names of the functions that the learner writes
    Returns    (what they define: dict, name -> value; what went wrong meanwhile: list of sentences)
    Raises     OSError, or ValueError with the reason where it can't be read as a notebook
    """
    names, complaints, broken = {"__name__": "notebook"}, [], {}
    cells = [(number, source, solution) for number, source, solution in _code_cells(path)]
    last = max((number for number, source, _ in cells if _defines(source, functions)), default=0)
    for number, source, solution in cells:
        place, lines = f"cell {number}", source.split("\n")
        broken |= {name: _NotCompiled(name, lines, why) for name in functions if (why := why_undefined(source, name))}
        try:
            statements, python = read_cell(source)
        except SyntaxError as error:
            complaints.append(_stops(place, lines, error))
            continue
        linecache.cache[place] = (len(python), None, python.splitlines(keepends=True), place)
        if not _defines(source, functions) and not solution:
            # Not its demonstrations; values only where a function may need them.
            kept = _KEPT + _VALUES if number < last else _KEPT
            statements = [statement for statement in statements if isinstance(statement, kept)]
        complaints += dict.fromkeys(_run(statements, place, lines, names))
    return {**broken, **names}, complaints


def _defines(source, functions):
    """True for the text of a cell that defines one of some functions."""
    return any(f"def {name}" in source for name in functions)


def _code_cells(path):
    """Read a notebook: list of (number of the cell, its text, True for a cell that the learner has to fill)."""
    text = Path(path).read_text(encoding="utf-8-sig")
    if text.lstrip().startswith("<"):
        raise ValueError("it is a web page")
    try:
        notebook = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) and "cell_type" in cell for cell in cells):
        raise ValueError("it has no list of cells")
    return [
        (number, _source(cell), _is_solution(cell))
        for number, cell in enumerate(cells, start=1)
        if cell["cell_type"] == "code"
    ]


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


class _NotCompiled:
    """A checks.target.Target: a function whose cell is not valid Python. A test of it says why."""

    def __init__(self, name, lines, error):
        self.__name__, self._error, self._line = name, error, own_line(name, lines, error.lineno)

    def __call__(self, *_):
        raise self._error

    def call(self, case):
        raise self._error

    def is_finished(self):
        return True

    def names_from_outside(self):
        return []

    def lines_of(self, error):
        return [self._line]

    def ending(self, result):
        return None, ""

    def text_of(self, error):
        return error.msg

    def explained(self, tests, name, problems):
        return tests.explained_here(name, self, problems)


# ── What it does ──────────────────────────────────────────────────────────────────────────────────────────────────


def _stops(place, lines, error):
    _, number, text, _ = own_line("", lines, error.lineno)
    return f"{place} stops with {type(error).__name__}: {error.msg}, line {number}: {text}"


def _run(statements, place, lines, names):
    """Run statements of a cell up to the first error, but for imports; yield sentences on what went wrong."""
    compiler = codeop.Compile()  # which remembers an import from __future__
    for statement in chain.from_iterable(map(_one_by_one, statements)):
        try:
            code = compiler(ast.Module([statement], []), place, "exec")  # type: ignore[arg-type]
        except SyntaxError as error:
            yield _stops(place, lines, error)
            return
        try:
            exec(code, names)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if not (isinstance(error, ImportError) and isinstance(statement, _IMPORTS)):
                yield f"{place} stops with {type(error).__name__}: {text_of(error)}"
                return
            yield f"{place}: an import failed ({text_of(error)}); the cell goes on without it"
            (alias,) = statement.names
            names[alias.asname or alias.name.split(".")[0]] = _Absent(error)


def _one_by_one(statement):
    """Yield a statement; one that imports several things as one for each: the others may be there."""
    if not isinstance(statement, _IMPORTS):
        yield statement
        return
    for alias in statement.names:
        one = copy.copy(statement)
        one.names = [alias]
        yield one
