"""A session as the examiner sees it: one process in the box, asked to run cells and to call what they define."""

import os
import signal
import time
from dataclasses import dataclass
from enum import StrEnum

from . import wire
from .connection import Ended
from .plain_values import BASES_LIMIT, NAME_LIMIT, PLACES_LIMIT, PRINTED_LIMIT, TEXT_LIMIT

STOPS = 20  # exceptions of a cell that are heard of


@dataclass(frozen=True)
class Ahead:
    """A precomputed call, as messages.

    written    its arguments, serialised
    answers    dict: label -> encrypted answer of the substitute, which the box may decrypt by itself (see sealing)
    """

    written: bytes
    answers: bytes = wire.dumps({})


class EndedBy(StrEnum):
    """What ended a session."""

    ITSELF = "itself"
    CLOCK = "clock"  # its limit of time
    CPU = "cpu"  # its limit of computing time
    LOST = "lost"  # something outside: the box or the session is gone


class SessionEnded(Exception):
    """A session has ended, from outside or by itself; the text says how, in a sentence for the student.

    by         EndedBy
    cell       the number of the cell that was prepared meanwhile, or None
    """

    def __init__(self, why, by=EndedBy.ITSELF, cell=None):
        super().__init__(why)
        self.by, self.cell = by, cell

    @property
    def in_time(self):
        """False where a limit of time ended it."""
        return self.by not in (EndedBy.CLOCK, EndedBy.CPU)


@dataclass(frozen=True)
class StoppedCell:
    """A cell that an exception ended, it or a statement of it, as the box says it.

    number     of the cell
    kinds      names of the exception's type and of its bases
    line       of the cell, that raised it or called what did
    """

    number: int
    kinds: list
    line: int

    @classmethod
    def among(cls, said):
        """Yield those in a list that the box has sent; what is something else is left out."""
        for one in said:
            match one:
                case (int(number), list(kinds), int(line)) if kinds and all(isinstance(kind, str) for kind in kinds):
                    yield cls(number, [kind[:NAME_LIMIT] for kind in kinds[:BASES_LIMIT]], line)


@dataclass(frozen=True)
class Reply:
    """The result of a call in the box.

    value      what was returned, plain
    raised     None, or (names of the exception's type and of its bases, text, undefined name, own lines)
    earlier    dict: number of an earlier result, counted in this session -> its value now, where it has changed
    printed    str
    arguments  the arguments afterwards, where the call changed them, otherwise None
    """

    value: object
    raised: tuple | None
    earlier: dict
    printed: str
    arguments: list | None


