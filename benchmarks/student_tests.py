"""What a student waits for: importing the tests and running all four, beside importing NumPy alone; and for a hint.

    PYTHONPATH=. .venv/bin/python benchmarks/student_tests.py

Each is a process of its own on one core, in turn; printed are medians in milliseconds and their ratio.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 7
NUMPY = "import numpy"
TESTS = """
import contextlib, io, sys
import public_tests
with contextlib.redirect_stdout(io.StringIO()):
    sys.exit(public_tests.main([{notebook!r}]))
"""
SOURCE = Path(__file__).resolve().parent.parent / "assignment" / "source" / "rnn" / "rnn.ipynb"


def finished_notebook(folder):
    """Write the notebook of a student who has finished: the source without its hidden tests."""
    notebook = json.loads(SOURCE.read_text(encoding="utf-8"))
    notebook["cells"] = [cell for cell in notebook["cells"] if not cell["id"].endswith("_hidden")]
    path = Path(folder) / "rnn.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return str(path)


HINT = """
import time
import public_tests
def rnn_backward(da, caches):
    zeros = da[:, :, 0] * 0
    return {"dx": da[:3] * 0, "da0": zeros, "dWax": zeros[:, :3], "dWaa": zeros[:, :4], "dba": zeros[:, :1]}
began = time.perf_counter()
try:
    public_tests.rnn_backward_test(rnn_backward)
except AssertionError as failure:
    assert "hint" in str(failure)
print(1000 * (time.perf_counter() - began))
"""


def milliseconds(program):
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return 1000 * (time.perf_counter() - began)


def main():
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        tests = TESTS.format(notebook=finished_notebook(folder))
        rounds = [(milliseconds(NUMPY), milliseconds(tests)) for _ in range(ROUNDS + 1)][1:]  # the first one warms up
    numpy_alone, tests = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(test / alone for alone, test in rounds)
    hints = [float(subprocess.check_output([sys.executable, "-c", HINT])) for _ in range(ROUNDS)]
    print(f"a failing test with its hint        {statistics.median(hints):6.0f} ms, once imported")
    print(f"import numpy                        {numpy_alone:6.0f} ms")
    print(f"import public_tests, all four tests {tests:6.0f} ms   {ratio:.2f} times as much")


if __name__ == "__main__":
    main()
