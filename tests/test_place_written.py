"""Law: of a program that somebody wrote who knew neither catalogue nor search, no line is named but one that was meant.

And right programs pass, in whatever style they are written. tests/written.py says how lines are marked.
"""

import pytest

from tests.sampling import sample
from tests.written import FALSE, judged, programs

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("program", sample(programs(), every=12), ids=lambda program: program.id)
def test_no_line_is_named_that_was_not_meant(program):
    places = program.places()
    if program.kind == "right":
        assert places is None
    else:
        assert places is not None, "the public test does not catch it"
        assert judged(program, places) != FALSE, places.places
