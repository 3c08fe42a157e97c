"""Law: whatever bytes, names, times, links and archives are handed in, there is one row for each hand-in, its
neighbours' are as before, and neither time nor memory grows with what somebody has made up.

Most is tried on what picks a notebook up and takes it in, a class of it on a whole run. --whole tries more, and
FUZZED_EXAMPLES=5000 as many as one likes.
"""

import contextlib
import json
import os
import random
import resource
import time

import nbformat
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from grader.intake.picking import Picked, pick
from grader.intake.recover_notebook import take_in
from grader.lms import canvas, moodle
from grader.lms.collect import collect
from grader.system.archive import ArchiveError
from tests.editing.works import Work, stub_source
from tests.fuzzing.archives import archives, member_names, zip_of
from tests.fuzzing.folders import folders, lay_out, timestamps
from tests.fuzzing.notebooks import any_bytes, any_json, honest_notebook, mutated_notebooks, notebooks
from tests.rnn import FUNCTIONS, NOTEBOOK, solutions
from tests.sampling import number

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("FUZZED_EXAMPLES", number(40, 1000)))
SOURCE = nbformat.read(NOTEBOOK, as_version=4).cells
TESTS = [cell for cell in SOURCE if cell.metadata.get("nbgrader", {}).get("grade")]
SECONDS, MEGABYTES = 10, 600  # of one example: far above what an honest notebook takes, far below what would hurt
HONEST = honest_notebook()

