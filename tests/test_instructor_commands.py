"""Law: the instructor's commands work from wherever the instructor is and however they are started; what stops one is
said in one sentence of our own words, with code 2; and a command that a message names can be run as it is written."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from grader.commands import app
from grader.rules.points import counted
from grader.system.environment import PLAIN_VARIABLE, STRICT, complete
from grader.system.program import TOP
from grader.system.terminal import find_course
from tests import forked
from tests.rnn import hand_in, learners
from tests.sampling import sample

pytestmark = pytest.mark.slow

SCRIPT = Path(sys.executable).with_name("grader")
installed = pytest.mark.skipif(not (TOP / ".venv/bin/python").exists(), reason="needs what `make` installs")
# The commands on a machine that seems to be a Mac, once Python has read how it was built.
ON_A_MAC = """
import sys, sysconfig
sysconfig.get_config_vars()
sys.platform = "darwin"
from grader.commands import app
app(sys.argv[1:])
"""


def run(*words, cwd, **more):
    """Start a program as a person does whose path has nothing of this project: (code, standard output and error)."""
    environment = {name: value for name, value in os.environ.items() if name not in STRICT}
    environment |= {"PATH": "/usr/local/bin:/usr/bin:/bin", "PYTHONPATH": "", "COLUMNS": "200", **more}
    output = subprocess.PIPE
    done = subprocess.run(
        list(map(str, words)), cwd=cwd, env=environment, stdout=output, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.returncode, done.stdout


@pytest.fixture
def course(new_course, tmp_path):
    """A course with a release and one submission."""
    made = new_course(tmp_path / "course")
    hand_in(made, who=[learner for learner in learners() if learner.id == "reference"])
    return made


# --- where the course is


def test_the_course_is_the_working_folder_or_one_above_it_or_that_of_the_project(tmp_path, monkeypatch):
    deep = tmp_path / "course" / "submitted" / "ada"
    deep.mkdir(parents=True)
    (tmp_path / "course" / "nbgrader_config.py").write_text("")
    for place in (tmp_path / "course", deep):
        monkeypatch.chdir(place)
        assert find_course() == tmp_path / "course"
    for place in (tmp_path, TOP, TOP / "assignment", TOP / "assignment" / "source"):
        monkeypatch.chdir(place)
        assert find_course() == TOP / "assignment"
    assert find_course(Path("elsewhere")) == Path("elsewhere")


def test_every_command_that_needs_a_course_takes_it_in_the_same_way():
    commands = typer.main.get_command(app).commands
    for name in (
        "release",
        "grade",
        "feedback",
        "mistakes",
        "collect",
        "export",
        "fetch",
        "send",
        "package",
        "gradescope",
    ):
        options = {option: parameter for parameter in commands[name].params for option in parameter.opts}
        assert options["--course"].default is None, name
    for name in ("release", "grade", "feedback", "mistakes"):
        assert commands[name].params[0].name == "assignment"
        assert commands[name].params[0].default is None


@installed
@pytest.mark.slow
@pytest.mark.parametrize("place", sample([".", "submitted/reference"], every=2, first=1))
def test_a_class_is_graded_from_within_its_course_through_a_link_without_a_gradebook(course, tmp_path, place):
    """Nothing but Python is on the path, and nbgrader starts alembic by its name to make a gradebook."""
    (course / "gradebook.db").unlink()
    release = {path: path.stat().st_mtime_ns for path in (course / "release").rglob("*")}
    (tmp_path / "link").symlink_to(SCRIPT)
    code, output = run(tmp_path / "link", "grade", "--json", cwd=course / place)
    assert code == 0, output
    assert '"failed": []' in output
    assert '"score": 100' in output
    assert {path: path.stat().st_mtime_ns for path in (course / "release").rglob("*")} == release


# --- commands that messages name


@installed
def test_the_command_in_a_message_is_written_as_the_program_was_started(tmp_path):
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "nbgrader_config.py").write_text("")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "grader").symlink_to(SCRIPT)
    for started, program, path in (
        ([SCRIPT], [str(SCRIPT)], "/usr/bin:/bin"),
        ([SCRIPT], ["grader"], f"{SCRIPT.parent}:/usr/bin:/bin"),
        ([tmp_path / "bin" / "grader"], [str(tmp_path / "bin" / "grader")], "/usr/bin:/bin"),
        ([sys.executable, "-m", "grader"], [sys.executable, "-m", "grader"], "/usr/bin:/bin"),
    ):
        where = {"PYTHONPATH": str(TOP), "PATH": path}
        inside = run(*started, "mistakes", "rnn", cwd=tmp_path / "course", **where)
        assert inside[0] == 2
        assert named(inside[1]) == [*program, "grade", "rnn"]
    outside = run(*started, "mistakes", "rnn", "--course", "course", cwd=tmp_path, **where)  # by the last of them
    assert named(outside[1]) == [*program, "grade", "rnn", "--course", "course"]


def named(output):
    """The words of the command that a message names."""
    return shlex.split(re.search(r"run: (.*)", output)[1])


@installed
@pytest.mark.slow
def test_the_way_out_of_a_changed_source_can_be_run_as_it_is_written(course):
    notebook = course / "source" / "rnn" / "rnn.ipynb"
    notebook.write_text(
        notebook.read_text().replace("### BEGIN HIDDEN TESTS", '# more\\n",\n    "### BEGIN HIDDEN TESTS', 1)
    )
    code, output = run(SCRIPT, "grade", cwd=course)
    assert code == 2
    assert "is not what the gradebook has; run: " in output
    assert run(*named(output), cwd=course)[0] == 0
    code, output = run(SCRIPT, "grade", "--quiet", cwd=course)
    assert (code, output) == (0, "")


# --- what stops a command


def one_sentence(output):
    """Fail where an output is more than a sentence or two, or has words of Python or of a library."""
    assert len(output.splitlines()) == 1, output
    assert not re.search(r"Traceback|Error|Errno|pydantic|unable to parse", output), output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["grade", "--course", "nowhere"], "nowhere is no course folder: nbgrader_config.py is not in it"),
        (["feedback", "--course", "nowhere"], "nowhere is no course folder"),
        (["release", "--course", "nowhere"], "nowhere is no course folder"),
        (["package", "--course", "nowhere"], "nowhere is no course folder"),
        (["mistakes", "rnn", "--course", "nowhere"], "nowhere has no graded notebooks of rnn; run: "),
        (["export", "csv", "rnn", "--course", "nowhere"], "gradebook.db is not there; run: "),
        (["export", "canvas"], "export canvas needs --exported"),
        (["demo", "file"], "file was not made by a demo"),
        (["gradescope", "rnn", "--to", "file"], "file was not written by this command and stays as it is"),
        (["gradescope", "rnn", "--to", "file/a.zip", "--seed", "1"], "file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_stops_a_command_is_one_sentence_and_code_2(tmp_path, words, sentence):
    (tmp_path / "file").write_text("thesis")
    code, output = forked.outcome(words, tmp_path)
    assert code == 2
    assert sentence in output
    one_sentence(output)
    assert (tmp_path / "file").read_text() == "thesis"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["grade", "--workers", "x"], "'x' is not a whole number from 1 to 512"),
        (["grade", "--workers", "0"], "'0' is not a whole number from 1 to 512"),
        (["grade", "--wall", "nan"], "'nan' is not a number, 0.1 or more"),
        (["grade", "--memory", "1"], "'1' is not a whole number, 512 or more"),
        (["gradescope", "--seed", "-1"], "'-1' is not a whole number from 0 to 18446744073709551615"),
        (["collect", "ilias", "."], "'ilias' is none of canvas, moodle"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_value_is_said_in_our_words(tmp_path, words, sentence):
    code, output = forked.outcome(words, tmp_path)
    assert code == 2
    assert sentence in output
    assert not re.search(r"pydantic|Input should|unable to parse|Value error", output)


@pytest.mark.slow
def test_pages_of_a_course_without_a_gradebook_name_the_command_that_makes_it(course):
    (course / "gradebook.db").unlink()
    code, output = run(sys.executable, "-m", "grader", "feedback", "--course", course, cwd="/", PYTHONPATH=str(TOP))
    assert code == 2
    assert named(output) == [sys.executable, "-m", "grader", "grade", "rnn", "--course", str(course)]
    one_sentence(output)


@pytest.mark.parametrize("damage", ["cut", "zeros", "text"])
def test_a_damaged_gradebook_stops_every_command_that_needs_it_and_names_the_way_out(course, damage):
    data = bytearray((course / "gradebook.db").read_bytes())
    data[90_000:130_000] = bytes(40_000)
    damaged = {"cut": data[:9_000], "zeros": data, "text": b"no database"}[damage]
    (course / "gradebook.db").write_bytes(damaged)
    (course / "hidden_seed.txt").write_text("7\n")
    for words in (["release", "rnn"], ["grade", "rnn"], ["feedback", "rnn"], ["export", "csv", "rnn"]):
        code, output = forked.outcome([*words, "--course", str(course)], course)
        assert code == 2, output
        assert f"{course / 'gradebook.db'} can't be " in output
        assert "put that file back from a backup; without one, move it away" in output
        assert "Traceback" not in output
    assert (course / "gradebook.db").read_bytes() == damaged


@pytest.mark.slow
def test_where_nothing_is_handed_in_that_is_said_and_no_report_is_written(course):
    shutil.rmtree(course / "submitted")
    code, output = run(sys.executable, "-m", "grader", "grade", cwd=course, PYTHONPATH=str(TOP))
    assert code == 2
    assert "nothing has been handed in; each student's notebook belongs in" in output
    one_sentence(output)
    assert not (course / "reports").exists()


def test_settings_that_do_not_load_stop_every_command(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("import not_installed_anywhere\n")
    for words in (["grade", "rnn"], ["feedback", "rnn"], ["release", "rnn"], ["package", "rnn"]):
        code, output = forked.outcome(words, tmp_path)
        assert code == 2, output
        assert "nbgrader_config.py does not load: ModuleNotFoundError: No module named 'not_installed" in output
        assert len(output.splitlines()) == 1


@pytest.mark.parametrize("words", [["grade"], ["demo", "demo"], ["confinement"]])
def test_another_system_than_linux_is_said_to_be_one(tmp_path, words):
    code, output = run(sys.executable, "-c", ON_A_MAC, *words, cwd=tmp_path, PYTHONPATH=str(TOP))
    assert code == 2
    one_sentence(output)
    assert "needs Linux, which confines student code: use a Linux machine, a container, or WSL on Windows." in output
    assert "apt" not in output.split()
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("verb", ["demo"])
def test_make_says_it_too_and_does_not_install_anything(tmp_path, verb):
    shutil.copy(TOP / "Makefile", tmp_path)
    done = subprocess.run(["make", verb, "SYSTEM=Darwin"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Grading needs Linux, which confines student code, and this is Darwin" in done.stdout
    assert "apt" not in done.stdout.split()
    assert os.listdir(tmp_path) == ["Makefile"]


@pytest.mark.parametrize(("words", "name"), [(["grade"], PLAIN_VARIABLE), (["demo", "demo"], "RNN_PLAIN_NBGRADER")])
def test_plain_nbgrader_is_no_setting_of_these_commands(tmp_path, words, name):
    asked = {name: "1", "PYTHONPATH": str(TOP)}
    code, output = run(sys.executable, "-m", "grader", *words, cwd=tmp_path, **asked)
    assert code == 2
    one_sentence(output)
    assert f"{PLAIN_VARIABLE} is set in the environment" in output
    assert not (tmp_path / "demo").exists()


@pytest.mark.slow
def test_plain_nbgrader_is_said_loudly_by_nbgrader(course):
    asked = {PLAIN_VARIABLE: "1", "PYTHONPATH": str(TOP)}
    _, output = run(sys.executable, "-m", "nbgrader", "list", cwd=course, **asked)
    assert f"{PLAIN_VARIABLE} IS SET: student code runs unconfined" in output


# --- how things are said


@pytest.mark.parametrize(("number", "text"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages")])
def test_a_number_has_its_noun(number, text):
    assert counted(number, "page") == text


def test_every_command_and_option_is_explained_in_a_sentence():
    commands = typer.main.get_command(app).commands
    helps = {name: command.help for name, command in commands.items()}
    helps |= {
        f"{name} {one.opts[0]}": one.help
        for name, command in commands.items()
        for one in command.params
        if one.opts[0] != "--help" and getattr(one, "help", None) is not None
    }
    assert len(helps) > 60
    first = {name: text.strip().split("\n\n")[0] for name, text in helps.items()}
    assert {name: text for name, text in first.items() if not re.fullmatch(r"[A-Z0-9].*[.]", text, re.DOTALL)} == {}


def test_the_version_is_one_line():
    code, output = run(sys.executable, "-m", "grader", "--version", cwd="/", PYTHONPATH=str(TOP))
    assert code == 0
    assert re.fullmatch(r"grader [0-9a-f]{12} \(Python 3\.\S+, nbgrader \S+, NumPy \S+\)\n", output)


# --- the environment of started programs


def test_the_environment_is_completed_once_however_often_it_is_done():
    environment = {"PATH": "/usr/bin", "PYTHONPATH": "/mine"}
    complete(environment)
    once = dict(environment)
    for _ in range(3):
        complete(environment)
    assert environment == once
    assert environment["PYTHONPATH"] == os.pathsep.join([str(TOP), "/mine"])
    assert environment["PATH"].endswith(os.pathsep + "/usr/bin")


@pytest.mark.slow
def test_formgrader_can_load_the_settings_again_and_again(course):
    code = (
        "import os, sys\n"
        "from traitlets.config.loader import PyFileConfigLoader\n"
        "seen = set()\n"
        "for _ in range(3):\n"
        "    PyFileConfigLoader('nbgrader_config.py', path='.').load_config()\n"
        "    seen.add((os.environ['PATH'], os.environ['PYTHONPATH'], tuple(sys.path)))\n"
        "print(len(seen))\n"
    )
    assert run(sys.executable, "-c", code, cwd=course) == (0, "1\n")


@pytest.mark.slow
def test_paths_that_are_not_ascii_work_in_a_locale_that_knows_ascii_alone(course, tmp_path):
    """alembic reads the place of its scripts, which is where nbgrader is installed, in the locale's encoding."""
    import nbgrader

    place = tmp_path / "Übung"
    course.rename(place)
    (place / "gradebook.db").unlink()
    shutil.copytree(Path(nbgrader.__file__).parent, tmp_path / "käse" / "nbgrader")
    path = os.pathsep.join([str(tmp_path / "käse"), str(TOP)])
    code, output = run(sys.executable, "-m", "grader", "release", cwd=place, LC_ALL="C", PYTHONPATH=path)
    assert code == 0, output
    assert (place / "gradebook.db").exists()
