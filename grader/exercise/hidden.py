"""The hidden tests of an exercise: each function of a learner on cases that nobody has seen.

Each function is graded on its own: while one is called, the function that it calls is the reference.
"""

from checks.case import Rung
from checks.examination import examine
from checks.report import passed, report
from grader.exercise.cases import cases
from grader.exercise.hidden_diagnosis import explain_hidden
from grader.exercise.loading import load
from grader.exercise.seed import from_environment


def hidden_problems(exercise, name, function, seed):
    """Examine a learner's function on every hidden case; an output counts as right when it is right in all of them.

    exercise   grader.exercise.loading.FullExercise
    name       of the function in the exercise
    What lives on between two calls shows on the first case, where the function is called again.
    Returns a list of Problem, at most one an output, the first that was found.
    """
    found = {}
    for number, case in enumerate(cases(exercise, name, seed)):
        for problem in examine(function, case, again=number == 0):
            found.setdefault((problem.output, problem.rung == Rung.INPUTS), problem)
    return list(found.values())


def hidden_test(exercise, name):
    """Return the hidden test of a function: it takes the learner's, and raises TestFailure where points are lost."""

    def test(function):
        whole, seed = load(exercise), from_environment()
        problems = hidden_problems(whole, name, function, seed)
        declared = whole.functions[name]
        points = declared.points[1]
        said = passed(name, "hidden", points)
        places, diagnosis = explain_hidden(whole, name, function, problems, seed) if problems else (None, None)
        report(declared, problems, points, said, diagnosis, places)

    return test
