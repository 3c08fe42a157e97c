"""Law: whatever is missing, damaged or in the wrong place in a course folder, and whatever a command line says, a
command ends with a code of its own and words that name the file or the option; never in a traceback."""

import random
import re
import shutil

import pytest

from tests import faulty
from tests.sampling import number

pytestmark = pytest.mark.slow

SAMPLES = number(15, 30)


@pytest.fixture(scope="module")
def sound(tmp_path_factory, release):
    """A course in which all commands have something to work on; nobody writes into it."""
    course = faulty.make_course(tmp_path_factory.mktemp("faulty") / "course")
    shutil.copytree(release, course / "release" / "rnn")
    shutil.copy(release.parent.parent / "gradebook.db", course)
    code, output = faulty.outcome(("grade", "rnn", "--quiet"), course)
    assert (code, output) == (1, "ada: for this test\n")
    return course


@pytest.fixture
def course(sound, tmp_path):
    return shutil.copytree(sound, tmp_path / "course", symlinks=True)


def ends_in_words(code, output):
    """Fail where a command has ended in another way than with a code of its own, and words."""
    assert code in (0, 1, 2), output
    assert not re.search(r"Traceback|The grader failed|Errno", output), output
    assert code == 0 or output.strip()
    assert len(output.splitlines()) < 12, output


def test_a_sound_course_has_work_for_the_commands(course):
    assert faulty.outcome(("feedback", "rnn"), course) == (0, "1 page written.\n")
    assert faulty.outcome(("export", "csv", "rnn"), course)[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize("number", range(SAMPLES))
def test_any_command_on_any_faulty_course_ends_in_words(course, number):
    rng = random.Random(number)
    for fault in rng.sample(faulty.FAULTS, rng.choice([1, 1, 2])):
        faulty.put(fault, course)
    ends_in_words(*faulty.outcome(rng.choice(faulty.COMMANDS), course))


@pytest.mark.parametrize("words", [("release", "rnn"), ("grade", "rnn"), ("validate", "rnn")])
def test_a_copy_whose_links_lead_nowhere_is_said_to_be_one_with_the_way_out(course, words):
    for name in ("checks", "public_tests.py"):
        faulty.put((f"source/rnn/{name}", "a broken link"), course)
    code, output = faulty.outcome(words, course)
    ends_in_words(code, output)
    assert code == 2
    assert "source/rnn/checks is a link to ../../../nowhere, which is not there. Copy the folder again with: " in output


@pytest.mark.parametrize("place", ["autograded", "feedback", "reports", "receipts"])
def test_what_stands_where_graded_work_is_written_stops_the_run_before_it_begins(course, place):
    faulty.put((place, "empty"), course)
    code, output = faulty.outcome(("grade", "rnn", "--quiet"), course)
    assert code == 2
    assert f"{course / place} is a file, and graded work is written into a folder there; move it away" in output
    ends_in_words(code, output)


@pytest.mark.parametrize("how", ["empty", "bytes", "JSON"])
def test_a_source_that_is_no_notebook_is_named(course, how):
    faulty.put(("source/rnn/rnn.ipynb", how), course)
    for words in (("grade", "rnn"), ("release", "rnn"), ("tidy", "rnn")):
        code, output = faulty.outcome(words, course)
        assert (code, "source/rnn/rnn.ipynb is no notebook (" in output) == (2, True), output
        ends_in_words(code, output)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("grade", "--workers", "x"), "grader grade: --workers: 'x' is not a whole number from 1 to 512; for help: "),
        (("grade", "--forc"), "grader grade: --forc is none of its options; did you mean --force?; for help: "),
        (("grade", "one", "two"), "grader grade: "),
        (("grade", "--workers"), "--workers"),
        (("export",), "grader export: format is missing"),
        (("export", "xml"), "grader export: format: 'xml' is none of csv, junit, canvas, moodle, feedback; for help: "),
        (("collect", "canvas", "no.zip"), "grader collect: archive: "),
        (("grades",), "No such command 'grades'; there are benchmark, catalogue, collect, confinement"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_command_line_is_one_line_with_code_2(tmp_path, words, said):
    code, output = faulty.outcome(words, tmp_path)
    assert code == 2
    assert said in output
    assert len(output.splitlines()) == 1
    assert re.search(r"for help: grader (?:\w+ )?--help$", output.strip())


def test_an_error_of_the_program_itself_names_the_way_to_see_where(tmp_path, monkeypatch):
    def fails(_):
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("grader.commands.find_course", fails)
    code, output = faulty.outcome(("mistakes", "rnn"), tmp_path)
    assert (code, output) == (
        2,
        "The grader failed (ZeroDivisionError: by zero). To see where: GRADER_TRACEBACK=1 grader mistakes rnn\n",
    )
