"""What became of a hostile class: points, what was read or carried out, what a browser would run, what changed."""

import hashlib
import json
import re
import stat

import nbformat
from nbgrader.api import Gradebook

from grader.course.seed import SEED_FILE

# Payloads put these together at run time, so that their own text never holds them.
READ, LEAK, HARMED, ARMED = "READ", "LEAK", "HARMED", "ARMED"
SCRIPTS = (
    r"<script\b[^>]*>[^<]*SCRIPT",
    r"<[^>]*\son\w+\s*=\s*\W*SCRIPT",
    r"<a[^>]*href\W*j\w*\s*:\s*SCRIPT",
    r"<svg[^>]*SCRIPT",
)


def points(course):
    """Points of each student: id -> float; those without a recorded score in every cell are left out."""
    try:
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
            given = {
                submission.student.id: [grade.auto_score for book in submission.notebooks for grade in book.grades]
                for submission in gradebook.assignment_submissions("rnn")
            }
    except Exception:  # a payload may have made anything of the gradebook
        return {}
    return {student: round(sum(grades), 2) for student, grades in given.items() if grades and None not in grades}


def outputs_of(course, name):
    """Cells of an autograded notebook with their outputs: list of pairs; empty where there is none."""
    path = course / "autograded" / name / "rnn" / "rnn.ipynb"
    if not path.exists():
        return []
    notebook = nbformat.read(path, as_version=4)
    return [(cell, cell.get("outputs", [])) for cell in notebook.cells]


def page_of(course, name):
    """Text of a feedback page; empty where there is none."""
    path = course / "feedback" / name / "rnn" / "rnn.html"
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def shows_hidden_tests(course, name):
    """Whether the feedback page has the lines of a hidden test on it."""
    return "BEGIN HIDDEN TESTS" in re.sub(r"<[^>]*>", "", page_of(course, name))


def said(outputs):
    """All that some outputs show, as one text without colours."""
    return re.sub(r"\x1b\[[\d;]*m", "", json.dumps(outputs, ensure_ascii=False).replace("\\u001b", "\x1b"))


def leaked(course, name):
    """What came out that must not: list of words."""
    cells = outputs_of(course, name)
    everything = said([outputs for _, outputs in cells])
    hidden = said([outputs for cell, outputs in cells if is_hidden(cell)])
    return [READ] * (READ in everything) + [LEAK] * (LEAK in hidden)


def harmed(course, name):
    """Whether a submission says that it has done what it must not be able to do."""
    return HARMED in said([outputs for _, outputs in outputs_of(course, name)])


def is_hidden(cell):
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", "")).endswith("_hidden")


def injected(course, name):
    """What of a submission's a browser would run on the feedback page: list of patterns."""
    page = page_of(course, name).split("<main", 1)[-1]
    return [pattern for pattern in SCRIPTS if re.search(pattern, page, flags=re.IGNORECASE)]


def armed(course, name):
    """Whether the payloads of this course have run."""
    return ARMED in said([outputs for _, outputs in outputs_of(course, name)])


def fingerprint(course):
    """What nobody may change: source, settings, seed, submissions, who may read what; dict: name -> what it is."""
    kept = [*(course / "source").rglob("*"), *(course / "submitted").rglob("*")]
    kept += [course / "nbgrader_config.py", course / SEED_FILE]
    found = {}
    for path in kept:
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found[path.relative_to(course).as_posix()] = digest, path.stat().st_mtime_ns, _mode(path)
    found["gradebook.db"] = _mode(course / "gradebook.db")
    return found


def _mode(path):
    return stat.filemode(path.stat().st_mode) if path.exists() else ""
