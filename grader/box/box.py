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
from dataclasses import asdict, dataclass
from pathlib import Path

from . import sandbox, wire

FOLDER = Path(__file__).resolve().parent
COURSE = FOLDER.parent.parent
START_SECONDS = 120
ANSWER_SECONDS = 20  # for the warm process to answer an order
PACKAGES = ("numpy", "ipython", "matplotlib")


@dataclass(frozen=True)
class Limits:
    """What one session may use.

    cpu        seconds of CPU time
    wall       seconds by the clock, for one cell or one call
    memory     bytes of address space
    file       bytes of a file
    files      open files
    output     bytes that a cell may put out
    """

    cpu: int = 20
    wall: float = 30
    memory: int = 2 << 30
    file: int = 16 << 20
    files: int = 64
    output: int = 2 << 20


class Stopped(Exception):
    """A session that was ended from outside or by itself; the text says how, in a sentence for the student."""


class BoxFailed(RuntimeError):
    """The box does not start or does not answer; no student is to blame."""


class Box:
    """One warm process, confined, that is forked for each session.

    given       folder of the files that lie beside the notebook
    packages    distributions that student code may import, with what they need
    limits      Limits
    confinement sandbox.Confinement; None: the best there is
    """

    def __init__(self, given, packages=PACKAGES, limits=None, confinement=None):
        self.given, self.packages = Path(given), tuple(packages)
        self.limits = limits or Limits()
        self.confinement = confinement or sandbox.chosen()
        self.process, self.control, self.folder, self.number = None, None, None, 0
        self.odd = False

    def start(self):
        """Start the warm process; BoxFailed, with what it said, where it does not."""
        self.close()
        self.odd = False
        self.folder = Path(tempfile.mkdtemp(prefix="box-"))
        # A copy, and no notebook: the source has the answers in it. Links are followed, here and nowhere else.
        unwanted = shutil.ignore_patterns("*.ipynb", "__pycache__", ".*")
        shutil.copytree(self.given, self.folder / "given", ignore=unwanted)
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
                answer = self._answer(START_SECONDS)
            except BoxFailed as failure:
                self.close()
                said.seek(0)
                words = said.read(4000).decode(errors="replace").strip()
                raise BoxFailed(f"the box did not start ({failure}): {words}") from None
            if "failed" in answer:
                self.close()
                raise BoxFailed(f"the box did not start: {answer['failed']}")
        return self

    def _program(self):
        packages = sandbox.packages_of(self.packages)
        python = os.path.realpath(sys.executable)
        confined = self.confinement
        settings = {
            "backend": "module://matplotlib_inline.backend_inline",
            "landlock": bool(confined.landlock),
            "seccomp": confined.seccomp,
            **{name: asdict(self.limits)[name] for name in ("cpu", "memory", "file", "files")},
        }
        readable = [*sandbox.SYSTEM, sys.base_prefix, "/dev/urandom"]
        if confined.bubblewrap:
            command = sandbox.command(FOLDER, packages, self.folder / "given", COURSE)
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
        """Where nothing can be mounted, links give the same places."""
        for name in ("engine", "packages", "scratch"):
            (self.folder / name).mkdir(mode=0o700)
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
        with theirs:
            self.number += 1
            order = json.dumps({"do": "fork", "number": self.number}).encode()
            try:
                socket.send_fds(self.control, [order], [theirs.fileno()])
                answer = self._answer(ANSWER_SECONDS)
            except (OSError, BoxFailed):
                ours.close()
                self.odd = True
                raise
        return Session(self, answer["pid"], ours)

    def end(self, pid):
        """End a session; return how it ended: dict with status, cpu, odd, or None where the box does not answer."""
        try:
            self.control.send(json.dumps({"do": "end", "pid": pid}).encode())
            answer = self._answer(ANSWER_SECONDS)
        except (OSError, BoxFailed):
            self.odd = True
            return None
        self.odd |= bool(answer["odd"])
        return answer

    def _answer(self, seconds):
        self.control.settimeout(seconds)
        try:
            data = self.control.recv(1 << 16)
        except TimeoutError:
            raise BoxFailed(f"no answer within {seconds} seconds") from None
        except OSError as error:
            raise BoxFailed(str(error)) from None
        if not data:
            raise BoxFailed("it ended")
        return json.loads(data)

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
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@dataclass(frozen=True)
class Reply:
    """What a call in the box came to.

    value      what was returned, plain
    raised     None, or (names of the exception's type and of those it extends, text, undefined name, own lines)
    earlier    dict: number of an earlier result, by the count of the session -> what has become of it
    printed    str
    arguments  the arguments afterwards, where the call changed them, otherwise None
    """

    value: object
    raised: tuple | None
    earlier: dict
    printed: str
    arguments: list | None


