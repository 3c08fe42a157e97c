"""Mistakes that learners make: each a small edit of the reference, with its cause and a hint that leads to it."""

from grader.exercise.misconception import Misconception, edit

MISTAKES = (
    Misconception(
        id="softmax-over-examples",
        function="dense_forward",
        wrong=(edit("np.sum(exponentials, axis=0", "np.sum(exponentials, axis=1"),),
        cause="the exponentials are summed over the examples",
        hint="Each column of A is a distribution. Sum the entries of one of your columns: do you get 1?",
    ),
)
