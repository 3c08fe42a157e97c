"""A merge that was not finished: what its two versions share counts, and what was worked on in one of them alone."""

from grader.intake.definitions import is_waiting
from grader.intake.repairs import repair
from grader.rules.points import counted


def merged(text, load, file):
    """Put the versions together that the marks of a merge tell apart in a notebook: (the notebook, a Repair), or None.

    load       has `decode`, as a JSONDecoder has it
    Of a cell that differs, the version counts of which the other one still waits for a step; else neither.
    """
    sides = _sides(text)
    if sides is None:
        return None
    try:
        ours, theirs = map(load.decode, sides)
    except (ValueError, RecursionError):
        return None
    if not (_has_cells(ours) and _has_cells(theirs)) or len(ours["cells"]) != len(theirs["cells"]):
        return None
    cells = [_one_of(*pair) for pair in zip(ours["cells"], theirs["cells"], strict=True)]
    kept = [cell for cell in cells if cell is not None]
    if not any(cell.get("cell_type") == "code" for cell in kept):
        return None
    lost = counted(len(cells) - len(kept), "cell")
    said = repair("merge", file=file) if len(kept) == len(cells) else repair("merge in part", file=file, count=lost)
    return {**ours, "cells": kept}, said


def _one_of(ours, theirs):
    """The version of a cell that counts, or None."""
    texts = _written(ours), _written(theirs)
    if texts[0] == texts[1]:
        return ours
    waiting = [is_waiting(text) for _, text in texts]
    return None if waiting[0] == waiting[1] else theirs if waiting[0] else ours


def _written(cell):
    """What a person has written into a cell: (kind, text)."""
    return cell.get("cell_type"), "".join(map(str, cell.get("source") or ""))


def _has_cells(notebook):
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    return isinstance(cells, list) and all(isinstance(cell, dict) for cell in cells)


def _sides(text):
    """The two texts that the marks of a merge tell apart; None where there are no marks, or not all of them."""
    ours, theirs, state, found = [], [], "<", False
    for line in text.split("\n"):
        mark = line[:7] if line[7:8] in ("", " ", "\r") else ""
        if mark and mark == mark[:1] * 7 and mark[0] in _NEXT.get(state, ""):
            state, found = _AFTER[mark[0]], True
            continue
        for lines, states in ((ours, "<="), (theirs, "<>")):
            if state in states:
                lines.append(line)
    return ("\n".join(ours), "\n".join(theirs)) if found and state == "<" else None


# The state is the mark that is waited for, or "=" in our side, "|" in what both began with, ">" in theirs.
_NEXT = {"<": "<", "=": "|=", "|": "=", ">": ">"}
_AFTER = {"<": "=", "|": "|", "=": ">", ">": "<"}
