"""Mistakes made in rnn_cell_backward."""

MISTAKES = ()
