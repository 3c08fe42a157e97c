"""Actions on text that is there: the shape of the code, its names and imports, and cells that are not the student's."""

import ast
import re

from tests.editing.desk import defines
from tests.editing.registry import action
from tests.rnn import FUNCTIONS

ARGUMENTS = {"parameters": "p", "a_prev": "a_before", "da_next": "grad", "caches": "saved", "xt": "inputs"}


def change(desk, rng, places, edit):
    """Edit the text of one of some cells; False where nothing changes."""
    changed = [(place, edit(desk.cells[place].source)) for place in places]
    changed = [(place, text) for place, text in changed if text is not None and text != desk.cells[place].source]
    if not changed:
        return False
    place, text = rng.choice(changed)
    desk.remember()
    desk.cells[place].source = text
    return True


def _function_of(source):
    return next((name for name in FUNCTIONS if defines(source, name)), None)


# ── The shape of the code ─────────────────────────────────────────────────────────────────────────────────────────


@action()
def delete_all_comments(desk, rng):
    return change(desk, rng, desk.definitions(), lambda text: re.sub(r"(?m)^ *#.*\n", "", text))


@action(1)
def delete_a_docstring(desk, rng):
    return change(desk, rng, desk.definitions(), lambda text: re.sub(r'(?s)\n    """.*?"""', "", text, count=1))


@action(1)
def format_a_cell(desk, rng):
    def formatted(text):
        try:
            return ast.unparse(ast.parse(text))
        except SyntaxError:
            return None

    return change(desk, rng, desk.definitions(), formatted)


@action(1)
def indent_with_tabs(desk, rng):
    return change(desk, rng, desk.definitions(), lambda text: text.replace("    ", "\t"))


@action(1)
def leave_spaces_at_the_ends_of_lines(desk, rng):
    return change(desk, rng, desk.code(), lambda text: text.replace("\n", "  \n") + "   ")


@action(1)
def leave_empty_lines_above_and_below(desk, rng):
    return change(desk, rng, desk.code(), lambda text: f"\n\n{text}\n\n\n")


@action(1)
def paste_text_with_carriage_returns(desk, rng):
    return change(desk, rng, desk.code(), lambda text: text.replace("\n", "\r\n"))


@action(1)
def add_type_hints(desk, rng):
    hinted = "from __future__ import annotations\nfrom typing import Any\n\n"
    return change(
        desk,
        rng,
        desk.definitions(),
        lambda text: hinted + re.sub(r"(?m)^(def rnn_\w+\(.*?)\):$", r"\1) -> Any:", text),
    )


@action(1)
def rename_an_argument(desk, rng):
    old = rng.choice(list(ARGUMENTS))

    def renamed(text):
        name = _function_of(text)
        if name is None or not re.search(rf"^def {name}\([^)]*\b{old}\b", text, re.M) or ARGUMENTS[old] in text:
            return None
        return re.sub(rf"\b{old}\b", ARGUMENTS[old], text)

    return change(desk, rng, desk.definitions(), renamed)


@action(1)
def rename_a_function_and_bind_the_name(desk, rng):
    def renamed(text):
        name = _function_of(text)
        return re.sub(rf"(?m)^def {name}\(", "def mine(", text) + f"\n\n\n{name} = mine"

    return change(desk, rng, desk.definitions(), renamed)


@action(1)
def give_a_function_one_more_argument(desk, rng):
    extra = rng.choice(("verbose=False", "*, eps=1e-8", "axis=1", "*rest", "**options"))
    return change(
        desk, rng, desk.definitions(), lambda text: re.sub(r"(?m)^(def rnn_\w+\(.*?)\):$", rf"\1, {extra}):", text)
    )


@action(1)
def decorate_a_function(desk, rng):
    lines = "import functools\n\n\ndef shown(f):\n    @functools.wraps(f)\n    def call(*args, **named):\n"
    lines += "        return f(*args, **named)\n    return call\n\n\n"
    return change(
        desk, rng, desk.definitions(), lambda text: lines + re.sub(r"(?m)^def (rnn_\w+)\(", r"@shown\ndef \1(", text)
    )


@action(1)
def put_a_function_under_an_if(desk, rng):
    def under(text):
        return "if True:\n" + "\n".join(f"    {line}" if line else line for line in text.split("\n"))

    return change(desk, rng, desk.definitions(), under)


@action(1)
def make_a_function_a_method(desk, rng):
    def method(text):
        name = _function_of(text)
        if "\ndef " in text:
            return None
        indented = "\n".join(f"    {line}" if line else line for line in text.split("\n"))
        return f"class Mine:\n    @staticmethod\n{indented}\n\n\n{name} = Mine.{name}"

    return change(desk, rng, desk.definitions(), method)


@action(1)
def time_a_definition_with_a_magic(desk, rng):
    magic = rng.choice(("%%time", "%%capture", "%load_ext autoreload", "%autoreload 2", "%matplotlib inline"))
    return change(desk, rng, desk.definitions(), lambda text: f"{magic}\n{text}")


@action(1)
def break_a_product_before_its_operator(desk, rng):
    lines = "WIDTH = (17\n  % 5)\n\n"
    return change(desk, rng, desk.definitions(), lambda text: lines + text)


@action(1)
def end_a_cell_with_a_value(desk, rng):
    value = rng.choice(("np.pi", "'done'", "softmax(np.zeros((2, 1)))", "print('ok')", "np.sum?", "None;"))
    return change(desk, rng, desk.definitions(), lambda text: f"{text}\n\n{value}")


@action(1)
def call_a_function_in_its_own_cell(desk, rng):
    return change(
        desk, rng, desk.definitions(), lambda text: f"{text}\n\n\n{_function_of(text)}_test({_function_of(text)})"
    )


@action(1)
def leave_a_broken_line_in_a_cell(desk, rng):
    line = rng.choice(("print(x", "return", "asdf", "for t in", "1 +", "dz ="))
    return change(
        desk, rng, desk.definitions(), lambda text: f"{text}\n{line}" if rng.random() < 0.5 else f"{line}\n{text}"
    )
