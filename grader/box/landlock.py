"""Which files student code may open: a Landlock ruleset (Linux 5.13 and later), by its three system calls.

The packages that wrap Landlock stop at its first version; the network and signals of later ones are needed here.
"""

import ctypes
import os
import struct
import sys

from . import kernel

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_FILE_ONLY = _EXECUTE | 1 << 1 | _READ_FILE | 1 << 14 | 1 << 15
# What each version of Landlock can restrict: the bits of file access; from 4 on TCP, from 6 on signals and sockets.
_FILE_BITS = {1: 13, 2: 14, 3: 15, 4: 15}


def ask():
    """Return the version of Landlock that this kernel has; OSError where it has none."""
    return kernel.call(_CREATE, None, ctypes.c_size_t(0), 1)


def version():
    """Return the version of Landlock that this kernel has, 0 for none."""
    try:
        return ask() if sys.platform == "linux" else 0
    except OSError:
        return 0


class Rules:
    """Rulesets for processes that may read the same files and folders, and use no network.

    readable   paths that may be read, with what is beneath them; those that do not exist are left out
    version    the version of Landlock whose rules are used: that of this kernel, or an earlier one
    """

    def __init__(self, readable, version):
        self._everything = (1 << _FILE_BITS.get(version, 16)) - 1
        handled = [self._everything, *[3] * (version >= 4), *[3] * (version >= 6)]
        self._handled = struct.pack(f"={len(handled)}Q", *handled)
        self._readable = list(filter(None, (self._beneath(path, _READ) for path in readable)))

    def ruleset(self, writable):
        """Make the ruleset of a process that may write these paths as well; return its file descriptor."""
        rules = kernel.call(_CREATE, self._handled, ctypes.c_size_t(len(self._handled)), 0)
        for access, parent in self._readable:
            self._add(rules, access, parent)
        for path in writable:
            access, parent = self._beneath(path, self._everything & ~_EXECUTE)
            self._add(rules, access, parent)
            os.close(parent)
        return rules

    def _add(self, rules, access, parent):
        kernel.call(_ADD, rules, 1, struct.pack("=Qi", access, parent), 0)

    def _beneath(self, path, access):
        try:
            parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        return access & self._everything & (-1 if os.path.isdir(path) else _FILE_ONLY), parent


def enforce(rules):
    """Bind this process, for the rest of its life, to a ruleset; OSError where the kernel refuses.

    Either `kernel.forgo_privileges` goes before, or the kernel does refuse.
    """
    kernel.call(_RESTRICT, rules, 0)
