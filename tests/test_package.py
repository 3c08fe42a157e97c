"""Law: the students' zip works where there is nothing but Python and NumPy, also on Windows; its bytes depend on the
release alone; and nothing of the answers or the hidden tests is in it."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from grader.course.new_course import make_course
from grader.course.release import NotReleased
from grader.exercise.given import modules, originals, restore_links
from grader.exercise.loading import exercises
from grader.lms.package import README, name_of, package, requirements
from grader.system.program import TOP
from tests.rnn import FUNCTIONS, NOTEBOOK, solutions

NAME = name_of("rnn")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("package") / "course")


@pytest.fixture(scope="module")
def packed(course):
    """The zip, made of a release that was not there yet."""
    to = course / "handed out" / "rnn-assignment.zip"
    package(to, course, "rnn")
    return to


@pytest.fixture
def unpacked(packed, tmp_path):
    with zipfile.ZipFile(packed) as file:
        file.extractall(tmp_path)
    return tmp_path / NAME


def installed(to, *names):
    """Make a folder in which only these packages are installed; None in their place: all but those that grade."""
    to.mkdir()
    there = Path(np.__file__).parent.parent
    for path in there.iterdir():
        wanted = path.name in names if names else not path.name.startswith(("nbgrader", "__editable__", "grader"))
        if wanted and not path.name.endswith(".pth"):
            (to / path.name).symlink_to(path)
    return to


def run(folder, tmp_path, *arguments):
    """Run Python where only the standard library and NumPy can be imported: the public tests, or something else."""
    only = installed(tmp_path / "only numpy", "numpy", "numpy.libs")
    done = subprocess.run(
        [sys.executable, "-S", *(arguments or ["public_tests.py"])],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(only), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_zip_holds_the_release_and_what_to_install(packed):
    with zipfile.ZipFile(packed) as file:
        names = {name.removeprefix(f"{NAME}/") for name in file.namelist()}
    figures = {f"figures/{path.name}" for path in (NOTEBOOK.parent / "figures").iterdir()}
    assert names == {"rnn.ipynb", "README.txt", "requirements.txt", *originals("rnn"), *figures}


def test_the_readme_names_what_is_in_the_zip_and_how_it_is_run(unpacked):
    text = (unpacked / "README.txt").read_text(encoding="ascii")
    listed = re.findall(r"^(\S+)  +\S", text.split("In this folder")[1].split("Keep these")[0], re.M)
    assert {name.rstrip("/") for name in listed} == {path.name for path in unpacked.iterdir()} - {"README.txt"}
    assert all((unpacked / name).is_dir() == name.endswith("/") for name in listed)
    for command in ("pip install -r requirements.txt", "jupyter lab rnn.ipynb", "python public_tests.py"):
        assert command in text
    assert max(map(len, text.splitlines())) <= 110


def test_a_checkout_without_links_hands_out_the_same_bytes(packed, tmp_path):
    """Git on Windows, and an archive of the repository unpacked there, have a link's target as the text of a file."""
    checkout = tmp_path / "checkout"
    unwanted = shutil.ignore_patterns("__pycache__", "release", "submitted", "*.db", "*.txt")
    for name in ("assignment", "checks", "exercises", "grader"):
        shutil.copytree(TOP / name, checkout / name, symlinks=True, ignore=unwanted)
    for name in ("lstm_utils.py", "public_tests.py", "rnn_utils.py", "requirements.txt"):
        shutil.copy(TOP / name, checkout)
    shutil.copy(README, checkout / "grader" / "lms")
    links = [path for path in checkout.rglob("*") if path.is_symlink()]
    assert len(links) == sum(len(modules(name)) for name in exercises())
    for path in links:
        target = os.readlink(path)
        path.unlink()
        path.write_text(target)
    done = subprocess.run(
        [sys.executable, "-m", "grader", "package", "rnn"],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (checkout / "build" / "rnn-assignment.zip").read_bytes() == packed.read_bytes()
    for path in links:  # as Git has it
        assert path.is_symlink()


@pytest.mark.parametrize("links", [True, False], ids=["links", "no-links"])
def test_modules_are_put_where_only_their_names_are_and_nowhere_else(tmp_path, monkeypatch, links):
    source = tmp_path / "source" / "rnn"
    (source / "checks").mkdir(parents=True)
    (source / "rnn_utils.py").write_text("../../../rnn_utils.py")
    (source / "checks" / "call.py").write_text("../../../../checks/call.py\n")
    (source / "public_tests.py").write_text("import mine\n")
    (source / "notes.txt").write_text("../../../rnn_utils.py")
    if not links:
        monkeypatch.setattr(Path, "symlink_to", lambda *_: (_ for _ in ()).throw(OSError("no links here")))
    assert restore_links(tmp_path / "source") == [source / "checks" / "call.py", source / "rnn_utils.py"][::-1]
    for name in ("rnn_utils.py", "checks/call.py"):
        assert (source / name).read_bytes() == (TOP / name).read_bytes()
    assert (source / "public_tests.py").read_text() == "import mine\n"
    assert (source / "notes.txt").read_text() == "../../../rnn_utils.py"
    assert sorted(path.name for path in source.iterdir()) == [
        "checks",
        "notes.txt",
        "public_tests.py",
        "rnn_utils.py",
    ]
    assert restore_links(tmp_path / "source") == []


def test_the_stubs_are_unfinished_on_a_bare_machine(unpacked, tmp_path):
    code, output = run(unpacked, tmp_path)
    assert [line.split(" is not finished: ")[0] for line in output.splitlines() if line] == list(FUNCTIONS)
    assert code == 1


def solve(folder):
    """Write the solutions into the notebook of a folder."""
    notebook = json.loads((folder / "rnn.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") in FUNCTIONS:
            cell["source"] = solutions()[cell["metadata"]["nbgrader"]["grade_id"]]
    (folder / "rnn.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def test_the_solutions_pass_on_a_bare_machine(unpacked, tmp_path):
    solve(unpacked)
    code, output = run(unpacked, tmp_path)
    assert [line.split(":")[0] for line in output.splitlines()] == list(FUNCTIONS), output
    assert code == 0


def test_the_notebook_runs_from_top_to_bottom_in_a_jupyter_without_nbgrader(unpacked, tmp_path, monkeypatch):
    solve(unpacked)
    packages = installed(tmp_path / "jupyter alone")
    notebook = nbformat.read(unpacked / "rnn.ipynb", as_version=4)
    asked = "import importlib.util as it\nprint([name for name in ('nbgrader', 'grader') if it.find_spec(name)])"
    notebook.cells.append(nbformat.v4.new_code_cell(asked))
    kernel = tmp_path / "share" / "kernels" / "bare"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(
        json.dumps(
            {
                "argv": [sys.executable, "-S", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
                "display_name": "bare",
                "language": "python",
                "env": {"PYTHONPATH": str(packages), "PYTHONDONTWRITEBYTECODE": "1"},
            }
        ),
        encoding="utf-8",
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    there = {"metadata": {"path": str(unpacked)}}
    NotebookClient(notebook, kernel_name="bare", timeout=120, resources=there).execute()
    said = "".join(out.text for cell in notebook.cells for out in cell.get("outputs", []) if "text" in out)
    assert said.count("all public tests passed") == len(FUNCTIONS)
    assert "after: 100% of all echoes right" in said
    assert said.endswith("[]\n")


def setup_of(folder):
    cells = json.loads((folder / "rnn.ipynb").read_text(encoding="utf-8"))["cells"]
    return "".join(next(cell["source"] for cell in cells if cell.get("id") == "setup"))


def test_the_first_cell_finds_its_files_in_the_zip_where_there_is_only_that(packed, unpacked, tmp_path):
    alone = tmp_path / "colab"
    alone.mkdir()
    shutil.copy(packed, alone / f"{NAME}.zip")
    after = "print(softmax(np.zeros((2, 1))).tolist()); rnn_forward_test(lambda x, a0, parameters: None)"
    _, output = run(alone, tmp_path, "-c", f"{setup_of(unpacked)}\n{after}")
    assert output.startswith("[[0.5], [0.5]]\n")
    assert "rnn_forward returns None" in output


def test_the_first_cell_finds_a_zip_that_a_browser_has_renamed_when_it_is_run_again(packed, unpacked, tmp_path):
    alone = tmp_path / "colab"
    alone.mkdir()
    again = f"""
import shutil
setup = {setup_of(unpacked)!r}
try:
    exec(setup)
except FileNotFoundError:
    shutil.copy({str(packed)!r}, "{NAME} (1).zip")
exec(setup)
print(softmax(np.zeros((2, 1))).tolist())
"""
    _, output = run(alone, tmp_path, "-c", again)
    assert output == "[[0.5], [0.5]]\n"


def test_the_first_cell_says_what_to_upload_where_there_is_nothing(unpacked, tmp_path):
    alone = tmp_path / "colab"
    alone.mkdir()
    code, output = run(alone, tmp_path, "-c", setup_of(unpacked))
    assert code == 1
    last = output.splitlines()[-1]
    assert last.startswith("FileNotFoundError: The files of the assignment are not here.")
    assert f"upload {NAME}.zip into it, and run this cell again." in last


def test_windows_can_unpack_it(packed):
    with zipfile.ZipFile(packed) as file:
        names = [info.filename for info in file.infolist()]
        assert all(info.external_attr >> 28 == 0o10 for info in file.infolist()), "only real files"
    assert all(re.fullmatch(r"[A-Za-z0-9_.\-/]+", name) for name in names)
    parts = {part.split(".")[0].lower() for name in names for part in name.split("/")}
    assert not any(re.fullmatch(r"con|prn|aux|nul|(com|lpt)\d", part) for part in parts)
    assert len({name.casefold() for name in names}) == len(names)
    assert {name.split("/")[0] for name in names} == {NAME}
    assert max(map(len, names)) < 80  # of the 260 that a path may have there, most are left for the folder above
    assert not any(part.endswith((".", " ")) for name in names for part in name.split("/"))


def test_every_picture_and_module_that_the_notebook_names_is_there(unpacked):
    cells = json.loads((unpacked / "rnn.ipynb").read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells)
    for name in re.findall(r"\]\((figures/[^)]+)\)", text):
        assert (unpacked / name).is_file(), name
    for name in set(re.findall(r"^(?:from|import) (\w+)", text, re.M)) - {"numpy", *sys.stdlib_module_names}:
        assert (unpacked / f"{name}.py").is_file(), name


def test_the_same_release_makes_the_same_bytes(packed, course, tmp_path):
    (course / "release" / "rnn" / "__pycache__").mkdir(exist_ok=True)
    (course / "release" / "rnn" / "__pycache__" / "rnn_utils.pyc").write_bytes(b"left behind")
    package(tmp_path / "again.zip", course, "rnn")
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()


def test_students_install_what_runs_and_nothing_that_grades():
    lines = requirements().splitlines()
    assert [re.split("[<>=]", line)[0] for line in lines[1:]] == ["jupyter", "matplotlib", "numpy"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("rnn_utils.py", "# old", "release: rnn_utils.py is not the one that is here now\nBuild it again: "),
        ("answers.py", "def rnn_forward(): ...", "release: answers.py does not belong there\nBuild it again: "),
        ("rnn.ipynb", None, "rnn.ipynb is older than its source. Build it again: "),
    ],
)
def test_a_release_that_must_not_go_out_is_not_packed(packed, course, tmp_path, name, content, sentence):
    path = course / "release" / "rnn" / name
    before = path.read_bytes() if path.exists() else None
    try:
        if content is None:
            os.utime(path, (0, 0))
        else:
            path.unlink(missing_ok=True)
            path.write_text(content)
        with pytest.raises(NotReleased) as error:
            package(tmp_path / "not.zip", course, "rnn")
        assert sentence in str(error.value)
        assert not (tmp_path / "not.zip").exists()
    finally:
        path.unlink()
        if before is not None:
            path.write_bytes(before)
