"""Run the text of cells that are plain Python, and collect their output.

IPython is not needed here: a process without it is a third of the size, and so much cheaper to fork.
"""

import ast
import base64
import bisect
import builtins
import contextlib
import io
import linecache
import re
import sys
import types
import warnings
from json.encoder import encode_basestring_ascii

from . import absent
from .futures import flags_of

PROMPT = re.compile(r"^[ \t]*In \[\d+\]: ", re.MULTILINE)
SHOWING = "IPython", "matplotlib"  # a process that has loaded one of these may output more than text
MOST = 1_000  # pieces of output of a cell, unless another number is given
CUT = "\n[output cut here: while it is graded, a cell may output {:,} {}]\n"
_SHORT = 20, 2_000  # lines, and characters of each, of an error that comes after that


class Outputs:
    """The output of a cell, in order, as the dicts of the notebook format, bounded in size and number.

    limit      bytes, as JSON has them
    most       pieces: streams, displays, errors
    """

    def __init__(self, limit, most=MOST):
        self.limit, self.most, self.used, self.cut, self._items = limit, most, 0, False, []

    @property
    def items(self):
        """The outputs: list of dicts."""
        return [{**item, "text": "".join(item["text"])} if "text" in item else item for item in self._items]

    def write(self, name, text):
        """Add text to a stream."""
        if not text or self.cut:
            return
        going_on = self._items and self._items[-1].get("name") == name
        if not going_on and not self._room():
            return
        left = self.limit - self.used
        self.used += _size(text[: left + 1])
        if self.used > self.limit:
            text = text[: _fitting(text, left)]
        if going_on:
            self._items[-1]["text"].append(text)
        else:
            self._items.append({"output_type": "stream", "name": name, "text": [text]})
        if self.used > self.limit:
            self._cut(self.limit, "bytes")

    def add(self, item):
        """Add a display or an error; after a cut the first error only, in short."""
        size = sum(map(_size, _texts(item)))
        if self._room() and self.used + size > self.limit:
            self._cut(self.limit, "bytes")
        if not self.cut:
            self.used += size
            self._items.append(item)
        elif item["output_type"] == "error" and self._items[-1]["output_type"] == "stream":
            self._items.append(_shortened(item))

    def _room(self):
        if not self.cut and len(self._items) >= self.most:
            self._cut(self.most, "pieces (text, values, figures)")
        return not self.cut

    def _cut(self, limit, units):
        self.cut = True
        self._items.append({"output_type": "stream", "name": "stdout", "text": [CUT.format(limit, units)]})

    def show(self, kind, data, records=()):
        """Add a display of texts and pictures, and of the kinds that are `records`; any other value is left out."""
        kept = {key: value for key, value in data.items() if key in records}
        data = {key: _text(value) for key, value in data.items() if isinstance(value, (str, bytes))} | kept
        item = {"output_type": kind, "data": data, "metadata": {}}
        self.add(item | ({"execution_count": None} if kind == "execute_result" else {}))


def _text(value):
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else str(value)


def _texts(item):
    """The texts in a display or an error."""
    data = (value for value in item.get("data", {}).values() if isinstance(value, str))
    return *data, item.get("ename", ""), item.get("evalue", ""), *item.get("traceback", ())


def _shortened(error):
    lines, characters = _SHORT
    names = {key: error[key][:characters] for key in ("ename", "evalue")}
    return {**error, **names, "traceback": [line[:characters] for line in error["traceback"][-lines:]]}


def _size(text):
    """The bytes of a text as JSON has it: a character that ASCII lacks takes six or more."""
    return len(encode_basestring_ascii(text)) - 2


