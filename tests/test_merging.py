"""Law: of a merge that was not finished, what both versions share counts, and what was worked on in one of them alone;
a cell that was worked on in both is left out, and one sentence says so."""

import pytest

from tests.rnn import FUNCTIONS
from tests.test_unwrapping import TEXT, said, taken, work_in


def conflict(ours, theirs, base=None):
    middle = "" if base is None else f"||||||| base\n{base}\n"
    return f"<<<<<<< HEAD\n{ours}\n{middle}=======\n{theirs}\n>>>>>>> theirs"


COUNT = '   "execution_count": 7,'


@pytest.mark.parametrize("base", [None, COUNT.replace("7", "1")])
@pytest.mark.parametrize("theirs", [COUNT, COUNT.replace("7", "12"), '   "execution_count": null,'])
def test_a_merge_whose_sides_have_the_same_cells_is_finished(theirs, base):
    text = TEXT.replace('   "execution_count": 7', '   "execution_count": 7,\n   "x": 1')
    marked = text.replace(COUNT, conflict(COUNT, theirs, base), 2)
    result = taken(marked.encode())
    assert work_in(result) == set(FUNCTIONS)
    assert len(said(result, "merge")) == 1


STUB = "\\n    raise NotImplementedError\\n"


@pytest.mark.parametrize(("ours", "theirs", "is_lost"), [("", STUB, False), (STUB, "", False), ("", "\\n\\n", True)])
def test_of_a_cell_in_which_the_sides_differ_the_one_counts_that_alone_was_worked_on(ours, theirs, is_lost):
    line = next(line for line in TEXT.split("\n") if '"source"' in line)
    begin, _, end = line.rpartition('"')
    sides = [f'{begin}{more}"{end}' for more in (ours, theirs)]
    result = taken(TEXT.replace(line, conflict(*sides)).encode())
    assert len(set(FUNCTIONS) - work_in(result)) == is_lost
    assert len(said(result, "merge in part" if is_lost else "merge")) == 1


def test_a_merge_whose_sides_have_other_numbers_of_cells_is_refused_with_the_way_out():
    more = '  {"cell_type": "code", "id": "x", "metadata": {}, "source": "", "outputs": [], "execution_count": null},'
    begin, _, rest = TEXT.partition('"cells": [\n')
    result = taken(f'{begin}"cells": [\n{conflict("", more)}\n{rest}'.encode())
    assert result.unreadable.endswith("it has the marks of a merge that was not finished: keep one of the two versions")
