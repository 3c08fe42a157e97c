"""Which names the assignment's functions use, and which cell gives them a value: for what Jupyter's order of running
hides from the one who writes a notebook. Only the text is read, nothing is run, and where that does not tell, nothing
is said."""

import ast
import builtins
import importlib.util
import re
from dataclasses import dataclass
from functools import lru_cache

from checks.cell_text import parse
from grader.intake.definitions import DEFINED, INDIRECT, PARSED, bindings, names_kept_apart
from grader.intake.repairs import repair
from grader.rules.cell_kinds import is_solution

LONGEST = 60  # characters of a line that are quoted
_GIVES_MORE = re.compile(
    rf"\b(?:{'|'.join(sorted(INDIRECT))})\b|^[ \t]*%(?:run|load|pylab|store|macro)\b", re.MULTILINE
)
_MAY_BE_CALLED = (ast.Name, ast.Attribute, ast.Lambda, ast.IfExp, ast.Subscript)  # sum = np.sum


@dataclass(frozen=True)
class Binding:
    """Where a name gets a value, or loses it, at the top of a cell.

    place    of the cell
    node     of the text: a definition, an import, or the ast.Name
    value    what is assigned, where that is known
    """

    place: int
    node: ast.AST
    value: ast.AST | None = None

    @property
    def is_deletion(self):
        """True for `del`: the name has no value from there on, or the one of Python's own name."""
        return isinstance(getattr(self.node, "ctx", None), ast.Del)


class Names:
    """The names of a notebook's cells.

    sources    list of str, the cells in order; None: a cell that does not run
    """

    def __init__(self, sources):
        self.sources, self._left = sources, PARSED
        self.all = {}  # name -> list of Binding, in order
        self.unclear = False  # True where a text may give values to names that it does not show
        for place, source in enumerate(sources):
            if source is not None:
                self._left -= len(source)
                found, unclear = _found(source) if self._left >= 0 else ((), True)
                self.unclear |= unclear
                for name, node, value in found:
                    self.all.setdefault(name, []).append(Binding(place, node, value))

    def bound(self, name):
        """Every Binding of a name, in order."""
        return self.all.get(name, [])

    def used_in(self, function, at, others=()):
        """The names that a function and its helpers take from the notebook, as it is when the cell `at` has run.

        others     names of functions that are not looked into
        """
        found, waiting = set(), [function]
        while waiting:
            node = self._definition(waiting.pop(), at)
            more = (_taken_from_outside(node) if node else set()) - found - {*others}
            found |= more
            waiting += sorted(more)
        return found

    def _definition(self, name, at):
        defined = [one for one in self.bound(name) if isinstance(one.node, DEFINED)]
        above = [one for one in defined if one.place <= at]
        return (above or defined or [Binding(0, None)])[-1].node

    def first_below(self, name, at):
        """The first Binding of a name, where none is in the cell `at` or above it; else None."""
        known = [one for one in self.bound(name) if not one.is_deletion]
        return known[0] if known and known[0].place > at and not hasattr(builtins, name) else None

    def line_of(self, binding):
        """The line of a Binding, quoted, with the first line of its cell."""
        lines = self.sources[binding.place].split("\n")
        line, first = (_clipped(text) for text in (lines[binding.node.lineno - 1], next(filter(str.strip, lines))))
        return repr(line) + (f", in the cell that begins with {first!r}" if first != line else "")


@lru_cache(100)
def _found(source):
    """What the text of a cell gives values to: (list of (name, node, value), True where it may be more)."""
    try:
        statements = parse(source)
    except SyntaxError:
        return [], False
    values = _values(ast.Module(statements, []))
    found = [(name, node, values.get(node)) for name, node in bindings(statements)]
    return found, any(name == "*" for name, _, _ in found) or bool(_GIVES_MORE.search(source))


def names_given(source_cells):
    """The names that the instructor's cells give a value: frozenset; not those of functions that students write."""
    code = [cell["source"] for cell in source_cells if cell["cell_type"] == "code" and not is_solution(cell)]
    return frozenset(Names(code).all)


def complete_from(functions, names, tested, last_test, given):
    """Say from which cell on functions have everything that they use, where a test ran again below that.

    functions  names
    names      Names of the student's cells
    tested     place of the first test, and `last_test` of the last
    given      set of names that the instructor's cells give
    Returns    (place, list of names that are defined below the first test); (-1, []) where there is nothing to say
    """
    if names.unclear or tested is None or last_test <= tested:
        return -1, []
    used = set().union(*(names.used_in(function, last_test, functions) for function in functions)) - given
    late = {name: found.place for name in sorted(used) if (found := names.first_below(name, tested))}
    return (max(late.values()), list(late)) if late and max(late.values()) <= last_test else (-1, [])


