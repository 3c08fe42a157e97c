"""A class as it might be: sixty people with names, who hand in what a class hands in, some of them late, some twice."""

import random
import unicodedata
from dataclasses import dataclass, replace
from datetime import timedelta

from grader.demo.simulated import Learner, learners, total_points
from grader.exercise.references import solutions

NAMES = """
Adaeze Okafor, Ahmed El-Sayed, Aiko Tanaka, Alejandra Ríos, Amara Diallo, Amit Deshmukh, Ana Kovačević, Anders
Lindqvist, Anh Nguyễn, Arash Karimi, Astrid Haugen, Ayşe Demir, Babajide Adeyemi, Beatriz Carvalho, Benedikt Aigner,
Bilal Chaudhry, Camille Lefèvre, Carlos Mendoza, Chiara Bellini, Chloe Whitfield, Dagmar Procházková, Darnell
Washington, Deepa Iyer, Dmitri Volkov, Eilidh Fraser, Ekene Nwosu, Elif Yıldız, Emeka Obi, Fatima Zahra Benali, Felix
Brandstätter, Gaia Romano, Giorgos Papadakis, Grace Mwangi, Hana Suleiman, Hye-jin Park, Ibrahim Touré, Ingrid
Solberg, Iva Petrova, Jamal Haddad, Jasper de Vries, Joana Figueiredo, Kaito Mori, Kateryna Shevchenko, Kwame Asante,
Leilani Kealoha, Liam O'Donovan, Lucía Fernández, Magda Wiśniewska, Mei-Ling Chou, Mihai Ionescu, Nadia Rahman, Noor
van Dijk, Oluwaseun Bello, Priya Raghunathan, Rafael Souza, Siobhán Byrne, Tane Ngata, Thandiwe Dlamini, Yusuf Abdi,
Zofia Krawczyk
"""
STYLES, LATE, TWICE = 6, 5, 6  # how many of sixty
# Nobody else has lines like these; two people share them.
OWN = "    tried_with_the_old_loop = None\n    still_to_be_compared = [tried_with_the_old_loop, 3]\n"


@dataclass(frozen=True)
class Person:
    """One of a simulated class.

    id, first, last    as a roster has them
    learner    Learner: what was handed in, first
    second     Learner: what was handed in after the first feedback; None: nothing
    hours      before the time when it is due; less than nothing: late
    """

    id: str
    first: str
    last: str
    learner: Learner
    second: Learner | None = None
    hours: float = 1.0

    @property
    def final(self):
        """What counts: the work that was handed in last."""
        return self.second or self.learner

    def timestamp(self, due):
        """When it was handed in, as nbgrader's exchange writes it; due: datetime in UTC."""
        return f"{due - timedelta(hours=self.hours):%Y-%m-%d %H:%M:%S} UTC"


def people(exercise):
    """Return the class of an exercise, the same each time: list of Person, sorted by id.

    exercise   grader.exercise.loading.FullExercise, whose `frequencies` say how many of sixty make a mistake
    """
    chance = random.Random(exercise.name)
    works, right = _works(exercise), solutions(exercise)
    chance.shuffle(works)
    alike = {at for at, work in enumerate(works) if any(OWN in source for source in work.sources.values())}
    mistaken = [at for at, work in enumerate(works) if work.id in exercise.secret.frequencies and at not in alike]
    chance.shuffle(mistaken)
    twice, late = set(mistaken[:TWICE]), set(mistaken[TWICE : TWICE + LATE])
    found = []
    for at, (name, work) in enumerate(zip(_names(), works, strict=True)):
        first, last = name.split(" ", 1)
        mark = f"# {name}"  # no two notebooks are the same
        work = replace(work, before=f"{work.before}\n{mark}".strip())
        full = sum(total_points(exercise).values())
        second = Learner(f"right, after {work.id}", right, full, f"{mark}, again") if at in twice else None
        hours = -chance.uniform(2, 40) if at in late else chance.uniform(0.1, 60)
        found.append(Person(_id(name), first, last, work, second, hours))
    return sorted(found, key=lambda person: person.id)


def _works(exercise):
    """What sixty people hand in: list of Learner."""
    by_id = {learner.id: learner for learner in learners(exercise)}
    styles = [learner for learner in by_id.values() if learner.id.startswith("style-")][:STYLES]
    counts = {"stub": 1, "partly-one-function": 1, "partly-two-functions": 2, "partly-three-functions": 4}
    counts |= {"partly-half-a-function": 3} | {name: 1 for name in by_id if name.startswith("notebook-")}
    counts |= exercise.secret.frequencies
    works = [by_id[name] for name, count in counts.items() for _ in range(count)] + styles
    most = max(exercise.secret.frequencies, key=exercise.secret.frequencies.get)
    alike = [at for at, work in enumerate(works) if work.id == most][:2]
    for at in alike:
        works[at] = _with_lines(works[at], exercise, most)
    return works + [by_id["reference"]] * (len(_names()) - len(works))


def _with_lines(work, exercise, mistake):
    """The same work with lines that do nothing, above the return of the function with the mistake."""
    function = next(one.function for one in exercise.secret.mistakes if one.id == mistake)
    above, below = work.sources[function].rsplit("    return", 1)
    return replace(work, sources={**work.sources, function: f"{above}{OWN}    return{below}"})


def _names():
    return [" ".join(name.split()) for name in NAMES.split(",")]


def _id(name):
    """An id as a university makes one: a first letter and a last name, without accents."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ı", "i").replace("ł", "l"))
    first, *_, last = plain.encode("ascii", "ignore").decode("ascii").split()
    return first[0] + "".join(letter for letter in last if letter.isalpha())[:12]
