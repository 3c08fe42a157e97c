"""In the box: the warm process, with numpy (and IPython) loaded, that is forked for each session and watches over it.

It runs no student code itself. Orders come over the control socket, one datagram of JSON each, answered by another:
run ahead (the instructor's cells, for all sessions), fork (with the session's socket) and end.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import resource
import shutil
import signal
import socket
import sys
import time
from pathlib import Path

from . import cells, landlock, rehearsal, seccomp, serving
from .connection import Connection

_libc = ctypes.CDLL(None)
_DESCRIPTORS = 1 << 16  # more than this process ever has
_OWN = 3  # file descriptor of a session's connection
AHEAD_OUTPUT = 1 << 16  # bytes that a cell may put out which runs ahead of the sessions; nobody reads them


class Warm:
    """The warm process.

    settings   dict: scratch, given, readable (paths), cpu, memory, file, files (limits), landlock, seccomp (bool),
               user (that a session becomes, 0 for none), control (file descriptor), mpl and backend (for matplotlib),
               bare (bool: without IPython)
    """

    def __init__(self, settings):
        self.settings = settings
        self.scratch = Path(settings["scratch"])
        os.chdir(self.scratch)
        os.environ.update(HOME=str(self.scratch), MPLCONFIGDIR=settings["mpl"], MPLBACKEND=settings["backend"])
        _libc.prctl(4, 0, 0, 0, 0)  # not dumpable: a child can't look into this process
        self._import_given()
        self.shell = cells.Bare() if settings["bare"] else self._shell()
        rehearsal.rehearse(self.shell)
        self.filter = seccomp.Filter() if settings["seccomp"] else None
        self.rules = landlock.Rules(settings["readable"]) if settings["landlock"] else None
        self.given = [(path.name, str(path)) for path in Path(settings["given"]).iterdir()]
        self.limits = [
            (resource.RLIMIT_CPU, (settings["cpu"], settings["cpu"] + 1)),
            (resource.RLIMIT_AS, (settings["memory"], settings["memory"])),
            (resource.RLIMIT_FSIZE, (settings["file"], settings["file"])),
            (resource.RLIMIT_NOFILE, (settings["files"], settings["files"])),
            (resource.RLIMIT_CORE, (0, 0)),
        ]
        self.user = settings["user"]
        if self.user:
            self.limits.append((resource.RLIMIT_NPROC, (0, 0)))
        os.environ["NBGRADER_EXECUTION"] = "autograde"
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # writing too much is an error, not the end
        gc.set_threshold(50_000, 20, 20)  # a session is over before many cycles are worth a search
        _settle()

    def _import_given(self):
        importlib.import_module("numpy.random")  # which numpy leaves for later
        given = Path(self.settings["given"])
        sys.path.insert(0, str(given))
        for path in sorted(given.glob("*.py")):
            # The instructor's own module: where it does not load, the student's import says why.
            with contextlib.suppress(Exception):
                importlib.import_module(path.stem)

    def _shell(self):
        from . import shell

        for name in ("matplotlib.pyplot", "matplotlib_inline.backend_inline", "PIL.PngImagePlugin"):
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        made = shell.make_shell()
        made.run("1/len('')\n")  # the first traceback loads what tracebacks need
        with contextlib.suppress(ImportError):
            import matplotlib
            from matplotlib_inline.backend_inline import configure_inline_support

            matplotlib.interactive(True)
            configure_inline_support(made, os.environ["MPLBACKEND"])
            made.run("import matplotlib.pyplot as plt\nplt.plot([1])")  # the first figure loads what figures need
        made.reset(new_session=False)
        return made

    def orders(self, control):
        """Carry out orders until the control socket closes."""
        sessions = {}
        while True:
            data, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 1)
            if not data:
                return
            order = json.loads(data)
            if order["do"] == "fork":
                pid = self._fork(order["number"], descriptors[0])
                sessions[pid] = order["number"]
                answer = {"pid": pid}
            elif order["do"] == "run ahead":
                self._run_ahead(order["cells"], order["known"])
                answer = {"ran": len(order["cells"])}
            else:
                answer = self._end(order["pid"], sessions.pop(order["pid"]))
            control.send(json.dumps(answer).encode())

    def _run_ahead(self, first, known):
        for number, source in first:
            self.shell.again(source, number, AHEAD_OUTPUT)
        for number, source in known:
            self.shell.know(source, number)
        _settle()

    def _fork(self, number, descriptor):
        folder, rules = self._scratch(number)
        pid = os.fork()
        if not pid:
            try:
                connection = self._confined(folder, rules, descriptor)
                serving.Session(connection, self.shell).serve()
            finally:
                os._exit(70)
        os.close(descriptor)
        if rules is not None:
            os.close(rules)
        return pid

    def _scratch(self, number):
        """Make the folder that a session may write; return it, and the ruleset that leaves it no other."""
        folder = str(self.scratch / str(number))
        os.mkdir(folder)
        if self.user:
            os.chown(folder, self.user, self.user)
        for name, path in self.given:
            os.symlink(path, f"{folder}/{name}")
        os.environ["HOME"] = os.environ["TMPDIR"] = folder
        return folder, self.rules.ruleset([folder, "/dev/null"]) if self.rules else None

    def _confined(self, folder, rules, descriptor):
        """Bind this new process to its folder, its limits and its one connection; return the connection.

        What can be prepared has been: each page of memory that is touched here is copied for this process alone.
        """
        os.chdir(folder)
        for limit in self.limits:
            resource.setrlimit(*limit)
        if self.user:
            os.setgroups([])
            os.setresgid(self.user, self.user, self.user)
            os.setresuid(self.user, self.user, self.user)
        if rules is not None:
            landlock.enforce(rules)
        os.dup2(descriptor, _OWN)
        os.closerange(_OWN + 1, _DESCRIPTORS)
        connection = Connection(socket.socket(fileno=_OWN))
        if self.filter:
            self.filter.load()
        return connection

    def _end(self, pid, number):
        """Kill a session; return how it ended, what it used and whether anything of it is left."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status, used = os.wait4(pid, 0)
        others = self._kill_others()
        return {
            "status": status,
            "cpu": used.ru_utime + used.ru_stime,
            "odd": others or not self._wipe(self.scratch / str(number)),
        }

    def _kill_others(self):
        """Kill whatever else runs in this box's own process namespace; True when there was something."""
        if os.getpid() != 1:
            return False
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            return False
        with contextlib.suppress(ChildProcessError):
            while True:
                os.wait()
        return True

    def _wipe(self, folder):
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
        return not folder.exists()


def _settle():
    """Leave what is alive out of every search for cycles, which would touch, and so copy, all of its pages."""
    gc.collect()
    gc.freeze()


def main():
    """Load everything, say so, and wait for orders."""
    settings = json.loads(sys.argv[1])
    control = socket.socket(fileno=settings["control"])
    started = time.perf_counter()
    try:
        warm = Warm(settings)
    except Exception as error:
        control.send(json.dumps({"failed": f"{type(error).__name__}: {error}"}).encode())
        raise
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    control.send(json.dumps({"ready": time.perf_counter() - started}).encode())
    warm.orders(control)


if __name__ == "__main__":
    main()
