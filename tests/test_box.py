"""Law: from inside the box there is nothing to read but what is given, nothing to write but its own scratch, nobody to
reach and nothing to start; and whatever a session does ends with it."""

import os
import re
from dataclasses import replace

import numpy as np
import pytest

from grader.box.session_client import SessionEnded
from tests.boxes import BUDGET, KINDS, named, said
from tests.rnn import NOTEBOOK
from tests.sampling import sample

pytestmark = pytest.mark.slow
# With bubblewrap and with Landlock alone, where what ends a session, and starts a box, is outside of both.
IN_TWO = pytest.mark.parametrize("box", sample(KINDS, every=len(KINDS) - 1), ids=named, indirect=True)

REFUSED = {
    "fork": "import os; os.fork()",
    "thread": "import threading; threading.Thread(target=print).start()",
    "program": "import subprocess; subprocess.run(['/usr/bin/true'])",
    "exec": "import os; os.execv('/usr/bin/true', ['true'])",
    "signal": "import os; os.kill(os.getppid(), 0)",
    "tcp": "import socket; socket.socket()",
    "udp": "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "unix socket": "import socket; socket.socket(socket.AF_UNIX)",
    "own limits": "import resource; resource.setrlimit(resource.RLIMIT_CPU, (9, 9))",
    "passwd": "open('/etc/passwd').read()",
    "proc": "open('/proc/self/environ').read()",
    "proc of others": "open('/proc/1/environ').read()",
    "top": "import os; os.listdir('/')",
    "notebook": f"open({str(NOTEBOOK)!r}).read()",
    "notebook beside": "open('rnn.ipynb').read()",
    "grader": "import grader",
    "write given": "open('rnn_utils.py', 'a').write('x')",
    "write tmp": "open('/tmp/x', 'w').write('x')",
    "write package": "import numpy; open(numpy.__file__, 'a').write('x')",
    "large file": "open('x', 'wb').write(bytes(2 << 20)); open('x', 'ab').write(bytes(2 << 20))",
    "device": "open('/dev/mem', 'rb')",
    "memory": "x = bytearray(2 << 30)",
    "input": "input()",
    "mode": "import os; open('own', 'w'); os.chmod('own', 0o600)",
    "mode of a device": "import os; os.chmod('/dev/null', 0o666)",
    "mode by descriptor": "import os; os.fchmod(0, 0o666)",
    "times": "import os; open('own', 'w'); os.utime('own', (1, 1))",
    "times of a device": "import os; os.utime('/dev/null', (1, 1))",
    "owner": "import os; open('own', 'w'); os.chown('own', os.getuid(), os.getgid())",
    "attribute": "import os; open('own', 'w'); os.setxattr('own', 'user.x', b'kept')",
    "truncate": "import os; open('own', 'w'); os.truncate('own', 1)",
    "empty by reading": "import os; open('own', 'w'); os.open('own', os.O_RDONLY | os.O_TRUNC)",
    "empty by neither": "import os; open('own', 'w'); os.open('own', os.O_ACCMODE | os.O_TRUNC)",
    "hard link": "import os; open('own', 'w'); os.link('own', 'other')",
    "named pipe": "import os; os.mkfifo('pipe')",
    "whole-file lock": "import fcntl, numpy; fcntl.flock(open(numpy.__file__), fcntl.LOCK_SH)",
    "lock": "import fcntl; fcntl.lockf(open('own', 'w'), fcntl.LOCK_EX)",
    "lease": "import fcntl; fcntl.fcntl(open('own', 'w'), fcntl.F_SETLEASE, fcntl.F_WRLCK)",
    "owner of signals": "import fcntl, os; fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, 1)",
    "kind of signal": "import fcntl, os; fcntl.fcntl(os.pipe()[0], 10, 9)",
    "signals at input": "import fcntl, os; fcntl.fcntl(os.pipe()[0], fcntl.F_SETFL, os.O_ASYNC)",
    "notices of a folder": "import fcntl, os; fcntl.fcntl(os.open('.', 0), fcntl.F_NOTIFY, fcntl.DN_CREATE)",
    "large pipe": "import fcntl, os; fcntl.fcntl(os.pipe()[0], 1031, 1 << 20)",
    "address": "import socket; one, other = socket.socketpair(1, 2); one.sendto(b'x', '/run/systemd/journal/socket')",
    "internet pair": "import socket; socket.socketpair(socket.AF_INET)",
    "locked memory": "import ctypes; assert not ctypes.CDLL(None).mlock(ctypes.create_string_buffer(9), 9)",
    "priority": "import os; os.nice(-1)",
    "processor": "import os; os.sched_setaffinity(0, {0})",
    "processes": "import os; os.getpgid(1)",
    "limit of another": "import resource; resource.prlimit(1, resource.RLIMIT_CPU)",
    "shared memory": "from multiprocessing.shared_memory import SharedMemory; SharedMemory(create=True, size=9)",
}


