"""The hostile class by hand: python -m tests.hostile --help.

Through plain nbgrader and through the examiner, side by side; or, with --figures, through the examiner everywhere.
"""

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from grader.box import sandbox
from grader.system.files import write_file
from tests.hostile import control, examined, figures, plain, table
from tests.hostile.members import attacks, everybody
from tests.hostile.places import EVERYWHERE

app = typer.Typer(add_completion=False)


@app.command()
def compare(
    only: Annotated[list[str] | None, typer.Option(help="beginning of an id, e.g. forge or harm-kill")] = None,
    to: Annotated[Path, typer.Option(help="where what was seen is written, as JSON")] = Path("build/hostile.json"),
    shown: Annotated[
        bool, typer.Option("--shown", help="run nothing; print the table of what was seen before")
    ] = False,
    count: Annotated[
        bool,
        typer.Option(
            "--figures", help="no plain nbgrader: in both confinements, as root and not, and only figures are printed"
        ),
    ] = False,
):
    """Grade every hostile submission in both ways and print what each got and did. It takes long.

    In plain nbgrader the payloads are live: each run is confined by bubblewrap as a whole, in a folder in memory.
    The exit code is 1 where one of them has done anything under the examiner, or nothing in either.
    """
    console = Console(width=None if Console().is_terminal else 160)
    begins = tuple(only or [""])
    if count:
        raise typer.Exit(_count(begins, console))
    names = [name for name in control.names() if name.startswith(begins)]
    if shown:
        found = json.loads(to.read_text(encoding="utf-8"))
    else:
        if not plain.works() or not sandbox.available().holds:
            typer.echo(f"This needs bubblewrap: {sandbox.INSTALL}", err=True)
            raise typer.Exit(2)
        found = _run(names, console)
        if only and to.exists():  # the others were seen before
            before = json.loads(to.read_text(encoding="utf-8"))
            found = {way: before[way] | seen for way, seen in found.items()}
        write_file(to, json.dumps(found, indent=1).encode("utf-8"))
    who = [attack for attack in attacks(plain.PLACE) if attack.id in names]
    console.print(table.rows(who, found["plain"], found["examiner"]))
    console.print(table.totals(who, found["plain"], found["examiner"]))
    for name, meaning in table.COUNTS.items():
        console.print(f"{name}: {meaning}", style="dim", highlight=False)
    found_dead = table.dead(who, found["plain"])
    for name in found_dead:
        console.print(f"{name} has done nothing in plain nbgrader: it shows nothing", style="bold red")
    page = {way: sum(one["shown"] for one in seen.values()) for way, seen in found.items()}
    console.print(f"feedback pages with the text of hidden tests: {page['plain']} → {page['examiner']}")
    stopped = all(not table.effects(attack.expected, found["examiner"][attack.id]) for attack in who)
    raise typer.Exit(0 if stopped and not found_dead else 1)


def _count(begins, console):
    """Print the figures of each place; return the exit code, 0 where all is as it must be."""
    counted = {}
    for place in EVERYWHERE:
        if place.missing():
            console.print(f"{place}: {place.missing()}", style="bold red")
            continue
        with tempfile.TemporaryDirectory(prefix="hostile-") as folder, console.status(str(place)):
            run, who, found = figures.run_class(Path(folder) / "course", place, begins)
        counted[place] = figures.count(run, who, found), run.seconds
        for attack in who:
            wrong = sorted(table.effects(attack.expected, found[attack.id]))
            if wrong:
                points = f"{found[attack.id]['points']} of {attack.expected:g} points"
                console.print(f"{place}: {attack.id}: {points}; {', '.join(wrong)}", style="bold red")
        if run.ended:
            console.print(f"{place}: {run.ended}", style="bold red")
    console.print(figures.rows(counted))
    for name, meaning in figures.FIGURES.items():
        console.print(f"{name}: {meaning}", style="dim", highlight=False)
    return int(any(number for numbers, _ in counted.values() for name, number in numbers.items() if name != "tried"))


def _run(names, console):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        made = folder / "course"
        who = [
            attack for attack in everybody(made) if attack.id in names or not attack.id.startswith(tuple(table.KINDS))
        ]
        with console.status(f"{len(who)} submissions through the examiner"):
            after = examined.seen(examined.make_class(made, who), names)
        before = control.control(plain.template(folder / "template"), names, console.print)
    return {"plain": before, "examiner": after}


if __name__ == "__main__":
    app(prog_name="python -m tests.hostile")
