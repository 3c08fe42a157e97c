"""How fast is a class graded, against nbgrader and otter-grader on the same work, and do memory and cost stay flat?

    PYTHONPATH=. .venv/bin/python benchmarks/class_scale.py speed  [submissions]    end to end, and nbgrader on some
    PYTHONPATH=. .venv/bin/python benchmarks/class_scale.py otter  [submissions]    the same with `otter run`
    PYTHONPATH=. .venv/bin/python benchmarks/class_scale.py process [submissions]   the same by a process for each
    PYTHONPATH=. .venv/bin/python benchmarks/class_scale.py linear [sizes ...]      seconds and memory by class size

The work is honest: right in several styles, half done, with catalogued mistakes. Grading it includes the box, the
gradebook, the feedback pages and the report. Figures are of one run on one machine; elsewhere only ratios mean much.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import venv
from pathlib import Path

import nbformat
import psutil

from grader.course.gradebook import scores
from grader.course.nbgrader_cli import nbgrader
from grader.course.new_course import make_course
from grader.demo.simulated import Learner, notebook_of
from grader.system.program import TOP
from tests.rnn import CATALOGUE, FUNCTIONS, NOTEBOOK, RNN, STYLES, hand_in, solutions

SAMPLE = 30  # submissions that the slow ones grade


def learners(count):
    """A class: of each ten four right, one of them in another style, two half done, and four with a mistake or two."""
    chance = random.Random(1)
    for number in range(count):
        name, right = f"learner-{number:04}", solutions()
        match number % 10:
            case 0 | 1 | 2:
                sources, before = right, ""
            case 3:
                style = chance.choice(STYLES)
                sources, before = {**right, **style.texts(RNN)}, style.before
            case 4 | 5:
                sources, before = dict(list(right.items())[: chance.randint(1, 3)]), ""
            case _:
                sources, before = dict(right), ""
                for mistake in chance.sample(CATALOGUE, 1 + (number % 10 == 9)):
                    sources[mistake.function] = chance.choice(mistake.sources(RNN))
        # Every notebook differs from every other, so that nothing is known from before.
        yield Learner(name, sources, 0, f"{before}\n# {name}".strip())


def course_of(folder, who):
    course = make_course(folder)
    nbgrader(course, "generate_assignment", "rnn", log=course / "nbgrader.log")
    hand_in(course, who=who)
    return course


class Watched:
    """A command and all that it starts: seconds by the clock, and the most memory that they held together."""

    def __init__(self, command, **options):
        began = time.perf_counter()
        process = psutil.Popen(command, **options)
        self.peak, self.over = 0, threading.Event()
        watcher = threading.Thread(target=self._watch, args=(process,))
        watcher.start()
        self.output = process.communicate()[0]
        self.seconds = time.perf_counter() - began
        self.over.set()
        watcher.join()
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} ended with code {process.returncode}")

    def _watch(self, process):
        while not self.over.wait(5):  # looking takes time away from what is measured
            total = 0
            try:
                for each in (process, *process.children(recursive=True)):
                    try:
                        total += each.memory_full_info().pss  # what is shared is counted once
                    except psutil.Error:
                        continue
            except psutil.Error:
                continue
            self.peak = max(self.peak, total)


def grade(course):
    """Grade a class; return (Watched, the last event)."""
    command = [sys.executable, "-m", "grader", "grade", "rnn", "--course", str(course), "--json"]
    watched = Watched(command, stdout=subprocess.PIPE, text=True, cwd=TOP)
    return watched, json.loads(watched.output.splitlines()[-1])


def speed(folder, count):
    who = list(learners(count))
    course = course_of(folder / "class", who)
    watched, end = grade(course)
    assert (end["graded"], end["failed"]) == (count, [])
    each = watched.seconds / count
    print(f"a class of {count}, end to end      {watched.seconds:8.1f} s   {each:.3f} s each, {1 / each:.1f} a second")
    for words, python in nbgraders(folder / "venv"):
        plain = course_of(folder / words.replace(" ", "-"), who[:SAMPLE])
        seconds = plain_nbgrader(plain, python) / SAMPLE
        ratio = f"{seconds:.3f} s each   {seconds / each:.1f} times as long"
        print(f"nbgrader autograde + feedback, {SAMPLE} of them, {words:<20}{ratio}")
        here, there = scores(course, "rnn"), scores(plain, "rnn")
        differing = {student for student in there if here[student] != there[student]}
        print(f"scores that differ: {len(differing)} of {len(there)} {' '.join(sorted(differing))}")


def nbgraders(folder):
    """Yield pairs (words, Python) of nbgrader alone: among what this project asks for, and as pip installs it.

    folder     where the second one is installed
    requirements.txt keeps back one package, with which every program of Jupyter starts a second later.
    """
    yield "in this environment", Path(sys.executable)
    lines = (line.split("#")[0].strip() for line in (TOP / "requirements.txt").read_text().split("\n"))
    wanted = [line for line in lines if line and not line.startswith("jsonschema")]
    yield "as pip installs it", environment(folder, wanted)


def plain_nbgrader(course, python, commands=("autograde", "generate_feedback")):
    """Have nbgrader alone grade a class and write its feedback; return the seconds by the clock."""
    path = os.pathsep.join([str(python.parent), os.environ["PATH"]])
    options = {
        "cwd": course,
        "env": {**os.environ, "PATH": path, "PYTHONPATH": str(TOP), "GRADER_PLAIN_NBGRADER": "1"},
        "check": True,
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }
    began = time.perf_counter()
    for command in commands:
        subprocess.run([python, "-m", "nbgrader", command, "rnn"], **options)
    return time.perf_counter() - began


def environment(folder, packages):
    """Make a virtual environment with some packages as pip installs them; return its Python."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
    return python