TRYING = """
for what, source in {tried!r}.items():
    try: exec(source, {{}})
    except Exception as error: print(what, '->', type(error).__name__)
    else: print(what, '-> DONE')
"""


def test_it_is_refused(session):
    """All in one session: what is refused changes nothing for the next."""
    tried = dict(REFUSED)
    if not session.box.confinement.landlock:
        del tried["top"]  # the folders that bubblewrap has made can be seen, and nothing of this machine is among them
    found = dict(line.split(" -> ") for line in said(session, TRYING.format(tried=tried)).splitlines())
    assert found.keys() == tried.keys()
    assert {what: error for what, error in found.items() if not error.endswith("Error")} == {}


SYSTEM_CALLS = {
    "ptrace": 101,
    "setuid": 105,
    "mount": 165,
    "unshare": 272,
    "setns": 308,
    "bpf": 321,
    "keyctl": 250,
    "userfaultfd": 323,
    "perf_event_open": 298,
    "io_uring_setup": 425,
    "memfd_create": 319,
    "process_vm_readv": 310,
    "kill": 62,
    "clone": 56,
    "execve": 59,
    "personality": 135,
    "utime": 132,
    "utimes": 235,
    "futimesat": 261,
    "utimensat": 280,
    "chmod": 90,
    "fchmodat": 268,
    "fchmodat2": 452,
    "fsetxattr": 190,
    "removexattr": 197,
    "truncate": 76,
    "fallocate": 285,
    "symlink": 88,
    "inotify_init1": 294,
    "fanotify_init": 300,
    "mlock2": 325,
    "mlockall": 151,
    "sched_setscheduler": 144,
    "ioprio_set": 251,
    "shmget": 29,
    "semget": 64,
    "msgget": 68,
    "mq_open": 240,
    "connect": 42,
    "bind": 49,
    "sendmsg": 46,
    "sendmmsg": 307,
    "recvmsg": 47,
    "pidfd_open": 434,
    "pidfd_send_signal": 424,
    "process_madvise": 440,
    "tgkill": 234,
    "rt_sigqueueinfo": 129,
    "prctl": 157,
    "seccomp": 317,
}


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of x86-64")
def test_the_system_calls_are_not_permitted(session):
    code = f"""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for number in {[*SYSTEM_CALLS.values()]}:
    ctypes.set_errno(0)
    print(libc.syscall(number, 0, 0, 0, 0, 0, 0), ctypes.get_errno())
"""
    found = dict(zip(SYSTEM_CALLS, said(session, code).splitlines(), strict=True))
    assert {name: answer for name, answer in found.items() if answer != "-1 1"} == {}


def test_nothing_of_the_environment_or_of_other_processes_is_seen(session):
    found = said(
        session,
        """
import os
def is_open(fd):
    try: os.fstat(fd)
    except OSError: return False
    return True
print([fd for fd in range(64) if is_open(fd)], "canary" in str(os.environ))
""",
    )
    descriptors, secret = found.rsplit("]", 1)
    assert "False" in secret
    assert len(descriptors.split(",")) <= 4  # standard ones and its own connection


def test_scratch_is_writable_and_gone_with_its_session(box):
    one = box.session()
    assert "kept" in said(one, "open('x', 'w').write('kept'); print(open('x').read(), __import__('os').getcwd())")
    one.end()
    other = box.session()
    assert "kept" not in said(other, "import glob; print([open(n).read() for n in glob.glob('../*/x')])")
    other.end()


def test_sessions_know_nothing_of_each_other(box):
    one = box.session()
    one.prepare({1: "import numpy; numpy.pi = 3; secret = 1"})
    other = box.session()
    assert said(other, "import numpy; print(numpy.pi, 'secret' in globals())").strip() == "3.141592653589793 False"
    one.end()
    assert "secret" not in said(other, "1 / 0"), "it goes on when another has ended"
    other.end()
    assert not box.odd


LEAVING = """
import fcntl, os, time
for fd in range(4):
    try: fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_APPEND)
    except OSError: pass
folders = ["/", "/dev", "/dev/shm", "/usr", "/tmp", "/given", "/packages", "/engine"]
folders += ["..", "../..", "../mpl", "../.ipython"]
for top in ("/", "/usr", "/usr/local", "/usr/share", "/root", "/home"):
    try: folders += [os.path.join(top, name) for name in os.listdir(top)]
    except OSError: pass
for folder in folders:
    try: open(os.path.join(folder, "left"), "x").write("kept")
    except OSError: pass
"""
LOOKING = (
    LEAVING.replace('"x").write("kept")', '"r").read(); print("FOUND", folder)')
    + """
print([fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_APPEND for fd in range(3)], os.path.exists("../left"))
"""
)


def test_nothing_that_a_session_leaves_is_found_by_the_next(box):
    one = box.session()
    assert said(one, LEAVING) == ""
    one.end()
    other = box.session()
    looking = LOOKING.replace("| os.O_APPEND", "")
    assert said(other, looking).strip() == "[0, 0, 0] False"
    other.end()