class Session:
    """One forked process with one student's names. Whatever goes wrong with it is Stopped, with the reason."""

    def __init__(self, box, pid, connection):
        self.box, self.pid, self.connection = box, pid, connection
        self.why, self.cpu = None, 0.0

    def run(self, number, source, again=False):
        """Run a cell; return (its outputs as they came, whether it came to its end).

        again      True: only for what it defines; there are no outputs
        """
        match self._ask(["again" if again else "run", number, source, self.box.limits.output]):
            case ["ran", list(outputs), bool(finished)]:
                return outputs, finished
        raise self._stop("sent something that is no answer")

    def names(self, asked):
        """Return which of some names are defined: dict, name -> whether it can be called."""
        match self._ask(["names", list(asked)]):
            case ["names", dict(found)]:
                return {name: bool(found[name]) for name in asked if name in found}
        raise self._stop("sent something that is no answer")

    def call(self, name, arguments, lent=None, lend=None):
        """Call a function of the student's; return a Reply.

        lent       the name of a function that the examiner gives in the place of the student's own, or None
        lend       that function: takes a list of arguments, returns a list: ["returned", value], or
                   ["raised", [names of the type and of those it extends, text]]
        """
        return self._reply(self._ask(["call", name, list(arguments), lent], lend))

    def own(self, name, arguments, lend=None):
        """Within `lend`, call the student's own function that another one stands for; return a Reply."""
        return self._reply(self._ask(["own", name, list(arguments)], lend))

    def _reply(self, answer):
        match answer:
            case ["returned", dict(earlier), str(printed), (None | list()) as arguments, value]:
                return Reply(value, None, earlier, printed, arguments)
            case [
                "raised",
                [list(kinds), str(text), (None | str()) as name, list(places)],
                str(printed),
                arguments,
            ] if kinds and all(isinstance(kind, str) for kind in kinds):
                return Reply(None, (kinds, text, name, places), {}, printed, arguments)
        raise self._stop("sent something that is no answer")

    def _ask(self, request, lend=None):
        if self.why:
            raise Stopped(self.why)
        deadline = time.monotonic() + self.box.limits.wall
        try:
            self._send(wire.dumps(request), deadline)
            while True:
                answer, had = wire.receive_parts(lambda size: self._read(size, deadline))
                kind = answer[0] if isinstance(answer, list) and answer and isinstance(answer[0], str) else ""
                if kind == "returned":
                    return [*answer, wire.receive(lambda size: self._read(size, deadline))]
                if not (lend and kind == "lend" and len(answer) == 2 and isinstance(answer[1], list)):
                    return answer
                self._send(wire.dumps(["answer", *lend(answer[1])], had=had), deadline)
        except TimeoutError:
            raise self._stop(f"took longer than {self.box.limits.wall:g} seconds") from None
        except wire.WireError as error:
            raise self._stop(f"sent something that can't be read: {error}") from None
        except (EOFError, OSError):
            raise self._stop("") from None

    def _send(self, message, deadline):
        self.connection.settimeout(max(0.001, deadline - time.monotonic()))
        self.connection.sendall(message)

    def _read(self, size, deadline):
        read = bytearray()
        while len(read) < size:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.connection.settimeout(left)
            part = self.connection.recv(min(size - len(read), 1 << 20))
            if not part:
                raise EOFError
            read += part
        return bytes(read)

    def _stop(self, why):
        """End the session; return the Stopped that says why."""
        self.why = why or "ended"
        ending = self.end()
        if not why:
            self.why = _ending_in_words(ending, self.box.limits)
        return Stopped(self.why)

    def end(self):
        """End the session and everything in it; return what `Box.end` says, or None."""
        self.why = self.why or "has ended"
        if self.pid is None:
            return None
        self.connection.close()
        ending, self.pid = self.box.end(self.pid), None
        self.cpu = ending["cpu"] if ending else 0.0
        return ending


def _ending_in_words(ending, limits):
    if ending is None:
        return "stopped the box"
    status = ending["status"]
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number in (signal.SIGXCPU, signal.SIGKILL):
            return f"used more than {limits.cpu} seconds of computing time: does a loop never end?"
        return f"crashed ({signal.Signals(number).name})"
    return f"ended its own process with exit code {os.waitstatus_to_exitcode(status)}"
