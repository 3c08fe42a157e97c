"""Which system calls student code may make: an allow-list, written with libseccomp, loaded in the forked child.

Allowed is what numpy, IPython and Matplotlib need within a warm process, as far as it touches nothing but the process
itself, what it may open, and its scratch. Mounts and Landlock decide which files it may open; calls that
could change a file without opening it for writing, or affect other processes that have it open, are refused here.
"""

import ctypes
import errno
import os

from . import kernel

ALLOWED = {
    "descriptors": """
        read readv pread64 preadv write writev pwrite64 pwritev lseek close close_range dup dup2 dup3 ftruncate
        copy_file_range sendfile pipe pipe2 eventfd2 epoll_create1 epoll_ctl epoll_wait epoll_pwait
        poll ppoll select pselect6""",
    "names of files": """
        creat mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 chdir fchdir getcwd umask
        stat lstat fstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat
        getdents getdents64""",
    "its own connection, and pairs of its own": "recvfrom shutdown getsockopt",
    "its own memory": "mmap munmap mprotect mremap madvise brk",
    "its own signals and clocks": """
        rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending sigaltstack alarm setitimer getitimer pause
        clock_gettime clock_getres gettimeofday time clock_nanosleep nanosleep restart_syscall""",
    "itself": """
        futex set_robust_list rseq sched_yield sched_getaffinity getcpu getpid gettid getppid getpgrp getuid geteuid
        getgid getegid getresuid getresgid getgroups getrandom uname sysinfo times getrusage getrlimit
        exit exit_group""",
}
# Nothing outlives a session, so there is nothing to keep safe: they succeed without a load on the disk of others.
IDLE = ("fsync", "fdatasync", "msync")
# TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
DEVICE_COMMANDS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC: no lock, lease, owner, signal or size of a pipe
DESCRIPTOR_COMMANDS = (0, 1, 2, 3, 1030)
_SET_FLAGS, _ASYNC = 4, 0o20000
OPENING = {"open": 1, "openat": 2}  # where their flags are

_ALLOW, _EQUAL, _MASKED_EQUAL = 0x7FFF0000, 4, 7
_INSTRUCTION = 8  # bytes of one in a program


class _Comparison(ctypes.Structure):
    _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


class _Program(ctypes.Structure):
    _fields_ = (("count", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


class Filter:
    """The filter, made once; `load()` binds the calling process to it for the rest of its life.

    program    bytes, what libseccomp makes of the rules: each forked child hands it to the kernel as it is
    Raises OSError where libseccomp is missing.
    """

    def __init__(self):
        self._library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
        self._library.seccomp_init.restype = ctypes.c_void_p
        self._library.seccomp_export_bpf.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self._library.seccomp_rule_add_array.argtypes = [
            ctypes.c_void_p,
            ctypes.c_uint32,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.POINTER(_Comparison),
        ]
        self._context = self._library.seccomp_init(ctypes.c_uint32(_error(errno.EPERM)))
        for name in " ".join(ALLOWED.values()).split():
            self._rule(_ALLOW, name)
        for name in IDLE:
            self._rule(_error(0), name)
        self._allow_by_argument()
        # glibc asks for clone3 first; "not implemented" makes it ask for clone, which is refused as not permitted.
        self._rule(_error(errno.ENOSYS), "clone3")
        self.program = self._exported()
        self._handed = ctypes.byref(_Program(len(self.program) // _INSTRUCTION, self.program))

    def _allow_by_argument(self):
        for command in DEVICE_COMMANDS:
            self._rule(_ALLOW, "ioctl", _is(1, command))
        for command in DESCRIPTOR_COMMANDS:
            self._rule(_ALLOW, "fcntl", _is(1, command))
        self._rule(_ALLOW, "fcntl", _is(1, _SET_FLAGS), _Comparison(2, _MASKED_EQUAL, _ASYNC, 0))
        # A file may be emptied only where it is opened for writing, of which Landlock judges. Where it is opened for
        # reading, a file of an overlay (a container's image) is empty before Landlock is asked.
        for name, flags in OPENING.items():
            self._rule(_ALLOW, name, _Comparison(flags, _MASKED_EQUAL, os.O_TRUNC, 0))
            for writing in (os.O_WRONLY, os.O_RDWR):
                self._rule(_ALLOW, name, _Comparison(flags, _MASKED_EQUAL, os.O_ACCMODE, writing))
        self._rule(_ALLOW, "prlimit64", _is(0, 0), _is(2, 0))  # to ask for its own limits, not to set them
        self._rule(_ALLOW, "socketpair", _is(0, 1))  # Unix sockets, both ends its own
        self._rule(_ALLOW, "sendto", _is(4, 0))  # to the other end, not to an address

    def _rule(self, action, name, *comparisons):
        number = self._library.seccomp_syscall_resolve_name(name.encode())
        if number < 0:  # not on this architecture
            return
        array = (_Comparison * max(1, len(comparisons)))(*comparisons)
        result = self._library.seccomp_rule_add_array(self._context, action, number, len(comparisons), array)
        if result:
            raise OSError(-result, f"libseccomp takes no rule for {name}")

    def _exported(self):
        read, write = os.pipe()
        try:
            result = self._library.seccomp_export_bpf(self._context, write)
        finally:
            os.close(write)
        with os.fdopen(read, "rb") as pipe:
            program = pipe.read()
        if result or not program or len(program) % _INSTRUCTION:
            raise OSError(-result, "libseccomp gives no program")
        return program

    def load(self):
        """Bind this process to the filter; OSError where the kernel refuses."""
        kernel.load_filter(self._handed)


def _error(number):
    return 0x00050000 | number


def _is(argument, value):
    """A call matches whose argument of this number has this value."""
    return _Comparison(argument, _EQUAL, value, 0)
