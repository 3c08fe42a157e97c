"""What a chain of actions may cost, and what it may gain.

Honest work keeps what *Run All* shows: the points of the last finished function that its tests ran against. Where it
loses some, a sentence names what was lost. And no chain gains more than some moment of *Run All* has shown, with the
instructor's cells brought back, the parts of a split cell put together, and what an error in its cell keeps from being
defined defined; what is switched off counts only where nothing that is live defines the function.
"""

import random
import re
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from grader.grading.assignment import Assignment, files_beside
from grader.grading.grade import grade
from grader.intake.picking import pick
from grader.intake.recover_notebook import take_in
from tests.editing import truth
from tests.editing.desk import released
from tests.editing.handing import hand_in, versions
from tests.editing.registry import actions, draw_chain, perform
from tests.editing.works import draw_work, open_work
from tests.editing.worth import SEED
from tests.rnn import FUNCTIONS, NOTEBOOK

CENT = 0.01
ASSIGNMENT = "rnn"


@dataclass(frozen=True)
class Outcome:
    """What became of one hand-in.

    label      what the work was
    chain      tuple of (action, seed)
    done       names of the actions that had something to do
    due        dict: function -> points that *Run All* shows
    most       dict: function -> points that no grading may exceed
    points     dict: function -> points that were given
    repairs    tuple of grader.intake.repairs.Repair
    messages   tuple of str: of the tests, where box and examiner were asked
    needs      names of what the notebook needs and is not handed in
    """

    label: str
    chain: tuple
    done: tuple
    due: dict
    most: dict
    points: dict
    repairs: tuple = ()
    messages: tuple = ()
    needs: tuple = ()

    @property
    def lost(self):
        return tuple(name for name in FUNCTIONS if self.points[name] < self.due[name] - CENT)

    @property
    def gained(self):
        return tuple(name for name in FUNCTIONS if self.points[name] > self.most[name] + CENT)

    def silent(self):
        """The functions that lost points without a sentence that says so.

        Such a sentence says that the file could not be read, that an edit of a cell of the function does not count,
        that a name which it uses has no value or another one, or, as a message of a test, which package or file is
        missing. Which of several copies counts is no such sentence.
        """
        if any(repair.kind == "unreadable" for repair in self.repairs):
            return ()
        names = [repair for repair in self.repairs if repair.kind in ("later", "overwritten", "deleted")]
        used = {function for repair in names for function in repair.more["cells"].split(", ")}
        edited = [repair.more["cell"] for repair in self.repairs if repair.kind == "edited"]
        return tuple(
            name
            for name in self.lost
            if name not in used
            and not any(cell.rpartition("_")[0] == name for cell in edited)
            and not any(need in message for need in self.needs for message in self.messages)
        )


# ── One chain ─────────────────────────────────────────────────────────────────────────────────────────────────────


def prepared(number, seed, chain=None):
    """Make the hand-in of a number: (Desk after its chain, the chain, names of what was done)."""
    rng = random.Random(f"{seed}/{number}")
    work = draw_work(rng)
    desk = open_work(work, rng)
    drawn = tuple(draw_chain(rng))
    chain = drawn if chain is None else chain
    return desk, chain, tuple(perform(desk, chain))


def try_chain(number, seed, chain=None, boxed=False):
    """Grade the hand-in of a number.

    number, seed   draw the work and the chain
    chain          another chain of actions in the place of the drawn one
    boxed          True: through box and examiner in any case; otherwise only where the fast way finds a breach
    """
    desk, chain, done = prepared(number, seed, chain)
    return judged(desk, tuple(chain), done, boxed)


def judged(desk, chain, done, boxed=False):
    """Grade what lies on a desk, and hold it against the truth."""
    due, most = bounds(desk)
    picked = _picked(desk)
    taken = take_in(picked, ASSIGNMENT, _assignment().cells)
    points = truth.grade_rebuilt(taken.cells)
    outcome = Outcome(desk.work.label, chain, done, due, most, points, taken.repairs, (), tuple(desk.needs))
    if boxed or outcome.lost or outcome.gained:
        result = grade(picked, _assignment())
        points = {name: earned for name, (earned, _) in result.by_function().items()}
        outcome = replace(outcome, points=points, messages=tuple(test.message for test in result.tests))
    return outcome


