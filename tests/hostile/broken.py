"""Files that are no notebook, notebooks that honest students broke, and script for an instructor's browser."""

import json
import os

import nbformat

from tests.hostile.attack import Attack

SCRIPT = "<script>steal('SCRIPT')</script>"
SVG = "<svg xmlns='http://www.w3.org/2000/svg' onload='SCRIPT()'><script>SCRIPT()</script></svg>"


def _file(data, name="rnn.ipynb"):
    def write(folder, text):
        (folder / name).write_bytes(data(text) if callable(data) else data)

    return write


def _directory(folder, text):
    (folder / "rnn.ipynb").mkdir()


def _fifo(folder, text):
    os.mkfifo(folder / "rnn.ipynb")


def _link(folder, text):
    (folder / "rnn.ipynb").symlink_to(folder.parent.parent.parent / "source" / "rnn" / "rnn.ipynb")


def _format_3(text):
    notebook = json.loads(text)
    cells = [
        {**cell, "input": cell["source"], "language": "python", "prompt_number": 1}
        if cell["cell_type"] == "code"
        else cell
        for cell in notebook["cells"]
    ]
    return json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}).encode()


def _stripped(text, ids=False):
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        if not ids:
            cell.pop("id")
    return json.dumps({**notebook, "nbformat_minor": 5 if ids else 4}).encode()


def _in_new_cells(notebook):
    for cell in list(notebook.cells):
        known = cell.metadata.get("nbgrader", {})
        if known.get("solution"):
            notebook.cells.append(nbformat.v4.new_code_cell(cell.source))
            cell.source = f"def {known['grade_id']}(*args):\n    raise NotImplementedError  # YOUR CODE HERE"


def _reversed(notebook):
    notebook.cells = notebook.cells[:3] + notebook.cells[:2:-1]


def _unknown_kernel(notebook):
    notebook.metadata = {"kernelspec": {"name": "my-env", "display_name": "Mine", "language": "python"}}


def _add(*cells):
    def mutate(notebook):
        notebook.cells += [cell() for cell in cells]

    return mutate


def _attached():
    cell = nbformat.v4.new_markdown_cell("![x](attachment:x.svg)")
    cell["attachments"] = {"x.svg": {"image/svg+xml": SVG}}
    return cell


def _show(name, code):
    return Attack(f"inject-{name}", 0, before=f"from IPython.display import *\n{code}")


def _text(name, kind, text):
    return Attack(f"inject-{name}", 0, mutate=_add(lambda: getattr(nbformat.v4, f"new_{kind}_cell")(text)))


def _broken(name, write):
    return Attack(f"broken-{name}", 0, right=True, write=write)


def _mended(name, write=None, **more):
    return Attack(f"mended-{name}", 100, right=True, write=write, **more)


ATTACKS = (
    _broken("not-json", _file(b"{ no")),
    _broken("empty", _file(b"")),
    _broken("binary", _file(bytes(range(256)) * 10)),
    _broken("directory", _directory),
    _broken("fifo", _fifo),
    _broken("link", _link),
    Attack("broken-large", 0, write=_file(lambda text: b" " * (30 << 20) + text.encode())),
    _broken("deep", _file(b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}")),
    _broken("a-list", _file(b"[]")),
    _broken("no-cells", _file(b'{"cells": {"a": 1}, "nbformat": 4}')),
    _broken("cells-of-nothing", _file(b'{"cells": [null, 1], "nbformat": 4}')),
    _broken("nothing", lambda folder, text: None),
    _mended("bom", _file(lambda text: b"\xef\xbb\xbf" + text.encode())),
    _mended("utf-16", _file(lambda text: text.encode("utf-16"))),
    _mended("renamed", _file(lambda text: text.encode(), "rnn (1).ipynb")),
    _mended("renamed-otherwise", _file(lambda text: text.encode(), "My RNN final.ipynb")),
    _mended("format-3", _file(_format_3)),
    _mended("stripped", _file(_stripped)),
    _mended("stripped-with-ids", _file(lambda text: _stripped(text, ids=True))),
    _mended("kernel", mutate=_unknown_kernel),
    _mended("new-cells", mutate=_in_new_cells),
    _mended("timestamp", files={"timestamp.txt": "yesterday, I think"}),
    _mended("odd-metadata", _file(lambda text: text.replace('"grade_id": "setup"', '"grade_id": {"a": []}').encode())),
    _show("html", f"display(HTML({SCRIPT!r}))"),
    _show("html-attribute", "display(HTML('<img src=x onerror=SCRIPT()><a href=\"javascript:SCRIPT()\">x</a>'))"),
    _show("svg", f"display(SVG(data={SVG!r}))"),
    _show("javascript", "display(Javascript('SCRIPT()'))"),
    _show("markdown-output", f"display(Markdown({SCRIPT!r}), Latex({SCRIPT!r}))"),
    _show("text", f"print({SCRIPT!r}); raise ValueError({SCRIPT!r})"),
    _show("type-name", f"raise type({SCRIPT!r}, (Exception,), {{}})({SCRIPT!r})"),
    _show("custom-mime", f"display({{'application/x': {SCRIPT!r}, 'text/html': {SCRIPT!r}}}, raw=True)"),
    _show("false-png", f"display({{'image/png': '\"><' + {SCRIPT!r}}}, raw=True)"),
    _text("markdown", "markdown", SCRIPT),
    _text("markdown-link", "markdown", "[x](javascript:SCRIPT()) [y](JaVa&#83;cript:SCRIPT()) <javascript:SCRIPT()>"),
    _text("markdown-reference", "markdown", "[x]\n\n[x]: javascript:SCRIPT()"),
    _text("raw", "raw", SCRIPT),
    _text("code-comment", "code", f"# {SCRIPT}"),
    Attack("inject-attachment", 0, mutate=_add(_attached)),
    Attack("inject-metadata", 0, mutate=lambda notebook: notebook.metadata.update(title=SCRIPT, authors=[SCRIPT])),
)
REORDERED = Attack("mended-reversed", 0, right=True, mutate=_reversed)
