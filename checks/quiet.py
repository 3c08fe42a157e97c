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

    What np.empty holds meanwhile is the same in each run, and exit() ends the call, not the kernel.

    prints     True: what it prints goes to stdout, also what it prints to stderr, for which nbgrader takes points
    """
    stdout, disabled = sys.stdout if prints else io.StringIO(), logging.root.manager.disable
    with (
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stdout),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        filled_memory(),
        kernel_kept(),
    ):
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)  # a handler may hold the old stderr, which nothing else can keep it from
        try:
            yield
        finally:
            logging.disable(disabled)


@contextlib.contextmanager
def kernel_kept():
    """While the block runs, exit() and quit() raise SystemExit, as in a program: IPython's end the kernel, unsaid."""
    names = vars(sys.modules["__main__"])
    kept = {name: names[name] for name in ("exit", "quit") if _is_of_ipython(names.get(name))}
    names.update(dict.fromkeys(kept, sys.exit))
    try:
        yield
    finally:
        names.update(kept)


def _is_of_ipython(thing):
    return type(thing).__module__.split(".")[0] == "IPython"
