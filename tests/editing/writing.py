"""Actions that write text of the student's own: notes, scratch cells, helpers, old attempts, functions elsewhere."""

import copy
import re

from grader.answers import solutions
from rnn_checks import FUNCTIONS
from tests.editing.desk import Cell, defines, new_id
from tests.editing.registry import action
from tests.editing.works import old_attempt

NOTES = (
    "My notes: the columns are the examples.",
    "# TODO\n\n- [ ] ask about dba\n- [x] dWax",
    "$$a_t = \\tanh(W_{ax} x_t + W_{aa} a_{t-1} + b_a)$$",
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
        "def probabilities(z):\n    e = np.exp(z - z.max(axis=0, keepdims=True))\n    return e / e.sum(axis=0, keepdims=True)",
    ),
    r"axis=1": ("axis=EXAMPLES", "EXAMPLES = 1"),
    r"1 - a_next\*\*2": ("slope(a_next)", "slope = lambda a: 1 - a**2"),
    r"(?<![\w.])reversed\(": (
        "backwards(",
        "class backwards(list):\n    def __init__(self, steps):\n        super().__init__(reversed(steps))",
    ),
}


def _own(source, rng, kind="code"):
    return Cell(kind, source, {}, new_id(rng))


def _add(desk, place, cell):
    desk.remember()
    desk.cells.insert(place, cell)
    return True


def _anywhere(desk, rng):
    return rng.randint(0, len(desk.cells))


def _edit(desk, place, source):
    desk.remember()
    desk.cells[place].source = source
    return True


# ── Text that changes nothing ─────────────────────────────────────────────────────────────────────────────────────


@action(2, adds=True)
def write_a_note(desk, rng):
    return _add(desk, _anywhere(desk, rng), _own(rng.choice(NOTES), rng, rng.choice(("markdown", "markdown", "raw"))))


@action(4, adds=True)
def try_something_in_a_cell(desk, rng):
    scratch = rng.choice(SCRATCH)
    return _add(desk, _anywhere(desk, rng), _own(scratch, rng))


@action(1, adds=True)
def call_the_function_in_a_cell(desk, rng):
    function = rng.choice(list(FUNCTIONS))
    return _add(desk, _anywhere(desk, rng), _own(f"print({function}.__doc__)\nprint({function})", rng))


@action(1, adds=True)
def draw_the_error(desk, rng):
    function = rng.choice(list(FUNCTIONS))
    return _add(desk, len(desk.cells), _own(f"show_error({function})", rng))


@action(1, adds=True)
def write_a_test_of_her_own(desk, rng):
    lines = "def test_softmax():\n    assert np.allclose(softmax(np.zeros((2, 1))), 0.5)\n\ntest_softmax()"
    return _add(desk, _anywhere(desk, rng), _own(lines, rng))


@action(1, adds=True)
def run_the_tests_once_more_at_the_end(desk, rng):
    lines = [f"{name}_test({name})" for name in FUNCTIONS]
    return _add(desk, len(desk.cells), _own("\n".join(lines), rng))


@action(1)
def print_inside_a_function(desk, rng):
    places = desk.places(lambda cell: cell.kind == "code" and re.search(r"^    return ", cell.source, re.M))
    if not places:
        return False
    place = rng.choice(places)
    line = rng.choice(("print('here')", "import sys; print('x', file=sys.stderr)", "pass", "# print(a_next)"))
    return _edit(
        desk, place, re.sub(r"(?m)^    return ", f"    {line}\n    return ", desk.cells[place].source, count=1)
    )


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
    desk.cells.insert(rng.choice((used[0], used[0], 0)), _own(used[1], rng))
    return True


@action(2)
def put_a_helper_into_a_cell_below(desk, rng):
    used = _use_helper(desk, rng)
    if used is None:
        return False
    desk.cells.insert(rng.choice((used[0] + 1, used[0] + 1, len(desk.cells))), _own(used[1], rng))
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
        f"        start = time.perf_counter()\n        return f(*args)\n    return call\n\n{function} = timed({function})"
    )
    return _add(desk, place + 1, _own(lines, rng))


# ── Old attempts and backups ──────────────────────────────────────────────────────────────────────────────────────


def _attempt(desk, rng, where, keeps):
    """Keep an old attempt at a function in a cell of its own, with the metadata of the cell that it came from or not."""
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
    return _add(desk, targets.get(where, len(desk.cells)), cell)


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
    return _add(desk, rng.choice((places[0], places[0] + 1, len(desk.cells))), cell)


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
    return _edit(desk, place, "\n\n".join(rng.sample((text, desk.cells[place].source), 2)))


@action(1)
def keep_a_commented_copy(desk, rng):
    places = desk.definitions()
    if not places:
        return False
    place = rng.choice(places)
    cell = copy.deepcopy(desk.cells[place])
    cell.source = "\n".join(f"# {line}" for line in cell.source.split("\n"))
    cell.id = new_id(rng)
    return _add(desk, rng.choice((place, place + 1, len(desk.cells))), cell)


@action(1)
def comment_out_a_cell(desk, rng):
    places = desk.code()
    if not places:
        return False
    place = rng.choice(places)
    return _edit(desk, place, "\n".join(f"# {line}" for line in desk.cells[place].source.split("\n")))


@action(1)
def write_an_attempt_above_in_the_same_cell(desk, rng):
    places = desk.definitions()
    if not places:
        return False
    place = rng.choice(places)
    function = next(name for name in FUNCTIONS if defines(desk.cells[place].source, name))
    return _edit(desk, place, old_attempt(rng, function) + "\n\n\n" + desk.cells[place].source)


# ── Functions written elsewhere ───────────────────────────────────────────────────────────────────────────────────


def _lift(desk, rng, function):
    """Take a function's text out of its cell, which is as it was handed out again or gone; return (place, text)."""
    from tests.editing.works import stub_source

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
    desk.cells.insert(lifted[0] + 1, _own(lifted[1], rng))
    return True


@action(1)
def type_a_function_into_a_new_cell_and_delete_the_old(desk, rng):
    lifted = _lift(desk, rng, rng.choice(list(FUNCTIONS)))
    if lifted is None:
        return False
    desk.cells[lifted[0]] = _own(lifted[1], rng)
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
    return bool(places) and _edit(desk, rng.choice(places), solutions()[function].strip("\n"))


@action(1)
def spoil_a_function(desk, rng):
    """Go on working: a function that was right is wrong now."""
    function = rng.choice(list(FUNCTIONS))
    places = desk.definitions(function)
    return bool(places) and _edit(desk, rng.choice(places), old_attempt(rng, function))
