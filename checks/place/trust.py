"""Which values may be trusted: a place is said only where all that its line reads is known to be right."""

import ast

import numpy as np

from checks.place.bindings import output_part
from checks.place.filling import Filling
from checks.place.found import all_forced
from checks.place.instrument import COMPOUND, END, INSIDE, ITERATION, LOOP, RETURN, Beside, names_read_by
from checks.place.parts import argument_part, returned_parts
from checks.place.source import bare_names, is_own, names_in
from checks.place.values import AFTER, BEFORE, UNKNOWN, fills, rest_of, same


class Trust:
    """What a proof has seen in the function as it is, and in which of its values nothing is wrong."""

    def __init__(self, proof):
        self.proof, self.filling = proof, Filling(proof)

    def is_honest(self, place, places):
        """True where all that a place reads is known to be right; else it may only pass on what was wrong before."""
        statement = place.statement
        if self._may_have_been_passed_over(place):
            return False
        if place.spoils or self.filling.is_open_sum(place):
            return True
        if statement.kind in (ITERATION, LOOP, END) or Beside.EARLY in place.names:
            return not self.filling.has_another_name(place)
        if self._may_be_meant_elsewhere(place):
            return False
        if statement.kind != RETURN:
            error = self.proof.judged.raised_by.get(statement.number)
            read = names_in(statement.node) | names_read_by(statement)
            own = {name for name, _ in statement.binds}
            is_misspelt = isinstance(error, NameError) and error.name != self.proof.case.function.calls
            return is_misspelt or (
                self.are_trusted(read - own, places, statement.number)
                and self._adds_to_what_is_right(statement, places)
                and (error is None or self._stores_into_what_is_right(statement, places))
                and not read & self.proof.inner
            )
        if self.proof.judged.gathered and self.are_trusted(set(self.proof.case.function.outputs), places):
            return True
        wrong = [output for _, (name, output) in place.forced if name is Beside.RETURN]
        return all(self._is_returned_right(place, output, places) for output in wrong)

    def _may_be_meant_elsewhere(self, place):
        """True where a line that is not followed, or another line that is read here, may be the reason."""
        statement = place.statement
        return (
            statement.kind == COMPOUND
            or self.calls_a_helper(statement)
            or self._hands_on_the_loop(place)
            or self._hands_on_a_name_for_it_alone(place)
            or self._hands_on_an_entry(place)
            or self._hands_on_a_plain_zero(place)
            or self._is_put_together(statement)
        )

    def have_one_cause(self, places):
        """True where the cause of several places may be one line above.

        So it is where they read different names that one line takes out of something, and may mix up; and where three
        or more read one helper name that only holds a named quantity: something may have to be done to that first.
        """
        read = [names for place in places for names in self._names_read_by(place)]
        for statement in self.proof.whole.statements:
            names = {name for name, _ in statement.binds} - self.proof.right.names.keys()
            reading = [one & names for one in read if one & names]
            if len(reading) > 1 and len(set().union(*reading)) > 1:
                return True
            often = {name for name in names if sum(name in one for one in reading) > 2}
            if any(
                self._holds_a_quantity(values) for key, values in self.proof.judged.seen.items() if key[1][0] in often
            ):
                return True
        return False

    def reads_named_quantities(self, place):
        """True where each helper name that a place reads holds what has a name in the exercise, and no part of it."""
        seen, own = self.proof.judged.seen, {name for name, _ in place.statement.binds}
        read = set().union(*self._names_read_by(place)) - own - self.proof.right.names.keys()
        return all(self._holds_a_quantity(values) for (_, (name, _)), values in seen.items() if name in read)

    def share_a_helper(self, places):
        """True where several places read one name that holds no named quantity: it may have a mistake of its own."""
        helpers = {name for _, (name, _) in self.proof.judged.seen} - self.proof.right.names.keys()
        read = [names & helpers for place in places for names in self._names_read_by(place)]
        return any(one & other for at, one in enumerate(read) for other in read[:at])

    def _names_read_by(self, place):
        """The names that a place reads: list of set.

        Of a return, of a row of values and of the arguments of a call, those of each wrong one.
        """
        node = place.statement.node
        given = [entry for _, (name, entry) in place.forced if name is Beside.CALL]
        if len(given) > 1:
            source, case = self.proof.source, self.proof.case
            parts = [argument_part(source, case, node, entry) for entry in given]
            return [names_in(part) for part in parts if part is not None]
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Tuple)
            and isinstance(node.targets[0], ast.Tuple)
        ):
            pairs = zip(node.targets[0].elts, node.value.elts, strict=False)
            return list({frozenset(names_in(value)) for target, value in pairs if names_in(target) & place.names})
        parts = returned_parts(place, self.proof.case.function).values()
        return list(map(names_in, parts)) if parts and None not in parts else [names_read_by(place.statement)]

    def _holds_a_quantity(self, values):
        tracks = self.proof.right.names.values()
        return any(all(self._is_like(value, track.at(at)) for at, value in values) for track in tracks)

    def calls_a_helper(self, statement):
        """True where a statement calls a function of the learner's own: it may be wrong itself, and is not followed."""
        own = names_in(statement.node) - self.proof.case.exercise.by_name.keys()
        names = self.proof.source.names
        return any(is_own(names.get(name), names) for name in own)

    def _goes_through_a_helper(self, loop):
        """True for a loop through what a function of the learner's own makes: it may be wrong itself."""
        names = self.proof.source.names
        return isinstance(loop, ast.For) and any(is_own(names.get(name), names) for name in names_in(loop.iter))

    def _hands_on_a_plain_zero(self, place):
        """True where zeros are expected, and a name that is read is a plain 0: another line has set it."""
        expected = [suspect.expected for suspect in place.suspects.values()]
        if all(not isinstance(one, np.ndarray) or one.any() for one in expected):
            return False
        read = names_read_by(place.statement)
        seen = [(bound, values) for (_, bound), values in self.proof.judged.seen.items() if bound[0] in read]
        held = (value for bound, values in seen if not self._counts_the_steps(bound) for _, value in values)
        return any(type(value) is int and value == 0 for value in held)

    def _hands_on_the_loop(self, place):
        """True where a call is given what the loop goes through, no index: the loop may take it in a wrong order."""
        given = [entry for _, (name, entry) in place.forced if name is Beside.CALL]
        source, case, node = self.proof.source, self.proof.case, place.statement.node
        parts = [argument_part(source, case, node, entry) for entry in given]
        return any(bare_names(part) & self.proof.whole.loop_names() for part in parts if part is not None)

    def _hands_on_a_name_for_it_alone(self, place):
        """True where a call is given a name of the loop that nothing else reads: the line that binds it is meant."""
        source, case, node = self.proof.source, self.proof.case, place.statement.node
        parts = [argument_part(source, case, node, entry) for _, (name, entry) in place.forced if name is Beside.CALL]
        alone = {part.id for part in parts if isinstance(part, ast.Name)} - self.proof.right.names.keys()
        read = [one.id for one in ast.walk(source.node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)]
        return any(read.count(name) == 1 for name in alone & self.proof.whole.bound_in(INSIDE))

    def _may_have_been_passed_over(self, place):
        """True below the loop, where a `continue` or `break` in it stands above what gives the place its values."""
        loop = self.proof.whole.loop.node if self.proof.whole.loop else ast.Pass()
        jumps = [one.lineno for one in ast.walk(loop) if isinstance(one, (ast.Continue, ast.Break))]
        if not jumps or place.statement.region != AFTER:
            return False
        statements = self.proof.whole.statements
        bound = [one for one in statements if one.region == INSIDE and one.kind != ITERATION]
        below = {name for one in bound if one.node.lineno > min(jumps) for name, _ in one.binds}
        return bool(below & (names_read_by(place.statement) | {place.missing}))

    def _hands_on_an_entry(self, place):
        """True where a call is given the entry of a dict that another line makes, or that none names.

        So it is at the first step, where the dict is made before the loop as a whole, and at the others where no line
        of the loop names the entry that it gives a value.
        """
        source, case, node = self.proof.source, self.proof.case, place.statement.node
        where = {}
        for (_, bound), values in self.proof.judged.seen.items():
            where.setdefault(bound, set()).update(at == BEFORE for at, _ in values)
        for (_, (what, argument)), suspect in place.suspects.items():
            part = argument_part(source, case, node, argument) if what is Beside.CALL else None
            key = getattr(getattr(part, "slice", None), "value", None)
            if isinstance(key, str) and isinstance(part.value, ast.Name):
                whole, entry = where.get((part.value.id, None), ()), where.get((part.value.id, key), ())
                if True in whole and (suspect.position == 0 or False not in entry):
                    return True
        return False

    def _adds_to_what_is_right(self, statement, places):
        """True where what a statement adds to, or makes anew out of itself, was right before."""
        node, bound = statement.node, {name for name, _ in statement.binds}
        adds = isinstance(node, ast.AugAssign) and not isinstance(node.op, ast.BitOr)  # no dicts
        if not adds and not (isinstance(node, ast.Assign) and names_in(node.value) & bound):
            return True
        whole = {(name, None) for name, _ in statement.binds}  # with the entry that is bound, where it is a dict
        above = [key for key in self.proof.judged.seen if key[0] < statement.number]
        return self._are_right([key for key in above if key[1] in whole | {*statement.binds}], all_forced(places))

    def _is_put_together(self, statement):
        """True where several lines fill an array, piece by piece: which of them is wrong, or too long, is open."""
        arrays = {name for name, entry in statement.binds if entry is None}
        lines = [one for one in self.proof.whole.statements if isinstance(one.node, (ast.Assign, ast.AugAssign))]
        beside = [_stored_into(one) for one in lines if one.region == statement.region]
        return any(sum(name in stored for stored in beside) > 1 for name in arrays)

    def _stores_into_what_is_right(self, statement, places):
        """True where each name into which a statement stores an entry was right before, and not another quantity."""
        stored = _stored_into(statement)
        before = [key for key in self.proof.judged.seen if key[1][0] in stored and key[0] < statement.number]
        is_own = self._has_its_method(statement) and all(map(self._is_of_its_own_form, before))
        return is_own and self._are_right(before, all_forced(places))

    def _has_its_method(self, statement):
        """False where a statement calls a method, as append, of what another line has given a value without it."""
        called = getattr(getattr(statement.node, "value", None), "func", None)
        if not isinstance(called, ast.Attribute) or not isinstance(called.value, ast.Name):
            return True
        above = [
            values
            for (number, bound), values in self.proof.judged.seen.items()
            if number < statement.number and bound == (called.value.id, None)
        ]
        return all(hasattr(value, called.attr) for values in above for _, value in values)

    def _is_of_its_own_form(self, key):
        """False where a name that is spelled as a quantity holds another one: the name is used for two things."""
        track = self.proof.right.names.get(key[1][1] or key[1][0])
        expected = track.at(AFTER) if track else UNKNOWN
        if isinstance(expected, np.ndarray):
            return all(np.shape(value) == expected.shape for _, value in self.proof.judged.seen[key])
        return True

    def _is_returned_right(self, place, output, places):
        part = output_part(place.statement.node.value, output, self.proof.case.function)
        if part is None:
            return output in self.proof.judged.right_names and self.are_trusted({output}, places)
        if names_in(part) & self.proof.inner:
            return False  # a function in the function is not followed
        return self.are_trusted(names_in(part), places)

    def are_trusted(self, names, places, number=None):
        """True where each name was right when it was last bound, or is made right by the places, or is given.

        number     of the statement that reads them; None: the last one
        """
        forced, whole = all_forced(places), self.proof.whole
        bound = {name for _, (name, _) in self.proof.judged.seen}
        if whole.loop and names & whole.loop_names() and self._goes_through_a_helper(whole.loop.node):
            return False
        for name in names & bound:
            keys = [key for key in self.proof.judged.seen if key[1][0] == name]
            if not self._are_right([key for key in keys if not self._is_added_to(key, keys, number)], forced):
                return False
        return True

    def _is_added_to(self, key, keys, number):
        """True for the first part of a sum where another line adds to it, above the statement that reads it."""
        statements = self.proof.whole.statements
        later = [statements[at] for at, bound in keys if at > key[0] and bound == key[1]]
        return any(
            isinstance(one.node, ast.AugAssign)
            and one.region == statements[key[0]].region
            and (number is None or one.number < number)
            for one in later
        )

    def _are_right(self, keys, forced):
        return all(
            key in forced
            or self._was_judged_right(key)
            or self._held_right(key)
            or self._counts_the_steps(key[1])
            or self._is_made_right(key, forced)
            for key in keys
        )

    def _is_made_right(self, key, forced):
        """True for a wrong value of a named quantity that is right with the values that are put in above it."""
        name = key[1][1] or key[1][0]
        if not forced or key not in self.proof.judged.suspects or name not in self.proof.right.names:
            return False
        return self.proof.is_right(forced, must={key}) and not self.proof.missed

    def _held_right(self, key):
        values = self.proof.judged.seen[key]
        same_name = [bound for _, bound in self.proof.judged.seen if bound[0] == key[1][0]]  # entries of a dict as well
        is_never_filled = _is_empty(values[-1][1]) and len(same_name) == 1
        is_right = key not in self.proof.judged.suspects and not is_never_filled and self.was_right(values)
        return is_right and not self._lacks_a_term(values)

    def _counts_the_steps(self, bound):
        """True for the number of the time step, where a while loop counts it: as an iteration begins, or ends."""
        order = list(self.proof.right.order)
        seen = [one for key, values in self.proof.judged.seen.items() if key[1] == bound for one in values]
        before = [value for at, value in seen if at == BEFORE]
        inside = [value for at, value in seen if isinstance(at, int)]
        if not order or any(type(value) is not int for value in (*before, *inside)):
            return False
        return inside == order or (before[-1:] == order[:1] and inside[:-1] == order[1:] and bool(inside))

    def _lacks_a_term(self, values):
        """True for a part of a sum that is needed whole: right as a part, but here a term may be missing."""
        terms = [*self.proof.right.elsewhere, *self.proof.right.names.values()]
        for whole in [*self.proof.right.elsewhere, *self.proof.right.pool]:
            rests = [(at, rest_of(whole.at(at), value)) for at, value in values]
            if any(all(fills(term.at(at), rest) for at, rest in rests) for term in terms):
                return True
        return False

    def _was_judged_right(self, key):
        number, bound = key
        name = bound[1] or bound[0]
        is_judged = bound in self.proof.whole.statements[number].judged and name in self.proof.right.names
        if not is_judged or key in self.proof.judged.suspects:
            return False
        *_, (_, value) = self.proof.judged.seen.get(key, [(None, None)])
        return not self.proof.judged.is_gathered(number, bound, value) or self._holds_its_steps(value, name)

    def _holds_its_steps(self, entries, name):
        """True for a list of what a quantity holds at each time step, or of the first of these, in any order."""
        whole = self.proof.right.names[name].at(AFTER)
        if not isinstance(whole, np.ndarray):
            return True
        tolerance = self.proof.case.tolerance
        steps = [whole[..., t] for t in range(whole.shape[-1])]
        return all(any(same(one, step, tolerance) for step in steps) for one in entries)

    def was_right(self, values):
        """True where a helper name holds what some part of a right function holds, or a dict of such things."""
        if values and all(isinstance(value, dict) for _, value in values):
            keys = {key for _, value in values for key in value}
            return all(self.was_right([(at, value[key]) for at, value in values if key in value]) for key in keys)
        tracks = [*self.proof.right.pool, *self.proof.right.names.values(), *self.proof.right.elsewhere]
        return any(all(self._is_like(value, track.at(at)) for at, value in values) for track in tracks)

    def _is_like(self, value, right):
        """True for a right value, and for a plain 0 in the place of zeros."""
        if isinstance(value, (int, float)) and value == 0 and isinstance(right, np.ndarray):
            return not right.any()
        return same(value, right, self.proof.case.tolerance)


def _is_empty(value):
    return isinstance(value, (list, dict)) and not value


def _stored_into(statement):
    """The names of what a statement stores something into, but for dicts under a key that stands there: set."""
    return {
        part.value.id
        for part in ast.walk(statement.node)
        if isinstance(part, ast.Subscript)
        and isinstance(part.ctx, ast.Store)
        and isinstance(part.value, ast.Name)
        and not (isinstance(part.slice, ast.Constant) and isinstance(part.slice.value, str))
    }
