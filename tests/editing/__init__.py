"""A simulated editor: notebooks as people treat them between their last *Run All* and the hand-in.

desk       a notebook that is open, and the folder that it lies in
works      what people have written: finished, half-finished, wrong
registry   the kinds of action, each with its weight
copying    cells copied and pasted
arranging  cells moved, split, merged, deleted
retyping   cells of another kind
writing    notes, scratch cells, helpers
attempts   old attempts that are kept, functions that are written elsewhere
tinkering  the text of a cell in another shape
setting_up imports, the setup cell, and cells that the student should not edit
encoding   the bytes that a notebook is written in
saving     editors and formats that the notebook goes through
handing    names, folders, zips, second copies, platforms
worth      what a function is worth
truth      what *Run All* shows: a notebook run from top to bottom
law        what a chain of actions may cost, and what it may gain
figures    many chains, the breaches in their shortest form, counted
"""

import sys

from tests.rnn import NOTEBOOK

if str(NOTEBOOK.parent) not in sys.path:  # pytest puts it there by itself
    sys.path.append(str(NOTEBOOK.parent))
