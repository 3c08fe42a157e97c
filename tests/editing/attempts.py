"""Actions that write functions: old attempts that are kept, and functions that are written elsewhere."""

import copy
import re

from tests.editing.desk import defines, new_id
from tests.editing.registry import action
from tests.editing.works import old_attempt, stub_source
from tests.editing.writing import add, edit, own_cell
from tests.rnn import FUNCTIONS, solutions


def _attempt(desk, rng, where, keeps):
    """Keep an old attempt at a function in a cell of its own, with the cell's metadata or without."""
    function = rng.choice(list(FUNCTIONS))
    places = desk.definitions(function)
    if not places:
        return False
    place = rng.choice(places)
    cell = copy.deepcopy(desk.cells[place])
    cell.id, cell.source = new_id(rng), old_attempt(rng, function)
    if not keeps:
        cell.metadata = {}
    tests = [p for p in desk.tests(function) if p > place]
    targets = {"above": place, "below": place + 1, "below its tests": max(tests, default=place) + 1}
    return add(desk, targets.get(where, len(desk.cells)), cell)


@action(2)
def keep_an_old_attempt_above(desk, rng):
    return _attempt(desk, rng, "above", rng.random() < 0.5)


@action(1)
def keep_an_old_attempt_below(desk, rng):
    return _attempt(desk, rng, "below", rng.random() < 0.5)


@action(3)
def keep_an_old_attempt_below_its_tests(desk, rng):
    return _attempt(desk, rng, "below its tests", rng.random() < 0.6)


@action(3)
def keep_an_old_attempt_at_the_end(desk, rng):
    return _attempt(desk, rng, "end", rng.random() < 0.6)


@action(2)
def keep_an_old_attempt_under_another_name(desk, rng):
    function = rng.choice(list(FUNCTIONS))
    places = desk.definitions(function)
    if not places:
        return False
    old = function + rng.choice(("_old", "_v1", "2", "_backup"))
    cell = copy.deepcopy(desk.cells[rng.choice(places)])
    cell.id = new_id(rng)
    cell.source = re.sub(rf"\b{function}\(", f"{old}(", old_attempt(rng, function))
    if rng.random() < 0.4:
        cell.metadata = {}
    return add(desk, rng.choice((places[0], places[0] + 1, len(desk.cells))), cell)


@action(1)
def keep_an_old_attempt_as_comment(desk, rng):
    places = desk.definitions()
    if not places:
        return False
    place = rng.choice(places)
    function = next(name for name in FUNCTIONS if defines(desk.cells[place].source, name))
    old = old_attempt(rng, function)
    commented = "\n".join(f"# {line}" for line in old.split("\n"))
    quoted = "'''\n" + old.replace("'''", '"""') + "\n'''"
    text = rng.choice((commented, quoted))
    return edit(desk, place, "\n\n".join(rng.sample((text, desk.cells[place].source), 2)))


@action(1)
def keep_a_commented_copy(desk, rng):
    places = desk.definitions()
    if not places:
        return False
    place = rng.choice(places)
    cell = copy.deepcopy(desk.cells[place])
    cell.source = "\n".join(f"# {line}" for line in cell.source.split("\n"))
    cell.id = new_id(rng)
    return add(desk, rng.choice((place, place + 1, len(desk.cells))), cell)


@action(1)
def comment_out_a_cell(desk, rng):
    places = desk.code()
    if not places:
        return False
    place = rng.choice(places)
    return edit(desk, place, "\n".join(f"# {line}" for line in desk.cells[place].source.split("\n")))


@action(1)
def write_an_attempt_above_in_the_same_cell(desk, rng):
    places = desk.definitions()
    if not places:
        return False
    place = rng.choice(places)
    function = next(name for name in FUNCTIONS if defines(desk.cells[place].source, name))
    return edit(desk, place, old_attempt(rng, function) + "\n\n\n" + desk.cells[place].source)


# ── Functions written elsewhere ───────────────────────────────────────────────────────────────────────────────────


def _lift(desk, rng, function):
    """Take a function's text out of its cell, which is as it was handed out again or gone; return (place, text)."""
    places = [p for p in desk.definitions(function) if p not in desk.tests() and p not in desk.setup()]
    if not places:
        return None
    place = places[-1]
    text = desk.cells[place].source
    desk.remember()
    desk.cells[place].source = stub_source(function)
    return place, text


@action(2)
def type_a_function_into_its_test_cell(desk, rng):
    function = rng.choice(list(FUNCTIONS))
    tests = desk.tests(function)
    lifted = _lift(desk, rng, function) if tests else None
    if lifted is None:
        return False
    cell = desk.cells[rng.choice(tests)]
    cell.source = f"{lifted[1]}\n\n\n{cell.source}"
    return True


@action(1)
def type_all_functions_into_their_test_cells(desk, rng):
    done = False
    for function in FUNCTIONS:
        tests = desk.tests(function)
        lifted = _lift(desk, rng, function) if tests else None
        if lifted is not None:
            cell = desk.cells[tests[0]]
            cell.source = f"{lifted[1]}\n\n{cell.source}"
            done = True
    return done


@action(1)
def type_a_function_into_a_demonstration(desk, rng):
    function = rng.choice(list(FUNCTIONS))
    shown = [place for place in desk.of_hand_out() if function in desk.cells[place].source]
    lifted = _lift(desk, rng, function) if shown else None
    if lifted is None:
        return False
    cell = desk.cells[shown[0]]
    cell.source = f"{lifted[1]}\n\n\n{cell.source}"
    return True


@action(1)
def type_a_function_into_a_new_cell_below(desk, rng):
    lifted = _lift(desk, rng, rng.choice(list(FUNCTIONS)))
    if lifted is None:
        return False
    desk.cells.insert(lifted[0] + 1, own_cell(lifted[1], rng))
    return True


@action(1)
def type_a_function_into_a_new_cell_and_delete_the_old(desk, rng):
    lifted = _lift(desk, rng, rng.choice(list(FUNCTIONS)))
    if lifted is None:
        return False
    desk.cells[lifted[0]] = own_cell(lifted[1], rng)
    return True


@action(1)
def type_all_functions_into_one_cell(desk, rng):
    texts, places = [], []
    for function in FUNCTIONS:
        lifted = _lift(desk, rng, function)
        if lifted is not None:
            places.append(lifted[0])
            texts.append(lifted[1])
    if not texts:
        return False
    first = min(places)
    desk.cells[first].source = "\n\n\n".join(dict.fromkeys(texts))
    desk.cells = [cell for place, cell in enumerate(desk.cells) if place == first or place not in places]
    return True


@action(1)
def exchange_the_texts_of_two_cells(desk, rng):
    places = desk.definitions()
    if len(places) < 2:
        return False
    one, other = rng.sample(places, 2)
    desk.remember()
    desk.cells[one].source, desk.cells[other].source = desk.cells[other].source, desk.cells[one].source
    return True


@action(1)
def write_a_missing_function(desk, rng):
    """Go on working: a function that is not finished becomes right."""
    function = rng.choice(list(FUNCTIONS))
    places = [p for p in desk.definitions(function) if "NotImplementedError" in desk.cells[p].source]
    return bool(places) and edit(desk, rng.choice(places), solutions()[function].strip("\n"))


@action(1)
def spoil_a_function(desk, rng):
    """Go on working: a function that was right is wrong now."""
    function = rng.choice(list(FUNCTIONS))
    places = desk.definitions(function)
    return bool(places) and edit(desk, rng.choice(places), old_attempt(rng, function))
