"""The limits of a session by the kernel, and whether this machine's own limits leave room for them."""

LEAST = 0.5  # share of the budget below which honest work could fail

# Of the fields of grader.rules.budget.Budget: the name of the kernel's limit, its words, and how the shell gives it
_LIMITS = {
    "cpu": ("RLIMIT_CPU", "computing time", "ulimit -t", 1, "seconds"),
    "memory": ("RLIMIT_AS", "memory", "ulimit -v", 1024, "kB"),
    "file": ("RLIMIT_FSIZE", "the size of a file", "ulimit -f", 1024, "kB"),
    "files": ("RLIMIT_NOFILE", "open files", "ulimit -n", 1, "files"),
}


def limits(wanted, hard):
    """Return the limits of a session: list of (name of the kernel's limit, soft, hard).

    wanted     dict, field of the Budget -> int
    hard       takes the name of a limit, returns this process's own hard limit; negative: none
    """
    found = [("RLIMIT_CORE", 0, 0), ("RLIMIT_MEMLOCK", 0, 0)]
    for field, (name, *_) in _LIMITS.items():
        soft = _least(wanted[field], hard(name))
        # One second more, so that the signal that ends the session tells the reason.
        found.append((name, soft, _least(wanted[field] + 1, hard(name)) if field == "cpu" else soft))
    return found


def too_tight(wanted, hard):
    """Return a sentence where this machine's own limits leave less than LEAST of the budget, otherwise ""."""
    for field, (name, words, command, unit, units) in _LIMITS.items():
        there, needed = hard(name), int(LEAST * wanted[field])
        if 0 <= there < needed:
            return (
                f"this process's own limit on {words} ({command}) is {there // unit:,} {units}, and student code needs "
                f"at least {-(-needed // unit):,}: raise the limit and grade again"
            )
    return ""


def hard(name):
    """This process's own hard limit of a name; negative where there is none."""
    import resource  # which not every system has

    return resource.getrlimit(getattr(resource, name))[1]


def _least(wanted, there):
    return wanted if there < 0 else min(wanted, there)
