"""The proof: which places, given right values, make everything else come out right; as few as possible."""

import ast
from dataclasses import dataclass

import numpy as np

from checks.ladder import result_problems
from checks.place.changes import Sharing, Watch
from checks.place.instrument import END, INSIDE, ITERATION, LOOP, RETURN, Instrumented, names_read_by, output_part
from checks.place.parts import argument_part
from checks.place.probe import Probe, Suspect, run
from checks.place.source import bare_names, inner_functions, source_of
from checks.place.trust import Trust, all_forced
from checks.place.values import AFTER, BEFORE, UNKNOWN, Track, form, same

MOST_PLACES = 5
MOST_RUNS = 400


@dataclass
class Found:
    """One proven place.

    statement   Statement
    forced      dict, key of the probe -> Track: what makes it right
    suspects    dict, the same keys -> Suspect
    replaced    frozenset: roles of the places further down that it explains
    missing     name that no line binds there, or ""
    """

    statement: object
    forced: dict
    suspects: dict
    replaced: frozenset = frozenset()
    missing: str = ""


class Proof:
    """The search for the places of one function on one case.

    places         list of Found in the order of the code; empty where nothing can be proven
    is_about_length    True where the place is a loop of another length, for which another line may be the reason
    fails_at       number of the statement whose exception ends the function as it is; None where none does
    is_fact_only   True where the place is a fact, and no proof is needed: a changed argument, a loop of another length
    """

    is_fact_only, is_about_length, is_unclear, changes_an_argument, fails_at = False, False, False, False, None

    def __init__(self, function, case, right):
        self.case, self.right, self.places, self.runs, self.strict = case, right, [], 0, True
        self.source = source_of(function)
        if self.source is None:
            return
        self.inner = inner_functions(self.source.node)
        called = case.function.calls
        self.whole = Instrumented(self.source, called, bool(right.order), case.function.outputs)
        self.judged = Probe(self.whole, right, case)
        self.trust = Trust(self)
        run(self.whole, self.judged)
        if self.judged.other_length:
            self._find_a_loop_of_other_length()
            return
        self._find_wrong_values()
        if not self.places or self.changes_an_argument:
            self._find_what_changes_an_argument()

    def _find_wrong_values(self):
        forced = {key: self._right_value(key, suspect) for key, suspect in self.judged.suspects.items()}
        if self.is_right({}):
            return
        self.fails_at = self.ended_by  # as the function is, nothing put in
        self.changes_an_argument = not same(self.given, self.case.arguments, 0)
        self.strict = self.is_right(forced)
        if not forced or not (self.strict or self.is_right(forced)):
            return
        places = self._refined(self._minimal(self._by_statement(forced)))
        self.strict, was_strict = True, self.strict
        if not was_strict and not self.is_right(all_forced(places)):
            return
        is_searched = self.runs <= MOST_RUNS  # else one line above may explain several of these
        if not is_searched or self.is_unclear or len(places) > MOST_PLACES:
            return
        kept = self._without_what_follows(places)
        is_honest = all(self.trust.is_honest(place, places) for place in kept) and not self.trust.have_one_cause(kept)
        if not is_honest:
            return
        sharing = self._sharing(kept)
        made = [one for one in kept if not _names_put_in(one) & sharing.writes.keys()]  # where they stand
        if sharing.are_told_apart([{name for name, _ in place.statement.binds} for place in made]):
            self.places, self.is_fact_only = sorted(made, key=_line), len(made) < len(places)
            self._facts((self.whole.statements[number], ("held", name)) for name, number in sharing.writes.items())

    def _without_what_follows(self, places):
        """Leave out lines below a loop that read what a missing line of the loop would give them: they are right."""
        missing = {place.missing for place in places if place.statement.kind == ITERATION} - {""}
        rest = [one for one in places if one.statement.region != AFTER or not names_read_by(one.statement) & missing]
        return rest or places

    def _sharing(self, places):
        """What arrays of two names, and those that a list or a dict of a place holds, are written into: Sharing."""
        sharing = Sharing(self.whole, self.right, self.case, set().union(*map(_names_put_in, places)))
        run(self.whole, sharing)
        return sharing

    def _find_what_changes_an_argument(self):
        watch = Watch(self.whole, self.right, self.case)
        run(self.whole, watch)
        statement = None if watch.writes is None else self.whole.statements[watch.writes]
        if any(place.statement is statement for place in self.places):
            return
        if statement is not None and not self.trust.calls_a_helper(statement):
            names = [name for name, entry in statement.binds]
            found = [(statement, ("changes", names[0] if names else ""))]
            found += [(one, ("second", name)) for name in names for one in self._second_names(name, statement)]
            self._facts(found)

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
        is_second = isinstance(value, ast.Name) and value.id in self.case.function.arguments
        return above[-1:] if is_second and isinstance(above[-1].node, ast.Assign) else []

    def _find_a_loop_of_other_length(self):
        key = self.whole.loop.number, ("", None)
        suspect = self.judged.suspects[key]
        is_counted = isinstance(self.whole.loop.node, ast.While)  # on other lines than that of the loop
        if self.whole.loop_has_call and not is_counted:
            self.places = [Found(self.whole.loop, {key: Track()}, {key: suspect})]
            self.is_fact_only = self.is_about_length = True

    def _right_value(self, key, suspect):
        number, bound = key
        if bound[0] in ("return", "call", "") and self.whole.statements[number].kind != ITERATION:
            return Track(before=suspect.expected, after=suspect.expected)
        return self.right.names.get(bound[1] or bound[0], Track())

    def _by_statement(self, forced):
        """Put what is forced together by statement: list of Found."""
        groups = {}
        for key, track in forced.items():
            statement = self.whole.statements[key[0]]
            missing = self._missing(key)
            if missing and key[1][0] == "call":
                statement = next(one for one in self.whole.statements if one.kind == ITERATION)
            group = groups.setdefault((statement.number, missing), Found(statement, {}, {}, missing=missing))
            group.forced[key], group.suspects[key] = track, self.judged.suspects[key]
        return list(groups.values())

    def _missing(self, key):
        """The name that a right function would have bound on a line that is not there, or ""."""
        number, (name, of) = key
        statement = self.whole.statements[number]
        if statement.kind == ITERATION:
            return name
        if name == "call":
            return self._never_renewed(number, of)
        is_name = statement.kind == RETURN and name == "return" and self._expression_of(statement, of) == of
        if is_name and not self.judged.gathered:
            return of
        return ""

    def _never_renewed(self, number, argument):
        """The name that a call in the loop is given, and that no line of the loop binds, or ""."""
        suspect = self.judged.suspects[number, ("call", argument)]
        part = argument_part(self.source, self.case, self.whole.statements[number].node, argument)
        if part is None or not suspect.position or not isinstance(suspect.position, int):
            return ""
        names = bare_names(part) & self.whole.bound_in(BEFORE) - self.whole.bound_in(INSIDE)
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

    def _minimal(self, places):
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

    # ── A helper name that several places read ────────────────────────────────────────────────────────────────────

    def _refined(self, places):
        """Move places up to the line of a helper name that explains them, as long as there is one."""
        reads = [names_read_by(statement) for statement in self.whole.statements]
        while True:
            found = next(filter(None, self._moves(places, reads)), None)
            if found is None:
                return places
            places = self._minimal(found)

    def _moves(self, places, reads):
        seen = list(self.judged.seen.items())
        for innocent_too, order in ((False, seen), (True, seen[::-1])):  # of right values the last line is meant
            for key, values in order:
                yield self._helper(key, values, places, reads, innocent_too)

    def _helper(self, key, values, places, reads, innocent_too):
        number, (name, entry) = key
        statement = self.whole.statements[number]
        if statement.kind == ITERATION or any(number == place.statement.number for place in places):
            return None
        if (name, entry) in statement.judged and (entry or name) in self.right.names and self._holds_right(key, values):
            return None
        reached = [place for place in places if self._reaches(name, number, place, reads)]
        if not reached or self._is_innocent(key, values, reached) != innocent_too:
            return None
        if innocent_too and sum(len(place.forced) for place in reached) < 2:
            self.is_unclear = self.is_unclear or self._explained(key, values, places, reached, False) is not None
            return None
        return self._explained(key, values, places, reached, misses=int(len(reached) >= (4 if innocent_too else 3)))

    def _explained(self, key, values, places, reached, only_parts=None, misses=0):
        """Places in which a helper name stands for those that it explains; None where no right value of it does.

        misses     1: it may explain all but one of them, which has a mistake of its own besides
        """
        number, (name, _) = key
        others, nearly = [place for place in places if place not in reached], []
        later = [self.judged.seen[one] for one in self.judged.seen if one[0] > number and one[1] == key[1]]
        if only_parts is None:
            only_parts = name not in self.right.names and self.trust.was_right(values)
        for track in self._candidates(values, only_parts):
            if self.runs > MOST_RUNS:
                return None
            if self._comes_later(track, later) or self._is_final(track, key):
                continue
            if len(reached) == 1 and self._is_in_scope(track, name, values):
                continue  # it stands under another name: then the line that reads this one is meant
            if self._explains(key, track, others, reached, misses):
                return self._moved(key, values, track, others, reached)
            missed = self.missed | {self.ended_by}
            nearly.append((track, [place for place in reached if place.statement.number in missed]))
        for track, left in nearly:
            rest = [place for place in reached if place not in left]
            if len(left) == misses == 1 and self._explains(key, track, [*others, *left], rest):
                return self._moved(key, values, track, [*others, *left], rest)
        return None

    def _explains(self, key, track, others, reached, misses=0):
        """Is everything right with a value of a helper name, and right values in other places?"""
        # What was judged where it stands: a helper name that was moved to has no right value of its own.
        judged = (one for place in reached for one in place.forced if one in self.judged.suspects)
        must = {one for one in judged if one[1][0] not in ("return", "")}
        return self.is_right({**all_forced(others), key: track}, must=must, misses=misses) and not self.missed

    def _moved(self, key, values, track, others, reached):
        """The places where a helper name stands for those that it explains: list of Found."""
        replaced = frozenset(role for place in reached for role in self.roles(place))
        suspect = _suspect(values, track, self.case.tolerance)
        return [*others, Found(self.whole.statements[key[0]], {key: track}, {key: suspect}, replaced)]

    def _is_final(self, track, key):
        """True for what a name of the contract holds in the end, where a later statement of the region changes it."""
        number, bound = key
        statement = self.whole.statements[number]
        is_last = bound in statement.judged or statement.region == INSIDE
        return not is_last and track is self.right.names.get(bound[1] or bound[0])

    def _comes_later(self, track, later):
        """True where another line, further down, gives a name this value as it is: then it comes too late."""
        return any(all(same(value, track.at(at), self.case.tolerance) for at, value in values) for values in later)

    def _is_in_scope(self, track, name, values):
        """True where another name of the function holds a right value wherever this one is bound."""
        wanted = [(at, track.at(at)) for at, _ in values]
        given = dict(zip(self.case.function.arguments, self.case.arguments, strict=True))
        names = {bound for _, (bound, _) in self.judged.seen} | set(given)
        for other in names - {name}:
            known = self.right.names.get(other)
            if known and all(same(known.at(at), value, self.case.tolerance) for at, value in wanted):
                return True
        return False

    def _holds_right(self, key, values):
        track = self.right.names[key[1][1] or key[1][0]]
        return all(same(value, track.at(position), self.case.tolerance) for position, value in values)

    def _is_innocent(self, key, values, reached):
        """True where a name holds a right value, its own or that of a part of the reference."""
        name = key[1][0]
        if name in self.right.names:
            track = self.right.names[name]
            before = {at: track.at(at - 1 if at else BEFORE) if isinstance(at, int) else UNKNOWN for at, _ in values}
            near = all(
                same(value, track.at(at), self.case.tolerance) or same(value, before[at], self.case.tolerance)
                for at, value in values
            )
            return near
        meant = {entry or bound for place in reached for _, (bound, entry) in place.forced}
        return self.trust.was_right(values) and not any(name.startswith(one) for one in meant if one)

    def _reaches(self, name, number, place, reads):
        """True where a place reads a name, or one that is made from it further down."""
        if (
            place.statement.number < number
            and not place.statement.region == self.whole.statements[number].region == INSIDE
        ):
            return False
        known = {name}
        for at in [*range(number + 1, len(self.whole.statements)), *range(number)]:
            if known & reads[at]:
                known |= {bound for bound, _ in self.whole.statements[at].binds}
        return bool(known & reads[place.statement.number])

    def _candidates(self, values, only_parts):
        """Right values that a helper name may be given; first those of its own form."""
        position, value = values[0]
        likely, other = [], []
        is_array = value is UNKNOWN or value is None or isinstance(value, np.ndarray)
        tracks = self.right.pool if only_parts else [*self.right.pool, *self.right.names.values(), *self.right.earlier]
        for track in tracks:
            right = track.at(position)
            if right is not UNKNOWN:
                (likely if form(right) == form(value) else other).append(track)
        return likely + [track for track in other if is_array and isinstance(track.at(position), np.ndarray)]

    # ── What is said of a place ───────────────────────────────────────────────────────────────────────────────────

    def roles(self, place):
        """What a place does in the function: to compare it with the place that a hint speaks of."""
        found = set()
        for number, (name, entry) in place.forced:
            statement = self.whole.statements[number]
            if place.missing:
                found |= {f"missing {place.missing}", *([f"call {entry}"] if name == "call" else [])}
            elif name in ("call", "return"):
                found.add(f"{name} {entry}")
            elif statement.kind == LOOP:
                found.add("loop")
            elif name == "":
                found.add(entry)
            elif (entry or name) in self.right.names:
                region = "inside" if statement.region == INSIDE else "outside"
                found.add(f"{region} {entry or name}")
        errors = [suspect.error for suspect in place.suspects.values()]
        found |= {f"missing {error.name}" for error in errors if isinstance(error, NameError)}
        return frozenset(found) | place.replaced


def _names_put_in(place):
    return {name for _, (name, _) in place.forced}


def _line(place):
    node = place.statement.node
    return (node.end_lineno if place.missing else node.lineno), place.statement.number


def _suspect(values, track, tolerance):
    for position, value in values:
        expected = track.at(position)
        if expected is not UNKNOWN and not same(value, expected, tolerance):
            return Suspect(position, value, expected)
    return Suspect(values[0][0], values[0][1], track.at(values[0][0]))
