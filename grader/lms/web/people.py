"""Whose work is whose: a platform's people and nbgrader's student ids, told apart as the files' way does."""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """The people of a course by student id.

    people     dict: id or identity -> Person, where it names one person alone
    doubled    frozenset of ids and identities that name several
    """

    people: dict
    doubled: frozenset

    def person(self, *keys):
        """The Person that the first known of some keys names; None where none is known."""
        return next((self.people[key] for key in keys if key in self.people), None)


def students(people, identity, roster=None):
    """Name nbgrader's student id of each person.

    people     list of Person
    identity   names of identities, the first that a person has counts; with a roster, the one that it goes by
    roster     dict: identity -> student id, of a file that the platform exported; None: the identity is the id

    Returns    dict: number of the person -> student id; who has no such identity is not in it
    """
    found, first = {}, {person.ids.get(identity[0]) for person in people}
    for person in people:
        name = next((name for name in identity if person.ids.get(name)), None)
        value = person.ids.get(name)
        if name != identity[0] and value in first:
            continue  # by chance it is the id of somebody else
        student = value if roster is None else roster.get(value)
        if student:
            found[person.number] = student
    return found


def find(people, of_students, chosen=False):
    """Index people by student id first, then by all that the platform knows of them, the surest first.

    of_students    dict: number of the person -> student id
    chosen         True: somebody has said which identity is the student id, so that nothing else names a person:
                   a number of another kind may be the same and somebody else's
    """
    known, doubled = {}, set()
    names = [] if chosen else list(dict.fromkeys(name for person in people for name in person.ids))
    for values in (of_students, *({person.number: person.ids.get(name) for person in people} for name in names)):
        times = Counter(values.values())
        for person in people:
            value = values.get(person.number)
            if value and times[value] == 1:
                known.setdefault(value, person)
            elif value:
                doubled.add(value)
    return Found(known, frozenset(doubled - known.keys()))
