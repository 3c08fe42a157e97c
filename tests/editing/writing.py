"""Actions that write text of the student's own: notes, scratch cells, helpers."""

import re

from tests.editing.desk import Cell, defines, new_id
from tests.editing.registry import action
from tests.rnn import FUNCTIONS

NOTES = (
    "My notes: the columns are the examples.",
    "# TODO\n\n- [ ] ask about dba\n- [x] dWax",
    "$$a = \\tanh(W x + U a + b)$$",
    "```python\ndef rnn_forward(x, a0, parameters):\n    ...\n```",
    "Zeile mit Umlauten: größer, 循环神经网络, 🙂",
    "<b>done</b> <img src='plot.png'>",
)
SCRATCH = (
    "np.arange(6).reshape(2, 3)",
    "print(np.ones((2, 3)) @ np.ones((3, 2)))",
    "x = np.ones((2, 3, 4))\nx[:, :, 0].shape",
    "a = 3\nm = 7\nt = 2\ncaches = None",
    "help(np.sum)",
    "np.sum?",
    "%timeit -n 1 -r 1 np.zeros(3)",
    "%matplotlib inline",
    "!pip list | head -3",
    "%%time\nsum(range(1000))",
    "assert False, 'continue here tomorrow'",
    "raise SystemExit('stop here')",
    "print(undefined_name)",
    "for i in range(3)\n    print(i)",
    "input('next? ')",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);",
    "np.set_printoptions(precision=3, suppress=True)",
    "import warnings\nwarnings.filterwarnings('ignore')",
    "np.random.seed(0)",
    "# nothing",
    "def check(name, one, other):\n    print(name, np.allclose(one, other))",
    "?",
    "1 / 0",
)
HELPERS = {  # what stands in a cell -> what is written in its place, and the helper's text
    r"(?<![\w.])np\.tanh\(": ("squash(", "def squash(z):\n    return np.tanh(z)"),
    r"(?<![\w.])np\.zeros\(": ("blank(", "def blank(shape):\n    return np.zeros(shape)"),
    r"(?<![\w.])np\.sum\(": ("total(", "def total(*args, **named):\n    return np.sum(*args, **named)"),
    r"(?<![\w.])softmax\(": (
        "probabilities(",
        "def probabilities(z):\n    e = np.exp(z - np.max(z, axis=0))\n    return e / np.sum(e, axis=0)",
    ),
    r"axis=1": ("axis=EXAMPLES", "EXAMPLES = 1"),
    r"1 - a_next\*\*2": ("slope(a_next)", "slope = lambda a: 1 - a**2"),
    r"(?<![\w.])reversed\(": (
        "backwards(",
        "class backwards(list):\n    def __init__(self, steps):\n        super().__init__(reversed(steps))",
    ),
}


def own_cell(source, rng, kind="code"):
    return Cell(kind, source, {}, new_id(rng))


def add(desk, place, cell):
    desk.remember()
    desk.cells.insert(place, cell)
    return True


def _anywhere(desk, rng):
    return rng.randint(0, len(desk.cells))


def edit(desk, place, source):
    desk.remember()
    desk.cells[place].source = source
    return True


# ── Text that changes nothing ─────────────────────────────────────────────────────────────────────────────────────


@action(2, adds=True)
def write_a_note(desk, rng):
    return add(
        desk, _anywhere(desk, rng), own_cell(rng.choice(NOTES), rng, rng.choice(("markdown", "markdown", "raw")))
    )


@action(4, adds=True)
def try_something_in_a_cell(desk, rng):
    scratch = rng.choice(SCRATCH)
    return add(desk, _anywhere(desk, rng), own_cell(scratch, rng))


@action(1, adds=True)
def call_the_function_in_a_cell(desk, rng):
    function = rng.choice(list(FUNCTIONS))
    return add(desk, _anywhere(desk, rng), own_cell(f"print({function}.__doc__)\nprint({function})", rng))


@action(1, adds=True)
def draw_the_error(desk, rng):
    function = rng.choice(list(FUNCTIONS))
    return add(desk, len(desk.cells), own_cell(f"show_error({function})", rng))


