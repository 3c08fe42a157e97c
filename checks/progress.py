"""How far a learner is: which functions pass their public tests, and for how many points."""

import builtins
import os
from types import FunctionType


def is_run_by_nbgrader():
    """True while nbgrader validates or grades the notebook."""
    return "NBGRADER_EXECUTION" in os.environ


class Progress:
    """What the public tests of a notebook have come to since its kernel was started.

    exercise    checks.exercise.Exercise
    """

    def __init__(self, exercise):
        self.exercise, self._results = exercise, {}

    def note(self, name, function, share):
        """Note that a function has earned a share of its public points, 0 to 1; of 1 it passes."""
        self._results[name] = function, share

    def line(self, function):
        """One line for the notebook of a function: what passes, and what comes next; "" where there is no notebook.

        A function that has been defined again counts when it has been tested again.
        """
        is_notebook = hasattr(builtins, "get_ipython") and not is_run_by_nbgrader()
        return self.described(function.__globals__) if is_notebook and isinstance(function, FunctionType) else ""

    def described(self, names):
        """The same for the names of a notebook, a dict."""
        shares = {function.name: self._share(function.name, names) for function in self.exercise.functions}
        points = {function.name: function.points[0] for function in self.exercise.functions}
        passed, hidden = sum(share == 1 for share in shares.values()), sum(f.points[1] for f in self.exercise.functions)
        earned = round(sum(share * points[name] for name, share in shares.items()), 2)
        line = f"Progress: {passed} of {len(shares)} functions, {earned:g} of {sum(points.values()):g} public points."
        waiting = [name for name, share in shares.items() if share < 1]
        return f"{line} Next: {waiting[0]}." if waiting else f"{line} The hidden tests have the other {hidden:g}."

    def _share(self, name, names):
        function, share = self._results.get(name, (None, 0.0))
        return share if names.get(name) is function else 0.0
