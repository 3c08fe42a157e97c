"""Helper names: places that read a wrong one are explained by the line that gives it its value."""

import numpy as np

from checks.place.found import Found, all_forced
from checks.place.instrument import INSIDE, ITERATION, Beside, adds_to, names_read_by
from checks.place.probe import Suspect
from checks.place.values import BEFORE, UNKNOWN, form, is_zero, same

MOST_RUNS = 600
MANY_READERS = 3  # places that a line may explain but for one: with fewer, that one may be all there is


class Helpers:
    """Moves the places of a Proof up to the lines of helper names."""

    def __init__(self, proof):
        self.proof = proof

    def refined(self, places):
        """Move places up to the line of a helper name that explains them, as long as there is one."""
        reads = [names_read_by(statement) for statement in self.proof.whole.statements]
        while True:
            found = next(filter(None, self._moves(places, reads)), None)
            if found is None:
                return places
            places = self.proof.minimal(found)

    def _moves(self, places, reads):
        seen = list(self.proof.judged.seen.items())
        for innocent_too, order in ((False, seen), (True, seen[::-1])):  # of right values the last line is meant
            for key, values in order:
                yield self._helper(key, values, places, reads, innocent_too)

    def _helper(self, key, values, places, reads, innocent_too):
        number, (name, entry) = key
        statement = self.proof.whole.statements[number]
        if statement.kind == ITERATION or any(number == place.statement.number for place in places):
            return None
        if (
            (name, entry) in statement.judged
            and (entry or name) in self.proof.right.names
            and self._holds_right(key, values)
        ) or self._holds_what_it_is_named_after(name, values):
            return None
        if self._begins_a_sum(key, values):
            return None
        reached = [place for place in places if self._reaches(name, number, place, reads, all_forced(places))]
        if not reached or self._is_innocent(key, values, reached) != innocent_too:
            return None
        if innocent_too and sum(len(place.forced) for place in reached) < 2:
            self.proof.is_unclear = (
                self.proof.is_unclear or self._explained(key, values, places, reached, False) is not None
            )
            return None
        enough = MANY_READERS + innocent_too
        return self._explained(key, values, places, reached, misses=int(len(reached) >= enough))

    def _begins_a_sum(self, key, values):
        """True for zeros that a line further down adds to: the mistake is a term, there or missing.

        A named quantity that a loop sets to zeros again is another mistake.
        """
        number, (name, _) = key
        statement, *below = self.proof.whole.statements[number:]
        if adds_to(statement, name) or (statement.region == INSIDE and name in self.proof.right.names):
            return False
        return any(adds_to(one, name) for one in below) and all(is_zero(value) for _, value in values)

    def _explained(self, key, values, places, reached, only_parts=None, misses=0):
        """Places in which a helper name stands for those that it explains; None where no right value of it does.

        misses     1: it may explain all but one of them, which has a mistake of its own besides
        """
        number, (name, _) = key
        others, nearly = [place for place in places if place not in reached], []
        later = [self.proof.judged.seen[one] for one in self.proof.judged.seen if one[0] > number and one[1] == key[1]]
        if only_parts is None:
            only_parts = name not in self.proof.right.names and self.proof.trust.was_right(values)
        for track in self._candidates(values, only_parts):
            if self.proof.runs > MOST_RUNS:
                return None
            if self._comes_later(track, later) or self._is_final(track, key):
                continue
            if len(reached) == 1 and self._is_in_scope(track, name, values):
                continue  # it stands under another name: then the line that reads this one is meant
            if self._explains(key, track, others, reached, misses):
                return self._moved(key, values, track, others, reached)
            missed = self.proof.missed | {self.proof.ended_by}
            left = [place for place in reached if place.statement.number in missed]
            nearly.append((track, left or [place for place in reached if not self._judged(place)]))
        for track, left in nearly:
            rest = [place for place in reached if place not in left]
            if len(left) == misses == 1 and self._explains(key, track, [*others, *left], rest):
                return self._moved(key, values, track, [*others, *left], rest)
        return None

    def _explains(self, key, track, others, reached, misses=0):
        """Is everything right with a value of a helper name, and right values in other places?"""
        must = {one for place in reached for one in self._judged(place)}
        return (
            self.proof.is_right({**all_forced(others), key: track}, must=must, misses=misses) and not self.proof.missed
        )

    def _judged(self, place):
        """The keys of what was judged where it stands: a helper name that was moved to has no value of its own."""
        whole = (Beside.RETURN, Beside.LOOP, Beside.EARLY, Beside.END)
        return [one for one in place.forced if one in self.proof.judged.suspects and one[1][0] not in whole]

    def _moved(self, key, values, track, others, reached):
        """The places where a helper name stands for those that it explains: list of Found."""
        replaced = frozenset(role for place in reached for role in self.proof.roles(place))
        suspect = _suspect(values, track, self.proof.case.tolerance)
        return [*others, Found(self.proof.whole.statements[key[0]], {key: track}, {key: suspect}, replaced)]

    def _is_final(self, track, key):
        """True for what a name of the contract holds in the end, where a later statement of the region changes it."""
        number, bound = key
        statement = self.proof.whole.statements[number]
        is_last = bound in statement.judged or statement.region == INSIDE
        return not is_last and track is self.proof.right.names.get(bound[1] or bound[0])

    def _comes_later(self, track, later):
        """True where another line, further down, gives a name this value as it is: then it comes too late."""
        return any(
            all(same(value, track.at(at), self.proof.case.tolerance) for at, value in values) for values in later
        )

    def _is_in_scope(self, track, name, values):
        """True where another name of the function holds a right value wherever this one is bound."""
        wanted = [(at, track.at(at)) for at, _ in values]
        given = dict(zip(self.proof.case.function.arguments, self.proof.case.arguments, strict=True))
        names = {bound for _, (bound, _) in self.proof.judged.seen} | set(given)
        for other in names - {name}:
            known = self.proof.right.names.get(other)
            if known and all(same(known.at(at), value, self.proof.case.tolerance) for at, value in wanted):
                return True
        return False

    def _holds_what_it_is_named_after(self, name, values):
        """True where a name of the function that is called holds, at each step, what this one is given under it."""
        exercise, calls = self.proof.case.exercise, self.proof.right.calls
        if not calls or not all(isinstance(at, int) and at < len(calls) for at, _ in values):
            return False
        called, tolerance = exercise[self.proof.case.function.calls], self.proof.case.tolerance
        given = [dict(exercise.given_to(called, calls[at][0])) for at, _ in values]
        return all(
            name in one and same(value, one[name], tolerance) for one, (_, value) in zip(given, values, strict=True)
        )

    def _holds_right(self, key, values):
        track = self.proof.right.names[key[1][1] or key[1][0]]
        return all(same(value, track.at(position), self.proof.case.tolerance) for position, value in values)

    def _is_innocent(self, key, values, reached):
        """True where a name holds a right value, its own or that of a part of the reference."""
        name = key[1][0]
        if name in self.proof.right.names:
            track = self.proof.right.names[name]
            before = {at: track.at(at - 1 if at else BEFORE) if isinstance(at, int) else UNKNOWN for at, _ in values}
            near = all(
                same(value, track.at(at), self.proof.case.tolerance)
                or same(value, before[at], self.proof.case.tolerance)
                for at, value in values
            )
            return near
        if self._begins_as_another(key, values):
            return False
        meant = [entry or bound for place in reached for _, (bound, entry) in place.forced]
        is_named_after = any(name.startswith(one) for one in meant if isinstance(one, str))
        return self.proof.trust.was_right(values) and not is_named_after

    def _begins_as_another(self, key, values):
        """True where other lines give the name the values of one named quantity, and this line those of another."""
        tolerance = self.proof.case.tolerance
        later = [some for one, some in self.proof.judged.seen.items() if one[1] == key[1] and one[0] != key[0]]
        tracks = [
            track
            for track in self.proof.right.names.values()
            if later and all(same(value, track.at(at), tolerance) for some in later for at, value in some)
        ]
        return bool(tracks) and not any(
            all(same(value, one.at(at), tolerance) for at, value in values) for one in tracks
        )

    def _reaches(self, name, number, place, reads, forced):
        """True where a place reads a name, or one that is made from it further down; what is put in is right."""
        if (
            place.statement.number < number
            and not place.statement.region == self.proof.whole.statements[number].region == INSIDE
        ):
            return False
        known = {name}
        for at in [*range(number + 1, len(self.proof.whole.statements)), *range(number)]:
            if known & reads[at]:
                known |= {bound[0] for bound in self.proof.whole.statements[at].binds if (at, bound) not in forced}
        return bool(known & reads[place.statement.number])

    def _candidates(self, values, only_parts):
        """Right values that a helper name may be given; first those of its own form."""
        position, value = values[0]
        likely, other = [], []
        is_array = value is UNKNOWN or value is None or isinstance(value, np.ndarray)
        tracks = (
            self.proof.right.pool
            if only_parts
            else [*self.proof.right.pool, *self.proof.right.names.values(), *self.proof.right.earlier]
        )
        for track in tracks:
            right = track.at(position)
            if right is not UNKNOWN:
                (likely if form(right) == form(value) else other).append(track)
        return likely + [track for track in other if is_array and isinstance(track.at(position), np.ndarray)]


def _suspect(values, track, tolerance):
    for position, value in values:
        expected = track.at(position)
        if expected is not UNKNOWN and not same(value, expected, tolerance):
            return Suspect(position, value, expected)
    return Suspect(values[0][0], values[0][1], track.at(values[0][0]))
