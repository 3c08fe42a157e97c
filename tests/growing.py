"""How long work takes as what it works on grows."""

import time


def grows_linearly(work, small, large):
    """Whether work(large) takes no longer than its size makes it, by the time of its processor."""
    times = {size: min(_timed(work, size) for _ in range(3)) for size in (small, large)}
    return times[large] <= 4 * (large / small) * times[small]


def _timed(work, size):
    started = time.process_time()
    work(size)
    return time.process_time() - started
