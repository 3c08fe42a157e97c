"""Mistakes made in rnn_cell_backward before the gradient is through the tanh, in the order of its lines."""

from grader.exercise.misconception import Misconception, edit

MISTAKES = (
    # ── 1. The cache and the weights ──
    Misconception(
        id="cb-unpack-swapped",
        function="rnn_cell_backward",
        wrong=(edit("a_next, a_prev, xt, parameters = cache", "a_prev, a_next, xt, parameters = cache"),),
        cause="the two states are taken out of the cache in the wrong order",
        hint="Two entries of the cache have the same shape, so no error can tell them apart. "
        "In which order did rnn_cell_forward pack them, and in which order do you take them out?",
    ),
    Misconception(
        id="cb-unpack-swapped-input",
        function="rnn_cell_backward",
        wrong=(edit("a_next, a_prev, xt, parameters = cache", "a_next, xt, a_prev, parameters = cache"),),
        cause="the input and the state before the step are taken out of the cache in the wrong order",
        hint="Your dWax has the shape of Waa, and your dWaa that of Wax. Print the shapes of xt and a_prev: "
        "are they what their names say, and does each gradient use the right one?",
    ),
    Misconception(
        id="cb-weights-not-fetched",
        function="rnn_cell_backward",
        wrong=(
            edit('    Wax = parameters["Wax"]\n', ""),
            edit('    Waa = parameters["Waa"]\n', ""),
            edit('    Wax = parameters["Wax"]\n    Waa = parameters["Waa"]\n', ""),
        ),
        cause="a weight is used that was never taken out of the parameters",
        hint="Restart the kernel and run only the imports and this cell. Which name is not defined now, "
        "and which entry of the cache holds what it should mean?",
    ),
    # ── 2. Through the tanh: what arrives ──
    Misconception(
        id="cb-includes-output-layer",
        function="rnn_cell_backward",
        wrong=(
            edit("* da_next", '* (parameters["Wya"].T @ da_next)'),
            edit(
                "* da_next",
                '* (da_next + parameters["Wya"].T @ softmax(parameters["Wya"] @ a_next + parameters["by"]))',
            ),
        ),
        cause="the gradient is sent through the output layer, although da_next already contains that path",
        hint="da_next is the gradient with respect to the state. "
        "Does it already include the path through the prediction when it arrives here, or is that still ahead?",
    ),
    Misconception(
        id="cb-dtanh-missing-da-next",
        function="rnn_cell_backward",
        wrong=(edit("(1 - a_next**2) * da_next", "1 - a_next**2"),),
        cause="the slope of the tanh is taken for the whole gradient, and da_next is never used",
        hint="Double da_next: every gradient should double. Do yours? "
        "At which place does the chain rule bring in what arrives from later?",
    ),
    Misconception(
        id="cb-dtanh-times-a-next",
        function="rnn_cell_backward",
        wrong=(edit("* da_next", "* a_next"),),
        cause="the slope is multiplied with the state instead of the gradient of the state",
        hint="Double da_next: every gradient should double. Do yours? "
        "a_next and da_next differ by one letter: which one stands where in your line?",
    ),
    Misconception(
        id="cb-dtanh-added",
        function="rnn_cell_backward",
        wrong=(edit("* da_next", "+ da_next"),),
        cause="the slope of the tanh is added to the gradient instead of being multiplied with it",
        hint="Try da_next all zeros: what should your gradients be, and what are they? "
        "What does the chain rule do with the slopes along one path?",
    ),
    Misconception(
        id="cb-da-next-mutated",
        function="rnn_cell_backward",
        wrong=(
            edit("dz = (1 - a_next**2) * da_next", "da_next *= 1 - a_next**2\n    dz = da_next"),
            edit("dz = (1 - a_next**2) * da_next", "dz = da_next\n    dz *= 1 - a_next**2"),
        ),
        cause="the operator *= writes the product into the array da_next, which belongs to the caller",
        hint="Your gradients are right, but is da_next the same after the call as before? "
        "Which operator writes into an array that exists already, and which one makes a new array?",
    ),
    # ── 2. Through the tanh: its slope ──
    Misconception(
        id="cb-dtanh-is-da-next",
        function="rnn_cell_backward",
        wrong=(edit("dz = (1 - a_next**2) * da_next", "dz = da_next"),),
        cause="the gradient passes the tanh unchanged, as if its slope were 1 everywhere",
        hint="When a state is close to 1, how much can a small change of the sum inside the tanh still move it? "
        "And how much of the gradient does your line let through there?",
    ),
    Misconception(
        id="cb-dtanh-uses-a-prev",
        function="rnn_cell_backward",
        wrong=(edit("a_next**2", "a_prev**2"),),
        cause="the slope is taken at the state before the step",
        hint="The slope is needed at the place where this step's tanh has been. "
        "Which of the two states in the cache came out of that tanh, and which one is in your line?",
    ),
    Misconception(
        id="cb-dtanh-uses-da-next",
        function="rnn_cell_backward",
        wrong=(
            edit("(1 - a_next**2) * da_next", "(1 - da_next**2) * a_next"),
            edit("(1 - a_next**2) * da_next", "(1 - da_next**2) * da_next"),
        ),
        cause="the slope of the tanh is computed from the gradient instead of the state",
        hint="Double da_next: every gradient should double. Do yours? "
        "The slope of the tanh was fixed in the forward pass: which array in the cache determines it?",
    ),
    Misconception(
        id="cb-dtanh-double-tanh",
        function="rnn_cell_backward",
        wrong=(edit("a_next**2", "np.tanh(a_next) ** 2"),),
        cause="tanh is applied to a_next, which has been through it already",
        hint="Is the state in the cache the value before the tanh, or the one after? "
        "How many times has tanh been applied when your slope is computed?",
    ),
    Misconception(
        id="cb-dtanh-no-bias-recomputed",
        function="rnn_cell_backward",
        wrong=(edit("a_next**2", "np.tanh(Wax @ xt + Waa @ a_prev) ** 2"),),
        cause="the state is computed again, without its bias",
        hint="Your slope of the tanh starts from the inputs again, not from the state in the cache. Which three terms "
        "did the forward pass add up inside its tanh, and which do you?",
    ),
    Misconception(
        id="cb-dtanh-no-square",
        function="rnn_cell_backward",
        wrong=(edit("a_next**2", "a_next"),),
        cause="the state is not squared in the slope of the tanh",
        hint="tanh is equally steep where the state is 0.5 and where it is −0.5. "
        "What does your factor give at these two, and what does the factor of the formula give?",
    ),
    Misconception(
        id="cb-dtanh-square-of-difference",
        function="rnn_cell_backward",
        wrong=(edit("(1 - a_next**2)", "(1 - a_next) ** 2"),),
        cause="the difference is squared instead of the state alone",
        hint="tanh is equally steep where the state is 0.5 and where it is −0.5. "
        "What does your factor give at these two? What exactly does your power of 2 apply to?",
    ),
    Misconception(
        id="cb-dtanh-plus-square",
        function="rnn_cell_backward",
        wrong=(edit("1 - a_next**2", "1 + a_next**2"),),
        cause="the slope of the tanh has a plus where it has a minus",
        hint="tanh is steepest in the middle, and nearly flat where the state is close to 1. "
        "What does your factor give at 0, and what close to 1?",
    ),
    Misconception(
        id="cb-dtanh-sign",
        function="rnn_cell_backward",
        wrong=(edit("1 - a_next**2", "a_next**2 - 1"), edit("dz = (1", "dz = -(1")),
        cause="the slope of the tanh has the wrong sign",
        hint="tanh rises everywhere, so its slope is nowhere negative. Which sign does your factor have?",
    ),
    Misconception(
        id="cb-dtanh-square-only",
        function="rnn_cell_backward",
        wrong=(edit("(1 - a_next**2)", "a_next**2"),),
        cause="the slope is the square of the state alone",
        hint="Where the state is 0, tanh is at its steepest; close to 1 it is nearly flat. "
        "What does your factor give at these two places?",
    ),
    Misconception(
        id="cb-dtanh-sigmoid-form",
        function="rnn_cell_backward",
        wrong=(edit("(1 - a_next**2)", "a_next * (1 - a_next)"),),
        cause="the slope is that of a sigmoid",
        hint="Where the state is 0, tanh is at its steepest. What does your factor give there? "
        "Which squashing function has a slope of this form?",
    ),
    Misconception(
        id="cb-dtanh-second-derivative",
        function="rnn_cell_backward",
        wrong=(
            edit("(1 - a_next**2)", "-2 * a_next"),
            edit("(1 - a_next**2)", "-2 * a_next * (1 - a_next**2)"),
        ),
        cause="the slope of the tanh is differentiated once more",
        hint="Where the state is 0, tanh is at its steepest. What does your factor give there? "
        "How many times has a derivative been taken on the way to it?",
    ),
    Misconception(
        id="cb-dtanh-inverse",
        function="rnn_cell_backward",
        wrong=(edit("(1 - a_next**2) * da_next", "da_next / (1 - a_next**2)"),),
        cause="the gradient is divided by the slope instead of multiplied with it",
        hint="Where the state is close to 1, tanh is nearly flat. "
        "Should more of the gradient pass there than in the middle, or less? Which of the two does your line do?",
    ),
    Misconception(
        id="cb-dtanh-precedence",
        function="rnn_cell_backward",
        wrong=(edit("(1 - a_next**2) * da_next", "1 - a_next**2 * da_next"),),
        cause="without brackets the product is formed before the difference",
        hint="Try da_next all zeros: what should your gradients be, and what are they? "
        "In which order does Python work out the operators of your line?",
    ),
    Misconception(
        id="cb-dtanh-caret",
        function="rnn_cell_backward",
        wrong=(edit("a_next**2", "a_next ^ 2"), edit("a_next**2", "a_next^2")),
        cause="the operator ^ is not a power in Python, it works on the bits of whole numbers",
        hint="What does 3 ^ 2 give in a cell of its own? Which operator raises to a power in Python?",
    ),
    Misconception(
        id="cb-dtanh-matmul",
        function="rnn_cell_backward",
        wrong=(
            edit("(1 - a_next**2) * da_next", "(1 - a_next**2).T @ da_next"),
            edit("(1 - a_next**2) * da_next", "(1 - a_next**2) @ da_next"),
            edit("(1 - a_next**2) * da_next", "da_next @ (1 - a_next**2).T"),
        ),
        cause="a product of matrices stands where every entry has a slope of its own",
        hint="tanh acts on every entry alone. Can the slope of one entry change the gradient of another? "
        "Which kind of product keeps entries apart, and which kind mixes them?",
    ),
)
