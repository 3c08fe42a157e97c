"""Mistakes made in lstm_cell_forward with the two states, the prediction and the cache, in the order of its lines."""

from grader.exercise.misconception import Misconception, edit

NAME = "lstm_cell_forward"
MEMORY = "ft * c_prev + it * cct"
PREDICTION = "softmax(Wy @ a_next + by)"
CACHE = "(a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)\n\n"

MISTAKES = (
    # ── 4. The cell state ──
    Misconception(
        id="cf-gates-exchanged",
        function=NAME,
        wrong=(edit(MEMORY, "it * c_prev + ft * cct"),),
        cause="the forget gate multiplies the candidate, and the input gate the old memory",
        hint="One gate says how much of the old memory is kept, another how much of the candidate is written. Which "
        "of your names holds which of the two, and what does each of them multiply?",
    ),
    Misconception(
        id="cf-output-gate-in-memory",
        function=NAME,
        wrong=(edit(MEMORY, "ft * c_prev + ot * cct"), edit(MEMORY, "ot * c_prev + it * cct")),
        cause="the output gate decides what is kept or written, where it only decides what is shown",
        hint="Three gates have three tasks. Which two of them appear in the formula of the cell state, and which "
        "two in your line?",
    ),
    Misconception(
        id="cf-forget-gate-inverted",
        function=NAME,
        wrong=(edit("ft * c_prev", "(1 - ft) * c_prev"),),
        cause="the forget gate is taken for the share that is erased, where it is the share that is kept",
        hint="With a forget gate of 1 the old memory stays as it is, despite the gate's name. What does your line "
        "do with the memory then?",
    ),
    Misconception(
        id="cf-forget-gate-missing",
        function=NAME,
        wrong=(edit(MEMORY, "c_prev + it * cct"),),
        cause="the old memory is kept whole, whatever the forget gate says",
        hint="Change bf and leave all else as it is. Does your c_next change? How can this network erase anything?",
    ),
    Misconception(
        id="cf-input-gate-missing",
        function=NAME,
        wrong=(edit(MEMORY, "ft * c_prev + cct"),),
        cause="the whole candidate is written, whatever the input gate says",
        hint="Change bi and leave all else as it is. Does your c_next change? What decides how much of the "
        "candidate is written?",
    ),
    Misconception(
        id="cf-one-gate-for-both",
        function=NAME,
        wrong=(edit(MEMORY, "ft * c_prev + (1 - ft) * cct"), edit(MEMORY, "(1 - it) * c_prev + it * cct")),
        cause="one gate decides both what is kept and what is written, as in another kind of network",
        hint="In this network keeping and writing are decided by two gates, and their shares need not add up to 1. "
        "How many gates are in your line of the cell state?",
    ),
    Misconception(
        id="cf-same-gate-twice",
        function=NAME,
        wrong=(edit(MEMORY, "ft * c_prev + ft * cct"), edit(MEMORY, "it * c_prev + it * cct")),
        cause="one gate decides both what is kept and what is written",
        hint="Keeping and writing are decided by two gates, each with its own weights. How many different gates are "
        "in your line of the cell state?",
    ),
    Misconception(
        id="cf-memory-not-kept",
        function=NAME,
        wrong=(edit(MEMORY, "it * cct"),),
        cause="the old memory does not enter the new one",
        hint="Change c_prev and leave all else as it is. Does your c_next change? What lets this network remember?",
    ),
    Misconception(
        id="cf-nothing-written",
        function=NAME,
        wrong=(edit(MEMORY, "ft * c_prev"),),
        cause="the candidate never enters the memory",
        hint="Start from a memory of zeros. Can your cell state ever become anything else? Which term of the "
        "formula is missing?",
    ),
    Misconception(
        id="cf-memory-from-a-prev",
        function=NAME,
        wrong=(edit("ft * c_prev", "ft * a_prev"),),
        cause="the hidden state before the step is kept in place of the cell state",
        hint="Two states enter the step, and both have the same shape. Which of them is the memory, and which one "
        "does your forget gate multiply?",
    ),
    Misconception(
        id="cf-memory-multiplied",
        function=NAME,
        wrong=(
            edit(MEMORY, "ft * c_prev * it * cct"),
            edit(MEMORY, "(ft + c_prev) * (it + cct)"),
            edit(MEMORY, "ft * (c_prev + it * cct)"),
            edit(MEMORY, "ft * c_prev - it * cct"),
        ),
        cause="old memory and candidate are combined in another way than by adding two products",
        hint="Close the input gate, it = 0: what should be left of the formula, and what is left of your line?",
    ),
    Misconception(
        id="cf-memory-matrix-product",
        function=NAME,
        wrong=(
            edit(MEMORY, "ft @ c_prev + it @ cct"),
            edit(MEMORY, "np.dot(ft, c_prev.T) + np.dot(it, cct.T)"),
            edit(MEMORY, "ft.T @ c_prev + it.T @ cct"),
        ),
        cause="gates are multiplied as matrices, where each entry of a gate has an entry of the memory of its own",
        hint="A gate has an entry for each unit and each example, as the memory has. Which operator multiplies "
        "entry by entry, and which one mixes units?",
    ),
    Misconception(
        id="cf-memory-squashed",
        function=NAME,
        wrong=(edit(MEMORY, "np.tanh(ft * c_prev + it * cct)"),),
        cause="the cell state itself goes through a tanh, at every step",
        hint="With an open forget gate and a closed input gate the memory does not change at all. Does yours stay "
        "the same then, or shrink a little at each step?",
    ),
    # ── 4. The hidden state ──
    Misconception(
        id="cf-tanh-of-memory-missing",
        function=NAME,
        wrong=(edit("ot * np.tanh(c_next)", "ot * c_next"),),
        cause="the cell state is shown as it is, without the tanh",
        hint="A hidden state lies between −1 and 1, a cell state may be larger. What keeps your hidden state in "
        "that range?",
    ),
    Misconception(
        id="cf-output-gate-inside-tanh",
        function=NAME,
        wrong=(edit("ot * np.tanh(c_next)", "np.tanh(ot * c_next)"),),
        cause="the output gate is applied before the tanh instead of after it",
        hint="In the formula of the hidden state, what does the tanh apply to? Compare with what your bracket "
        "encloses.",
    ),
    Misconception(
        id="cf-output-gate-missing",
        function=NAME,
        wrong=(edit("ot * np.tanh(c_next)", "np.tanh(c_next)"),),
        cause="the whole memory is shown, whatever the output gate says",
        hint="Change bo and leave all else as it is. Does your a_next change? Which gate decides what is shown?",
    ),
    Misconception(
        id="cf-other-gate-shows",
        function=NAME,
        wrong=(edit("ot * np.tanh(c_next)", "it * np.tanh(c_next)"), edit("ot * np.tanh", "ft * np.tanh")),
        cause="another gate than the output gate decides what is shown",
        hint="Three gates have three tasks. Which of them appears in the formula of the hidden state, and which in "
        "your line?",
    ),
    Misconception(
        id="cf-old-memory-shown",
        function=NAME,
        wrong=(edit("np.tanh(c_next)", "np.tanh(c_prev)"), edit("np.tanh(c_next)", "np.tanh(cct)")),
        cause="the hidden state is made from another array than the new cell state",
        hint="What has this step just erased and written? Does your hidden state show the memory after that, or "
        "something else?",
    ),
    # ── 5. The prediction ──
    Misconception(
        id="cf-prediction-from-memory",
        function=NAME,
        wrong=(edit("Wy @ a_next", "Wy @ c_next"), edit("Wy @ a_next", "Wy @ np.tanh(c_next)")),
        cause="the prediction is made from the cell state, which the output gate has not filtered",
        hint="The output gate decides what is shown to the rest of the network. From which of the two states does "
        "the formula make the prediction, and from which does your line?",
    ),
    Misconception(
        id="cf-prediction-from-a-prev",
        function=NAME,
        wrong=(edit("Wy @ a_next", "Wy @ a_prev"),),
        cause="the prediction is made from the hidden state before the step",
        hint="Change xt and leave all else as it is. Does your prediction change? Which hidden state is the "
        "prediction of a step made from?",
    ),
    Misconception(
        id="cf-softmax-missing",
        function=NAME,
        wrong=(edit(PREDICTION, "Wy @ a_next + by"), edit(PREDICTION, "sigmoid(Wy @ a_next + by)")),
        cause="the scores are not turned into probabilities that add up to 1",
        hint="Add up each column of your yt_pred. What should the sum be, and which given function sees to it?",
    ),
    Misconception(
        id="cf-by-missing",
        function=NAME,
        wrong=(edit(" + by", ""),),
        cause="the bias of the output is left out, which does not show where it is zero",
        hint="Suppose a_next is all zeros. What should be left inside the softmax, and what is left in yours?",
    ),
    Misconception(
        id="cf-softmax-unstable",
        function=NAME,
        wrong=(
            edit(
                "    yt_pred = softmax(Wy @ a_next + by)\n",
                "    scores = np.exp(Wy @ a_next + by)\n    yt_pred = scores / scores.sum(axis=0)\n",
            ),
        ),
        cause="a softmax without the largest score subtracted overflows where scores are large",
        hint="The entries stop being numbers only where the scores are very large. What is exp of 2000, and what "
        "does your division make of it?",
        unseen="the scores of the public case are small",
    ),
    # ── What is kept and returned ──
    Misconception(
        id="cf-cache-order",
        function=NAME,
        wrong=(
            edit("cache = " + CACHE, "cache = (c_next, a_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)\n\n"),
            edit("cache = " + CACHE, "cache = (a_next, c_next, c_prev, a_prev, ft, it, cct, ot, xt, parameters)\n\n"),
            edit("cache = " + CACHE, "cache = (a_next, c_next, a_prev, c_prev, it, ft, cct, ot, xt, parameters)\n\n"),
            edit("cache = " + CACHE, "cache = (a_next, c_next, a_prev, c_prev, ft, it, ot, cct, xt, parameters)\n\n"),
        ),
        cause="the entries of the cache are in another order than lstm_cell_backward unpacks them in",
        hint="Eight entries of the cache have the same shape, so no error can tell them apart. Compare your cache "
        "with the docstring, entry by entry: is each the array that its place is for?",
    ),
    Misconception(
        id="cf-cache-incomplete",
        function=NAME,
        wrong=(
            edit("cache = " + CACHE, "cache = (a_next, c_next, a_prev, c_prev, xt, parameters)\n\n"),
            edit("cache = " + CACHE, "cache = (a_next, a_prev, ft, it, cct, ot, xt, parameters)\n\n"),
        ),
        cause="entries of the cache are missing",
        hint="How many entries does the docstring list for the cache, and how many does yours have?",
    ),
    Misconception(
        id="cf-return-order",
        function=NAME,
        wrong=(
            edit("return a_next, c_next, yt_pred, cache", "return c_next, a_next, yt_pred, cache"),
            edit("return a_next, c_next, yt_pred, cache", "return a_next, yt_pred, c_next, cache"),
        ),
        cause="the results are returned in another order than the docstring promises",
        hint="The results of a call have an order, and no names of their own. Compare your return line with the "
        "docstring: which result comes first, second, third?",
    ),
    Misconception(
        id="cf-return-incomplete",
        function=NAME,
        wrong=(edit("return a_next, c_next, yt_pred, cache", "return a_next, yt_pred, cache"),),
        cause="the cell state is not returned",
        hint="How many results does the docstring promise, and how many do you return? Which of them does the next "
        "step need as its c_prev?",
    ),
    Misconception(
        id="cf-c-prev-overwritten",
        function=NAME,
        wrong=(
            edit("c_next = ft * c_prev + it * cct", "c_prev *= ft\n    c_next = c_prev + it * cct"),
            edit("c_next = ft * c_prev + it * cct", "c_next = c_prev\n    c_next *= ft\n    c_next += it * cct"),
        ),
        cause="an operator writes the new memory into the array c_prev, which belongs to the caller",
        hint="Is c_prev the same after the call as before? Which operators write into an array that exists already, "
        "and which make a new one?",
    ),
)
