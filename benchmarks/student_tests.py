"""What a student waits for: importing the tests and running all four, beside importing NumPy alone, in one run.

    PYTHONPATH=. .venv/bin/python benchmarks/student_tests.py

Each is a process of its own on one core, in turn; printed are medians in milliseconds and their ratio.
"""

import os
import statistics
import subprocess
import sys
import time

ROUNDS = 7
NUMPY = "import numpy"
TESTS = """
import contextlib, io, pathlib, sys
import public_tests
folder = pathlib.Path("assignment/source/rnn")
with contextlib.redirect_stdout(io.StringIO()):
    sys.exit(public_tests.main([str(folder / "rnn.ipynb")]))
"""


def milliseconds(program):
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return 1000 * (time.perf_counter() - began)


def main():
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    rounds = [(milliseconds(NUMPY), milliseconds(TESTS)) for _ in range(ROUNDS + 1)][1:]  # the first one warms up
    numpy_alone, tests = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(test / alone for alone, test in rounds)
    print(f"import numpy                        {numpy_alone:6.0f} ms")
    print(f"import public_tests, all four tests {tests:6.0f} ms   {ratio:.2f} times as much")


if __name__ == "__main__":
    main()
