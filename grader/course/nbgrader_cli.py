"""Commands of nbgrader, run in a course folder."""

import os
import subprocess
import sys
from pathlib import Path

from grader.system.environment import STRICT, complete


class CommandFailed(RuntimeError):
    """A command of nbgrader ended with an error; the message has its last lines and the place of the whole log."""


def nbgrader(course: Path, *arguments: str, log: Path) -> None:
    """Run one nbgrader command in a course folder; its output goes to the end of the file `log`.

    Raises CommandFailed when it exits with an error.
    """
    command = [sys.executable, "-m", "nbgrader", *arguments]
    environment = {**os.environ, **STRICT}
    complete(environment)
    with Path(log).open("a", encoding="utf-8") as file:
        file.write(f"$ nbgrader {' '.join(arguments)}\n")
        file.flush()
        streams: dict = {"stdout": file, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
        code = subprocess.run(command, cwd=course, env=environment, check=False, **streams).returncode
    if code:
        last = "".join(Path(log).read_text(encoding="utf-8").splitlines(keepends=True)[-8:])
        raise CommandFailed(f"nbgrader {' '.join(arguments)} ended with code {code}; its log is {log}\n{last}")
