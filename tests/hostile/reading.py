"""Attempts to read what is none of a student's business, and to carry hidden inputs or the text of hidden tests out.

What was read is said behind the word READ, what a hidden test was asked behind the word LEAK. Both are put together at
run time, so that neither stands in the text of a submission.
"""

from tests.hostile.attack import Attack, add_cell, everywhere

# Who stops an attempt that does nothing in plain nbgrader either.
THE_TESTS, THE_BOX = "hidden tests let nothing be printed", "it is aimed at the examiner"
SAY = "data = {}\nassert data\nprint('RE' + 'AD', data)"
WALK = """
def walk():
    for top in (COURSE, '..', '../..', '../../..', '/tmp', '/home', '/root', '/'):
        for folder, _, names in os.walk(top):
            for name in names:
                if name.endswith(('.ipynb', '.db', '.env')):
                    try: yield open(os.path.join(folder, name), errors='replace').read()
                    except OSError: pass
for text in walk():
    if 'BEGIN SOLUTION' in text or 'SQLite format' in text:
        print('RE' + 'AD', text[:1000])
        break
"""
PROCESSES = """
for pid in filter(str.isdigit, os.listdir('/proc')):
    if int(pid) != os.getpid():
        text = open(f'/proc/{pid}/environ', 'rb').read()
        if text: print('RE' + 'AD', text)
"""
MEMORY = """
import re
for line in open(f'/proc/{os.getppid()}/maps'):
    if '[heap]' in line:
        start, end = (int(part, 16) for part in re.match('(.*?)-(.*?) ', line).groups())
        memory = open(f'/proc/{os.getppid()}/mem', 'rb')
        memory.seek(start)
        if memory.read(end - start): print('RE' + 'AD')
"""
# The reference is lent to a loop while that is graded; its text must not come with it.
LENT = """
import inspect
from IPython.display import display
waiting = [rnn_cell_forward]
while waiting:
    function = waiting.pop()
    try: text = inspect.getsource(function)
    except (OSError, TypeError): text = ''
    if 'np.tanh(' in text: display('RE' + 'AD' + text)
    waiting += [c.cell_contents for c in getattr(function, '__closure__', None) or () if callable(c.cell_contents)]
return None
"""
FRAMES = """
import sys
from IPython.display import display
frame = sys._getframe()
while frame:
    for name in ('seed', 'points', 'case'):
        if name in frame.f_locals: display('LE' + 'AK' + str(frame.f_locals[name]))
    frame = frame.f_back
"""
SOURCE_OF_TESTS = """
import sys, inspect
from IPython.display import display
hidden = sys.modules.get('exercises.rnn.hidden_tests')
if hidden: display('LE' + 'AK' + inspect.getsource(hidden))
"""
LATER = """
import atexit, subprocess, sys
code = "import glob, time; time.sleep(3); print('RE' + 'AD', glob.glob('SUBMITTED/*'))"
subprocess.Popen([sys.executable, '-c', code], start_new_session=True, stdout=open('later.txt', 'w')).wait()
print(open('later.txt').read())
"""
KEPT = "import builtins; builtins.kept = [*getattr(builtins, 'kept', []), *locals().values()]"
KEPT_SHOWN = "import builtins, sys\nif 'exercises.rnn.hidden_tests' in sys.modules: print('RE' + 'AD', builtins.kept)"
SECRETS = ("/etc/passwd", "/etc/group", "/proc/1/environ", "/proc/self/environ", "/proc/self/maps", "/proc/mounts")
FILES = {
    "source": "source/rnn/rnn.ipynb",
    "settings": "nbgrader_config.py",
    "gradebook": "gradebook.db",
    "neighbour": "submitted/a-honest/rnn/rnn.ipynb",
    "feedback-of-others": "autograded/a-honest/rnn/rnn.ipynb",
}


def _read(name, before, inside=None):
    return Attack(f"read-{name}", 0, before, inside or {})


def _leak(name, text, expected=0, **more):
    return Attack(f"leak-{name}", expected, "", everywhere(text + "\nreturn None"), **more)


def _file(name, path):
    return _read(name, SAY.format(f"open({path!r}, 'rb').read()"))


