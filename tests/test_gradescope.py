"""Law: laid out as Gradescope lays it out, and without nbgrader, the autograder gives each function the points that
nbgrader gives, in a results.json that Gradescope takes; as root of a docker container too, where nothing of it can be
read or written by student code; and where nothing confines student code there are no marks."""

import ast
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from grader.demo.simulated import notebook_of
from grader.lms import gradescope_closing
from grader.lms.gradescope import autograder
from tests import docker
from tests.rnn import FUNCTIONS, NOTEBOOK, learners
from tests.sampling import sample

pytestmark = pytest.mark.slow

SEED = 20242024
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}
NO_NBGRADER = "raise ImportError('Gradescope has no nbgrader')"
BARE_MACHINE = "from grader.box import sandbox\nsandbox.available = lambda: sandbox.Confinement(False, 0, False)\n"
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32", "/etc", "/opt")
CLASS = {learner.id: learner for learner in learners()}


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    to = tmp_path_factory.mktemp("gradescope") / "autograder.zip"
    autograder(to, "rnn", seed=SEED)
    return to


@pytest.fixture
def root(packed, tmp_path):
    """The folder /autograder as Gradescope makes it, but for what is handed in."""
    root = tmp_path / "autograder"
    with zipfile.ZipFile(packed) as file:
        file.extractall(root / "source")
    (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())
    (root / "results").mkdir()
    (root / "submission_metadata.json").write_text('{"users": [{"name": "Ada"}]}')
    (root / "source" / "nbgrader.py").write_text(NO_NBGRADER)
    return root


def hand_in(root, submission):
    """Write what is handed in: dict, name -> text."""
    for name, text in submission.items():
        path = root / "submission" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def settings(root, **changed):
    """Change the settings in the autograder."""
    path = root / "source" / "gradescope.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changed))


def run(root, code=0):
    """Run the autograder in its folder; return what it prints."""
    environment = {"PATH": os.environ["PATH"], "AUTOGRADER_ROOT": str(root), "AUTOGRADER_PYTHON": sys.executable}
    done = subprocess.run(
        ["bash", root / "run_autograder"], env=environment, stdout=subprocess.PIPE, text=True, timeout=300
    )
    assert done.returncode == code, done.stdout
    return done.stdout


def results(root):
    """Read results.json, which is as Gradescope's specification asks."""
    found = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    assert found["output_format"] in FORMATS
    assert found["stdout_visibility"] in VISIBILITIES
    assert [test["name"] for test in found["tests"]] == [
        f"{function}, {kind} test" for function in FUNCTIONS for kind in ("public", "hidden")
    ]
    for test in found["tests"]:
        assert 0 <= test["score"] <= test["max_score"]
        assert test["status"] in ("passed", "failed")
        assert test["visibility"] in VISIBILITIES
        assert test["output_format"] in FORMATS
        assert isinstance(test["output"], str)
    assert sum(test["max_score"] for test in found["tests"]) == 100
    return found


def total(found):
    return round(sum(test["score"] for test in found["tests"]), 2)


def work(learner, extra="", **changed):
    """The text of a learner's notebook, with a cell above her functions where there is an extra one."""
    release = nbformat.read(NOTEBOOK, as_version=4)
    for cell in release.cells:
        cell.source = cell.source.split("### BEGIN HIDDEN TESTS")[0].rstrip("\n")
        if cell.id in FUNCTIONS:
            cell.source = cell.source.split("    # 1. ")[0] + "    raise NotImplementedError  # YOUR CODE HERE\n"
    notebook = notebook_of(learner, release)
    for cell in notebook.cells:
        cell.source = changed.get(cell.id, cell.source)
    if extra:
        notebook.cells.insert(3, nbformat.v4.new_code_cell(extra))
    return nbformat.writes(notebook)


