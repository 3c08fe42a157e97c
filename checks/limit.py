"""A limit on the time of a block: an endless loop in a learner's function must not hang the notebook."""

import contextlib
import signal
import sys
import threading
import time

AGAIN = 0.5  # seconds until the timer tries once more, where a bare `except:` has swallowed the first
_OURS = {"checks", "numpy"}  # packages whose lines are not watched: they come to an end


class OutOfTime(BaseException):
    """The time is over. No Exception: a learner's `except Exception` must not stop it."""


@contextlib.contextmanager
def time_limit(seconds, is_traced=True):
    """Raise OutOfTime inside the block when it has run for some seconds; None: no limit.

    In the main thread it is a timer of the system; where there is none (another thread, Windows, a browser) each line
    that runs is a look at the clock, unless is_traced is False. There a bare `except:` ends the limit, as Python ends
    the tracing. Whoever has set a shorter timer, or traces lines (a debugger), is left alone.
    """
    if seconds is not None and _has_timer():
        with _timer(seconds):
            yield
    elif seconds is not None and is_traced:
        with _trace(seconds):
            yield
    else:
        yield


def _has_timer():
    here = threading.current_thread() is threading.main_thread() and sys.platform != "emscripten"
    return here and hasattr(signal, "setitimer")


@contextlib.contextmanager
def _timer(seconds):
    left, interval = signal.getitimer(signal.ITIMER_REAL)
    if 0 < left <= seconds:
        yield
        return
    is_over, started = False, time.monotonic()

    def ring(number, frame):
        if not is_over:
            raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        is_over = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL if before is None else before)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(left - (time.monotonic() - started), 1e-3), interval)


@contextlib.contextmanager
def _trace(seconds):
    if sys.gettrace() is not None:
        yield
        return
    until = time.monotonic() + seconds

    def watch(frame, event, _):
        if str(frame.f_globals.get("__name__")).split(".")[0] in _OURS:
            return None
        if time.monotonic() > until:
            raise OutOfTime
        return watch

    sys.settrace(watch)
    try:
        yield
    finally:
        sys.settrace(None)
