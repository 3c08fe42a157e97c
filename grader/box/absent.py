"""Run a cell although a statement in it fails: only what that statement would have done is missing.

A statement that fails for what is on the student's machine alone, a package, a file or somebody who types, is skipped,
and the statements after it run. The names that it would have bound are Absent: using one raises the same exception,
which names the package or the file. A module that lies beside the notebook is imported whatever package it is said to
be in, and a function whose decorator or annotation is Absent is defined without it. Any other exception ends the cell,
as in a notebook, except that what stands below and calls nothing still defines what has no value yet.
"""

import ast
import copy
import itertools
from pathlib import Path

from .futures import flags_of

_ASKED_FOR = ("__version__", "__file__")  # by people; whatever looks for other such names goes on without them
MOST = 20  # exceptions of a cell that are kept
_OF_THE_MACHINE = (ImportError, OSError, EOFError)  # what a statement fails with that does not on another machine
_BODIES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


class Absent:
    """Placeholder for a name from a package that is not installed here, or of what could not be read."""

    def __init__(self, error):
        try:
            self.__error = copy.copy(error)
        except Exception:  # a class of its own, which is made in another way
            self.__error = OSError(str(error))

    def _raise(self):
        raise self.__error.with_traceback(None)

    def __getattr__(self, name):
        if name.startswith("_") and name not in _ASKED_FOR:
            raise AttributeError(name)
        return self._raise()

    def __call__(self, *args, **kwargs):
        return self._raise()

    def __getitem__(self, key):
        return self._raise()


def run(code, source, file, names):
    """Run a cell for what it defines.

    code       of the whole cell, compiled
    source     its text
    file       name that its lines have in tracebacks
    names      dict, the names of the notebook
    Returns    list of the exceptions that ended it or a statement of it, without ImportErrors
    """
    try:
        exec(code, names)
    except BaseException as error:
        return go_on(error, source, file, names)
    return []


def go_on(error, source, file, names):
    """Continue a cell after the statement that ended with an exception; return what `run` returns."""
    place = _place(error, file)
    if place is None:
        return [error]
    left_out, *below = (one for one in ast.parse(source, file).body if (one.end_lineno, one.end_col_offset) > place)
    return _one_by_one(below, file, names, _skipped(left_out, error, file, names))


def run_what_compiles(source, file, names):
    """Run a cell that can be parsed and does not compile, but for the statements that are refused."""
    return _one_by_one(ast.parse(source, file).body, file, names, [])


def _one_by_one(statements, file, names, failed):
    """Run statements; `failed` are the exceptions of those above them. Returns all that `run` returns."""
    for statement in statements:
        is_ended = not all(isinstance(error, _OF_THE_MACHINE) for error in failed)
        if is_ended and not (_only_defines(statement) and _defines_more(statement, names)):
            continue
        before = dict(names) if is_ended else {}
        try:
            _run(statement, file, names)
        except BaseException as error:
            failed = [*failed, *_skipped(statement, error, file, names)][:MOST]
        names.update(before)
    return failed


def _skipped(statement, error, file, names):
    """Do what there is to do for a statement that failed: list of the exceptions that `run` returns for it."""
    if not isinstance(error, _OF_THE_MACHINE):
        return [error]
    try:
        _leave_out(statement, error, file, names)
    except BaseException as other:
        return [other]
    return [] if isinstance(error, ImportError) else [error]


def _only_defines(statement):
    """True for a statement that calls nothing and changes no object: it can only give names a value."""
    match statement:
        case ast.FunctionDef(decorator_list=[], args=taken) | ast.AsyncFunctionDef(decorator_list=[], args=taken):
            return not _calls(taken)
        case ast.ClassDef(decorator_list=[], keywords=[], bases=bases, body=body):
            parts = [one for one in body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
            return not any(map(_calls, bases)) and all(map(_only_defines, parts))
        case ast.Assign(targets=targets):
            return all(isinstance(one, ast.Name) for one in targets) and not _calls(statement.value)
    return isinstance(statement, (ast.Import, ast.ImportFrom, ast.Pass))


def _calls(node):
    return any(isinstance(part, (ast.Call, ast.Await, ast.NamedExpr)) for part in ast.walk(node))


def _defines_more(statement, names):
    """True for a statement that gives a value to a name that has none."""
    is_all = isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*"
    return is_all or not names.keys() >= set(_bound(statement))


def _place(error, file):
    """The line of the cell that raised an error, and the column in it; None where it was raised elsewhere."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != file:
        trace = trace.tb_next
    if trace is None:
        return None
    places = itertools.islice(trace.tb_frame.f_code.co_positions(), trace.tb_lasti // 2, None)
    _, _, column, _ = next(places, (None, None, None, None))
    return trace.tb_lineno, column or 0


def _run(statement, file, names):
    exec(compile(ast.Module([statement], []), file, "exec", flags_of(names), dont_inherit=True), names)


def _leave_out(statement, error, file, names):
    """Bind the names of a statement that failed, as far as they are missing, to an Absent."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)) and len(statement.names) > 1:
        for alias in statement.names:
            one = ast.copy_location(
                type(statement)(**{**dict(ast.iter_fields(statement)), "names": [alias]}), statement
            )
            try:
                _run(one, file, names)
            except ImportError as own:
                _leave_out(one, own, file, names)
        return None
    plain = _from_beside(statement) or _without_absent(statement, names)
    try:
        if plain is not None:
            return _run(plain, file, names)
    except _OF_THE_MACHINE as own:
        error = own
    is_import = isinstance(statement, (ast.Import, ast.ImportFrom))
    names.update({name: Absent(error) for name in _bound(statement) if is_import or name not in names})
    return None


def _from_beside(statement):
    """The import of a module that lies beside the notebook, in the place of one out of a package; else None."""
    module = (getattr(statement, "module", None) or "").rpartition(".")[2]
    is_from = isinstance(statement, ast.ImportFrom) and (statement.level or statement.module != module)
    if not (is_from and module and Path(f"{module}.py").exists()):
        return None
    return ast.copy_location(ast.ImportFrom(module, statement.names, 0), statement)


def _without_absent(statement, names):
    """Return a function without the decorators and annotations that use what is Absent; None for anything else."""
    if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return None
    made = copy.deepcopy(statement)
    for node in ast.walk(made):
        if hasattr(node, "decorator_list"):
            node.decorator_list = [one for one in node.decorator_list if not _uses_absent(one, names)]
        for field in ("annotation", "returns"):
            annotation = getattr(node, field, None)
            if annotation is not None and not isinstance(node, ast.AnnAssign) and _uses_absent(annotation, names):
                setattr(node, field, None)
    return made


def _uses_absent(node, names):
    return any(isinstance(part, ast.Name) and isinstance(names.get(part.id), Absent) for part in ast.walk(node))


def _bound(statement):
    """Yield the names that a statement binds when it runs."""
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (alias.asname or alias.name.split(".")[0] for alias in node.names if alias.name != "*")
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, _BODIES):
            yield from [node.name] if hasattr(node, "name") else []
        else:
            waiting += ast.iter_child_nodes(node)
