"""Where the hostile class runs: in which confinement, and as which user."""

import functools
import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from grader.exercise.loading import COURSE

TOP = COURSE.parent
USER = "nobody"  # every Linux has it, and it owns nothing


@dataclass(frozen=True)
class Place:
    """One way to run the grader on this machine.

    bubblewrap  bool        False: Landlock and seccomp alone, as where bubblewrap is not installed
    ordinary    bool        True: as a user who owns the course folder and nothing else
    """

    bubblewrap: bool = True
    ordinary: bool = False

    def __str__(self):
        layers = "bubblewrap" if self.bubblewrap else "Landlock and seccomp alone"
        return f"{layers}, as {'an ordinary user' if self.ordinary else 'root'}"

    def environment(self, home):
        """The environment of a command: dict. Without bubblewrap, PATH has nothing but this Python's own folder."""
        folders = [str(Path(sys.executable).parent), *(["/usr/bin", "/bin"] if self.bubblewrap else [])]
        return {
            "PATH": os.pathsep.join(folders),
            "HOME": str(home),
            "PYTHONPATH": str(TOP),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
        }

    def command(self, program, folder):
        """The whole command line of a program that writes into one folder, and is there with all below it: list."""
        if not self.ordinary or os.getuid():
            return list(program)
        user = pwd.getpwnam(USER)
        _give(folder, user)
        become = ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
        way = _way_to([TOP, Path(sys.prefix), Path(sys.base_prefix), folder])
        return [*way, shutil.which("setpriv"), *become, "--", *program]

    @functools.cache  # noqa: B019 (a place is a constant)
    def missing(self):
        """Why the class can't run here, in words; empty where it can."""
        if self.ordinary != bool(os.getuid()) and not (self.ordinary and shutil.which("bwrap")):
            return "needs root" if os.getuid() else "needs bubblewrap, to run as another user"
        program = [sys.executable, "-c", "from grader.box import sandbox; print(sandbox.available())"]
        done = subprocess.run(
            self.command(program, Path("/nonexistent")),
            env=self.environment("/"),
            cwd=TOP,
            capture_output=True,
            text=True,
        )
        found = done.stdout.strip()
        layers = found.split(" + ")
        if self.bubblewrap != ("bubblewrap" in layers) or not (self.bubblewrap or {"seccomp"} <= set(layers)):
            return f"this machine has: {found or done.stderr.strip()[-200:]}"
        return ""


# As whoever asks, in what there is.
HERE = Place(bubblewrap=bool(shutil.which("bwrap")), ordinary=bool(os.getuid()))
EVERYWHERE = tuple(Place(bubblewrap, ordinary) for ordinary in (False, True) for bubblewrap in (True, False))


def _give(folder, user):
    """Make a folder, and all in it, the user's own."""
    for path in (folder, *folder.rglob("*")) if folder.exists() else ():
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)


def _way_to(paths):
    """The beginning of a command line: as here, but for folders that other users may not enter.

    In place of each of these there is an empty one, with the way to the paths and nothing else.
    """
    closed = {parent for path in paths for parent in path.resolve().parents if not parent.stat().st_mode & 0o001}
    outermost = sorted(folder for folder in closed if not closed & set(folder.parents))
    arguments = [shutil.which("bwrap"), "--dev-bind", "/", "/", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    for folder in outermost:
        arguments += ["--perms", "0755", "--tmpfs", str(folder)]
        for path in sorted({path.resolve() for path in paths if path.resolve().is_relative_to(folder)}):
            between = [parent for parent in path.parents if parent.is_relative_to(folder) and parent != folder]
            for parent in reversed(between):
                arguments += ["--perms", "0755", "--dir", str(parent)]
            arguments += ["--bind", str(path), str(path)]
    return arguments