class Session:
    """One forked process with one student's names. Any failure of it raises SessionEnded, with the reason."""

    def __init__(self, box, pid, connection):
        self.box, self.pid, self.connection = box, pid, connection
        self.why, self.by, self.cpu = None, EndedBy.ITSELF, 0.0
        self.preparing = None  # the number of the cell that is prepared
        self.stopped = []  # StoppedCell, of those that were prepared
        self.until = None  # time.monotonic() at which it is ended, whatever it does

    def run(self, number, source):
        """Run a cell; return (its outputs, unchecked, whether it finished).

        None where the session is a bare one and the cell has output other than text.
        """
        budget = self.box.budget
        match self._ask(wire.dumps(["run", number, source, budget.output, budget.items])):
            case ["ran", list(outputs), bool(finished)]:
                return outputs[: budget.items + 2], finished  # a note on what was cut, and an error, may follow
            case ["not shown"] if self.box.bare:
                return None
        raise self._stop("sent something that is no answer")

    def prepare(self, cells, names=()):
        """Run cells for what they define only; return which of some names are defined: dict, name -> if it is callable.

        cells      dict, number -> source; the limit by the clock is for each of them
        SessionEnded names the cell that was running.
        """
        request = ["prepare", list(map(list, cells.items())), list(names), self.box.budget.output]
        answer, waiting = self._ask(wire.dumps(request)), list(cells)
        while waiting and answer == ["at", waiting[0]]:
            self.preparing = waiting.pop(0)
            answer = self._ask(b"")
        match answer:
            case ["prepared", dict(found), list(stopped)]:
                self.preparing, self.stopped = None, list(StoppedCell.among(stopped[: STOPS * len(cells)]))
                return {name: bool(found[name]) for name in names if name in found}
        raise self._stop("sent something that is no answer")

    def call(self, name, arguments, called=None, substitute=None, ahead=None, takes=()):
        """Call a function of the student's; return a Reply.

        called      name of the function that is substituted while this one runs, or None
        substitute  its replacement: takes a list of arguments, returns a list: ["returned", value], or
                    ["raised", [names of the type and of its bases, text]]
        ahead       Ahead, or None
        takes       the names of the arguments of the substituted function
        """
        ahead = ahead or Ahead(wire.dumps(list(arguments)))
        request = [wire.dumps(["call", name, called, list(takes)]), ahead.written, ahead.answers if called else b""]
        return self._reply(self._ask(b"".join(request), substitute), len(arguments))

    def own(self, name, arguments, substitute=None):
        """Within `substitute`, call the student's own function that it replaces; return a Reply."""
        request = wire.dumps(["own", name]) + wire.dumps(list(arguments))
        return self._reply(self._ask(request, substitute), len(arguments))

    def explain(self, name):
        """Explain a function's failure with the public tests, in the session: untrusted plain data, or None."""
        match self._ask(wire.dumps(["explain", name])):
            case ["explained", found]:
                return found
        raise self._stop("sent something that is no answer")

    def _reply(self, answer, count):
        match answer:
            case ["returned", dict(earlier), str(printed), (None | list()) as arguments, value] if (
                arguments is None or len(arguments) == count
            ):
                return Reply(value, None, earlier, printed[: 2 * PRINTED_LIMIT], arguments)
            case [
                "raised",
                [list(kinds), str(text), (None | str()) as name, list(places)],
                str(printed),
                arguments,
            ] if kinds and all(isinstance(kind, str) for kind in kinds):
                raised = _bounded(kinds, text, name, places)
                return Reply(None, raised, {}, printed[: 2 * PRINTED_LIMIT], arguments)
        raise self._stop("sent something that is no answer")

    def _ask(self, request, substitute=None):
        """Send a request, one message or more; serve calls of the substitute meanwhile; return the answer."""
        if self.why:
            raise SessionEnded(self.why, self.by)
        late = f"took longer than {self.box.budget.wall:g} seconds"
        deadline = time.monotonic() + self.box.budget.wall
        if self.until is not None and self.until < deadline:
            deadline, late = self.until, "was ended, as the time for all of it was used up"
        try:
            self.connection.send(request, deadline)
            while True:
                answer, had = wire.loads_parts(self.connection.receive(deadline))
                kind = answer[0] if isinstance(answer, list) and answer and isinstance(answer[0], str) else ""
                if kind == "returned":
                    return [*answer, wire.loads(self.connection.receive(deadline))]
                if not (substitute and kind == "substitute" and len(answer) == 2 and isinstance(answer[1], list)):
                    return answer
                self.connection.send(wire.dumps(["answer", *substitute(answer[1])], had=had), deadline)
        except TimeoutError:
            raise self._stop(late, EndedBy.CLOCK) from None
        except wire.WireError as error:
            raise self._stop(f"sent something that can't be read: {error}") from None
        except (Ended, OSError):
            raise self._stop("") from None

    def _stop(self, why, by=EndedBy.ITSELF):
        """End the session; return the SessionEnded that says why."""
        self.why, self.by = why or "ended", by
        ending = self.end()
        if not why:
            self.why, self.by = _ending_in_words(ending, self.box.budget)
        return SessionEnded(self.why, self.by, self.preparing)

    def end(self):
        """End the session and everything in it; return what `Box.end` says, or None."""
        self.why = self.why or "has ended"
        if self.pid is None:
            return None
        self.connection.close()
        ending, self.pid = self.box.end(self.pid), None
        self.cpu = ending["cpu"] if ending else 0.0
        return ending


def _bounded(kinds, text, name, places):
    """An exception as described by the box, cut to what the box's own code would send."""
    kinds = [kind[:NAME_LIMIT] for kind in kinds[:BASES_LIMIT]]
    return kinds, text[:TEXT_LIMIT], name and name[:NAME_LIMIT], places[:PLACES_LIMIT]


def _ending_in_words(ending, budget):
    """Return (how a session ended, what ended it)."""
    if ending is None:
        return "stopped the box", EndedBy.LOST
    if ending["full"]:
        return "wrote more into files than student code may", EndedBy.ITSELF
    status = ending["status"]
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU or (number == signal.SIGKILL and ending["cpu"] >= budget.cpu - 1):
            return f"used more than {budget.cpu} seconds of computing time, as a loop without an end does", EndedBy.CPU
        if number == signal.SIGKILL:
            return "ended without an answer: it closed its connection, or this machine ran out of memory", EndedBy.LOST
        return f"crashed ({signal.Signals(number).name})", EndedBy.ITSELF
    return f"ended its own process with exit code {os.waitstatus_to_exitcode(status)}", EndedBy.ITSELF
