"""Mistakes made in rnn_backward."""

from grader.misconceptions.misconception import Misconception, edit

MISTAKES = (
    Misconception(
        id="b-only-da-prevt",
        function="rnn_backward",
        wrong=(edit("da[:, :, t] + da_prevt", "da_prevt"),),
        cause="the upstream gradient never enters the loop, so zeros travel back through time",
        hint="What arrives from the loss at step t is da[:, :, t]. Follow it through your loop: where does it enter?",
    ),
)
