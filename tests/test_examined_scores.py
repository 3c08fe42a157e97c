"""Law: honest work, right or wrong, scores through box and examiner what it scores in the student's own kernel.

Every style, and a tenth of the mistakes; with --whole all of them."""

import re

import nbformat
import pytest
from nbgrader.utils import determine_grade, is_grade, is_locked, is_solution

from checks.examination import examine, share_earned
from grader.box import sandbox
from grader.examiner.cells import Cell
from grader.examiner.engine import Engine
from grader.examiner.submission import needs_full
from grader.exercise.seed import SEED_VARIABLE
from tests.rnn import CATALOGUE, FUNCTIONS, NOTEBOOK, RNN, STYLES, define, hidden_problems, public_case, solutions
from tests.sampling import sample

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}"),
]
SOURCE = [cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
SEED = 31


@pytest.fixture(scope="module")
def engine():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SEED_VARIABLE, str(SEED))
        with Engine(NOTEBOOK.parent, "rnn") as made:
            yield made.start()


def kind_of(cell):
    return "test" if is_grade(cell) else "student" if is_solution(cell) else "given" if is_locked(cell) else "demo"


def jobs(sources, before=""):
    found = []
    for cell in SOURCE:
        if before and cell.id == next(iter(FUNCTIONS)):
            found.append({"kind": "student", "source": before, "id": None})
        found.append({"kind": kind_of(cell), "source": sources.get(cell.id, cell.source), "id": cell.id})
    return found


def scores(engine, sources, before=""):
    """Grade a notebook; return dict: grade_id -> points, and the answer."""
    cells = jobs({**solutions(), **sources}, before)
    answer = engine.grade(cells)
    by_id = {cell.id: cell for cell in SOURCE}
    given = {}
    for cell, result in zip(cells, answer.cells, strict=True):
        if cell["kind"] == "test":
            graded = nbformat.from_dict({**by_id[cell["id"]], "outputs": result["outputs"]})
            given[cell["id"]] = determine_grade(graded)[0]
    return given, answer


def scores_here(functions, which=tuple(FUNCTIONS)):
    """The same, with everything in this process; of some functions only, where the others are known."""
    given = {}
    for name in which:
        public = examine(functions[name], public_case(name))
        hidden = hidden_problems(name, functions[name], SEED)
        given[f"{name}_public"] = round(FUNCTIONS[name].points[0] * share_earned(FUNCTIONS[name], public), 2)
        given[f"{name}_hidden"] = round(FUNCTIONS[name].points[1] * share_earned(FUNCTIONS[name], hidden), 2)
    return given


# What a mistake leaves to the three functions that it is not in; that it costs them nothing in the student's own kernel
# is shown in test_hidden_tests.py.
FULL = {f"{name}_public": interface.points[0] for name, interface in FUNCTIONS.items()} | {
    f"{name}_hidden": interface.points[1] for name, interface in FUNCTIONS.items()
}


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.id)
def test_right_answers_in_any_style_get_full_marks(engine, style):
    given, answer = scores(engine, style.texts(RNN), style.before)
    assert given == scores_here(style.functions(RNN))
    assert sum(given.values()) == 100
    assert answer.confined is True


@pytest.mark.parametrize(
    ("mistake", "way"),
    sample([(mistake, way) for mistake in CATALOGUE for way in range(len(mistake.wrong))], 20),
    ids=lambda value: getattr(value, "id", value),
)
def test_a_mistake_costs_the_same(engine, mistake, way):
    given, _ = scores(engine, {mistake.function: mistake.sources(RNN)[way]})
    assert given == FULL | scores_here(mistake.functions(RNN, way), [mistake.function])