def test_partial_credit_is_that_of_nbgrader(root):
    learner = CLASS["partly-half-a-function"]
    hand_in(root, {"rnn.ipynb": work(learner)})
    run(root)
    assert total(results(root)) == pytest.approx(learner.expected)


def test_a_function_that_leaves_python_or_runs_on_costs_itself(root):
    leaving = "def rnn_backward(da, caches):\n    import os\n    os._exit(0)\n"
    running = "def rnn_cell_backward(da_next, cache):\n    while True:\n        pass\n"
    budget = json.loads((root / "source" / "gradescope.json").read_text())["budget"]
    settings(root, budget={**budget, "cpu": 1})
    hand_in(root, {"rnn.ipynb": work(CLASS["reference"], rnn_backward=leaving, rnn_cell_backward=running)})
    run(root)
    assert total(results(root)) == 40


def test_the_notebook_is_found_as_everywhere_its_modules_are_the_graders_and_a_mistake_is_explained(root):
    """A renamed one in a folder, beside modules that are not the assignment's."""
    others = {"public_tests.py": "1 / 0", "rnn_utils.py": "1 / 0", "sitecustomize.py": "1 / 0"}
    hand_in(root, {"work/my rnn.ipynb.txt": work(CLASS["b-only-da-prevt"]), **others})
    run(root)
    found = results(root)
    assert total(found) == CLASS["b-only-da-prevt"].expected
    assert "my rnn.ipynb.txt" in found["output"]
    tests = {test["name"]: test for test in found["tests"]}
    public, hidden = (tests[f"rnn_backward, {kind} test"] for kind in ("public", "hidden"))
    assert (public["visibility"], hidden["visibility"]) == ("visible", "after_published")
    assert public["output"].startswith("rnn_backward: dx is all zeros\n")
    assert "\nhint  " in public["output"]
    assert tests["rnn_forward, public test"]["output"] == "rnn_forward: all public tests passed (8 of 8 points)"
    assert str(SEED) not in json.dumps(found)  # the next class may have the same


def test_what_is_no_notebook_gets_no_points_and_a_sentence(root):
    hand_in(root, {"rnn.ipynb": "<!DOCTYPE html>\n<html>"})
    run(root)
    assert total(results(root)) == 0
    assert "\nrnn.ipynb could not be read: " in results(root)["output"]


def test_where_nothing_confines_there_are_no_marks_and_a_sentence_for_the_instructor(root):
    (root / "source" / "sitecustomize.py").write_text(BARE_MACHINE)
    (root / "results" / "results.json").write_text("{}")
    hand_in(root, {"rnn.ipynb": work(CLASS["reference"])})
    said = run(root, code=1)
    assert "Nothing was graded, and there are no marks: " in said
    assert "can't be confined" in said
    assert list((root / "results").iterdir()) == []


def test_who_asks_for_marks_all_the_same_is_told_what_they_are_worth(root):
    (root / "source" / "sitecustomize.py").write_text(BARE_MACHINE)
    settings(root, unconfined=True)
    hand_in(root, {"rnn.ipynb": work(CLASS["reference"])})
    run(root)
    assert total(results(root)) == 100
    assert results(root)["output"].startswith("NOT CONFINED: ")


# ── As root in a container ────────────────────────────────────────────────────────────────────────────────────────

