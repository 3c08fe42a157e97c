"""Mistakes made in lstm_forward, in the order of its lines."""

from grader.exercise.misconception import Misconception, edit

NAME = "lstm_forward"
RETURN = "        return a, y, c, (caches, x)\n"

MISTAKES = (
    # ── 2. Allocation, 3. the first step ──
    Misconception(
        id="f-y-rows",
        function=NAME,
        wrong=(edit("y = np.zeros((n_y, m, T_x))", "y = np.zeros((n_a, m, T_x))"),),
        cause="y is allocated with a row for each hidden unit",
        hint="A prediction has a row for each output. Print the shape of the slot on the failing line and of what "
        "goes into it: which size counts the rows of each?",
    ),
    Misconception(
        id="f-hardcoded",
        function=NAME,
        wrong=(
            edit("for t in range(T_x):", "for t in range(5):"),
            edit("c = np.zeros((n_a, m, T_x))", "c = np.zeros((4, 6, 5))"),
        ),
        cause="sizes of one test are written into the function as numbers",
        hint="Other sequences have another length, other networks other sizes. Which numbers in your function are "
        "the sizes of the public test, and from which shapes can they be read?",
        unseen="the numbers are the sizes of the public case",
    ),
    Misconception(
        id="f-a0-ignored",
        function=NAME,
        wrong=(edit("a_next = a0", "a_next = np.zeros((n_a, m))"),),
        cause="the first step starts from a hidden state of zeros, whatever a0 is",
        hint="Change a0 and leave all else as it is. Does anything in your results change? Which of the two states "
        "starts from zeros?",
    ),
    Misconception(
        id="f-c0-is-a0",
        function=NAME,
        wrong=(edit("c_next = np.zeros((n_a, m))", "c_next = a0"), edit("np.zeros((n_a, m))", "a0.copy()")),
        cause="the memory starts from a0, where it starts empty",
        hint="Only the hidden state before the first step is given. What does the docstring say about the cell "
        "state before it, and what is yours at t = 0?",
    ),
    Misconception(
        id="f-c0-ones",
        function=NAME,
        wrong=(edit("c_next = np.zeros((n_a, m))", "c_next = np.ones((n_a, m))"),),
        cause="the memory does not start empty",
        hint="Print the cell state that your first call gets. What does an empty memory contain?",
    ),
    # ── 4. The call ──
    Misconception(
        id="f-a0-every-step",
        function=NAME,
        wrong=(edit("x[:, :, t], a_next, c_next, parameters", "x[:, :, t], a0, c_next, parameters"),),
        cause="every step starts from the hidden state before the first one",
        hint="Print the hidden state that your call gets at t = 0, 1 and 2. From which hidden state should step 1 "
        "start?",
    ),
    Misconception(
        id="f-memory-reset",
        function=NAME,
        wrong=(
            edit("for t in range(T_x):\n", "for t in range(T_x):\n        c_next = np.zeros((n_a, m))\n"),
            edit("x[:, :, t], a_next, c_next, parameters", "x[:, :, t], a_next, np.zeros((n_a, m)), parameters"),
            edit("a_next, c_next, yt, cache =", "a_next, ct, yt, cache =", ("c[:, :, t] = c_next", "c[:, :, t] = ct")),
        ),
        cause="every step starts from an empty memory, so nothing is remembered from step to step",
        hint="Print the cell state that your call gets at t = 0, 1 and 2. Is it the one that the step before returned?",
    ),
    Misconception(
        id="f-hidden-state-not-handed-on",
        function=NAME,
        wrong=(
            edit("a_next, c_next, yt, cache =", "at, c_next, yt, cache =", ("a[:, :, t] = a_next", "a[:, :, t] = at")),
        ),
        cause="the hidden state that a step returns never gets into the next call",
        hint="Print the hidden state that your call gets at t = 0, 1 and 2. Which name does your call return it "
        "under, and which name does the next call use?",
    ),
    Misconception(
        id="f-states-exchanged-in-the-call",
        function=NAME,
        wrong=(edit("x[:, :, t], a_next, c_next, parameters", "x[:, :, t], c_next, a_next, parameters"),),
        cause="hidden state and cell state are passed in the wrong order",
        hint="Both states have the same shape, so no error can tell them apart. In which order does the def line of "
        "lstm_cell_forward take them, and in which order do you pass them?",
    ),
    Misconception(
        id="f-states-exchanged-in-the-result",
        function=NAME,
        wrong=(edit("a_next, c_next, yt, cache =", "c_next, a_next, yt, cache ="),),
        cause="the two states are unpacked from the result of the call in the wrong order",
        hint="Both states have the same shape, so no error can tell them apart. Which one does lstm_cell_forward "
        "return first, and what do you call it?",
    ),
    Misconception(
        id="f-unpack-order",
        function=NAME,
        wrong=(edit("a_next, c_next, yt, cache =", "a_next, yt, c_next, cache ="),),
        cause="the cell state is taken for the prediction, and the prediction for the cell state",
        hint="On the failing line, print the shape of the slot and of what goes into it. In which order does "
        "lstm_cell_forward return its four results?",
    ),
    Misconception(
        id="f-unpack-three",
        function=NAME,
        wrong=(
            edit("a_next, c_next, yt, cache =", "a_next, yt, cache ="),
            edit("a_next, c_next, yt, cache =", "a_next, c_next, cache ="),
        ),
        cause="four results come back from the call, and three names wait for them",
        hint="How many results does lstm_cell_forward return, and how many names are on the left of your call?",
    ),
    Misconception(
        id="f-call-without-memory",
        function=NAME,
        wrong=(edit("x[:, :, t], a_next, c_next, parameters", "x[:, :, t], a_next, parameters"),),
        cause="the call does not pass a cell state, as for a plain network",
        hint="Read the def line of lstm_cell_forward from left to right: how many arguments does it take, and which "
        "of them does your call not pass?",
    ),
    Misconception(
        id="f-whole-x",
        function=NAME,
        wrong=(
            edit("lstm_cell_forward(x[:, :, t],", "lstm_cell_forward(x,"),
            edit("x[:, :, t], a_next, c_next", "x[t], a_next, c_next"),
        ),
        cause="a step gets something else than the inputs of one time step",
        hint="A step takes inputs of shape (n_x, m). Print the shape of what you pass first: which axis of x counts "
        "time?",
    ),
    # ── 4. The loop ──
    Misconception(
        id="f-loop-too-short",
        function=NAME,
        wrong=(
            edit("range(T_x)", "range(T_x - 1)"),
            edit("range(T_x)", "range(1, T_x)"),
        ),
        cause="the loop leaves out a time step",
        hint="Which slots of your a are still zero after the loop? Print t in every iteration: which step is missing?",
    ),
    Misconception(
        id="f-loop-backward",
        function=NAME,
        wrong=(edit("range(T_x)", "reversed(range(T_x))"), edit("range(T_x)", "range(T_x)[::-1]")),
        cause="the steps are taken from the last to the first",
        hint="In which order does a sequence have to be processed, if each step starts from the states of the step "
        "before? Print t in every iteration.",
    ),
    # ── 4. Storing the results ──
    Misconception(
        id="f-a-not-stored",
        function=NAME,
        wrong=(edit("        a[:, :, t] = a_next\n", ""),),
        cause="the hidden state of a step is never stored in a",
        hint="You allocated a with zeros, and zeros are still in it. Which line of your loop writes into a?",
    ),
    Misconception(
        id="f-c-not-stored",
        function=NAME,
        wrong=(edit("        c[:, :, t] = c_next\n", ""),),
        cause="the cell state of a step is never stored in c",
        hint="You allocated c with zeros, and zeros are still in it. Which line of your loop writes into c?",
    ),
    Misconception(
        id="f-y-not-stored",
        function=NAME,
        wrong=(edit("        y[:, :, t] = yt\n", ""),),
        cause="the prediction of a step is never stored in y",
        hint="You allocated y with zeros, and zeros are still in it. Which line of your loop writes into y?",
    ),
    Misconception(
        id="f-c-holds-hidden-states",
        function=NAME,
        wrong=(
            edit("c[:, :, t] = c_next", "c[:, :, t] = a_next"),
            edit("return a, y, c, caches", "return a, y, a, caches"),
        ),
        cause="the hidden states are stored in c",
        hint="Compare your c with your a: do they differ? Which of the two states goes into c?",
    ),
    Misconception(
        id="f-a-holds-cell-states",
        function=NAME,
        wrong=(edit("a[:, :, t] = a_next", "a[:, :, t] = c_next"),),
        cause="the cell states are stored in a",
        hint="Compare your a with your c: do they differ? A hidden state lies between −1 and 1: does each entry of "
        "your a?",
    ),
    Misconception(
        id="f-states-stored-crosswise",
        function=NAME,
        wrong=(
            edit("a[:, :, t] = a_next", "a[:, :, t] = c_next", ("c[:, :, t] = c_next", "c[:, :, t] = a_next")),
            edit("return a, y, c, caches", "return c, y, a, caches"),
        ),
        cause="the cell states are returned as a, and the hidden states as c",
        hint="Your a and your c are exchanged. At which line does each of the two states get its place?",
    ),
    Misconception(
        id="f-stored-before-the-step",
        function=NAME,
        wrong=(
            edit(
                "        a[:, :, t] = a_next\n        c[:, :, t] = c_next\n",
                "",
                (
                    "        a_next, c_next, yt",
                    "        a[:, :, t] = a_next\n        c[:, :, t] = c_next\n        a_next, c_next, yt",
                ),
            ),
        ),
        cause="the states are stored before the step is computed, so each slot holds those of the step before",
        hint="Compare the first slot of your a with a0. When your loop stores the states, has the step that they "
        "belong to been computed?",
    ),
    # ── The caches, and what is returned ──
    Misconception(
        id="f-caches-not-kept",
        function=NAME,
        wrong=(edit("        caches.append(cache)\n", ""),),
        cause="no cache is ever put into the list",
        hint="How long is your list of caches in the end? Which line gives it its entries, and how often does that "
        "run?",
    ),
    Misconception(
        id="f-caches-only-last",
        function=NAME,
        wrong=(edit("        caches.append(cache)", "    caches.append(cache)"),),
        cause="the list of caches grows once, after the loop",
        hint="Of T_x caches yours keeps only the last one. Which of your lines about caches run once, and which in "
        "every iteration?",
    ),
    Misconception(
        id="f-caches-reversed",
        function=NAME,
        wrong=(
            edit("caches.append(cache)", "caches.insert(0, cache)"),
            edit("caches = (caches, x)", "caches = (caches[::-1], x)"),
        ),
        cause="the caches are kept from the last step to the first",
        hint="lstm_backward looks for the cache of step t at place t. Which step's cache is the first one in your "
        "list?",
    ),
    Misconception(
        id="f-caches-pair",
        function=NAME,
        wrong=(
            edit("caches = (caches, x)", "caches = (x, caches)"),
            edit("    caches = (caches, x)\n", ""),
        ),
        cause="caches is not the pair of the list and x",
        hint="What does the docstring promise as the last result, how many parts does it have, and in which order?",
    ),
    Misconception(
        id="f-return-order",
        function=NAME,
        wrong=(edit("return a, y, c, caches", "return a, c, y, caches"),),
        cause="cell states and predictions are returned in the wrong order",
        hint="Which result is the second one in the docstring, and which in yours? Are two of them exchanged on your "
        "return line, or above it?",
    ),
    Misconception(
        id="f-return-in-loop",
        function=NAME,
        wrong=(
            edit("        caches.append(cache)\n", "        caches.append(cache)\n" + RETURN),
            edit(
                "    # Keep what the backward pass needs\n    caches = (caches, x)\n\n    return",
                "        caches = (caches, x)\n        return",
            ),
        ),
        cause="the return is inside the loop, so the function ends after one step",
        hint="How many iterations does your loop make before the function ends? How far is its return indented?",
    ),
)
