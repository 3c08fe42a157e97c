"""What the hidden regions of the notebook call."""

from grader.exercise.hidden import hidden_test

lstm_cell_forward_test = hidden_test("lstm", "lstm_cell_forward")
lstm_forward_test = hidden_test("lstm", "lstm_forward")
lstm_cell_backward_test = hidden_test("lstm", "lstm_cell_backward")
lstm_backward_test = hidden_test("lstm", "lstm_backward")