@action(1, adds=True)
def write_a_test_of_her_own(desk, rng):
    lines = "def test_softmax():\n    assert np.allclose(softmax(np.zeros((2, 1))), 0.5)\n\ntest_softmax()"
    return add(desk, _anywhere(desk, rng), own_cell(lines, rng))


@action(1, adds=True)
def run_the_tests_once_more_at_the_end(desk, rng):
    lines = [f"{name}_test({name})" for name in FUNCTIONS]
    return add(desk, len(desk.cells), own_cell("\n".join(lines), rng))


@action(1)
def print_inside_a_function(desk, rng):
    places = desk.places(lambda cell: cell.kind == "code" and re.search(r"^    return ", cell.source, re.M))
    if not places:
        return False
    place = rng.choice(places)
    line = rng.choice(("print('here')", "import sys; print('x', file=sys.stderr)", "pass", "# print(a_next)"))
    return edit(desk, place, re.sub(r"(?m)^    return ", f"    {line}\n    return ", desk.cells[place].source, count=1))


# ── Helpers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _use_helper(desk, rng):
    """Let a function use a helper; return (its place, the helper's text), or None."""
    found = [
        (place, pattern)
        for place in desk.definitions()
        for pattern in HELPERS
        if re.search(pattern, desk.cells[place].source)
    ]
    if not found:
        return None
    place, pattern = rng.choice(found)
    used, text = HELPERS[pattern]
    desk.remember()
    desk.cells[place].source = re.sub(pattern, lambda _: used, desk.cells[place].source)
    return place, text


def _helper_in(desk, rng, choose, above=False):
    """Put a helper into a cell that is there already, at its end or at its top."""
    used = _use_helper(desk, rng)
    targets = choose(desk)
    if used is None or not targets:
        return False
    cell = desk.cells[rng.choice(targets)]
    parts = (used[1], cell.source) if above else (cell.source, used[1])
    cell.source = "\n\n\n".join(parts)
    return True


@action(2)
def put_a_helper_into_a_cell_above(desk, rng):
    used = _use_helper(desk, rng)
    if used is None:
        return False
    desk.cells.insert(rng.choice((used[0], used[0], 0)), own_cell(used[1], rng))
    return True


@action(2)
def put_a_helper_into_a_cell_below(desk, rng):
    used = _use_helper(desk, rng)
    if used is None:
        return False
    desk.cells.insert(rng.choice((used[0] + 1, used[0] + 1, len(desk.cells))), own_cell(used[1], rng))
    return True


@action(2)
def put_a_helper_into_the_setup_cell(desk, rng):
    return _helper_in(desk, rng, lambda desk: desk.setup())


@action(1)
def put_a_helper_into_a_test_cell(desk, rng):
    return _helper_in(desk, rng, lambda desk: desk.tests(), above=True)


@action(1)
def put_a_helper_into_a_hidden_test_cell(desk, rng):
    return _helper_in(desk, rng, lambda desk: desk.tests(kind="hidden"), above=rng.random() < 0.5)


@action(1)
def put_a_helper_into_a_demonstration(desk, rng):
    return _helper_in(desk, rng, lambda desk: desk.of_hand_out(), above=rng.random() < 0.5)


@action(2)
def put_a_helper_into_the_function_s_cell(desk, rng):
    used = _use_helper(desk, rng)
    if used is None:
        return False
    cell = desk.cells[used[0]]
    cell.source = "\n\n\n".join(rng.sample((used[1], cell.source), 2))
    return True


@action(1)
def put_a_helper_into_another_function_s_cell(desk, rng):
    return _helper_in(desk, rng, lambda desk: desk.definitions(), above=rng.random() < 0.5)


@action(1)
def time_a_function_below_its_cell(desk, rng):
    places = desk.definitions()
    if not places:
        return False
    place = rng.choice(places)
    function = next(name for name in FUNCTIONS if defines(desk.cells[place].source, name))
    lines = (
        "import functools, time\n\ndef timed(f):\n    @functools.wraps(f)\n    def call(*args):\n"
        f"        start = time.perf_counter()\n        return f(*args)\n    return call\n\n"
        f"{function} = timed({function})"
    )
    return add(desk, place + 1, own_cell(lines, rng))
