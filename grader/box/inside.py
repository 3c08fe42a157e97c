"""In the box: the warm process, with numpy and IPython loaded, that is forked for each session and watches over it.

It runs no student code itself. Orders come over the control socket, one datagram of JSON each:
fork (with the session's socket) and end; each is answered by one datagram.
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

from . import landlock, seccomp, serving, shell
from .connection import Connection

_libc = ctypes.CDLL(None)


class Warm:
    """The warm process.

    settings   dict: scratch, given, readable (paths), cpu, memory, file, files (limits), landlock, seccomp (bool),
               control (file descriptor), mpl and backend (for matplotlib)
    """

    def __init__(self, settings):
        self.settings = settings
        self.scratch = Path(settings["scratch"])
        os.chdir(self.scratch)
        os.environ.update(HOME=str(self.scratch), MPLCONFIGDIR=settings["mpl"], MPLBACKEND=settings["backend"])
        _libc.prctl(4, 0, 0, 0, 0)  # not dumpable: a child can't look into this process
        self.shell = self._shell()
        self.filter = seccomp.Filter() if settings["seccomp"] else None
        gc.collect()
        gc.freeze()

    def _shell(self):
        for name in ("matplotlib.pyplot", "matplotlib_inline.backend_inline", "PIL.PngImagePlugin"):
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        given = Path(self.settings["given"])
        sys.path.insert(0, str(given))
        for path in sorted(given.glob("*.py")):
            # The instructor's own module: where it does not load, the student's import says why.
            with contextlib.suppress(Exception):
                importlib.import_module(path.stem)
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
            data, descriptors, _, _ = socket.recv_fds(control, 4096, 1)
            if not data:
                return
            order = json.loads(data)
            if order["do"] == "fork":
                pid = self._fork(order["number"], descriptors[0], control)
                sessions[pid] = order["number"]
                answer = {"pid": pid}
            else:
                answer = self._end(order["pid"], sessions.pop(order["pid"]))
            control.send(json.dumps(answer).encode())

    def _fork(self, number, descriptor, control):
        pid = os.fork()
        if pid:
            os.close(descriptor)
            return pid
        try:
            control.close()
            session = serving.Session(Connection(socket.socket(fileno=descriptor)), self.shell)
            self._confine(number)
            session.serve()
        finally:
            os._exit(70)

    def _confine(self, number):
        folder = self.scratch / str(number)
        folder.mkdir()
        for path in Path(self.settings["given"]).iterdir():
            (folder / path.name).symlink_to(path)
        os.chdir(folder)
        os.environ["HOME"] = os.environ["TMPDIR"] = str(folder)
        os.environ["NBGRADER_EXECUTION"] = "autograde"
        cpu, size = self.settings["cpu"], self.settings["file"]
        for what, soft, hard in (
            (resource.RLIMIT_CPU, cpu, cpu + 1),
            (resource.RLIMIT_AS, self.settings["memory"], self.settings["memory"]),
            (resource.RLIMIT_FSIZE, size, size),
            (resource.RLIMIT_NOFILE, self.settings["files"], self.settings["files"]),
            (resource.RLIMIT_CORE, 0, 0),
        ):
            resource.setrlimit(what, (soft, hard))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # writing too much is an error, not the end
        if self.settings["landlock"]:
            landlock.restrict(self.settings["readable"], [str(folder), "/dev/null"])
        if self.filter:
            self.filter.load()

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
