"""The notice at the top of notebook and feedback page where student code was not confined."""

import nbformat
from nbformat import NotebookNode

from grader.examiner.account import Answered

NOT_CONFINED = (
    "# NOT CONFINED\n\n"
    "Nothing kept the code of this notebook from reading and writing files on the machine that graded it. "
    "Whoever relies on these marks should know that. SECURITY.md says what to install."
)


def put_notice(nb: NotebookNode, answer: Answered) -> None:
    """Put the notice first in a notebook, where the examiner's answer says that nothing confined student code."""
    if not answer.confined:
        nb.cells.insert(0, nbformat.v4.new_markdown_cell(NOT_CONFINED, id="not-confined"))
