"""Runs the text of a cell as Jupyter would, in IPython's shell, and gathers what it puts out."""

import base64
import builtins
import contextlib
import io
import sys

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell

HistoryManager.enabled = False  # no database of what was run, and no thread that writes it
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


class _Hook(DisplayHook):
    def quiet(self):
        return self.semicolon_at_end_of_expression(self.shell.source)

    def __call__(self, result=None):
        if result is not None and not self.quiet():
            self.shell.outputs.show("execute_result", self.compute_format_data(result)[0])
            self.shell.user_ns["_"] = result


class _Publisher(DisplayPublisher):
    def publish(self, data, metadata=None, **_):
        self.shell.outputs.show("display_data", data)

    def clear_output(self, wait=False):
        pass


class Shell(InteractiveShell):
    """IPython's shell without a terminal, a history or other processes.

    outputs    Outputs of the cell that runs
    """

    displayhook_class = _Hook
    display_pub_class = _Publisher

    def __init__(self, **settings):
        self.outputs = Outputs(1 << 20)
        super().__init__(**settings)
        self.compile.get_code_name = lambda raw, transformed, number: place(number)

    def init_io(self):
        pass

    def _showtraceback(self, etype, evalue, stb):
        self.outputs.add(
            {"output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": [str(s) for s in stb]}
        )

    def system(self, command):
        """Take the place of `!command`."""
        print(f"`!{command}` was not run: other programs are not available here.")

    getoutput = system_raw = system_piped = system

    def enable_gui(self, gui=None):
        """Take the place of a window system."""

    def run(self, source, number=0, limit=1 << 20):
        """Run a cell; return (its outputs, whether it came to its end)."""
        self.source = source
        self.execution_count = number
        with self.listening(limit) as outputs:
            result = self.run_cell(source, store_history=False)
        return outputs.items, result.success

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


def place(number):
    """The file name that tracebacks give to the cell of a number."""
    return f"<cell {number}>"


def make_shell(names=None):
    """Make the shell of this process, `names` in its namespace; input() says that nobody is there to answer."""
    builtins.input = _no_input
    shell = Shell.instance()
    shell.user_ns.update(names or {})
    return shell


def _no_input(prompt=""):
    raise EOFError("input() is not available here: while a notebook is graded nobody answers")
