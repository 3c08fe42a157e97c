"""How far a learner is: which functions pass their public tests, and for how many points."""

import builtins
import os


def is_run_by_nbgrader():
    """True while nbgrader validates or grades the notebook."""
    return "NBGRADER_EXECUTION" in os.environ


class Progress:
    """What the public tests of a notebook have come to since its kernel was started.

    exercise    checks.exercise.Exercise
    """

    def __init__(self, exercise):
        self.exercise, self._results = exercise, {}

    def noted(self, name, function, share, names):
        """Note what a test has come to; return what the notebook adds to it: what passes, and what comes next.

        A function that has been defined again counts when it has been tested again; one that has not the name that
        grading looks for counts never, and that is said.

        name     the name under which the function was tested
        share    of its public points, 0 to 1; of 1 it passes
        names    dict: those of the notebook
        Returns  lines; "" where there is no notebook
        """
        if names.get(name) is function:
            self._results[name] = function, share
        if not hasattr(builtins, "get_ipython") or is_run_by_nbgrader():
            return ""
        if names.get(name) is function:
            return self.described(names)
        other = "is another function: test that one" if name in names else "is missing: give this function that name"
        return f"Grading looks for the name {name}, which in this notebook {other}.\n{self.described(names)}"

    def described(self, names):
        """What passes of the functions with these names, a dict, in one line."""
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
