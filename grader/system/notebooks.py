"""The instructor's notebooks, read from the disk."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.system.terminal import CannotRun

UNREADABLE = (ValueError, KeyError, AttributeError, TypeError, RecursionError, nbformat.ValidationError)


def read_notebook(path: str | Path) -> NotebookNode:
    """Read a notebook: nbformat's NotebookNode of format 4.

    Raises     CannotRun, which names the file, where it is no notebook; OSError
    """
    try:
        return nbformat.read(path, as_version=4)
    except UNREADABLE as error:
        words = str(error).partition("\n")[0].partition(":")[0]
        raise CannotRun(
            f"{path} is no notebook ({words}); put a whole one there, from a copy of yours or from version control"
        ) from None
