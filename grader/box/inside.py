"""In the box: the warm process, with numpy (and IPython) loaded, forked for each session, whose limits it enforces.

It runs no student code itself. Orders come over the control socket, one datagram of JSON each, answered by another:
fork (with the session's socket) and end.
"""

import contextlib
import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import sys
import time
from pathlib import Path

from . import cells, kernel, landlock, limits, scratch, seccomp, session_server, wire
from .connection import Connection

_DESCRIPTORS = 1 << 16  # more than this process ever has
_OWN = 3  # file descriptor of a session's connection
_WIPE_SECONDS = 2.0  # for what a session leaves in its scratch; a box that takes longer is replaced
_WATCH_SECONDS = 0.5  # between two looks at what a session has in its scratch


class Warm:
    """The warm process.

    settings   dict: scratch, given, readable (paths), cpu, memory, file, files (limits), space (bytes and entries of a
               scratch), landlock (version), seccomp (bool), user (that a session becomes, 0 for none), control (file
               descriptor), mpl and backend (for matplotlib), bare (bool: without IPython)
    """

    def __init__(self, settings):
        self.settings = settings
        self.scratch = Path(settings["scratch"])
        os.chdir(self.scratch)
        os.environ.update(HOME=str(self.scratch), MPLCONFIGDIR=settings["mpl"], MPLBACKEND=settings["backend"])
        kernel.hide_memory()  # a child can't look into this process
        self._import_given()
        self.shell = cells.Bare() if settings["bare"] else self._shell()
        self.filter = seccomp.Filter() if settings["seccomp"] else None
        self.rules = landlock.Rules(settings["readable"], settings["landlock"]) if settings["landlock"] else None
        self.given = [(path.name, str(path)) for path in Path(settings["given"]).iterdir()]
        self.limits = [(getattr(resource, name), values) for name, *values in limits.limits(settings, limits.hard)]
        self.sessions = {}  # process id -> number
        self.full = set()  # process ids of those that had too much in their scratch
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
            # The instructor's own module: where it does not load, the student's import raises the reason.
            with contextlib.suppress(Exception):
                importlib.import_module(path.stem)
        with contextlib.suppress(Exception):
            importlib.import_module(session_server.TESTS).load()  # here once: saves 8 % of the time that sessions take

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
        while True:
            while not select.select([control], [], [], _WATCH_SECONDS if self.sessions else None)[0]:
                self._watch()
            data, descriptors, _, _ = socket.recv_fds(control, 1 << 16, 1)
            if not data:
                return
            try:
                answer = self._carry_out(json.loads(data), *descriptors)
            except OSError as error:
                answer = {"failed": str(error)}
            control.send(json.dumps(answer).encode())

    def _carry_out(self, order, descriptor=None):
        if order["do"] == "fork":
            return {"pid": self._fork(order["number"], descriptor)}
        return self._end(order["pid"])

    # ── Sessions ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _fork(self, number, descriptor):
        if not self.rules:  # sessions are kept apart only by running one at a time
            for pid in list(self.sessions):
                self._end(pid)
        folder, rules = self._scratch(number)
        pid = os.fork()
        if not pid:
            try:
                connection = self._begun(folder, rules, descriptor)
                session_server.SessionServer(connection, self.shell).serve()
            finally:
                os._exit(70)
        self.sessions[pid] = number
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

    def _begun(self, folder, rules, descriptor):
        """Confine this new process, and report it, or why not, on its one connection; return the connection.

        Everything possible is prepared before the fork: each page of memory that is touched here is copied.
        """
        own = descriptor
        try:
            self._bind(folder, rules)
            own = os.dup2(descriptor, _OWN)
            os.closerange(_OWN + 1, _DESCRIPTORS)
            connection = Connection(socket.socket(fileno=own))
            if self.filter:
                self.filter.load()
        except BaseException as error:
            os.write(own, wire.dumps(["not confined", f"{type(error).__name__}: {error}"]))
            raise
        connection.send(wire.dumps(["confined"]))
        return connection

    def _bind(self, folder, rules):
        """Restrict this process to its folder, its limits and its rules."""
        os.chdir(folder)
        sys.path.append(folder)  # what a cell writes with %%writefile is imported by the next one, as in Jupyter
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in range(3):
            os.dup2(nowhere, standard)
        for limit in self.limits:
            resource.setrlimit(*limit)
        if self.user:
            os.setgroups([])
            os.setresgid(self.user, self.user, self.user)
            os.setresuid(self.user, self.user, self.user)
        kernel.forgo_privileges()
        kernel.end_with_parent(signal.SIGKILL)
        if rules is not None:
            landlock.enforce(rules)

    def _watch(self):
        """Kill each session that has more in its scratch than it may."""
        for pid, number in self.sessions.items():
            if pid not in self.full and scratch.holds_more(self.scratch / str(number), *self.settings["space"]):
                self.full.add(pid)
                os.kill(pid, signal.SIGKILL)

    def _end(self, pid):
        """Kill a session; return how it ended, what it used, and whether anything of it is left."""
        number = self.sessions.pop(pid, None)
        if number is None:
            return {"status": signal.SIGKILL, "cpu": 0.0, "full": False, "odd": False}
        os.kill(pid, signal.SIGKILL)  # it is not reaped yet, so it can't be another's number
        _, status, used = os.wait4(pid, 0)
        others = not self.sessions and self._kill_others()
        return {
            "status": status,
            "cpu": used.ru_utime + used.ru_stime,
            "full": pid in self.full,
            "odd": others or not self._wipe(number),
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

    def _wipe(self, number):
        """Remove what a session has left: its folder, and whatever else where it could write beside it."""
        left = [self.scratch / str(number)] if self.rules else list(self.scratch.iterdir())
        return all(scratch.remove(path, _WIPE_SECONDS) for path in left)


def _settle():
    """Exclude present objects from garbage collection, which would touch, and so copy, all of their pages."""
    gc.collect()
    gc.freeze()


def main():
    """Load everything, report it, and wait for orders."""
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
