"""Attempts to read what is none of a student's business, and to carry hidden inputs out."""

from tests.hostile.attack import Attack, everywhere

WALK = """
found = []
for top in ('/', '/home', '/root', '/tmp', '..', '../..', '../../..', COURSE):
    for folder, _, names in os.walk(top):
        for name in names:
            if name.endswith(('.ipynb', '.db', '.json', '.env')) and len(found) < 20:
                try: found.append(open(os.path.join(folder, name), errors='replace').read())
                except OSError: pass
print(found)
"""
SECRETS = ("/etc/passwd", "/etc/shadow", "/proc/1/environ", "/proc/self/environ", "/proc/1/mem", "/proc/self/maps")


def _read(name, before, inside=None):
    return Attack(f"read-{name}", 0, before, inside or {})


def _leak(name, text, expected=0, **more):
    return Attack(f"leak-{name}", expected, "", everywhere(text), **more)


def attacks(course):
    """The attempts, made for the place of a course folder."""
    say = "try: print(open({!r}, 'rb').read())\nexcept OSError as error: print(type(error).__name__)"
    return (
        *(_read(path.strip("/").replace("/", "-"), say.format(path)) for path in SECRETS),
        _read("environment", "print(dict(os.environ)); import ctypes; print(ctypes.CDLL(None).getenv)"),
        _read("walk", WALK.replace("COURSE", repr(str(course)))),
        _read("source", say.format(f"{course}/source/rnn/rnn.ipynb")),
        _read("gradebook", say.format(f"{course}/gradebook.db")),
        _read("neighbour", say.format(f"{course}/submitted/a-honest/rnn/rnn.ipynb")),
        _read("upwards", say.format("../../../source/rnn/rnn.ipynb")),
        _read("link", f"os.symlink('{course}/source/rnn/rnn.ipynb', 'x'); print(open('x').read())"),
        _read("import-grader", "import grader.answers; print(grader.answers.solutions())"),
        _read(
            "cat",
            f"import subprocess; print(subprocess.run(['cat', '{course}/source/rnn/rnn.ipynb'], capture_output=True))",
        ),
        _read("shell", f"get_ipython().system('cat {course}/source/rnn/rnn.ipynb')"),
        _read("ctypes", f"import ctypes; print(ctypes.CDLL(None).open(b'{course}/gradebook.db', 0))"),
        _read("lent", "", {"rnn_forward": "import inspect; print(inspect.getsource(rnn_cell_forward))"}),
        _leak("exception", "raise ValueError('LEAK' + repr([v for v in list(locals().values())]))"),
        _leak("print", "print('LEAK', list(locals().values()))"),
        _leak("keys", "return {'LEAK' + str(v): v for v in list(locals().values())}"),
        _leak("type-name", "raise type('LEAK_' + str(id(os)), (Exception,), {})()"),
        _leak("value-type", "return type('LEAK_' + str(id(os)), (), {})()"),
        _leak("display", "from IPython.display import display, HTML; display(HTML('LEAK'), 'LEAK')"),
        _leak("warning", "import warnings; warnings.warn('LEAK')"),
        _leak("stderr", "import sys; sys.stderr.write('LEAK'); os.write(1, b'LEAK'); os.write(2, b'LEAK')"),
        _leak("own-line", "exec(compile('1/0  # ' + 'LEAK', '<cell 3>', 'exec'), globals())"),
        _leak("function-name", "f = lambda: 1/0\nf.__code__ = f.__code__.replace(co_name='LEAK' + '1')\nf()"),
        _leak("scratch", "open('LEAK', 'a').write(str(list(locals().values()))); print(os.listdir('.'))"),
    )
