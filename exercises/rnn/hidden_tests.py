"""What the hidden regions of the notebook call."""

from grader.exercise.hidden import hidden_test

rnn_cell_forward_test = hidden_test("rnn", "rnn_cell_forward")
rnn_forward_test = hidden_test("rnn", "rnn_forward")
rnn_cell_backward_test = hidden_test("rnn", "rnn_cell_backward")
rnn_backward_test = hidden_test("rnn", "rnn_backward")
