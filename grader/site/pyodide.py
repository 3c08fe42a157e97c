"""Which files of a release of Pyodide a site needs, verified by the checksums that the release itself names.

A release is a folder with `pyodide.js`, `pyodide-lock.json` and the wheels: the archive `pyodide-VERSION.tar.bz2` of
Pyodide's releases, unpacked. It may lack wheels that the site does not need.
"""

import hashlib
import json
import re

from grader.site import bytecode
from grader.site.wheels import empty, installed

LOCK = "pyodide-lock.json"
CORE = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
# What the kernel asks for at its start, by the names that it uses. Packages named here load side by side.
KERNEL = ("micropip", "piplite", "ssl", "sqlite3", "ipykernel", "comm", "pyodide_kernel", "jedi", "ipython")
NEEDED = ("numpy",)
LATER = ("matplotlib",)  # what is fetched only where it is imported
# The kernel asks for these by their names and works without them: a browser gives no sockets to encrypt, and the names
# that exist complete a line without jedi, which starts slowly.
EMPTY = ("ssl", "jedi")
# Matplotlib names them for PDF files, for data frames and for another kind of window.
LEFT_OUT = {"fonttools", "pytz", "matplotlib-pyodide"}
AT_START = (*KERNEL, *NEEDED)
PACKAGES = (*AT_START, *LATER)


class NoPyodide(ValueError):
    """A folder that holds no release of Pyodide that fits; the message says what is missing."""


def files_of(folder, kernel_wheels, version, made_here=()):
    """Choose and verify what a site needs.

    folder           Path of the release
    kernel_wheels    list of Path: the wheels that come with the kernel
    version          of Pyodide that the kernel was made for: another one with the same first two numbers fits
    made_here        names of more packages that stay empty
    Returns          dict: file name -> bytes, for one folder
    Raises           NoPyodide, OSError
    """
    lock = _lock(folder, version)
    own = {wheel.name: (wheel.file_name, wheel.content) for wheel in (installed("comm"), *map(empty, EMPTY))}
    own |= {_name(name): (empty(name).file_name, empty(name).content) for name in made_here}
    own |= {_name(path.name.split("-")[0]): (path.name, path.read_bytes()) for path in kernel_wheels}
    files = {name: _read(folder, name) for name in CORE}
    packages = {}
    for name in _closure(lock["packages"], own):
        if name in own:
            file_name, content = own[name]
            packages[name] = _entry(name, file_name, content)
        else:
            packages[name] = {**lock["packages"][name], "depends": _depends(lock["packages"][name])}
            file_name = packages[name]["file_name"]
            content = _verified(folder, packages[name])
        files[file_name] = content
    return files | {LOCK: _listed({"info": lock["info"], "packages": packages})}


def later(files):
    """The names of the files, of those that a site needs, that Python takes only where a plot is drawn: list."""
    packages = json.loads(files[LOCK])["packages"]
    return [packages[name]["file_name"] for name in sorted({*packages} - {*_closure(packages, {}, AT_START)})]


def compiled(files):
    """Put bytecode in the place of modules, see grader.site.bytecode; the list of packages has the new checksums."""
    lock = json.loads(files[LOCK])
    made = bytecode.compiled(files, ".".join(lock["info"]["python"].split(".")[:2]))
    if made is None:
        return None
    for package in lock["packages"].values():
        package["sha256"] = hashlib.sha256(made[package["file_name"]]).hexdigest()
    return {**made, LOCK: _listed({**lock, "bytecode": True})}


def needed_wheels(lock):
    """What of a release's list of packages a site needs: list of dict, with `file_name` and `sha256`."""
    made_here = {"comm", "ipykernel", "piplite", "pyodide-kernel", *EMPTY}
    return [lock["packages"][name] for name in _closure(lock["packages"], made_here) if name not in made_here]


def _lock(folder, version):
    path = folder / LOCK
    if not path.is_file():
        raise NoPyodide(
            f"{path} is missing: name the folder of a release of Pyodide, the unpacked pyodide-{version}.tar.bz2"
        )
    lock = json.loads(path.read_text(encoding="utf-8"))
    found = lock["info"]["version"]
    if found.split(".")[:2] != version.split(".")[:2]:
        raise NoPyodide(f"{folder} holds Pyodide {found}, and the kernel that is installed needs {version}")
    return lock


def _listed(lock):
    return json.dumps(lock, separators=(",", ":"), sort_keys=True).encode()


def _closure(packages, own, wanted=PACKAGES):
    """The names of all packages that are needed, sorted."""
    found, waiting = set(), [_name(name) for name in wanted]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name not in own:
            if name not in packages:
                raise NoPyodide(f"this release of Pyodide does not know the package {name}")
            waiting += _depends(packages[name])
    return sorted(found)


def _depends(package):
    return [name for name in map(_name, package["depends"]) if name not in LEFT_OUT]


def _verified(folder, package):
    content = _read(folder, package["file_name"])
    if hashlib.sha256(content).hexdigest() != package["sha256"]:
        raise NoPyodide(f"{folder / package['file_name']} is not the file whose checksum {LOCK} names")
    return content


def _read(folder, name):
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        raise NoPyodide(f"{folder / name} is missing: the site needs it, and it is in Pyodide's full release") from None


def _entry(name, file_name, content):
    return {
        "name": name,
        "version": file_name.split("-")[1],
        "file_name": file_name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "install_dir": "site",
        "package_type": "package",
        "imports": [],
        "depends": [],
        "unvendored_tests": False,
    }


def _name(name):
    """A name in the form in which Pyodide looks it up."""
    return re.sub(r"[-_.]+", "-", name).lower()
