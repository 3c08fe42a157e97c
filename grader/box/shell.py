"""Run the text of a cell as Jupyter would, in IPython's shell, and collect its output."""

import ast
import builtins
import contextlib
from functools import lru_cache
from traceback import walk_tb

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.formatters import DisplayFormatter
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell

from . import absent
from .cells import MOST, Cells, Outputs, no_input, place, taken_apart

HistoryManager.enabled = False  # no database of what was run, and no thread that writes it


class _Hook(DisplayHook):
    def quiet(self):
        return self.semicolon_at_end_of_expression(self.shell.source)

    def __call__(self, result=None):
        if result is not None and not self.quiet():
            self.shell.outputs.show("execute_result", self.compute_format_data(result)[0], records=self.shell.records)
            self.shell.user_ns["_"] = result


class _Formatter(DisplayFormatter):
    def format(self, *arguments, **settings):
        """The forms in which a value can be shown; none once the outputs are full."""
        return ({}, {}) if self.parent.outputs.cut else super().format(*arguments, **settings)


class _Publisher(DisplayPublisher):
    def publish(self, data, metadata=None, **_):
        self.shell.outputs.show("display_data", data, records=self.shell.records)

    def clear_output(self, wait=False):
        pass


class Shell(Cells, InteractiveShell):
    """IPython's shell without a terminal, a history or other processes.

    outputs    Outputs of the cell that runs
    goes_on    True: statements after one that fails run all the same, as far as grader.box.absent says
    records    kinds of data that are kept as they are: only the examiner's own code makes them
    """

    goes_on = False
    records: tuple[str, ...] = ()
    displayhook_class = _Hook
    display_pub_class = _Publisher

    def __init__(self, **settings):
        self.outputs = Outputs(1 << 20)
        super().__init__(**settings)
        self.compile.get_code_name = lambda raw, transformed, number: place(number)

    def init_io(self):
        pass

    def init_display_formatter(self):
        self.display_formatter = _Formatter(parent=self)

    def _showtraceback(self, etype, evalue, stb):
        names = {"ename": etype.__name__, "evalue": _said(evalue)}
        self.outputs.add({"output_type": "error", **names, "traceback": list(map(str, stb))})

    def system(self, command):
        """Take the place of `!command`."""
        print(f"`!{command}` was not run: other programs are not available here.")

    getoutput = system_raw = system_piped = system

    def ask_exit(self):
        """End what runs, as exit() asks for; the notebook goes on."""
        raise SystemExit

    def enable_gui(self, gui=None):
        """Take the place of a window system."""

    def run_line_magic(self, magic_name, line, _stack_depth=1):
        """Run a magic; if it does not work here, print that, and let the cell continue."""
        with self._going_on(f"%{magic_name}"):
            return super().run_line_magic(magic_name, line, _stack_depth + 1)

    def run_cell_magic(self, magic_name, line, cell):
        """Run the magic of a whole cell; if it does not work here, print that."""
        with self._going_on(f"%%{magic_name}"):
            return super().run_cell_magic(magic_name, line, cell)

    @contextlib.contextmanager
    def _going_on(self, magic):
        try:
            yield
        except Exception as error:
            # An exception of the code that a magic runs, as %time does, is no fault of the magic.
            if any(frame.f_globals is self.user_ns for frame, _ in walk_tb(error.__traceback__)):
                raise
            print(f"`{magic}` was not run: {_said(error)}")

    def run(self, source, number=0, limit=1 << 20, most=MOST):
        """Run a cell; return (its outputs, whether it finished)."""
        self.source = source
        self.execution_count = number
        with self.listening(limit, most) as outputs:
            self.compile.cache(source, number, source)  # for tracebacks: another cell may have had the number
            known = self._compiled(source, number)
            error = self._run_plainly(*known) if known else self._run_as_ipython(source)
            self.failed = [error] if self.goes_on and error is not None else []
            if self.failed:  # it is shown; what is below defines what it can
                with contextlib.suppress(BaseException):
                    self.failed = absent.go_on(error, self.transform_cell(source), place(number), self.user_ns)
        return outputs.items, error is None

    @lru_cache(64)  # noqa: B019 (there is one shell in a process)
    def _compiled(self, source, number):
        """Compile plain Python: (statements and the expression to show, the warnings); None for anything else.

        The examiner runs the same test cells for every submission.
        """
        try:
            with taken_apart(source, number) as (statements, shown, warned):
                wanted = (statements, "exec"), (ast.Interactive(shown), "single")
                return [self.compile(tree, place(number), mode) for tree, mode in wanted], warned
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    def _run_plainly(self, parts, warned):
        """Do what run_cell does with plain Python, in less time; return the exception that ended the cell, or None."""
        with self.builtin_trap, self.display_trap:
            try:
                self.begin(warned)
                for part in parts:
                    exec(part, self.user_ns)
            except BaseException as error:
                raised = type(error), error, error.__traceback__.tb_next  # without this line of ours
                short = isinstance(error, SystemExit)
                self.showtraceback(raised, tb_offset=0, exception_only=short, running_compiled_code=True)
                return error
            finally:
                self.events.trigger("post_execute")
        return None

    def _run_as_ipython(self, source):
        """Run a cell that is more than Python; return the exception that ended it, or None."""
        try:
            result = self.run_cell(source, store_history=False)
        except (RecursionError, MemoryError) as error:  # too deep for the compiler
            self._showtraceback(type(error), error, [f"{type(error).__name__}: {_said(error)}"])
            return error
        return result.error_before_exec or result.error_in_exec

    def again(self, source, number, limit):
        """Run a cell for what it defines, in the fast way where it is plain Python."""
        try:
            return super().again(source, number, limit)
        except (SyntaxError, ValueError):
            self.run(source, number, limit)
            failed, self.failed = self.failed, []
            return failed


def _said(error):
    """The message of an exception; empty where its own code fails."""
    try:
        return str(error)
    except Exception:
        return ""


def make_shell(names: dict | None = None) -> Shell:
    """Make the shell of this process, with `names` in its namespace; input() raises an error."""
    builtins.input = no_input
    shell = Shell.instance()
    shell.user_ns.update(names or {})
    return shell
