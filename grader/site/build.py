"""The whole site, made of the releases: JupyterLite with the notebooks, Python for browsers, and a first screen."""

import datetime
import hashlib
import importlib.metadata
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import jinja2

from grader.course.release import files_of as files_of_release
from grader.exercise.loading import load
from grader.lms.package import released
from grader.site import configuration, pyodide, python
from grader.site.wheels import installed
from grader.system.files import naming, write_folder
from grader.system.program import program_digest
from grader.system.terminal import CannotRun, installing

PAGE = Path(__file__).with_name("page")
LIST = "site.json"  # what the site is made of; also says that a folder was written here
SERVICE_WORKER = "service-worker.js"
JUPYTERLITE = "jupyterlite-service-worker.js"  # theirs, which ours loads
EXTENSION = "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension"
DISTRIBUTIONS = ("jupyterlite-core", "jupyterlite-pyodide-kernel")
APPS = ("notebooks", "tree")
# Not asked for before a notebook is open and its tests run; what is asked for later is kept then.
LATER = (
    "build/",
    "api/translations/",
    "doc/",
    "extensions/",
    "notebooks/",
    "tree/",
    "icon-",
    "jupyterlite.schema",
    "pypi/",
)
SOON = ("build/jlab_core", "build/notebooks/")
# For the pages of JupyterLite: without an icon a browser asks the top of the host for one.
HEAD = """<link rel="icon" href="../icon-120x120.png" />
    <script src="../download.js"></script>
    <script src="../start.js"{}></script>
    """
EMPTY = b'<svg xmlns="http://www.w3.org/2000/svg" />\n'
ICON_STATES = ("notebook", "busy-1", "busy-2", "busy-3", "file", "terminal", "console")
NEVER = (".map", ".LICENSE.txt", "third-party-licenses.json", ".eot")  # formats of fonts that no browser asks for


class NotBuilt(ValueError):
    """A site that can't be built; the message says why and what to do."""


def build(to, course, assignments, pyodide_folder=None):
    """Write a site; a folder that holds one already is replaced.

    to                Path of the folder
    course            Path of the course folder; the site shows its releases, which are built where there are none
    assignments       names, in the order in which the first screen lists them
    pyodide_folder    Path of a release of Pyodide, which becomes part of the site; None: browsers get it from its host
    Returns           dict: what the first screen knows of the site: version, date, assignments, files
    Raises            NotBuilt; NotReleased and others where a release can't be made; NoPyodide; CannotRun
    """
    _needed()
    _replaceable(to)
    releases = {name: released(course, name) for name in assignments}
    with tempfile.TemporaryDirectory(prefix="site-") as scratch:
        folder = _jupyterlite(Path(scratch), releases, pyodide_folder)
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    files = {name: data for name, data in files.items() if not name.endswith(NEVER)}
    files[JUPYTERLITE] = files.pop(SERVICE_WORKER)
    del files["index.html"]  # JupyterLite's, which leads to the full lab
    files |= _stand_ins(files)
    head = f"{HEAD.format(' data-early' if pyodide_folder else '')}<title>".encode()
    for app in APPS:
        files[f"{app}/index.html"] = files[f"{app}/index.html"].replace(b"<title>", head, 1)
    files |= {name: (PAGE / name).read_bytes() for name in ("site.css", "site.js", "download.js", "start.js")}
    about = _about(files, assignments, pyodide_folder is None)
    files["index.html"] = _first_screen(about)
    files[SERVICE_WORKER] = _service_worker(about["version"])
    files[LIST] = json.dumps(about, indent=1).encode("utf-8")
    files[".nojekyll"] = b""  # GitHub Pages then serves every file as it is
    write_folder(to, files)
    return about


def _needed():
    missing = [name for name in DISTRIBUTIONS if importlib.util.find_spec(name.replace("-", "_")) is None]
    if missing:
        raise CannotRun(f"the site is built with {' and '.join(missing)}; install it: {installing('site')}")


def _replaceable(to):
    if to.exists() and not (to / LIST).is_file() and (not to.is_dir() or any(to.iterdir())):
        raise NotBuilt(f"{to} was not written by this command and stays as it is; name another folder, or remove it")