def attacks(course):
    """The attempts, made for the place of a course folder."""
    source = f"{course}/source/rnn/rnn.ipynb"
    return (
        *(_file(path.strip("/").replace("/", "-"), path) for path in SECRETS),
        *(_file(name, f"{course}/{path}") for name, path in FILES.items()),
        _file("upwards", "../../../source/rnn/rnn.ipynb"),
        _read("seed", SAY.format(f"open('{course}/hidden_seed.txt').read()")),
        _read("seed-in-environment", SAY.format("os.environ['GRADER_HIDDEN_SEED']")),
        _read("environment", SAY.format("os.environ['SECRET_TOKEN']")),
        _read("environment-in-c", SAY.format("__import__('ctypes').CDLL(None).getenv(b'SECRET_TOKEN')")),
        _read("environment-of-others", PROCESSES),
        _read("memory-of-others", MEMORY),
        _read("walk", WALK.replace("COURSE", repr(str(course)))),
        _read("link", f"os.symlink('{source}', 'x')\n" + SAY.format("open('x').read()")),
        _read("hard-link", f"os.link('{source}', 'y')\n" + SAY.format("open('y').read()")),
        _read(
            "import-grader",
            "from grader.exercise import loading, references\n"
            + SAY.format("references.solutions(loading.load('rnn'))"),
        ),
        _read("cat", "import subprocess\n" + SAY.format(f"subprocess.check_output(['cat', '{source}'])")),
        _read("shell", f"text = get_ipython().getoutput('cat {source}')\n" + SAY.format("'SOLUTION' in str(text)")),
        _read("descriptor", SAY.format(f"os.read(os.open('{course}/gradebook.db', 0), 99)")),
        _read("in-c", SAY.format(f"__import__('ctypes').CDLL(None).open(b'{course}/gradebook.db', 0) >= 0")),
        _read("later", LATER.replace("SUBMITTED", f"{course}/submitted")),
        _read("lent", "", {"rnn_forward": LENT}),
        _leak("exception", "raise ValueError('LE' + 'AK' + repr([v for v in list(locals().values())]))"),
        _leak("print", "print('LE' + 'AK', list(locals().values()))", idle=THE_TESTS),
        _leak("keys", "return {'LE' + 'AK' + str(v): v for v in list(locals().values())}"),
        _leak("type-name", "raise type('LE' + 'AK_' + str(id(os)), (Exception,), {})()"),
        _leak("value-type", "return type('LE' + 'AK_' + str(id(os)), (), {})()"),
        _leak("display", "from IPython.display import display, HTML; display(HTML('LE' + 'AK'), 'LE' + 'AK')"),
        _leak("warning", "import warnings; warnings.warn('LE' + 'AK')", idle=THE_TESTS),
        _leak("stderr", "import sys; sys.stderr.write('LE' + 'AK')", idle=THE_TESTS),
        _leak("descriptors", "os.write(1, b'LE' + b'AK'); os.write(2, b'LE' + b'AK')"),
        _leak("own-line", "exec(compile('1/0  # ' + 'LE' + 'AK', '<cell 3>', 'exec'), globals())", idle=THE_BOX),
        _leak("function-name", "f = lambda: 1/0\nf.__code__ = f.__code__.replace(co_name='LE' + 'AK' + '1')\nf()"),
        _leak("name-error", "raise NameError('x', name='LE' + 'AK_1')"),
        _leak("attribute", "getattr(os, 'LE' + 'AK_1')"),
        _leak("key-error", "{}['LE' + 'AK']"),
        _leak("frames", FRAMES),
        _leak("text-of-tests", SOURCE_OF_TESTS),
        _leak(
            "cell-text", "from IPython.display import display; display('LE' + 'AK' + get_ipython().user_ns['In'][-1])"
        ),
        _leak(
            "scratch", "open('seen', 'a').write(str(locals())); print('LE' + 'AK', open('seen').read())", idle=THE_TESTS
        ),
        Attack("leak-into-a-later-cell", 0, "", everywhere(KEPT + "\nreturn None"), mutate=add_cell(KEPT_SHOWN)),
    )
