"""A student's functions as a test cell sees them: each call is a call in the box."""

import builtins
import re
from functools import partial
from typing import Any

import numpy as np

from checks.ending import ending_in
from checks.explanation import from_data
from checks.place.report import Places
from checks.target import Returned, Stopped, own_line
from grader.box.plain_values import Handle
from grader.box.session_client import SessionEnded
from grader.examiner.precomputed import precompute
from grader.examiner.source_analysis import data_from_outside, definition_of

_NUMPY_ERRORS = {"AxisError", "LinAlgError", "UFuncTypeError", "_UFuncNoLoopError", "_ArrayMemoryError"}
_PYTHONS = {*dir(builtins), *_NUMPY_ERRORS}
OTHER_KEY = "another key"
PLACES = 100  # of an exception: lines of the notebook that are looked up
ROOM = 4  # a substitute takes arguments at most this many times as large as those of the test


class Student:
    """One session of one student, as the test cells of the examiner see it.

    session    grader.box.session_client.Session
    sources    dict: number of a cell -> its text, to show the student's own lines
    words      set of the words in them
    secret     True in a hidden test: no text that student code made at run time is shown
    exercise   grader.exercise.loading.FullExercise
    stopped    dict: function -> why, of those that reached a limit of time in an earlier test: not called again
    stop       called for another one: stop(name, why)
    explained  dict: function -> what explains its failure, of those that an earlier test has asked about
    """

    def __init__(
        self, session, sources, words, secret, exercise, stopped=None, stop=lambda name, why: None, explained=None
    ):
        self.session, self.sources, self.words, self.secret = session, sources, words, secret
        self.exercise = exercise
        self.stopped, self.stop = stopped or {}, stop
        self.explained = {} if explained is None else explained
        self.by = None  # grader.box.session_client.EndedBy: what ended the session; None: it goes on
        self.answer = None  # during a call with a substitute: what answers its calls
        self.results, self.count, self.lines = {}, 0, {}

    def call(self, name, arguments, called=None, substitute=None, ahead=None):
        """Call a function in the box.

        called      name of the function that it calls, or None
        substitute  factory (the student's own function of that name -> its replacement during the call), or None
        ahead       grader.box.session_client.Ahead, or None
        Returns     (the result, fresh; the arguments afterwards, the same objects where the call has not changed them)
        """
        for one in (name,) if substitute else (name, called):  # without a substitute, the student's own is called
            if one in self.stopped:
                raise Stopped(f"{self.stopped[one]} (in a test before)")
        before = self.answer
        own = partial(self._own, called)
        self.answer = substitute and self._answering(substitute(own), ROOM * _entries(arguments))
        try:
            takes = self.exercise.functions[called].arguments if substitute else ()
            reply = self.session.call(name, arguments, substitute and called, self.answer, ahead, takes)
            return self._taken(reply, arguments)
        except SessionEnded as stopped:
            self.by = stopped.by
            if not stopped.in_time and (substitute or not called):  # no other function of the student's was called
                self.stop(name, str(stopped))
            raise Stopped(str(stopped)) from None
        finally:
            self.answer = before

    def explain(self, name):
        """Explain a function's failure on the public case, in the box, once: (Places, Diagnosis or None).

        What comes back is untrusted: it is validated, shown to no other student, and has no influence on points.
        """
        if name not in self.explained:
            try:
                self.explained[name] = self._read(name, self.session.explain(name))
            except (SessionEnded, ValueError):
                self.explained[name] = Places(), None
        return self.explained[name]

    def _read(self, name, data):
        if not isinstance(data, dict):
            return Places(), None
        cell = re.fullmatch(r"<cell (\d{1,6})>", str(data.get("cell")))
        source = self.sources.get(int(cell[1])) if cell else None
        declared = self.exercise.public

        def may_be_shown(word):
            known = declared.shapes.keys() | declared.sizes.keys() | declared.by_name.keys()
            return word in known or word in self.words or word in _PYTHONS

        lines, known = (source or "").split("\n"), self.exercise.tests.known_mistakes(name)
        return from_data(data, declared[name], lines if source else [], known, may_be_shown)

    def _own(self, name, *arguments):
        """Call the student's own function while a substitute replaces it."""
        try:
            return self._taken(self.session.own(name, arguments, self.answer), arguments)[0]
        except SessionEnded as stopped:
            self.by = stopped.by
            raise Stopped(str(stopped)) from None

    def _answering(self, substitute, room):
        """Return what answers a session's calls of the substitute; their arguments may have `room` entries."""

        def answer(arguments):
            try:
                if _entries(arguments) > room:
                    raise ValueError("it is called with arrays far larger than those of this test")
                return ["returned", substitute(*arguments)]
            except Stopped:
                raise
            except (Exception, SystemExit) as error:
                return ["raised", [[kind.__name__ for kind in type(error).__mro__], str(error)]]

        return answer

    def _taken(self, reply, arguments):
        if not self.secret:
            print(reply.printed, end="")
        for number, value in reply.earlier.items():
            if number in self.results:
                restore(self.results[number], self._shown(value))
        if reply.raised:
            raise self.error(*reply.raised)
        value = self._shown(reply.value)
        # The box counts its results in the same way, and watches the last one for changes.
        self.results = {self.count: value}
        self.count += 1
        return value, arguments if reply.arguments is None else reply.arguments

    def error(self, kinds, text, name, places):
        """Make an exception of the box: type, text and the student's own lines."""
        known = [getattr(builtins, kind, None) for kind in kinds]
        base = next((kind for kind in known if isinstance(kind, type) and issubclass(kind, Exception)), Exception)
        kind = kinds[0] if self._may_be_shown(kinds[0]) else base.__name__
        error = _made(kind, base, text)
        error.shown = "" if self.secret else text
        error.own_lines = [place for place in map(self._place, places[:PLACES]) if place]
        if isinstance(error, NameError) and name and self._may_be_shown(name):
            error.name = name
        return error

    def _place(self, place):
        """Look up a line that the box names in the text of its cell."""
        match place:
            case [str(function), int(cell), int(number)] if cell in self.sources and 0 < number < 100_000:
                if cell not in self.lines:
                    self.lines[cell] = self.sources[cell].split("\n")
                return own_line(function if self._may_be_shown(function) else "?", self.lines[cell], number)
        return None

    def _may_be_shown(self, name):
        """Outside hidden tests, any name; in them, a name in the student's text or of Python."""
        return name in self.words or name in _PYTHONS or (not self.secret and bool(re.fullmatch(r"\w{1,60}", name)))

    def _shown(self, value):
        """A value as it may be shown."""
        return self._shown_value(value) if self.secret else value

    def _shown_value(self, value):
        """Rename keys that student code made at run time: a message may list them."""
        if isinstance(value, dict):
            return {self._shown_key(key): self._shown_value(entry) for key, entry in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(self._shown_value(entry) for entry in value)
        if isinstance(value, Handle) and not self._may_be_shown(type(value).__name__):
            return Handle(value.number)
        return value

    def _shown_key(self, key):
        return key if isinstance(key, str) and self._may_be_shown(key) else OTHER_KEY


def _made(kind, base, text):
    """Make an exception of a name: a plain one where its kind needs more to be made, as a group of exceptions does."""
    made: Any = type(kind, (base,), {"__str__": lambda self: text, "__module__": "builtins"})
    try:
        return made.__new__(made)
    except TypeError:
        return _made(kind, Exception, text)


class Remote:
    """A checks.target.Target: a function of the student's, called in the box."""

    def __init__(self, name, student):
        self.__name__ = name
        self._student = student

    def __call__(self, *arguments):
        result, afterwards = self._student.call(self.__name__, arguments)
        for one, after in zip(arguments, afterwards, strict=True):
            restore(one, after)
        return result

    def call(self, case):
        ahead = precompute(self._student.exercise, case)
        given = self.__name__, case.arguments, case.function.calls, case.substitute, ahead
        return Returned(*self._student.call(*given))

    def kept(self):
        return None

    def is_finished(self):
        return NotImplementedError.__name__ not in self._student.words

    def names_from_outside(self):
        return data_from_outside(self.__name__, self._student.sources.values())

    def lines_of(self, error):
        return getattr(error, "own_lines", [])

    def ending(self, result):
        node, lines = definition_of(self.__name__, self._student.sources.values())
        return ending_in(node, lines, result)

    def text_of(self, error):
        return getattr(error, "shown", str(error))

    def explained(self, tests, name, problems):
        return self._student.explain(name)


def _entries(value):
    """How many single values there are in nested tuples, lists, dicts and arrays."""
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, dict):
        return sum(map(_entries, value.values()))
    return sum(map(_entries, value)) if isinstance(value, (list, tuple)) else 1


def restore(before, after):
    """Apply to the examiner's value the changes made in the box, in place as far as its type allows."""
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
        if before.shape == after.shape and before.dtype == after.dtype:
            before[...] = after
    elif isinstance(before, dict) and isinstance(after, dict):
        for key in before.keys() & after.keys():
            if type(before[key]) is type(after[key]) and isinstance(before[key], (dict, list, tuple, np.ndarray)):
                restore(before[key], after[key])
                after[key] = before[key] if _alike(before[key], after[key]) else after[key]
        before.clear()
        before.update(after)
    elif isinstance(before, list) and isinstance(after, list):
        for one, other in zip(before, after, strict=False):
            restore(one, other)
        before[:] = [
            one if type(one) is type(other) and _alike(one, other) else other
            for one, other in zip(before + [None] * len(after), after, strict=False)
        ]
    elif isinstance(before, tuple) and isinstance(after, tuple):
        for one, other in zip(before, after, strict=False):
            restore(one, other)


def _alike(one, other):
    if isinstance(one, np.ndarray):
        return one.shape == other.shape and one.dtype == other.dtype
    return isinstance(one, (dict, list, tuple))