def _fitting(text, size):
    """How many characters of a text, from its beginning, have no more than a size."""
    ends = range(min(size, len(text)) + 1)
    return bisect.bisect_right(ends, size, key=lambda end: _size(text[:end])) - 1


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
    """What IPython's shell and the bare one share.

    user_ns    dict, the names that cells define
    outputs    Outputs of what runs
    """

    user_ns: dict
    outputs: Outputs

    @contextlib.contextmanager
    def listening(self, limit, most=MOST):
        """While the block runs, collect what is printed and displayed, in the Outputs that it yields."""
        before, self.outputs = self.outputs, Outputs(limit, most)
        streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream(self, "stdout"), _Stream(self, "stderr")
        try:
            yield self.outputs
        finally:
            sys.stdout, sys.stderr = streams
            self.outputs = before

    def again(self, source, number, limit):
        """Run a cell for what it defines, even if it does not finish, and without what can't be imported.

        Returns a list of the exceptions that ended it or a statement of it.
        Raises SyntaxError or ValueError where it is not plain Python.
        """
        try:
            code = compiled(source, number, flags_of(self.user_ns))
        except (RecursionError, MemoryError) as error:  # the code is too deep for the compiler
            return [error]
        with self.listening(limit):
            return _left_by(lambda: absent.run(code, source, place(number), self.user_ns))

    def begin(self, warned):
        """Begin a cell whose output is shown; it must be the same whether it was compiled before or not.

        warned     warnings of the compiler, whenever it ran; each cell repeats those that others have had
        """
        with warnings.catch_warnings():
            pass  # changing the filters makes Python forget which warnings it has shown
        for one in warned:
            warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)


class NotShown(Exception):
    """The output of a cell needs IPython."""


class Bare(Cells):
    """A namespace for cells that are plain Python, and no more than that."""

    def __init__(self):
        builtins.input = no_input
        main = types.ModuleType("__main__")
        sys.modules["__main__"] = main
        self.user_ns, self.outputs = vars(main), Outputs(1 << 20)

    def again(self, source, number, limit):
        """Run a cell for what it defines; what is not plain Python defines nothing here."""
        try:
            return super().again(source, number, limit)
        except (SyntaxError, ValueError):
            with self.listening(limit):
                return _left_by(lambda: absent.run_what_compiles(source, place(number), self.user_ns))

    def run(self, source, number, limit, most=MOST):
        """Run a cell that outputs only text; return (its outputs, True).

        Raises NotShown otherwise: the cell is not plain Python, does not finish, shows a value at its end, or
        has loaded what outputs more than text. By then it has run, at least in part.
        """
        with self.listening(limit, most) as outputs:
            try:
                (statements, last), warned = parted(source, number, flags_of(self.user_ns))
                self.begin(warned)
                exec(statements, self.user_ns)
                value = eval(last, self.user_ns)
            except BaseException:
                raise NotShown from None
        if value is not None or not sys.modules.keys().isdisjoint(SHOWING):
            raise NotShown
        return outputs.items, True


def _left_by(run):
    try:
        return run()
    except BaseException as error:
        return [error]


def compiled(source, number, flags):
    """Compile a cell.

    flags      of the compiler, from futures.flags_of

    Raises SyntaxError or ValueError where it is not plain Python.
    """
    _begin_reading(source, number)
    return compile(source, place(number), "exec", flags, dont_inherit=True)


def parted(source, number, flags):
    """Compile a cell in two: (its statements and the expression at its end, None where none is; what was warned of).

    flags      of the compiler, from futures.flags_of
    Raises SyntaxError or ValueError where it is not plain Python.
    """
    with taken_apart(source, number) as (statements, shown, warned):
        last = ast.fix_missing_locations(ast.Expression(shown[0].value if shown else ast.Constant(None)))
        parts = (statements, "exec"), (last, "eval")
        return [compile(tree, place(number), mode, flags, dont_inherit=True) for tree, mode in parts], warned


@contextlib.contextmanager
def taken_apart(source, number):
    """Take plain Python apart, to be compiled within the block.

    Yields     (ast.Module of its statements, list of the ast.Expr that it ends with or of nothing, list of warnings)
    Raises     SyntaxError or ValueError where it is not plain Python
    """
    _begin_reading(source, number)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        body = ast.parse(source, place(number)).body
        shown = [body.pop()] if body and isinstance(body[-1], ast.Expr) else []
        yield ast.Module(body, []), shown, warned


def _begin_reading(source, number):
    """Give tracebacks, and the warnings of the compiler, the lines of a cell; SyntaxError where it has prompts."""
    linecache.cache[place(number)] = len(source), None, source.splitlines(keepends=True), place(number)
    if PROMPT.search(source):
        raise SyntaxError("a prompt of IPython's, which Python would take for an annotation")


def place(number):
    """The file name that tracebacks give to the cell of a number."""
    return f"<cell {number}>"


def no_input(prompt=""):
    """Take the place of input()."""
    raise EOFError("input() is not available here: while a notebook is graded nobody answers")
