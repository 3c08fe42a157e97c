"""Commands without the second or two that a new process takes to load them: a child of this one runs them."""

import contextlib
import os
import sys
import tempfile
import traceback
from pathlib import Path

from nbgrader.apps.nbgraderapp import NbGraderApp

import grader.classroom.rewrite_pages
import grader.classroom.watch
import grader.exercise.new
import grader.lms.canvas
import grader.lms.gradescope
import grader.lms.moodle
import grader.lms.package
import grader.site.build  # noqa: F401  # all that commands load when they are run, once for all
from grader.commands import app
from grader.course.nbgrader_cli import CommandFailed
from grader.system.command_line import start
from grader.system.environment import STRICT, complete


def outcome(words, folder, prepare=lambda: None):
    """Run `grader WORDS` in a folder: (exit code, standard output and error together).

    prepare    called in the child before the command begins: it may replace parts of the program
    """

    def command():
        prepare()
        start(app, list(map(str, words)))

    return _outcome(["grader", *map(str, words)], folder, command)


def nbgrader(course, *arguments, log):
    """Do what grader.course.nbgrader_cli.nbgrader does, where the law is not on the start of the process."""
    environment = {**os.environ, **STRICT}
    complete(environment)
    code, said = nbgrader_in(course, environment, *arguments)
    with Path(log).open("a", encoding="utf-8") as file:
        file.write(said)
    if code:
        raise CommandFailed(said[-2000:])


def nbgrader_in(folder, environment, *arguments):
    """Run an nbgrader command in a folder and an environment: (exit code, standard output and error together)."""

    def command():
        os.environ.clear()
        os.environ.update(environment)
        NbGraderApp.launch_instance(list(arguments))

    return _outcome(["nbgrader", *arguments], folder, command)


def _outcome(argv, folder, command):
    with tempfile.TemporaryFile() as said:
        pid = os.fork()
        if not pid:
            _child(argv, folder, command, said.fileno())
        _, status = os.waitpid(pid, 0)
        said.seek(0)
        return os.waitstatus_to_exitcode(status), said.read().decode("utf-8", "replace")


def _child(argv, folder, command, descriptor):
    code = 99
    try:
        for standard in (1, 2):
            os.dup2(descriptor, standard)
        sys.stdout, sys.stderr = (open(number, "w", closefd=False) for number in (1, 2))  # noqa: SIM115
        sys.argv = sys.orig_argv = argv
        os.chdir(folder)
        command()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
