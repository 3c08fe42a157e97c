"""What the text of a cell defines, without running it: which functions, how far they are, and which statements."""

import ast
import re
import textwrap
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from checks.cell_text import CELL_MAGIC, RUNS_BODY, parse, problem_of, read_cell

SHORT = 60  # lines of a function that may do nothing at all
PARSED = 400_000  # characters of a notebook that are parsed; what is longer is only searched for its def lines
# Python's names by which a text reaches other names that it does not show: of such a text nothing is concluded.
INDIRECT = frozenset(("__builtins__", "eval", "exec", "get_ipython", "globals", "locals", "setattr", "vars"))
DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_STUB_LINE = re.compile(r"^[ \t]*raise NotImplementedError(?:\(\))?[ \t]*(?:#.*)?$", re.MULTILINE)
FENCE = re.compile(
    r"^ {0,3}(?P<mark>```+|~~~+)[^\n`]*\n(?P<code>.*?)(?:^ {0,3}(?P=mark)[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL
)  # of Markdown
_DEF_LINE = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)


class State(IntEnum):
    """How far a function is in one cell; the greater is the better evidence for what its author wants to be graded."""

    UNTOUCHED = 0  # as it was handed out
    BROKEN = 1  # the cell does not compile
    STARTED = 2  # a step still waits, others are done
    FINISHED = 3


@dataclass(frozen=True)
class Definition:
    """One name that a cell gives a value when it runs.

    own        True where def or class defines it, False where it is assigned, imported or deleted
    lines      list of the lines of its definition
    """

    own: bool
    lines: list


@dataclass(frozen=True)
class Text:
    """The text of a cell, read.

    defines     dict: name -> Definition, the last one in the cell
    compiles    False where a definition of it would not run
    more        True where it has more to run than these definitions, as far as that is known
    """

    defines: dict = field(default_factory=dict)
    compiles: bool = True
    more: bool = True


def read_texts(sources, names):
    """Read the texts of some cells, for what they say about some names: list of Text. Never raises.

    sources    list of str
    names      set of str; what a text defines beside them is left out
    """
    may_bind, left, texts = _may_bind(frozenset(names)), PARSED, []
    for source in sources:
        if not may_bind.search(source):
            texts.append(Text())
            continue
        left -= len(source)
        texts.append(_read(source, names) if left >= 0 else Text(_searched(source, names)))
    return texts


def body_not_run(source, texts):
    """A cell whose magic does something else with its text than run it: (the magic, the text); else twice empty.

    texts      of all code cells: one of them may run the file that the magic writes. `%%timeit` runs its cell
    """
    magic = CELL_MAGIC.match(source)
    if not magic or magic[1] in (*RUNS_BODY, "timeit"):
        return "", ""
    written = re.search(r"(\w+)\.py\b", magic[0])
    if written and any(re.search(rf"\b{written[1]}\b", text) for text in texts if text is not source):
        return "", ""
    return f"%%{magic[1]}", source[magic.end() :]


def fenced(text, names):
    """The code in the fences of a Markdown text that define one of some names, with those that define other functions.

    Empty where none defines one of them.
    """
    wanted = re.compile(rf"^[ \t]*def[ \t]+(?:{'|'.join(map(re.escape, names))})\b", re.MULTILINE)
    fences = in_fences(text)
    found = [code for code in fences if wanted.search(code)]
    kept = [code for code in found if _compiles(code)] or found
    beside = [code for code in fences if kept and code not in found and functions_of(code)]
    return "\n\n".join(code for code in fences if code in kept or code in beside)


def in_fences(text):
    """What stands in each fence of a Markdown text: list."""
    return [found["code"].rstrip("\n") for found in FENCE.finditer(text)]


def _compiles(code):
    try:
        parse(code)
    except SyntaxError:
        return False
    return True


@lru_cache(50)
def _may_bind(names):
    """A pattern that every text has that gives one of some names a value: most texts need not be parsed at all."""
    if not names:
        return re.compile("(?!)")
    name = rf"\b(?:{'|'.join(sorted(map(re.escape, names)))})\b"
    alone = rf"^[ \t]*{name}[ \t]*,?[ \t]*\)?[ \t]*$"  # on a line of its own, in brackets
    keyword = rf"\b(?:def|class|import|as|for|del)\b.{{0,200}}?{name}"
    return re.compile(rf"{keyword}|{name}[^\n=]{{0,200}}=(?!=)|{alone}", re.MULTILINE)


def _read(source, names):
    try:
        statements, python = read_cell(source)
        own = [one for one in statements if isinstance(one, DEFINED) and one.name in names]
        if problem := next(filter(None, map(problem_of, own)), None):
            raise problem
    except SyntaxError:
        return Text(_searched(source, names), compiles=False)
    lines, defines = python.split("\n"), {}
    for name, node in bindings(statements):
        if name in names:
            defines[name] = Definition(isinstance(node, DEFINED), lines[node.lineno - 1 : node.end_lineno])
    more = len(own) < len(statements)
    return Text(defines, more=more)


