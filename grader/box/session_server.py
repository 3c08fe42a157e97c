"""In the box: one session, which runs the cells of one student and then serves calls of what they define.

Student code runs in this process, so the examiner treats its answers as untrusted data. Requests and answers are lists.
During a call this side may ask for an answer of the substitute, and the examiner for one of the student's own function.
"""

import builtins
import contextlib
import importlib
import re
import warnings
from typing import Any

import numpy as np

from . import wire
from .cells import NotShown, place
from .connection import Ended
from .plain_values import BASES_LIMIT, NAME_LIMIT, PLACES_LIMIT, PRINTED_LIMIT, TEXT_LIMIT
from .sealing import unseal
from .substitute import arguments_of, everywhere, signatures_of, twin_of, undefined

TESTS = "public_tests"  # the given module whose `explained` is asked


class SessionServer:
    """Serves one connection until it ends.

    connection  connection.Connection to the examiner
    shell       shell.Shell, or cells.Bare where no cell is to be shown
    """

    def __init__(self, connection, shell):
        self.connection, self.shell, self.names = connection, shell, shell.user_ns
        shell.goes_on = True
        self.kept, self.number_of, self.own = [], {}, {}
        self.last = None  # (number, result, its bytes) of the last call that returned

    def serve(self):
        """Answer requests until the other side closes the connection."""
        with contextlib.suppress(Ended):
            self._converse()

    def _converse(self, sent=()):
        """Answer requests; return the answer to a request of this side's own, when it arrives.

        sent       list of the arrays and containers in that request: the answer may be made of the same objects
        """
        while True:
            kind, *rest = self._loads(self.connection.receive(), sent)
            if kind == "answer":
                return rest
            self.connection.send(self._answer(kind, rest))

    def _keep(self, value):
        if id(value) not in self.number_of:
            self.number_of[id(value)] = len(self.kept)
            self.kept.append(value)
        return self.number_of[id(value)]

    def _dumps(self, value):
        return wire.dumps(value, self._keep)

    def _loads(self, message, sent=()):
        return wire.loads(message, lambda number, kind: self.kept[number], sent)

    def _answer(self, kind, rest):
        if kind == "run":
            number, source, *limits = rest
            try:
                return self._dumps(["ran", *self.shell.run(source, number, *limits)])
            except NotShown:
                return self._dumps(["not shown"])
        if kind == "prepare":
            return self._prepared(*rest)
        if kind == "explain":
            return self._explained(*rest)
        name, *substituted = rest
        arguments = self.connection.receive()
        if kind == "own":
            return self._call(self.own.get(name, undefined(name)), arguments)
        with self._substituted(*substituted):
            return self._call(self.names[name], arguments)

    def _prepared(self, cells, asked, limit):
        """Run cells for what they define; tell which of some names are defined, and where cells stopped."""
        stopped = []
        for number, source in cells:
            self.connection.send(self._dumps(["at", number]))  # the examiner must know which one does not finish
            for error in self.shell.again(source, number, limit):
                with contextlib.suppress(BaseException):  # a class of the student's may say anything of its traceback
                    stopped += _stop_of(number, error)
        found = {name: callable(self.names[name]) for name in asked if name in self.names}
        return self._dumps(["prepared", found, stopped])

    def _explained(self, name):
        """Explain a function's failure on the public inputs, with the public tests; None where they can't."""
        with self.shell.listening(PRINTED_LIMIT):
            try:
                found = importlib.import_module(TESTS).explained(name, self.names[name])
                return wire.dumps(["explained", found])
            except Ended:
                raise
            except BaseException:
                return wire.dumps(["explained", None])

    # ── One call ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _call(self, target, before):
        """Call a function of the student's; return the answer, with what it printed and changed.

        before     the message of its arguments, to find out afterwards whether they have changed
        An answer with a result is two messages, so that the result is serialised once.
        """
        arguments = self._loads(before)
        with self.shell.listening(PRINTED_LIMIT) as outputs:
            try:
                with warnings.catch_warnings(), np.errstate(all="ignore"):
                    warnings.simplefilter("ignore")
                    result = target(*arguments)
                written = self._dumps(result)
            except Ended:
                raise
            except BaseException as error:
                written, answer = b"", ["raised", _description(error, self.names)]
            else:
                answer = ["returned", self._earlier()]
                self.last = (self.last[0] + 1 if self.last else 0, result, written)
        printed = "".join(item.get("text", "") for item in outputs.items)
        after = arguments if self._dumps(arguments) != before else None
        return self._dumps([*answer, printed, after]) + written

    def _earlier(self):
        """The last result, if it has changed since it was returned: dict, its number -> its value now."""
        if self.last is None or self._dumps(self.last[1]) == self.last[2]:
            return {}
        return {self.last[0]: self.last[1]}

    @contextlib.contextmanager
    def _substituted(self, name, takes):
        """While the block runs, `name` is the examiner's substitute for it; `takes` names its arguments."""
        if name is None:
            yield
            return
        precomputed = self._loads(self.connection.receive())
        replaced = self.names.get(name)
        own = twin_of(self.names.get(name, undefined(name, takes)))
        self.own = {name: own}
        signatures = signatures_of(own, takes)

        def call(*args, **kwargs):
            values = arguments_of(signatures, takes, args, kwargs)
            if values is None:
                return own(*args, **kwargs)
            message, sent = wire.dumps_parts(["substitute", list(values)], self._keep)
            answer = unseal(message, precomputed)
            if answer is None:
                self.connection.send(message)
                kind, value = self._converse(sent)
            else:
                _, kind, value = self._loads(answer, sent)
            if kind == "raised":
                raise _exception(*value)
            return value

        call.__name__ = call.__qualname__ = name
        try:
            with everywhere(self.names, name, replaced, call):
                yield
        finally:
            self.own = {}


# ── Exceptions, in either direction ───────────────────────────────────────────────────────────────────────────────


def _description(error, names):
    """Describe an exception: names of its type and of its bases, text, undefined name, the student's own lines."""
    try:
        text = str(error)[:TEXT_LIMIT]
    except Exception:
        text = ""
    name = getattr(error, "name", None) if isinstance(error, NameError) else None
    places, trace = [], error.__traceback__
    while trace is not None and len(places) < PLACES_LIMIT:
        cell = re.fullmatch(r"<cell (\d+)>", trace.tb_frame.f_code.co_filename)
        if cell and trace.tb_frame.f_globals is names:
            places.append([trace.tb_frame.f_code.co_name[:NAME_LIMIT], int(cell[1]), trace.tb_lineno])
        trace = trace.tb_next
    return [_kinds(error), text, name[:NAME_LIMIT] if isinstance(name, str) else None, places]


def _stop_of(number, error):
    """What ended a cell or a part of it: [(number, names of the exception's type and its bases, line)], or nothing."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != place(number):
        trace = trace.tb_next
    return [] if trace is None else [(number, _kinds(error), trace.tb_lineno)]


def _kinds(error):
    return [kind.__name__[:NAME_LIMIT] for kind in type(error).__mro__[:BASES_LIMIT]]


def _exception(kinds, text):
    """Make an exception that the substitute raised."""
    known = [getattr(builtins, kind, None) for kind in kinds]
    base = next((kind for kind in known if isinstance(kind, type) and issubclass(kind, Exception)), Exception)
    made: Any = type(kinds[0], (base,), {"__str__": lambda self: text})
    return made.__new__(made)
