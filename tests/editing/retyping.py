"""Actions that make a cell one of another kind: code, Markdown, raw."""

from tests.editing.arranging import any_place
from tests.editing.desk import Cell, new_id
from tests.editing.registry import action


def _retype(desk, place, kind):
    if place is None or desk.cells[place].kind == kind:
        return False
    desk.remember()
    desk.cells[place].kind = kind
    desk.cells[place].outputs = []
    return True


@action(1)
def retype_a_cell_as_markdown(desk, rng):
    return _retype(desk, any_place(desk, rng), "markdown")


@action(1)
def retype_a_cell_as_raw(desk, rng):
    return _retype(desk, any_place(desk, rng), "raw")


@action(2)
def retype_a_definition(desk, rng):
    return _retype(desk, any_place(desk, rng, desk.definitions()), rng.choice(("raw", "markdown")))


@action(1)
def retype_a_test(desk, rng):
    places = desk.tests() + desk.tests(kind="hidden")
    return _retype(desk, any_place(desk, rng, places), rng.choice(("raw", "markdown")))


@action(1)
def retype_text_as_code(desk, rng):
    return _retype(desk, any_place(desk, rng, desk.places(lambda cell: cell.kind == "markdown")), "code")


@action(1)
def retype_there_and_back(desk, rng):
    place = any_place(desk, rng, desk.code())
    if place is None:
        return False
    desk.cells[place].outputs = []
    if rng.random() < 0.3:  # an editor that makes a new cell each time
        desk.cells[place] = Cell("code", desk.cells[place].source, {}, new_id(rng))
    return True
