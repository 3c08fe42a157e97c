"""Thousands of chains of actions: python -m tests.editing --chains 5000 --seed 1."""

import os
import time
from typing import Annotated

import typer

from tests.editing.figures import attempt_all, breaks, describe, figures, shorten_all

app = typer.Typer(add_completion=False)


@app.command()
def run(
    chains: Annotated[int, typer.Option(help="how many hand-ins")] = 1000,
    seed: Annotated[int, typer.Option(help="of the works and the actions")] = 1,
    first: Annotated[int, typer.Option(help="number of the first hand-in")] = 0,
    boxed: Annotated[int, typer.Option(help="every n-th goes through box and examiner in any case")] = 50,
    processes: Annotated[int, typer.Option(help="how many work at once")] = os.cpu_count() or 1,
    shown: Annotated[int, typer.Option(help="how many breaches are shown in their shortest form")] = 20,
    named: Annotated[bool, typer.Option("--named", help="show the losses that a sentence names as well")] = False,
):
    """Grade the hand-ins of a simulated editor and print figures; the exit code is 1 where the law is broken."""
    started = time.monotonic()
    numbers = range(first, first + chains)
    found = attempt_all(numbers, seed, boxed, processes)
    broken = [number for number, outcome in zip(numbers, found, strict=True) if breaks(outcome)]
    for number, outcome in zip(broken, shorten_all(broken[:shown], seed, processes), strict=False):
        typer.echo(describe(number, seed, outcome))
    if named:
        for number, outcome in zip(numbers, found, strict=True):
            if not breaks(outcome) and outcome.lost:
                typer.echo(describe(number, seed, outcome))
    for name, figure in figures(found).items():
        typer.echo(f"{figure:>8}  {name}")
    typer.echo(f"{time.monotonic() - started:>8.0f}  seconds")
    raise typer.Exit(1 if broken else 0)


if __name__ == "__main__":
    app()
