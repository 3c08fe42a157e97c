"""bubblewrap around the box: its command line, or why it can't be used."""

import itertools
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

INSTALL = "sudo apt install bubblewrap"
ALLOW = "docs/containers.md says what to allow"
SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", "/etc/ld.so.cache")
SCRATCH_BYTES = 64 << 20
_CONTAINER = "/.dockerenv", "/run/.containerenv"
_APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")


def why_not():
    """Return a sentence that says why bubblewrap can't be used on this machine; "" where it can."""
    program = shutil.which("bwrap")
    if not program:
        return f"bubblewrap is not installed: {INSTALL}"
    try:
        version = subprocess.run([program, "--version"], env={}, capture_output=True, text=True, timeout=60).stdout
        trial = [*_namespaces(), *_system(), *_scratch(), "--", "/usr/bin/true"]
        ended = subprocess.run(trial, env={}, capture_output=True, text=True, errors="replace", timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap is installed, but can't be run: {error}"
    if not ended.returncode:
        return ""
    return explained(version, ended.stderr, _APPARMOR.exists() and _APPARMOR.read_text().strip() == "1")


def explained(version, said, apparmor):
    """Return a sentence that says why bubblewrap, which is installed, does not work.

    version    str, its output for --version
    said       str, its error message
    apparmor   True where the system's AppArmor lets ordinary users make no user namespace
    """
    said = (said.strip().splitlines() or ["it said nothing"])[-1]
    if "unknown option" in said.lower():
        number = (re.findall(r"\d+(?:\.\d+)+", version) or ["of unknown version"])[0]
        return f"bubblewrap {number} is installed, but too old: version 0.8 or later is needed"
    if apparmor and os.geteuid():
        return (
            f"bubblewrap is installed, but AppArmor lets it make no user namespace ({said}): an administrator can "
            "allow it with an AppArmor profile for bwrap, or with "
            "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
        )
    if "hostname" in said or "Read-only" in said:  # the namespace was made, and a container's rules stopped the rest
        return f"bubblewrap is installed, but the container around it forbids what it needs ({said}): {ALLOW}"
    if "namespace" in said or "uid map" in said or "not permitted" in said:
        return f"bubblewrap is installed, but this system or container allows no user namespaces ({said}){_how()}"
    return f"bubblewrap is installed, but does not work here ({said})"


def _how():
    """The way out where the system is a container, as docker and podman mark theirs."""
    return f": {ALLOW}" if any(Path(mark).exists() for mark in _CONTAINER) else ""


def _namespaces():
    """No capability, no network, no /proc; ends with the examiner."""
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
    hidden = [path for option, path in itertools.pairwise(arguments) if option == "--tmpfs"]
    for path in hidden:  # empty, and nobody writes there; now that what lies within is bound
        arguments += ["--remount-ro", path]
    # A node of a device can't be bound read-only here; seccomp keeps its mode and times as they are.
    return [*arguments, "--dev-bind", "/dev/null", "/dev/null", *_scratch(), "--remount-ro", "/", "--"]


def _scratch():
    return ["--size", str(SCRATCH_BYTES), "--perms", "0700", "--tmpfs", "/scratch"]


def _is_bound(path):
    bound = [Path("/usr"), Path(sys.base_prefix)]
    return any(path.is_relative_to(top) and path != top for top in bound) and path.is_dir()
