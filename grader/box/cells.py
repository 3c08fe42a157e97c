"""Runs the text of cells that are plain Python, and gathers what is put out meanwhile.

IPython is not needed here: a process without it is a third of the size, and so much cheaper to fork.
"""

import ast
import base64
import builtins
import contextlib
import io
import linecache
import sys
import types
import warnings
from functools import lru_cache

from . import absent

SHOWING = "IPython", "matplotlib"  # whoever has loaded one of these may show more than text
CUT = "\n[output cut here: a cell may put out {:,} bytes while it is graded]\n"


class Outputs:
    """What a cell puts out, in order, as the dicts of the notebook format; the bytes of all of it are bounded."""

    def __init__(self, limit):
        self.limit, self.used, self.items = limit, 0, []

    def write(self, name, text):
        if not text or self.used > self.limit:
            return
        self.used += len(text)
        if self.used > self.limit:
            text = text[: max(0, len(text) - (self.used - self.limit))] + CUT.format(self.limit)
        if self.items and self.items[-1].get("name") == name:
            self.items[-1]["text"] += text
        else:
            self.items.append({"output_type": "stream", "name": name, "text": text})

    def add(self, item):
        self.used += sum(map(len, item.get("data", {}).values())) + sum(map(len, item.get("traceback", ())))
        if self.used <= self.limit:
            self.items.append(item)
        else:
            self.write("stdout", "")
            self.items.append({"output_type": "stream", "name": "stdout", "text": CUT.format(self.limit)})

    def show(self, kind, data, metadata=None):
        data = {key: _text(value) for key, value in data.items()}
        item = {"output_type": kind, "data": data, "metadata": {}}
        self.add(item | ({"execution_count": None} if kind == "execute_result" else {}))


def _text(value):
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value if isinstance(value, (dict, list)) else str(value)


class _Stream(io.TextIOBase):
    encoding = "utf-8"

    def __init__(self, shell, name):
        self._shell, self._name = shell, name

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._shell.outputs.write(self._name, text)
        return len(text)


class Cells:
    """What a shell of IPython's and a bare one have in common.

    user_ns    dict, the names that cells define
    outputs    Outputs of what runs
    """

    @contextlib.contextmanager
    def listening(self, limit):
        """While the block runs, what is printed and shown goes to the Outputs that the block is given."""
        before, self.outputs = self.outputs, Outputs(limit)
        streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream(self, "stdout"), _Stream(self, "stderr")
        try:
            yield self.outputs
        finally:
            sys.stdout, sys.stderr = streams
            self.outputs = before

    def again(self, source, number, limit):
        """Run a cell for what it defines, whether it comes to its end or not, and without what can't be imported.

        Raises SyntaxError or ValueError where it is not plain Python.
        """
        code = compiled(source, number)
        with self.listening(limit), contextlib.suppress(BaseException):
            absent.run(code, source, place(number), self.user_ns)

    def know(self, source, number):
        """Compile a cell that will be run by and by."""
        with contextlib.suppress(SyntaxError, ValueError):
            compiled(source, number)

    def begin(self, warned):
        """Begin a cell that is shown: which cells were compiled ahead must not show in what it puts out.

        warned     what the compiler had to warn of, whenever it was; each cell says anew what others have said
        """
        with warnings.catch_warnings():
            pass  # Python forgets what has been said when its filters are touched
        for one in warned:
            warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)


class NotShown(Exception):
    """What a cell puts out takes IPython to show."""


class Bare(Cells):
    """A namespace for cells that are plain Python, and no more than that."""

    def __init__(self):
        builtins.input = no_input
        main = types.ModuleType("__main__")
        sys.modules["__main__"] = main
        self.user_ns, self.outputs = vars(main), Outputs(1 << 20)

    def again(self, source, number, limit):
        """Run a cell for what it defines; what is not plain Python defines nothing here."""
        with contextlib.suppress(SyntaxError, ValueError):
            super().again(source, number, limit)

    def run(self, source, number, limit):
        """Run a cell that puts out nothing but text; return (its outputs, True).

        Raises NotShown where that is not so: the cell is no plain Python, does not come to its end, shows a value at
        its end, or has loaded what shows more than text. It has run then, or a part of it.
        """
        with self.listening(limit) as outputs:
            try:
                (statements, last), warned = parted(source, number)
                self.begin(warned)
                exec(statements, self.user_ns)
                value = eval(last, self.user_ns)
            except BaseException:
                raise NotShown from None
        if value is not None or not sys.modules.keys().isdisjoint(SHOWING):
            raise NotShown
        return outputs.items, True

    def know(self, source, number):
        """Compile a cell that will be run, or shown, by and by."""
        super().know(source, number)
        with contextlib.suppress(SyntaxError, ValueError):
            parted(source, number)


@lru_cache(64)
def compiled(source, number):
    """Compile a cell, once for this process and those that are forked off it.

    Raises SyntaxError or ValueError where it is not plain Python.
    """
    _may_be_quoted(source, number)
    return compile(source, place(number), "exec", dont_inherit=True)


@lru_cache(64)
def parted(source, number):
    """Compile a cell in two: (its statements and the expression at its end, None where none is; what was warned of).

    Raises SyntaxError or ValueError where it is not plain Python.
    """
    with taken_apart(source, number) as (statements, shown, warned):
        last = ast.fix_missing_locations(ast.Expression(shown[0].value if shown else ast.Constant(None)))
        parts = (statements, "exec"), (last, "eval")
        return [compile(tree, place(number), mode, dont_inherit=True) for tree, mode in parts], warned


@contextlib.contextmanager
def taken_apart(source, number):
    """Take plain Python apart, to be compiled within the block.

    Yields     (ast.Module of its statements, list of the ast.Expr that it ends with or of nothing, list of warnings)
    Raises     SyntaxError or ValueError where it is not plain Python
    """
    _may_be_quoted(source, number)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        body = ast.parse(source, place(number)).body
        shown = [body.pop()] if body and isinstance(body[-1], ast.Expr) else []
        yield ast.Module(body, []), shown, warned


def _may_be_quoted(source, number):
    """Give tracebacks, and the warnings of the compiler, the lines of a cell."""
    linecache.cache[place(number)] = len(source), None, source.splitlines(keepends=True), place(number)


def place(number):
    """The file name that tracebacks give to the cell of a number."""
    return f"<cell {number}>"


def no_input(prompt=""):
    """Take the place of input()."""
    raise EOFError("input() is not available here: while a notebook is graded nobody answers")
