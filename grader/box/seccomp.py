"""Which system calls student code may make: an allow-list, written with libseccomp, loaded in the forked child.

Allowed is what numpy, IPython and matplotlib need within a warm process. No process or thread is started, no signal
sent, no socket opened; files are a matter of the mounts and of Landlock.
"""

import ctypes
import errno
import os

_CALLS = """
read readv pread64 preadv write writev pwrite64 pwritev lseek close close_range dup dup2 dup3 fcntl
flock fsync fdatasync open openat creat stat lstat fstat newfstatat statx statfs fstatfs access
faccessat faccessat2 readlink readlinkat getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir
unlink unlinkat rename renameat renameat2 truncate ftruncate fallocate chmod fchmod fchmodat
utimensat umask copy_file_range sendfile fadvise64 mmap munmap mprotect mremap madvise mincore msync
brk rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending sigaltstack alarm setitimer getitimer
pause futex sched_yield sched_getaffinity sched_getparam sched_getscheduler getcpu getpid gettid
getppid getuid geteuid getgid getegid getgroups getpgrp getpgid getsid getresuid getresgid getrandom
uname sysinfo times getrusage getrlimit clock_gettime clock_getres gettimeofday time clock_nanosleep
nanosleep poll ppoll select pselect6 epoll_create1 epoll_ctl epoll_wait epoll_pwait pipe pipe2
eventfd2 socketpair sendto recvfrom recvmsg shutdown getsockopt exit exit_group set_robust_list rseq
set_tid_address arch_prctl restart_syscall
"""
ALLOWED = _CALLS.split()
TERMINAL_QUESTIONS = (0x5401, 0x5413, 0x541B, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONREAD, FIONCLEX, FIOCLEX

_ALLOW, _EQUAL = 0x7FFF0000, 4
_NO_NEW_PRIVS, _SECCOMP, _FILTER = 38, 22, 2
_INSTRUCTION = 8  # bytes of one in a program
_libc = ctypes.CDLL(None, use_errno=True)


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
        for name in ALLOWED:
            self._rule(_ALLOW, name)
        for question in TERMINAL_QUESTIONS:
            self._rule(_ALLOW, "ioctl", _Comparison(1, _EQUAL, question, 0))
        self._rule(_ALLOW, "prlimit64", _Comparison(2, _EQUAL, 0, 0))  # to ask for limits, not to set them
        # glibc asks for clone3 first; "not implemented" makes it ask for clone, which is refused as not permitted.
        self._rule(_error(errno.ENOSYS), "clone3")
        self.program = self._exported()
        self._handed = ctypes.byref(_Program(len(self.program) // _INSTRUCTION, self.program))

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
        if _libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) or _libc.prctl(_SECCOMP, _FILTER, self._handed, 0, 0):
            raise OSError(ctypes.get_errno(), "the kernel takes no seccomp filter")


def _error(number):
    return 0x00050000 | number
