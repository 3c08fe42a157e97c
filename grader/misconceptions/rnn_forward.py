"""Mistakes made in rnn_forward."""

MISTAKES = ()
