"""Calls into the Linux kernel that Python has no functions for."""

import ctypes
import functools
import os
import struct

_DEATH_SIGNAL, _DUMPABLE, _SECCOMP, _NO_NEW_PRIVILEGES = 1, 4, 22, 38
_FILTER = 2
_CAPABILITIES = struct.pack("=Ii", 0x20080522, 0)  # version 3, of this process


@functools.cache
def libc():
    """The C library of this process."""
    return ctypes.CDLL(None, use_errno=True)


def call(number, *arguments):
    """Make a system call by its number; return its result, OSError where the kernel refuses."""
    return _checked(libc().syscall(number, *arguments))


def hide_memory():
    """Keep other processes of the same user, children too, from looking into this one."""
    _control(_DUMPABLE, 0)


def end_with_parent(signal: int) -> None:
    """Have a signal sent to this process when its parent ends."""
    _control(_DEATH_SIGNAL, signal)


def forgo_privileges():
    """Gain no privilege any more, and give up those that root has: no later call brings them back."""
    _control(_NO_NEW_PRIVILEGES, 1)
    _checked(libc().capset(_CAPABILITIES, bytes(24)))


def load_filter(program):
    """Bind this process to a seccomp filter, a ctypes reference to its program."""
    _control(_SECCOMP, _FILTER, program)


def _control(option, *values):
    _checked(libc().prctl(option, *values, *[0] * (4 - len(values))))


def _checked(result):
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result
