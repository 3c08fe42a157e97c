"""Law: the text of a cell is read as IPython reads it: the same Python, on the same lines, without IPython."""

import ast
import contextlib
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

from checks.cell_text import parse, problem_of, read_cell
from tests.growing import grows_linearly

FUNCTION = "def f(x):\n    y = x % 3\n    return y\n"
PASTED = {
    "from a terminal": ">>> def f(x):\n...     y = x % 3\n...     return y\n...\n>>> f(2)\n",
    "from a terminal, in the middle": "z = 1\n>>> def f(x):\n...     y = x % 3\n...     return y\n",
    "from IPython": "In [3]: def f(x):\n   ...:     y = x % 3\n   ...:     return y\n   ...:\n",
    "indented": textwrap.indent(FUNCTION, "    "),
    "indented by tabs": textwrap.indent(FUNCTION, "\t"),
    "indented, below empty lines": "\n  \n" + textwrap.indent(FUNCTION, "  "),
    "a command over several lines": "!pip install \\\n    numpy \\\n    scipy\n" + FUNCTION,
    "a command in a block": "if True:\n    !ls -l\n" + FUNCTION,
    "what a command prints": "files = !ls\na.b = %pwd\nnow[0] = !date\n" + FUNCTION,
    "questions": "?f\nf?\n%time?\nnp.*zeros?\n" + FUNCTION,
    "magics": "%matplotlib inline\n%load_ext x\n%time z = 3\n" + FUNCTION,
    "many magics": "%matplotlib inline\n" * 40 + FUNCTION,
    "many commands, and an operator that goes on": "!ls\n" * 40 + FUNCTION + "z = (9\n    % 2)\n",
    "many commands, and a text with a magic in it": "!ls\n\n# next\n" * 40 + FUNCTION + 'z = """\n%d""" % 1\n',
    "below a comment that ends in a backslash": "# see C:\\\n%matplotlib inline\n" + FUNCTION,
    "what is timed goes on": "%time z = [1, \\\n    2]\n" + FUNCTION,
    "calls without brackets": ",print a b\n;print a b\n/print 1\n" + FUNCTION,
    "prompts without spaces": ">>>def f(x):\n...    y = x % 3\n...    return y\n",
    "prompts that are indented": "    In [3]: def f(x):\n       ...:     y = x % 3\n       ...:     return y\n",
    "what Python would take for an annotation": "In [3]: z = 3\n" + FUNCTION,
    "timed, and indented below": "%%time\n" + textwrap.indent(FUNCTION, "    "),
    "a cell that is timed": "%%time\n" + FUNCTION,
    "timed and indented": "  %%time\n" + textwrap.indent(FUNCTION, "  "),
}


def as_ipython_reads(source):
    """The definitions that IPython would run: list of (name, text); None where it is not Python even for IPython."""
    if source.lstrip().startswith("%%time"):
        source = textwrap.dedent(source).lstrip().removeprefix("%%time")
    try:
        return definitions(ast.parse(TransformerManager().transform_cell(source)).body)
    except SyntaxError:
        return None


def definitions(statements):
    return [(node.name, ast.dump(node)) for node in statements if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("source", PASTED.values(), ids=PASTED)
def test_what_ipython_runs_is_read(source):
    statements, python = read_cell(source)
    assert definitions(statements) == as_ipython_reads(source) == definitions(ast.parse(FUNCTION).body)
    lines, (node,) = python.split("\n"), [one for one in statements if isinstance(one, ast.FunctionDef)]
    assert "y = x % 3" in source.split("\n")[node.body[0].lineno - 1]
    assert lines[node.body[0].lineno - 1].strip() == "y = x % 3"


def test_in_a_prompt_stands_no_annotation():
    (statement,) = parse("In [3]: f = lambda x: x")
    assert isinstance(statement, ast.Assign)


def test_time_grows_with_the_length_of_the_text_alone():
    def work(count):
        with contextlib.suppress(SyntaxError):
            parse("!ls\n" * 12 + "x\\\n" * count + "\n" + FUNCTION)

    assert grows_linearly(work, 2_000, 16_000)


LINES = st.sampled_from(
    [
        *(
            "def f(x):",
            "    return x",
            "    y = (x",
            "        % 3)",
            "x = '''",
            "'''",
            "",
            "    ",
            "# text",
            ">>> y = 1",
        ),
        *(">>> y = 1", "... z", "%cd ..", "    !ls", "a = !ls", "?f", "%time f(2)", "In [1]: 3", "  x = 1"),
    ]
)


@given(source=st.lists(LINES, max_size=6).map("\n".join))
def test_what_ipython_can_read_has_the_same_definitions(source):
    """And nothing but a SyntaxError is raised."""
    theirs = as_ipython_reads(source)
    try:
        ours = definitions(parse(source))
    except SyntaxError:
        assert theirs is None
    else:
        assert theirs is None or [name for name, _ in ours] == [name for name, _ in theirs]


@given(text=st.text(alphabet=st.sampled_from("%!?=\\'\"([\n\t :#xf1"), max_size=40))
def test_any_text_is_statements_or_a_syntax_error(text):
    """And what is Python is taken as it is."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        with contextlib.suppress(SyntaxError):
            parse(text)
    else:
        assert list(map(ast.dump, parse(text))) == list(map(ast.dump, tree.body))


@pytest.mark.parametrize(
    "line", ["break", "return 3\n    nonlocal y", "yield from g(); await h", "x: int = 3; global x"]
)
def test_a_definition_that_only_the_compiler_refuses_is_a_problem(line):
    (node,) = parse(f"def f(x):\n    y = x\n    {line}\n")
    assert problem_of(node).lineno in (3, 4)
    assert problem_of(parse(FUNCTION)[0]) is None
