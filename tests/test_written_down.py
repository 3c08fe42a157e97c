"""Law: what the gradebook has, no longer waits; what it does not have waits, wherever the gradebook fails in between. A
watch forgets no work that it holds for another day, and says that it works again when that is so."""

import time
from types import SimpleNamespace

import pytest

from grader.classroom.run import Run
from grader.classroom.watch_loop import Watching
from grader.course.gradebook import Entry, GradebookFailed
from grader.rules.fence import Fence

ENTRIES = [Entry(name, {"t": 1.0}) for name in "abc"]


class Book:
    """A gradebook that takes no two entries at once, and fails after some."""

    def __init__(self, most):
        self.most, self.has = most, []

    def write(self, entries):
        if len(entries) > 1:
            raise ValueError("one of these can't be written")
        if len(self.has) == self.most:
            raise GradebookFailed("locked")
        self.has += [entry.student for entry in entries]


def made(kind, book):
    one = object.__new__(kind)
    one.waiting, one.book, one._fence = list(ENTRIES), book, lambda: Fence(10)
    one.recorded, one.unreturned = {}, []
    return one


def test_what_is_written_one_by_one_is_not_lost_with_what_comes_after_it():
    run, book = made(Run, Book(1)), Book(1)
    run.book = book
    with pytest.raises(GradebookFailed):
        run._write_down()
    assert [entry.student for entry in run.waiting] == ["b", "c"]
    book.most = 9
    run._write_down()
    assert (run.waiting, book.has) == ([], ["a", "b", "c"])


def test_a_watch_returns_what_was_written_before_the_gradebook_failed():
    watching = made(Watching, Book(1))
    with pytest.raises(GradebookFailed):
        watching._write_down()
    assert watching.unreturned == ["a"]
    assert list(watching.recorded) == ["a"]


def test_it_works_again_when_what_did_not_work_does():
    watching, told = object.__new__(Watching), []
    watching.trouble, watching.tell = {}, lambda kind, text: told.append((kind, text))
    watching._in_trouble("writing", OSError(28, "No space left on device"))
    watching._in_trouble("writing", OSError(28, "No space left on device"))
    watching._works("finishing")
    assert [kind for kind, _ in told] == ["trouble"]
    watching._works("writing")
    assert told[-1] == ("note", "It works again.")
    watching._in_trouble("writing", OSError(28, "No space left on device"))
    assert [kind for kind, _ in told] == ["trouble", "note", "trouble"]


def test_what_is_held_stays_held_until_it_is_at_work_itself():
    watching = object.__new__(Watching)
    watching.queue, watching.at_work, watching.held, watching.again_at = {"a": "newer"}, {}, {"a": "newer"}, 0.0
    watching.exchange, watching.found, watching.rows = None, {}, {"a": None}
    watching.unreturned, watching.tell = ["a"], lambda *_, **__: None
    watching._mark, watching.tries = lambda _: None, SimpleNamespace(save=lambda: None, allows=lambda *_: True)
    watching._return()  # of the work before it
    assert watching.held == {"a": "newer"}
    watching._key = lambda folder: ("key", "picked")
    watching.arrivals = SimpleNamespace(is_unchanged=lambda *_: True)
    watching._job = lambda *_: SimpleNamespace(packed=b"")
    assert len(list(watching._next_jobs())) == 1
    assert watching.held == {}
    assert time.monotonic() > watching.again_at
