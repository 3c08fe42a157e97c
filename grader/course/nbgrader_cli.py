"""Commands of nbgrader, run in a course folder."""

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path

from grader.system.environment import STRICT, complete

_RAISED = re.compile(r"^ {0,4}(?:\w+\.)*(\w*(?:Error|Exception|Failed|Examined)): .*", re.MULTILINE)  # ends a traceback
_LATER = ("NbGraderException",)  # says only that something was raised


class CommandFailed(RuntimeError):
    """A command of nbgrader ended with an error; the message has that, or its last lines, and the place of its log."""


def nbgrader(course: Path, *arguments: str, log: Path) -> None:
    """Run one nbgrader command in a course folder; its output goes to the end of the file `log`.

    Raises CommandFailed when it exits with an error.
    """
    command = [sys.executable, "-m", "nbgrader", *arguments]
    environment = {**os.environ, **STRICT}
    complete(environment)
    streams: dict = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
    done = subprocess.run(command, cwd=course, env=environment, check=False, **streams)
    said, words = done.stdout.decode("utf-8", "replace"), " ".join(arguments)
    kept = contextlib.suppress(OSError) if done.returncode else contextlib.nullcontext()  # the disk may be full
    with kept, Path(log).open("a", encoding="utf-8") as file:
        file.write(f"$ nbgrader {words}\n{said}")
    if done.returncode:
        raised = [one[0].strip() for one in _RAISED.finditer(said) if one[1] not in _LATER]
        last = raised[-1] if raised else "".join(said.splitlines(keepends=True)[-8:])
        raise CommandFailed(f"nbgrader {words} ended with code {done.returncode}; its log is {log}\n{last}")
