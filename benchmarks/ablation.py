"""What does each optimisation save of a submission's CPU time? Each is taken out of a copy of the program, in turn.

python benchmarks/ablation.py [submissions]

Copies and the program itself take turns, so that both are measured on the same machine at the same time. An
optimisation that saves less than a tenth goes; the figures of those that stay are in their docstrings.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from grader.exercise.misconception import edit
from grader.system.program import TOP

ROUNDS = 5
LAYERS = {  # what is taken out: (file, edit)
    "precomputed answers": (
        "grader/examiner/precomputed.py",
        edit("return Ahead(written, wire.dumps(_answers(exercise, case))) if case.substitute else", "return"),
    ),
    "a session for both tests": (
        "grader/examiner/submission.py",
        edit("if cell.finished and not student.secret and not student.by:", "if False:"),
    ),
    "the bare box": (
        "grader/box/boxes.py",
        edit("return (self.bare if bare else self.full).session()", "return self.full.session()"),
    ),
}
MEASURE = """
import sys
from benchmarks.autograding import used
print(*used(int(sys.argv[1])))
"""


def main(count):
    with tempfile.TemporaryDirectory() as folder:
        programs = {"": TOP} | {name: _without(name, Path(folder) / name.replace(" ", "-")) for name in LAYERS}
        spent = {name: [] for name in programs}
        for _ in range(ROUNDS):
            for name, top in programs.items():
                spent[name].append(statistics.fmean(_measured(top, count)))
    whole = statistics.median(spent[""])
    print(f"CPU time of a submission, mean of {count}, median of {ROUNDS} rounds: {1000 * whole:.0f} ms")
    for name in LAYERS:
        saved = [other - one for one, other in zip(spent[""], spent[name], strict=True)]
        share = statistics.median(saved) / statistics.median(spent[name])
        print(f"{name:<24}saves {1000 * statistics.median(saved):5.0f} ms, {share:6.1%} of what it would be without")


def _without(name, folder):
    """Copy the program without one layer; ValueError where the layer is not there as it was."""
    for part in ("assignment", "benchmarks", "checks", "exercises", "grader", "tests"):
        unwanted = shutil.ignore_patterns("__pycache__", "release", "submitted", "autograded", "feedback")
        shutil.copytree(TOP / part, folder / part, symlinks=True, ignore=unwanted)
    for path in TOP.glob("*.py"):
        shutil.copy(path, folder)
    file, change = LAYERS[name]
    (folder / file).write_text(change.applied((folder / file).read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def _measured(top, count):
    environment = {**os.environ, "PYTHONPATH": str(top), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", MEASURE, str(count)]
    done = subprocess.run(command, cwd=top, env=environment, capture_output=True, text=True, check=True)
    return list(map(float, done.stdout.split()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
