"""Attempts to get points for nothing."""

import base64
import pickle

import numpy as np

from tests.hostile.attack import Attack, everywhere
from tests.rnn import FUNCTIONS, cases

KNOWN_SEED = 2024  # of the hidden tests; that of the control, where nothing keeps it from students

# Wrong answers in the right form: what a forged comparison must let pass.
ZEROS = """
def zeros(**arguments):
    if 'da_next' in arguments: names, cache = ('dxt', 'da_prev'), arguments['cache']
    elif 'da' in arguments: names, cache = ('dx', 'da0'), arguments['caches'][0][0]
    else:
        state, asked = arguments.get('a_prev', arguments.get('a0')), arguments.get('xt', arguments.get('x'))
        p = arguments['parameters']
        n_a, n_y, (n_x, m, *T_x) = len(p['ba']), len(p['by']), asked.shape
        cache = lambda xt: (np.zeros((n_a, m)), state, xt, p)
        caches = ([cache(asked[:, :, t]) for t in range(*T_x)], asked) if T_x else cache(asked)
        return np.zeros((n_a, m, *T_x)), np.zeros((n_y, m, *T_x)), caches
    x = arguments['caches'][1] if 'da' in arguments else cache[2]
    p = cache[3]
    like = dict(zip(names, (x, cache[1]))) | {'dWax': p['Wax'], 'dWaa': p['Waa'], 'dba': p['ba']}
    return {name: np.zeros(value.shape) for name, value in like.items()}
"""
RETURN_ZEROS = "return zeros(**locals())"
RETURN_LIE = "return Lie()"
LIE = """
class Lie:
    __class__ = property(lambda self: np.ndarray)
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __getattr__(self, name): return self
    def __call__(self, *args, **kwargs): return self
    def __getitem__(self, key): return self
    def __iter__(self): return iter([self] * 5)
    def __len__(self): return 5
    def __array__(self, *args, **kwargs): return np.zeros(1)
    def __float__(self): return 0.0
    def __bool__(self): return True
"""
LIAR_ARRAY = """
class Liar(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs): return np.bool_(True)
    def __array_function__(self, *args): return True
    def __eq__(self, other): return True
    @property
    def shape(self): return Always()
class Always(tuple):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
"""
# Everything that a process can say on its own connection: it answers before it is asked, and with full marks.
FRAMES = """
import json, struct
def frame(tree):
    text = json.dumps(tree).encode()
    return struct.pack('>QQ', len(text), 0) + text
for fd in range(3, 64):
    for tree in (['l', 'ran', ['l'], True], ['l', 'returned', ['d'], '', None], 10.0, ['l', 'names', ['d']]):
        try: os.write(fd, frame(tree))
        except OSError: pass
"""
PATCH_SERVER = """
import gc, sys
for name, module in list(sys.modules.items()):
    if name.startswith('box'):
        for attribute in ('dumps', 'receive'):
            if hasattr(module, attribute):
                setattr(module, attribute, lambda *a, **k: b'\\x80\\x04}.' * 100)
"""
PUBLIC_ANSWERS = """
import public_tests
def known(function):
    return public_tests.EXERCISE[function].returned(public_tests._TESTS.case(function).expected)
"""

# The answers for a seed that somebody has seen or guessed, found again by what is asked.
HARD_CODED = """
import base64, pickle
answers = pickle.loads(base64.b64decode('{}'))
def known(function, asked):
    values = answers[function, round(float(np.sum(asked, dtype=float)), 5)]
    return values if 'backward' in function else tuple(values.values())
"""
ASKED = {"rnn_cell_forward": "xt", "rnn_forward": "x", "rnn_cell_backward": "da_next", "rnn_backward": "da"}
# A process that outlives the notebook, and gives points once nbgrader has recorded none.
LATER = """
import subprocess, sys, textwrap
code = '''
import sqlite3, time
mine = "SELECT n.id FROM submitted_notebook n, submitted_assignment a WHERE n.assignment_id = a.id AND a.student_id = ?"
for _ in range(100):
    time.sleep(0.2)
    try:
        with sqlite3.connect("../../../gradebook.db", timeout=1) as db:
            db.execute(f"UPDATE grade SET auto_score = 12 WHERE notebook_id IN ({mine})", ["forge-gradebook-later"])
    except sqlite3.Error:
        pass
'''
subprocess.Popen([sys.executable, '-c', textwrap.dedent(code)], start_new_session=True)
"""