# What student code tries, wherever it runs; what comes off is told by the exception, the only thing that is shown.
TRIALS = """
import glob, os, sys
done = []

def attempt(name, action):
    try:
        if action() is not False:
            done.append(name)
    except BaseException:
        pass

def leave():
    import atexit, signal, socket, subprocess, threading
    for path in ("/", "/autograder", "/autograder/results", "/autograder/source", "/tmp", "/var/tmp", "/dev/shm"):
        attempt("write " + path, lambda: open(path + "/left-behind", "w").write("x"))
        attempt("chmod " + path, lambda: os.chmod(path, 0o777))
    attempt("marks", lambda: open("/autograder/results/results.json", "w").write('{"score": 100}'))
    for path in ("source/gradescope.json", "source/run_autograder", "submission_metadata.json", "submission/rnn.ipynb"):
        attempt("read " + path, lambda: open("/autograder/" + path).read())
    attempt("list", lambda: os.listdir("/autograder"))
    for path in glob.glob("/proc/[0-9]*/environ"):
        attempt("read " + path, lambda: path.split("/")[2] != str(os.getpid()) and open(path).read())
    for module in ("grader", "grader.answers", "grader.cases"):
        attempt("import " + module, lambda: __import__(module))
    attempt("setuid", lambda: os.setuid(0))
    attempt("fork", lambda: os.fork() or os._exit(0))
    attempt("program", lambda: subprocess.Popen(["/bin/sh", "-c", "true"]))
    attempt("thread", lambda: threading.Thread(target=print).start())
    attempt("socket", lambda: socket.socket())
    attempt("kill", lambda: os.kill(os.getppid(), 0))
    attempt("trace", lambda: __import__("ctypes").CDLL(None).ptrace(16, os.getppid(), 0, 0) == 0)
    sys.displayhook(12.0)

def shout():
    for fd in range(3, 64):
        attempt("marks on a descriptor", lambda: os.write(fd, b'{"score": 100}'))
"""
FORGED = "def {0}(*arguments):\n    {1}()\n    raise ValueError('came off: ' + ', '.join(dict.fromkeys(done)))\n"


def container(root, *options):
    """The command line of a container: Gradescope's folder, the system, this Python; docker's root and its seccomp."""
    arguments = ["bwrap", "--unshare-pid", "--proc", "/proc", "--dev", "/dev"]
    for name in filter(os.path.exists, SYSTEM):
        link = os.path.islink(name)
        arguments += ["--symlink", os.readlink(name), name] if link else ["--ro-bind", name, name]
    for path in map(Path, (sys.base_prefix, sys.prefix, docker.__file__)):
        for parent in reversed(path.parents[:-1]):
            arguments += ["--perms", "0755", "--dir", str(parent)]
        arguments += ["--ro-bind", str(path), str(path)]
    for path in ("/tmp", "/var/tmp"):
        arguments += ["--perms", "1777", "--tmpfs", path]
    arguments += ["--bind", str(root), gradescope_closing.AUTOGRADER, "--chdir", "/"]
    for number in docker.CAPABILITIES:
        arguments += ["--cap-add", f"CAP_{docker.CAPABILITIES[number]}"]
    arguments += ["--cap-add", "CAP_SYS_ADMIN"]  # which the next program drops
    return [*arguments, "--", sys.executable, docker.__file__, *options]


in_a_container = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("bwrap"), reason="needs root and bubblewrap, which makes the container"
)


def graded(root, text, *options):
    """Hand a notebook in and grade it in a container; return the results."""
    hand_in(root, {"rnn.ipynb": text})
    program = [*container(root, *options), "bash", "/autograder/run_autograder"]
    environment = {"PATH": "/usr/bin:/bin", "AUTOGRADER_PYTHON": sys.executable, "HOME": "/root"}
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return results(root)


def forger():
    """The text of a notebook that tries everything."""
    tries = dict(zip(FUNCTIONS, ("leave", "leave", "leave", "shout"), strict=True))
    return work(CLASS["stub"], TRIALS, **{function: FORGED.format(function, what) for function, what in tries.items()})


@in_a_container
@pytest.mark.parametrize(
    ("options", "layers"),
    sample([([], "Landlock"), (["--without-landlock"], "seccomp + own user, in a container of its own")], every=2),
    ids=lambda value: "".join(value) if isinstance(value, list) else "",
)
def test_in_a_container_honest_work_has_its_points_and_a_forger_none(root, options, layers):
    honest = graded(root, work(CLASS["reference"]), *options)
    assert total(honest) == 100
    assert layers in honest["output"]
    assert "own user" in honest["output"]

    forged = graded(root, forger(), *options)
    assert total(forged) == 0
    for test in forged["tests"][:6:2]:
        assert "    error       ValueError: came off:\n" in test["output"]
    assert not list(root.rglob("left-behind"))


