"""Many chains: tried in several processes, the breaches in their shortest form, and counted."""

import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from tests.editing import law
from tests.editing.registry import actions
from tests.rnn import FUNCTIONS


def attempt_all(numbers, seed, boxed=50, processes=2):
    """Grade many hand-ins; every `boxed`-th goes through box and examiner in any case.

    Returns    list of law.Outcome, or of str where there is no row
    """
    jobs = [(number, seed, bool(boxed) and number % boxed == 0) for number in numbers]
    with ProcessPoolExecutor(processes, multiprocessing.get_context("forkserver")) as pool:
        return list(pool.map(attempt, *zip(*jobs, strict=True), chunksize=10))


def shorten_all(numbers, seed, processes=2):
    """Return the outcomes of the shortest chains that break the law, of hand-ins that do."""
    with ProcessPoolExecutor(processes, multiprocessing.get_context("forkserver")) as pool:
        return list(pool.map(shorten, numbers, [seed] * len(numbers)))


def attempt(number, seed, boxed=False):
    """Grade one hand-in: law.Outcome, or the words of what was raised."""
    try:
        return law.try_chain(number, seed, boxed=boxed)
    except Exception as error:  # a row that is missing
        return f"{type(error).__name__}: {error}"


def breaks(outcome):
    """Whether an outcome breaks the law."""
    return isinstance(outcome, str) or bool(outcome.gained or (outcome.lost and outcome.silent()))


def shorten(number, seed):
    """Return the outcome of the shortest chain that breaks the law still."""
    outcome = attempt(number, seed)
    return outcome if isinstance(outcome, str) else law.shortest(number, seed, breaks)


def describe(number, seed, outcome):
    """Say of one breach of the law which actions lead to it, what was due and what was given."""
    if isinstance(outcome, str):
        return f"{seed}/{number} no row: {outcome}"
    lines = [f"{seed}/{number} {outcome.label}: {' → '.join(outcome.done)}"]
    for name in (*outcome.lost, *outcome.gained):
        lines.append(
            f"    {name}: due {outcome.due[name]:g}, at most {outcome.most[name]:g}, given {outcome.points[name]:g}"
        )
    return "\n".join([*lines, *(f"    said: {repair}" for repair in outcome.repairs)])


def figures(found):
    """Count what became of the hand-ins: dict, words -> number."""
    rows = [one for one in found if not isinstance(one, str)]
    lost = [(one, name) for one in rows for name in one.lost]
    silent = [(one, name) for one in rows if one.lost for name in one.silent()]
    points = Counter()
    for one, name in lost:
        points[(one, name) in silent] += one.due[name] - one.points[name]
    return {
        "kinds of action": len(actions()),
        "hand-ins": len(found),
        "functions with points due": sum(one.due[name] > 0 for one in rows for name in FUNCTIONS),
        "hand-ins that lost points, and a sentence says which": len({id(one) for one, _ in lost})
        - len({id(one) for one, _ in silent}),
        "points so lost": round(points[False], 2),
        "hand-ins that lost points without a word": len({id(one) for one, _ in silent}),
        "points lost without a word": round(points[True], 2),
        "hand-ins that gained points": sum(bool(one.gained) for one in rows),
        "rows missing": len(found) - len(rows),
    }
