"""Mistakes made in rnn_backward around the loop, in the order of its lines.

What happens inside the loop: rnn_backward_arrivals (what is handed to the cell), rnn_backward_sums (what becomes of
its answer).
"""

from grader.exercise.misconception import Misconception, edit

ZEROS = """    dx = np.zeros((n_x, m, T_x))
    dWax = np.zeros((n_a, n_x))
    dWaa = np.zeros((n_a, n_a))
    dba = np.zeros((n_a, 1))
"""

AFTER_LOOP = "\n    # 4. Set da0 to what has come out of the first step (about 1 line)\n"
RETURN = '        return {"dx": dx, "da0": da0, "dWax": dWax, "dWaa": dWaa, "dba": dba}\n'

MISTAKES = (
    # ── 1. The first cache and the sizes ──
    Misconception(
        id="b-caches-not-unpacked",
        function="rnn_backward",
        wrong=(edit("    caches, x = caches\n", ""), edit("caches, x = caches", "x = caches[1]")),
        cause="caches is still the pair of the list and x when its first entry is taken for a cache",
        hint="rnn_forward returned caches as a pair. On the line that stops, print the type and the length of what "
        "you unpack: is it a cache, a list of caches, or something else?",
    ),
    Misconception(
        id="b-caches-unpack-swapped",
        function="rnn_backward",
        wrong=(edit("caches, x = caches", "x, caches = caches"),),
        cause="the two parts of caches are taken for each other",
        hint="rnn_forward returned caches as a pair: which part comes first? "
        "On the line that stops, print the type and the length of what you unpack: is it a cache?",
    ),
    Misconception(
        id="b-caches-renamed-half",
        function="rnn_backward",
        wrong=(edit("caches, x = caches", "cache_list, x = caches", ("= caches[0]", "= cache_list[0]")),),
        cause="the list of caches has a new name, and the loop still uses the old one, which means the pair",
        hint="How many entries does the thing have that you index with t? "
        "Which name of yours means the list of caches, and which one still means the pair?",
    ),
    Misconception(
        id="b-first-cache-index-1",
        function="rnn_backward",
        wrong=(edit("caches[0]", "caches[1]"),),
        cause="the sizes are read from the second cache, which a sequence of one step does not have",
        hint="Where does Python begin to count? How many caches are there when the sequence has a single time step, "
        "and which of them do you read first?",
        unseen="all caches have the same sizes, so the mistake shows only where there is no second one, at T_x = 1",
    ),
    Misconception(
        id="b-tx-wrong-axis",
        function="rnn_backward",
        wrong=(
            edit("n_a, m, T_x = da.shape", "T_x, m, n_a = da.shape"),
            edit("n_a, m, T_x = da.shape", "n_a, T_x, m = da.shape"),
            edit("n_a, m, T_x = da.shape", "m, n_a, T_x = da.shape"),
        ),
        cause="the axes of da are named in another order than the one they have",
        hint="Print the sizes that you take from da, each with its name, and t before the line that stops. "
        "Which axis of da counts units, which examples, which time steps?",
    ),
    # ── 2. Allocation ──
    Misconception(
        id="b-hardcoded",
        function="rnn_backward",
        wrong=(
            edit("dx = np.zeros((n_x, m, T_x))", "dx = np.zeros((3, 6, 5))"),
            edit("dWax = np.zeros((n_a, n_x))", "dWax = np.zeros((4, 3))"),
            edit("range(T_x)", "range(5)"),
        ),
        cause="sizes of one test are written into the function as numbers",
        hint="Other sequences have another length, other networks other sizes. "
        "Which numbers in your function are the sizes of the public test, and from which shapes could they be read?",
        unseen="the numbers are the sizes of the public case",
    ),
    Misconception(
        id="b-int-dtype",
        function="rnn_backward",
        wrong=(
            edit("dWax = np.zeros((n_a, n_x))", "dWax = np.zeros((n_a, n_x), dtype=int)"),
            edit("dba = np.zeros((n_a, 1))", "dba = np.zeros((n_a, 1), dtype=int)"),
        ),
        cause="a sum of real numbers can't be kept in an array of whole numbers",
        hint="Print the dtype of the array on the left of += in the line that stops. Can it hold what you add to it?",
    ),
    Misconception(
        id="b-int-dtype-dx",
        function="rnn_backward",
        wrong=(edit("dx = np.zeros((n_x, m, T_x))", "dx = np.zeros((n_x, m, T_x), dtype=int)"),),
        cause="dx is an array of whole numbers and drops everything behind the decimal point",
        hint="Print a few entries of your dx: what do they all have in common? And what is the dtype of dx?",
    ),
    Misconception(
        id="b-aliased-accumulators",
        function="rnn_backward",
        wrong=(
            edit(
                "    dWax = np.zeros((n_a, n_x))\n    dWaa = np.zeros((n_a, n_a))\n",
                "    dWax = dWaa = np.zeros((n_a, n_a))\n",
            ),
            edit(
                "    dWax = np.zeros((n_a, n_x))\n    dWaa = np.zeros((n_a, n_a))\n",
                "    dWax = dWaa = np.zeros((n_a, n_x))\n",
            ),
        ),
        cause="two sums have one array, so they have one shape and would add into each other",
        hint="How many arrays do your lines make for these sums, and how many names do they get? "
        "If you add something to the one name, what happens to the other?",
    ),
    Misconception(
        id="b-dba-wrong-shape",
        function="rnn_backward",
        wrong=(
            edit("dba = np.zeros((n_a, 1))", "dba = np.zeros(n_a)"),
            edit("dba = np.zeros((n_a, 1))", "dba = np.zeros((n_a, m))"),
            edit("dba = np.zeros((n_a, 1))", "dba = np.zeros((1, n_a))"),
        ),
        cause="dba is not allocated with the shape of ba",
        hint="What shape does ba have, and with what shape do you allocate dba? "
        "What does numpy make of a sum of two shapes that differ?",
    ),
    Misconception(
        id="b-prevt-3d",
        function="rnn_backward",
        wrong=(
            edit("da_prevt = np.zeros((n_a, m))", "da_prevt = np.zeros((n_a, m, T_x))"),
            edit("da_prevt = np.zeros((n_a, m))", "da_prevt = np.zeros(da.shape)"),
        ),
        cause="da_prevt is allocated for all steps, although it holds what one step hands to the one before",
        hint="How many steps does the gradient that is handed on belong to, at any one time? "
        "Which shape does rnn_cell_backward expect for da_next, and what shape does yours have?",
    ),
    Misconception(
        id="b-prevt-wrong-2d",
        function="rnn_backward",
        wrong=(
            edit("da_prevt = np.zeros((n_a, m))", "da_prevt = np.zeros((m, T_x))"),
            edit("da_prevt = np.zeros((n_a, m))", "da_prevt = np.zeros((n_x, m))"),
            edit("da_prevt = np.zeros((n_a, m))", "da_prevt = np.zeros((n_a, T_x))"),
        ),
        cause="da_prevt is not allocated with the shape of a state",
        hint="What is handed on from step to step is the gradient of a state. What shape does a state have, and what "
        "shape does yours have before the loop?",
    ),
    Misconception(
        id="b-prevt-ones",
        function="rnn_backward",
        wrong=(edit("da_prevt = np.zeros((n_a, m))", "da_prevt = np.ones((n_a, m))"),),
        cause="the last step is given a gradient from a future that it does not have",
        hint="Which later step hands a gradient back to the last one? What should be handed on before the loop, then?",
    ),
    # ── 3. The loop ──
    Misconception(
        id="b-loop-forward",
        function="rnn_backward",
        wrong=(edit("reversed(range(T_x))", "range(T_x)"),),
        cause="the steps are taken from the first to the last, so nothing comes back from later ones",
        hint="What a later step hands back is known only once that step has been taken back. "
        "In which order does your loop take the steps?",
    ),
    Misconception(
        id="b-loop-empty",
        function="rnn_backward",
        wrong=(
            edit("reversed(range(T_x))", "range(T_x, 0)"),
            edit("reversed(range(T_x))", "range(T_x - 1, -1)"),
            edit("reversed(range(T_x))", "range(-1, T_x - 1, -1)"),
        ),
        cause="the range is empty, so the loop never runs",
        hint="Everything is zero, as if the loss had said nothing. "
        "In every iteration of your loop, print t and what you hand to the cell: where does da[:, :, t] turn up?",
    ),
    Misconception(
        id="b-loop-skips-first",
        function="rnn_backward",
        wrong=(
            edit("reversed(range(T_x))", "range(T_x - 1, 0, -1)"),
            edit("reversed(range(T_x))", "reversed(range(1, T_x))"),
        ),
        cause="the loop stops before the first time step, t = 0",
        hint="Which slot of your dx is still zero? What is t in the last iteration of your loop, and what "
        "should it be?",
    ),
    Misconception(
        id="b-loop-starts-beyond",
        function="rnn_backward",
        wrong=(
            edit("reversed(range(T_x))", "range(T_x, 0, -1)"),
            edit("reversed(range(T_x))", "range(T_x, -1, -1)"),
            edit("reversed(range(T_x))", "reversed(range(T_x + 1))"),
        ),
        cause="the loop begins one step beyond the last index",
        hint="Print T_x, and t in the first iteration of your loop. "
        "Is T_x the length of the last axis of da, and which index is the last one on that axis?",
    ),
    Misconception(
        id="b-return-in-loop",
        function="rnn_backward",
        wrong=(
            edit("        dba += dbat\n", "        dba += dbat\n" + RETURN.replace("da0,", "da_prevt,")),
            edit(AFTER_LOOP + "    da0 = da_prevt\n\n    return", "        da0 = da_prevt\n        return"),
        ),
        cause="the return stands inside the loop, so the function ends after one step",
        hint="How many slots of your dx are filled? How many iterations does your loop make before the function ends, "
        "and how far is its return indented?",
    ),
    # ── 4. da0, and what is returned ──
    Misconception(
        id="b-zeros-after-loop",
        function="rnn_backward",
        wrong=(
            edit("    da0 = da_prevt\n", ZEROS + "    da0 = da_prevt\n"),
            edit(ZEROS, "", ("    da0 = da_prevt\n", ZEROS + "    da0 = da_prevt\n")),
        ),
        cause="the arrays for the results are allocated after the loop that should fill them",
        hint="In which order do these lines run: the loop that fills dx and adds up the others, "
        "and the lines that allocate them with zeros?",
    ),
    Misconception(
        id="b-da0-zeros",
        function="rnn_backward",
        wrong=(
            edit("    da0 = da_prevt\n", ""),
            edit("    da0 = da_prevt\n", "    da_prevt = da0\n"),
        ),
        cause="da0 keeps the zeros that it was allocated with",
        hint="The zeros that da0 began with are still in it. Which line gives it another value, does it run after the "
        "loop, and which name is on the left there?",
    ),
    Misconception(
        id="b-da0-is-da-slice",
        function="rnn_backward",
        wrong=(edit("da0 = da_prevt", "da0 = da[:, :, 0]"),),
        cause="the loss's own gradient at the first computed state is taken for the gradient of the state before it",
        hint="Which state does da[:, :, 0] belong to: a0, or the state after the first step? "
        "What carries the gradient back from there to a0?",
    ),
    Misconception(
        id="b-da0-plus-da",
        function="rnn_backward",
        wrong=(edit("da0 = da_prevt", "da0 = da_prevt + da[:, :, 0]"),),
        cause="a gradient of the loss's own is added to that of a0, which the loss never looks at",
        hint="The loss looks at every prediction. Is one of them made from a0 directly? "
        "Which state does da[:, :, 0] belong to?",
    ),
    Misconception(
        id="b-da0-accumulated",
        function="rnn_backward",
        wrong=(
            edit(
                "    da0 = da_prevt\n", "", ("        dba += dbat\n", "        dba += dbat\n        da0 += da_prevt\n")
            ),
        ),
        cause="what every step hands back is added up in da0, as if a0 were used at every step",
        hint="The weights are used at every step, so their gradients are sums. "
        "At how many steps is a0 used, and how many gradients should da0 collect?",
    ),
    Misconception(
        id="b-returns-step-grads",
        function="rnn_backward",
        wrong=(
            edit('"dWax": dWax, "dWaa": dWaa, "dba": dba', '"dWax": dWaxt, "dWaa": dWaat, "dba": dbat'),
            edit(
                '"dWax": dWax, "dWaa": dWaa, "dba": dba',
                '"dWax": gradients["dWax"], "dWaa": gradients["dWaa"], "dba": gradients["dba"]',
            ),
        ),
        cause="the share of the last step taken is returned instead of the sum over all steps",
        hint="Your dWax, dWaa and dba hold the share of one step only, although all steps use the same weights. "
        "Print one of them in every iteration, and what you return: where are the other shares lost?",
    ),
    Misconception(
        id="b-returns-step-dict",
        function="rnn_backward",
        wrong=(edit('return {"dx": dx, "da0": da0, "dWax": dWax, "dWaa": dWaa, "dba": dba}', "return gradients"),),
        cause="the dict of one step is returned instead of the dict of the whole sequence",
        hint="Which dict do you return: the one that the cell gave you for a single step, or one with what you have "
        "collected from all of them?",
    ),
)
