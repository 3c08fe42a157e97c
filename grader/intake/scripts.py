"""Scripts that have the cells of a notebook in them, as editors and Jupytext write them: a notebook is made of one."""

import json
import re

_CELL = re.compile(r"#[ \t]?(?:%%(?!%)[ \t]*(.*)|In\[[ \d*]*\]:[ \t]*)")
_KIND = re.compile(r"\[(markdown|md|raw)\]", re.IGNORECASE)
_OPTION = re.compile(r":[\w-]+:(?:[ \t]|$)")
_MYST = "```{code-cell}"
_FENCE = re.compile(r"```(?:\{code-cell\}.*|i?python3?\b.*)")


def may_be_script(head):
    """True for the first bytes of a file that may be such a script."""
    return b"%%" in head or b"# In[" in head or b"jupytext" in head


def notebook_of(data):
    """The notebook that a script has in it, as bytes; None where it has no marks of cells, or no function."""
    try:
        lines = data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:
        return None
    cells = _from_markdown(lines) if lines[0].strip() == "---" else _from_marks(lines)
    if not any(kind == "code" and re.search(r"^def ", text, re.MULTILINE) for kind, text in cells):
        return None
    made = [{"cell_type": kind, "metadata": {}, "source": text} for kind, text in cells if text.strip()]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()


def _from_marks(lines):
    """The cells between lines such as `# %%` or `# In[3]:`, if there are such: list of (kind, text)."""
    head = next((at for at, line in enumerate(lines) if _CELL.fullmatch(line.rstrip())), 0)
    kind = "code" if any(line.strip() and not line.startswith("#") for line in lines[:head]) else "raw"
    cells, text, marks = [], [], 0
    for line in [*lines, "# %%"]:
        mark = _CELL.fullmatch(line.rstrip())
        if mark is None:
            text.append(line)
            continue
        cells.append((kind, _uncommented(text) if kind == "markdown" else "\n".join(text).strip("\n")))
        found, text, marks = _KIND.search(mark[1] or ""), [], marks + 1
        kind = "code" if found is None else {"md": "markdown"}.get(found[1].lower(), found[1].lower())
    return cells if marks > 1 else []


def _uncommented(lines):
    """The text of a cell that is no code: its lines are comments, or a string."""
    text = "\n".join(re.sub(r"^#[ \t]?", "", line) for line in lines).strip("\n")
    return text.strip('"').strip("\n")


def _from_markdown(lines):
    """The cells of a text that Jupytext has written as Markdown, with its own header: list of (kind, text)."""
    end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    if not any("jupytext" in line for line in lines[:end]):
        return []
    cells, kind, text, options = [], "markdown", [], False
    for line in lines[end + 1 :]:
        if (kind == "markdown" and _FENCE.fullmatch(line.rstrip())) or (kind == "code" and line.rstrip() == "```"):
            cells.append((kind, "\n".join(_without_options(text) if options else text).strip("\n")))
            kind, text = {"markdown": "code", "code": "markdown"}[kind], []
            options = kind == "code" and line.startswith(_MYST)
        else:
            text.append(line)
    return [*cells, (kind, "\n".join(text).strip("\n"))]


def _without_options(lines):
    """The lines of a MyST cell behind its options: a block between two lines `---`, or lines such as `:tags: [a]`."""
    if lines and lines[0].strip() == "---":
        end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == "---"), -1)
        return lines[end + 1 :]
    return lines[next((at for at, line in enumerate(lines) if not _OPTION.match(line)), len(lines)) :]
