"""Law: the site is made of the release and of nothing that is secret; it takes only what it needs, says what is missing
in one sentence, and replaces no folder that it has not written."""

import hashlib
import importlib.util
import json
import sys
import zipfile
import zipimport

import pytest
from typer.testing import CliRunner

from grader.commands import app
from grader.site import build as building
from grader.site import bytecode, pyodide
from grader.site.build import LIST, NotBuilt, build
from grader.site.wheels import empty, installed, zipped
from grader.system.program import TOP
from grader.system.terminal import CannotRun

pytestmark = pytest.mark.slow

JUPYTERLITE = importlib.util.find_spec("jupyterlite_pyodide_kernel")
jupyterlite_needed = pytest.mark.skipif(JUPYTERLITE is None, reason="needs JupyterLite: pip install -e '.[site]'")
TEXT = {".css", ".html", ".ipynb", ".js", ".json", ".py", ".svg", ".webmanifest"}


@pytest.fixture(scope="module")
def site(released, tmp_path_factory):
    """A site that gets Pyodide from its own host: Path."""
    folder = tmp_path_factory.mktemp("site") / "site"
    build(folder, released, ["rnn"])
    return folder


@pytest.fixture
def release_of_pyodide(tmp_path):
    """A folder as a release of Pyodide is, with every package that is needed, each of a few bytes."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    for name in pyodide.CORE:
        (folder / name).write_bytes(name.encode())
    packages = {}
    for name in ("micropip", "sqlite3", "jedi", "ipython", "numpy", "matplotlib", "pillow", "fonttools"):
        content = f"wheel of {name}".encode()
        (folder / f"{name}-1-py3-none-any.whl").write_bytes(content)
        needs = ["numpy", "Pillow", "fonttools"] if name == "matplotlib" else []
        digest = hashlib.sha256(content).hexdigest()
        packages[name] = {"name": name, "file_name": f"{name}-1-py3-none-any.whl", "sha256": digest, "depends": needs}
    (folder / pyodide.LOCK).write_text(json.dumps({"info": {"version": "0.27.7"}, "packages": packages}))
    return folder


@jupyterlite_needed
def test_what_the_site_shows_is_the_release_byte_by_byte(site, released):
    release = released / "release" / "rnn"
    shown = site / "files" / "rnn"
    assert {path.relative_to(shown).as_posix() for path in shown.rglob("*") if path.is_file()} == {
        path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()
    }
    for path in shown.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (release / path.relative_to(shown)).read_bytes()


@jupyterlite_needed
def test_no_line_of_what_is_secret_is_in_it(site, released):
    handed_out = lines_of((released / "release").rglob("*"))
    public = lines_of((TOP / "grader" / "site").rglob("*.py")) | handed_out
    secret = lines_of([*(TOP / "grader").rglob("*.py"), *(TOP / "exercises").rglob("*.py")]) - public
    assert len(secret) > 1000
    assert lines_of(site.rglob("*")) & secret == set()
    names = {path.relative_to(site).as_posix() for path in site.rglob("*")}
    assert not [name for name in names if {"grader", "exercises"} & set(name.split("/"))]


def lines_of(paths):
    """The long lines of files of text: set."""
    texts = (path.read_text("utf-8", "replace") for path in paths if path.is_file() and path.suffix in TEXT)
    return {line.strip() for text in texts for line in text.splitlines() if len(line.strip()) >= 40}


@jupyterlite_needed
def test_it_says_what_it_is_and_leaves_out_what_nobody_needs(site):
    about = json.loads((site / LIST).read_text("utf-8"))
    screen = (site / "index.html").read_text("utf-8")
    assert f"Version {about['version']} of {about['date']}" in screen
    assert about["version"] in (site / "service-worker.js").read_text("utf-8")
    assert not [path for path in site.rglob("*") if path.name.endswith((".map", ".LICENSE.txt"))]
    for name, size, digest in about["files"]:
        content = (site / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()[:16]) == (size, digest)
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    print(f"the site without Pyodide: {size / 1e6:.0f} MB")
    assert size < 25_000_000


@jupyterlite_needed
def test_the_same_release_makes_the_same_version_and_its_own_folder_is_replaced(site, released):
    before = json.loads((site / LIST).read_text("utf-8"))
    again = build(site, released, ["rnn"])
    assert json.loads(json.dumps(again)) == before


@jupyterlite_needed
def test_another_folder_stays_as_it_is(released, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(NotBuilt, match="was not written by this command and stays as it is"):
        build(tmp_path, released, ["rnn"])
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@jupyterlite_needed
def test_the_command_names_the_site_and_how_to_look_at_it(released, tmp_path):
    to = tmp_path / "site"
    done = CliRunner().invoke(app, ["site", "--course", str(released), "--to", str(to)])
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"Wrote {to}: 1 assignment, ")
    assert "http://localhost:8000" in done.output


def test_what_is_missing_is_said_in_one_sentence(released, tmp_path, monkeypatch):
    monkeypatch.setattr(building, "DISTRIBUTIONS", ("jupyterlite-core", "no-such-thing"))
    with pytest.raises(
        CannotRun, match=r"^the site is built with .*no-such-thing; install it: .*pip install .*\[site\]"
    ):
        build(tmp_path / "site", released, ["rnn"])


def test_of_pyodide_only_what_is_needed_is_taken(release_of_pyodide):
    files = pyodide.files_of(release_of_pyodide, [], "0.27.6", made_here=("piplite", "ipykernel", "pyodide_kernel"))
    packages = json.loads(files[pyodide.LOCK])["packages"]
    assert "pillow" in packages
    assert "fonttools" not in packages
    assert packages["matplotlib"]["depends"] == ["numpy", "pillow"]
    for package in packages.values():
        assert hashlib.sha256(files[package["file_name"]]).hexdigest() == package["sha256"]


def test_what_only_plots_need_comes_later(release_of_pyodide):
    files = pyodide.files_of(release_of_pyodide, [], "0.27.6", made_here=("piplite", "ipykernel", "pyodide_kernel"))
    assert pyodide.later(files) == ["matplotlib-1-py3-none-any.whl", "pillow-1-py3-none-any.whl"]


def test_modules_become_bytecode_and_nothing_else_changes(tmp_path):
    archive = zipped({"one.py": b"value = 7\n", "template.py": b"{{ no Python }} =\n", "one.json": b"{}"})
    here = "{}.{}".format(*sys.version_info)
    made = bytecode.compiled({"one.zip": archive, "one.js": b"1"}, here)
    assert made["one.js"] == b"1"
    assert made == bytecode.compiled({"one.zip": archive, "one.js": b"1"}, here)
    path = tmp_path / "one.zip"
    path.write_bytes(made["one.zip"])
    assert zipfile.ZipFile(path).namelist() == ["one.json", "one.pyc", "template.py"]
    names = {}
    exec(zipimport.zipimporter(str(path)).get_code("one"), names)
    assert names["value"] == 7


def test_without_an_interpreter_of_that_version_modules_stay_what_they_are():
    assert bytecode.compiled({"one.zip": zipped({"one.py": b""})}, "3.99") is None


def spoil(folder):
    (folder / "numpy-1-py3-none-any.whl").write_bytes(b"something else")


def remove(folder):
    (folder / "numpy-1-py3-none-any.whl").unlink()


def remove_list(folder):
    (folder / pyodide.LOCK).unlink()


def other_version(folder):
    path = folder / pyodide.LOCK
    path.write_text(path.read_text().replace("0.27.7", "0.28.1"))


WRONG = {
    spoil: "is not the file whose checksum pyodide-lock.json names",
    remove: "is missing: the site needs it, and it is in Pyodide's full release",
    remove_list: "is missing: name the folder of a release of Pyodide",
    other_version: "holds Pyodide 0.28.1, and the kernel that is installed needs 0.27.6",
}


@pytest.mark.parametrize(("change", "expected"), WRONG.items(), ids=[change.__name__ for change in WRONG])
def test_a_wrong_pyodide_is_refused(release_of_pyodide, change, expected):
    change(release_of_pyodide)
    with pytest.raises(pyodide.NoPyodide, match=expected):
        pyodide.files_of(release_of_pyodide, [], "0.27.6", made_here=("piplite", "ipykernel", "pyodide_kernel"))


def test_wheels_that_are_made_here_are_the_same_each_time_and_complete():
    assert installed("comm").content == installed("comm").content
    assert empty("ssl").file_name == "ssl-0-py3-none-any.whl"
