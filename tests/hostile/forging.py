"""Attempts to get points for nothing."""

from tests.hostile.attack import Attack, everywhere

RETURN_LIE = "return Lie()"
LIE = """
class Lie:
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
    case = public_tests.public_case(function)
    from rnn_checks import FUNCTIONS
    values = [case.expected[name] for name in FUNCTIONS[function].outputs]
    return dict(zip(FUNCTIONS[function].outputs, values)) if FUNCTIONS[function].returns is dict else tuple(values)
"""


def _metadata(**changes):
    def mutate(notebook):
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade"):
                cell.metadata.update(changes)

    return mutate


def _nbgrader(**changes):
    def mutate(notebook):
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade"):
                cell.metadata.nbgrader.update(changes)

    return mutate


def _outputs(notebook):
    import nbformat

    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "12.0"}, execution_count=1)]


def _tests(source):
    def mutate(notebook):
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade"):
                cell.source = source

    return mutate


def _without_tests(notebook):
    notebook.cells = [cell for cell in notebook.cells if not cell.metadata.get("nbgrader", {}).get("grade")]


def _twice(notebook):
    notebook.cells = [copy for cell in notebook.cells for copy in (cell, cell)]


def _swapped(notebook):
    for cell in notebook.cells:
        known = cell.metadata.get("nbgrader", {})
        if known.get("grade_id", "").startswith("rnn_"):
            known["grade"], known["solution"] = known["solution"], known["grade"]


def _claims_test(notebook):
    import copy

    for cell in list(notebook.cells):
        if cell.metadata.get("nbgrader", {}).get("grade"):
            claim = copy.deepcopy(cell)
            claim.source, claim.metadata.nbgrader["locked"] = "12.0", False
            notebook.cells.insert(0, claim)


def _retyped(notebook):
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.cell_type = "markdown"
            cell.pop("outputs", None)
            cell.pop("execution_count", None)


def _kernelspec(notebook):
    notebook.metadata.kernelspec = {"name": "bash", "display_name": "x", "language": "bash"}
    notebook.metadata["received"] = ["nothing"]


def _attack(name, before="", inside=None, **more):
    return Attack(f"forge-{name}", more.pop("expected", 0), before, inside or {}, **more)


