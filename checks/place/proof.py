"""The proof: which places, given right values, make everything else come out right; as few as possible."""

import ast
from dataclasses import replace

from checks.case import Rung
from checks.ladder import result_problems
from checks.place.bindings import output_part
from checks.place.changes import AsItIs, Sharing, Spoiling, Watch
from checks.place.found import Found, all_forced
from checks.place.helpers import MOST_RUNS, Helpers
from checks.place.instrument import (
    END,
    INSIDE,
    ITERATION,
    LOOP,
    RETURN,
    Beside,
    Instrumented,
    names_read_by,
)
from checks.place.namesakes import namesakes
from checks.place.parts import argument_part
from checks.place.probe import Probe, run
from checks.place.role import Role, RoleKind
from checks.place.source import bare_names, inner_functions, source_of
from checks.place.trust import Trust
from checks.place.values import AFTER, BEFORE, UNKNOWN, Track, is_unchanged

MOST_PLACES = 5


class Proof:
    """The search for the places of one function on one case.

    places         list of Found in the order of the code; empty where nothing can be proven
    is_open        True where the place is a loop of another length, or the lines of a sum: one line may be the reason
    fails_at       number of the statement whose exception ends the function as it is; None where none does
    has_wrong_values  True where outputs are wrong as the function is
    is_fact_only   True where the place is a fact, and no proof is needed: a changed argument, a loop of another length
    helped, still  sets of the outputs that right values in the places make right, and of those that stay wrong; both
                   are empty where all are right then
    """

    is_fact_only, is_open, is_unclear, changes_an_argument, fails_at = False, False, False, False, None
    has_wrong_values = False
    spoils = None  # see checks.place.changes.Spoiling; None: not looked for yet
    helped, still = frozenset(), frozenset()

    def __init__(self, function, case, right, leads=True):
        """leads: False: the loop goes through what it says; True: through the right time steps, if it has others."""
        self.case, self.right, self.places, self.runs, self.strict = case, right, [], 0, True
        self.source = source_of(function)
        if self.source is None:
            return
        self.inner = inner_functions(self.source.node)
        called = case.function.calls
        self.whole = Instrumented(self.source, called, bool(right.order), case.function.outputs)
        self._set_namesakes_apart()
        self.judged = Probe(self.whole, self.right, case, leads=leads)
        run(self.whole, self.judged)
        self.judged = self._led_by_another_name() or self.judged
        self.trust = Trust(self)
        if self.judged.other_length:
            self._find_a_loop_of_other_length()
            return
        self._find_wrong_values()
        if not self.places or self.changes_an_argument:
            self._find_what_changes_an_argument()

    def _set_namesakes_apart(self):
        """Judge no name by the quantity that it is spelled as, where it is the state of one step."""
        found = namesakes(self.whole, self.right, self.case)
        names = {name: track for name, track in self.right.names.items() if (name, None) not in found}
        self.right = replace(self.right, names=names)
        for statement in self.whole.statements:
            statement.judged = tuple(bound for bound in statement.judged if bound not in found)

    def _led_by_another_name(self):
        """What is judged where the loop counts in its own way and a line in it makes the time step of that, or None."""
        loop, order = self.whole.loop, list(self.right.order)
        suspect = loop and self.judged.suspects.get((loop.number, (Beside.LOOP, None)))
        if not suspect or self.judged.other_length or suspect.value is UNKNOWN or len(suspect.value) != len(order):
            return None
        judged = Probe(self.whole, self.right, self.case, leads=False)
        run(self.whole, judged)
        inside = [[value for at, value in values if isinstance(at, int)] for values in judged.seen.values()]
        return judged if any(values == order for values in inside if set(map(type, values)) == {int}) else None

    def _find_wrong_values(self):
        forced = {key: self._right_value(key, suspect) for key, suspect in self.judged.suspects.items()}
        if self.is_right({}):
            return
        self.has_wrong_values = True
        self.fails_at = self.ended_by  # as the function is, nothing put in
        self.changes_an_argument = not is_unchanged(self.given, self.case.arguments)
        self.strict = self.is_right(forced)
        if not forced or not (self.strict or self.is_right(forced)):
            return
        places = Helpers(self).refined(self.minimal(self._by_statement(forced)))
        self.strict, was_strict = True, self.strict
        if not was_strict and not self.is_right(all_forced(places)):
            return
        is_searched = self.runs <= MOST_RUNS  # else one line above may explain several of these
        if not is_searched or self.is_unclear or len(places) > MOST_PLACES:
            return
        kept = self._without_what_follows(places)
        if not all(self.trust.is_honest(place, places) for place in kept):
            kept = self._partly(kept)
        if not kept or self.trust.have_one_cause(kept):
            return
        kept, is_reused = self._without_what_is_right(kept)
        sharing = self._sharing(kept)
        made = [one for one in kept if not one.names & sharing.writes.keys()]  # where they stand
        bound = [{name for name, _ in place.statement.binds} for place in made]
        if all(place.spoils for place in made) or sharing.are_told_apart(bound):
            self.is_fact_only = is_reused or len(made) < len(kept if self.still else places)
            self.places = sorted(made if self.is_fact_only else self._of_need(made), key=_line)
            self.is_open = any(map(self.trust.filling.sum_with, self.places))
            self._facts((self.whole.statements[number], (Beside.HELD, name)) for name, number in sharing.writes.items())

    def _of_need(self, places):
        """The same places without the names of their lines that need no other value, as a plain 0 in place of zeros."""
        places = list(places)
        for at, place in enumerate(places):
            for key in [key for key in place.forced if not isinstance(key[1][0], Beside)]:
                rest = replace(place, forced=_without(place.forced, key), suspects=_without(place.suspects, key))
                if (
                    rest.forced
                    and not place.missing
                    and self.is_right(all_forced([*places[:at], rest, *places[at + 1 :]]))
                ):
                    places[at] = place = rest
        return places

    def _partly(self, places):
        """Of several places those that can be told for themselves, if right values there make some outputs right.

        Where an exception ends the function, none: the others may be what is put in for it. None either where the loop
        seems to take the steps in another order: what else is wrong may be the step that something is taken of.
        """
        if self.fails_at is not None or any(map(_is_of_another_order, places)):
            return []
        places = [place for place in places if self.trust.reads_named_quantities(place)]
        while any(not self.trust.is_honest(place, places) for place in places):
            places = [place for place in places if self.trust.is_honest(place, places)]
        wrong = self._wrong_outputs({})
        self.still = self._wrong_outputs(all_forced(places)) if places else wrong
        self.helped = wrong - self.still
        is_of_use = self.helped and self.still <= wrong and not self.trust.share_a_helper(places)
        return places if is_of_use else []

    def _wrong_outputs(self, forced):
        """The names of the outputs that are wrong with these values put in: set."""
        result = run(self.whole, Probe(self.whole, self.right, self.case, forced))
        outputs = self.case.function.outputs
        if result is UNKNOWN:
            return set(outputs)
        return {name for problem in result_problems(result, self.case) for name in [problem.output] if name in outputs}

    def _without_what_follows(self, places):
        """Leave out lines below a loop that read what a missing line of the loop would give them: they are right."""
        missing = {place.missing for place in places if place.statement.kind == ITERATION} - {""}
        rest = [one for one in places if one.statement.region != AFTER or not names_read_by(one.statement) & missing]
        return rest or places

    def _without_what_is_right(self, places):
        """Leave out lines that are right as the function is, and wrong for what is put in above: (places, True) then.

        So it is where a name of the contract holds something else on purpose, and is right for what reads it.
        """
        if len(places) < 2:
            return places, False
        as_it_is = AsItIs(self.whole, self.right, self.case, all_forced(places))
        run(self.whole, as_it_is)
        innocent = as_it_is.bound - as_it_is.wrong
        kept = [one for one in places if not one.forced.keys() <= innocent]
        return (kept, True) if kept and len(kept) < len(places) else (places, False)

    def _sharing(self, places):
        """What arrays of two names, and those that a list or a dict of a place holds, are written into: Sharing."""
        sharing = Sharing(self.whole, self.right, self.case, set().union(*(place.names for place in places)))
        result = run(self.whole, sharing)
        problems = [] if result is UNKNOWN else result_problems(result, self.case)
        if not any(problem.rung is Rung.VALUES for problem in problems):
            sharing.writes = {}  # what is held has the wrong form, whatever is written into it
        return sharing

    def _find_what_changes_an_argument(self):
        watch = Watch(self.whole, self.right, self.case)
        run(self.whole, watch)
        statement = None if watch.writes is None else self.whole.statements[watch.writes]
        if any(place.statement is statement for place in self.places):
            self._leave_out_what_reads_it(statement, watch.given)
            return
        if statement is not None and not self.trust.calls_a_helper(statement):
            names = [name for name, entry in statement.binds]
            found = [(statement, (Beside.CHANGES, names[0] if names else ""))]
            found += [(one, (Beside.SECOND, name)) for name in names for one in self._second_names(name, statement)]
            self._facts(found)

    def _leave_out_what_reads_it(self, statement, given):
        """Leave out places that read an argument, as a record takes it over: it is wrong where it was changed."""
        pairs = zip(self.case.function.arguments, given, self.case.arguments, strict=True)
        changed = {name for name, now, before in pairs if not is_unchanged(now, before)}
        kept = [one for one in self.places if one.statement is statement or not changed & names_read_by(one.statement)]
        if len(kept) < len(self.places):
            self.places, self.is_fact_only = kept, True

    def _facts(self, found):
        """Add places that are facts: pairs of a statement and what it does."""
        more = [Found(one, {(one.number, key): Track()}, {}) for one, key in found]
        self.places, self.is_fact_only = sorted([*self.places, *more], key=_line), self.is_fact_only or bool(more)

    def _second_names(self, name, statement):
        """The statement above another one that makes a name a second one of an argument: list, at most one."""
        above = [one for one in self.whole.statements[: statement.number] if (name, None) in one.binds]
        value = getattr(above[-1].node, "value", None) if above else None
        while isinstance(value, (ast.Subscript, ast.Attribute)):  # a part of an array that an index or `.T` takes
            value = value.value
        is_second = isinstance(value, ast.Name) and value.id in self.case.function.arguments and value.id != name
        return above[-1:] if is_second and isinstance(above[-1].node, ast.Assign) else []

    def _find_a_loop_of_other_length(self):
        key = self.whole.loop.number, (Beside.LOOP, None)
        suspect = self.judged.suspects[key]
        is_counted = isinstance(self.whole.loop.node, ast.While)  # on other lines than that of the loop
        if self.whole.loop_has_call and not is_counted:
            self.places = [Found(self.whole.loop, {key: Track()}, {key: suspect})]
            self.is_fact_only = self.is_open = True

    def _right_value(self, key, suspect):
        number, bound = key
        if isinstance(bound[0], Beside) and self.whole.statements[number].kind != ITERATION:
            return Track(before=suspect.expected, after=suspect.expected)
        return self.right.names.get(bound[1] or bound[0], Track())

    def _by_statement(self, forced):
        """Put what is forced together by statement: list of Found."""
        groups = {}
        for key, track in forced.items():
            statement, missing = self._spoils(key), ""
            if statement is None:
                statement, missing = self.whole.statements[key[0]], self._missing(key)
            if missing and key[1][0] is Beside.CALL:
                statement = next(one for one in self.whole.statements if one.kind == ITERATION)
            group = groups.setdefault((statement.number, missing), Found(statement, {}, {}, missing=missing))
            group.forced[key], group.suspects[key] = track, self.judged.suspects[key]
        return list(groups.values())

    def _spoils(self, key):
        """The statement that changes, under another name, what is returned and was right; None where none does."""
        number, (name, of) = key
        statement = self.whole.statements[number]
        if statement.kind != RETURN or name is not Beside.RETURN or self._expression_of(statement, of) != of:
            return None
        if self.spoils is None:
            spoiling = Spoiling(self.whole, self.right, self.case)
            run(self.whole, spoiling)
            self.spoils = spoiling.spoils
        return self.whole.statements[self.spoils[of]] if of in self.spoils else None

    def _missing(self, key):
        """The name that a right function would have bound on a line that is not there, or ""."""
        number, (name, of) = key
        statement = self.whole.statements[number]
        if statement.kind == ITERATION:
            return name
        if name is Beside.CALL:
            return self._never_renewed(number, of)
        is_name = statement.kind == RETURN and name is Beside.RETURN and self._expression_of(statement, of) == of
        if is_name and not self.judged.gathered and not self._is_of_another_kind(key):
            return of
        return ""

    def _is_of_another_kind(self, key):
        """True where a list is returned in the place of a tuple, or the like: no line above has to make it one."""
        value, expected = self.judged.suspects[key].value, self.judged.suspects[key].expected
        if any(bound == (key[1][1], None) for _, bound in self.judged.suspects):
            return False  # a line above has made it another kind
        return isinstance(expected, (tuple, dict)) and value is not UNKNOWN and type(value) is not type(expected)

    def _never_renewed(self, number, argument):
        """The name that a call in the loop is given, and that no line of the loop binds, or ""."""
        suspect = self.judged.suspects[number, (Beside.CALL, argument)]
        part = argument_part(self.source, self.case, self.whole.statements[number].node, argument)
        if part is None or not suspect.position or not isinstance(suspect.position, int):
            return ""
        names = bare_names(part, (ast.Subscript, ast.Attribute, ast.Compare)) & self.whole.bound_in(BEFORE)
        names -= self.whole.bound_in(INSIDE) | self.case.sizes.keys()
        return names.pop() if len(names) == 1 else ""

    def _expression_of(self, statement, output):
        """The name that stands in a return for an output; None for anything else."""
        part = output_part(statement.node.value, output, self.case.function)
        return part.id if isinstance(part, ast.Name) else None

    def is_right(self, forced, captures=(), must=(), misses=0):
        """Run with these values put in: is everything right?"""
        self.runs += 1
        probe = Probe(self.whole, self.right, self.case, forced, captures, self.strict, must, misses)
        result = run(self.whole, probe)
        self.captured, self.ended_by, self.missed = probe.captured, probe.ended_by, probe.missed
        self.given = probe.given
        return result is not UNKNOWN and not result_problems(result, self.case)

    def minimal(self, places):
        """Leave out each place that is not needed, until each is."""
        while True:
            for place in sorted(places, key=self._suspicion):
                rest = [one for one in places if one is not place]
                if rest and self.is_right(all_forced(rest)):
                    places = rest
                    break
            else:
                return places

    def _suspicion(self, place):
        """What is left out first: what a right function may do in its own way."""
        order = {ITERATION: 0, LOOP: 1, RETURN: 2, END: 2}
        return order.get(place.statement.kind, 3), -place.statement.number

    # ── What is said of a place ───────────────────────────────────────────────────────────────────────────────────

    def roles(self, place):
        """What a place does in the function: frozenset of Role."""
        found = set()
        for number, (name, entry) in place.forced:
            statement = self.whole.statements[number]
            if place.missing:
                found |= {Role(RoleKind.MISSING, place.missing)}
                found |= {Role(RoleKind.CALL, entry)} if name is Beside.CALL else set()
            elif name is Beside.CALL:
                found.add(Role(RoleKind.CALL, entry))
            elif name is Beside.RETURN:
                found |= {Role(RoleKind.RETURN, entry), *self._computed_there(statement, entry)}
            elif name in (Beside.LOOP, Beside.EARLY, Beside.END, Beside.CHANGES):
                found.add(Role(RoleKind(name.value)))
            elif (entry or name) in self.right.names:
                region = RoleKind.INSIDE if statement.region == INSIDE else RoleKind.OUTSIDE
                found.add(Role(region, entry or name))
        errors = [suspect.error for suspect in place.suspects.values()]
        found |= {Role(RoleKind.MISSING, error.name) for error in errors if isinstance(error, NameError)}
        return frozenset(found) | place.replaced

    def _computed_there(self, statement, output):
        """The role of the line that gives an output its value, where that is done in the return itself: set."""
        part = output_part(statement.node.value, output, self.case.function)
        is_handed_on = part is None or isinstance(part, (ast.Name, ast.Subscript, ast.Constant))
        return set() if is_handed_on else {Role(RoleKind.OUTSIDE, output)}


def prove(function, case, right):
    """Return the Proof for a function on a case.

    A loop that goes through other numbers than the time steps may count in its own way. So where it is named beside
    other lines, and fewer lines are wrong for a loop that is left as it is, these are meant.
    """
    proof = Proof(function, case, right)
    if len(proof.places) < 2 or all(one.statement.kind != LOOP for one in proof.places):
        return proof
    own = Proof(function, case, right, leads=False)
    return own if 0 < len(own.places) < len(proof.places) and not own.still else proof


def _is_of_another_order(place):
    pairs = [(one.value, one.expected) for one in place.suspects.values() if one.value is not UNKNOWN]
    return place.statement.kind == LOOP and any(len(list(value)) == len(list(right)) for value, right in pairs)


def _without(entries, key):
    return {other: entry for other, entry in entries.items() if other != key}


def _line(place):
    node = place.statement.node
    return (node.end_lineno if place.missing else node.lineno), place.statement.number
