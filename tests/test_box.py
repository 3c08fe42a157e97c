"""Law: from inside the box there is nothing to read but what is given, nothing to write but its own scratch, nobody to
reach and nothing to start; and whatever a session does ends with it."""

import os
from dataclasses import replace

import numpy as np
import pytest

from grader.box import sandbox, wire
from grader.box.box import Box
from grader.box.plain import Handle
from grader.box.session import Stopped
from grader.box.shell import Shell, make_shell
from grader.budget import Budget
from tests.rnn import NOTEBOOK

LAYERS = {
    "bubblewrap": sandbox.available(),
    "landlock-only": sandbox.Confinement(False, sandbox.available().landlock, sandbox.available().seccomp),
}


def _named(param):
    layers, bare = param
    return f"{layers}-{'bare' if bare else 'full'}"


BUDGET = Budget(cpu=2, wall=60, memory=1 << 30, file=1 << 20, output=100_000)


@pytest.fixture(scope="module", params=[(layers, bare) for layers in LAYERS for bare in (False, True)], ids=_named)
def box(request):
    layers, bare = request.param
    confinement = LAYERS[layers]
    if layers == "bubblewrap" and not confinement.bubblewrap:
        pytest.skip(f"needs bubblewrap: {sandbox.INSTALL}")
    if not confinement.holds:
        pytest.skip("this kernel has no Landlock, or the system no libseccomp")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET_TOKEN", "canary-51")
        with Box(NOTEBOOK.parent, budget=BUDGET, confinement=confinement, bare=bare) as made:
            yield made.start()


@pytest.fixture
def session(box):
    made = box.session()
    yield made
    made.end()


def said(session, source):
    """What a text prints and raises, run within a call, as one text."""
    session.prepare({1: f"def probe():\n    exec({source!r}, globals())"})
    reply = session.call("probe", [])
    return reply.printed + " ".join(reply.raised[0] + [reply.raised[1]] if reply.raised else [])


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
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused(session, what):
    found = said(session, f"{REFUSED[what]}\nprint('DONE')")
    assert "DONE" not in found
    assert "Error" in found


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
}


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of x86-64")
@pytest.mark.parametrize("name", SYSTEM_CALLS)
def test_the_system_call_is_not_permitted(session, name):
    code = f"""
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        print(libc.syscall({SYSTEM_CALLS[name]}, 0, 0, 0, 0, 0, 0), ctypes.get_errno())
    """
    assert said(session, "\n".join(line[8:] for line in code.splitlines())).strip() == "-1 1"


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
    one, other = box.session(), box.session()
    one.prepare({1: "import numpy; numpy.pi = 3; secret = 1"})
    assert said(other, "import numpy; print(numpy.pi, 'secret' in globals())").strip() == "3.141592653589793 False"
    one.end()
    other.end()


ENDS = {
    "import os; os._exit(3)": "ended its own process with exit code 3",
    "import ctypes; ctypes.string_at(0)": "crashed (SIGSEGV)",
    "while True: pass": "used more than 2 seconds of computing time",
    "sum(iter(int, 1))": "used more than 2 seconds of computing time",
    "import time; time.sleep(60)": "took longer than 3 seconds",
}


@pytest.mark.parametrize("source", ENDS)
def test_how_a_session_ended_is_said_and_the_next_is_well(box, source, monkeypatch):
    if "sleep" in source:
        monkeypatch.setattr(box, "budget", replace(BUDGET, wall=3))
    ended = box.session()
    with pytest.raises(Stopped) as reason:
        ended.prepare({1: source})
    assert ENDS[source] in str(reason.value)
    with pytest.raises(Stopped):
        ended.run(2, "1")
    following = box.session()
    assert following.prepare({1: "x = print(1)"}, ["x"]) == {"x": False}
    following.end()


def test_a_box_that_was_killed_is_replaced(box):
    box.process.kill()
    box.process.wait()
    session = box.session()
    assert said(session, "print('well')").strip() == "well"
    session.end()


shown = pytest.mark.parametrize(
    "box", [(layers, False) for layers in LAYERS], ids=_named, indirect=True, scope="module"
)


@shown
def test_what_shows_everything_can_not_say_that_it_shows_nothing(session):
    """Only a bare box may leave a cell to the other one."""
    with pytest.raises(Stopped, match="no answer"):
        session.run(1, f"import os\nos.write(3, {wire.dumps(['not shown'])!r})\nos._exit(0)")


@shown
def test_output_is_bounded(session):
    outputs, _ = session.run(1, "for _ in range(50): print('x' * 100_000)")
    assert sum(len(item["text"]) for item in outputs) < 2 * BUDGET.output


