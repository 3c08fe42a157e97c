"""What Gradescope's run_autograder starts: grade the notebook in submission/, write results/results.json.

The format: https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format. Each function is graded in a
process of its own with a time limit, so that one that hangs or leaves Python costs itself; that is no confinement.
"""

import contextlib
import io
import json
import multiprocessing
import os
import tempfile
from dataclasses import replace
from pathlib import Path

from grader.diagnosis import diagnose_hidden
from grader.files import write_file
from grader.hidden_tests import POINTS, hidden_problems
from grader.lms.collect import Submitted, latest
from grader.seed import from_environment
from public_tests import notebook_functions, public_case, public_diagnosis
from rnn_checks import FUNCTIONS, examine, message, share_earned

SECONDS = "AUTOGRADER_SECONDS"  # for one function, loading the notebook included
PUBLIC, HIDDEN = "visible", "after_published"


def main(root):
    """Grade what is in root/submission and write root/results/results.json."""
    root = Path(root)
    notebook, problem = _notebook(root / "submission")
    results = _graded(notebook) if notebook else {"tests": _nothing(problem), "output": problem}
    content = {"output_format": "text", "stdout_visibility": "hidden", **results}
    write_file(root / "results" / "results.json", (json.dumps(content, indent=1) + "\n").encode("utf-8"))


def _notebook(folder):
    """The notebook that was handed in, or None and a sentence."""
    found = sorted(path for path in folder.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
    if not found:
        return None, "There is no notebook in the submission; hand in rnn.ipynb."
    named = [(Submitted("", path.name, order=(path.stat().st_mtime,)), path) for path in found]
    return latest(named, "rnn")[1], ""


def _graded(notebook):
    """The part of the results that depends on the notebook."""
    tests, said = [], []
    for function in FUNCTIONS:
        outcome = _in_a_process(function, notebook)
        tests += outcome["tests"]
        said += [line for line in outcome["said"] if line not in said]
    return {"tests": tests, "output": "\n".join([f"Graded: {notebook.name}", *said])}


def _in_a_process(function, notebook):
    """Grade one function where it can do no harm to the others."""
    seconds = float(os.environ.get(SECONDS, "60"))
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_grade, args=(function, notebook, sender))
    process.start()
    sender.close()
    try:
        outcome = receiver.recv() if receiver.poll(seconds) else None
        reason = f"{function} was stopped after {seconds:g} seconds: a cell of the notebook, or the function, runs on"
    except EOFError:
        outcome, reason = None, f"{function}: Python ended while the notebook ran"
    process.kill()
    process.join()
    return outcome or {"tests": _nothing(reason, [function]), "said": []}


def _grade(function, notebook, sender):
    """In the process of one function: load the notebook, test, send what came out."""
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        os.chdir(folder)
        try:
            names, said = notebook_functions(notebook)
        except (OSError, ValueError, KeyError, TypeError) as error:
            reason = f"{notebook.name} can't be read as a notebook: {type(error).__name__}: {error}"
            sender.send({"tests": _nothing(reason, [function]), "said": [reason]})
            return
        if function not in names:
            tests = _nothing(f"{function} is not defined in {notebook.name}", [function])
        else:
            tests = _tests(function, names[function])
        sender.send({"tests": tests, "said": said})


def _tests(function, target):
    """The public and the hidden test of one function, as Gradescope lists them."""
    seed = from_environment()
    problems = examine(function, target, public_case(function))
    diagnosis = public_diagnosis(function, target, problems) if problems else None
    public = _test(function, "public", problems, FUNCTIONS[function].points, diagnosis, PUBLIC)
    if not problems or problems[0].rung != "unfinished":
        problems = hidden_problems(function, target, seed)
        diagnosis = diagnose_hidden(function, target, problems, seed) if problems else None
        # Students see this test when grades are published; the seed stays with the course.
        problems = [replace(problem, label=problem.label.removesuffix(f" (seed {seed})")) for problem in problems]
    return [public, _test(function, "hidden", problems, POINTS[function], diagnosis, HIDDEN)]


def _test(function, kind, problems, points, diagnosis, visibility):
    share = share_earned(function, problems) if problems else 1
    text = message(function, problems, diagnosis.hint if diagnosis else "") if problems else "all right"
    return _entry(function, kind, round(points * share, 2), points, text, visibility)


def _nothing(reason, functions=tuple(FUNCTIONS)):
    """No points for some functions, and why."""
    return [
        _entry(function, kind, 0, points, reason, visibility)
        for function in functions
        for kind, points, visibility in (
            ("public", FUNCTIONS[function].points, PUBLIC),
            ("hidden", POINTS[function], HIDDEN),
        )
    ]


def _entry(function, kind, score, points, text, visibility):
    return {
        "name": f"{function}, {kind} test",
        "score": score,
        "max_score": points,
        "status": "passed" if score == points else "failed",
        "output": text,
        "output_format": "text",
        "visibility": visibility,
    }


if __name__ == "__main__":
    main(os.environ["AUTOGRADER_ROOT"])
