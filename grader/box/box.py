"""The box as the examiner sees it: started once, asked for sessions, replaced when anything about it is odd."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from grader.rules.budget import Budget
from grader.system.program import TOP

from . import bubblewrap, limits, sandbox, scratch, trial, wire
from .connection import Connection, Ended
from .packages import packages_of
from .session_client import Session

FOLDER = Path(__file__).resolve().parent
STARTS = 3  # tries to start: the machine may kill a process that is no worse than others
START_SECONDS = 120
_LOOK_SECONDS = 1  # between two looks at whether it has ended
ANSWER_SECONDS = 20  # for the warm process to answer an order
SPACE = bubblewrap.SCRATCH_BYTES, 20_000  # bytes and entries that a session may have in its scratch
PACKAGES = ("numpy", "ipython", "matplotlib")


class BoxFailed(RuntimeError):
    """The box does not start or does not answer; no student is to blame."""


class BoxEnded(BoxFailed):
    """The box ended without an answer; starting it again may help."""


class Box:
    """One warm process, confined, that is forked for each session.

    given       folder of the files that lie beside the notebook
    packages    distributions that student code may import, with what they need
    budget      grader.rules.budget.Budget
    confinement sandbox.Confinement; None: the best there is
    bare        True: without IPython and Matplotlib loaded; for cells that are plain Python and output only text
    """

    def __init__(self, given, packages=PACKAGES, budget=None, confinement=None, bare=False):
        self.given, self.packages = Path(given), tuple(packages)
        self.budget, self.bare = budget or Budget(), bare
        self.confinement = confinement or sandbox.chosen()
        self.process, self.control, self.folder, self.lock, self.number = None, None, None, None, 0
        self.odd = False
        self.lost = False  # True once it has ended, or has not answered, while a session was under way

    @property
    def has_ended(self):
        """True where there is no warm process."""
        return self.process is None or self.process.poll() is not None

    def start(self):
        """Start the warm process and try a session; BoxFailed, with the reason, where one of them fails."""
        for left in reversed(range(STARTS)):
            try:
                return self._start()
            except (BoxFailed, OSError, MemoryError) as error:
                self.close()
                if not left or not isinstance(error, BoxEnded):
                    words = str(error) or type(error).__name__
                    raise BoxFailed(f"The box for student code does not start: {words}") from None

    def _start(self):
        self.close()
        self.odd = False
        if tight := limits.too_tight(asdict(self.budget), limits.hard):
            raise BoxFailed(tight)
        self.folder, self.lock = scratch.make()
        # A copy, and no notebook: the source has the answers in it. Links are followed, here and nowhere else.
        unwanted = shutil.ignore_patterns("*.ipynb", "__pycache__", ".*")
        shutil.copytree(self.given, self.folder / "given", ignore=unwanted)
        if self.confinement.user:  # who may go through this folder, and read what lies in it
            for path in (self.folder, *self.folder.rglob("*")):
                path.chmod(0o755)
        self._start_process()
        session = self._forked()
        try:
            fails = trial.fails(session, self.budget.memory, [TOP, self.given.resolve()], self.confinement.holds)
        finally:
            session.end()
        if fails:
            raise BoxFailed(fails)
        return self

    def _start_process(self):
        """Start the warm process; return when it is ready."""
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, tempfile.TemporaryFile() as said:
            program, settings = self._program()
            settings["control"] = theirs.fileno()
            self.process = subprocess.Popen(
                [*program, json.dumps(settings)],
                env={"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"},
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
            theirs.close()
            try:
                self._answer(START_SECONDS)
                if self.process.poll() is not None:  # the process around the warm one has ended
                    raise BoxEnded("it ended")
            except BoxFailed as failure:
                said.seek(0)
                words = said.read(1 << 16).decode(errors="replace").strip()
                raise type(failure)(": ".join([str(failure), *words.splitlines()[-1:]])) from None

    def _program(self):
        packages = packages_of(self.packages)
        python = os.path.realpath(sys.executable)
        confined = self.confinement
        settings = {
            "backend": "module://matplotlib_inline.backend_inline",
            "landlock": confined.landlock,
            "seccomp": confined.seccomp,
            "user": confined.user,
            "bare": self.bare,
            "space": SPACE,
            **{name: asdict(self.budget)[name] for name in ("cpu", "memory", "file", "files")},
        }
        readable = [*sandbox.SYSTEM, sys.base_prefix]
        if confined.bubblewrap:
            command = bubblewrap.command(FOLDER, packages, self.folder / "given", TOP)
            top = Path("/")
        else:
            command, top = [], self.folder
            self._link_farm(packages)
            readable += [str(FOLDER), *map(str, packages.values())]
        settings |= {name: str(top / name) for name in ("scratch", "given")} | {"mpl": str(top / "scratch" / "mpl")}
        settings["readable"] = [*readable, *(str(top / name) for name in ("engine", "packages", "given"))]
        path = [str(top / "engine"), str(top / "packages")]
        first = f"import sys; sys.path[:0] = {path!r}; from box import inside; inside.main()"
        return [*command, python, "-I", "-S", "-B", "-c", first], settings

    def _link_farm(self, packages):
        """Without mounts, links give the same paths."""
        for name in ("engine", "packages", "scratch"):
            (self.folder / name).mkdir(mode=0o755 if self.confinement.user else 0o700)
        if self.confinement.user:  # who may have no access to the source
            shutil.copytree(FOLDER, self.folder / "engine" / "box", ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (self.folder / "engine" / "box").symlink_to(FOLDER)
        for name, path in packages.items():
            (self.folder / "packages" / name).symlink_to(path)

    def session(self):
        """Fork a session off the warm process; the box is started, or replaced, where that is needed."""
        if self.process is None or self.odd:
            self.start()
        try:
            return self._forked()
        except (OSError, BoxFailed):
            self.start()
            return self._forked()

    def _forked(self):
        ours, theirs = socket.socketpair()
        connection = Connection(ours)
        with theirs:
            self.number += 1
            order = json.dumps({"do": "fork", "number": self.number}).encode()
            try:
                socket.send_fds(self.control, [order], [theirs.fileno()])
                answer = self._answer(ANSWER_SECONDS)
                theirs.close()
                self._must_be_confined(connection)
            except (OSError, BoxFailed):
                ours.close()
                self.odd = True
                raise
        return Session(self, answer["pid"], connection)

    def _must_be_confined(self, connection):
        """Wait until a session reports that it is confined, before it gets anything to run."""
        try:
            answer = wire.loads(connection.receive(time.monotonic() + ANSWER_SECONDS))
        except (Ended, OSError, wire.WireError):
            raise BoxEnded("a session ended before it was confined") from None
        if answer != ["confined"]:
            raise BoxFailed(f"a session can't be confined: {answer[-1]}")

    def end(self, pid):
        """End a session; return how it ended: dict with status, cpu, full, odd; None where the box does not answer."""
        try:
            answer = self._order({"do": "end", "pid": pid})
        except (OSError, BoxFailed):
            self.odd = self.lost = True
            return None
        self.odd |= bool(answer["odd"])
        return answer

    def _order(self, order):
        self.control.send(json.dumps(order).encode())
        return self._answer(ANSWER_SECONDS)

    def _answer(self, seconds):
        deadline = time.monotonic() + seconds
        self.control.settimeout(_LOOK_SECONDS)
        data = None
        while data is None:
            try:
                data = self.control.recv(1 << 16)
            except TimeoutError:
                if self.process.poll() is not None:  # a child of its own may hold the socket
                    raise BoxEnded("it ended") from None
                if time.monotonic() > deadline:
                    raise BoxFailed(f"it did not answer within {seconds} seconds") from None
            except OSError as error:
                raise BoxEnded(str(error)) from None
        if not data:
            raise BoxEnded("it ended")
        answer = json.loads(data)
        if "failed" in answer:
            raise BoxFailed(answer["failed"])
        return answer

    def close(self):
        """End the box and everything in it."""
        if self.control:
            self.control.close()
            self.control = None
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
        if self.folder:
            scratch.remove(self.folder)
            os.close(self.lock)
            self.folder = self.lock = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
