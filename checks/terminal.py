"""A notebook run without Jupyter, for what it defines: its imports, and the learner's own cells."""

import ast
import codeop
import copy
import linecache
from itertools import chain
from traceback import walk_tb

from checks.cell_text import read_cell, why_undefined
from checks.notebook import code_cells
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
    Returns    (what they define: dict, name -> value; what went wrong meanwhile: list of sentences;
               which functions a cell would define if it did not stop before: dict, name -> number of the cell)
    Raises     OSError, or ValueError with the reason where it can't be read as a notebook
    """
    names, complaints, broken, unreached = {"__name__": "notebook"}, [], {}, {}
    cells = code_cells(path)
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
        defined = {getattr(statement, "name", "") for statement in statements}
        unreached |= {name: number for name in functions if name in defined and name not in names}
    return {**broken, **names}, complaints, unreached


def _defines(source, functions):
    """True for the text of a cell that defines one of some functions."""
    return any(f"def {name}" in source for name in functions)


class _NotCompiled:
    """A checks.target.Target: a function whose cell is not valid Python. A test of it says why."""

    def __init__(self, name, lines, error):
        self.__name__, self._error, self._line = name, error, own_line(name, lines, error.lineno)

    def __call__(self, *_):
        raise self._error

    def call(self, case):
        raise self._error

    def kept(self):
        return None

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


def _described(error):
    text = text_of(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _where(error, place, lines):
    """The line of a cell on which an error was raised, as the end of a sentence."""
    numbers = [number for frame, number in walk_tb(error.__traceback__) if frame.f_code.co_filename == place]
    return f", line {numbers[0]}: {lines[numbers[0] - 1].strip()}" if numbers and numbers[0] <= len(lines) else ""


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
                yield f"{place} stops with {_described(error)}{_where(error, place, lines)}"
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
