"""Law: while a loop is examined, the right cell in the place of her own takes every call that her own would take, and
refuses every other as her own would; in her notebook and in the box alike."""

import ast
import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import substitute as in_the_notebook
from checks.examination import examine
from grader.box import substitute as in_the_box
from grader.box.box import Box
from grader.examiner.student import Remote, Student
from tests.rnn import NOTEBOOK, RNN, cases, hidden_problems, public_case, solutions
from tests.sampling import is_whole

FORWARD = "rnn_cell_forward(xt, a_prev, parameters)"
CALL = "rnn_cell_forward(x[:, :, t], a_next, parameters)"
# What she defines in place of FORWARD, and what her loop calls in place of CALL.
RIGHT = {
    "an argument more, by position": (
        "xt, a_prev, parameters, activation=np.tanh",
        "x[:, :, t], a_next, parameters, np.tanh",
    ),
    "an argument more, by keyword": (
        "xt, a_prev, parameters, activation=np.tanh",
        "x[:, :, t], a_next, parameters, activation=np.tanh",
    ),
    "an argument more, by keyword only": (
        "xt, a_prev, parameters, *, activation=np.tanh",
        "x[:, :, t], a_next, parameters, activation=np.tanh",
    ),
    "an argument more, not passed": ("xt, a_prev, parameters, activation=np.tanh", "x[:, :, t], a_next, parameters"),
    "an argument more, without a default": ("xt, a_prev, parameters, t", "x[:, :, t], a_next, parameters, t"),
    "an argument more, in front": ("t, xt, a_prev, parameters", "t, x[:, :, t], a_next, parameters"),
    "all by keyword": ("xt, a_prev, parameters", "parameters=parameters, a_prev=a_next, xt=x[:, :, t]"),
    "by keyword only": ("*, xt, a_prev, parameters", "parameters=parameters, a_prev=a_next, xt=x[:, :, t]"),
    "in another order": ("parameters, a_prev, xt", "parameters, a_next, x[:, :, t]"),
    "more by position": ("xt, a_prev, parameters, *more", "x[:, :, t], a_next, parameters, 1, 2"),
    "more by keyword": ("xt, a_prev, parameters, **more", "x[:, :, t], a_next, parameters, t=t"),
    "a tuple unpacked": ("xt, a_prev, parameters", "*(x[:, :, t], a_next), **{'parameters': parameters}"),
    "other names": ("x, a, p, f=np.tanh", "x[:, :, t], f=np.tanh, p=parameters, a=a_next"),
    "an argument more, which her loop does not pass": ("xt, a_prev, parameters, t", "x[:, :, t], a_next, parameters"),
    "an argument less": ("xt, a_prev", "x[:, :, t], a_next, parameters"),
    "by position only": ("xt, a_prev, parameters, /", "x[:, :, t], a_next, parameters"),
}
UNPACKED = {
    "all in one, by position": ("*args", "x[:, :, t], a_next, parameters", "xt, a_prev, parameters = args"),
    "all in one, by keyword": (
        "**args",
        "parameters=parameters, xt=x[:, :, t], a_prev=a_next",
        "xt, a_prev, parameters = args['xt'], args['a_prev'], args['parameters']",
    ),
}
REFUSED = {
    "too little": ("x[:, :, t], a_next", "missing 1 required positional argument: 'parameters'"),
    "too much": ("x[:, :, t], a_next, parameters, 1", "takes 3 positional arguments but 4 were given"),
    "a name that it has not": ("x[:, :, t], a_next, parameters, f=1", "got an unexpected keyword argument 'f'"),
    "a name twice": ("x[:, :, t], a_next, parameters, xt=1", "got multiple values for argument 'xt'"),
}


@pytest.fixture(scope="module")
def box():
    with Box(NOTEBOOK.parent, bare=True) as made:
        yield made.start()


def cells(defined, called, unpacked=""):
    cell, loop = (
        solutions()["rnn_cell_forward"],
        solutions()["rnn_forward"].replace(CALL, f"rnn_cell_forward({called})"),
    )
    body = f"    {unpacked}\n    # 1. " if unpacked else "    # 1. "
    wrong = cell.replace("np.tanh(", "np.sin(")  # so that her own would be seen
    return {
        "rnn_cell_forward": wrong.replace(FORWARD, f"rnn_cell_forward({defined})").replace("    # 1. ", body, 1),
        "rnn_forward": loop,
    }


def in_notebook(learner, written):
    """Her loop as the public test of her notebook sees it."""
    return examine(learner(**written)["rnn_forward"], public_case("rnn_forward"))