KEPT = {
    "one array for all calls": ("rnn_backward", "    dWax = np.zeros((n_a, n_x))", "    dWax = shared(n_a, n_x)"),
    "an input changed": ("rnn_forward", "    a_next = a0\n", "    a_next = a0\n    x *= 2\n"),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_is_kept_or_changed_between_calls_is_seen_through_the_box(engine, name):
    before = "made = {}\ndef shared(*shape):\n    return made.setdefault(shape, np.zeros(shape))\n"
    function, said, wrote = KEPT[name]
    source = solutions()[function].replace(said, wrote)
    given, _ = scores(engine, {function: source}, before)
    assert given == scores_here(define({"before": before, **solutions(), function: source}))
    assert sum(given.values()) < 100


def test_a_cell_above_the_first_given_one_runs_before_it(engine):
    above = {"kind": "student", "source": "np = softmax = None", "id": None}
    answer = engine.grade([above, *jobs(solutions())])
    assert all(cell["finished"] for cell in answer.cells)


def test_a_submission_that_stops_costs_its_function_only(engine):
    source = solutions()["rnn_forward"].replace("    caches = []", "    import os; os._exit(1)")
    given, answer = scores(engine, {"rnn_forward": source})
    assert {name for name, points in given.items() if points == 0} == {"rnn_forward_public", "rnn_forward_hidden"}
    said = [output.get("evalue", "") for result in answer.cells for output in result["outputs"]]
    assert any("ended its own process with exit code 1" in text for text in said)


def test_the_message_is_the_same_as_in_the_notebook(engine):
    source = solutions()["rnn_backward"].replace("da[:, :, t] + da_prevt", "da_prevt")
    _, answer = scores(engine, {"rnn_backward": source})
    said = "\n".join(output.get("evalue", "") for result in answer.cells for output in result["outputs"])
    assert "rnn_backward: dx is all zeros" in said
    assert "hint" in said


# ── Which tests share a session ───────────────────────────────────────────────────────────────────────────────────


def sessions(engine, cells):
    """How many sessions a notebook takes; the last one shows its cells."""
    return engine.grade(cells).sessions


def test_a_test_does_not_wait_for_the_box_with_ipython_to_start():
    cells = jobs(solutions())
    assert not needs_full([Cell(**cell) for cell in cells])
    assert needs_full([Cell(**cell) for cell in jobs(solutions(), before="%matplotlib inline")])
    below = {"kind": "student", "source": "%timeit 1", "id": None}
    assert not needs_full([Cell(**cell) for cell in [*cells, below]]), "it is shown, and no test needs it"


def test_a_hidden_test_takes_over_the_session_of_its_public_test_only_if_that_is_passed(engine):
    wrong = jobs({**solutions(), "rnn_forward": "def rnn_forward(x, a0, parameters): return 0"})
    assert sessions(engine, jobs(solutions())) == len(FUNCTIONS) + 1
    assert sessions(engine, wrong) == len(FUNCTIONS) + 2


LEFT_BEHIND = {  # function -> line at its top: right where each test has a fresh session
    "an iterator that ends": ("rnn_backward", "np.random.seed(next(seeds))", "seeds = iter(range(10))"),
    "a guard": ("rnn_cell_backward", "calls.append(1); assert len(calls) <= 10", "calls = []"),
}


@pytest.mark.parametrize("what", LEFT_BEHIND)
def test_what_a_public_test_has_used_up_costs_the_hidden_test_nothing(engine, what):
    function, line, before = LEFT_BEHIND[what]
    source = re.sub(r'(?s)(""".*?""")', rf"\1\n    {line}", solutions()[function], count=1)
    given, _ = scores(engine, {function: source}, before)
    assert given == FULL


def test_what_the_own_cell_of_a_loop_leaves_behind_costs_the_loop_nothing(engine):
    """A public test tries the learner's own cell, too, after the reference."""
    cell = solutions()["rnn_cell_forward"].replace(
        "    return", "    poisoned.append(1)\n    yt_pred = yt_pred + 1\n    return"
    )
    loop = solutions()["rnn_forward"].replace("    caches = []\n", "    caches = []\n    assert not poisoned\n")
    given, _ = scores(engine, {"rnn_cell_forward": cell, "rnn_forward": loop}, "poisoned = []")
    assert [given[f"rnn_forward_{kind}"] for kind in ("public", "hidden")] == list(FUNCTIONS["rnn_forward"].points)


def test_tests_of_two_functions_share_no_session_in_any_order(engine):
    cells, (first, second, *_) = jobs(solutions()), FUNCTIONS
    tests = {cell["id"]: cell for cell in cells if cell["kind"] == "test"}
    order = [tests.pop(f"{second}_public"), tests.pop(f"{first}_hidden"), *tests.values()]
    moved = [*(cell for cell in cells if cell["kind"] != "test"), *order]
    assert sessions(engine, moved) == sessions(engine, cells) + 2


def test_what_a_hidden_test_has_used_no_test_below_gets(engine):
    """The message of a public test shows what was printed, and so what student code remembers of a hidden one."""
    cells, public = jobs(solutions()), {f"{name}_public" for name in FUNCTIONS}
    for place in [number for number, cell in enumerate(cells) if cell["id"] in public]:
        cells[place : place + 2] = reversed(cells[place : place + 2])
    assert next(cell["id"] for cell in cells if cell["kind"] == "test").endswith("hidden")
    assert sessions(engine, cells) == 2 * len(FUNCTIONS) + 1


def test_a_cell_between_two_tests_runs_before_the_second(engine):
    (first, *_), cells = FUNCTIONS, jobs(solutions())
    place = next(number for number, cell in enumerate(cells) if cell["id"] == f"{first}_hidden")
    cells.insert(place, {"kind": "student", "source": f"def {first}(*given): return None", "id": None})
    answer = engine.grade(cells)
    outcome = {cell["id"]: result["outputs"] for cell, result in zip(cells, answer.cells, strict=True) if cell["id"]}
    assert "all public tests passed" in str(outcome[f"{first}_public"])
    assert "returns None" in str(outcome[f"{first}_hidden"])


@pytest.mark.parametrize("how", ["another name", "a default"])
def test_a_wrong_cell_costs_itself_alone_however_the_loop_calls_it(graded, how):
    wrong = solutions()["rnn_cell_forward"].replace("+ ba", "- ba")
    loop, extra = solutions()["rnn_forward"], {}
    assert "- ba" in wrong
    if how == "another name":
        extra = {"rnn_forward": ["step = rnn_cell_forward"]}
        loop = loop.replace("rnn_cell_forward(x[", "step(x[")
    else:
        loop = loop.replace("(x, a0, parameters):", "(x, a0, parameters, step=rnn_cell_forward):")
        loop = loop.replace("rnn_cell_forward(x[", "step(x[")
    found = graded({**solutions(), "rnn_cell_forward": wrong, "rnn_forward": loop}, extra)
    assert {test.function for test in found.tests if test.points < test.of} == {"rnn_cell_forward"}
