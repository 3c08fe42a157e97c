"""Actions on imports, on the setup cell, and on other cells that are not the student's."""

import re

from tests.editing.desk import Cell, new_id
from tests.editing.registry import action
from tests.editing.tinkering import change
from tests.rnn import FUNCTIONS

# ── Imports ───────────────────────────────────────────────────────────────────────────────────────────────────────


@action(1)
def import_what_is_not_needed(desk, rng):
    line = rng.choice(
        ("import torch", "import tensorflow as tf", "from google.colab import drive", "import pandas as pd")
    )
    places = rng.choice((desk.definitions(), desk.setup()))
    return change(desk, rng, places, lambda text: f"{line}\n{text}")


@action(1)
def import_what_is_needed_and_missing(desk, rng):
    line = "from scipy.special import softmax as columns_softmax"

    def edit(text):
        made = re.sub(r"(?<![\w.])softmax\((.*)\)", r"columns_softmax(\1, axis=0)", text)
        return f"{line}\n\n\n{made}" if made != text else None

    if not change(desk, rng, desk.definitions(), edit):
        return False
    desk.needs.append("scipy")
    return True


@action(1)
def put_a_helper_into_a_file_of_her_own(desk, rng):
    def edit(text):
        made = re.sub(r"(?<![\w.])np\.tanh\(", "my_utils.squash(", text)
        return f"import my_utils\n\n\n{made}" if made != text else None

    if not change(desk, rng, desk.definitions(), edit):
        return False
    desk.beside["my_utils.py"] = b"import numpy as np\n\n\ndef squash(z):\n    return np.tanh(z)\n"
    desk.needs.append("my_utils")
    return True


@action(1)
def import_a_name_in_the_setup_cell(desk, rng):
    line, pattern, used = rng.choice(
        (
            ("from numpy import tanh", r"(?<![\w.])np\.tanh\b", "tanh"),
            ("import numpy", r"(?<![\w.])np\.", "numpy."),
            ("import numpy as jnp", r"(?<![\w.])np\.", "jnp."),
            ("from numpy import *", r"(?<![\w.])np\.", ""),
        )
    )
    setup = desk.setup()
    if not setup or not change(desk, rng, desk.definitions(), lambda text: re.sub(pattern, used, text)):
        return False
    cell = desk.cells[rng.choice(setup)]
    cell.source = f"{line}\n{cell.source}" if rng.random() < 0.5 else f"{cell.source}\n{line}"
    return True


@action(1)
def import_a_name_in_an_own_cell(desk, rng):
    places = desk.definitions()
    if not places:
        return False
    desk.remember()
    line = rng.choice(("from numpy import tanh, zeros, sum", "import numpy as np", "from math import *"))
    desk.cells.insert(places[0], Cell("code", line, {}, new_id(rng)))
    return True


# ── Cells that the student should not edit ────────────────────────────────────────────────────────────────────────


@action(2)
def add_lines_to_the_setup_cell(desk, rng):
    lines = rng.choice(
        (
            "np.random.seed(1)\nnp.set_printoptions(precision=4)",
            "import matplotlib.pyplot as plt\n%matplotlib inline",
            "!pip install numpy -q",
            "import os\nos.listdir('.')",
            "from google.colab import drive\ndrive.mount('/content/drive')",
            "print(np.__version__)",
            "DEBUG = False",
            "%load_ext autoreload\n%autoreload 2",
        )
    )
    above = rng.random() < 0.3
    return change(desk, rng, desk.setup(), lambda text: f"{lines}\n{text}" if above else f"{text}\n\n{lines}")


@action(1)
def delete_the_check_in_the_setup_cell(desk, rng):
    return change(desk, rng, desk.setup(), lambda text: re.sub(r"(?s)if util.*?\n    \)\n", "", text))


@action(1)
def write_the_setup_cell_anew(desk, rng):
    lines = "import numpy as np\nfrom public_tests import *\nfrom public_tests import finished, must_be_finished\n"
    lines += "from public_tests import ready_to_train, show_error\nfrom rnn_utils import *"
    return change(desk, rng, desk.setup(), lambda _: lines)


@action(1)
def edit_a_test_cell(desk, rng):
    def edit(text):
        call = next(f"{name}_test({name})" for name in FUNCTIONS if f"{name}_test({name})" in text)
        return rng.choice(
            (
                f"# passes!\n{text}",
                f"{text}\nprint('ok')",
                text.replace(call, f"print({call})"),
                text.replace(call, f"try:\n    {call}\nexcept Exception as error:\n    print(error)"),
                f"import time\nstart = time.time()\n{text}\nprint(time.time() - start)",
                call,
                f"{text}\nshow_error({call.split('(')[1][:-1]})",
                f"%%time\n{text}",
            )
        )

    return change(desk, rng, [p for p in desk.tests() if "\n" not in desk.cells[p].source.strip("\n")[200:]], edit)


@action(1)
def empty_a_test_cell(desk, rng):
    return change(desk, rng, desk.tests() + desk.tests(kind="hidden"), lambda text: "")


@action(1)
def edit_a_hidden_test_cell(desk, rng):
    more = rng.choice(("\nprint('hidden test passed')", "\n# is this right?", "\nx = 1"))
    return change(desk, rng, desk.tests(kind="hidden"), lambda text: text + more)


@action(1)
def edit_a_demonstration(desk, rng):
    more = rng.choice(("\nprint('demo')", "\n# I see", "\nnp.pi"))
    return change(desk, rng, desk.of_hand_out(), lambda text: text + more)


@action(1)
def test_another_function_than_hers(desk, rng):
    """Try a copy under another name in the test cell, and leave it so."""

    def edit(text):
        name = next((name for name in FUNCTIONS if f"{name}_test({name})" in text), None)
        return name and text.replace(f"{name}_test({name})", f"{name}_test({name}_old)")

    return change(desk, rng, desk.tests(), edit)


@action(1)
def set_values_of_her_own_above_the_setup(desk, rng):
    desk.remember()
    lines = rng.choice(("EPSILON = 1e-8", "n_a, n_x, m = 4, 3, 6", "import os, sys, time, json, random, math"))
    desk.cells.insert(0, Cell("code", lines, {}, new_id(rng)))
    return True


@action(1)
def delete_names_at_the_end(desk, rng):
    desk.remember()
    names = ", ".join(rng.sample(list(FUNCTIONS), rng.randint(1, 4)))
    desk.cells.append(Cell("code", f"del {names}", {}, new_id(rng)))
    return True


@action(1)
def write_a_softmax_of_her_own(desk, rng):
    places = desk.definitions()
    if not places:
        return False
    desk.remember()
    lines = "def softmax(z):\n    e = np.exp(z - np.max(z, axis=0))\n    return e / e.sum(axis=0)"
    desk.cells.insert(places[0], Cell("code", lines, {}, new_id(rng)))
    return True