ATTACKS = (
    _attack("allclose", "import numpy as np; np.allclose = np.array_equal = lambda *a, **k: True"),
    _attack("isfinite", "import numpy as np; np.isfinite = np.abs = np.max = lambda *a, **k: np.bool_(False)"),
    _attack("builtins", "import builtins; builtins.isinstance = builtins.all = lambda *a: True"),
    _attack("builtins-max", "import builtins; builtins.max = builtins.round = builtins.sum = lambda *a, **k: 100.0"),
    _attack("lie", LIE, everywhere(RETURN_LIE)),
    _attack("liar-array", LIAR_ARRAY, everywhere("return tuple(np.zeros(3).view(Liar) for _ in range(3))")),
    _attack("liar-dict", LIE, everywhere("return dict.fromkeys(['dxt', 'da_prev', 'dWax', 'dWaa', 'dba'], Lie())")),
    _attack(
        "empty-arrays", "", everywhere("return dict.fromkeys(['dx', 'da0', 'dWax', 'dWaa', 'dba'], np.zeros((0, 0)))")
    ),
    _attack("displayhook", "", everywhere("import sys; sys.displayhook(8.0)")),
    _attack("displayhook-cell", "import sys; sys.displayhook(12.0)"),
    _attack("publish", "", everywhere("get_ipython().display_pub.publish({'text/plain': '12.0'})")),
    _attack(
        "hook-kept", "ip = get_ipython(); ip.display_formatter.format = lambda *a, **k: ({'text/plain': '12.0'}, {})"
    ),
    _attack(
        "ast-transformer",
        """
        import ast
        class Empty(ast.NodeTransformer):
            def visit_Module(self, node): return ast.parse('12.0')
        get_ipython().ast_transformers.append(Empty())
        """,
    ),
    _attack("input-transformer", "get_ipython().input_transformers_cleanup.append(lambda lines: ['12.0\\n'])"),
    _attack("run-cell", "get_ipython().run_cell = get_ipython().run_code = lambda *a, **k: None"),
    _attack(
        "tests-patched", "import public_tests as p\nfor n in dir(p):\n    if n.endswith('_test'): setattr(p, n, print)"
    ),
    _attack("tests-renamed", "rnn_backward_test = rnn_forward_test = must_be_finished = lambda f: 8.0"),
    _attack("test-code", "rnn_backward_test.__code__ = (lambda target: 12.0).__code__"),
    _attack(
        "examine", "import rnn_checks, public_tests; rnn_checks.examine = public_tests.examine = lambda *a, **k: []"
    ),
    _attack("failure", "import rnn_checks; rnn_checks.TestFailure.__init__ = lambda *a: 1/0"),
    _attack("fake-grader", "import sys, types; sys.modules['grader'] = types.SimpleNamespace(hidden_tests=None)"),
    _attack("fake-module", "import sys; sys.modules['grader.hidden_tests'] = sys.modules['public_tests']"),
    _attack(
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
    _attack(
        "gc",
        "",
        everywhere(
            """
            import gc
            for value in gc.get_objects():
                if type(value).__name__ == 'Case' and value.label: return tuple(value.expected.values())
            """
        ),
    ),
    _attack("trace", "import sys; sys.settrace(lambda *a: None); sys.setprofile(lambda *a: None)"),
    _attack("system-exit", "", everywhere("raise SystemExit(0)")),
    _attack("exit-zero", "", everywhere("os._exit(0)")),
    _attack("abort", "", everywhere("os.abort()")),
    _attack("keyboard-interrupt", "", everywhere("raise KeyboardInterrupt")),
    _attack("base-exception", "", everywhere("raise type('Passed', (BaseException,), {})('passed')")),
    _attack("test-failure-mute", "", everywhere("raise type('E', (Exception,), {'__str__': lambda s: 1})()")),
    _attack("frames-on-the-wire", FRAMES, everywhere(FRAMES)),
    _attack("patched-server", PATCH_SERVER),
    _attack("patched-server-inside", "", everywhere(PATCH_SERVER)),
    _attack("public-answers", PUBLIC_ANSWERS, {f: f"return known('{f}')" for f in everywhere("")}, expected=40),
    _attack("arguments-back", "", dict.fromkeys(everywhere(""), "return tuple(locals().values())")),
    _attack("generator", "", everywhere("yield from ()")),
    _attack("cell-magic", "get_ipython().run_line_magic('pip', 'install nothing')"),
    _attack("atexit", "import atexit; atexit.register(print, '12.0')"),
    _attack("outputs", mutate=_outputs),
    _attack("tags", mutate=_metadata(tags=["skip-execution", "raises-exception"])),
    _attack("cell-empty", mutate=_tests("")),
    _attack("cell-edited", mutate=_tests("12.0")),
    _attack("cell-magic-test", mutate=_tests("%%script true\n")),
    _attack("cell-removed", mutate=_without_tests),
    _attack("cell-twice", mutate=_twice),
    _attack("cell-swapped", mutate=_swapped),
    _attack("cell-claimed", mutate=_claims_test),
    _attack("cell-retyped", mutate=_retyped),
    _attack("points", mutate=_nbgrader(points=100000)),
    _attack("ungraded", mutate=_nbgrader(grade=False, locked=False)),
    _attack("schema-old", mutate=_nbgrader(schema_version=1)),
    _attack("schema-new", mutate=_nbgrader(schema_version=99)),
    _attack("kernelspec", mutate=_kernelspec),
    _attack("shadow-numpy", files={"numpy.py": "allclose = lambda *a: True", "sitecustomize.py": "raise SystemExit"}),
    _attack(
        "shadow-tests", files={"public_tests.py": "rnn_backward_test = print", "rnn_utils.py": "", "armed.txt": ""}
    ),
    _attack("shadow-grader", files={"grader/__init__.py": "", "grader/hidden_tests.py": "rnn_backward_test = print"}),
    _attack("receipt", files={"receipts/rnn/forge-receipt/rnn.json": "{}", "nbgrader_config.py": "raise SystemExit"}),
)
