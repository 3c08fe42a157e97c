"""Law: from the text of a cell alone the examiner tells what it needs: whether a bare box will do, which names go in
and out, and where a function reads the notebook's data in place of an argument, as it would be told in a kernel."""

import pytest

from checks.examination import examine
from grader.box import sandbox
from grader.examiner.engine import Engine
from grader.examiner.source_analysis import data_from_outside, is_plain, may_be_plain, names_defined, names_read
from tests.rnn import NOTEBOOK, define, public_case, public_diagnosis, solutions

PLAIN = [
    "x = 1",
    "def f(a):\n    return a @ a.T\n",
    "import numpy as np\nfrom rnn_utils import (\n    plot_loss,\n    softmax,\n)",
]
MORE = {
    "magic": "%matplotlib inline",
    "shell": "!ls",
    "figure": "import matplotlib.pyplot as plt\nplt.plot([1])",
    "figure of the course's": "plot_loss([1, 2])",
    "display": "from IPython.display import display as d",
    "shell object": "get_ipython().run_line_magic('time', '1')",
    "await": "await x",
    "no Python": "def f(:",
    "zero byte": "x = '\0'",
    "too deep": "(" * 5000,
}


@pytest.mark.parametrize("source", [*PLAIN, *solutions().values()])
def test_plain_python_needs_a_bare_box_only(source):
    assert is_plain(source)


@pytest.mark.parametrize("what", MORE)
def test_what_needs_more_than_plain_python_is_not_taken_for_plain(what):
    assert not is_plain(MORE[what])
    assert may_be_plain(MORE[what]) == ("figure" in what)


def test_names_that_go_in_and_out_of_a_cell():
    source = "import numpy as np\nx = y\ndef f(a):\n    b = a + z\n    return b"
    assert names_defined(source) == {"np", "x", "f"}
    assert names_read(source) >= {"y", "z"}
    assert names_read("exec('y')") is None
    assert names_read("def f(:") is None


def test_data_from_outside_is_what_a_cell_gives_a_value():
    cells = [
        "import numpy as np\nfrom rnn_utils import softmax\nxt, SHIFT = 1, 2\ndef helper(): pass",
        "def f(a):\n    return np.sum(softmax(a)) + helper() + len(xt) + undefined + SHIFT",
    ]
    assert data_from_outside("f", cells) == ["xt", "SHIFT"]
    assert data_from_outside("f", [*cells, "def f(a):\n    return a"]) == []
    assert data_from_outside("g", cells) == []


@pytest.mark.slow
@pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}")
def test_a_name_read_from_the_notebook_is_named_through_the_box_as_in_a_kernel():
    function, before = "rnn_cell_backward", "import numpy as np\nparameters_tmp = {'Wax': np.ones((4, 3))}"
    source = solutions()[function].replace("dxt = Wax.T @ dz", 'dxt = parameters_tmp["Wax"].T @ dz')
    target = define({"before": before, **solutions(), function: source})[function]
    found = public_diagnosis(function, target, examine(target, public_case(function)))
    assert found.ids == ("global-name",)
    test = f"from public_tests import {function}_test\n{function}_test({function})"
    cells = [("student", "import numpy as np\nfrom rnn_utils import softmax"), ("student", before)]
    cells += [("student", text) for text in {**solutions(), function: source}.values()] + [("test", test)]
    with Engine(NOTEBOOK.parent, "rnn", seed=1) as engine:
        answer = engine.grade([{"kind": kind, "source": text, "id": None} for kind, text in cells])
    shown = str(answer.cells[-1]["outputs"])
    assert "'misconceptions': ['global-name']" in shown
    assert "parameters_tmp from the notebook" in shown