def graded(box, written, every_case=False):
    """Her loop as it is graded: in the public test, and in the hidden one, of which one case is enough.

    How a loop may call its cell is the same in all cases.
    """
    sources = dict(enumerate(["import numpy as np\nfrom rnn_utils import softmax", *written.values()]))
    session = box.session()
    try:
        session.prepare(sources)
        target = Remote("rnn_forward", Student(session, sources, {"rnn_forward"}, False, RNN))
        public = examine(target, public_case("rnn_forward"))
        if every_case or is_whole():
            return public, hidden_problems("rnn_forward", target, 1)
        return public, examine(target, cases("rnn_forward", 1)[0])
    finally:
        session.end()


def test_a_loop_that_passes_more_is_right_in_every_hidden_case(box):
    assert graded(box, cells(*RIGHT["an argument more, by keyword"]), every_case=True) == ([], [])


@pytest.mark.parametrize("way", [*RIGHT.values(), *UNPACKED.values()], ids=[*RIGHT, *UNPACKED])
def test_a_right_loop_calls_her_own_cell_as_she_defined_it(way, learner, box):
    written = cells(*way)
    assert in_notebook(learner, written) == []
    assert graded(box, written) == ([], [])


REACHED = {
    "another name": ("STEP = rnn_cell_forward", "STEP(ARGS)"),
    "a default of an argument": ("def called(*args, step=rnn_cell_forward):\n    return step(*args)", "called(ARGS)"),
    "a dict": ("STEPS = {'forward': rnn_cell_forward}", "STEPS['forward'](ARGS)"),
    "a list": ("STEPS = [rnn_cell_forward]", "STEPS[0](ARGS)"),
    "a partial": ("import functools\nstep = functools.partial(rnn_cell_forward)", "step(ARGS)"),
    "a class": ("class Net:\n    step = staticmethod(rnn_cell_forward)", "Net.step(ARGS)"),
    "an object": (
        "class Net:\n    def __init__(self, step):\n        self.step = step\nnet = Net(rnn_cell_forward)",
        "net.step(ARGS)",
    ),
    "a closure": (
        "def closed(step):\n    return lambda *args: step(*args)\nstep = closed(rnn_cell_forward)",
        "step(ARGS)",
    ),
    "a decorator": (
        "def counted(step):\n    def call(*args):\n        return step(*args)\n    return call\n"
        "rnn_cell_forward = counted(rnn_cell_forward)",
        "rnn_cell_forward(ARGS)",
    ),
    "a method of it": ("", "rnn_cell_forward.__call__(ARGS)"),
    "what can be called, and is no function": (
        "class Cell:\n    def __init__(self, step):\n        self.step = step\n    def __call__(self, *args):\n"
        "        return self.step(*args)\nrnn_cell_forward = Cell(rnn_cell_forward)",
        "rnn_cell_forward(ARGS)",
    ),
}


@pytest.mark.parametrize(("made", "called"), REACHED.values(), ids=REACHED)
def test_a_wrong_cell_costs_the_loop_nothing_by_whatever_way_it_is_reached(made, called, learner, box):
    written = cells("xt, a_prev, parameters", "x[:, :, t], a_next, parameters")
    written["rnn_cell_forward"] += f"\n{made}\n"
    loop = called.replace("ARGS", "x[:, :, t], a_next, parameters")
    written["rnn_forward"] = written["rnn_forward"].replace(CALL, loop)
    assert loop in written["rnn_forward"]
    assert in_notebook(learner, written) == []
    assert graded(box, written) == ([], [])


def test_a_cell_is_her_own_again_when_the_loop_is_examined(learner, box):
    written = cells("xt, a_prev, parameters, *, twice=2", "x[:, :, t], a_next, parameters")
    hers = learner(**written)
    cell, parts = hers["rnn_cell_forward"], ("__code__", "__defaults__", "__kwdefaults__")
    before = [getattr(cell, part) for part in parts]
    assert examine(hers["rnn_forward"], public_case("rnn_forward")) == []
    assert [getattr(cell, part) for part in parts] == before
    assert examine(cell, public_case("rnn_cell_forward"))


def test_her_loop_finds_what_a_decorator_has_left_on_her_cell(learner, box):
    written = cells("xt, a_prev, parameters", "x[:, :, t], a_next, parameters")
    written["rnn_cell_forward"] += "\nrnn_cell_forward.calls = 0\n"
    written["rnn_forward"] = written["rnn_forward"].replace("return a", "print(rnn_cell_forward.calls)\n    return a")
    assert in_notebook(learner, written) == []
    assert graded(box, written) == ([], [])


