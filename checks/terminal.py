"""A notebook run without Jupyter, for what it defines: its imports, and the learner's own cells."""

import ast
import codeop
import copy
import json
import linecache
import re
from itertools import chain
from pathlib import Path

from checks.target import own_line

_RUNS_BODY = ("time", "capture", "prun")  # cell magics whose cell is Python, run in the notebook's own names
_CELL_MAGIC = re.compile(r"\s*%%(\w*).*")
_TIMED = re.compile(r"([ \t]*)%time[ \t]+(.+)")
_ASSIGNED = re.compile(r"([ \t]*\w+[ \t]*=[ \t]*)[%!].*")  # files = !ls
_MAGIC = re.compile(r"([ \t]*)(?:[%!?].*|[\w.*]+\?{1,2}[ \t]*)")  # %cd, !ls, ?f, f?
_INSTALLS = re.compile(r"\s*(?:pip|conda)[ \t].*\n?")  # IPython's only where it is the whole cell
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
        place = f"cell {number}"
        linecache.cache[place] = (len(source), None, source.splitlines(keepends=True), place)
        try:
            statements = parse(source)
        except SyntaxError as error:
            lines = source.split("\n")
            _, number, text, _ = own_line("", lines, error.lineno)
            complaints.append(f"{place} stops with {type(error).__name__}: {error.msg}, line {number}: {text}")
            broken |= {name: _NotCompiled(name, lines, error) for name in re.findall(r"^def (\w+)", source, re.M)}
            continue
        if not _defines(source, functions) and not solution:
            # Not its demonstrations; values only where a function may need them.
            kept = _KEPT + _VALUES if number < last else _KEPT
            statements = [statement for statement in statements if isinstance(statement, kept)]
        complaints += dict.fromkeys(_run(statements, place, names))
    return {**{name: target for name, target in broken.items() if name in functions}, **names}, complaints


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


# ── The text of a cell ────────────────────────────────────────────────────────────────────────────────────────────


def parse(source):
    """Parse the text of a cell: as it is, and only where that is not Python, without the lines that are IPython's.

    Returns    list of statements, which count lines as the text does; none where the cell is for another program
    Raises     SyntaxError
    """
    while magic := _CELL_MAGIC.match(source):
        source = source[: magic.start(1) - 2] + source[magic.end() :] if magic[1] in _RUNS_BODY else ""
    lines = [] if _INSTALLS.fullmatch(source) else source.split("\n")
    while True:
        try:
            return ast.parse("\n".join(lines)).body
        except SyntaxError as error:
            # A line that is wrong where it stands: an operator % that goes on with the line above is not.
            if not error.lineno or error.lineno > len(lines) or not _without_magic(lines, error.lineno - 1):
                raise
        except (ValueError, RecursionError, MemoryError) as error:
            raise SyntaxError(str(error) or "too deep to be read", ("cell", 1, 1, source[:1])) from None


def _without_magic(lines, at):
    """Put Python in the place of a line of IPython's; return whether it is one."""
    line = lines[at]
    for pattern, python in ((_TIMED, r"\1\2"), (_ASSIGNED, r"\1None"), (_MAGIC, r"\1pass")):
        if found := pattern.fullmatch(line):
            lines[at] = found.expand(python)
            while line.endswith("\\") and at + 1 < len(lines):  # it goes on
                at += 1
                line, lines[at] = lines[at], ""
            return True
    return False


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

    def text_of(self, error):
        return error.msg

    def explained(self, tests, name, problems):
        return tests.explained_here(name, self, problems)


# ── What it does ──────────────────────────────────────────────────────────────────────────────────────────────────


def _run(statements, place, names):
    """Run statements of a cell up to the first error, but for imports; yield sentences on what went wrong."""
    compiler = codeop.Compile()  # which remembers an import from __future__
    for statement in chain.from_iterable(map(_one_by_one, statements)):
        try:
            exec(compiler(ast.Module([statement], []), place, "exec"), names)  # type: ignore[arg-type]
        except (Exception, SystemExit) as error:
            if not (isinstance(error, ImportError) and isinstance(statement, _IMPORTS)):
                yield f"{place} stops with {type(error).__name__}: {error}"
                return
            yield f"{place}: an import failed ({error}); the cell goes on without it"
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
