"""Run a cell although an import in it fails: only the names that the import would have bound are missing.

A statement that ends in an ImportError is skipped, and the statements after it run. The names that it would have
bound are Absent: using one raises the ImportError, which names the package. A module that lies beside the notebook is
imported whatever package it is said to be in, and a function whose decorator or annotation is Absent is defined without
it. Nothing else is skipped.
"""

import ast
import copy
from pathlib import Path

from .futures import flags_of

_ASKED_FOR = ("__version__", "__file__")  # by people; whatever looks for other such names goes on without them
_BODIES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


class Absent:
    """Placeholder for a name from a package that is not installed here."""

    def __init__(self, error):
        self.__error = type(error), str(error), error.name

    def _raise(self):
        kind, text, name = self.__error
        raise kind(text, name=name)

    def __getattr__(self, name):
        if name.startswith("_") and name not in _ASKED_FOR:
            raise AttributeError(name)
        return self._raise()

    def __call__(self, *args, **kwargs):
        return self._raise()

    def __getitem__(self, key):
        return self._raise()


def run(code, source, file, names):
    """Run a cell for what it defines; raise its exception, unless that is an ImportError.

    code       of the whole cell, compiled
    source     its text
    file       name that its lines have in tracebacks
    names      dict, the names of the notebook
    """
    try:
        exec(code, names)
    except ImportError as error:
        go_on(error, source, file, names)


def go_on(error, source, file, names):
    """Continue a cell after the statement that ended with an ImportError; raise any other exception."""
    line = _line(error, file)
    if line is None:
        raise error
    statements = [one for one in ast.parse(source, file).body if one.end_lineno >= line]
    while statements and statements[0].lineno <= line:
        _leave_out(statements.pop(0), error, file, names)
    _one_by_one(statements, file, names)


def run_what_compiles(source, file, names):
    """Run a cell that can be parsed and does not compile, as Jupyter does: up to the statement that is refused."""
    _one_by_one(ast.parse(source, file).body, file, names)


def _one_by_one(statements, file, names):
    for statement in statements:
        try:
            _run(statement, file, names)
        except ImportError as error:
            _leave_out(statement, error, file, names)


def _line(error, file):
    """The line of the cell that raised an error; None where it was raised elsewhere."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != file:
        trace = trace.tb_next
    return trace and trace.tb_lineno


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
    except ImportError as own:
        error = own
    for name in _bound(statement):
        names[name] = Absent(error)
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
