"""How long does a student wait for a page, from the moment that the file lies in submitted/?

    PYTHONPATH=. .venv/bin/python benchmarks/arrivals.py [arrivals a minute ...]    each rate for a minute

`grader grade --watch` runs with its defaults. Each notebook differs from every other; arrivals are spread over the
minute at random. Printed are the median and the 95th percentile of the seconds from file to page.
"""

import itertools
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from benchmarks.class_scale import course_of, learners
from grader.demo.simulated import notebook_of
from grader.system.program import TOP

RATES = 1, 20, 200
MINUTE = 60


def main(*rates):
    for rate in map(int, rates or RATES):
        with tempfile.TemporaryDirectory(prefix="arrivals-") as name:
            waited, graded = arrive(course_of(Path(name) / "course", []), rate)
        p95 = sorted(waited)[max(0, -(-95 * len(waited) // 100) - 1)]
        print(f"{rate:4} a minute   p50 {statistics.median(waited):.2f} s   p95 {p95:.2f} s   of {graded}", flush=True)


def arrive(course, rate):
    """Let notebooks arrive for a minute; return (seconds that each waited, how many have a page)."""
    release = nbformat.read(course / "release" / "rnn" / "rnn.ipynb", as_version=4)
    texts = {who.id: nbformat.writes(notebook_of(who, release)) for who in itertools.islice(learners(rate), rate)}
    chance = random.Random(rate)
    times = sorted(chance.uniform(0, MINUTE) for _ in texts) if rate > 1 else [1]
    command = [sys.executable, "-m", "grader", "grade", "rnn", "--course", str(course), "--watch", "--quiet"]
    watch = subprocess.Popen(command, cwd=TOP)
    try:
        _waits(course, {"first": 0}, {"first": next(iter(texts.values()))})  # the watch is ready then
        return _waits(course, dict(zip(texts, times, strict=True)), texts)
    finally:
        watch.send_signal(signal.SIGTERM)
        watch.wait()


def _waits(course, times, texts):
    began, there, done = time.monotonic(), {}, {}
    waiting = sorted(times, key=times.get)
    while len(done) < len(times) and time.monotonic() - began < MINUTE + 120:
        while waiting and time.monotonic() - began >= times[waiting[0]]:
            who = waiting.pop(0)
            folder = course / "submitted" / who / "rnn"
            folder.mkdir(parents=True)
            (folder / "rnn.ipynb").write_text(texts[who], encoding="utf-8")
            there[who] = time.monotonic()
        for who in there.keys() - done.keys():
            if (course / "feedback" / who / "rnn" / "rnn.html").exists():
                done[who] = time.monotonic() - there[who]
        time.sleep(0.01)
    return list(done.values()), len(done)


if __name__ == "__main__":
    main(*sys.argv[1:])
