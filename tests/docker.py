"""Run a program as root has it in a docker container: with docker's capabilities, under its default seccomp profile.

python tests/docker.py [--without-landlock] PROGRAM ARGUMENT...    as on a kernel that has none, if that is said

The profile: https://docs.docker.com/engine/security/seccomp/.
"""

import ctypes
import errno
import os
import sys

_REFUSED = """
acct add_key bpf clock_adjtime clock_settime create_module delete_module finit_module fsconfig fsmount fsopen fspick
get_kernel_syms get_mempolicy init_module io_uring_enter io_uring_register io_uring_setup ioperm iopl kcmp
kexec_file_load kexec_load keyctl lookup_dcookie mbind mount mount_setattr move_mount move_pages name_to_handle_at
nfsservctl open_by_handle_at open_tree perf_event_open pivot_root query_module quotactl reboot request_key
set_mempolicy setns settimeofday stime swapoff swapon syslog umount umount2 unshare uselib userfaultfd ustat vhangup
"""
LANDLOCK = ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self")
CAPABILITIES = {
    0: "CHOWN",
    1: "DAC_OVERRIDE",
    3: "FOWNER",
    4: "FSETID",
    5: "KILL",
    6: "SETGID",
    7: "SETUID",
    8: "SETPCAP",
    10: "NET_BIND_SERVICE",
    13: "NET_RAW",
    18: "SYS_CHROOT",
    27: "MKNOD",
    29: "AUDIT_WRITE",
    31: "SETFCAP",
}
NAMESPACES = 0x7E020000  # the flags of clone that make one
_ALLOW, _MASKED_EQUAL = 0x7FFF0000, 7
_NO_NEW_PRIVS, _DROP = 3, 24


class _Comparison(ctypes.Structure):
    _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


def refuse(names, without):
    """Bind this process, and all that it starts, to a filter.

    names      of system calls that are not permitted
    without    of those that this kernel does not have
    """
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    library.seccomp_attr_set.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_uint32]
    library.seccomp_rule_add_array.argtypes = [
        *(ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint),
        ctypes.POINTER(_Comparison),
    ]
    context = library.seccomp_init(ctypes.c_uint32(_ALLOW))

    def rule(error, name, *comparisons):
        number = library.seccomp_syscall_resolve_name(name.encode())
        array = (_Comparison * max(1, len(comparisons)))(*comparisons)
        if number >= 0:
            library.seccomp_rule_add_array(context, 0x00050000 | error, number, len(comparisons), array)

    for name in names:
        rule(errno.EPERM, name)
    for name in (*without, "clone3"):  # without clone3 the C library takes clone, whose flags can be looked at
        rule(errno.ENOSYS, name)
    for flag in (1 << bit for bit in range(32) if NAMESPACES & 1 << bit):
        rule(errno.EPERM, "clone", _Comparison(0, _MASKED_EQUAL, flag, flag))
    library.seccomp_attr_set(context, _NO_NEW_PRIVS, 0)  # docker leaves it to the program
    if library.seccomp_load(context):
        raise OSError("the kernel takes no filter")


if __name__ == "__main__":
    program = sys.argv[1:]
    without = LANDLOCK if program[0] == "--without-landlock" else ()
    refuse(_REFUSED.split(), without)
    for capability in set(range(64)) - set(CAPABILITIES):
        ctypes.CDLL(None).prctl(_DROP, capability, 0, 0, 0)
    program = program[bool(without) :]
    os.execvp(program[0], program)
