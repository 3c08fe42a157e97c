"""Law: where a gate of the LSTM is wrong and no line is named, the message says which entries of the cache are."""

import pytest

from checks.examination import examine
from checks.report import message
from tests.lstm import FUNCTIONS, define, public_case, solutions

GATES = ("ft", "it", "cct", "ot")


@pytest.mark.parametrize("wrong", [{"ft"}, {"cct", "ot"}, {*GATES}], ids=sorted)
def test_what_is_wrong_on_the_way_to_the_outputs_is_said_where_no_line_is_named(wrong):
    lines = "".join(f"    {gate} = {gate} + 0.25\n" for gate in sorted(wrong))
    text = solutions()["lstm_cell_forward"].replace("    c_next =", f"{lines}    c_next =", 1)
    target = define({**solutions(), "lstm_cell_forward": text})["lstm_cell_forward"]
    said = str(message(FUNCTIONS["lstm_cell_forward"], examine(target, public_case("lstm_cell_forward"))))
    right = [gate for gate in GATES if gate not in wrong]
    rest = f"; right: {', '.join(right)}" if right else ""
    assert f"    in cache    wrong: {', '.join(gate for gate in GATES if gate in wrong)}{rest}\n" in said + "\n"
