"""Law: in one course of two assignments each is collected, graded, exported, packed and returned on its own."""

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile

import nbformat
import numpy as np
import pytest

from grader.box import sandbox
from grader.classroom.run import grade_class
from grader.course.gradebook import scores
from grader.demo.simulated import Learner, notebook_of
from grader.exercise.loading import load
from grader.exercise.references import solutions
from grader.lms import canvas, moodle
from grader.lms.collect import collect
from grader.lms.export import cells_csv
from grader.lms.gradescope import autograder
from grader.lms.marks import marks, works_of_course
from grader.lms.package import name_of, package
from grader.rules.points import counted
from tests.sampling import sample

NAMES = "rnn", "lstm"
SECOND = sample(NAMES, every=2, first=1)  # of the first see tests/test_package.py and tests/test_gradescope.py
BOXED = pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}")
NUMBERS = {name: number for number, name in enumerate(NAMES, 12345)}
TITLES = ",".join(f"{name} ({number})" for name, number in NUMBERS.items())
GRADEBOOK = (
    f"Student,ID,SIS User ID,SIS Login ID,Section,Notes,{TITLES},Homework Final Score\n"
    "    Points Possible,,,,,,100.00,100.00,(read only)\n"
    '"Lovelace, Ada",501,501,501,Monday,,,,\n'
    '"Noether, Emmy",502,502,502,Monday,,,,\n'
)

pytestmark = pytest.mark.slow


def works_of(name):
    """What two students hand in of an exercise: dict, student id -> Learner."""
    exercise = load(name)
    right = solutions(exercise)
    first = next(iter(exercise.functions))
    return {
        "501": Learner("501", right, 100),
        "502": Learner("502", {first: right[first]}, sum(exercise.functions[first].points)),
    }


def text_of(course, name, learner):
    release = nbformat.read(course / "release" / name / f"{name}.ipynb", as_version=4)
    return nbformat.writes(notebook_of(learner, release))


@pytest.fixture(scope="module")
def course(both_released, tmp_path_factory):
    """A course in which two students have handed in both assignments, one by Canvas and one by Moodle; graded."""
    folder = tmp_path_factory.mktemp("both")
    course = shutil.copytree(both_released, folder / "course")
    platforms = {
        canvas: "ada_{student}_9{place}_{name}.ipynb",
        moodle: "Ada_{student}_assignsubmission_file/{name}.ipynb",
    }
    for place, (name, (platform, pattern)) in enumerate(zip(NAMES, platforms.items(), strict=True)):
        archive = folder / f"{name}.zip"
        with zipfile.ZipFile(archive, "w") as file:
            for student, learner in works_of(name).items():
                called = pattern.format(student=student, place=place, name=name)
                file.writestr(called, text_of(course, name, learner))
        rows = collect(archive, course, platform.submitted, name)
        assert [(row.student, row.outcome) for row in rows] == [("501", "collected"), ("502", "collected")]
    if sandbox.available().holds:
        for name in NAMES:
            assert not grade_class(course, name).failures
    return course


@BOXED
@pytest.mark.parametrize("name", NAMES)
def test_each_has_its_scores_pages_report_and_receipts(course, name):
    given = scores(course, name)
    assert {who: sum(cells.values()) for who, cells in given.items()} == {
        who: learner.expected for who, learner in works_of(name).items()
    }
    for who in given:
        assert f"Feedback on {name}" in (course / "feedback" / who / name / f"{name}.html").read_text(encoding="utf-8")
        assert (course / "receipts" / name / who / f"{name}.json").is_file()
    report = (course / "reports" / f"{name}.html").read_text(encoding="utf-8")
    assert all(function in report for function in load(name).functions)


@BOXED
@pytest.mark.parametrize("name", NAMES)
def test_marks_of_each_go_into_its_own_column_and_its_own_cells(course, name, tmp_path):
    works, path = works_of_course(course, name), tmp_path / "export.csv"
    path.write_text(GRADEBOOK, encoding="utf-8")
    table, filled = canvas.fill(path, marks(works), assignment=name)
    assert not filled.sentences
    columns = {title: place for place, title in enumerate(table.header)}
    mine, (other,) = columns[f"{name} ({NUMBERS[name]})"], [columns[f"{n} ({NUMBERS[n]})"] for n in NAMES if n != name]
    expected = [learner.expected for learner in works_of(name).values()]
    assert [float(table.value(row, mine)) for row in (2, 3)] == expected
    assert [table.value(row, other) for row in (2, 3)] == ["", ""]
    header = next(csv.reader(cells_csv(works).splitlines()))
    assert [word for word in header if "_hidden" in word] == [f"{function}_hidden" for function in load(name).functions]


@pytest.mark.parametrize("name", SECOND)
def test_the_zip_of_each_tests_what_is_in_it_with_numpy_alone(course, name, tmp_path):
    package(tmp_path / "students.zip", course, name)
    with zipfile.ZipFile(tmp_path / "students.zip") as file:
        file.extractall(tmp_path)
    folder, only = tmp_path / name_of(name), tmp_path / "only numpy"
    only.mkdir()
    for module in ("numpy", "numpy.libs"):
        (only / module).symlink_to(os.path.join(os.path.dirname(os.path.dirname(np.__file__)), module))
    (folder / f"{name}.ipynb").write_text(text_of(course, name, works_of(name)["502"]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-S", "public_tests.py"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(only), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stderr
    first, *others = load(name).functions
    assert f"{first}: all public tests passed" in done.stdout
    for function in others:
        assert f"{function} is not finished: " in done.stdout


@BOXED
@pytest.mark.parametrize("name", SECOND)
def test_the_autograder_of_each_gives_its_points(course, name, tmp_path):
    root = tmp_path / "autograder"
    autograder(tmp_path / "autograder.zip", name, seed=5)
    with zipfile.ZipFile(tmp_path / "autograder.zip") as file:
        file.extractall(root / "source")
    (root / "results").mkdir()
    (root / "submission").mkdir()
    learner = works_of(name)["502"]
    (root / "submission" / f"{name}.ipynb").write_text(text_of(course, name, learner), encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "AUTOGRADER_ROOT": str(root), "AUTOGRADER_PYTHON": sys.executable}
    done = subprocess.run(["bash", root / "source" / "run_autograder"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    found = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    assert sum(test["score"] for test in found["tests"]) == learner.expected
    assert len(found["tests"]) == 2 * len(load(name).functions), counted(len(found["tests"]), "test")