@in_a_container
def test_what_the_forger_tries_comes_off_where_nothing_confines(root):
    """The control: without it, a forger who has nothing would prove nothing."""
    (root / "source" / "sitecustomize.py").write_text(BARE_MACHINE)
    settings(root, unconfined=True)
    first = next(iter(FUNCTIONS))
    found = graded(root, work(CLASS["stub"], TRIALS, **{first: FORGED.format(first, "leave")}))
    assert "    error       ValueError: came off: write /, " in found["tests"][0]["output"]
    assert "NOT CONFINED: " in found["output"]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_what_is_closed_is_open_again_afterwards(tmp_path, monkeypatch):
    folders = [tmp_path, tmp_path / "shared", tmp_path / "shared" / "below", tmp_path / "private"]
    for folder, mode in zip(folders, (0o755, 0o1777, 0o777, 0o750), strict=True):
        folder.mkdir(exist_ok=True)
        folder.chmod(mode)
    (tmp_path / "file").touch()
    (tmp_path / "file").chmod(0o666)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "pipe").chmod(0o622)
    (tmp_path / "link").symlink_to("/dev/null")
    before = {path: path.lstat().st_mode for path in tmp_path.rglob("*")}
    monkeypatch.setattr(gradescope_closing, "AUTOGRADER", str(tmp_path))
    monkeypatch.setattr(gradescope_closing, "_writable_mounts", lambda: [str(tmp_path)])
    with gradescope_closing.closed(tmp_path) as is_closed:
        assert is_closed
        assert tmp_path.stat().st_mode & 0o777 == 0o700
        assert not any(path.stat().st_mode & 0o002 for path in before if not path.is_symlink())
    assert {path: path.lstat().st_mode for path in tmp_path.rglob("*")} == before


# ── The zip ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_scripts_can_be_run_and_install_ranges(packed):
    with zipfile.ZipFile(packed) as file:
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in file.infolist()}
        script = file.read("run_autograder").decode()
        setup = file.read("setup.sh").decode()
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    assert 'AUTOGRADER_ROOT:-/autograder}"' in script
    installed = next(line for line in setup.splitlines() if line.startswith("/opt/grader/bin/pip install")).split("'")
    assert all(">=" in name and ",<" in name for name in installed[1::2])
    assert "nbgrader" not in setup
    assert "bubblewrap libseccomp2" in setup


def test_what_grading_imports_is_installed_and_in_the_zip(packed, tmp_path):
    """From the programs that are started on, through every module that they import, also in a function."""
    with zipfile.ZipFile(packed) as file:
        file.extractall(tmp_path)
        setup = file.read("setup.sh").decode()
    waiting = ["grader.lms.gradescope_run", "grader.examiner.__main__", "grader.box.inside", "public_tests"]
    seen, others = set(), set()
    while waiting:
        name = waiting.pop()
        path = tmp_path.joinpath(*name.split("."))
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if name in seen:
            continue
        seen.add(name)
        if path.is_file():
            waiting += imported(path, name)
        elif not (tmp_path / Path(*name.split(".")[:-1])).with_suffix(".py").is_file():
            others.add(name.split(".")[0])
    missing = others - set(sys.stdlib_module_names) - {"grader", "checks", "exercises", "exercise", "box"}
    allowed = {"IPython": "ipython", "matplotlib_inline": "ipython", "traitlets": "ipython", "PIL": "matplotlib"}
    assert {name for name in missing if f"'{allowed.get(name, name)}>=" not in setup} == set()
    assert "grader.box.inside" in seen
    assert not {"nbgrader", "sqlalchemy"} & others


def imported(path, name):
    """The modules that a module imports, or may: dotted names."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)
