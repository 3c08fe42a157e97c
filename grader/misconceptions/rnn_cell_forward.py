"""Mistakes made in rnn_cell_forward."""

MISTAKES = ()
