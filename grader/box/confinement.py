"""Which layer stops what, and whether given layers suffice; independent of any machine."""

from dataclasses import dataclass, field

LINUX = {1: "5.13", 2: "5.19", 3: "6.2", 4: "6.7", 5: "6.10", 6: "6.12", 7: "6.15"}  # the first with that Landlock


@dataclass(frozen=True)
class Threat:
    """Something that student code must not do, and which layer alone stops it.

    what        str
    bubblewrap  bool
    landlock    int         the first version of Landlock that stops it; None: none does
    seccomp     bool
    needed      bool        False: student code counts as confined although nothing stops this
    """

    what: str
    bubblewrap: bool
    landlock: int | None
    seccomp: bool
    needed: bool = True


THREATS = (
    Threat("read a file that was not given to it", True, 1, False),
    Threat("write, make, move or remove a file outside of its scratch", True, 1, False),
    Threat("empty a file", True, 3, False),
    Threat("change the mode, owner, times or attributes of a file or device", False, None, True),
    Threat("lock a file that others use, or take a lease on it", False, None, True),
    Threat("leave a file to a later session", True, 1, False),
    Threat("start a process, a thread or a program", False, None, True),
    Threat("send a signal to another process", True, 6, True),
    Threat("look into another process", True, 1, True),
    Threat("reach the network", True, None, True),
    Threat("reach another program of this machine by a socket", True, None, True),
    Threat("see names and sizes of files", True, None, False, needed=False),
)


@dataclass(frozen=True)
class Confinement:
    """The layers around student code.

    bubblewrap  bool        own namespaces: no network, no other processes, no files but those bound
    landlock    int         version of Landlock, 0 for none: files, and from 6 on signals
    seccomp     bool        system calls
    user        int         the user of its own that a session becomes: no access to files that only other users may
                            read, no signal to their processes; 0 where it stays the grader's user
    why         tuple of str: for each layer that can't be used a sentence that says why
    """

    bubblewrap: bool
    landlock: int
    seccomp: bool
    user: int = 0
    why: tuple = field(default=(), compare=False, kw_only=True)

    @property
    def layers(self):
        """The layers in words, whether they suffice or not; empty where there is none."""
        layers = ["bubblewrap"] * self.bubblewrap + [f"Landlock {self.landlock}"] * bool(self.landlock)
        return " + ".join(layers + ["seccomp"] * self.seccomp + ["own user"] * bool(self.user))

    def __str__(self):
        if self.holds:
            return self.layers
        return f"NOT CONFINED (only {self.layers})" if self.layers else "NOT CONFINED"

    def stopping(self, threat):
        """The layers that stop a Threat: list of str."""
        landlock = threat.landlock is not None and self.landlock >= threat.landlock
        found = (
            ("bubblewrap", self.bubblewrap and threat.bubblewrap),
            ("Landlock", landlock),
            ("seccomp", self.seccomp and threat.seccomp),
        )
        return [layer for layer, stops in found if stops]

    @property
    def open(self):
        """What no layer stops although it must be stopped: list of Threat."""
        return [threat for threat in THREATS if threat.needed and not self.stopping(threat)]

    @property
    def holds(self):
        """True when student code counts as confined: every Threat that must be stopped is."""
        return not self.open


def table():
    """The threats as a table of Markdown: the lines of it."""
    yield "| student code can't | bubblewrap | Landlock | seccomp |"
    yield "| --- | --- | --- | --- |"
    for threat in THREATS:
        landlock = f"from version {threat.landlock} (Linux {LINUX[threat.landlock]})" if threat.landlock else ""
        yield f"| {threat.what} | {_yes(threat.bubblewrap)} | {landlock} | {_yes(threat.seccomp)} |"


def _yes(stops):
    return "yes" if stops else ""