@shown
def test_figures_displays_and_magics_do_something_sensible(session):
    outputs, finished = session.run(1, "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert finished
    assert outputs[-1]["data"]["image/png"].startswith("iVBOR")
    for source, seen in {
        "!ls": "not available here",
        "%pip install numpy": "not available here",
        "from IPython.display import display; display(42)": "'text/plain': '42'",
        "1 / 0": "ZeroDivisionError",
        "6 * 7": "'text/plain': '42'",
    }.items():
        assert seen in str(session.run(1, source)[0]), source


CELLS = {
    "value": "x = 6\nx * 7",
    "value kept back": "6 * 7;",
    "value before an error": "print(1)\n1 / 0\n5",
    "error in a function": "def f():\n    return 1 / 0\nf()",
    "own traceback": "class T(AssertionError):\n    def _render_traceback_(self):\n        return ['mine']\nraise T()",
    "display hook": "import sys\nsys.displayhook(3)\ny = 1",
    "display": "display(3)",
    "nothing": "# a comment",
    "no Python": "def f(:",
    "outside": "return 1",
}


@pytest.mark.parametrize("what", CELLS)
def test_a_plain_cell_puts_out_without_ipythons_ceremony_what_it_does_with_it(what):
    shell, finished = make_shell({"__name__": "__main__"}), []
    for compiled in (Shell._compiled, lambda *_: None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Shell, "_compiled", compiled)
            finished.append(shell.run(CELLS[what], 3))
    assert finished[0] == finished[1]


def test_a_traceback_quotes_the_cell_that_ran_whatever_else_had_its_number():
    """The examiner runs the test cells of one notebook after the other, and a cell that was added shifts them all."""
    shell = make_shell({"__name__": "__main__"})
    cells = ["shown = 1\n1 / 0", "# a secret\n# of another cell\n1 / 0"]
    first, other, again = (str(shell.run(source, 3)[0]) for source in (*cells, cells[0]))
    assert first == again
    assert "secret" in other
    assert "secret" not in again


# ── Calls ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_call_returns_what_the_function_returns(session):
    session.prepare(
        {1: "def f(x, n):\n    print('called')\n    return {'sum': x + n, 'all': (x, [n, None, 'text', True])}"}
    )
    reply = session.call("f", [np.arange(3.0), 2])
    assert reply.printed == "called\n"
    assert np.array_equal(reply.value["sum"], [2, 3, 4])
    assert reply.value["all"][1] == [2, None, "text", True]


def test_changed_arguments_and_results_come_back(session):
    session.prepare({1: "kept = []\ndef f(x):\n    x += 1\n    kept.append(1)\n    return kept"})
    first = session.call("f", [np.zeros(2)])
    assert np.array_equal(first.arguments[0], [1, 1])
    assert session.call("f", [np.zeros(2)]).earlier == {0: [1, 1]}


def test_an_exception_comes_back_as_names_and_lines(session):
    session.prepare({7: "class Own(ValueError): pass\ndef f(x):\n    raise Own('no ' + str(x))"})
    kinds, text, name, places = session.call("f", [1]).raised
    assert kinds[:2] == ["Own", "ValueError"]
    assert (text, name, places) == ("no 1", None, [["f", 7, 3]])


def test_every_session_begins_where_the_given_cells_have_run_and_none_sees_another(box):
    cells = {0: "import math\nshared = []", 1: "raise ValueError('this cell does not come to its end')\nnot_there = 1"}
    probe = {3: "def f():\n    shared.append(1)\n    return [len(shared), math.pi > 3, 'not_there' in globals()]"}
    try:
        assert box.run_ahead(cells, cells)
        assert not box.run_ahead(cells, cells), "nothing is new"
        box.start()  # as after anything odd
        for _ in range(2):
            session = box.session()
            session.prepare(probe)
            assert session.call("f", []).value == [1, True, False]
            session.end()
    finally:
        assert box.run_ahead({}, {})


def test_a_session_knows_nothing_of_the_rehearsal(session):
    session.prepare({1: "def f():\n    return sorted(name for name in globals() if name[0] != '_')"})
    names = session.call("f", []).value
    assert "f" in names
    assert not {"rehearsed", "shown", "lent"} & set(names)


def test_given_cells_that_are_too_long_for_an_order_are_run_by_each_session(box):
    long = {0: "x = 1" + " " * 100_000}
    assert box.run_ahead(long, {})
    assert (box.ahead, box.run_ahead(long, {})) == ({}, False)
    assert box.run_ahead({}, {})


def test_what_is_lent_is_called_back_with_positions_and_may_ask_for_the_own_function(session):
    session.prepare({1: "def cell(first, second):\n    return 100\ndef loop(x):\n    return cell(second=x, first=1)"})
    asked = []

    def lend(arguments):
        asked.append(arguments)
        return ["returned", session.own("cell", arguments).value + 1]

    assert session.call("loop", [5], "cell", lend).value == 101
    assert asked == [[1, 5]]
    assert session.call("cell", [1, 2]).value == 100


def test_own_objects_are_handles_that_can_be_handed_back(session):
    session.prepare({1: "class Cache: x = 5\ndef f(): return Cache()\ndef g(c): return c.x"})
    handle = session.call("f", []).value
    assert isinstance(handle, Handle)
    assert session.call("g", [handle]).value == 5


@pytest.mark.parametrize("answer", ["b''", "b'x' * 99", "b'\\xff' * 99", "bytes(16)"])
def test_bytes_that_are_no_answer_end_the_session_and_nothing_else(session, answer):
    lines = f"""
import os
def f():
    for fd in range(3, 64):
        try: os.write(fd, {answer} * 9)
        except OSError: pass
    os._exit(0)
"""
    session.prepare({1: lines})
    with pytest.raises(Stopped):
        session.call("f", [])
