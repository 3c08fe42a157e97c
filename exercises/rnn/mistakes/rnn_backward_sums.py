"""Mistakes made in rnn_backward with what rnn_cell_backward answers: taking it apart, storing it, adding it up."""

from grader.exercise.misconception import Misconception, edit

ADDED = "        dWax += dWaxt\n        dWaa += dWaat\n        dba += dbat\n"

MISTAKES = (
    # ── Taking the answer apart ──
    Misconception(
        id="b-dict-unpacked-as-tuple",
        function="rnn_backward",
        wrong=(
            edit(
                "gradients = rnn_cell_backward",
                "dxt, da_prevt, dWaxt, dWaat, dbat = rnn_cell_backward",
                (
                    '        dxt = gradients["dxt"]\n        da_prevt = gradients["da_prev"]\n'
                    '        dWaxt = gradients["dWax"]\n        dWaat = gradients["dWaa"]\n'
                    '        dbat = gradients["dba"]\n',
                    "",
                ),
            ),
            edit(
                '        dxt = gradients["dxt"]\n        da_prevt = gradients["da_prev"]\n'
                '        dWaxt = gradients["dWax"]\n        dWaat = gradients["dWaa"]\n'
                '        dbat = gradients["dba"]\n',
                "        dxt, da_prevt, dWaxt, dWaat, dbat = gradients\n",
            ),
        ),
        cause="a dict that is taken apart like a tuple gives its keys, not its values",
        hint="Print dxt right after you have got it. What does a dict give when it is taken apart like a tuple, and "
        "how do you ask it for a value?",
    ),
    Misconception(
        id="b-wrong-key",
        function="rnn_backward",
        wrong=(
            edit('gradients["dxt"]', 'gradients["dx"]'),
            edit('gradients["da_prev"]', 'gradients["da_prevt"]'),
            edit('gradients["dWax"]', 'gradients["dWaxt"]'),
        ),
        cause="the dict of the cell is asked for a name that it does not have",
        hint="The name in the error is the key that you asked for. "
        "Which keys does the dict have that rnn_cell_backward returns, letter by letter?",
    ),
    # ── dx ──
    Misconception(
        id="b-dx-not-stored",
        function="rnn_backward",
        wrong=(edit("        dx[:, :, t] = dxt\n", ""),),
        cause="the gradient of a step's input is never put into dx",
        hint="You allocated dx with zeros, and zeros are still in it. Which line of your loop writes into dx?",
    ),
    Misconception(
        id="b-dx-overwritten",
        function="rnn_backward",
        wrong=(edit("dx[:, :, t] = dxt", "dx = dxt"),),
        cause="the array of all steps is replaced by the gradient of one step",
        hint="Print the shape of dx before the loop and after its first iteration. "
        "Do you put a gradient into a slot of dx, or give the name dx to something else?",
    ),
    Misconception(
        id="b-dx-added-up",
        function="rnn_backward",
        wrong=(edit("dx[:, :, t] = dxt", "dx += dxt"), edit("dx[:, :, t] = dxt", "dx[:, :] += dxt")),
        cause="the gradients of different inputs are added up, as if all steps shared one input",
        hint="All steps share the weights. Do they share an input too? "
        "Then where should the gradient of each step's input go: into one sum, or into a place of its own?",
    ),
    Misconception(
        id="b-dx-wrong-axis",
        function="rnn_backward",
        wrong=(edit("dx[:, :, t] = dxt", "dx[t] = dxt"), edit("dx[:, :, t] = dxt", "dx[:, t] = dxt")),
        cause="the gradient of a step is put into a slot along an axis of dx that does not count time",
        hint="The shape of dx is (n_x, m, T_x). From which axis does your index t pick the slot that you write to, "
        "and which axis counts time?",
    ),
    Misconception(
        id="b-dx-reversed",
        function="rnn_backward",
        wrong=(
            edit("dx[:, :, t] = dxt", "dx[:, :, T_x - 1 - t] = dxt"),
            edit(
                "for t in reversed(range(T_x)):\n",
                "for i in range(T_x):\n        t = T_x - 1 - i\n",
                ("dx[:, :, t] = dxt", "dx[:, :, i] = dxt"),
            ),
        ),
        cause="the gradients of the inputs are stored in the order of the backward pass, the last step first",
        hint="In the first iteration of your loop, which time step does the cell take back, and into which slot "
        "of dx do you put what it returns?",
    ),
    # ── The sums ──
    Misconception(
        id="b-self-accumulate",
        function="rnn_backward",
        wrong=(
            edit("dWax += dWaxt", "dWax += dWax", ("dWaa += dWaat", "dWaa += dWaa"), ("dba += dbat", "dba += dba")),
        ),
        cause="each sum is added to itself, so the zeros that it began with stay zeros",
        hint="What is zero plus zero? In the lines that add up, which name holds the share of this step, and which "
        "one holds the sum so far?",
    ),
    Misconception(
        id="b-accumulate-from-wrong-name",
        function="rnn_backward",
        wrong=(
            edit("dWax += dWaxt", "dWax += dWaat", ("dWaa += dWaat", "dWaa += dWaxt")),
            edit("dWax += dWaxt", "dWax += dWaat"),
            edit("dWaa += dWaat", "dWaa += dWaxt"),
            edit('gradients["dWax"]', 'gradients["dWaa"]'),
        ),
        cause="a sum is given the share of another weight",
        hint="On the line that stops, print the shape of the sum and the shape of what you add to it. "
        "Which weight does each of the two belong to?",
    ),
    Misconception(
        id="b-accumulate-assign",
        function="rnn_backward",
        wrong=(
            edit("dWax += dWaxt", "dWax = dWaxt", ("dWaa += dWaat", "dWaa = dWaat"), ("dba += dbat", "dba = dbat")),
            edit("dWax += dWaxt", "dWax =+ dWaxt", ("dWaa += dWaat", "dWaa =+ dWaat"), ("dba += dbat", "dba =+ dbat")),
            edit("dWax += dWaxt", "dWax = dWaxt"),
            edit("dWaa += dWaat", "dWaa = dWaat"),
            edit("dba += dbat", "dba = dbat"),
        ),
        cause="what the loop has added up so far is overwritten by the share of the next step",
        hint="The same weights work at every step, so each step has a share in their gradients. "
        "How many of these shares are in what you return, and where are the others lost?",
    ),
    Misconception(
        id="b-accumulators-reset",
        function="rnn_backward",
        wrong=(
            edit(
                "reversed(range(T_x)):\n",
                "reversed(range(T_x)):\n        dWax = np.zeros((n_a, n_x))\n"
                "        dWaa = np.zeros((n_a, n_a))\n        dba = np.zeros((n_a, 1))\n",
            ),
        ),
        cause="the sums are set to zero in every iteration of the loop",
        hint="Your dWax, dWaa and dba hold the share of one step only, although all steps use the same weights. "
        "Print one of them in every iteration, and what you return: where are the other shares lost?",
    ),
    Misconception(
        id="b-accumulate-after-loop",
        function="rnn_backward",
        wrong=(edit(ADDED, "    dWax += dWaxt\n    dWaa += dWaat\n    dba += dbat\n"),),
        cause="the shares are added after the loop, where only those of the last iteration are left",
        hint="The same weights work at every step, so each step has a share in their gradients. "
        "How many shares are in what you return, and how often does the line run that adds them?",
    ),
    Misconception(
        id="b-accumulate-minus",
        function="rnn_backward",
        wrong=(
            edit("dWax += dWaxt", "dWax -= dWaxt", ("dWaa += dWaat", "dWaa -= dWaat"), ("dba += dbat", "dba -= dbat")),
        ),
        cause="the shares are subtracted, as if this were already the update of the weights",
        hint="What is the sign of your sums, and of the expected ones? "
        "Does this function move the weights, or does it only say how the loss changes with them?",
    ),
    Misconception(
        id="b-mean-over-steps",
        function="rnn_backward",
        wrong=(
            edit(
                "dWax += dWaxt",
                "dWax += dWaxt / T_x",
                ("dWaa += dWaat", "dWaa += dWaat / T_x"),
                ("dba += dbat", "dba += dbat / T_x"),
            ),
            edit(
                "    da0 = da_prevt\n", "    da0 = da_prevt\n    dWax, dWaa, dba = dWax / T_x, dWaa / T_x, dba / T_x\n"
            ),
        ),
        cause="the shares of the steps are averaged instead of added",
        hint="Divide an expected entry by yours. Is the result a size, m or T_x? "
        "When a weight acts on the loss in several ways, what does the chain rule do with them?",
    ),
    Misconception(
        id="b-divide-by-m",
        function="rnn_backward",
        wrong=(
            edit(
                "dWax += dWaxt",
                "dWax += dWaxt / m",
                ("dWaa += dWaat", "dWaa += dWaat / m"),
                ("dba += dbat", "dba += dbat / m"),
            ),
        ),
        cause="the gradients are divided by the number of examples, which the loss has already seen to",
        hint="Divide an expected entry by yours. Is the result a size, m or T_x? "
        "Where is it decided whether the loss is a sum or a mean over the examples, and does da contain that already?",
    ),
    Misconception(
        id="b-dwaa-skips-t0",
        function="rnn_backward",
        wrong=(
            edit("        dWaa += dWaat\n", "        if t > 0:\n            dWaa += dWaat\n"),
            edit("        dWaa += dWaat\n", "        if t != 0:\n            dWaa += dWaat\n"),
        ),
        cause="the first step has no share in dWaa, which would be right only if a0 were zero",
        hint="At which steps is Waa used in the forward pass? What does it multiply at the first one, "
        "and is that always zero?",
    ),
)
