"""Hints for mistakes that outputs cannot tell apart: each is true for every mistake of its group, and guesses none."""

JOINT_HINTS: dict[frozenset, str] = {
    frozenset({"cf-parameter-under-another-name", "cf-bias-of-another-gate", "cf-weight-of-another-gate"}): (
        "Each weight matrix and each bias belongs to the gate with its letter. Follow each of them from parameters "
        "to the sum where it is used: where does the letter change?"
    ),
    frozenset({"cf-weights-of-another-gate", "cf-same-gate-twice"}): (
        "Your memory is kept and written by shares that are equal. Print ft and it, and the gates that your line of "
        "the cell state uses: has each the weights and the bias of its own letter?"
    ),
    frozenset({"cb-tanh-of-a", "cb-unpack-states"}): (
        "The forward pass took the tanh of the cell state. Which array is inside your tanh, and is it under its "
        "right name when you unpack the cache?"
    ),
    frozenset({"cf-weights-of-another-gate", "cf-other-gate-shows"}): (
        "Your hidden state is shown by another gate than the output gate. Print ot, and the gate that your line of "
        "the hidden state uses: has each the weights and the bias of its own letter?"
    ),
    frozenset({"cf-sigmoid-upside-down", "cf-forget-gate-inverted"}): (
        "With a forget gate of 1 the old memory is kept whole. What share of it do you keep where the sum inside the "
        "forget gate is very large?"
    ),
    frozenset({"f-y-rows", "f-unpack-order"}): (
        "States have n_a rows, predictions n_y. On the failing line, print the shape of the slot and of what goes "
        "into it: which of the two has the wrong number of rows?"
    ),
    frozenset({"f-a0-every-step", "f-hidden-state-not-handed-on"}): (
        "Print the hidden state that your call gets at t = 0, 1 and 2. Is it the one that the step before returned?"
    ),
    frozenset({"cb-cut-exchanged", "cb-cut-at-n-x"}): (
        "Print the shapes of your da_prev and dxt. How many rows did the upper part have when the forward pass "
        "stacked a_prev and xt, and which of the two is that part?"
    ),
    frozenset({"b-sizes-exchanged", "b-loop-starts-beyond"}): (
        "On an axis of length T_x, which index is the last one? Print T_x, and t in the first iteration: how long is "
        "the last axis of da?"
    ),
    frozenset({"b-loop-empty", "b-only-da-prevt", "b-da-multiplied"}): (
        "Everything is zero, as if there were no loss. What arrives from the loss at step t is da[:, :, t]. Follow "
        "it through every iteration of your loop: what is left of it in your call?"
    ),
    frozenset({"b-only-da", "b-da-prevt-reset"}): (
        "What the step after returned for the hidden state does not reach your call. Print what you hand to it, in "
        "every iteration: which part of that comes from the step after?"
    ),
    frozenset({"b-sums-assigned", "b-returns-step", "b-sums-reset"}): (
        "All steps use the same weights, so each step contributes to their gradients. How many of these "
        "contributions are in the arrays that you return?"
    ),
}
