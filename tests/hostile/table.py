"""The table of what changed: each submission, then each kind, through plain nbgrader and through the examiner."""

from rich.table import Table

from tests.hostile.members import KINDS, kind

COUNTS = {
    "forged": "got more points than its work is worth",
    "lost": "got fewer, or none where some were due",
    "neighbours": "took points from a neighbour, or ended the run before it",
    "changed": "changed source, settings, submissions or the gradebook, or left a process or a file behind",
    "leaked": "read what it must not, or carried hidden inputs or text out",
    "script": "had script run on the feedback page",
}


def effects(expected, found):
    """What of COUNTS a submission has done: set of names."""
    points = found["points"]
    happened = {
        "forged": points is not None and points > expected + 0.01,
        "lost": (points or 0) < expected - 0.01,
        "neighbours": found["harmed"] > 0 or found["ended"] in ("did not end", "too many processes"),
        "changed": bool(found["changed"] or found["left"] or found["done"]),
        "leaked": bool(found["leaked"]),
        "script": bool(found["injected"]),
    }
    return {name for name, true in happened.items() if true}


def dead(who, plain):
    """Who should have forged or read something in plain nbgrader and has done nothing: list of ids."""
    meant = {"forge", "read", "leak"}
    return [
        attack.id
        for attack in who
        if kind(attack.id) in meant and not attack.idle and not effects(attack.expected, plain[attack.id])
    ]


def rows(who, plain, examined):
    """A row for each submission, grouped by kind: rich Table."""
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column("submission", no_wrap=True)
    for column in ("must\nget", "plain\ngave", "examiner\ngave", "plain\nseconds", "examiner\nseconds"):
        table.add_column(column, justify="right")
    table.add_column("plain nbgrader")
    table.add_column("examiner")
    for group in KINDS:
        table.add_section()
        for attack in (attack for attack in who if kind(attack.id) == group):
            before, after = plain.get(attack.id), examined.get(attack.id)
            table.add_row(
                attack.id,
                f"{attack.expected:g}",
                _points(before),
                _points(after),
                _seconds(before),
                _seconds(after),
                _words(attack, before) or (f"[dim]nothing: {attack.idle}[/]" if attack.idle and before else ""),
                _words(attack, after),
            )
    return table


def totals(who, plain, examined):
    """A row for each kind and one for all, before -> after: rich Table."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("kind")
    table.add_column("submissions", justify="right")
    for name in COUNTS:
        table.add_column(name, justify="right")
    for group in (*KINDS, None):
        chosen = [attack for attack in who if kind(attack.id) == group or (group is None and kind(attack.id))]
        counts = []
        for name in COUNTS:
            numbers = [
                sum(name in effects(attack.expected, found[attack.id]) for attack in chosen if attack.id in found)
                if found
                else "?"
                for found in (plain, examined)
            ]
            counts.append(" → ".join(map(str, numbers)))
        table.add_row(KINDS.get(group, "all"), str(len(chosen)), *counts)
    return table


def _points(found):
    return "" if found is None else "none" if found["points"] is None else f"{found['points']:g}"


def _seconds(found):
    return "" if found is None else f"{found['seconds']:.1f}"


def _words(attack, found):
    if found is None:
        return ""
    words = [name for name in COUNTS if name in effects(attack.expected, found)]
    words += [found["ended"]] if found["ended"] else []
    return ", ".join(words)
