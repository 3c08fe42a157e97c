"""Attempts to harm the machine, the run or the neighbours; the work is right, so only what breaks costs points."""

from tests.hostile.attack import Attack

SWALLOW = """
while True:
    try:
        while True: pass
    except BaseException: pass
"""
# What IPython runs at the start of every kernel, those of the neighbours among them.
STARTUP = """
folder = os.path.expanduser('~/.ipython/profile_default/startup')
os.makedirs(folder, exist_ok=True)
open(f'{folder}/00.py', 'w').write('import numpy; numpy.tanh = None')
"""
# As display does it, but without a search for the form of each.
MANY_OUTPUTS = """
from IPython.display import publish_display_data
for _ in range(30_000): publish_display_data({'text/plain': '1'})
"""
# By a process that outlives the notebook: its own connection ends before nbgrader writes anything.
LOCK = """
import subprocess, sys
code = "import sqlite3, time; d = sqlite3.connect('{}/gradebook.db'); d.execute('BEGIN EXCLUSIVE'); time.sleep(1000)"
subprocess.Popen([sys.executable, '-c', code], start_new_session=True)
"""


def _cell(name, before, expected=100, **more):
    return Attack(f"harm-{name}", expected, before, right=True, **more)


def _function(name, text, expected=70, function="rnn_backward"):
    return Attack(f"harm-{name}", expected, inside={function: text}, right=True)


def attacks(course):
    """The attempts, made for the place of a course folder."""
    return (
        _cell("kill-parent", "os.kill(os.getppid(), 9)"),
        _cell("kill-all", "os.kill(-1, 9)"),
        _cell("kill-one", "os.kill(1, 9)"),
        _cell("stop-parent", "import signal; os.kill(os.getppid(), signal.SIGSTOP)"),
        _cell("remove", f"import shutil\nfor p in ('.', '/given', '{course}'): shutil.rmtree(p, ignore_errors=True)"),
        _cell("overwrite", f"open('{course}/gradebook.db', 'w').write('')"),
        _cell("config", f"open('{course}/nbgrader_config.py', 'a').write('raise SystemExit')"),
        _cell("startup", STARTUP),
        _cell("fork-bomb", "while True: os.fork()"),
        _cell("background", "import subprocess; subprocess.Popen(['sleep', '1000'], start_new_session=True)"),
        _cell(
            "threads",
            "import threading\nfor _ in range(99): threading.Thread(target=sum, args=(iter(int, 1),)).start()",
        ),
        _cell("disk", "for n in range(1000): open(f'f{n}', 'wb').write(bytes(8 << 20))"),
        _cell("output", "for _ in range(20): print('x' * 10_000_000)"),
        _cell("output-error", "raise ValueError('x' * 10_000_000)"),
        _cell("many-outputs", MANY_OUTPUTS),
        _cell("connect", "import socket; socket.create_connection(('127.0.0.1', 8888))"),
        _cell("listen", "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()"),
        _cell(
            "datagram", "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))"
        ),
        _cell("lock", LOCK.format(course)),
        _cell("hang-at-exit", "import atexit, time; atexit.register(time.sleep, 1000)"),
        _cell("hang-in-del", "class Hang:\n    def __del__(self):\n        while True: pass\nhang = Hang()"),
        _cell("limits", "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1 << 40, 1 << 40))"),
        _cell("close-all", "os.closerange(0, 3)"),
        _cell("stdout", "import sys; sys.stdout = sys.stderr = None"),
        _cell("input", "input('who is there?')"),
        _cell("directories", "for n in range(2000):\n    os.mkdir('d'); os.chdir('d')"),
        _cell("unremovable", "os.mkdir('d'); open('d/x', 'w').write('x'); os.chmod('d', 0)"),
        _cell("endless-cell", "while True: pass"),
        _cell("sleeping-cell", "import time; time.sleep(1000)"),
        _cell("exit-cell", "os._exit(0)"),
        _cell("crash-cell", "import ctypes; ctypes.string_at(0)"),
        _function("endless", "while True: pass"),
        _function("endless-in-c", "sum(iter(int, 1))"),
        _function("endless-swallowing", SWALLOW),
        _function(
            "endless-ignoring-signals",
            "import signal\nfor n in (2, 15, 24): signal.signal(n, signal.SIG_IGN)" + SWALLOW,
        ),
        _function("sleeping", "import time; time.sleep(1000)"),
        _function("segfault", "import ctypes; ctypes.string_at(0)"),
        _function("exit", "os._exit(1)"),
        _function("exit-in-cell-function", "os._exit(1)", 70, "rnn_cell_backward"),
        _function("memory", "x = [bytes(1 << 20) for _ in range(100_000)]"),
        _function("recursion", "def down(): return down()\nimport sys; sys.setrecursionlimit(10**9); down()"),
        _function("huge-result", "return np.broadcast_to(0.0, (10**6, 10**6))"),
        _function("deep-result", "x = []\nfor _ in range(100_000): x = [x]\nreturn x"),
        _function("cyclic-result", "x = []; x.append(x); return x"),
        _function("wide-result", "return {n: np.zeros(1) for n in range(3 * 10**5)}"),
        _function("changes-inputs", "caches[0].clear()"),
    )
