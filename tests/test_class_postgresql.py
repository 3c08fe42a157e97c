"""Law: a gradebook on a PostgreSQL server holds what one in a file holds, grade for grade, and is read by the same
commands; where it can't be opened a sentence says why and what to do, and no password."""

import shutil
import sys

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from grader.box import sandbox
from grader.classroom.run import Options, grade_class
from grader.commands import app
from grader.course.database import GradebookFailed, open_gradebook
from tests import postgresql
from tests.forked import nbgrader
from tests.rnn import hand_in, learners

pytest.importorskip("psycopg", reason="needs a driver: pip install -e '.[postgresql]'")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(postgresql.missing()), reason=postgresql.missing()),
    pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}"),
]
WHO = ("stub", "cb-dba-no-keepdims", "b-only-da-prevt")
LATE, MARKED = "cb-dba-no-keepdims", "b-only-da-prevt"
SETTINGS = "c.LateSubmissionPlugin.penalty_method = 'zero'\n"
DB_URL = "c.CourseDirectory.db_url = {!r}\n"
WORDS = 'ünïcode 𝔞, it\'s "quoted"; 100 %\n\\n'


@pytest.fixture(scope="module", autouse=True)
def seed():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_HIDDEN_SEED", "31")
        yield


@pytest.fixture(scope="module")
def server():
    with postgresql.server() as address:
        yield address


@pytest.fixture(scope="module")
def courses(server, new_course, tmp_path_factory):
    """The same class twice: {"file" or "server": (course folder, address of its gradebook)}.

    One submission was late, one is no JSON. What the first has graded, the second only writes down.
    """
    course = new_course(tmp_path_factory.mktemp("file") / "course")
    url = f"sqlite:///{course / 'gradebook.db'}"
    set_up(course, url)
    enrol(url)
    hand_in(course, who=[learner for learner in learners() if learner.id in WHO])
    (course / "submitted" / LATE / "rnn" / "timestamp.txt").write_text("2026-03-02 12:00:00 UTC")
    broken = course / "submitted" / "no-json" / "rnn"
    broken.mkdir(parents=True)
    (broken / "rnn.ipynb").write_text("{")
    grade_class(course, "rnn")
    without = shutil.ignore_patterns("gradebook.db")
    other = shutil.copytree(course, tmp_path_factory.mktemp("server") / "course", ignore=without)
    with create_engine(server + "postgres", isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("CREATE DATABASE rnn"))
    set_up(other, server + "rnn")
    nbgrader(other, "generate_assignment", "rnn", "--force", log=other / "nbgrader.log")
    enrol(server + "rnn")
    grade_class(other, "rnn")
    return {"file": (course, url), "server": (other, server + "rnn")}


def set_up(course, url):
    """Tell a course where its gradebook is."""
    with (course / "nbgrader_config.py").open("a") as settings:
        settings.write(SETTINGS + DB_URL.format(url))


def enrol(url):
    """Write into a gradebook when the work is due, and who a student is."""
    with Gradebook(url) as gradebook:
        gradebook.update_or_create_assignment("rnn", duedate="2026-03-01 12:00:00 UTC")
        gradebook.update_or_create_student("stub", first_name="Žofie", last_name="O'Neil")


def content(url):
    """All that a gradebook says of the submissions: sorted rows."""
    with Gradebook(url) as gradebook:
        rows = []
        for work in gradebook.assignment_submissions("rnn"):
            rows.append((work.student_id, work.timestamp, work.score, work.max_score, work.late_submission_penalty))
            for notebook in work.notebooks:
                rows.append(
                    (work.student_id, notebook.name, notebook.score, notebook.flagged, notebook.needs_manual_grade)
                )
                for one in notebook.grades:
                    points = one.auto_score, one.manual_score, one.extra_credit, one.needs_manual_grade, one.score
                    rows.append((work.student_id, one.name, *points))
                rows += [(work.student_id, one.name, one.auto_comment, one.manual_comment) for one in notebook.comments]
        return sorted(rows, key=repr)


