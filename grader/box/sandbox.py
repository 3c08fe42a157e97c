"""How student code is confined on this machine: which layers work, and why the others do not."""

import errno
import functools
import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

from . import bubblewrap, kernel, landlock, seccomp
from .bubblewrap import INSTALL, SYSTEM
from .confinement import Confinement

__all__ = ["INSTALL", "SYSTEM", "Confinement", "NoConfinement", "available", "chosen"]

INSTALL_SECCOMP = "sudo apt install libseccomp2"
OWN_USER = 60606  # nobody's: no user of a usual system has this number
_SYSTEMS = {"darwin": "macOS", "win32": "Windows"}
_TRIAL = "import sys; sys.path.append({!r}); from box import sandbox; sandbox.try_layers()"


class NoConfinement(RuntimeError):
    """This machine has no way to confine student code; the message says why, and what to do."""


@functools.cache
def available() -> Confinement:
    """Return the Confinement that this machine offers."""
    if sys.platform != "linux":
        return Confinement(False, 0, False)
    without = {"bubblewrap": bubblewrap.why_not(), **_tried()}
    version = 0 if without["Landlock"] else landlock.version()
    user = OWN_USER if without["bubblewrap"] and _can_change_user() else 0
    why = tuple(filter(None, without.values()))
    return Confinement(not without["bubblewrap"], version, not without["seccomp"], user, why=why)


def chosen(unconfined: bool = False) -> Confinement:
    """Return the Confinement to use, the best there is.

    unconfined  True: continue where there is none
    Raises NoConfinement, with what was found and what helps.
    """
    if sys.platform != "linux":
        raise NoConfinement(
            f"Grading needs Linux, and this is {_SYSTEMS.get(sys.platform, sys.platform)}: "
            "use a Linux machine, a container or, on Windows, WSL"
        )
    found = available()
    if not found.holds and not unconfined:
        raise NoConfinement(
            "Student code can't be confined on this machine, so nothing was graded. " + " ".join(_reasons(found))
        )
    return found


def _reasons(found):
    """Why a Confinement does not hold: sentences."""
    why = list(found.why) or [f"On Debian or Ubuntu install bubblewrap: {INSTALL}"]
    if found.landlock and found.seccomp:
        why.append(f"Landlock {found.landlock} alone does not suffice: student code could {found.open[0].what}")
    return [f"{sentence}." for sentence in why]


def _can_change_user():
    """True where this process is root, and another user can import what it can."""
    return os.geteuid() == 0 and all(_is_open(Path(sysconfig.get_path(name))) for name in ("stdlib", "purelib"))


def _is_open(folder):
    return all(os.stat(path).st_mode & 0o005 == 0o005 for path in (folder, *folder.parents))


# ── Landlock and seccomp are tried, in a process that they then bind ──────────────────────────────────────────────


def _tried():
    """Return why Landlock and seccomp can't be used: dict, layer -> sentence, "" where it can."""
    program = _TRIAL.format(str(Path(__file__).resolve().parent.parent))
    command = [sys.executable, "-I", "-S", "-B", "-c", program]
    try:
        ended = subprocess.run(command, env={}, capture_output=True, text=True, errors="replace", timeout=60)
        return json.loads(ended.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        words = f"can't be tried: {type(error).__name__}"
        return {layer: f"{layer} {words}" for layer in ("Landlock", "seccomp")}


def try_layers():
    """Bind this process by Landlock and by seccomp; print as JSON why not: layer -> sentence, "" where it works."""
    found = {}
    for layer, bind in (("Landlock", _try_landlock), ("seccomp", _try_seccomp)):
        try:
            found[layer] = bind() or ""
        except OSError as error:
            found[layer] = f"{layer} can't be used: the kernel, or the container around this process, says “{error}”"
    print(json.dumps(found))


def _try_landlock():
    kernel.forgo_privileges()
    try:
        version = landlock.ask()
    except OSError as error:
        has = "has Landlock switched off" if error.errno == errno.EOPNOTSUPP else "has no Landlock, new in Linux 5.13"
        return f"This kernel ({os.uname().release}) {has}"
    return landlock.enforce(landlock.Rules(["/"], version).ruleset([]))


def _try_seccomp():
    try:
        program = seccomp.Filter()
    except OSError as error:
        return f"seccomp can't be used: libseccomp.so.2 is missing or too old ({error}): {INSTALL_SECCOMP}"
    return program.load()
