"""Law: through nbgrader's exchange, as on a JupyterHub, an assignment goes to a student and her feedback comes back to
her, by the commands of docs/jupyterhub.md. Both roles are played by one user of the system."""

import os
import re
import shutil
import sys
from pathlib import Path

import nbformat
import pytest

from grader.box import sandbox
from grader.classroom.run import Options, grade_class
from grader.classroom.watch import watch_class
from grader.course.gradebook import scores
from grader.course.new_course import make_course
from grader.exercise.references import solutions
from grader.system.environment import STRICT
from tests import forked
from tests.lstm import LSTM
from tests.rnn import RNN

pytestmark = pytest.mark.slow

DOC = Path(__file__).resolve().parent.parent / "docs" / "jupyterhub.md"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """Return a function that runs an nbgrader command as the instructor or as the student."""
    tmp_path = tmp_path_factory.mktemp("hub")
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    make_course(tmp_path / "instructor")
    (tmp_path / "student").mkdir()
    (tmp_path / "etc").mkdir()
    text = re.search(r"```python\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)[1]
    assert '"/srv/nbgrader/exchange"' in text
    text = text.replace("/srv/nbgrader/exchange", str(exchange))
    (tmp_path / "etc" / "nbgrader_config.py").write_text(text, encoding="utf-8")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, **STRICT, "PATH": path, "JUPYTER_CONFIG_DIR": str(tmp_path / "etc")}
    environment["JUPYTER_DATA_DIR"] = str(tmp_path / "etc")

    def command(who, *arguments):
        code, said = forked.nbgrader_in(tmp_path / who, environment, *arguments)
        assert code == 0, said
        return tmp_path / who

    return command


def documented(who):
    """The commands that the page gives to one of the two, in their order."""
    block = re.search(rf"<!-- {who} -->\n```sh\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)[1]
    return [line.split("#")[0].split()[1:] for line in block.splitlines()]


def documented_for(exercise, who):
    """The same for another assignment than that of the page."""
    return [[word.replace(RNN.name, exercise.name) for word in line] for line in documented(who)]


@pytest.fixture(scope="module")
def graded(hub):
    """What both have at home after the work was handed out, done, handed in, collected and graded: two Paths."""
    for line in documented("hand out"):
        course = hub("instructor", *line)
    fetch, submit = documented("student")
    home = hub("student", *fetch)
    assert (home / "rnn" / "checks" / "report.py").is_file()
    write_solutions(home / "rnn" / "rnn.ipynb", RNN)
    hub("student", *submit)
    for line in documented("grade"):
        hub("instructor", *line)
    return course, home


def test_work_that_went_through_the_exchange_is_graded(graded):
    course, _ = graded
    assert [sum(of_one.values()) for of_one in scores(course, "rnn").values()] == [100]


def test_feedback_comes_back_to_the_student(hub, graded):
    _, home = graded
    (release,) = documented("return")
    hub("instructor", *release)
    (fetch,) = documented("student again")
    hub("student", *fetch)
    (page,) = (home / "rnn" / "feedback").rglob("rnn.html")
    assert "all public tests passed" in page.read_text(encoding="utf-8")


@pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}")
def test_the_pages_of_a_class_that_was_graded_at_once_go_the_same_way(hub, graded):
    course, home = graded
    grade_class(course, "rnn")
    (release,) = documented("return")
    hub("instructor", *release)
    shutil.rmtree(home / "rnn" / "feedback")
    (fetch,) = documented("student again")
    hub("student", *fetch)
    (page,) = (home / "rnn" / "feedback").rglob("rnn.html")
    assert "<h1>Feedback on rnn" in page.read_text(encoding="utf-8")


@pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}")
def test_the_other_assignment_of_the_course_goes_the_same_way(hub, graded):
    name = LSTM.name
    for line in documented_for(LSTM, "hand out"):
        course = hub("instructor", *line)
    fetch, submit = documented_for(LSTM, "student")
    home = hub("student", *fetch)
    write_solutions(home / name / f"{name}.ipynb", LSTM)
    hub("student", *submit)
    collect, *_ = documented_for(LSTM, "grade")
    hub("instructor", *collect)
    grade_class(course, name)
    assert [sum(of_one.values()) for of_one in scores(course, name).values()] == [100]
    assert [sum(of_one.values()) for of_one in scores(course, RNN.name).values()] == [100]


@pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}")
def test_a_watch_collects_what_is_submitted_and_releases_its_page(hub, graded, monkeypatch):
    course, home = graded
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(home.parent / "etc"))
    submitted = []

    class Enough(BaseException):
        pass

    def listen(kind, **what):
        if kind == "watching":
            shutil.rmtree(home / "rnn" / "feedback", ignore_errors=True)
            hub("student", *documented("student")[1])
            submitted.append(kind)
        if kind == "answered" and submitted:
            assert what["answer"].row.result.score == 100
            raise Enough

    with pytest.raises(Enough):
        watch_class(course, "rnn", Options(workers=1), listen, inbound=True)
    (fetch,) = documented("student again")
    hub("student", *fetch)
    first, again = (home / "rnn" / "feedback").rglob("rnn.html")  # each hand-in has a page of its own
    assert "<h1>Feedback on rnn" in first.read_text(encoding="utf-8")
    assert "<h1>Feedback on rnn" in again.read_text(encoding="utf-8")


def write_solutions(path, exercise):
    notebook, written = nbformat.read(path, as_version=4), solutions(exercise)
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id in written:
            cell.source = written[grade_id].strip("\n")
    nbformat.write(notebook, path)
