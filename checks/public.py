"""The public tests of an exercise: its functions on fixed inputs, compared with stored numbers, and with a hint."""

import sys
from dataclasses import replace
from functools import cached_property, partial

from checks.case import Rung
from checks.diagnosis import Known, by_relation, diagnose
from checks.examination import examine, share_earned, unfinished
from checks.explanation import to_data
from checks.kept import left_as_found
from checks.layers import notebook_of
from checks.limit import OutOfTime, time_limit
from checks.misnamed import find_misnamed
from checks.place.report import Places, find_places
from checks.place.role import Role
from checks.progress import Progress, is_run_by_nbgrader
from checks.public_cases import PublicCases
from checks.quiet import kernel_kept
from checks.report import TestFailure, Unfinished, interruptible, message, passed, report
from checks.steps import described_step
from checks.target import LocalFunction, Stopped, target_of
from checks.words import kind, listed

_CANT_BE_SHOWN = (Rung.UNFINISHED, Rung.CALL, Rung.RETURNS, Rung.THERE, Rung.ARRAY, Rung.SHAPE)


class PublicTests(PublicCases):
    """The public tests of one exercise: see PublicCases for what it takes."""

    def __init__(self, exercise, numbers, *read):
        super().__init__(exercise, numbers, *read)
        self.progress = Progress(exercise)
        self._runs = {}  # function -> (kind of its last failure, how often in a row)

    def load(self):
        """Read what known mistakes make of the cases as well."""
        super().load()
        for function in self.exercise.by_name:
            self.known_mistakes(function)

    def forget(self):
        """Read the numbers, and what known mistakes make of them, again when they are next needed."""
        super().forget()
        vars(self).pop("_mistakes", None)

    def places(self, name, function):
        """Prove where a learner's function goes wrong on its public case: checks.place.report.Places."""
        case, right = self.case(name), self.right(name)
        try:
            with time_limit(case.seconds), kernel_kept():
                return find_places(function, case, right)
        except OutOfTime:
            return Places(late=True)

    def explanation(self, name, function, problems):
        """The places of what is wrong, and the Diagnosis or None that agrees with them."""
        if not problems or problems[0].rung == Rung.UNFINISHED:
            return Places(), None
        if isinstance(problems[0].error, Stopped):  # whoever calls it again waits again
            return Places(), self.diagnosis(name, function, problems)
        if problems[0].rung == Rung.AGAIN:  # it is right at first; what earlier calls left behind is in its way now
            return Places(), self.diagnosis(name, function, problems, Places())
        return target_of(function).explained(self, name, problems)

    def explained_here(self, name, function, problems):
        """The same for a function of this process."""
        misnamed = find_misnamed(function, problems, self.case(name))
        if misnamed:  # the lines that read this name may be right
            return misnamed.places, by_relation(misnamed.relation, problems[0].output, misnamed.name)
        places = self.places(name, function)
        return places, self.diagnosis(name, function, problems, places)

    def explained_as_data(self, name, function):
        """Examine a function of this process, and explain it: what checks.explanation.to_data writes."""
        return to_data(*self.explanation(name, function, examine(function, self.case(name))))

    # ── Mistakes ──────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _mistakes(self):
        hints, found = self._stored["hints"], {}
        for row in self._stored["mistakes"]:
            fingerprint = {output: tuple(trait) for output, trait in row["fingerprint"].items()}
            ids = tuple(row["ids"])
            known = Known(ids, hints["+".join(ids)], fingerprint, frozenset(map(Role.read, row["places"])))
            found.setdefault(row["function"], []).append(known)
        return found

    def known_mistakes(self, function):
        """What known mistakes make of the public case of a function: list of checks.diagnosis.Known."""
        return self._mistakes.get(function, [])

    def diagnosis(self, name, function, problems, places=None):
        """Say which known mistake, or which simple relation, explains the problems of a function on its public case."""
        return diagnose(function, problems, self.case(name), self.known_mistakes(name), places)

    # ── What learners call ────────────────────────────────────────────────────────────────────────────────────────

    def test(self, name, function, only=None):
        """Test a learner's function; raise TestFailure with a message that says what is wrong.

        only       name of the one output to look at, without points; None: all of them
        """
        self._refuse_a_value(function)
        if not callable(function):
            raise TestFailure(f"{name}_test takes the function itself: {name}_test({name})")
        given = self._bound_name(function)
        if given not in (name, None):
            raise TestFailure(f"{name}_test was given {given}, which has a test of its own: {given}_test({given}).")
        kept = target_of(function).kept()
        with left_as_found(kept):
            if only is not None:
                self._test_one(name, function, kept, only)
            else:
                self._test_all(name, function, kept)

    def _test_all(self, name, function, kept):
        case, points = self.case(name), self.exercise[name].points[0]
        with interruptible(name, function):
            self._report(name, function, case, points, self._examined(name, function, kept))

    def _examined(self, name, function, kept):
        """Its problems. What the first call leaves behind stays, unless it gets into the next one's way."""
        called = kept and kept.renew
        problems = examine(function, self.case(name), prints=True, slow=self._wait(name, function), called=called)
        if kept and problems and problems[0].rung == Rung.AGAIN:
            kept.rewind()
        return problems

    def _wait(self, name, function):
        """What says to a learner that she has to wait: takes the seconds of a call; None where nobody waits."""
        if isinstance(target_of(function), LocalFunction):
            return lambda seconds: print(
                f"A call of {name} takes {seconds:.0f} s and is repeated a few times: please wait."
            )
        return None

    def _report(self, name, function, case, points, problems):
        said = passed(name, "public", points)
        if not problems and case.substitute:
            said += self._note_on_own_cell(function, case)
        places, diagnosis = self._as_far_as_asked(name, problems, *self.explanation(name, function, problems))
        progress = self._progress(name, function, share_earned(case.function, problems))
        report(case.function, problems, points, said, diagnosis, places=places, progress=progress)

    def _progress(self, name, function, share):
        """What the notebook adds to a test; nothing where a function of another process is graded."""
        if not isinstance(target_of(function), LocalFunction):
            return ""
        main = vars(sys.modules["__main__"])
        return self.progress.noted(name, function, share, main if "get_ipython" in main else notebook_of(function))

    def _test_one(self, name, function, kept, only):
        declared = self.exercise[name]
        if only not in declared.outputs:
            raise TestFailure(f"{_quoted(only)} is not an output of {name}, which returns {listed(declared.outputs)}.")
        with interruptible(name, function):
            problems = self._examined(name, function, kept)
        wanted = [problem for problem in problems if problem.output in ("", only)]
        if not wanted:
            print(f"{name}: {only} is right")
            return
        places, diagnosis = self.explanation(name, function, problems)
        others = set(declared.outputs) - {only}
        near = tuple(place for place in places.places if not place.outputs or not place.outputs <= others)
        hint = diagnosis.hint if diagnosis and near == places.places else ""
        shown = places if near == places.places else Places(near)
        raise TestFailure(message(replace(declared, outputs=(only,)), wanted, hint, shown), wanted)

    def _as_far_as_asked(self, name, problems, places, diagnosis):
        """What a message says: all at once, or one more with each run that fails in the same way."""
        if not self.exercise.one_by_one or not problems:
            return places, diagnosis
        failure = [(problem.output, problem.rung) for problem in problems]
        before, runs = self._runs.get(name, (None, 0))
        runs = runs + 1 if before == failure else 1
        self._runs[name] = failure, runs
        return places if runs > 1 else None, diagnosis if runs > 2 else None

    def step(self, function, t):
        """Describe one time step of a function of the notebook: list of lines; ValueError where there is none."""
        name = self.known_name_of(function)
        case = self.case(name)
        cell, steps = case.function.calls, range(self.exercise.sizes.get(self.exercise.time, 0))
        calls = [self.exercise.call_of(self.exercise[cell], self.quantities, at) for at in steps] if cell else []
        with interruptible(name, function), left_as_found(target_of(function).kept()):
            return described_step(function, case, t, calls)

    def _note_on_own_cell(self, function, case):
        """Say so where a right loop calls a learner's cell that is not right yet."""
        problems, cell = examine(function, replace(case, substitute=None), again=False), case.function.calls
        if not problems:
            return ""
        is_missing = isinstance(problems[0].error, NameError) and getattr(problems[0].error, "name", None) == cell
        if is_missing:
            said = f"Yours is not defined yet: run or write the cell of {cell} next."
        elif problems[0].rung == Rung.UNFINISHED:
            said = f"Yours is not finished yet: write {cell} next."
        elif problems[0].rung == Rung.CALL:
            said = f"With yours, it {problems[0].headline}: fix {cell} next."
        else:
            said = f"With yours, the results are still wrong: fix {cell} next."
        return f"\n    This test used a correct {cell} in place of yours.\n    {said}"

    def must_be_finished(self, function):
        """Raise Unfinished, in one line, while a function still has a step to write."""
        self._refuse_a_value(function)
        name = self.name_of(function)
        if name not in self.exercise.by_name:
            return
        with interruptible(name, function):
            problem = unfinished(function, self.case(name))
        if problem is not None:
            raise Unfinished(message(self.exercise[name], [problem]), [problem])

    def finished(self, *functions):
        """True when every function can be shown at work, right or wrong; otherwise False, and one line says why not.

        It has all its steps, raises no exception, and what it returns has the right form.
        """
        for function in functions:
            name, problems = self.own_problems(function, again=False)
            problem = next((one for one in problems if one.rung in _CANT_BE_SHOWN and not one.where), None)
            if problem is not None:
                print(self._not_yet(name, [problem], "" if problem.rung == Rung.UNFINISHED else "Not yet: "))
                return False
        return True

    def ready_to_train(self, *functions):
        """True when every function passes its public test; otherwise False, and one line says which does not, and why.

        False as well while nbgrader runs the notebook: nobody would see the network learn.
        """
        if is_run_by_nbgrader():
            print("Not run while the notebook is validated or graded.")
            return False
        for function in functions:
            name, problems = self.own_problems(function, substitute=False)
            if problems:
                print(self._not_yet(name, problems))
                return False
        return True

    def _not_yet(self, name, problems, begins="Not yet: "):
        """One line that says why a function can't be shown at work."""
        sentence = message(self.exercise[name], problems).headline
        more = "" if problems[0].rung == Rung.UNFINISHED else ". Its public test says more."
        return f"{begins}{sentence}{more}"

    def own_problems(self, function, substitute=True, again=True):
        """Examine a function of the notebook on its public case; return its name and its problems.

        Raises     TestFailure where it is none of the exercise
        """
        name = self.known_name_of(function)
        case = self.case(name)
        if not substitute:
            case = replace(case, substitute=None, other=replace(case.other, substitute=None))
        with interruptible(name, function), left_as_found(target_of(function).kept()):
            return name, examine(function, case, again=again, slow=self._wait(name, function))

    def known_name_of(self, function):
        """Return the name of a function of the exercise; raise TestFailure for anything else."""
        self._refuse_a_value(function)
        name = self.name_of(function)
        if name not in self.exercise.by_name:
            which = name or f"this {type(function).__name__}"
            raise TestFailure(
                f"{which} is not a function of this exercise; its functions are {listed(self.exercise.by_name)}."
            )
        return name

    def name_of(self, function):
        """The name that the notebook has for a function."""
        return self._bound_name(function) or getattr(function, "__name__", "")

    def _bound_name(self, function):
        """The name of the exercise that the notebook has given to a function itself, None where it has given none."""
        known = next(iter(self._bound_names(function)), None)
        return self._bound_name(function.func) if known is None and isinstance(function, partial) else known

    def _bound_names(self, thing):
        around = notebook_of(thing), vars(sys.modules["__main__"])
        return [name for names in around for name in self.exercise.by_name if name in names and names[name] is thing]

    def _refuse_a_value(self, thing):
        """Raise TestFailure where the notebook has something else than a function under the name of one."""
        names = () if callable(thing) else dict.fromkeys(self._bound_names(thing))
        if names:
            which = next(iter(names)) if len(names) == 1 else "this"
            ask = "Which line gives it that value: an assignment, a decorator?"
            raise TestFailure(f"{which} is {kind(thing)}, not a function. {ask}")


def _quoted(name):
    """A name as it is, anything else as Python writes it: an empty text, a list."""
    return name if isinstance(name, str) and name.isidentifier() else repr(name)
