"""A block in which a learner's function may run: what it prints, warns of and logs is no part of its result."""

import contextlib
import io
import logging
import sys
import warnings

import numpy as np

from checks.memory import filled_memory


@contextlib.contextmanager
def quiet(prints=False):
    """Run a block without warnings and logging, and without what it prints, to stdout or to stderr.

    What np.empty holds meanwhile is the same in each run.

    prints     True: what it prints goes to stdout, also what it prints to stderr, for which nbgrader takes points
    """
    stdout, disabled = sys.stdout if prints else io.StringIO(), logging.root.manager.disable
    with (
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stdout),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        filled_memory(),
    ):
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)  # a handler may hold the old stderr, which nothing else can keep it from
        try:
            yield
        finally:
            logging.disable(disabled)
