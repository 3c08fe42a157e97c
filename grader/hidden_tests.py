"""What the hidden regions of the notebook call: each function of a learner on cases that she has not seen.

Each function is graded on its own: while one is called, the cell that it calls is the reference.
"""

from grader.cases import cases
from grader.diagnosis import diagnose_hidden
from grader.seed import SEED_VARIABLE, from_environment
from rnn_checks import examine, report

__all__ = ["POINTS", "SEED_VARIABLE", "hidden_problems"]

POINTS = {"rnn_cell_forward": 12, "rnn_forward": 12, "rnn_cell_backward": 18, "rnn_backward": 18}


def rnn_cell_forward_test(target):
    """Grade a learner's rnn_cell_forward; raise TestFailure where points are lost."""
    _hidden_test("rnn_cell_forward", target)


def rnn_forward_test(target):
    """Grade a learner's rnn_forward; raise TestFailure where points are lost."""
    _hidden_test("rnn_forward", target)


def rnn_cell_backward_test(target):
    """Grade a learner's rnn_cell_backward; raise TestFailure where points are lost."""
    _hidden_test("rnn_cell_backward", target)


def rnn_backward_test(target):
    """Grade a learner's rnn_backward; raise TestFailure where points are lost."""
    _hidden_test("rnn_backward", target)


def hidden_problems(function, target, seed):
    """Examine a learner's function on every hidden case; an output counts as right when it is right in all of them.

    What lives on between two calls shows on the first case, where the function is called again.
    Returns a list of Problem, at most one an output, the first that was found.
    """
    found = {}
    for number, case in enumerate(cases(function, seed)):
        for problem in examine(function, target, case, again=number == 0):
            found.setdefault((problem.output, problem.rung == "inputs"), problem)
    return list(found.values())


def _hidden_test(function, target):
    seed = from_environment()
    problems = hidden_problems(function, target, seed)
    points = POINTS[function]
    passed = f"{function}: all hidden tests passed ({points} of {points} points)"
    diagnosis = diagnose_hidden(function, target, problems, seed) if problems else None
    report(function, problems, points, passed, diagnosis, seed)
