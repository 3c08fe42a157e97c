"""What a hostile class costs, in figures: one row for each place where it ran."""

from rich.table import Table

from tests.hostile import examined, table
from tests.hostile.members import HONEST, everybody

FIGURES = {
    "tried": "submissions that were handed in",
    "gained": "points that were not earned",
    "lost": "points of honest work that were due and not given",
    "neighbours": "honest neighbours whose points are others than they earned",
    "ended": "runs that ended before everybody was graded",
    "missing": "submissions without a row in the gradebook",
    "done": "submissions that read, changed, left, carried out or showed what they must not",
}


def run_class(folder, place, only=("",), choose=None, **more):
    """Grade the class in one place.

    only       beginnings of ids; the honest are always there
    choose     takes a list of Attack, returns those to try; None: all
    more       as tests.hostile.examined.make_class takes it
    Returns    (tests.hostile.examined.Run, list of Attack, what became of each: dict)
    """
    who = [attack for attack in everybody(folder) if attack.id.startswith(tuple(only)) or attack in HONEST]
    who = choose(who) if choose else who
    run = examined.make_class(folder, who, place, **more)
    return run, who, examined.seen(run, [attack.id for attack in who])


def count(run, who, found):
    """Count: dict, name as in FIGURES -> number."""
    given = {attack.id: found[attack.id]["points"] for attack in who}
    graded = [attack for attack in who if given[attack.id] is not None]
    more = [given[attack.id] - attack.expected for attack in graded]
    nothing = sum(attack.expected for attack in who if given[attack.id] is None)
    done = {"changed", "leaked", "script"}
    return {
        "tried": len(who),
        "gained": round(sum(points for points in more if points > 0.01), 2),
        "lost": round(nothing - sum(points for points in more if points < -0.01), 2),
        "neighbours": sum(given[attack.id] != attack.expected for attack in HONEST),
        "ended": int(bool(run.ended)),
        "missing": len(who) - len(graded),
        "done": sum(bool(done & table.effects(attack.expected, found[attack.id])) for attack in who),
    }


def rows(counted):
    """A row for each place: rich Table, of a dict place -> (figures, seconds)."""
    shown = Table(box=None, padding=(0, 2, 0, 0))
    shown.add_column("where")
    for name in (*FIGURES, "seconds"):
        shown.add_column(name, justify="right")
    for place, (numbers, seconds) in counted.items():
        shown.add_row(str(place), *(f"{numbers[name]:g}" for name in FIGURES), f"{seconds:.0f}")
    return shown
