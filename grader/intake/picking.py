"""Picking up what a student handed in: one notebook out of a folder that may hold anything, as bytes."""

from dataclasses import dataclass
from pathlib import Path

from grader.archive import shown
from grader.budget import Budget
from grader.intake.choosing import candidates, solutions_of
from grader.intake.definitions import State
from grader.intake.folders import File, files_in, refuse_links
from grader.intake.reading import Unreadable, read_cells
from grader.intake.recognising import recognise
from grader.intake.repairs import repair
from grader.intake.times import read_time

READ = 20  # of several notebooks, how many are read


@dataclass(frozen=True)
class Picked:
    """What one student handed in.

    data       bytes of the notebook; empty where there is a reason
    reason     why it could not be picked up; empty where it could
    said       tuple of grader.intake.repairs.Repair, what was odd about it
    """

    data: bytes
    reason: str = ""
    said: tuple = ()


def pick(folder, name, source_cells=(), budget=None, top=None):
    """Pick the notebook called `name` (without .ipynb) out of a folder; never raises for what the folder holds.

    source_cells   list of notebook cells, the instructor's: of several notebooks they tell which was worked on
    budget         grader.budget.Budget
    top            Path of a folder: no part of the path below it may be a link; None: only the last one may not
    """
    folder, budget, said = Path(folder), budget or Budget(), ()
    try:
        refuse_links(folder, top)
        _, why = read_time(folder / "timestamp.txt")
        said = (repair("time", why=why),) if why else ()
        files, others = files_in(folder, budget)
        chosen = choose_file(files, f"{name}.ipynb", source_cells, budget, others)
        return Picked(chosen.data, said=(*said, *chosen.said))
    except Unreadable as reason:
        return Picked(b"", str(reason), said)


@dataclass(frozen=True)
class Chosen:
    """The notebook that was chosen among files: a File, its bytes, and a tuple of Repair that say so."""

    file: File
    data: bytes
    said: tuple


def choose_file(files, wanted, source_cells=(), budget=None, others=()):
    """Choose the notebook among files: one that was worked on before one that was not, then the newest.

    files      list of grader.intake.folders.File, each of which may be a notebook
    wanted     name of the notebook
    others     list of sentences on what else was handed in
    Returns    Chosen
    Raises     Unreadable where none is a notebook
    """
    if len(files) == 1:
        return Chosen(files[0], files[0].read(), _renamed(files[0], wanted))
    judged, failed = [], []
    for file in sorted(files, key=lambda file: _order(file, wanted), reverse=True)[:READ]:
        try:
            data = file.read()
            judged.append((_worth(data, source_cells, budget or Budget()), _order(file, wanted), file, data))
        except Unreadable as reason:
            failed.append(((file.called or file.name) != wanted, f"{shown(file.name)}: {reason}"))
    if not judged:
        reasons = [reason for _, reason in sorted(failed)[:1]] or ["no notebook was handed in"]
        raise Unreadable("; ".join([*reasons, *others]))
    worth, _, file, data = max(judged, key=lambda one: one[:2])
    names = [shown(other.name) for other in files if other is not file]
    names = ", ".join(names[:READ] + [f"{len(names) - READ} more"] * (len(names) > READ))
    why = _why(worth, [other[0] for other in judged if other[2] is not file])
    said = repair("chosen", count=len(files), name=shown(file.name), why=why, others=names)
    return Chosen(file, data, (said,))


def _renamed(file, wanted):
    return (repair("renamed", name=repr(shown(file.name)), file=wanted),) if file.name != wanted else ()


def _order(file, wanted):
    """Of two files the later is the greater: whole seconds, for a copy may be made in one; then the right name."""
    return int(file.time), (file.called or file.name) == wanted, file.name


def _worth(data, source_cells, budget):
    """What speaks for a notebook: (whether it was worked on, whether it is of this assignment)."""
    cells, _ = read_cells(data, "", budget)
    found = candidates(solutions_of(source_cells), cells)
    worked_on = any(one.state > State.UNTOUCHED for several in found.values() for one in several)
    return worked_on, worked_on or any(recognise(source_cells, cells)[0])


def _why(worth, others):
    if all(other < worth for other in others):
        return "it alone was worked on" if worth[0] else "it alone is of this assignment"
    return "of those that were worked on it is the newest" if worth[0] else "it is the newest"
