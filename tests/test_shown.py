"""Law: what cells output is the same, whether a bare box could show it or the one that has IPython did."""

import pytest

from grader.box import sandbox
from grader.box.boxes import Boxes
from grader.box.shell import make_shell
from grader.examiner.cells import Cell
from grader.examiner.submission import Submission
from grader.rules.budget import Budget
from tests.rnn import CATALOGUE, NOTEBOOK, RNN, STYLES
from tests.sampling import sample
from tests.test_examined_scores import jobs

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}"),
]


@pytest.fixture(scope="module")
def boxes():
    made = Boxes(NOTEBOOK.parent, ("numpy", "ipython", "matplotlib"), Budget(cpu=1, wall=30)).start()
    yield made
    made.close()


class Counted:
    """Boxes that count the sessions of each kind; everything: True, where only the one with IPython is used."""

    def __init__(self, boxes, everything):
        self.boxes, self.everything, self.bare, self.full = boxes, everything, 0, 0

    def session(self, bare):
        if bare and not self.everything:
            self.bare += 1
            return self.boxes.bare.session()
        self.full += 1
        return self.boxes.full.session()


def shown(boxes, cells, everything=False):
    """Return (what each cell has output and whether it came to its end, Counted)."""
    counted = Counted(boxes, everything)
    graded = Submission([Cell(**cell) for cell in cells], RNN, counted, make_shell({"__name__": "__main__"}), Budget())
    graded.grade()
    return [(cell.outputs, cell.finished) for cell in graded.cells], counted


def notebook(sources=None, before=""):
    return [cell for cell in jobs(sources or {}, before) if cell["kind"] != "test"]


def students(*texts):
    return [{"kind": "student", "source": text, "id": None} for text in texts]


NOTEBOOKS = {
    "as handed out": notebook(),
    **{style.id: notebook(style.texts(RNN), style.before) for style in STYLES},
    **{mistake.id: notebook({mistake.function: mistake.sources(RNN)[0]}) for mistake in sample(CATALOGUE, 20)},
}


@pytest.mark.parametrize("cells", NOTEBOOKS.values(), ids=NOTEBOOKS)
def test_a_notebook_puts_out_the_same(boxes, cells):
    assert shown(boxes, cells)[0] == shown(boxes, cells, everything=True)[0]


TEXT_ONLY = {
    "print": ["print('first')\nprint('second', end='')", "x = 1"],
    "stderr between": ["import sys\nprint(1)\nprint(2, file=sys.stderr)\nprint(3)"],
    "warnings": [
        "import numpy as np\ndef f():\n    return np.log(np.zeros(1))\nf();\nf()\nx = 1",
        "import warnings\nwarnings.warn('own')",
    ],
    "deprecated": [
        "import warnings\nwarnings.warn('old', DeprecationWarning)",
        "def f():\n    import warnings\n    warnings.warn('deep', DeprecationWarning, 2)\nf()",
    ],
    "warnings of the compiler": ["x = 1\nprint(x is 1)", "print('\\d')", "def f():\n    return 1 is 1\ng = f()"],
    "nothing": ["# a comment", ""],
    "names of the module": [
        "print(__name__)\nclass A: pass\nprint(A.__module__, A())\n".replace("A())", "A.__name__)")
    ],
    "too much": ["for _ in range(50): print('x' * 100_000)"],
    "its end": ["print(1)\nimport os\nos._exit(3)", "print(2)"],
    "a loop that never ends": ["print(1)", "while True: pass", "print(3)"],
    "none at the end": ["print(1) or None"],
}


@pytest.mark.parametrize("texts", TEXT_ONLY.values(), ids=TEXT_ONLY)
def test_what_puts_out_text_is_shown_by_the_bare_box(boxes, texts):
    found, used = shown(boxes, students(*texts))
    assert (used.bare > 0, used.full) == (True, 0)
    assert found == shown(boxes, students(*texts), everything=True)[0]


MORE = {
    "a value": "x = 6\nx * 7",
    "a value kept back": "6 * 7;",
    "a table": "class T:\n    def _repr_html_(self): return '<b>1</b>'\n    def __repr__(self): return 'T'\nT()",
    "an error": "def f():\n    return 1 / 0\nf()",
    "a syntax error": "def f(:",
    "a magic": "%precision 3\n1 / 3",
    "a command": "!ls",
    "the end": "raise SystemExit",
    "a question": "input('name? ')",
    "display": "display(3)",
    "a figure": "import matplotlib.pyplot as plt\nplt.plot([1]);",
    "IPython by another way": "import importlib\nm = importlib.import_module('IPy' + 'thon')\nm.core",
    "a warning as an error": "import warnings\nwarnings.simplefilter('error')\nwarnings.warn('own')",
    "an await": "import asyncio\nawait asyncio.sleep(0)",
}


@pytest.mark.parametrize("text", MORE.values(), ids=MORE)
@pytest.mark.parametrize("kind", ["student", "demo"])
def test_what_puts_out_more_is_shown_by_the_box_with_ipython(boxes, kind, text):
    cells = [*students("print(1)"), {"kind": kind, "source": text, "id": None}, *students("print(3)")]
    found, used = shown(boxes, cells)
    assert used.full == 1
    assert found == shown(boxes, cells, everything=True)[0]


def test_a_warning_of_the_compiler_may_be_an_error(boxes):
    cells = students("import warnings\nwarnings.simplefilter('error')", "print(1 is 1)", "print(2)")
    found, _ = shown(boxes, cells)
    assert [finished for _, finished in found] == [True, False, True]
    assert found[1][0][0]["ename"] == "SyntaxWarning"


def test_code_that_is_too_deep_for_the_compiler_ends_its_cell_alone(boxes):
    deep = "def f(x):\n    if x: pass\n" + "    elif x: pass\n" * 3000
    ((first, _), (second, _)), _ = shown(boxes, students(deep, "print(1)"))
    (error,) = [one["ename"] for one in first if one["output_type"] == "error"]
    assert error in ("RecursionError", "MemoryError", "SyntaxError")  # as Python's version has it
    assert second[0]["text"] == "1\n"
