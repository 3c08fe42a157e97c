"""What the hidden regions of the notebook call: one line for each function."""

from grader.exercise.hidden import hidden_test

dense_forward_test = hidden_test("third", "dense_forward")
