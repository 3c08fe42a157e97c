"""Which files student code may open: a Landlock ruleset (Linux 5.13 and later), by its three system calls.

The packages that wrap Landlock stop at its first version; the network and signals of later ones are needed here.
"""

import ctypes
import os

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_FILE_ONLY = _EXECUTE | 1 << 1 | _READ_FILE | 1 << 14 | 1 << 15
_NO_NEW_PRIVS = 38
# What each version of Landlock can restrict: the bits of file access; from 4 on TCP, from 6 on signals and sockets.
_FILE_BITS = {1: 13, 2: 14, 3: 15, 4: 15}
_libc = ctypes.CDLL(None, use_errno=True)


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version():
    """The version of Landlock that this kernel has, 0 for none."""
    return max(0, _libc.syscall(_CREATE, None, ctypes.c_size_t(0), 1))


class Rules:
    """Rulesets for processes that may read the same files and folders, and use no network.

    readable   paths that may be read, with what is beneath them; those that do not exist are left out
    Raises OSError where the kernel refuses.
    """

    def __init__(self, readable):
        kernel = version()
        if not kernel:
            raise OSError("this kernel has no Landlock")
        self._everything = (1 << _FILE_BITS.get(kernel, 16)) - 1
        self._handled = _Ruleset(self._everything, 3 if kernel >= 4 else 0, 3 if kernel >= 6 else 0)
        self._size = ctypes.c_size_t(24 if kernel >= 6 else 16 if kernel >= 4 else 8)
        self._readable = list(filter(None, (self._beneath(path, _READ) for path in readable)))

    def ruleset(self, writable):
        """Make the ruleset of a process that may write these paths as well; return its file descriptor."""
        rules = _call(_CREATE, ctypes.byref(self._handled), self._size, 0)
        for beneath in self._readable:
            _call(_ADD, rules, 1, ctypes.byref(beneath), 0)
        for path in writable:
            beneath = self._beneath(path, self._everything & ~_EXECUTE)
            _call(_ADD, rules, 1, ctypes.byref(beneath), 0)
            os.close(beneath.parent)
        return rules

    def _beneath(self, path, access):
        try:
            parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        return _Beneath(access & self._everything & (-1 if os.path.isdir(path) else _FILE_ONLY), parent)


def enforce(rules):
    """Bind this process, for the rest of its life, to a ruleset; OSError where the kernel refuses."""
    if _libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "no_new_privs was refused")
    _call(_RESTRICT, rules, 0)


def _call(number, *arguments):
    result = _libc.syscall(number, *arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"Landlock: {os.strerror(error)}")
    return result