def say_of_names(cells, solutions, is_instructors, test_of):
    """Say which names have no value, or another one than the course gives, where a test stands: list of Repair.

    cells           list of notebook cells, rebuilt
    solutions       list of grader.intake.choosing.Solution
    is_instructors  takes a cell, True where its text is the instructor's
    test_of         takes a cell, returns the label of the solution cell that it tests, or None
    """
    code = [cell["source"] if cell["cell_type"] == "code" and test_of(cell) is None else None for cell in cells]
    names, found = Names(code), {}
    theirs = {place for place, cell in enumerate(cells) if is_instructors(cell)}
    given = {
        name
        for name, several in names.all.items()
        if several[0].place in theirs and not isinstance(several[0].node, ast.Name)
    }
    functions = {function for solution in solutions for function in solution.functions}
    at = {test_of(cell): place for place, cell in enumerate(cells)}
    for solution in solutions:
        place = at.get(solution.label, -1)
        for function in solution.functions if place >= 0 else ():
            for name in sorted(names.used_in(function, place, functions) - functions):
                kind, binding = _what_of(name, names, place, theirs, given)
                if kind:
                    found.setdefault((kind, name, names.line_of(binding)), []).append(function)
    said = [repair(kind, name=name, line=line, cells=", ".join(who)) for (kind, name, line), who in found.items()]
    return said + _say_of_magics(code, names, functions, at)


def _say_of_magics(code, names, functions, at):
    """Say which cells begin with a cell magic that keeps to itself what the functions need: list of Repair."""
    said, last = [], max(at.values(), default=-1)
    used = functions.union(*(names.used_in(function, last, functions) for function in functions))
    for source in (source for source in code if source and len(source) <= PARSED):
        magic, apart = names_kept_apart(source)
        missing = sorted(name for name in apart & used if not names.bound(name))
        if missing and not _is_read_again(magic, code):
            said.append(repair("apart", name=", ".join(missing), line=repr(_clipped(magic))))
    return said


def _is_read_again(magic, code):
    """True where a cell is written into a file, and another cell names that file: it may be run, or imported."""
    written = re.fullmatch(r"%%(?:writefile|file)\s+(?:-a\s+)?\W*(\w+)\.py\W*", magic)
    return bool(written) and any(re.search(rf"\b{written[1]}\b", one) for one in code if one and magic not in one)


def _what_of(name, names, place, theirs, given):
    """What there is to say of a name at a place: (kind of Repair or nothing, Binding)."""
    below = names.first_below(name, place)
    if below:
        return ("" if names.unclear else "later"), below
    above = [one for one in names.bound(name) if one.place <= place]
    if above and above[-1].is_deletion:
        said = above[-1].place not in theirs and not hasattr(builtins, name) and (name in given or not names.unclear)
        return ("deleted" if said else ""), above[-1]
    if above and above[-1].place not in theirs and not _has_its_modules(above[-1].node, names, theirs):
        return "module", above[-1]
    if above and above[-1].place not in theirs and (name in given or hasattr(builtins, name)):
        return ("overwritten" if _is_data(above[-1]) else ""), above[-1]
    return "", None


def _has_its_modules(node, names, theirs):
    """False for an import of a module that is not there: not in Python, in a package, nor written by a cell."""
    written = [source for source in names.sources if source is not None and ".py" in source]
    theirs_too = (one for several in names.all.values() for one in several if one.place in theirs)
    given = set().union(*map(_imported, theirs_too))
    return all(
        any(one in given or any(f"{one}.py" in source for source in written) for one in (module, module.split(".")[-1]))
        or _is_installed(module.split(".")[0])
        for module in _imported(Binding(-1, node))
    )


def _imported(binding):
    """The modules that a binding imports: set of names."""
    if isinstance(binding.node, ast.Import):
        return {alias.name.split(".")[0] for alias in binding.node.names}
    is_from = isinstance(binding.node, ast.ImportFrom) and binding.node.module and not binding.node.level
    return {binding.node.module} if is_from else set()


@lru_cache(1000)
def _is_installed(module):
    """True for a module of Python or of a package; nothing of it is run."""
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return True


def _is_data(binding):
    """True where a name gets, for all that its text says, a value that is no function and no module."""
    if isinstance(binding.node, ast.Name):
        return not isinstance(binding.value, _MAY_BE_CALLED)
    return False


def _values(tree):
    """What is assigned to single names: dict, ast.Name -> its value."""
    found = {}
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None) if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) else None
        found |= {target: value for target in targets if isinstance(target, ast.Name) and value is not None}
    return found


@lru_cache(200)
def _taken_from_outside(definition):
    """The names that a definition reads and does not give a value itself: set."""
    read, own, outside = set(), set(), set()
    for node in ast.walk(definition):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else own).add(node.id)
        elif isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            own |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Global):
            outside |= {*node.names}
        elif isinstance(node, (ast.ExceptHandler, *DEFINED)):
            own.add(node.name)
    return read - (own - outside)


def _clipped(text):
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
