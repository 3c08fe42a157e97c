"""Law: whatever people do to a notebook between their last *Run All* and the hand-in, honest work keeps the points that
*Run All* shows, or a sentence names the one thing that was lost; and nothing that they do gains a point.

The notebooks are those of a simulated editor; --whole tries more of them, and python -m tests.editing --chains 5000.
"""

import random

import nbformat
import pytest

from grader.intake.recover_notebook import take_in
from tests import sampling
from tests.editing import law, truth
from tests.editing.desk import Cell
from tests.editing.figures import attempt_all, breaks, describe, figures, shorten_all
from tests.editing.handing import handed_in
from tests.editing.registry import actions, perform
from tests.editing.works import Work, open_work, stub_source
from tests.editing.worth import TOTAL
from tests.rnn import FUNCTIONS, solutions

pytestmark = pytest.mark.slow

SEED, CHAINS, TEXTS = 1, sampling.number(110, 900), sampling.number(20, 200)


def finished(seed=1):
    """The desk of somebody who has finished."""
    return open_work(Work("finished", solutions()), random.Random(seed))


# ── The law ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_chains_of_actions_cost_nothing_and_gain_nothing():
    found = attempt_all(range(CHAINS), SEED, boxed=30, processes=1)
    broken = [number for number, outcome in enumerate(found) if breaks(outcome)]
    said = [describe(number, SEED, one) for number, one in zip(broken, shorten_all(broken[:5], SEED), strict=False)]
    assert not broken, "\n".join(said)
    seen = figures(found)
    assert seen["functions with points due"] > CHAINS  # of the four of each: the truth is not that all is lost
    assert seen["points so lost"] < 0.02 * 100 * CHAINS  # what needs a package or a file that is not there


@pytest.mark.parametrize("name", sorted(actions()))
def test_each_action_alone_costs_nothing_and_gains_nothing(name):
    for seed in range(1, sampling.number(2, 5)):
        desk = finished()
        done = perform(desk, [(name, seed)])
        outcome = law.judged(desk, ((name, seed),), tuple(done))
        assert not breaks(outcome), describe("finished", seed, outcome)


@pytest.mark.parametrize("number", range(TEXTS))
def test_more_honest_text_never_costs_anything(number):
    before, after, name = law.with_more_text(number, SEED)
    assert {function: points for function, points in after.items() if points < before[function]} == {}, name


# ── The simulated editor ──────────────────────────────────────────────────────────────────────────────────────────


def test_there_are_many_kinds_of_action_and_most_have_something_to_do():
    assert len(actions()) >= 60
    assert CHAINS + len(actions()) + TEXTS >= 300  # notebooks that are handed in here
    done = {name for name in actions() for seed in range(3) if perform(finished(), [(name, seed)])}
    assert {*actions()} - done == {"paste_the_clipboard", "redo", "undo", "write_a_missing_function"}


def test_the_same_number_is_the_same_hand_in():
    for number in range(20):
        one, other = law.prepared(number, SEED)[0], law.prepared(number, SEED)[0]
        assert handed_in(one) == handed_in(other)


def test_a_right_and_a_stubborn_grader_are_told_apart(monkeypatch):
    """The law is broken where intake loses a function, and where it finds one that nobody has written."""

    def with_text(text):
        def taken(*given):
            made = take_in(*given)
            made.cells[:0] = [nbformat.v4.new_code_cell("import numpy as np\nfrom rnn_utils import softmax")]
            tests = [cell for cell in made.cells if cell.metadata.get("nbgrader", {}).get("grade")]
            for test in tests:
                made.cells.insert(made.cells.index(test), nbformat.v4.new_code_cell(text))
            return made

        return taken

    nobody = open_work(Work("stub"), random.Random(1))
    monkeypatch.setattr(law, "grade", None)  # the fast way alone
    monkeypatch.setattr(law, "take_in", with_text(stub_source("rnn_forward")))
    with pytest.raises(TypeError):  # it finds a loss, and asks the examiner
        law.judged(finished(), (), ())
    monkeypatch.setattr(law, "take_in", with_text(solutions()["rnn_forward"]))
    with pytest.raises(TypeError):
        law.judged(nobody, (), ())


# ── What *Run All* shows ──────────────────────────────────────────────────────────────────────────────────────────

SETUP = "import numpy as np\nfrom public_tests import *\nfrom rnn_utils import softmax"
NAME = "rnn_cell_forward"
RIGHT, STUB = solutions()[NAME], stub_source(NAME)
WRONG = RIGHT.replace("Wax @ xt + ", "")
TEST = f"{NAME}_test({NAME})"
FULL = TOTAL[NAME]
SHOWN = {
    "right": ([RIGHT, TEST], FULL),
    "wrong": ([WRONG, TEST], 0),
    "a stub": ([STUB, TEST], 0),
    "nothing": ([TEST], 0),
    "no test": ([RIGHT], FULL),
    "no test, wrong at the end": ([RIGHT, WRONG], 0),
    "a stub below the test": ([RIGHT, TEST, STUB], FULL),
    "a stub below, tested": ([RIGHT, TEST, STUB, TEST], FULL),
    "wrong below the test": ([RIGHT, TEST, WRONG], FULL),
    "wrong below, tested": ([RIGHT, TEST, WRONG, TEST], 0),
    "the test above": ([TEST, RIGHT], 0),
    "tested in its own cell": ([f"{RIGHT}\n{TEST}"], FULL),
    "a helper that is not there yet": ([RIGHT.replace("np.tanh", "squash"), TEST, "squash = np.tanh"], 0),
    "a helper above": (["squash = np.tanh", RIGHT.replace("np.tanh", "squash"), TEST], FULL),
    "a magic": ([f"%%time\n{RIGHT}", TEST], FULL),
    "an error above": (["1 / 0", RIGHT, TEST], FULL),
    "what does not compile": ([f"{RIGHT}\nfor"], 0),
}


@pytest.mark.parametrize("case", SHOWN)
def test_what_run_all_shows(case):
    sources, points = SHOWN[case]
    seen = truth.run_all([SETUP, *sources])
    assert seen[NAME].shown() == points
    assert seen[NAME].best >= points
    assert all(seen[other].best == 0 for other in FUNCTIONS if other != NAME)


def test_what_is_switched_off_counts_where_nothing_live_defines_it_only():
    desk = finished()
    place = desk.definitions(NAME)[0]
    desk.cells[place].kind = "raw"
    due, most = law.bounds(desk)
    assert (due[NAME], most[NAME]) == (0, FULL)
    assert most["rnn_forward"] == TOTAL["rnn_forward"]  # it calls the cell
    desk.cells.insert(place, Cell("code", WRONG))
    due, most = law.bounds(desk)
    assert (due[NAME], most[NAME]) == (0, 0)


def test_a_setup_that_is_brought_back_is_no_gain():
    desk = finished()
    desk.cells.pop(desk.setup()[0])
    due, most = law.bounds(desk)
    assert (due[NAME], most[NAME]) == (0, FULL)
