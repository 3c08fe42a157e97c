"""Mistakes made in lstm_backward, in the order of its lines; what is summed and returned: lstm_backward_sums."""

from grader.exercise.misconception import Misconception, edit

NAME = "lstm_backward"
CALL = "da[:, :, t] + da_prevt, dc_prevt, caches[t]"
LOOP = "reversed(range(T_x))"

MISTAKES = (
    # ── 1. Unpacking ──
    Misconception(
        id="b-caches-not-unpacked",
        function=NAME,
        wrong=(
            edit("    caches, x = caches\n", "    x = caches[1]\n"),
            edit("caches, x = caches", "x, caches = caches"),
        ),
        cause="caches is still the pair of the list and x when an entry is taken for a cache",
        hint="lstm_forward returned caches as a pair: which part comes first? Print the type and the length of what "
        "you index with t: is it the list?",
    ),
    Misconception(
        id="b-sizes-exchanged",
        function=NAME,
        wrong=(
            edit("n_a, m, T_x = da.shape", "m, n_a, T_x = da.shape"),
            edit("n_a, m, T_x = da.shape", "n_a, T_x, m = da.shape"),
        ),
        cause="the axes of da are named in another order than the one they have",
        hint="Print the sizes that you read off da, each with its name. Which axis of da counts units, which "
        "examples, which time steps?",
    ),
    # ── 2. Zeros ──
    Misconception(
        id="b-hardcoded",
        function=NAME,
        wrong=(
            edit(LOOP, "reversed(range(5))"),
            edit("dx = np.zeros((n_x, m, T_x))", "dx = np.zeros((3, 6, 5))"),
            edit("dWf = np.zeros((n_a, n_a + n_x))", "dWf = np.zeros((4, 7))"),
        ),
        cause="sizes of one test are written into the function as numbers",
        hint="Other sequences have another length, other networks other sizes. Which numbers in your function are "
        "the sizes of the public test, and from which shapes can they be read?",
        unseen="the numbers are the sizes of the public case",
    ),
    Misconception(
        id="b-one-array-for-all",
        function=NAME,
        wrong=(
            edit(
                "    dWf = np.zeros((n_a, n_a + n_x))\n    dWi = np.zeros((n_a, n_a + n_x))\n"
                "    dWc = np.zeros((n_a, n_a + n_x))\n    dWo = np.zeros((n_a, n_a + n_x))\n",
                "    dWf = dWi = dWc = dWo = np.zeros((n_a, n_a + n_x))\n",
            ),
            edit(
                "    dbf = np.zeros((n_a, 1))\n    dbi = np.zeros((n_a, 1))\n    dbc = np.zeros((n_a, 1))\n"
                "    dbo = np.zeros((n_a, 1))\n",
                "    dbf = dbi = dbc = dbo = np.zeros((n_a, 1))\n",
            ),
        ),
        cause="several names stand for one array, so everything is added into the same sum",
        hint="How many arrays do your lines make for these sums, and how many names do they get? If you add to one of "
        "the names, what happens to the others?",
    ),
    Misconception(
        id="b-gradient-shapes",
        function=NAME,
        wrong=(
            edit("dWf = np.zeros((n_a, n_a + n_x))", "dWf = np.zeros((n_a, n_x))"),
            edit("dWi = np.zeros((n_a, n_a + n_x))", "dWi = np.zeros((n_a, n_a))"),
            edit("dbf = np.zeros((n_a, 1))", "dbf = np.zeros((n_a, m))"),
            edit("dbf = np.zeros((n_a, 1))", "dbf = np.zeros(n_a)"),
        ),
        cause="the gradient of a weight or bias is not allocated with the shape of that weight or bias",
        hint="A gradient has the shape of the array that it is the gradient of. Print the shape of each array that "
        "you allocate beside that shape: which one differs?",
    ),
    Misconception(
        id="b-arrivals-of-all-steps",
        function=NAME,
        wrong=(
            edit("da_prevt = np.zeros((n_a, m))", "da_prevt = np.zeros((n_a, m, T_x))"),
            edit("dc_prevt = np.zeros((n_a, m))", "dc_prevt = np.zeros((n_a, m, T_x))"),
        ),
        cause="what arrives from the step after is allocated for all steps, where it belongs to one",
        hint="Which shape does lstm_cell_backward expect for each of its two gradients? Print the shapes of "
        "da_prevt and dc_prevt before the loop.",
    ),
    Misconception(
        id="b-arrivals-ones",
        function=NAME,
        wrong=(
            edit("dc_prevt = np.zeros((n_a, m))", "dc_prevt = np.ones((n_a, m))"),
            edit("da_prevt = np.zeros((n_a, m))", "da_prevt = np.ones((n_a, m))"),
            edit("dc_prevt = np.zeros((n_a, m))", "dc_prevt = da[:, :, -1]"),
        ),
        cause="something arrives at the last step from a later step that does not exist",
        hint="Which step comes after the last one? What should be handed on before the loop, then?",
    ),
    # ── 3. The loop ──
    Misconception(
        id="b-loop-forward",
        function=NAME,
        wrong=(edit(LOOP, "range(T_x)"),),
        cause="the steps are taken from the first to the last, so nothing arrives from later ones",
        hint="What a later step returns is known only once its backward pass is computed. In which order does your "
        "loop take the steps?",
    ),
    Misconception(
        id="b-loop-empty",
        function=NAME,
        wrong=(edit(LOOP, "range(T_x, 0)"), edit(LOOP, "range(T_x - 1, -1)")),
        cause="the range is empty, so the loop makes no iteration",
        hint="Everything is zero. Print t in every iteration of your loop: how many iterations are there? In which "
        "direction does your range count, unless you give it a step?",
    ),
    Misconception(
        id="b-loop-skips-first",
        function=NAME,
        wrong=(edit(LOOP, "range(T_x - 1, 0, -1)"), edit(LOOP, "reversed(range(1, T_x))")),
        cause="the loop ends before the first time step, t = 0",
        hint="Which slot of your dx is still zero? What is t in the last iteration of your loop, and what should it "
        "be?",
    ),
    Misconception(
        id="b-loop-starts-beyond",
        function=NAME,
        wrong=(edit(LOOP, "range(T_x, -1, -1)"), edit(LOOP, "reversed(range(T_x + 1))")),
        cause="the loop starts one step beyond the last index",
        hint="On an axis of length T_x, which index is the last one? Print t in the first iteration of your loop.",
    ),
    # ── 3. The call: the hidden state ──
    Misconception(
        id="b-only-da",
        function=NAME,
        wrong=(
            edit(CALL, "da[:, :, t], dc_prevt, caches[t]"),
            edit(
                'da_prevt = gradients["da_prev"]', 'da_prev = gradients["da_prev"]', ("da0 = da_prevt", "da0 = da_prev")
            ),
        ),
        cause="what the later step returned for the hidden state never reaches the cell",
        hint="Two things arrive at the hidden state of a step: the loss's own gradient, and what the step after it "
        "returned. Which of the two is in your call?",
    ),
    Misconception(
        id="b-only-da-prevt",
        function=NAME,
        wrong=(edit(CALL, "da_prevt, dc_prevt, caches[t]"),),
        cause="the loss's own gradient never enters the loop",
        hint="Everything is zero, as if there were no loss. What arrives from the loss at step t is da[:, :, t]. "
        "Where does it enter your loop?",
    ),
    Misconception(
        id="b-da-multiplied",
        function=NAME,
        wrong=(
            edit("da[:, :, t] + da_prevt", "da[:, :, t] * da_prevt"),
            edit("da[:, :, t] + da_prevt", "da[:, :, t] - da_prevt"),
            edit("da[:, :, t] + da_prevt", "(da[:, :, t] + da_prevt) / 2"),
        ),
        cause="the two gradients that meet at a hidden state are combined in another way than by adding them",
        hint="A hidden state affects the loss through two paths. What does the chain rule do with the gradients of "
        "two paths that meet, and what does your line do with them?",
    ),
    Misconception(
        id="b-da-overwritten",
        function=NAME,
        wrong=(
            edit(
                "        gradients = lstm_cell_backward(" + CALL + ")",
                "        da[:, :, t] += da_prevt\n"
                "        gradients = lstm_cell_backward(da[:, :, t], dc_prevt, caches[t])",
            ),
        ),
        cause="the operator += writes into da, which belongs to the caller",
        hint="Is da the same after the call as before? Which operator writes into an array that exists already, and "
        "which makes a new one?",
    ),
    Misconception(
        id="b-da-prevt-reset",
        function=NAME,
        wrong=(edit(LOOP + ":\n", LOOP + ":\n        da_prevt = np.zeros((n_a, m))\n"),),
        cause="da_prevt is set to zeros in every iteration",
        hint="Print what you add to da[:, :, t], in every iteration. Is it what the step after returned?",
    ),
    # ── 3. The call: the cell state ──
    Misconception(
        id="b-memory-not-carried",
        function=NAME,
        wrong=(
            edit(CALL, "da[:, :, t] + da_prevt, np.zeros((n_a, m)), caches[t]"),
            edit('        dc_prevt = gradients["dc_prev"]\n', ""),
            edit(LOOP + ":\n", LOOP + ":\n        dc_prevt = np.zeros((n_a, m))\n"),
        ),
        cause="the gradient of the cell state is not carried through time, so the loss reaches no earlier memory",
        hint="Print the second argument of your call in every iteration. What should be in it from the second "
        "iteration on, and which entry of the dict brings it?",
    ),
    Misconception(
        id="b-da-added-to-memory",
        function=NAME,
        wrong=(
            edit(CALL, "da[:, :, t] + da_prevt, da[:, :, t] + dc_prevt, caches[t]"),
            edit(CALL, "da_prevt, da[:, :, t] + dc_prevt, caches[t]"),
        ),
        cause="the loss's own gradient is added to that of the cell state, which the loss never looks at",
        hint="Is any prediction made from the cell state directly? To which of the two states does the loss's own "
        "gradient belong?",
    ),
    Misconception(
        id="b-arguments-exchanged",
        function=NAME,
        wrong=(edit(CALL, "dc_prevt, da[:, :, t] + da_prevt, caches[t]"),),
        cause="the gradients of the two states are passed in the wrong order",
        hint="Both gradients have the same shape, so no error can tell them apart. In which order does the def line "
        "of lstm_cell_backward take them, and in which order do you pass them?",
    ),
    Misconception(
        id="b-states-crossed",
        function=NAME,
        wrong=(
            edit(
                'da_prevt = gradients["da_prev"]',
                'da_prevt = gradients["dc_prev"]',
                ('dc_prevt = gradients["dc_prev"]', 'dc_prevt = gradients["da_prev"]'),
            ),
        ),
        cause="what goes on to the step before is kept under the other state's name",
        hint="Two gradients go on to the step before. Under which key does each of them come out of the dict, and "
        "under which name do you keep it?",
    ),
    Misconception(
        id="b-one-state-for-both",
        function=NAME,
        wrong=(
            edit('dc_prevt = gradients["dc_prev"]', 'dc_prevt = gradients["da_prev"]'),
            edit('da_prevt = gradients["da_prev"]', 'da_prevt = gradients["dc_prev"]'),
        ),
        cause="one of the two gradients is handed on in both places",
        hint="Two gradients go on to the step before, one for each state. Print what your call passes for each of "
        "them: does each come from its own entry of the dict?",
    ),
    Misconception(
        id="b-memory-accumulated",
        function=NAME,
        wrong=(
            edit('dc_prevt = gradients["dc_prev"]', 'dc_prevt = dc_prevt + gradients["dc_prev"]'),
            edit('da_prevt = gradients["da_prev"]', 'da_prevt = da_prevt + gradients["da_prev"]'),
        ),
        cause="what later steps returned is summed up, although each result already contains what arrived there",
        hint="What is in the result of a later step: its own part alone, or all that has arrived there? Is anything "
        "counted twice in your loop?",
    ),
    Misconception(
        id="b-call-without-memory",
        function=NAME,
        wrong=(edit(CALL, "da[:, :, t] + da_prevt, caches[t]"),),
        cause="the call does not pass a gradient of the cell state, as for a plain network",
        hint="Read the def line of lstm_cell_backward from left to right: how many arguments does it take, and "
        "which of them does your call not pass?",
    ),
    Misconception(
        id="b-cache-of-another-step",
        function=NAME,
        wrong=(
            edit("caches[t]", "caches[0]"),
            edit("caches[t]", "caches[-1]"),
            edit("caches[t]", "caches[t - 1]"),
            edit("caches[t]", "caches[T_x - 1 - t]"),
        ),
        cause="a step gets the cache of another step",
        hint="Print t and the index that you use on the list of caches, in every iteration. Are they equal?",
    ),
    Misconception(
        id="b-whole-da",
        function=NAME,
        wrong=(edit("da[:, :, t] + da_prevt", "da + da_prevt"), edit("da[:, :, t] + da_prevt", "da[t] + da_prevt")),
        cause="a step gets something else than the gradient of one time step",
        hint="On the failing line, print the shapes of what you add. Which axis of da counts time?",
    ),
)
