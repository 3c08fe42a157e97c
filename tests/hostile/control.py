"""The class through plain nbgrader: together those who leave each other alone, by themselves those who do not."""

import os
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from tests.hostile import plain
from tests.hostile.members import ARMED, attacks, kind

NEIGHBOURS = ("a-honest", "z-honest")  # first and last in the order of nbgrader
TOGETHER = ("read", "leak", "inject", "mended", "forge")
# They end or hold up the run for those behind them.
DISTURBING = {
    *(f"forge-{name}" for name in ("exit-zero", "abort", "schema-old", "schema-new", "kernelspec", "shadow-numpy")),
    *(f"forge-{name}" for name in ("frames-on-the-wire", "run-cell", "gradebook-later")),
    *(f"forge-cell-{name}" for name in ("claimed", "twice", "swapped", "retyped", "edited", "removed")),
}
QUIET = {"broken-link"}  # of those that are run by themselves else, in which most end the run
UNDISTURBED = {"harmed": 0, "ended": "", "left": 0, "changed": []}
ALONE_SECONDS, EACH_SECONDS = 150, 20
BATCH = 20


def names():
    """Ids of all that try something."""
    return [attack.id for attack in attacks(plain.PLACE)]


def control(template, wanted, progress=print, found=None):
    """Run submissions through plain nbgrader.

    template   Path, of tests.hostile.plain.template
    wanted     ids
    progress   called with a sentence after each run
    found      dict to be filled, for who wants to see it grow
    Returns dict: id -> what became of it: points (None where there are none), harmed (number of neighbours that did not
    get what their work is worth), left, changed, ended, done, leaked, injected, seconds.
    """
    found = {} if found is None else found

    def work(batch):
        run = _run(template, batch)
        ungraded = [name for name in batch if name not in run["points"]]
        disturbed = len(batch) > 1 and (ungraded or _harmed(run))
        # Something in it ended the run for those behind it: who has no points is tried again, the first by itself.
        again = (ungraded or batch) if disturbed else []
        for name in batch:
            if name not in again:
                found[name] = _seen(run, name, len(batch)) | (UNDISTURBED if disturbed else {})
        words = f"{batch[0]} and {len(batch) - 1} more" if len(batch) > 1 else batch[0]
        progress(f"{run['seconds']:6} s  {words} {run['ended']}")
        return [part for part in (again[:1], again[1:]) if part]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {pool.submit(work, batch) for batch in _batches(wanted)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            running |= {pool.submit(work, batch) for future in done for batch in future.result()}
    return found


def _batches(wanted):
    quiet = [name for name in wanted if kind(name) in TOGETHER or name in QUIET]
    together = sorted(name for name in quiet if name not in DISTURBING)
    return [
        *(together[start : start + BATCH] for start in range(0, len(together), BATCH)),
        *([name] for name in wanted if name not in together),
    ]


def _run(template, batch):
    seconds = ALONE_SECONDS if len(batch) == 1 else ALONE_SECONDS + EACH_SECONDS * len(batch)
    alone = len(batch) == 1
    run = plain.run(template, [*NEIGHBOURS, *([] if alone else [ARMED.id]), *batch], seconds)
    if not alone and run["points"] and not run["armed"]:
        raise RuntimeError(f"no payload was armed in the run of {', '.join(batch)}")
    return run


def _harmed(run):
    return sum(run["points"].get(name) != 100 for name in NEIGHBOURS)


def _seen(run, name, together):
    return {
        "points": run["points"].get(name),
        "harmed": _harmed(run),
        "left": run["left"],
        "changed": run["changed"],
        "ended": run["ended"],
        "done": name in run["done"],
        "shown": name in run["hidden tests shown"],
        "leaked": run["leaked"].get(name, []),
        "injected": run["injected"].get(name, []),
        "seconds": round(run["seconds"] / (together + 3), 1) if together > 1 else run["seconds"],
    }
