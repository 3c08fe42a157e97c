"""Picking up what a student handed in: one notebook out of a folder that may hold anything, as bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from checks.words import are
from grader.intake.choosing import candidates, functions_of_cells, solutions_of
from grader.intake.contents import NAMED, Beside, File, Sought, is_hidden, is_page, is_text, listed
from grader.intake.definitions import State
from grader.intake.filetypes import INSTEAD
from grader.intake.folders import files_in, refuse_links
from grader.intake.read_notebook import Unreadable, read_cells, released_texts
from grader.intake.recognising import recognise
from grader.intake.repairs import Repair, repair
from grader.intake.times import read_time
from grader.rules.budget import Budget
from grader.system.archive import shown
from grader.system.characters import by_number

READ = 100  # of several notebooks, how many are read


@dataclass(frozen=True)
class Picked:
    """What one student handed in.

    data       bytes of the notebook; empty where there is a reason
    reason     why it could not be picked up; empty where it could
    said       tuple of grader.intake.repairs.Repair, what was odd about it
    """

    data: bytes
    reason: str = ""
    said: tuple[Repair, ...] = ()


def pick(
    folder: Path,
    name: str,
    source_cells: Sequence[NotebookNode] = (),
    budget: Budget | None = None,
    top: Path | None = None,
) -> Picked:
    """Pick the notebook called `name` (without .ipynb) out of a folder; never raises for what the folder holds.

    source_cells   list of notebook cells, the instructor's: of several notebooks they tell which was worked on
    budget         grader.rules.budget.Budget
    top            Path of a folder: no part of the path below it may be a link; None: only the last one may not
    """
    folder, budget = Path(folder), budget or Budget()
    said: tuple[Repair, ...] = ()
    try:
        refuse_links(folder, top)
        _, why = read_time(folder / "timestamp.txt")
        said = (repair("time", why=why),) if why else ()
        files, beside = files_in(folder, Sought(budget, functions_of_cells(source_cells)), f"{name}.ipynb")
        chosen = choose_file(files, f"{name}.ipynb", source_cells, budget, beside)
        return Picked(chosen.data, said=(*said, *chosen.said))
    except Unreadable as reason:
        return Picked(b"", str(reason), said)


@dataclass(frozen=True)
class Chosen:
    """The notebook that was chosen among files.

    said       tuple of grader.intake.repairs.Repair, what was odd about it
    why        words on why it and no other notebook; empty where it is the only one
    """

    file: File
    data: bytes
    said: tuple[Repair, ...]
    why: str = ""


def choose_file(
    files: Sequence[File],
    wanted: str,
    source_cells: Sequence[NotebookNode] = (),
    budget: Budget | None = None,
    beside: Sequence[Beside] = (),
) -> Chosen:
    """Choose the notebook among files: one that was worked on before one that was not, then the newest.

    files      list of grader.intake.contents.File, each of which may be a notebook
    wanted     name of the notebook
    beside     list of grader.intake.contents.Beside: what may hold work is said where the notebook is not finished
    Returns    Chosen
    Raises     Unreadable where none is a notebook
    """
    budget = budget or Budget()
    judge = _Judge(wanted, source_cells, budget)
    may_hold_work = any(one.may_hold_work(wanted, judge.functions) for one in beside)
    if len(files) == 1 and not files[0].script and not may_hold_work:
        return Chosen(files[0], _read_alone(files[0], wanted), _renamed(files[0], wanted))
    notebooks = [file for file in files if not file.script]
    first = [file for file in notebooks if not is_hidden(file.name)] or notebooks
    judged, failed = judge.read(first)
    if not any(one.worth[0] and one.is_whole for one in judged):
        more, unread = judge.read([file for file in notebooks if file not in first])
        more = [one for one in more if one.worth[0]]
        first, judged, failed = first + [one.file for one in more], judged + more, failed + unread
    if judge.functions and not any(judge.is_finished(one) for one in judged):
        more, idle = judge.scripts([file for file in files if file.script], judged)
        first, judged, beside = first + [one.file for one in more], judged + more, [*idle, *beside]
    if not judged:
        reasons = [reason for _, reason in sorted(failed)[:1]] or ["no notebook was handed in"]
        raise Unreadable("; ".join([*reasons, *listed([one for one in beside if one.is_in_sight])]))
    best = max(judged, key=lambda one: one.evidence)
    why = _why(best, [one for one in judged if one is not best]) if len(first) > 1 else ""
    said = _said(best, first, wanted, why)
    if not judge.is_finished(best):
        likely = (one.said for one in beside if one.may_hold_work(wanted, judge.functions))
        more = (*_with_more(judged, best), *judge.hidden(files, first, best))
        unused = list(dict.fromkeys([*(reason for _, reason in failed), *likely, *more]))
        said = (*said, repair("beside", listed="; ".join(unused[:NAMED]))) if unused else said
    return Chosen(best.file, best.data, said, why)


def _with_more(judged, best):
    """Yield sentences on notebooks in which functions are finished that are not finished in the one that counts."""
    for one in judged:
        more = [name for name in one.done if name not in best.done]
        if one.finished > best.finished:
            why = "but it is older" if one.is_whole else "but it ends in the middle"
            yield f"{shown(one.file.name)}: more functions are finished there, {why}"
        elif more and one is not best:
            yield f"{shown(one.file.name)}: {are(more, 'finished')} there, and not in the notebook that counts"


def _said(best, files, wanted, why):
    """What there is to say of the notebook that was chosen among files: tuple of Repair."""
    names = [shown(file.name) for file in files if file is not best.file]
    if not names:
        return _renamed(best.file, wanted)
    listed = ", ".join(names[:READ] + [f"{len(names) - READ} more"] * (len(names) > READ))
    what = "notebooks and scripts" if any(file.script for file in files) else "notebooks"
    return (repair("chosen", count=len(files), what=what, name=shown(best.file.name), why=why, others=listed),)


def _read_alone(file, wanted):
    try:
        return file.read()
    except Unreadable as reason:
        raise Unreadable(str(reason) if file.name == wanted else f"{shown(file.name)}: {reason}") from None


def _in_order_of_reading(files, wanted):
    """The files that are read: the newest that has the right name, and then the newest."""
    newest = sorted(files, key=lambda file: _order(file, wanted), reverse=True)
    named = next((file for file in newest if (file.called or file.name) == wanted), None)
    return sorted(newest, key=lambda file: file is not named)[:READ]


def _kind(file):
    if is_page(file):
        return "a notebook exported as a web page"
    return "plain text" if is_text(file) else "a Python script"


def _renamed(file, wanted):
    return (repair("renamed", name=repr(shown(file.name)), file=wanted),) if file.name != wanted else ()


def _order(file, wanted):
    """Of two files the later is the greater: whole seconds, for a copy may be made in one; then the right name."""
    return int(file.time), (file.called or file.name) == wanted, by_number(file.name)


@dataclass(frozen=True)
class _Judged:
    """A notebook, and what speaks for it.

    worth      (whether it was worked on, whether it is of this assignment)
    is_whole   False where it ends in the middle
    done       tuple of the names of the functions that are defined in it, and finished
    order      see `_order`
    """

    file: File
    data: bytes
    worth: tuple
    is_whole: bool
    done: tuple
    order: tuple

    @property
    def finished(self):
        """How many functions are finished."""
        return len(self.done)

    @property
    def evidence(self):
        """The greater counts: worked on, whole, with something finished, newer, more complete, of the right name."""
        return tuple(evidence(self) for evidence, _ in _criteria(self.worth[0]))


class _Judge:
    """Reads files and says what speaks for them.

    functions  names of the functions of the assignment
    """

    def __init__(self, wanted, source_cells, budget):
        self.wanted, self.source_cells, self.budget = wanted, source_cells, budget
        self.solutions = solutions_of(source_cells)
        self.functions = functions_of_cells(source_cells)
        self.released = released_texts(source_cells)

    def is_finished(self, one):
        """True where every function of the assignment is finished in a notebook."""
        return one.finished >= len(self.functions)

    def read(self, files):
        """Read files: (list of _Judged, list of pairs that say which of the others are less to the point, and why)."""
        judged, failed, left = [], [], 2 * self.budget.notebook  # bytes
        for file in _in_order_of_reading(files, self.wanted):
            if left < 0:
                break
            try:
                data = file.read()
                left -= len(data)
                judged.append(self._judged(file, data))
            except Unreadable as reason:
                failed.append(((file.called or file.name) != self.wanted, f"{shown(file.name)}: {reason}"))
        return judged, failed

    def _judged(self, file, data):
        cells, repairs = read_cells(data, "", self.budget, self.released)
        found = candidates(self.solutions, cells)
        worked_on = any(one.state > State.UNTOUCHED for several in found.values() for one in several)
        done = tuple(
            name for name, several in found.items() if any(one.own and one.state is State.FINISHED for one in several)
        )
        worth = worked_on, worked_on or any(recognise(self.source_cells, cells)[0])
        is_whole = not any(one.kind == "cut" for one in repairs)
        return _Judged(file, data, worth, is_whole, done, _order(file, self.wanted))

    def scripts(self, files, notebooks):
        """Look among scripts and texts for work: (list of _Judged, list of Beside on those that do not count).

        notebooks  list of _Judged: a script that counts has more finished functions than each of them; and a text,
                   which nobody runs, counts only where none of them was worked on
        """
        judged, _ = self.read(files)
        most = max((one.finished for one in notebooks if one.worth[0]), default=-1)
        more = [one for one in judged if one.worth[0] and one.finished > most and (most < 0 or not is_text(one.file))]
        unread = [file for file in files if file not in [one.file for one in judged]]
        idle = [Beside(one.name, f"{shown(one.name)}: this is {_kind(one)}{INSTEAD}") for one in unread]
        return more, [*idle, *(self._beside(one) for one in judged if one not in more)]

    def _beside(self, one):
        """What is said of a script or a text that does not count: Beside."""
        done = f", in which {are(one.done, 'finished')}" if one.done else ""
        said = f"{shown(one.file.name)}: this is {_kind(one.file)}{done}{INSTEAD}"
        return Beside(one.file.name, said, is_likely=one.worth[0])

    def hidden(self, files, seen, best):
        """Yield sentences on checkpoints that have more finished functions than the notebook that counts."""
        hidden = [file for file in files if is_hidden(file.name) and not file.script and file not in seen]
        for one in self.read(hidden)[0]:
            if one.finished > best.finished:
                yield f"{shown(one.file.name)}: more functions are finished there, but programs have made this copy"


def _criteria(worked_on):
    """What speaks for a notebook, the strongest first: pairs of a function of _Judged, and the words that say it."""
    among = " that were worked on" if worked_on else ""
    return (
        (lambda one: one.worth, "it alone was worked on" if worked_on else "it alone is of this assignment"),
        (lambda one: one.is_whole, f"it alone is whole of those{among}" if among else "it alone is whole"),
        (lambda one: one.finished > 0, f"in it alone a function is finished, of those{among}"),
        (lambda one: one.order[0], f"it is the newest of those{among}" if among else "it is the newest"),
        (lambda one: one.finished, f"it is the most complete of the newest{among}"),
        (lambda one: one.order, f"it is one of the newest{among}"),
    )


def _why(best, others):
    """Say why one notebook counts among others, by the first evidence that tells them apart."""
    if not others:
        return "it alone could be read"
    for evidence, words in _criteria(best.worth[0]):
        if all(evidence(other) < evidence(best) for other in others):
            return words
        others = [other for other in others if evidence(other) == evidence(best)]
    return words