# To make what fails smaller would take minutes: it is a notebook.
more = settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
few = settings(more, max_examples=max(20, EXAMPLES // 4))


def row(picked):
    """Take a hand-in in; it must come to a row, and cost what one may cost."""
    started = time.process_time()
    taken = take_in(picked, "rnn", SOURCE)
    assert time.process_time() - started < SECONDS
    graded = [cell for cell in taken.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert sorted(cell.source for cell in graded) == sorted(cell.source for cell in TESTS)
    written = json.dumps(nbformat.v4.new_notebook(cells=taken.cells)).encode("utf-8")
    nbformat.validate(json.loads(written))
    said = [*map(str, taken.repairs), taken.unreadable]
    assert all(
        len(sentence) < 2000 and "\n" not in sentence and sentence.encode("utf-8") is not None for sentence in said
    )
    if taken.unreadable:
        assert taken.unreadable in said[:-1]
        assert len(taken.repairs) <= 3  # one reason, not what follows from it
    return taken


@pytest.fixture(scope="module")
def honest_row():
    return row(Picked(HONEST))


@pytest.fixture(autouse=True)
def neighbours(honest_row):
    """After each test a neighbour's hand-in comes to what it came to before, and the assignment is what it was."""
    before = json.dumps(SOURCE)
    yield
    assert json.dumps(SOURCE) == before
    assert row(Picked(HONEST)) == honest_row


# ── One file ──────────────────────────────────────────────────────────────────────────────────────────────────────


@more
@given(any_bytes)
def test_any_bytes(data):
    row(Picked(data))


@more
@given(any_json())
def test_any_json(data):
    row(Picked(data))


@more
@given(mutated_notebooks())
def test_mutated_notebooks(data):
    row(Picked(data))


def test_an_honest_notebook_is_read(honest_row):
    assert not honest_row.unreadable
    assert {name for name in FUNCTIONS for cell in honest_row.cells if f"def {name}(" in cell.source} == {*FUNCTIONS}


# ── A folder ──────────────────────────────────────────────────────────────────────────────────────────────────────


@more
@given(found=folders())
def test_any_folder(tmp_path_factory, found):
    folder = tmp_path_factory.mktemp("folder") / "rnn"
    neighbour = folder.parent / "neighbour.ipynb"
    neighbour.write_bytes(HONEST)
    lay_out(folder, found, neighbour)
    started = time.process_time()
    picked = pick(folder, "rnn", SOURCE)
    assert time.process_time() - started < SECONDS
    row(picked)
    if not any(HONEST in (data, data[:-1]) or data.startswith(b"PK") for name, (_, data) in found.items()):
        assert picked.data != HONEST  # no link has led to the neighbour's


@few
@given(data=archives())
def test_any_archive(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("archive") / "rnn"
    folder.mkdir()
    (folder / "rnn.zip").write_bytes(data)
    row(pick(folder, "rnn", SOURCE))
    assert [path.name for path in folder.parent.rglob("*") if path.is_file()] == ["rnn.zip"]


@few
@given(stamp=timestamps, secret=any_bytes)
def test_no_time_and_no_secret_costs_anything(tmp_path_factory, stamp, secret):
    folder = tmp_path_factory.mktemp("times")
    (folder / "rnn.ipynb").write_bytes(HONEST)
    (folder / "timestamp.txt").write_bytes(stamp)
    (folder / "submission_secret.txt").write_bytes(secret)
    picked = pick(folder, "rnn", SOURCE)
    assert picked.data == HONEST
    assert not row(picked).unreadable


LARGE = {
    "sparse": lambda path: os.truncate(path, 5 << 30),
    "one long line": lambda path: path.write_bytes(b'{"cells": ["' + b"a" * (19 << 20) + b'"]}'),
    "many cells": lambda path: path.write_bytes(b'{"cells": [' + b'{"source": "a"},' * 1_000_000 + b"{}]}"),
    "many empty lists": lambda path: path.write_bytes(b"[" + b"[]," * 3_000_000 + b"1]"),
    "deep": lambda path: path.write_bytes(b"[" * (10 << 20)),
    "many lines": lambda path: path.write_bytes(json.dumps(_cell("\n" * (9 << 20))).encode()),
    "many defs": lambda path: path.write_bytes(json.dumps(_cell("def rnn_forward(): pass\n" * 400_000)).encode()),
    "many imports": lambda path: path.write_bytes(json.dumps(_cell("from a import (\n" * 500_000)).encode()),
    "deep code": lambda path: path.write_bytes(json.dumps(_cell("(" * 5_000_000)).encode()),
    "long literal": lambda path: path.write_bytes(json.dumps(_cell("a = [" + "0," * 3_000_000 + "]")).encode()),
    "one long name": lambda path: path.write_bytes(json.dumps(_cell("rnn_forward_" * 1_000_000)).encode()),
    "many percent signs": lambda path: path.write_bytes(json.dumps(_cell("%a\n" * 3_000_000)).encode()),
    "many brackets in text": lambda path: path.write_bytes(json.dumps(_cell("](" * 5_000_000, "markdown")).encode()),
    "many fences in text": lambda path: path.write_bytes(json.dumps(_cell("```\n" * 2_000_000, "markdown")).encode()),
}


def _cell(source, kind="code"):
    cells = [{"cell_type": kind, "metadata": {}, "source": source, "outputs": [], "execution_count": None}]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.mark.parametrize("kind", LARGE)
def test_what_is_large_takes_bounded_time_and_memory(tmp_path, kind):
    folder = tmp_path / "rnn"
    folder.mkdir()
    (folder / "rnn.ipynb").touch()
    LARGE[kind](folder / "rnn.ipynb")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = os.fork()
    if not child:
        os._exit(_takes_in(folder))
    _, status, used = os.wait4(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert used.ru_utime + used.ru_stime < SECONDS
    assert used.ru_maxrss - before < MEGABYTES << 10


def _takes_in(folder):
    """Take a hand-in in; return 0 where it comes to a row."""
    try:
        taken = take_in(pick(folder, "rnn", SOURCE), "rnn", SOURCE)
        return sum(bool(cell.metadata.get("nbgrader", {}).get("grade")) for cell in taken.cells) != len(TESTS)
    except BaseException:
        return 2


# ── A platform's archive ──────────────────────────────────────────────────────────────────────────────────────────

people = st.one_of(st.sampled_from(["ada", "LATE", "anon_ab12", "o'neill", ""]), st.text(max_size=12))
numbers = st.one_of(st.integers(0, 10**9).map(str), st.sampled_from(["0", "007", "9" * 200, "٣", "-1", "1e5", ""]))
handed_names = st.one_of(
    st.sampled_from(
        ["rnn.ipynb", "rnn-1.ipynb", "rnn.ipynb.txt", "rnn.zip", "a/b/rnn.ipynb", "text.html", "..", ".ipynb"]
    ),
    st.text(max_size=12),
)
canvas_names = st.builds(
    lambda who, late, number, attachment, file: f"{who}_{late}{number}_{attachment}_{file}",
    *(people, st.sampled_from(["", "", "LATE_"]), numbers, numbers, handed_names),
)
moodle_names = st.builds(
    lambda who, number, kind, file: f"{who}_{number}_assignsubmission_{kind}/{file}",
    *(people, numbers, st.sampled_from(["file", "file", "onlinetext", ""]), handed_names),
)
PLATFORMS = {
    "canvas": (canvas.submitted, canvas_names, "honest_4242_99_rnn.ipynb"),
    "moodle": (moodle.submitted, moodle_names, "honest_4242_assignsubmission_file/rnn.ipynb"),
}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_any_names_in_a_platform_s_archive(tmp_path_factory, platform):
    submitted, names, honest = PLATFORMS[platform]

    @few
    @given(found=st.dictionaries(st.one_of(names, member_names), notebooks, max_size=4))
    def law(found):
        found = {name.encode("utf-8", "replace").decode(): data for name, data in found.items() if "4242" not in name}
        top = tmp_path_factory.mktemp(platform)
        path = top / "submissions.zip"
        path.write_bytes(zip_of([(name, data, 0) for name, data in [*found.items(), (honest, HONEST)]]))
        rows = collect(path, top / "course", submitted, "rnn")
        assert (top / "course/submitted/4242/rnn/rnn.ipynb").read_bytes() == HONEST
        assert len([row for row in rows if row.student == "4242"]) == 1
        assert all(row.outcome and "\n" not in row.note for row in rows)
        written = {path.relative_to(top).parts for path in top.rglob("*") if path.is_file()} - {("submissions.zip",)}
        assert {(*parts[:2], *parts[3:]) for parts in written} == {("course", "submitted", "rnn", "rnn.ipynb")}
        for student in (top / "course/submitted").iterdir():
            row(pick(student / "rnn", "rnn", SOURCE))

    law()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_any_bytes_as_a_platform_s_archive(tmp_path, platform):
    @few
    @given(data=st.one_of(any_bytes, archives()))
    def law(data):
        path = tmp_path / "submissions.zip"
        path.write_bytes(data)
        with contextlib.suppress(ArchiveError):
            collect(path, tmp_path / "course", PLATFORMS[platform][0], "rnn", replace=True)

    law()


# ── A class ───────────────────────────────────────────────────────────────────────────────────────────────────────

HAND_INS = number(25, 60)
ODD_STUDENTS = (
    b"-rf",
    b"a b",
    b"o'neill; drop",
    "ü".encode(),
    b"x" * 200,
    b"a,b",
    b"=cmd()",
    b"..hidden",
    b"a%s{0}",
    b"50%",
)


def drawn(strategy, count):
    """Draw from a strategy outside of a test, the same each time."""
    found = []

    @settings(max_examples=3 * count, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def keep(value):
        found.append(value)

    keep()
    return found[-count:]


@pytest.mark.slow
def test_a_class_of_them_costs_nobody_anything(new_course, tmp_path, monkeypatch):
    from grader.classroom.run import grade_class
    from grader.course.gradebook import scores

    monkeypatch.setenv("GRADER_HIDDEN_SEED", "99")
    course = new_course(tmp_path / "course")
    right = solutions()
    honest = {
        "ada": ({**right}, 100),
        "hal": ({**right, "rnn_backward": stub_source("rnn_backward")}, 70),
        "zoe": ({}, 0),
    }
    for student, (sources, _) in honest.items():
        folder = course / "submitted" / student / "rnn"
        folder.mkdir(parents=True)
        (folder / "rnn.ipynb").write_bytes(honest_notebook(Work("", sources)))
    names = [f"s{number:02}".encode() for number in range(HAND_INS - len(ODD_STUDENTS))] + [*ODD_STUDENTS]
    random.Random(1).shuffle(names)
    for name, found in zip(names, drawn(folders(), HAND_INS), strict=True):
        folder = course / "submitted" / os.fsdecode(name) / "rnn"
        lay_out(folder, found, course / "submitted/ada/rnn/rnn.ipynb")
    others = _odd_folders(course / "submitted")

    started = time.monotonic()
    summary = grade_class(course, "rnn")
    seconds = time.monotonic() - started
    rows = {row.student: row for row in summary.rows}

    assert len(rows) == len(summary.rows)
    assert {student: rows[student].result.points for student in honest} == {
        s: points for s, (_, points) in honest.items()
    }
    missing = {os.fsdecode(name) for name in names} - rows.keys()
    assert not missing
    assert all(row.result is not None for row in summary.rows), [row.failure for row in summary.failures]
    assert {s: sum(found.values()) for s, found in scores(course, "rnn").items() if s in honest} == {
        student: points for student, (_, points) in honest.items()
    }
    assert rows["flat"].result.points == 100  # a file in the place of the folder: it is the notebook
    assert all(rows[name].result.points == 0 for name in others if name in rows)
    strays = " ".join(map(str, summary.strays))
    assert "loose.ipynb" in strays
    assert seconds < 300


@pytest.mark.slow
def test_nbgrader_s_own_command_gives_everybody_a_row_as_well(autograded):
    odd = drawn(notebooks, number(3, 40))
    points = autograded({"ada": HONEST, "zoe": HONEST, **{f"s{number:02}": data for number, data in enumerate(odd)}})
    assert len(points) == 2 + len(odd)
    assert points["ada"] == points["zoe"] == 100


def _odd_folders(submitted):
    """Hand in what is no folder of a student, or leads to another one's; return the names that must earn nothing."""
    (submitted / "linked").symlink_to("ada")
    (submitted / "half-linked").mkdir()
    (submitted / "half-linked/rnn").symlink_to("../ada/rnn")
    (submitted / "flat").mkdir()
    (submitted / "flat/rnn").write_bytes(HONEST)
    (submitted / "empty/rnn").mkdir(parents=True)
    os.makedirs(os.path.join(os.fsencode(submitted), b"\xff\xfe", b"rnn"))
    os.mkfifo(submitted / "pipe")
    (submitted / "loose.ipynb").write_bytes(HONEST)
    return "linked", "half-linked", "empty", os.fsdecode(b"\xff\xfe")