def test_her_loop_may_delete_the_name_of_her_cell(learner, box):
    written = cells("xt, a_prev, parameters", "x[:, :, t], a_next, parameters")
    deleted = "    del globals()['rnn_cell_forward']\n    return a"
    written["rnn_forward"] = written["rnn_forward"].replace("    return a", deleted)
    assert in_notebook(learner, written) == []
    assert graded(box, written) == ([], [])


@pytest.mark.parametrize("way", REFUSED.values(), ids=REFUSED)
def test_a_call_that_her_own_does_not_take_is_refused_in_pythons_words(way, learner, box):
    called, words = way
    written = cells("xt, a_prev, parameters", called)
    for problems in (in_notebook(learner, written), *graded(box, written)):
        assert [str(problem.error) for problem in problems] == [f"rnn_cell_forward() {words}"]


def test_a_call_of_what_is_no_function_is_refused_in_pythons_words(learner, box):
    written = {**cells("xt, a_prev, parameters", "x[:, :, t], a_next"), "rnn_cell_forward": "rnn_cell_forward = 3"}
    for problems in (in_notebook(learner, written), *graded(box, written)):
        assert [str(problem.error) for problem in problems] == ["'int' object is not callable"]


ODD = {
    "attributes": "def __getattr__(self, name):",
    "all attributes": "def __getattribute__(self, name):",
    "its class": "@property\n    def __class__(self):",
}


@pytest.mark.parametrize("asked", ODD.values(), ids=ODD)
def test_a_cell_that_raises_whatever_it_is_asked_for_costs_the_loop_nothing(asked, learner, box):
    odd = f"class Stop(BaseException):\n    pass\n\n\nclass Odd:\n    {asked}\n        raise Stop\n"
    odd += "\n    def __call__(self, *given):\n        return given\n\n\nrnn_cell_forward = Odd()\n"
    written = {"rnn_cell_forward": odd, "rnn_forward": solutions()["rnn_forward"]}
    assert in_notebook(learner, written) == []
    assert graded(box, written) == ([], [])


def test_what_is_in_its_place_bears_its_name(learner, box):
    written = cells("xt, a_prev, parameters", "x[:, :, t], a_next, parameters")
    written["rnn_forward"] = "def rnn_forward(x, a0, parameters):\n    raise ValueError(rnn_cell_forward.__qualname__)"
    for problems in (in_notebook(learner, written), *graded(box, written)):
        assert [str(problem.error) for problem in problems] == ["rnn_cell_forward"]


@pytest.mark.parametrize("name", ["everywhere", "_handing_on", "twin_of", "signatures_of", "_signature"])
def test_notebook_and_box_have_the_same_code(name):
    """The box has nothing of the student's files in it before a student's work runs there."""
    here, there = (ast.parse(inspect.getsource(getattr(module, name))) for module in (in_the_notebook, in_the_box))
    for tree in (here, there):
        tree.body[0].body = [one for one in tree.body[0].body if not _is_docstring(one)]
    assert ast.dump(here) == ast.dump(there)


def _is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


NAMES = ["xt", "a_prev", "parameters"]


@st.composite
def signatures(draw):
    """Any signature of up to five arguments, of the assignment's names or others, some with a default."""
    names = draw(st.lists(st.sampled_from([*NAMES, "f", "g"]), unique=True, max_size=5))
    kinds = sorted(
        draw(st.lists(st.sampled_from(list(inspect._ParameterKind)), min_size=len(names), max_size=len(names)))
    )
    made, has_default = [], False
    for name, kind in zip(names, kinds, strict=True):
        variadic = kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        if variadic and any(other.kind == kind for other in made):
            continue
        has_default = kind in (0, 1) and (has_default or draw(st.booleans()))
        default = f"{name} of its own" if has_default and not variadic else inspect.Parameter.empty
        made.append(inspect.Parameter(name, kind, default=default))
    return inspect.Signature(made)


@given(
    signature=signatures(),
    args=st.lists(st.integers(0, 9), max_size=5),
    kwargs=st.dictionaries(st.sampled_from([*NAMES, "f", "h"]), st.integers(10, 19), max_size=5),
)
def test_notebook_and_box_take_the_same_from_a_call(signature, args, kwargs):
    def hers(*args, **kwargs):
        pass

    hers.__signature__ = signature
    here, there = (
        module.arguments_of(module.signatures_of(hers, NAMES), NAMES, args, kwargs)
        for module in (in_the_notebook, in_the_box)
    )
    assert here == there
    assert here is None or len(here) == 3
    assert here is not None or kwargs or len(args) != 3, "a call as the assignment says is always taken"