OTTER_TEST = """
from otter.test_files import test_case

OK_FORMAT = False
name = {function!r}
points = {points}


@test_case(points={public}, hidden=False)
def test_public({function}):
    import public_tests
    public_tests.{function}_test({function})


@test_case(points={hidden}, hidden=True)
def test_hidden({function}):
    from exercises.rnn import hidden_tests
    hidden_tests.{function}_test({function})
"""


def otter(folder, count=SAMPLE):
    """`otter run`, one submission after the other as it grades them, with the same tests as cells' worth of points."""

    environment(folder / "venv", ["otter-grader>=6,<8", "ipykernel", "numpy", "matplotlib", "nbformat"])
    (folder / "tests").mkdir()
    for function, interface in FUNCTIONS.items():
        public, hidden = interface.points[0], FUNCTIONS[function].points[1]
        text = OTTER_TEST.format(function=function, points=public + hidden, public=public, hidden=hidden)
        (folder / "tests" / f"{function}.py").write_text(text)
    variables = {**os.environ, "PYTHONPATH": str(TOP), "GRADER_HIDDEN_SEED": "1", "HOME": str(folder)}
    run = {"cwd": folder, "env": variables, "check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([folder / "venv" / "bin" / "otter", "generate", "-t", "tests", "--no-config"], **run)
    source = nbformat.read(NOTEBOOK, as_version=4)
    source.cells = [cell for cell in source.cells if not cell.metadata.get("nbgrader", {}).get("grade")]
    who, began = list(learners(count)), time.perf_counter()
    for learner in who:
        nbformat.write(notebook_of(learner, source), folder / "rnn.ipynb")
        subprocess.run([folder / "venv" / "bin" / "otter", "run", "-a", "autograder.zip", "rnn.ipynb"], **run)
    seconds = (time.perf_counter() - began) / count
    course = course_of(folder / "class", list(learners(10 * count)))
    watched, _ = grade(course)
    each = watched.seconds / (10 * count)
    print(f"otter run, {count} submissions        {seconds:.3f} s each")
    print(f"a class of {10 * count} here             {each:.3f} s each   {seconds / each:.1f} times as fast")


PROCESS = """
import json, sys
names = {"__name__": "__main__"}
for cell in json.load(open(sys.argv[1]))["cells"]:
    if cell["cell_type"] == "code":
        try:
            exec("".join(cell["source"]), names)
        except BaseException:
            pass
import public_tests
from exercises.rnn import hidden_tests
for function in sys.argv[2:]:
    for tests in (public_tests, hidden_tests):
        try:
            getattr(tests, f"{function}_test")(names.get(function))
        except BaseException:
            pass
"""


def process(folder, count=SAMPLE):
    """A process for each submission, as the grader images of PrairieLearn and others do it, without any container.

    So nothing confines student code, and there is no page and no gradebook: this is the least that such a way costs.
    """
    course = course_of(folder / "class", list(learners(10 * count)))
    watched, _ = grade(course)
    each = watched.seconds / (10 * count)
    variables = {**os.environ, "PYTHONPATH": str(TOP), "GRADER_HIDDEN_SEED": "1", "MPLBACKEND": "agg"}
    began = time.perf_counter()
    for learner in list(learners(count)):
        notebook = course / "submitted" / learner.id / "rnn" / "rnn.ipynb"
        command = [sys.executable, "-c", PROCESS, notebook, *FUNCTIONS]
        subprocess.run(command, cwd=course / "source" / "rnn", env=variables, stdout=subprocess.DEVNULL, check=True)
    seconds = (time.perf_counter() - began) / count
    print(f"a process for each of {count}, one at a time {seconds:.3f} s each")
    print(f"a class of {10 * count} here             {each:.3f} s each   {seconds / each:.1f} times as fast")


def linear(folder, sizes):
    print("submissions   seconds   each   peak memory of all processes")
    for count in sizes:
        watched, end = grade(course_of(folder / str(count), list(learners(count))))
        assert end["graded"] == count
        print(f"{count:11}{watched.seconds:10.1f}{watched.seconds / count:7.3f}{watched.peak / 2**20:10.0f} MB")


def main(what="speed", *numbers):
    counts = [int(number) for number in numbers]
    with tempfile.TemporaryDirectory(prefix="class-") as name:
        folder = Path(name)
        if what == "speed":
            speed(folder, *(counts or [1000]))
        elif what == "otter":
            otter(folder, *counts)
        elif what == "process":
            process(folder, *counts)
        elif what == "linear":
            linear(folder, counts or [100, 1000, 2000, 5000])
        else:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
