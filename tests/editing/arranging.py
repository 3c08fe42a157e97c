"""Actions on cells as a whole: moved, split, merged, deleted, undone."""

import copy
import re

from tests.editing.desk import Cell, new_id
from tests.editing.registry import action


def any_place(desk, rng, places=None):
    """Draw the place of a cell; mostly of code, as people work on that."""
    places = list(places) if places is not None else (desk.code() if rng.random() < 0.8 else range(len(desk.cells)))
    return rng.choice(places) if places else None


def twin_of(cell, rng, way):
    """A copy of a cell, as an editor pastes it: "keeps" nbgrader's metadata, "same id", or "bare"."""
    twin = copy.deepcopy(cell)
    if way != "same id":
        twin.id = new_id(rng)
    if way == "bare":
        twin.metadata = {}
    return twin


def insert(desk, place, cell):
    desk.remember()
    desk.cells.insert(place, cell)


# ── Moves ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _move(desk, place, target):
    if place is None or not 0 <= target < len(desk.cells):
        return False
    desk.remember()
    desk.cells.insert(target, desk.cells.pop(place))
    return True


@action(2)
def move_a_cell_up(desk, rng):
    place = any_place(desk, rng)
    return place is not None and _move(desk, place, place - 1)


@action(2)
def move_a_cell_down(desk, rng):
    place = any_place(desk, rng)
    return place is not None and _move(desk, place, place + 1)


@action(1)
def move_a_cell_to_the_top(desk, rng):
    return _move(desk, any_place(desk, rng), 0)


@action(1)
def move_a_cell_to_the_end(desk, rng):
    return _move(desk, any_place(desk, rng), len(desk.cells) - 1)


@action(2)
def cut_a_cell_and_paste_it(desk, rng):
    place = any_place(desk, rng)
    if place is None or len(desk.cells) < 2:
        return False
    desk.remember()
    cell = desk.cells.pop(place)
    desk.clipboard = copy.deepcopy(cell)
    desk.cells.insert(rng.randint(0, len(desk.cells)), twin_of(cell, rng, rng.choice(("keeps", "keeps", "bare"))))
    return True


@action(1)
def move_all_tests_to_the_end(desk, rng):
    tests = sorted({*desk.tests(), *desk.tests(kind="hidden")})
    if not tests:
        return False
    desk.remember()
    moved = [desk.cells[place] for place in tests]
    desk.cells = [cell for place, cell in enumerate(desk.cells) if place not in tests] + moved
    return True


@action(1)
def move_all_definitions_together(desk, rng):
    found = desk.definitions()
    if not found:
        return False
    desk.remember()
    moved = [desk.cells[place] for place in found]
    desk.cells = [cell for place, cell in enumerate(desk.cells) if place not in found]
    desk.cells[found[0] : found[0]] = moved
    return True


# ── Split and merged ──────────────────────────────────────────────────────────────────────────────────────────────


def _split(desk, rng, place, line):
    """Split a cell above a line; editors differ in which half keeps the metadata."""
    cell = desk.cells[place]
    lines = cell.source.split("\n")
    if not 0 < line < len(lines):
        return False
    desk.remember()
    keeps = rng.choice(("both", "both", "first", "second", "none"))
    halves = []
    for name, part in (("first", lines[:line]), ("second", lines[line:])):
        half = twin_of(cell, rng, "keeps" if keeps in ("both", name) else "bare")
        half.source = "\n".join(part).strip("\n") if rng.random() < 0.5 else "\n".join(part)
        halves.append(half)
    halves[0 if keeps == "first" else 1].id = cell.id
    desk.cells[place : place + 1] = halves
    return True


@action(2)
def split_a_cell_at_a_line(desk, rng):
    place = any_place(desk, rng)
    return place is not None and _split(desk, rng, place, rng.randint(1, max(1, desk.cells[place].source.count("\n"))))