@lru_cache(200)
def functions_of(source):
    """The functions and classes that the text of a cell of the assignment defines at its top: list of names."""
    try:
        statements = parse(source)
    except SyntaxError:
        return []
    return list(dict.fromkeys(node.name for node in statements if isinstance(node, DEFINED)))


def without_statements(source, given):
    """What is left of the text of a cell without the statements, and the comments, of a given text.

    Where it is not Python, or too deep, nothing can be told apart, and all of it is left.
    """
    try:
        theirs, ours = _statements(parse(source)), {text for _, _, text in _statements(parse(given))}
    except (SyntaxError, RecursionError):
        return source
    lines = source.split("\n")
    new = {at for first, last, text in theirs if text not in ours for at in range(first, last + 1)}
    covered = {at for first, last, _ in theirs for at in range(first, last + 1)}
    known = {line.strip() for line in given.split("\n")}
    kept = [at for at, line in enumerate(lines) if at in new or (at not in covered and line.strip() not in known)]
    return "\n".join(lines[at] for at in kept).strip("\n")


def _statements(nodes):
    """Of each statement (first line, last line, a text that the same statement always has)."""
    return [(_first_line(node), node.end_lineno - 1, ast.dump(node)) for node in nodes]


def names_kept_apart(source: str) -> tuple[str, set[str]]:
    """Return the cell magic of a cell that keeps its names to itself, and the names: `%%timeit` does, `%%time` not."""
    magic = CELL_MAGIC.match(source)
    if not magic or magic[1] in RUNS_BODY:
        return "", set()
    try:
        return magic[0].strip(), {name for name, _ in bindings(parse(source[magic.end() :]))}
    except SyntaxError:  # another language
        return magic[0].strip(), set()


def is_finished(definition):
    """True where no step of a definition still waits: what stands below its return is never reached."""
    is_short = len(definition.lines) < SHORT
    if not is_short and not any(map(_STUB_LINE.match, definition.lines)):
        return True
    try:
        tree = ast.parse(textwrap.dedent("\n".join(definition.lines)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    if is_short and all(isinstance(one, ast.FunctionDef) and _does_nothing(one) for one in tree.body):
        return False
    return not any(_STUB_LINE.match(definition.lines[node.lineno - 1]) for node in _reached(tree.body))


def _does_nothing(function):
    """True for a function of nothing but `pass`, `...` and texts."""
    return all(
        isinstance(one, ast.Pass) or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        for one in function.body
    )


def _reached(body):
    """The statements of a block and of those in it, but for what stands below a return, without recursion."""
    waiting = [body]
    while waiting:
        for statement in waiting.pop():
            yield statement
            waiting += [getattr(statement, name, None) or [] for name in ("body", "orelse", "finalbody")]
            waiting += [one.body for one in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ()))]
            if isinstance(statement, ast.Return):
                break


def state_of(name, text, handed_out):
    """Say how far a function is in a cell that defines it: a State.

    handed_out  set of the lines, stripped, that the assignment gives for it
    """
    definition = text.defines[name]
    if text.compiles and is_finished(definition):
        return State.FINISHED
    if not own_lines(definition.lines, handed_out):
        return State.UNTOUCHED
    return State.STARTED if text.compiles else State.BROKEN


def is_waiting(text):
    """True for a text with a line that says that a step is still to be written."""
    return bool(_STUB_LINE.search(text))


def own_lines(lines, handed_out):
    """The lines that a student has written, stripped: none that is empty, was handed out or says that a step waits."""
    stripped = (line.strip() for line in lines)
    return [line for line in stripped if line and line not in handed_out and not _STUB_LINE.match(line)]


def _searched(source, names):
    """The definitions at the top of a text that is not parsed, each with the lines up to the next one."""
    lines = source.split("\n")
    places = [(at, found[1]) for at, found in enumerate(map(_DEF_LINE.match, lines)) if found]
    ends = [*(at for at, _ in places[1:]), len(lines)]
    return {
        name: Definition(True, lines[at:end]) for (at, name), end in zip(places, ends, strict=False) if name in names
    }


def _first_line(node):
    decorators = getattr(node, "decorator_list", ())
    return min([node.lineno, *(one.lineno for one in decorators)]) - 1


def bindings(statements):
    """Yield (name, node) for each name that statements bind or delete when they run, in order."""
    waiting = list(reversed(statements))
    while waiting:
        node = waiting.pop()
        if isinstance(node, DEFINED):
            yield node.name, node
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from ((alias.asname or alias.name.split(".")[0], node) for alias in node.names)
        else:
            for target in _targets(node):
                yield from ((name.id, name) for name in _bound_in(target))
            inner = (getattr(node, field, ()) for field in ("body", "handlers", "cases", "orelse", "finalbody"))
            waiting.extend(reversed([one for several in inner if isinstance(several, list) for one in several]))


def _targets(statement):
    """What a statement assigns to, or deletes."""
    yield from getattr(statement, "targets", ())
    if getattr(statement, "target", None) is not None:
        yield statement.target
    yield from (item.optional_vars for item in getattr(statement, "items", ()) if item.optional_vars is not None)


def _bound_in(target):
    return [node for node in ast.walk(target) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)]
