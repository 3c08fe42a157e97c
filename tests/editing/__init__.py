"""A simulated editor: notebooks as people treat them between their last *Run All* and the hand-in.

desk       a notebook that is open, and the folder that it lies in
works      what people have written: finished, half-finished, wrong
registry   the kinds of action, each with its weight
arranging  cells copied, pasted, moved, split, merged, deleted, retyped
writing    text: helpers, old attempts, copies, scratch cells
tinkering  text of one cell in another shape, and cells that the student should not edit
saving     editors and formats that the notebook goes through
handing    names, folders, zips, second copies
truth      what *Run All* shows: a notebook run from top to bottom
law        what a chain of actions may cost, and what it may gain
"""