HARM = """
import os, shutil
for path in {paths!r}:
    for harm in (
        lambda: os.chmod(path, 0),
        lambda: os.utime(path, (1, 1)),
        lambda: os.truncate(path, 0),
        lambda: os.open(path, os.O_RDONLY | os.O_TRUNC),
        lambda: os.open(path, os.O_ACCMODE | os.O_TRUNC),
        lambda: open(path, "a").write("x"),
        lambda: os.rename(path, path + "-moved"),
        lambda: os.rename("mine", path),
        lambda: os.remove(path),
        lambda: shutil.rmtree(os.path.dirname(path)),
        lambda: os.mkdir(os.path.dirname(path) + "/new"),
    ):
        open("mine", "w").close()
        try: harm()
        except OSError: pass
"""


def test_nothing_happens_to_files_of_this_machine(session, tmp_path):
    tmp_path.chmod(0o777)
    victim = tmp_path / "victim"
    victim.write_text("as it was")
    victim.chmod(0o666)
    paths = [str(victim), np.__file__, str(NOTEBOOK)]
    before = [(os.stat(path).st_mode, os.stat(path).st_mtime, os.stat(path).st_size) for path in paths]
    mode = os.stat("/dev/null").st_mode
    said(session, HARM.format(paths=[*paths, "/dev/null"]))
    assert [(os.stat(path).st_mode, os.stat(path).st_mtime, os.stat(path).st_size) for path in paths] == before
    assert os.listdir(tmp_path) == ["victim"]
    assert os.stat("/dev/null").st_mode == mode


FILLING = {
    "deep": "import os\nfor _ in range(1100):\n    os.mkdir('d')\n    os.chdir('d')",
    "closed": "import os\nos.makedirs('a/b/c')\nopen('a/b/f', 'w')\nos.mkdir('a/z', 0)\nos.umask(0o777)\nos.mkdir('z')",
    "odd names": "import os\nfor n in (b'\\xff', b'\\n', b'a' * 255): os.mkdir(n); open(n + b'/' + n, 'w')",
}


@pytest.mark.parametrize("what", FILLING)
def test_whatever_a_session_leaves_in_its_scratch_is_removed(box, what):
    session = box.session()
    assert said(session, FILLING[what]) == ""
    session.end()
    left = box.folder  # without bubblewrap the scratch is in it
    following = box.session()  # in another box, where removing took long
    assert said(following, "import os; print(os.listdir('.'))").count("'d'") == 0
    following.end()
    assert not [path for path in left.glob("scratch/*") if path.name.isdigit()]


@pytest.mark.parametrize("what", ["bytes", "files"])
@IN_TWO
def test_a_session_that_fills_its_scratch_is_ended(box, what):
    size = 1 << 20 if what == "bytes" else 0
    session = box.session()
    filling = f"n = 0\nwhile True:\n    n += 1\n    open(str(n), 'wb').write(bytes({size}))"
    try:
        assert "No space left" in said(session, filling), "bubblewrap's scratch has a size"
    except SessionEnded as stopped:
        ends = ("wrote more into files than student code may", "used more than 2 seconds")  # a slow disk
        assert str(stopped).startswith(ends)  # noqa: PT017
    session.end()
    following = box.session()
    assert said(following, "print('well')").strip() == "well"
    following.end()


AT_ONCE = {
    "import os; os._exit(3)": "ended its own process with exit code 3",
    "import ctypes; ctypes.string_at(0)": "crashed (SIGSEGV)",
}
BY_A_LIMIT = {
    "sum(iter(int, 1))": "used more than 2 seconds of computing time",  # Python looks at no signal meanwhile
    "import time; time.sleep(60)": "took longer than 3 seconds",
}


@pytest.mark.parametrize("source", AT_ONCE)
def test_how_a_session_ended_is_said_and_the_next_is_well(box, source):
    ends(box, source, AT_ONCE[source])


@pytest.mark.parametrize("source", BY_A_LIMIT)
@IN_TWO
def test_which_limit_ended_a_session_is_said_and_the_next_is_well(box, source, monkeypatch):
    if "sleep" in source:
        monkeypatch.setattr(box, "budget", replace(BUDGET, wall=3))
    ends(box, source, BY_A_LIMIT[source])


def ends(box, source, reason):
    """See how a session ends that runs a text, and that the next one runs."""
    ended = box.session()
    with pytest.raises(SessionEnded, match=re.escape(reason)):
        ended.prepare({1: source})
    with pytest.raises(SessionEnded):
        ended.run(2, "1")
    following = box.session()
    assert following.prepare({1: "x = print(1)"}, ["x"]) == {"x": False}
    following.end()


@IN_TWO
def test_a_box_that_was_killed_is_replaced(box):
    box.process.kill()
    box.process.wait()
    session = box.session()
    assert said(session, "print('well')").strip() == "well"
    session.end()