def _jupyterlite(scratch, releases, pyodide_folder):
    """Have JupyterLite build its part: Path of the folder."""
    for name, release in releases.items():
        for path in files_of_release(release):
            copy = scratch / "contents" / name / path.relative_to(release)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    lite, extension = scratch / "lite", _extension()
    titles = " · ".join(load(name).public.title for name in releases)
    version = hashlib.sha256(b"".join(_content(release) for release in releases.values())).hexdigest()[:12]
    _write(lite / "jupyter-lite.json", configuration.lite(titles, version, pyodide_folder is not None))
    _write(lite / "overrides.json", configuration.overrides())
    if pyodide_folder is None:
        comm = installed("comm")
        _write(lite / "pypi" / comm.file_name, comm.content)
    else:
        from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

        wheels = sorted((extension / "static" / "pypi").glob("*.whl"))
        wheels = [path for path in wheels if not path.name.startswith("widgetsnbextension")]
        files = pyodide.files_of(pyodide_folder, wheels, PYODIDE_VERSION)
        for name, content in python.files_of(files, releases).items():
            _write(lite / configuration.PYODIDE / name, content)
    newest = max(path.stat().st_mtime for release in releases.values() for path in files_of_release(release))
    return _run(scratch, extension, int(newest))


def _run(scratch, extension, dated):
    options = {
        "lite-dir": scratch / "lite",
        "output-dir": scratch / "site",
        "contents": scratch / "contents",
        "apps": ",".join(APPS),
        "source-date-epoch": dated,  # what the notebook calls its last checkpoint
        "LiteBuildConfig.federated_extensions": extension,
        "LiteBuildConfig.cache_dir": scratch / "cache",
    }
    command = [sys.executable, "-m", "jupyterlite_core", "build"]
    command += ["--no-sourcemaps", "--no-unused-shared-packages", "--no-libarchive", "--ignore-sys-prefix"]
    command += [f"--{name}={value}" for name, value in options.items() if name != "apps"]
    command += [word for app in APPS for word in ("--apps", app)]
    done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
    if done.returncode or not (scratch / "site" / SERVICE_WORKER).is_file():
        raise NotBuilt(f"JupyterLite did not build the site:\n{(done.stdout + done.stderr)[-2000:]}")
    return scratch / "site"


def _stand_ins(files):
    """What a page asks for where it is not: icons, and for a moment figures, before it looks beside the notebook."""
    figures = [Path(name) for name in files if name.startswith("files/") and name.endswith(".svg")]
    icons = {f"static/favicons/favicon-{state}.ico": files["notebooks/favicon.ico"] for state in ICON_STATES}
    return icons | {f"notebooks/{path.parent.name}/{path.name}": EMPTY for path in figures}


def _extension():
    """The folder with the kernel's part for the browser, as pip has installed it."""
    files = importlib.metadata.distribution("jupyterlite-pyodide-kernel").files or ()
    found = next((file for file in files if file.as_posix().endswith(f"{EXTENSION}/package.json")), None)
    if found is None:
        raise NotBuilt("jupyterlite-pyodide-kernel is installed without its part for the browser; install it again")
    return Path(found.locate()).resolve().parent


def _about(files, assignments, asks_others):
    """What the first screen knows: see build."""
    plots = python.later(files, configuration.PYODIDE)
    soon = {name for name in files if name.startswith(SOON) or not name.startswith(LATER)} - set(plots)
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return {
        "version": whole.hexdigest()[:12],
        "program": program_digest()[:12],
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "assignments": [
            {"name": name, "title": load(name).public.title, "path": f"{name}/{name}.ipynb"} for name in assignments
        ],
        "asks_others": asks_others,
        "bytecode": None if asks_others else python.has_bytecode(files, configuration.PYODIDE),
        "files": _listed(files, sorted(soon)),
        "later": _listed(files, plots),
    }


def _listed(files, names):
    return [(name, len(files[name]), hashlib.sha256(files[name]).hexdigest()[:16]) for name in names]


def _first_screen(about):
    loader = jinja2.FileSystemLoader(PAGE)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return (
        environment.get_template("index.html").render(about, size=sum(size for _, size, _ in about["files"])).encode()
    )


def _service_worker(version):
    return (PAGE / SERVICE_WORKER).read_text(encoding="utf-8").replace("VERSION", version).encode()


def _content(release):
    return b"".join(path.read_bytes() for path in files_of_release(release))


def _write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    with naming(path):
        path.write_bytes(content)
