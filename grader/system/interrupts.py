"""What ends this program from outside: Ctrl-C, SIGTERM, a terminal that closes. Each ends it in one line, at once."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(KeyboardInterrupt):
    """A signal has come that ends the program.

    number     of the signal
    """

    def __init__(self, number):
        super().__init__(f"interrupted by {signal.Signals(number).name}")
        self.number = number


def code_of(interrupt: KeyboardInterrupt) -> int:
    """The exit code after a KeyboardInterrupt, by the shells' rule."""
    return 128 + getattr(interrupt, "number", signal.SIGINT)


def end_at_once() -> None:
    """From now on let a signal end the program with one line: nothing is there yet that has to be put away."""

    if hasattr(signal, "SIGCHLD"):  # where whoever started this has it ignored, no process can be waited for
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)

    def end(number, frame):
        os.write(2, b"Stopped: interrupted\n")
        os._exit(128 + number)

    _handle(end)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """While the block runs, a signal raises Interrupted in it, once: those after it find the end under way."""

    def interrupt(number, frame):
        _handle(signal.SIG_IGN)
        raise Interrupted(number)

    before = _handle(interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def held_back() -> Iterator[None]:
    """While the block runs, no signal interrupts it; one that came is there afterwards. Processes inherit it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)


def ignore() -> None:
    """Make this process one that only another one ends: Ctrl-C in a terminal goes to all that run there."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)


def _handle(handler):
    """Handle the signals, but for those that whoever started this process had it ignore; return how they were."""
    if threading.current_thread() is not threading.main_thread():
        return {}
    before = {number: signal.getsignal(number) for number in ENDING}
    before = {number: how for number, how in before.items() if how not in (signal.SIG_IGN, None)}
    for number in before:
        signal.signal(number, handler)
    return before