def shortest(number, seed, breaks):
    """Leave out actions of a chain while the law stays broken; return the Outcome of what is left."""
    outcome = try_chain(number, seed)
    smaller = True
    while smaller:
        smaller = False
        for place in range(len(outcome.chain)):
            tried = try_chain(number, seed, outcome.chain[:place] + outcome.chain[place + 1 :])
            if breaks(tried):
                outcome, smaller = tried, True
                break
    return outcome


def with_more_text(number, seed):
    """Grade a hand-in as it is and with more honest text: (points before, points after, the action)."""
    desk, _, _ = prepared(number, seed)
    rng = random.Random(f"more {seed}/{number}")
    before = _fast_points(desk)
    known = actions()
    name = rng.choice([name for name in sorted(known) if known[name].adds])
    known[name](desk, rng)
    return before, _fast_points(desk), name


def _fast_points(desk):
    return truth.grade_rebuilt(take_in(_picked(desk), ASSIGNMENT, _assignment().cells).cells)


def _picked(desk):
    with tempfile.TemporaryDirectory(prefix="editing-") as folder:
        return pick(hand_in(desk, Path(folder)), ASSIGNMENT, _assignment().cells)


@cache
def _assignment():
    """The assignment as it is graded, wherever the tests run."""
    source = NOTEBOOK.read_text(encoding="utf-8")
    return Assignment(ASSIGNMENT, source, files_beside(NOTEBOOK.parent), SEED, unconfined=True)


# ── The truth ─────────────────────────────────────────────────────────────────────────────────────────────────────


def bounds(desk):
    """What is due to a desk, and what it may get at most: two dicts, function -> points."""
    found = [_bounds(cells) for cells in versions(desk)]
    due = {name: min(low[name] for low, _ in found) for name in FUNCTIONS}
    most = {name: max(high[name] for _, high in found) for name in FUNCTIONS}
    return due, most


def _bounds(cells):
    code = [cell.source for cell in cells if cell.kind == "code"]
    shown = truth.run_all(code)
    # With the instructor's cells brought back, a test stands alone: it does not keep the rest of its cell from running.
    edited = any("_test(" in source and source not in _texts() for source in code)
    as_shown = code[:1] == [_setup()] and not edited
    restored = shown if as_shown else truth.run_all(code, given=[_setup()], strict=False)
    due = {name: shown[name].shown() for name in FUNCTIONS}
    most = {name: max(shown[name].best, restored[name].best) for name in FUNCTIONS}
    gone = [name for name in FUNCTIONS if not restored[name].live]
    back = [cell for cell in cells if cell.kind == "code" or any(name in cell.source for name in gone)]
    if len(back) > len(code):  # a definition had become text; the functions that call it profit as well
        for way in (str, _without_words):
            texts = [cell.source if cell.kind == "code" else way(cell.source) for cell in back]
            seen = truth.run_all(texts, given=[_setup()], strict=False)
            most = {name: max(most[name], seen[name].best) for name in FUNCTIONS}
    seen = truth.run_all(_unsplit(code), given=[_setup()], strict=False, goes_on=True)
    return due, {name: max(most[name], seen[name].best) for name in FUNCTIONS}


def _without_words(text):
    """The definitions and imports in a text, each with the indented lines below it."""
    return "\n".join(re.findall(r"^(?:@|(?:def|class|import|from)\b).*(?:\n(?:[ \t].*)?)*", text, re.MULTILINE))


def _unsplit(code):
    """The texts of code cells, each of which begins at the left margin: what begins indented goes on with the above."""
    whole = code[:1]
    for source in code[1:]:
        if source.lstrip("\n")[:1].isspace():
            whole[-1] += f"\n{source}"
        else:
            whole.append(source)
    return whole


@cache
def _setup():
    return next(cell.source for cell in released() if cell.metadata.get("nbgrader", {}).get("grade_id") == "setup")


@cache
def _texts():
    return {cell.source for cell in released()}