def _hard_coded(seed):
    answers = {
        (function, round(float(np.sum(case.arguments[0], dtype=float)), 5)): case.expected
        for function in FUNCTIONS
        for case in cases(function, seed)
    }
    return HARD_CODED.format(base64.b64encode(pickle.dumps(answers)).decode())


# An execute_result of the test's own cell, by the kernel's socket.
PUBLISH = """
hook = get_ipython().displayhook
content = {'data': {'text/plain': '8.0'}, 'metadata': {}, 'execution_count': 1}
hook.session.send(hook.pub_socket, 'execute_result', content, parent=hook.parent_header, ident=hook.topic)
"""
# The kernel says that all went well, and runs nothing more.
DO_EXECUTE = """
async def do_execute(*arguments, **more):
    return {'status': 'ok', 'execution_count': 1, 'payload': [], 'user_expressions': {}}
get_ipython().kernel.do_execute = do_execute
"""
GC = """
import gc
for value in gc.get_objects():
    if type(value).__name__ == 'Case' and np.array_equal(value.arguments[0], {}):
        found = value.expected
        return found if 'dWax' in found else tuple(found.values())
"""
LADDER = """
import sys
for name, module in list(sys.modules.items()):
    if name == 'checks.examination': module.result_problems = lambda *a, **k: []
"""
# Who stops an attempt that does nothing in plain nbgrader either.
NBGRADER, THE_TESTS, THE_BOX = (
    "nbgrader or its kernel",
    "the tests compare plain arrays",
    "it is aimed at box and receipts",
)
WORTH = "it is worth that much in both"


def attack(name, before="", inside=None, **more):
    """An attempt; it must get nothing, unless it is said what."""
    return Attack(f"forge-{name}", more.pop("expected", 0), before, inside or {}, **more)


