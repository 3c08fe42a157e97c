"""What a run says while it works: a bar for people, or one JSON object per line for programs."""

import json
import os
import statistics
import sys
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from grader.rules.points import counted, duration, number


@contextmanager
def listener(quiet=False, json_lines=False, output=None, errors=None):
    """While the block runs, give a function that is told what happens: listen(kind, **what).

    quiet        only what went wrong, on standard error
    json_lines   one JSON object per line on standard output, flushed
    output, errors   files; None: standard output and standard error
    """
    output, errors = output or sys.stdout, errors or sys.stderr
    if json_lines:
        yield lambda kind, **what: print(json.dumps(_plain(kind, what), ensure_ascii=False), file=output, flush=True)
        return
    with _People(Console(file=output), Console(file=errors), quiet) as people:
        yield people


class _People:
    """The bar, failures as they come, and a few sentences at the end."""

    def __init__(self, console, errors, quiet):
        self.console, self.errors, self.quiet = console, errors, quiet
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn()
        self.bar = Progress(*columns, console=console, disable=quiet)
        self.task, self.total, self.done = None, 0, 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stop_bar()

    def _stop_bar(self):
        if self.task is not None and not self.quiet:  # else it would leave an empty line
            self.bar.stop()

    def __call__(self, kind, **what):
        getattr(self, f"_{kind}")(**what)

    def _begin(self, total, workers):
        self.total = total
        self.bar.start()
        self.task = self.bar.add_task(f"Grading with {counted(workers, 'worker')}", total=total)

    def _note(self, text):
        if not self.quiet:
            self.bar.console.print(text, highlight=False, markup=False, soft_wrap=True)

    def _graded(self, row, done):
        self.done = done
        self.bar.update(self.task, completed=done)
        if row.result is None:
            self._wrong(f"{row.student}: no score, {row.failure}")
        elif row.result.unreadable and not row.again and not self.quiet:
            self.bar.console.print(f"{row.student}: {row.result.unreadable}", highlight=False, markup=False)
        for reason in row.result.reasons if row.result else ():
            self._wrong(f"{row.student}: {reason}")

    def _watching(self, folder, workers):
        self._note(f"Watching {folder} with {counted(workers, 'worker')}; Ctrl-C ends it.")

    def _answered(self, answer):
        row = answer.row
        points = f"{number(row.result.score)} of {number(row.result.of)}" if row.result else "no score"
        self._note(f"{datetime.now():%H:%M:%S}  {row.student}  {points}  {answer.seconds:.1f} s")
        for reason in (*row.result.reasons, row.result.unreadable) if row.result else (row.failure,):
            if reason:
                self._wrong(f"{row.student}: {reason}")

    def _trouble(self, text):
        self._wrong(text)

    def _wrong(self, text):
        self.errors.print(text, style="bold red", highlight=False, markup=False, soft_wrap=True)

    def _stopped(self, why):
        self._stop_bar()
        self._wrong(f"Stopped: {why}")
        if self.done:
            kept = f"{self.done} of {self.total} are graded and kept; the same command continues from there."
            self.errors.print(kept, highlight=False)

    def _end(self, summary):
        self._stop_bar()
        if not self.quiet:
            for line in sentences(summary):
                self.console.print(line, highlight=False, markup=False, soft_wrap=True)
        for stray in summary.strays:
            self._wrong(f"{stray}.")
        for student in summary.changed:
            self._wrong(f"{student}: the submission changed during the run; run the command again")


def sentences(summary):
    """Say what a run came to: an iterator of lines."""
    points = [row.result.score for row in summary.rows if row.result]
    rate = f", {summary.graded / summary.seconds:.1f} a second" if summary.graded > summary.seconds > 0 else ""
    parts = [f"{summary.graded} graded{rate}"]
    parts += [f"{summary.again} unchanged"] * bool(summary.again)
    parts += [f"{len(summary.failures)} without a score"] * bool(summary.failures)
    yield f"{counted(len(summary.rows), 'submission')} in {duration(summary.seconds)}: {', '.join(parts)}."
    unreadable = [row.student for row in summary.doubtful if row.result.unreadable]
    if unreadable:
        yield f"Could not be read, so nothing was earned: {', '.join(unreadable)}."
    doubtful = [row.student for row in summary.doubtful if row.result.reasons]
    if doubtful:
        yield f"Graded with problems (reasons above and in the report): {', '.join(doubtful)}."
    if points:
        of = next(row.result.of for row in summary.rows if row.result)
        yield f"Scores: median {number(statistics.median(points))} of {number(of)}, " + (
            f"from {number(min(points))} to {number(max(points))}."
        )
    waiting = sum(row.result.waiting > 0 for row in summary.rows if row.result)
    if waiting:
        yield f"{counted(waiting, 'submission')} with answers that need manual grading: open them in Formgrader."
    unconfined = sum(1 for row in summary.rows if row.result and not row.result.confined)
    if unconfined:
        verb = "was" if unconfined == 1 else "were"
        yield f"{unconfined} {verb} graded WITHOUT CONFINEMENT: student code could read and write this machine's files."
    if summary.report:
        yield f"Report: {summary.report}"


class _Rate(ProgressColumn):
    def render(self, task):
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f} a second" if speed else "", style="progress.data.speed")


def _plain(kind, what):
    """An event as plain values."""
    if kind == "graded":
        row = what["row"]
        found = {"student": row.student, "again": row.again, "done": what["done"]}
        if row.result is None:
            return {"event": "graded", **found, "score": None, "failure": row.failure}
        result = row.result
        found |= {"score": result.score, "of": result.of, "scores": result.scores, "confined": result.confined}
        found |= {"repairs": list(map(str, result.repairs)), "reasons": list(result.reasons)}
        return {"event": "graded", **found, "unreadable": result.unreadable}
    if kind == "end":
        summary = what["summary"]
        return {
            "event": "end",
            "submissions": len(summary.rows),
            "graded": summary.graded,
            "again": summary.again,
            "failed": [row.student for row in summary.failures],
            "doubtful": [row.student for row in summary.doubtful],
            "changed": summary.changed,
            "scores": {row.student: row.result.score for row in summary.rows if row.result},
            "strays": list(map(str, summary.strays)),
            "seconds": round(summary.seconds, 3),
            "report": summary.report and str(summary.report),
        }
    if kind == "answered":
        answer = what["answer"]
        return {**_plain("graded", {"row": answer.row, "done": None}), "event": kind, "seconds": answer.seconds}
    return {"event": kind, **{name: os.fspath(one) if isinstance(one, Path) else one for name, one in what.items()}}
