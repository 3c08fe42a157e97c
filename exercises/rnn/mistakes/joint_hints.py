"""Hints for mistakes that outputs cannot tell apart: each is true for every mistake of its group, and guesses none."""

JOINT_HINTS: dict[frozenset, str] = {
    frozenset({"cf-waa-wax-swapped", "cf-wax-transposed"}): (
        "In the line of the next state two matrices each meet an array. Write the two shapes under each product: "
        "do the sizes that meet inside it agree?"
    ),
    frozenset({"cf-softmax-unstable", "cf-softmax-global-max"}): (
        "The entries stop being numbers only where the scores are very large, or very different. What is exp of 2000, "
        "and of -2000, and what does your division make of it?"
    ),
    frozenset({"f-tx-wrong-axis", "f-store-wrong-axis"}): (
        "On the failing line, print the shape of the slot and of what goes into it. Which axis does t pick from, "
        "and which axis of x counts the time steps?"
    ),
    frozenset({"f-y-wrong-rows", "f-a-y-chained", "f-unpack-swapped"}): (
        "States have n_a rows, predictions n_y. On the failing line, print the shape of the slot and of what goes into "
        "it: which of the two has the wrong number of rows?"
    ),
    frozenset({"f-a0-ignored-zeros", "f-a-prev-from-a-t-minus-1"}): (
        "Print the state that your call gets at t = 0, beside a0. Are they equal? Where does yours come from?"
    ),
    frozenset({"f-loop-one-long", "f-x-shifted"}): (
        "On an axis of length T_x, which index is the last one? Print the index that you use on x in every iteration."
    ),
    frozenset({"f-whole-x", "f-x-first-axis"}): (
        "A step sees the inputs of one moment, of shape (n_x, m). Print the shape of what you pass to "
        "rnn_cell_forward: which axis of x counts time?"
    ),
    frozenset({"f-caches-append-after-loop", "f-caches-reset-in-loop"}): (
        "Of T_x caches yours keeps only the last one. Which of your lines about caches run once, and which run in "
        "every iteration of the loop?"
    ),
    frozenset({"f-cached-a-prev-wrong", "f-a-next-view-of-a"}): (
        "The second entry of a cache is the state that its step began from. After your loop, print it for every step "
        "beside that state: what does it show?"
    ),
    frozenset({"f-caches-stale", "f-caches-stale-reversed"}): (
        "rnn_backward will look for the cache of step t at place t of your list. Which step's cache is at place 0, "
        "and which at the last place?"
    ),
    frozenset({"cb-unpack-swapped-input", "cb-dwax-dwaa-swapped"}): (
        "Your dWax has the shape of Waa, and your dWaa that of Wax. Which array did each weight multiply in the "
        "forward pass, and which one are the columns of its gradient made of in your code?"
    ),
    frozenset({"b-caches-not-unpacked", "b-caches-unpack-swapped", "b-cache-whole-list"}): (
        "rnn_forward returned caches as a pair of a list and x. On the line that stops, print the type and the length "
        "of what you unpack: is it the cache of one step?"
    ),
    frozenset({"b-caches-renamed-half", "b-cache-index-shifted", "b-call-args-swapped"}): (
        "On the failing line, print the two things that rnn_cell_backward gets, and the length of what you index. "
        "Are they the gradient and the cache of step t, in this order?"
    ),
    frozenset({"b-tx-wrong-axis", "b-loop-starts-beyond", "b-da-t-shifted"}): (
        "On an axis of length T_x, which index is the last one? Print T_x, and the index that you use on da in the "
        "first iteration."
    ),
    frozenset({"b-loop-empty", "b-only-da-prevt", "b-prevt-multiplied"}): (
        "Everything is zero, as if the loss had said nothing. What arrives from it at step t is da[:, :, t]. Follow "
        "that through every iteration of your loop: what is left of it in your call?"
    ),
    frozenset({"b-returns-step-grads", "b-accumulate-assign", "b-accumulators-reset", "b-accumulate-after-loop"}): (
        "The same weights work at every step, so each step has a share in their gradients. How many of these shares "
        "are in the arrays that you return?"
    ),
    frozenset({"b-only-da-t", "b-prevt-reset-in-loop"}): (
        "Your dx is right at the last step and at no other. What arrives at the other steps from the step after them? "
        "Print it just before your call, in every iteration."
    ),
}
