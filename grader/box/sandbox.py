"""How the box is closed: bubblewrap around it, Landlock and seccomp within; what of these this machine has."""

import ctypes
import functools
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from . import landlock

INSTALL = "sudo apt install bubblewrap"
SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", "/etc/ld.so.cache")
SCRATCH_BYTES = 64 << 20
OWN_USER = 60606  # nobody's: no user of a usual system has this number


class NoConfinement(RuntimeError):
    """This machine has no way to confine student code; the message says what to install."""


@dataclass(frozen=True)
class Confinement:
    """The layers around student code.

    bubblewrap  bool        own namespaces: no network, no other processes, no files but those bound
    landlock    int         version of Landlock, 0 for none: files, TCP
    seccomp     bool        system calls
    user        int         the user of its own that a session becomes: no file of another's that is closed to others,
                            no signal to another's process; 0 where it stays the grader's user
    """

    bubblewrap: bool
    landlock: int
    seccomp: bool
    user: int = 0

    def __str__(self):
        layers = ["bubblewrap"] * self.bubblewrap + [f"Landlock {self.landlock}"] * bool(self.landlock)
        return " + ".join(layers + ["seccomp"] * self.seccomp + ["own user"] * bool(self.user)) or "NOT CONFINED"

    @property
    def holds(self):
        """True when student code can neither reach files that are not its own nor start processes."""
        return self.bubblewrap or bool(self.landlock and self.seccomp)


@functools.cache
def available():
    """Return the Confinement that this machine offers."""
    linux, bubblewrap = sys.platform == "linux", _bubblewrap_works()
    user = OWN_USER if linux and not bubblewrap and _can_change_user() else 0
    return Confinement(bubblewrap, landlock.version() if linux else 0, linux and _has_seccomp(), user)


def chosen(unconfined=False):
    """Return the Confinement to use, the best there is.

    unconfined  True: go on where there is none
    Raises NoConfinement, with the one command that helps.
    """
    found = available()
    if not found.holds and not unconfined:
        raise NoConfinement(
            "Student code can't be confined on this machine, so nothing was graded. "
            f"On Debian or Ubuntu install bubblewrap: {INSTALL}"
        )
    return found


def _bubblewrap_works():
    if not shutil.which("bwrap"):
        return False
    trial = [*_namespaces(), *_system(), "--", "/usr/bin/true"]
    return subprocess.run(trial, env={}, capture_output=True, timeout=60).returncode == 0


def _can_change_user():
    """True where this process is root, and another user can import what it can."""
    return os.geteuid() == 0 and all(_is_open(Path(sysconfig.get_path(name))) for name in ("stdlib", "purelib"))


def _is_open(folder):
    return all(os.stat(path).st_mode & 0o005 == 0o005 for path in (folder, *folder.parents))


def _has_seccomp():
    try:
        ctypes.CDLL("libseccomp.so.2")
    except OSError:
        return False
    return True


# ── bubblewrap's command line ─────────────────────────────────────────────────────────────────────────────────────


def _namespaces():
    """No capability, no way to the outside, no /proc; dead when the examiner is."""
    spaces = [f"--unshare-{space}" for space in ("user", "pid", "net", "ipc", "uts", "cgroup-try")]
    flags = [*spaces, "--disable-userns", "--die-with-parent", "--new-session", "--as-pid-1", "--cap-drop", "ALL"]
    return [shutil.which("bwrap"), *flags, "--uid", "1000", "--gid", "1000", "--hostname", "box"]


def _system():
    """The system's programs and libraries, read-only; what was installed by hand or as Python packages is left out."""
    arguments = []
    for name in SYSTEM:
        path = Path(name)
        if path.is_symlink() and path.parent == Path("/"):
            arguments += ["--symlink", os.readlink(path), name]
        elif path.exists():
            arguments += ["--ro-bind", name, name]
    hidden = [
        Path("/usr/local"),
        Path("/usr/src"),
        Path("/usr/share/doc"),
        *Path("/usr/lib").glob("python3*/dist-packages"),
    ]
    for path in hidden:
        if path.is_dir():
            arguments += ["--tmpfs", str(path)]
    return arguments


def _interpreter():
    """The interpreter without what is installed beside it."""
    prefix, library = Path(sys.base_prefix), Path(sysconfig.get_path("stdlib"))
    arguments = []
    if not prefix.is_relative_to("/usr") or prefix.is_relative_to("/usr/local"):
        arguments += ["--ro-bind", str(prefix), str(prefix)]
    for name in ("site-packages", "dist-packages"):
        for folder in (library / name, library.parent / "python3" / name):
            if folder.is_dir() and folder.is_relative_to(prefix):
                arguments += ["--tmpfs", str(folder)]
    return arguments


def command(folder, packages, given, course):
    """Return bubblewrap's command line up to the program: what the box may see, and where.

    folder     Path of the package that runs in the box
    packages   dict: name -> Path of a top-level module or package
    given      Path of the files that lie beside the notebook
    course     Path that must not be seen, whatever else is bound
    """
    arguments = [*_namespaces(), *_system(), *_interpreter()]
    for path in (course, Path.home()):
        if _is_bound(path) and path != Path("/"):
            arguments += ["--tmpfs", str(path)]
    arguments += ["--ro-bind", str(folder), "/engine/box", "--ro-bind", str(given), "/given"]
    for name, path in packages.items():
        arguments += ["--ro-bind", str(path), f"/packages/{name}"]
    arguments += ["--dev-bind", "/dev/null", "/dev/null", "--dev-bind", "/dev/urandom", "/dev/urandom"]
    return [
        *arguments,
        "--size",
        str(SCRATCH_BYTES),
        "--perms",
        "0700",
        "--tmpfs",
        "/scratch",
        "--remount-ro",
        "/",
        "--",
    ]


def _is_bound(path):
    bound = [Path("/usr"), Path(sys.base_prefix)]
    return any(path.is_relative_to(top) and path != top for top in bound) and path.is_dir()


# ── Packages that student code may import ─────────────────────────────────────────────────────────────────────────


@functools.cache
def packages_of(names):
    """Return where the packages of some distributions and of all that they need lie: dict, top-level name -> Path.

    names      tuple of names of distributions; those that are not installed are left out
    """
    found, waiting = {}, list(names)
    seen = set()
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        for file in distribution.files or ():
            top = file.parts[0]
            if top not in ("..", "__pycache__") and not top.endswith(".pth"):
                found[top] = Path(distribution.locate_file(top)).resolve()
        needed = [text for text in distribution.requires or () if "extra ==" not in text]
        waiting += [re.match(r"[\w.-]+", text)[0] for text in needed]
    return {name: path for name, path in found.items() if path.exists()}
