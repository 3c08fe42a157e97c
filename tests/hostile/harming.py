"""Attempts to harm the machine, the run or the neighbours; the work is right, so only what breaks costs points.

What leaves no trace in the course says behind the word HARMED that it was done, put together at run time.
"""

from tests.hostile.attack import Attack, add_cell

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
# Files of others can be found by their names even where they can't be opened.
OTHERS = """
for name in ('gradebook.db', 'hidden_seed.txt', 'nbgrader_config.py', 'submitted/a-honest/rnn/rnn.ipynb'):
    try: {}
    except OSError: pass
"""
MODES = OTHERS.format("os.chmod('COURSE/' + name, 0o604)")
TIMES = OTHERS.format("os.utime('COURSE/' + name, (1, 1))")
LENGTHS = OTHERS.format("os.truncate('COURSE/' + name, 3)")
# The kernel sends the signal, to a process that this one may not signal by itself.
OWNER = """
import fcntl, signal
r, w = os.pipe()
fcntl.fcntl(r, fcntl.F_SETOWN, os.getppid())
fcntl.fcntl(r, 10, signal.SIGKILL)
fcntl.fcntl(r, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
os.write(w, b'x')
"""
# Whoever opens the file for writing then waits until this process ends.
LEASE = """
import fcntl
import numpy
fcntl.fcntl(os.open(numpy.__file__, os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_RDLCK)
print('HAR' + 'MED')
"""
DEVICE = """
os.utime('/dev/null', (1, 1))
print('HAR' + 'MED')
"""
# Left for the sessions that come after, of the same student and of others.
MAILBOX = """
import tempfile
for folder in {os.getcwd(), tempfile.gettempdir(), '/tmp', '/var/tmp', '/dev/shm', '..'}:
    path = os.path.join(folder, 'left-behind')
    if os.path.exists(path): print('HAR' + 'MED')
    try: open(path, 'w').write('x')
    except OSError: pass
"""
# 30,000 by 30,000 points of one colour: small to send, large to whoever looks at it.
PICTURE = """
import base64, struct, zlib
from IPython.display import publish_display_data
def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
packer = zlib.compressobj(9)
data = b''.join(packer.compress(bytes(1 + 30_000 // 8)) for _ in range(30_000)) + packer.flush()
header = struct.pack('>IIBBBBB', 30_000, 30_000, 1, 0, 0, 0, 0)
picture = bytes([137]) + b'PNG' + bytes([13, 10, 26, 10])
picture += chunk(b'IHDR', header) + chunk(b'IDAT', data) + chunk(b'IEND', b'')
publish_display_data({'image/png': base64.b64encode(picture).decode()})
"""
# Deeper than Python's recursion goes; once for each session.
DIRECTORIES = """
if os.path.basename(os.getcwd()) != 'd':
    for _ in range(1_200): os.mkdir('d'); os.chdir('d')
"""
TWO_STREAMS = """
import sys
for _ in range(13_000):
    print('1')
    print('2', file=sys.stderr)
"""
# A string that looks like many lines of code; the work on it must not grow with their square.
UNFINISHED_IMPORTS = "text = '''\n" + 20_000 * "from a import (\n" + "'''"
LONG_LITERAL = "numbers = [" + 2_000_000 * "0," + "]"
ATTRIBUTES = """
from IPython.display import HTML, display
display(HTML('<p ' + ' '.join(f'a{n}=1' for n in range(100_000)) + '>x</p>'))
"""
TAGS = """
from IPython.display import HTML, display
display(HTML('<b>' * 50_000))
"""
DEEP_ERROR = """
import sys
sys.setrecursionlimit(10**6)
def down(n): return down(n - 1) if n else 1 / 0
down(20_000)
"""
CHAINED_ERROR = """
error = None
for n in range(20_000):
    following = ValueError(str(n))
    following.__cause__, error = error, following
raise error
"""
# What the reference is asked on behalf of a function: far more than any case has.
LARGE_QUESTION = """
N = 12_000
column, row = np.zeros((N, 1)), np.zeros((1, N))
large = {'Wax': column, 'Waa': column, 'Wya': row, 'ba': column, 'by': np.zeros((1, 1))}
try: rnn_cell_forward(row, row, large)
except Exception: pass
"""


def _cell(name, before, expected=100, **more):
    return Attack(f"harm-{name}", expected, before, right=True, **more)


def _function(name, text, expected=70, function="rnn_backward"):
    return Attack(f"harm-{name}", expected, inside={function: text}, right=True)


def attacks(course):
    """The attempts, made for the place of a course folder."""
    course = str(course)
    return (
        _cell("modes-of-others", MODES.replace("COURSE", course)),
        _cell("times-of-others", TIMES.replace("COURSE", course)),
        _cell("lengths-of-others", LENGTHS.replace("COURSE", course)),
        _cell("signal-by-owner", OWNER),
        _cell("lease", LEASE),
        _cell("device", DEVICE),
        _cell("mailbox", MAILBOX),
        _cell("mailbox-again", MAILBOX),
        _cell("picture", PICTURE),
        _cell("half-a-character", "print('\\ud800')"),
        _cell("half-a-character-raised", "raise ValueError(chr(0xd800))"),
        _function("half-a-character-in-a-call", "print('\\ud800')", 100),
        _function("half-a-character-raised-in-a-call", "raise ValueError(chr(0xd800))"),
        _cell("two-streams", TWO_STREAMS),
        _function("two-streams-in-a-call", TWO_STREAMS, 100),
        Attack("harm-many-loud-cells", 100, right=True, mutate=add_cell("print('x' * 1_900_000)", 250)),
        Attack("harm-many-cells", 100, right=True, mutate=add_cell("1", 1_000)),
        _cell("unfinished-imports", UNFINISHED_IMPORTS),
        _cell("long-literal", LONG_LITERAL),
        _cell("attributes", ATTRIBUTES),
        _cell("tags", TAGS),
        _cell("deep-error", DEEP_ERROR),
        _cell("chained-error", CHAINED_ERROR),
        _function("deep-error-in-a-call", DEEP_ERROR),
        _function("chained-error-in-a-call", CHAINED_ERROR),
        _function("large-question", LARGE_QUESTION, 100, "rnn_forward"),
        _function("colliding-keys", "return {n * (2**61 - 1): 0 for n in range(30_000)}"),
        _function("handles", "return [object() for _ in range(150_000)]"),
        _function("directories-in-a-call", DIRECTORIES, 100),
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
        _cell("directories", DIRECTORIES),
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
