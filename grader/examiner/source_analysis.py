"""Analyse the text of a cell without running it: which names it reads and defines, and whether it is plain Python.

Texts longer than people write are not analysed: parsing one would take a thousand times its size in memory.
"""

import ast
import builtins
import itertools
import re
import symtable
from functools import lru_cache

from checks.cell_text import parse
from checks.ending import DEFINITIONS
from grader.box.cells import PROMPT
from grader.intake.definitions import DEFINED, INDIRECT

# What a text must contain to need IPython, or Matplotlib. A text that has one of these by chance does no harm.
_IPYTHON = re.compile(r"ipython|display|pylab|\b(?:exit|quit|await|async)\b", re.IGNORECASE)
_MATPLOTLIB = re.compile(r"plot|plt|show", re.IGNORECASE)
# Names in parentheses are searched in a few lines only, so that the time grows linearly with the text.
_ONLY_IMPORTED = re.compile(
    r"^from (?!IPython|matplotlib)\S+ import (?:\((?:[^)\n]*\n){0,40}[^)\n]*\)|.*)$", re.MULTILINE
)
LONGEST = 50_000  # characters of a cell


@lru_cache(64)
def is_plain(source):
    """True for the text of a cell that is plain Python and needs neither IPython nor Matplotlib."""
    return may_be_plain(source) and not _MATPLOTLIB.search(_without_imports(source))


@lru_cache(64)
def may_be_plain(source):
    """True for the text of a cell that is plain Python and does not need IPython, unless it draws."""
    if len(source) > LONGEST or PROMPT.search(source):
        return False
    return not _IPYTHON.search(_without_imports(source)) and _table(source) is not None


def _without_imports(source):
    """The text without its imports: importing a name is not using it."""
    return _ONLY_IMPORTED.sub("", source)


def names_read(source):
    """The names of the notebook that a cell reads, its functions included; None where that is unknown."""
    names = _names(source, lambda symbol: symbol.is_referenced())
    return None if names is None or names & INDIRECT else names


def names_defined(source):
    """The names of the notebook that a cell defines; None where that is unknown."""
    return _names(source, lambda symbol: symbol.is_assigned() or symbol.is_imported())


def names_at_top(source):
    """The names of the notebook that a cell reads outside its functions; None where that is unknown."""
    table = _table(source)
    return None if table is None else {one.get_name() for one in table.get_symbols() if one.is_referenced()}


def that_reach(functions, reads):
    """The names of some functions and of all functions that call one of them.

    functions  names
    reads      list of pairs (name of a function, names that it reads), see functions_in
    """
    found, waiting = set(functions), list(functions)
    while waiting:
        name = waiting.pop()
        more = {caller for caller, read in reads if name in read} - found
        found |= more
        waiting += more
    return found


@lru_cache(256)
def functions_in(source):
    """The functions that a text defines at its top: tuple of pairs (name, names of the notebook that it reads)."""
    table = _table(source)
    return tuple((child.get_name(), frozenset(_globals_in(child))) for child in table.get_children()) if table else ()


def _globals_in(table):
    """The names of the notebook that a function reads, with what is defined in it, comprehensions too."""
    waiting, names = [table], set()
    while waiting:
        inner = waiting.pop()
        names |= {symbol.get_name() for symbol in inner.get_symbols() if symbol.is_global()}
        waiting += inner.get_children()
    return names


def defines_below(source, line):
    """True where a text defines a function or a class at its top, below a line."""
    try:
        return any(isinstance(one, DEFINED) and one.lineno > line for one in parse(source))
    except SyntaxError:
        return False


@lru_cache(64)
def beginning_of(source):
    """The functions that a cell begins with, and the imports and plain values beside them, as text; "" without any.

    To run these runs nothing else of the cell.
    """
    if _table(source) is None:
        return ""
    kept = list(itertools.takewhile(_only_defines, ast.parse(source).body))
    has_function = any(isinstance(one, ast.FunctionDef) for one in kept)
    return "\n".join(source.split("\n")[: kept[-1].end_lineno]) if has_function else ""


def _only_defines(statement):
    """True for a statement that runs no code of the cell."""
    match statement:
        case ast.FunctionDef(decorator_list=[], args=taken):
            values = [*taken.defaults, *filter(None, taken.kw_defaults)]
            return all(isinstance(one, ast.Constant) for one in values)
        case ast.Assign(targets=[ast.Name()], value=ast.Constant()) | ast.Expr(value=ast.Constant()):
            return True
    return isinstance(statement, (ast.Import, ast.ImportFrom))


def data_from_outside(function, sources):
    """The names of the notebook's data that a function reads, in the order in which it reads them.

    sources    the texts of the cells, in order; the last one that defines the function counts
    Only what stands in the function itself counts, and only names that a cell gives a value of its own.
    """
    read, given = [], set()
    for table in filter(None, map(_table, sources)):
        for symbol in table.get_symbols():
            if symbol.is_assigned() and not symbol.is_namespace():
                given.add(symbol.get_name())
        for child in table.get_children():
            if child.get_type() == "function" and child.get_name() == function:
                read = [symbol.get_name() for symbol in child.get_symbols() if symbol.is_global()]
    return [name for name in read if name in given and not hasattr(builtins, name)]


def definition_of(function, sources):
    """The one definition of a function that the cells have, and the lines of its cell: (ast node, list of lines).

    (None, []) where several statements bind the name, where it is decorated, or where that can't be told.

    sources    the texts of the cells
    """
    found = []
    for source in sources:
        if function in source and _table(source) is None:
            return None, []
        nodes = ast.walk(ast.parse(source)) if function in source else ()
        found += [(node, source) for node in nodes if _binds(node, function)]
    if len(found) != 1 or not isinstance(found[0][0], DEFINITIONS) or found[0][0].decorator_list:
        return None, []
    ((node, source),) = found
    return node, source.split("\n")


def _binds(node, name):
    if isinstance(node, ast.Name):
        return node.id == name and not isinstance(node.ctx, ast.Load)
    return getattr(node, "name", None) == name or getattr(node, "asname", None) == name


@lru_cache(64)
def _table(source):
    """The symbol table of a cell; None where it is not plain Python, e.g. has a magic, or is too long."""
    if len(source) > LONGEST:
        return None
    try:
        return symtable.symtable(source, "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _names(source, wanted):
    if _table(source) is None:
        return None
    waiting, names = [_table(source)], set()
    while waiting:
        table = waiting.pop()
        top = table.get_type() == "module"
        names |= {symbol.get_name() for symbol in table.get_symbols() if (top or symbol.is_global()) and wanted(symbol)}
        waiting += table.get_children()
    return names
