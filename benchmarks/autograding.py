"""How much faster is autograding through box and examiner than plain nbgrader, and where does the time go?

PYTHONPATH=. python benchmarks/autograding.py [submissions]
"""

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from grader.answers import solutions
from grader.classroom.course import make_course, nbgrader
from grader.classroom.simulated import Learner, hand_in
from grader.misconceptions import CATALOGUE


def learners(count):
    """Half of the class right, half with a mistake."""
    for number in range(count):
        mistake = CATALOGUE[number * 7 % len(CATALOGUE)]
        wrong = {mistake.function: mistake.sources()[0]} if number % 2 else {}
        yield Learner(f"learner-{number:03}", {**solutions(), **wrong}, 0)


def run(folder, count, plain):
    """Autograde a class; return (seconds by the clock, seconds without the start of nbgrader itself, the course)."""
    if plain:
        os.environ["RNN_PLAIN_NBGRADER"] = "1"
    else:
        os.environ.pop("RNN_PLAIN_NBGRADER", None)
    course = make_course(folder)
    log = course / "nbgrader.log"
    nbgrader(course, "generate_assignment", "rnn", log=log)
    hand_in(course, who=list(learners(count)))
    started = time.perf_counter()
    nbgrader(course, "autograde", "rnn", log=log)
    return time.perf_counter() - started, course


def main(count):
    with tempfile.TemporaryDirectory() as folder:
        seconds = {}
        for name, plain in (("plain nbgrader", True), ("box and examiner", False)):
            one, _ = run(Path(folder) / f"{plain}-one", 1, plain)
            many, course = run(Path(folder) / f"{plain}-many", count + 1, plain)
            seconds[name] = (many, (many - one) / count)
            print(f"{name:<18}{many:8.1f} s for {count + 1} submissions, {seconds[name][1]:.3f} s for one more")
        plain, boxed = seconds["plain nbgrader"], seconds["box and examiner"]
        print(f"{'ratio':<18}{plain[0] / boxed[0]:8.1f}   whole command, {plain[1] / boxed[1]:.1f} for one more")
        receipts = [json.loads(path.read_text()) for path in course.glob("receipts/rnn/*/rnn.json")]
        print("\nwhere the time of a submission goes, median in ms")
        rows = {
            "student's cells, shown (clock)": "student cells",
            "test cells (clock)": "tests",
            "CPU of the box": "box cpu",
            "CPU of the examiner": "examiner cpu",
        }
        for words, key in rows.items():
            print(f"    {words:<34}{1000 * statistics.median(receipt['times'][key] for receipt in receipts):7.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
