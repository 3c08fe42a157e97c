"""Mistakes made in rnn_forward, in the order of its lines; those about the caches stand in rnn_forward_caches."""

from grader.exercise.misconception import Misconception, edit

MISTAKES = (
    # ── 1. Sizes ──
    Misconception(
        id="f-tx-wrong-axis",
        function="rnn_forward",
        wrong=(
            edit("n_x, m, T_x = x.shape", "n_x, T_x, m = x.shape"),
            edit("n_x, m, T_x = x.shape", "T_x, m, n_x = x.shape"),
            edit("n_x, m, T_x = x.shape", "m, n_x, T_x = x.shape"),
        ),
        cause="the axes of x are named in another order than the one they have",
        hint="Print the sizes that you take from x, each with its name. "
        "Which axis of x counts inputs, which examples, which time steps?",
    ),
    Misconception(
        id="f-ny-na-swapped",
        function="rnn_forward",
        wrong=(edit("n_y, n_a = parameters", "n_a, n_y = parameters"),),
        cause="the rows and the columns of Wya are taken for each other",
        hint="Wya makes a prediction out of a state. "
        "Which of the two does the number of its rows count, and which the number of its columns?",
    ),
    # ── 2. Allocation ──
    Misconception(
        id="f-hardcoded-dims",
        function="rnn_forward",
        wrong=(
            edit("a = np.zeros((n_a, m, T_x))", "a = np.zeros((4, 6, 5))"),
            edit("y_pred = np.zeros((n_y, m, T_x))", "y_pred = np.zeros((2, 6, 5))"),
            edit("range(T_x)", "range(5)"),
        ),
        cause="sizes of one test are written into the function as numbers",
        hint="Other sequences have another length, other batches another size. "
        "Which numbers in your function are the sizes of the public test, and from which shapes could they be read?",
        unseen="the numbers are the sizes of the public case",
    ),
    Misconception(
        id="f-zeros-no-tuple",
        function="rnn_forward",
        wrong=(
            edit("a = np.zeros((n_a, m, T_x))", "a = np.zeros(n_a, m, T_x)"),
            edit("y_pred = np.zeros((n_y, m, T_x))", "y_pred = np.zeros(n_y, m, T_x)"),
        ),
        cause="np.zeros takes the shape as one argument, and the sizes were passed as several",
        hint="np.zeros takes the whole shape as its first argument, and the type of the entries as its second. "
        "What is the second argument of your call?",
    ),
    Misconception(
        id="f-a-wrong-rows",
        function="rnn_forward",
        wrong=(
            edit("a = np.zeros((n_a, m, T_x))", "a = np.zeros((n_x, m, T_x))"),
            edit("a = np.zeros((n_a, m, T_x))", "a = np.zeros_like(x)"),
        ),
        cause="the array for the states is allocated with the rows of the inputs",
        hint="A state has a row for each hidden unit. How many rows does the array a have that you allocate for the "
        "states, and what do these rows count?",
    ),
    Misconception(
        id="f-y-wrong-rows",
        function="rnn_forward",
        wrong=(
            edit("y_pred = np.zeros((n_y, m, T_x))", "y_pred = np.zeros((n_a, m, T_x))"),
            edit("y_pred = np.zeros((n_y, m, T_x))", "y_pred = np.zeros((n_x, m, T_x))"),
            edit("y_pred = np.zeros((n_y, m, T_x))", "y_pred = np.zeros_like(a)"),
        ),
        cause="the array for the predictions does not have n_y rows",
        hint="A prediction has a row for each output. Print the shape of your y_pred before the loop: "
        "how many rows does it have, and where does that number come from?",
    ),
    Misconception(
        id="f-a-y-chained",
        function="rnn_forward",
        wrong=(
            edit(
                "    a = np.zeros((n_a, m, T_x))\n    y_pred = np.zeros((n_y, m, T_x))",
                "    a = y_pred = np.zeros((n_a, m, T_x))",
            ),
            edit("y_pred = np.zeros((n_y, m, T_x))", "y_pred = a"),
        ),
        cause="a and y_pred are two names of one array",
        hint="Predictions have n_y rows, states n_a. Print the shape of your y_pred before the loop. "
        "Is it an array of its own, made for predictions?",
    ),
    Misconception(
        id="f-int-dtype",
        function="rnn_forward",
        wrong=(
            edit(
                "a = np.zeros((n_a, m, T_x))",
                "a = np.zeros((n_a, m, T_x), dtype=int)",
                ("y_pred = np.zeros((n_y, m, T_x))", "y_pred = np.zeros((n_y, m, T_x), dtype=int)"),
            ),
        ),
        cause="arrays of whole numbers drop everything behind the decimal point",
        hint="Print the dtype of your arrays a and y_pred. "
        "What is left of a state of 0.73 when it is put into an array of that type?",
    ),
    # ── 3. The first state ──
    Misconception(
        id="f-a0-ignored-zeros",
        function="rnn_forward",
        wrong=(
            edit("a_next = a0", "a_next = np.zeros((n_a, m))"),
            edit("a_next = a0", "a_next = np.zeros_like(a0)"),
        ),
        cause="the first step begins from zeros, and a0 is never used",
        hint="Change a0 and call your function again. Do its states change? "
        "Follow a0 through your code: does it reach the call at t = 0?",
    ),
    # ── 4. The loop ──
    Misconception(
        id="f-loop-from-one",
        function="rnn_forward",
        wrong=(edit("range(T_x)", "range(1, T_x)"),),
        cause="the loop leaves out the first time step",
        hint="What is t in the first iteration of your loop? What is left in the first slot of a and of y_pred?",
    ),
    Misconception(
        id="f-loop-stops-early",
        function="rnn_forward",
        wrong=(edit("range(T_x)", "range(T_x - 1)"),),
        cause="the loop leaves out the last time step",
        hint="What is t in the last iteration of your loop? What is left in the last slot of a and of y_pred?",
    ),
    Misconception(
        id="f-loop-one-long",
        function="rnn_forward",
        wrong=(edit("range(T_x)", "range(T_x + 1)"), edit("range(T_x)", "range(1, T_x + 1)")),
        cause="the loop goes one step beyond the last index",
        hint="Which index is the last one on an axis of length T_x? And up to which value does t go in your loop?",
    ),
    Misconception(
        id="f-loop-no-range",
        function="rnn_forward",
        wrong=(edit("range(T_x)", "T_x"), edit("range(T_x)", "range(len(T_x))")),
        cause="the number T_x is used as if it were a sequence",
        hint="T_x is a single whole number. What kind of thing does a for loop run over, and how do you make one from "
        "a number?",
    ),
    Misconception(
        id="f-loop-backward",
        function="rnn_forward",
        wrong=(edit("range(T_x)", "reversed(range(T_x))"), edit("range(T_x)", "range(T_x - 1, -1, -1)")),
        cause="the sequence is read from its end to its beginning",
        hint="A state can only know what came before it. "
        "Which time step does your loop take first, and which state does that step begin from?",
    ),
    # ── 4. The call: input and state ──
    Misconception(
        id="f-whole-x",
        function="rnn_forward",
        wrong=(edit("x[:, :, t], a_next", "x, a_next"),),
        cause="the whole sequence is passed to a single step",
        hint="A step sees the inputs of one moment. How many axes does xt have in the docstring of rnn_cell_forward, "
        "and how many does the array have that you pass?",
    ),
    Misconception(
        id="f-x-first-axis",
        function="rnn_forward",
        wrong=(edit("x[:, :, t], a_next", "x[t], a_next"), edit("x[:, :, t], a_next", "x[t, :, :], a_next")),
        cause="the index of the time step is applied to the first axis of x, which counts inputs",
        hint="The shape of x is (n_x, m, T_x). Which of these axes does your index t pick from, and which one counts "
        "time?",
    ),
    Misconception(
        id="f-x-middle-axis",
        function="rnn_forward",
        wrong=(edit("x[:, :, t], a_next", "x[:, t, :], a_next"), edit("x[:, :, t], a_next", "x[:, t], a_next")),
        cause="the index of the time step is applied to the middle axis of x, which counts examples",
        hint="Print the shape of the slice of x that you pass. "
        "Which of n_x, m and T_x did your index take away, and which should it take away?",
    ),
    Misconception(
        id="f-x-reshape-not-slice",
        function="rnn_forward",
        wrong=(
            edit("x[:, :, t], a_next", "x.reshape(T_x, n_x, m)[t], a_next"),
            edit("x[:, :, t], a_next", "x.reshape(n_x, T_x, m)[:, t], a_next"),
        ),
        cause="reshape fills the new shape in the old order of the numbers; it does not move an axis",
        hint="Does reshape turn the axes of an array, or does it deal out its numbers in a new pattern? "
        "Look for one entry of x in your slice: where has it gone?",
    ),
    Misconception(
        id="f-x-step-fixed",
        function="rnn_forward",
        wrong=(edit("x[:, :, t], a_next", "x[:, :, 0], a_next"), edit("x[:, :, t], a_next", "x[:, :, -1], a_next")),
        cause="every step is given the input of the same moment",
        hint="Which parts of your call are the same at every step, and which change with t? "
        "Is x read at every step, and at which t?",
    ),
    Misconception(
        id="f-x-shifted",
        function="rnn_forward",
        wrong=(
            edit("x[:, :, t], a_next", "x[:, :, t - 1], a_next"),
            edit("x[:, :, t], a_next", "x[:, :, t + 1], a_next"),
        ),
        cause="the call of a step is given the input of a neighbouring step",
        hint="Which moment's input meets the call for step t? "
        "Print the index that you use on x, at the first step and at the last.",
    ),
    Misconception(
        id="f-a-prev-from-a-t-minus-1",
        function="rnn_forward",
        wrong=(
            edit("x[:, :, t], a_next", "x[:, :, t], a[:, :, t - 1]"),
            edit("x[:, :, t], a_next", "x[:, :, t], a[:, :, t - 1]", ("a_next = a0", "a[:, :, 0] = a0")),
        ),
        cause="at t = 0 the index t - 1 means the last slot of a, which is still zero",
        hint="Print the state that your call gets at t = 0, beside a0. Are they equal? If you index with t - 1: "
        "which slot does Python take for the index -1?",
    ),
    Misconception(
        id="f-a-prev-from-a-t",
        function="rnn_forward",
        wrong=(edit("x[:, :, t], a_next", "x[:, :, t], a[:, :, t]"),),
        cause="the state that the step is about to compute is read before it has been written",
        hint="Print the state that your call gets, at each t. "
        "Has anything been put into the slot that you read it from, at that moment?",
    ),
    Misconception(
        id="f-a0-every-step",
        function="rnn_forward",
        wrong=(
            edit("x[:, :, t], a_next", "x[:, :, t], a0"),
            edit("for t in range(T_x):\n", "for t in range(T_x):\n        a_next = a0\n"),
            edit("a_next, yt_pred, cache =", "at, yt_pred, cache =", ("a[:, :, t] = a_next", "a[:, :, t] = at")),
        ),
        cause="every step begins from a0, so nothing is carried from step to step",
        hint="Your first step is right, the later ones are not. "
        "Which state should the second step begin from, and which one does it get from you?",
    ),
    Misconception(
        id="f-wrong-arg-name",
        function="rnn_forward",
        wrong=(
            edit("x[:, :, t], a_next", "x[:, :, t], a_prev"),
            edit("x[:, :, t], a_next", "xt, a_next"),
            edit("x[:, :, t], a_next", "xt, a_prev"),
        ),
        cause="a name that only rnn_cell_forward has is used in rnn_forward",
        hint="xt and a_prev are what rnn_cell_forward calls its arguments. "
        "By which names does rnn_forward know the input of step t and the state before it?",
    ),
    Misconception(
        id="f-args-swapped",
        function="rnn_forward",
        wrong=(
            edit("x[:, :, t], a_next, parameters", "a_next, x[:, :, t], parameters"),
            edit("x[:, :, t], a_next, parameters", "parameters, x[:, :, t], a_next"),
        ),
        cause="rnn_cell_forward is given its arguments in another order than it takes them",
        hint="Read the def line of rnn_cell_forward from left to right. "
        "In which order does it take its three arguments, and in which order do you pass them?",
    ),
    Misconception(
        id="f-unpack-two",
        function="rnn_forward",
        wrong=(
            edit("a_next, yt_pred, cache =", "a_next, cache ="),
            edit("a_next, yt_pred, cache =", "a_next, yt_pred ="),
        ),
        cause="three values come back from the call, and two names wait for them",
        hint="How many values does rnn_cell_forward return, and how many names are on the left of your call?",
    ),
    Misconception(
        id="f-unpack-swapped",
        function="rnn_forward",
        wrong=(edit("a_next, yt_pred, cache =", "yt_pred, a_next, cache ="),),
        cause="the state and the prediction are taken out of the call in the wrong order",
        hint="The three values of a call have an order, and no names of their own. "
        "Which one does rnn_cell_forward return first, and what do you call it?",
    ),
    # ── 4. Keeping the results ──
    Misconception(
        id="f-a-not-assigned",
        function="rnn_forward",
        wrong=(edit("        a[:, :, t] = a_next\n", ""),),
        cause="the state of a step is never put into a",
        hint="You allocated a with zeros, and zeros are still in it. Which line of your loop writes into a?",
    ),
    Misconception(
        id="f-a-overwritten",
        function="rnn_forward",
        wrong=(edit("a[:, :, t] = a_next", "a = a_next"),),
        cause="the array of all states is replaced by the state of one step",
        hint="Print the shape of a before the loop and after its first iteration. "
        "Do you put a state into a slot of a, or give the name a to something else?",
    ),
    Misconception(
        id="f-a-stored-before-update",
        function="rnn_forward",
        wrong=(
            edit(
                "        a[:, :, t] = a_next\n",
                "",
                ("        a_next, yt_pred", "        a[:, :, t] = a_next\n        a_next, yt_pred"),
            ),
        ),
        cause="the state is stored before the step has been taken, so each slot holds the state of the step before",
        hint="Compare the first slot of your a with a0. "
        "Slot t is for the state after step t. Which state do you put there?",
    ),
    Misconception(
        id="f-a-with-a0-slot",
        function="rnn_forward",
        wrong=(
            edit(
                "a = np.zeros((n_a, m, T_x))",
                "a = np.zeros((n_a, m, T_x + 1))",
                ("a_next = a0", "a_next = a0\n    a[:, :, 0] = a0"),
                ("a[:, :, t] = a_next", "a[:, :, t + 1] = a_next"),
            ),
            edit(
                "a = np.zeros((n_a, m, T_x))",
                "a = np.zeros((n_a, m, T_x + 1))",
                ("a_next = a0", "a[:, :, 0] = a0"),
                ("x[:, :, t], a_next", "x[:, :, t], a[:, :, t]"),
                ("a[:, :, t] = a_next", "a[:, :, t + 1] = a_next"),
            ),
        ),
        cause="a slot more is allocated than there are steps, and a0 is put into the first one",
        hint="How many states does the docstring promise in a? "
        "Is the state before the first step one of them, and in which slot does the state after it belong?",
    ),
    Misconception(
        id="f-y-not-assigned",
        function="rnn_forward",
        wrong=(edit("        y_pred[:, :, t] = yt_pred\n", ""),),
        cause="the prediction of a step is never put into y_pred",
        hint="You allocated y_pred with zeros, and zeros are still in it. Which line of your loop writes into y_pred?",
    ),
    Misconception(
        id="f-y-overwritten",
        function="rnn_forward",
        wrong=(edit("y_pred[:, :, t] = yt_pred", "y_pred = yt_pred"),),
        cause="the array of all predictions is replaced by the prediction of one step",
        hint="Print the shape of y_pred before the loop and after its first iteration. "
        "Do you put a prediction into a slot of y_pred, or give the name y_pred to something else?",
    ),
    Misconception(
        id="f-store-wrong-axis",
        function="rnn_forward",
        wrong=(
            edit("a[:, :, t] = a_next", "a[t] = a_next"),
            edit("a[:, :, t] = a_next", "a[:, t] = a_next"),
            edit("y_pred[:, :, t] = yt_pred", "y_pred[t] = yt_pred"),
            edit("y_pred[:, :, t] = yt_pred", "y_pred[:, t] = yt_pred"),
        ),
        cause="the result of a step is put into a slot along an axis that does not count time",
        hint="A slot must have the shape of what is put into it. Print the shape of the slot that you write to: "
        "from which axis did t pick it, and which axis counts time?",
    ),
    Misconception(
        id="f-return-in-loop",
        function="rnn_forward",
        wrong=(
            edit(
                "        caches.append(cache)\n",
                "        caches.append(cache)\n        return a, y_pred, (caches, x)\n",
            ),
            edit(
                "    # Keep what the backward pass needs\n    caches = (caches, x)\n\n    return",
                "        caches = (caches, x)\n        return",
            ),
        ),
        cause="the return stands inside the loop, so the function ends after one step",
        hint="How many iterations does your loop make before the function ends? How far is its return indented?",
    ),
)
