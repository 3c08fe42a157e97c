"""Mistakes made in rnn_backward with what is handed to rnn_cell_backward: the gradient that arrives, and the cache."""

from grader.exercise.misconception import Misconception, edit

MISTAKES = (
    # ── The gradient: a part is missing ──
    Misconception(
        id="b-only-da-prevt",
        function="rnn_backward",
        wrong=(edit("da[:, :, t] + da_prevt", "da_prevt"),),
        cause="the upstream gradient never enters the loop, so zeros travel back through time",
        hint="Everything is zero, as if the loss had said nothing. "
        "What arrives from the loss at step t is da[:, :, t]. Follow it through your loop: where does it enter?",
    ),
    Misconception(
        id="b-only-da-t",
        function="rnn_backward",
        wrong=(
            edit("da[:, :, t] + da_prevt", "da[:, :, t]"),
            edit(
                "da[:, :, t] + da_prevt",
                "da[:, :, t]",
                ("da_prevt = np.zeros((n_a, m))", "da_prevt = np.zeros((n_a, m, T_x))"),
            ),
            edit(
                'da_prevt = gradients["da_prev"]', 'da_prev = gradients["da_prev"]', ("da0 = da_prevt", "da0 = da_prev")
            ),
        ),
        cause="the gradient that the later steps return never reaches the cell",
        hint="Your dx is right at the last step and at no other. "
        "What arrives at the other steps that can't arrive at the last one, and where does it enter your call?",
    ),
    Misconception(
        id="b-prevt-reset-in-loop",
        function="rnn_backward",
        wrong=(
            edit("reversed(range(T_x)):\n", "reversed(range(T_x)):\n        da_prevt = np.zeros((n_a, m))\n"),
            edit(
                "    da_prevt = np.zeros((n_a, m))\n",
                "",
                ("reversed(range(T_x)):\n", "reversed(range(T_x)):\n        da_prevt = np.zeros((n_a, m))\n"),
            ),
        ),
        cause="da_prevt is set to zero in every iteration, so no step gets what the later one has returned",
        hint="Your dx is right at the last step and at no other. Print what you hand to the cell, in every "
        "iteration: is what the later step returned in it?",
    ),
    Misconception(
        id="b-prevt-never-updated",
        function="rnn_backward",
        wrong=(
            edit('da_prevt = gradients["da_prev"]', 'da_prev = gradients["da_prev"]'),
            edit('        da_prevt = gradients["da_prev"]\n', ""),
        ),
        cause="what the cell hands back never gets into da_prevt, which stays zero",
        hint="Print what you add to da[:, :, t], in every iteration. "
        "Which entry of the cell's dict should turn up in it, and which line puts it there?",
    ),
    Misconception(
        id="b-truncated",
        function="rnn_backward",
        wrong=(
            edit(
                'da_prevt = gradients["da_prev"]',
                'da_prevt = rnn_cell_backward(da[:, :, t], caches[t])["da_prev"]',
            ),
        ),
        cause="what is returned is made from this step's own part alone, so it reaches no further than one step",
        hint="Your dx is right at the last two steps only. "
        "What is handed to the step before: the answer to all that arrived here, or to a part of it?",
    ),
    # ── The gradient: put together in another way ──
    Misconception(
        id="b-prevt-multiplied",
        function="rnn_backward",
        wrong=(edit("da[:, :, t] + da_prevt", "da[:, :, t] * da_prevt"),),
        cause="the two gradients are multiplied, and the zeros from behind the last step wipe out everything",
        hint="Everything is zero, as if the loss had said nothing. What arrives from the loss at step t is da[:, :, "
        "t]. Follow it into your call at the last step: what is left of it?",
    ),
    Misconception(
        id="b-prevt-combined-wrongly",
        function="rnn_backward",
        wrong=(
            edit("da[:, :, t] + da_prevt", "da[:, :, t] - da_prevt"),
            edit("da[:, :, t] + da_prevt", "da[:, :, t] + 2 * da_prevt"),
            edit("da[:, :, t] + da_prevt", "(da[:, :, t] + da_prevt) / 2"),
            edit("da[:, :, t] + da_prevt", "np.concatenate((da[:, :, t], da_prevt))"),
            edit("da[:, :, t] + da_prevt", "np.concatenate((da[:, :, t], da_prevt), axis=1)"),
        ),
        cause="the two gradients that meet at a state are put together in another way than by adding them",
        hint="A state acts on the loss in two ways. What does the chain rule do with the gradients of two ways that "
        "meet, and what does your line do with them?",
    ),
    Misconception(
        id="b-prevt-accumulated",
        function="rnn_backward",
        wrong=(
            edit('da_prevt = gradients["da_prev"]', 'da_prevt += gradients["da_prev"]'),
            edit('da_prevt = gradients["da_prev"]', 'da_prevt = da_prevt + gradients["da_prev"]'),
        ),
        cause="what the later steps returned is summed up, although each of them already contains those before it",
        hint="Your dx is right at the last two steps only. "
        "Does da_prev of a later step already contain what came from the steps after it? How often do you count that?",
    ),
    Misconception(
        id="b-adds-da-after-call",
        function="rnn_backward",
        wrong=(
            edit(
                "da[:, :, t] + da_prevt",
                "da[:, :, t]",
                ('gradients["da_prev"]\n', 'gradients["da_prev"]\n        da_prevt += da[:, :, t]\n'),
            ),
            edit(
                "da[:, :, t] + da_prevt",
                "da_prevt",
                ('gradients["da_prev"]\n', 'gradients["da_prev"] + da[:, :, t]\n'),
            ),
        ),
        cause="the two parts are added after the call, so the cell of their own step never sees the sum",
        hint="Two gradients meet at step t. In which line of your loop do they come together, and is that before or "
        "after the cell of step t is called?",
    ),
    Misconception(
        id="b-tanh-twice",
        function="rnn_backward",
        wrong=(edit("da[:, :, t] + da_prevt", "(da[:, :, t] + da_prevt) * (1 - caches[t][0] ** 2)"),),
        cause="the gradient goes back through the tanh in the loop, and once more in the cell",
        hint="What does rnn_cell_backward do with its da_next first? "
        "How many times does your gradient go back through the tanh of one step?",
    ),
    Misconception(
        id="b-waa-twice",
        function="rnn_backward",
        wrong=(edit('gradients["da_prev"]\n', 'parameters["Waa"].T @ gradients["da_prev"]\n'),),
        cause="what the cell hands back goes through Waa once more in the loop",
        hint="What has rnn_cell_backward already done to da_prev when it returns it? "
        "How many times does your gradient go back through Waa for each step?",
    ),
    Misconception(
        id="b-da-mutated",
        function="rnn_backward",
        wrong=(
            edit(
                "        gradients = rnn_cell_backward(da[:, :, t] + da_prevt, caches[t])",
                "        da[:, :, t] += da_prevt\n        gradients = rnn_cell_backward(da[:, :, t], caches[t])",
            ),
            edit(
                "        gradients = rnn_cell_backward(da[:, :, t] + da_prevt, caches[t])",
                "        da_next = da[:, :, t]\n        da_next += da_prevt\n"
                "        gradients = rnn_cell_backward(da_next, caches[t])",
            ),
        ),
        cause="the sum is written into da itself, which belongs to the caller",
        hint="Your gradients are right, but is da the same after the call as before? "
        "Which operator writes into an array that exists already, and which one makes a new array?",
    ),
    # ── The gradient: of another step, or of all ──
    Misconception(
        id="b-whole-da",
        function="rnn_backward",
        wrong=(
            edit("da[:, :, t] + da_prevt", "da"),
            edit("da[:, :, t] + da_prevt", "da + da_prevt"),
        ),
        cause="the gradients of all steps are handed to a single step",
        hint="A step takes the gradient of one state. How many axes does da_next have in the docstring of "
        "rnn_cell_backward, and how many does the array have that you pass?",
    ),
    Misconception(
        id="b-da-wrong-axis",
        function="rnn_backward",
        wrong=(
            edit("da[:, :, t] + da_prevt", "da[t] + da_prevt"),
            edit("da[:, :, t] + da_prevt", "da[:, t] + da_prevt"),
            edit("da[:, :, t] + da_prevt", "da[:, t, :] + da_prevt"),
        ),
        cause="the index of the time step is applied to an axis of da that does not count time",
        hint="The shape of da is (n_a, m, T_x). Which of these axes does your index t pick from, and which one "
        "counts time?",
    ),
    Misconception(
        id="b-da-t-shifted",
        function="rnn_backward",
        wrong=(
            edit("da[:, :, t] + da_prevt", "da[:, :, t - 1] + da_prevt"),
            edit("da[:, :, t] + da_prevt", "da[:, :, t + 1] + da_prevt"),
        ),
        cause="the loss's own gradient of a neighbouring step is handed to the cell",
        hint="The gradient and the cache that you hand to the cell must belong to the same step. "
        "At t = 0 and at the last t, which step's gradient is yours?",
    ),
    Misconception(
        id="b-da-always-last",
        function="rnn_backward",
        wrong=(edit("da[:, :, t] + da_prevt", "da[:, :, -1] + da_prevt"),),
        cause="the last step's own gradient is handed to every step",
        hint="Your dx is right at the last step and at no other. Which parts of your call change with t, "
        "and which are the same at every step?",
    ),
    Misconception(
        id="b-seed-last-only",
        function="rnn_backward",
        wrong=(
            edit(
                "da[:, :, t] + da_prevt",
                "da_prevt",
                ("da_prevt = np.zeros((n_a, m))", "da_prevt = da[:, :, -1]"),
            ),
            edit(
                "da[:, :, t] + da_prevt",
                "da_prevt",
                ("da_prevt = np.zeros((n_a, m))", "da_prevt = da[:, :, T_x - 1]"),
            ),
        ),
        cause="the loss's own gradient enters at the last step only, as if only the last prediction counted",
        hint="Your dx is right at the last step and at no other. The loss looks at the prediction of every step: "
        "what becomes of its gradient at the earlier ones?",
    ),
    Misconception(
        id="b-seed-last-and-add",
        function="rnn_backward",
        wrong=(edit("da_prevt = np.zeros((n_a, m))", "da_prevt = da[:, :, -1]"),),
        cause="the last step's own gradient is counted twice",
        hint="Print the two parts that you add, at the last step. "
        "What can come back to that step from later ones, and what is it in your code?",
    ),
    Misconception(
        id="b-fixed-upstream-and-cache",
        function="rnn_backward",
        wrong=(
            edit("da[:, :, t] + da_prevt, caches[t]", "da[:, :, 0], (a1, a0, x[:, :, t], parameters)"),
            edit("da[:, :, t] + da_prevt, caches[t]", "da[:, :, t] + da_prevt, (a1, a0, x[:, :, t], parameters)"),
        ),
        cause="the states of the first cache are used at every step",
        hint="a1 and a0 came out of the first cache. Which states went in and out at step 2, "
        "and where have they been kept for you?",
    ),
    # ── The cache ──
    Misconception(
        id="b-cache-index-fixed",
        function="rnn_backward",
        wrong=(edit("caches[t]", "caches[0]"), edit("caches[t]", "caches[-1]")),
        cause="every step is taken back with the cache of the same step",
        hint="Each step needs what was kept when it was taken forward. "
        "Which parts of your call change with t, and which stay the same?",
    ),
    Misconception(
        id="b-cache-index-shifted",
        function="rnn_backward",
        wrong=(edit("caches[t]", "caches[t - 1]"), edit("caches[t]", "caches[t + 1]")),
        cause="a step is taken back with the cache of its neighbour",
        hint="The gradient and the cache that you hand to the cell must belong to the same step. "
        "At t = 0 and at the last t, which step's cache is yours?",
    ),
    Misconception(
        id="b-cache-and-da-opposite",
        function="rnn_backward",
        wrong=(
            edit("caches[t]", "caches[T_x - 1 - t]"),
            edit("caches[t]", "caches[::-1][t]"),
        ),
        cause="while the gradients are taken from the last step on, the caches are taken from the first",
        hint="In the first iteration of your loop, to which step does the gradient belong that you hand to the cell, "
        "and to which step does the cache?",
    ),
    Misconception(
        id="b-cache-whole-list",
        function="rnn_backward",
        wrong=(edit("caches[t]", "caches"),),
        cause="the caches of all steps are handed to a single step",
        hint="rnn_cell_backward takes four things out of its second argument. "
        "How many things are in yours, and what is each of them?",
    ),
    Misconception(
        id="b-call-args-swapped",
        function="rnn_backward",
        wrong=(edit("da[:, :, t] + da_prevt, caches[t]", "caches[t], da[:, :, t] + da_prevt"),),
        cause="rnn_cell_backward is given its arguments in another order than it takes them",
        hint="Read the def line of rnn_cell_backward from left to right. "
        "In which order does it take its two arguments, and in which order do you pass them?",
    ),
    Misconception(
        id="b-globals",
        function="rnn_backward",
        wrong=(
            edit("caches[t]", "steps[t]"),
            edit("da[:, :, t] + da_prevt", "da_tmp[:, :, t] + da_prevt"),
            edit("caches, x = caches", "caches, x = caches_tmp"),
        ),
        cause="the function reads a name that it was not given, and depends on what other cells have left behind",
        hint="Restart the kernel and run only the imports and the function cells. Which name is not defined now, "
        "and which argument brings what you need?",
    ),
)
