"""The text of a cell, in which lines may be IPython's: as Python, with a line for each of its lines.

The rules are those of IPython.core.inputtransformer2, as far as a line tells; IPython itself need not be there.
"""

import ast
import contextlib
import re
import textwrap
import warnings

RUNS_BODY = ("time", "capture", "prun")  # cell magics whose cell is Python, run in the notebook's own names
CELL_MAGIC = re.compile(r"\s*%%(\w*).*")
_TIMED = re.compile(r"([ \t]*)%time[ \t]+(.+)")
_ASSIGNED = re.compile(r"([^=\n]+=[ \t]*)[%!].*")  # files = !ls
_MAGIC = re.compile(r"([ \t]*)(?:[%!?].*|[,;/]\w.*|%{0,2}[\w.*]+\?{1,2}[ \t]*)")  # %cd, !ls, ?f, f?, and calls: ,f a b
_EMPTY = re.compile(r"[ \t]*(?:#.*)?")
_INSTALLS = re.compile(r"\s*(?:pip|conda)[ \t].*\n?")  # IPython's only where it is the whole cell
_PYTHON_PROMPT = re.compile(r"^[ \t]*>>>", re.MULTILINE)
_IPYTHON_PROMPT = re.compile(r"^In \[\d+\]: ", re.MULTILINE)
_PROMPTS = {
    _PYTHON_PROMPT: re.compile(r"^[ \t]*(?:>>>|\.\.\.)[ \t]?", re.MULTILINE),
    _IPYTHON_PROMPT: re.compile(r"^(?:In \[\d+\]: |[ \t]*\.{3,}: ?)", re.MULTILINE),
}
_TRIES = 30  # so often a text is parsed with more of its lines in Python
_PARSED = 2_000_000  # characters that are parsed at most so, of a long one
_DEEP = 10  # cell magics in each other that are looked at


def parse(source: str) -> list[ast.stmt]:
    """Parse the text of a cell: as it is, and only where that is not Python, without what is IPython's.

    Returns    list of statements, which count lines as the text does; none where the cell is for another program
    Raises     SyntaxError, which counts lines as the text does
    """
    return read_cell(source)[0]


def read_cell(source: str) -> tuple[list[ast.stmt], str]:
    """Parse the text of a cell, as `parse` does; return the statements and the Python, line for line, that they are."""
    plain = _without_prompts(without_magic(_without_prompts(source)))
    if plain != source and not _IPYTHON_PROMPT.search(source):  # Python takes such a prompt for an annotation
        with contextlib.suppress(SyntaxError):
            return _line_by_line(without_magic(source))
    return _line_by_line(plain)


def begins_to_define(source: str, name: str) -> bool:
    """True where a line begins to define a function, also indented, spelled `Def`, or behind invisible characters."""
    begins = rf"^[^\w\n#]*(?:async )?(?:def|class)[ \t]+{re.escape(name)}\b"
    return re.search(begins, source, re.MULTILINE | re.IGNORECASE) is not None


def why_undefined(source: str, name: str) -> SyntaxError | None:
    """The SyntaxError, with a line, for which the text of a cell does not define a function that it begins to define.

    None where it does, and where it does not even begin to.
    """
    begins = begins_to_define(source, name)
    if not begins and not any(_looks_like_its_first(line, name) for line in source.split("\n") if name in line):
        return None
    try:
        statements = parse(source)
    except SyntaxError as error:
        return error if error.lineno else None
    for statement in statements if begins else ():
        problem = problem_of(statement)
        if problem is not None or getattr(statement, "name", None) == name:
            return problem
    return None


def _looks_like_its_first(line, name):
    """True for what may be the first line of a function, although it begins with another word, or with none."""
    text = line.split("#")[0].rstrip()
    return text.endswith(":") and re.search(rf"\b{re.escape(name)}[ \t]*\(", text) is not None


def problem_of(statement: ast.stmt) -> SyntaxError | None:
    """The SyntaxError of a statement that can be parsed and does not compile, as `break` outside a loop; else None."""
    try:
        with _without_warnings():
            compile(ast.Module([statement], []), "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError) as error:
        return SyntaxError(str(error) or "too deep to be compiled", ("cell", statement.lineno, 1, ""))
    return None


def without_magic(source: str) -> str:
    """Return the text of a cell without its cell magic; nothing of it where it is for another program."""
    for _ in range(_DEEP):
        magic = CELL_MAGIC.match(source)
        if not magic:
            break
        source = source[: magic.start(1) - 2] + source[magic.end() :] if magic[1] in RUNS_BODY else ""
    return source


def _without_prompts(source):
    """Return a text without what stands before its lines: prompts of a terminal, and what all are indented by."""
    source = textwrap.dedent(source)
    for begins, prompts in _PROMPTS.items():
        if begins.search(source):
            source = prompts.sub("", source)
    return textwrap.dedent(source)


def _line_by_line(source):
    """Parse a text, with Python in the place of each line that turns out to be IPython's."""
    lines = [] if _INSTALLS.fullmatch(source) else source.split("\n")
    for _ in range(max(3, min(_TRIES, _PARSED // max(1, len(source))))):
        try:
            return _statements(lines)
        except SyntaxError as error:
            # A line that is wrong where it stands: an operator % that goes on with the line above is not.
            if not error.lineno or error.lineno > len(lines) or not _replace(lines, error.lineno - 1):
                raise
    return _statements(lines)


def _statements(lines):
    text = "\n".join(lines)
    try:
        with _without_warnings():
            return ast.parse(text).body, text
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error) or "too deep to be read", ("cell", 1, 1, lines[0])) from None


def _replace(lines, at):
    """Put Python in the place of a line of IPython's, which may have begun above, and of those below that are, too.

    Returns    whether it is one
    """
    while at and lines[at - 1].endswith("\\") and not lines[at - 1].lstrip().startswith("#"):
        at -= 1
    if found := _TIMED.fullmatch(lines[at]):
        lines[at] = found[1] + found[2]
        return True
    if found := _ASSIGNED.fullmatch(lines[at]):
        _put(lines, at, found[1] + "None")
        return True
    if not _MAGIC.fullmatch(lines[at]):
        return False
    while at < len(lines) and not _TIMED.fullmatch(lines[at]):
        if found := _MAGIC.fullmatch(lines[at]):
            at = _put(lines, at, found[1] + "pass")
        elif _EMPTY.fullmatch(lines[at]):
            at += 1
        else:
            break
    return True


def _put(lines, at, python):
    """Put Python in the place of a line, and of those in which it goes on; return the place of the next."""
    goes_on = lines[at].endswith("\\")
    lines[at] = python
    at += 1
    while goes_on and at < len(lines):
        goes_on = lines[at].endswith("\\")
        lines[at] = ""
        at += 1
    return at


@contextlib.contextmanager
def _without_warnings():
    """What the compiler warns of, as `\\d` in a text, is said where the cell runs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