def command(*words):
    """Run a command of the grader: (exit code, what it said, blanks as one)."""
    result = CliRunner().invoke(app, list(map(str, words)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, " ".join(result.output.split())


def test_both_gradebooks_have_the_same_rows(courses):
    given = content(courses["server"][1])
    assert given == content(courses["file"][1])
    assert len({row[0] for row in given}) == len(WHO) + 1
    assert not (courses["server"][0] / "gradebook.db").exists()


def test_both_are_exported_to_the_same_tables(courses, tmp_path):
    tables = {}
    for where, (course, _) in courses.items():
        nbgrader(course, "export", "--to", str(tmp_path / f"{where}-nbgrader.csv"), log=course / "nbgrader.log")
        assert command("export", "csv", "rnn", "--course", course, "--to", tmp_path / f"{where}.csv")[0] == 0
        theirs = (tmp_path / f"{where}-nbgrader.csv").read_text(encoding="utf-8")
        tables[where] = sorted(theirs.splitlines()), (tmp_path / f"{where}.csv").read_bytes()
    assert tables["server"] == tables["file"]
    assert len(tables["server"][0]) == len(WHO) + 2


def test_what_was_given_by_hand_stays_when_work_is_graded_again(courses):
    for course, url in courses.values():
        with Gradebook(url) as gradebook:
            grade = gradebook.find_grade("rnn_backward_hidden", "rnn", "rnn", MARKED)
            grade.manual_score, grade.extra_credit = 7.5, 1
            gradebook.find_comment("rnn_backward", "rnn", "rnn", MARKED).manual_comment = WORDS
            gradebook.db.commit()
        grade_class(course, "rnn", options=Options(only=(MARKED,), force=True))
        assert command("feedback", "rnn", "--course", course) == (0, f"{len(WHO) + 1} pages written.")
    given = content(courses["server"][1])
    assert given == content(courses["file"][1])
    assert (MARKED, "rnn_backward_hidden", 0, 7.5, 1, True, 8.5) in given
    assert (MARKED, "rnn_backward", None, WORDS) in given
    pages = {(course / "feedback" / MARKED / "rnn" / "rnn.html").read_bytes() for course, _ in courses.values()}
    assert len(pages) == 1


def test_no_transaction_stays_open_and_a_lost_connection_costs_nothing(courses, server):
    course, url = courses["server"]
    before, seen = content(url), []
    admin = create_engine(server + "postgres", isolation_level="AUTOCOMMIT")

    def listen(kind, **what):
        if kind == "begin":
            with admin.connect() as connection:
                others = "FROM pg_stat_activity WHERE datname = 'rnn'"
                seen.append(connection.execute(text(f"SELECT state {others}")).scalars().all())
                connection.execute(text(f"SELECT pg_terminate_backend(pid) {others}"))

    summary = grade_class(course, "rnn", options=Options(only=("stub",), force=True), listen=listen)
    admin.dispose()
    assert (summary.graded, summary.failures) == (1, [])
    assert set(seen[0]) == {"idle"}
    assert content(url) == before


# ── What does not open ────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_can_not_be_opened_is_said_by_every_command_with_the_way_out(courses, server, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(courses["server"][0], course)
    port, place = server.rpartition(":")[2].strip("/"), "127.0.0.1"
    here = f"postgresql+psycopg://ada:***@{place}:{port}"
    hidden = "the gradebook of c.CourseDirectory.db_url in nbgrader_config.py"
    for url, named, why in (
        (
            server.replace(port, "1") + "rnn",
            f"{here.replace(port, '1')}/rnn",
            "Connection refused; see that the server",
        ),
        (server.replace("lace@", "@") + "rnn", f"{here}/rnn", 'password authentication failed for user "ada"; see'),
        (server + "none", f"{here}/none", 'database "none" does not exist; see that the server runs, and that c.Cou'),
        (server + "none?password=lovelace", f"{here}/none", "password authentication failed"),
        (f"postgresql+psycopg://ada:love@lace@{place}/rnn", hidden, "write an @ in the password as %40"),
        (f"postgresql+psycopg://ada:lovelace@{place}:5432x/rnn", hidden, "that is no address of a database"),
        ("lovelace", hidden, "that is no address of a database"),
    ):
        with (course / "nbgrader_config.py").open("a") as settings:
            settings.write(DB_URL.format(url))
        for words in (["grade", "rnn"], ["feedback", "rnn"], ["export", "csv", "rnn", "--to", tmp_path / "table.csv"]):
            code, said = command(*words, "--course", course)
            assert (code, named in said, why in said) == (2, True, True), said
            assert "love" not in said
            assert "lace" not in said.replace("replace", "")
    assert not (tmp_path / "table.csv").exists()


def test_a_driver_that_is_not_installed_is_named_with_its_requirements_file(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for driver in ("postgresql+psycopg", "postgresql+no_such_driver"):
        with pytest.raises(
            GradebookFailed,
            match=r"begin its address with postgresql\+psycopg://, and run: .* install .*\[postgresql\]",
        ) as raised:
            open_gradebook(f"{driver}://ada:lovelace@127.0.0.1/rnn", "rnn")
        assert "lovelace" not in str(raised.value)
