"""Actions that copy cells: pasted, duplicated, kept as a backup."""

import copy

from tests.editing.arranging import any_place, insert, twin_of
from tests.editing.registry import action


def _copy(desk, rng, way, where):
    place = any_place(desk, rng)
    if place is None:
        return False
    target = {"below": place + 1, "above": place, "end": len(desk.cells), "far": rng.randint(0, len(desk.cells))}
    return insert(desk, target[where], twin_of(desk.cells[place], rng, way))


@action(3)
def duplicate_a_cell(desk, rng):
    return _copy(desk, rng, "keeps", "below")


@action(2)
def paste_a_copy_far_away(desk, rng):
    return _copy(desk, rng, "keeps", "far")


@action(2)
def paste_a_copy_at_the_end(desk, rng):
    return _copy(desk, rng, "keeps", "end")


@action(2)
def paste_a_copy_without_metadata(desk, rng):
    return _copy(desk, rng, "bare", rng.choice(("above", "below", "far")))


@action(1)
def paste_a_copy_with_its_id(desk, rng):
    return _copy(desk, rng, "same id", rng.choice(("above", "below", "end", "far")))


@action(2)
def copy_a_definition_above_itself(desk, rng):
    place = any_place(desk, rng, desk.definitions())
    if place is None:
        return False
    return insert(desk, place, twin_of(desk.cells[place], rng, rng.choice(("keeps", "bare"))))


@action(2)
def copy_a_test_cell(desk, rng):
    place = any_place(desk, rng, desk.tests() + desk.tests(kind="hidden"))
    if place is None:
        return False
    return insert(desk, rng.randint(0, len(desk.cells)), twin_of(desk.cells[place], rng, rng.choice(("keeps", "bare"))))


@action(1)
def copy_to_the_clipboard(desk, rng):
    desk.clipboard = copy.deepcopy(desk.cells[any_place(desk, rng, range(len(desk.cells)))])


@action(1)
def paste_the_clipboard(desk, rng):
    if desk.clipboard is None:
        return False
    return insert(desk, rng.randint(0, len(desk.cells)), twin_of(desk.clipboard, rng, rng.choice(("keeps", "bare"))))


@action(1)
def copy_a_whole_section_to_the_end(desk, rng):
    starts = desk.places(lambda cell: cell.kind == "markdown")
    start = any_place(desk, rng, starts)
    if start is None:
        return False
    end = next((place for place in starts if place > start), len(desk.cells))
    desk.remember()
    desk.cells.extend(twin_of(cell, rng, "keeps") for cell in desk.cells[start:end])
    return True


@action(1)
def switch_off_a_copy_of_a_definition(desk, rng):
    """A backup of a cell that is kept as raw or as text, with the cell's metadata or without."""
    place = any_place(desk, rng, desk.definitions())
    if place is None:
        return False
    twin = twin_of(desk.cells[place], rng, rng.choice(("keeps", "bare", "same id")))
    twin.kind, twin.outputs = rng.choice(("raw", "markdown")), []
    return insert(desk, rng.choice((place, place + 1, len(desk.cells))), twin)