@action(2)
def split_a_cell_at_a_def(desk, rng):
    places = desk.places(lambda cell: cell.kind == "code" and re.search(r"(?<=\n)(def|import|@)", cell.source))
    place = any_place(desk, rng, places)
    if place is None:
        return False
    lines = desk.cells[place].source.split("\n")
    starts = [n for n, line in enumerate(lines) if n and line.startswith(("def ", "import ", "@"))]
    return _split(desk, rng, place, rng.choice(starts))


@action(1)
def split_a_cell_at_its_end(desk, rng):
    place = any_place(desk, rng)
    if place is None:
        return False
    desk.cells[place].source += "\n\n"
    return _split(desk, rng, place, desk.cells[place].source.count("\n"))


@action(1)
def split_a_test_below_its_comment(desk, rng):
    place = any_place(desk, rng, desk.tests())
    return place is not None and _split(desk, rng, place, 1)


def _merge(desk, rng, first, last, keeps="first"):
    group = desk.cells[first : last + 1]
    if len(group) < 2:
        return False
    desk.remember()
    keeper = group[0] if keeps != "last" else group[-1]
    made = Cell(group[0].kind, rng.choice(("\n", "\n\n")).join(cell.source for cell in group))
    made.metadata = {} if keeps == "none" else copy.deepcopy(keeper.metadata)
    made.id = keeper.id
    desk.cells[first : last + 1] = [made]
    return True


@action(3)
def merge_a_cell_with_the_next(desk, rng):
    place = any_place(desk, rng)
    return place is not None and _merge(desk, rng, place, place + 1, rng.choice(("first", "first", "last", "none")))


@action(2)
def merge_a_cell_with_the_next_of_code(desk, rng):
    pairs = [place for place in desk.code() if place + 1 in desk.code()]
    place = any_place(desk, rng, pairs)
    return place is not None and _merge(desk, rng, place, place + 1, rng.choice(("first", "first", "last", "none")))


@action(1)
def merge_a_function_with_its_tests(desk, rng):
    place = any_place(desk, rng, desk.definitions())
    if place is None:
        return False
    end = place
    while end + 1 < len(desk.cells) and desk.cells[end + 1].kind == "code" and end - place < 3:
        end += 1
    return _merge(desk, rng, place, end)


# ── Deleted, undone ──────────────────────────────────────────────────────────────────────────────────────


@action(2)
def delete_a_cell(desk, rng):
    place = any_place(desk, rng)
    if place is None or len(desk.cells) < 2:
        return False
    desk.remember()
    desk.cells.pop(place)
    return True


@action(1)
def delete_a_test_cell(desk, rng):
    place = any_place(desk, rng, desk.tests() + desk.tests(kind="hidden"))
    if place is None:
        return False
    desk.remember()
    desk.cells.pop(place)
    return True


@action(1)
def delete_the_texts(desk, rng):
    desk.remember()
    desk.cells = [cell for cell in desk.cells if cell.kind != "markdown"] or desk.cells
    return True


@action(1)
def delete_the_demonstrations(desk, rng):
    shown = desk.of_hand_out()
    if not shown:
        return False
    desk.remember()
    desk.cells = [cell for place, cell in enumerate(desk.cells) if place not in shown]
    return True


@action(2)
def undo(desk, rng):
    if not desk.past:
        return False
    desk.future.append(desk.cells)
    desk.cells = desk.past.pop()
    return True


@action(1)
def redo(desk, rng):
    if not desk.future:
        return False
    desk.past.append(desk.cells)
    desk.cells = desk.future.pop()
    return True


@action(1, adds=True)
def add_empty_cells(desk, rng):
    for _ in range(rng.randint(1, 3)):
        insert(desk, rng.randint(0, len(desk.cells)), Cell(rng.choice(("code", "markdown")), "", {}, new_id(rng)))
    return True


@action(1)
def delete_everything_but_code(desk, rng):
    code = desk.code()
    if not code:
        return False
    desk.remember()
    desk.cells = [desk.cells[place] for place in code]
    return True