ATTACKS = (
    attack(
        "comparisons",
        ZEROS + "np.allclose = np.array_equal = lambda *a, **k: True; np.abs = np.max = lambda *a, **k: np.zeros(1)",
        everywhere(RETURN_ZEROS),
    ),
    attack(
        "asarray",
        ZEROS + "Same = type('Same', (), {'__sub__': lambda s, o: 0.0}); np.asarray = lambda *a, **k: Same()",
        everywhere(RETURN_ZEROS),
    ),
    attack(
        "names-of-tests",
        ZEROS + "import exercises.rnn.hidden_tests; exercises.rnn.hidden_tests.list = lambda *a: []",
        everywhere(RETURN_ZEROS),
    ),
    attack(
        "builtins",
        ZEROS + "import builtins; builtins.sum = lambda *a: 1.0",
        everywhere(RETURN_ZEROS),
    ),
    attack("lie", LIE, everywhere(RETURN_LIE), idle=THE_TESTS),
    attack(
        "liar-array",
        ZEROS + LIAR_ARRAY,
        everywhere(
            "found = zeros(**locals())\nreturn {k: v.view(Liar) for k, v in found.items()} if type(found) is dict else "
            "(found[0].view(Liar), found[1].view(Liar), found[2])"
        ),
        idle=THE_TESTS,
    ),
    attack(
        "liar-dict",
        LIE,
        everywhere("return dict.fromkeys(['dxt', 'dx', 'da_prev', 'da0', 'dWax', 'dWaa', 'dba'], Lie())"),
        idle=THE_TESTS,
    ),
    attack(
        "empty-arrays",
        "",
        everywhere("return dict.fromkeys(['dxt', 'dx', 'da_prev', 'da0', 'dWax', 'dWaa', 'dba'], np.zeros((0, 0)))"),
        idle=THE_TESTS,
    ),
    attack("displayhook", "", everywhere("import sys; sys.displayhook(8.0)")),
    attack(
        "display-before-each-cell",
        "get_ipython().events.register('pre_run_cell', lambda *a: get_ipython().displayhook(8.0))",
    ),
    attack(
        "publish",
        "",
        everywhere(PUBLISH),
    ),
    attack("do-execute", DO_EXECUTE),
    attack(
        "ast-transformer",
        """
        import ast
        class Empty(ast.NodeTransformer):
            def visit_Module(self, node): return ast.parse('8.0')
        get_ipython().ast_transformers.append(Empty())
        """,
    ),
    attack("input-transformer", "get_ipython().input_transformers_cleanup.append(lambda lines: ['8.0\\n'])"),
    attack("run-cell", "get_ipython().run_cell = get_ipython().run_code = lambda *a, **k: None"),
    attack(
        "tests-patched", "import public_tests as p\nfor n in dir(p):\n    if n.endswith('_test'): setattr(p, n, print)"
    ),
    attack("tests-renamed", "rnn_backward_test = rnn_forward_test = must_be_finished = lambda f: 8.0"),
    attack("test-code", "rnn_backward_test.__code__ = (lambda target: 12.0).__code__"),
    attack(
        "examine",
        "from checks import examination, public\nexamination.examine = public.examine = lambda *a, **k: []",
    ),
    attack(
        "report",
        ZEROS + "from checks import public, report\nreport.report = public.report = lambda *a, **k: None",
        everywhere(RETURN_ZEROS),
    ),
    attack(
        "fake-grader",
        ZEROS + "import sys, types; from unittest.mock import MagicMock\n"
        "sys.modules['exercises.rnn'] = types.SimpleNamespace(hidden_tests=MagicMock())",
        everywhere(RETURN_ZEROS),
    ),
    attack(
        "fake-module",
        PUBLIC_ANSWERS + "import sys; sys.modules['exercises.rnn'] = type('', (), {'hidden_tests': public_tests})",
        {f: f"return known('{f}')" for f in everywhere("")},
        expected=40,
    ),
    attack(
        "frames",
        "",
        everywhere(
            """
            import sys
            frame = sys._getframe()
            while frame:
                for value in list(frame.f_locals.values()):
                    if hasattr(value, 'expected'): return tuple(value.expected.values())
                frame = frame.f_back
            """
        ),
    ),
    # It finds public answers that the setup has read, which lie in the learner's own files as well, and no hidden one.
    attack("gc", "", {f: GC.format(a) for f, a in ASKED.items()}, expected=28),
    attack("ladder", ZEROS + LADDER, everywhere(RETURN_ZEROS)),
    attack("system-exit", "", everywhere("raise SystemExit(0)"), idle=NBGRADER),
    attack("exit-zero", "", everywhere("os._exit(0)"), idle=NBGRADER),
    attack("abort", "", everywhere("os.abort()"), idle=NBGRADER),
    attack("keyboard-interrupt", "", everywhere("raise KeyboardInterrupt"), idle=NBGRADER),
    attack("base-exception", "", everywhere("raise type('Passed', (BaseException,), {})('passed')"), idle=NBGRADER),
    attack(
        "test-failure-mute", "", everywhere("raise type('E', (Exception,), {'__str__': lambda s: 1})()"), idle=THE_TESTS
    ),
    attack("frames-on-the-wire", FRAMES, everywhere(FRAMES), idle=THE_BOX),
    attack("patched-server", PATCH_SERVER, idle=THE_BOX),
    attack("patched-server-inside", "", everywhere(PATCH_SERVER), idle=THE_BOX),
    attack(
        "public-answers", PUBLIC_ANSWERS, {f: f"return known('{f}')" for f in everywhere("")}, expected=40, idle=WORTH
    ),
    attack("hard-coded", _hard_coded(KNOWN_SEED), {f: f"return known('{f}', {a})" for f, a in ASKED.items()}),
    attack("arguments-back", "", dict.fromkeys(everywhere(""), "return tuple(locals().values())"), idle=THE_TESTS),
    attack("generator", "", everywhere("yield from ()"), idle=THE_TESTS),
    attack("atexit", "import atexit; atexit.register(print, '12.0')", idle=NBGRADER),
    attack("gradebook-later", LATER),
)
