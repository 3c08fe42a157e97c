"""Mistakes made in lstm_cell_backward up to the gates, in the order of its lines; the rest: lstm_cell_backward_sums."""

from grader.exercise.misconception import Misconception, edit

NAME = "lstm_cell_backward"
UNPACKED = "a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache"
SLOPE = "(1 - tanh_c**2)"

MISTAKES = (
    # ── 1. The cache and the stack ──
    Misconception(
        id="cb-unpack-states",
        function=NAME,
        wrong=(
            edit(UNPACKED, UNPACKED.replace("a_prev, c_prev", "c_prev, a_prev")),
            edit(UNPACKED, UNPACKED.replace("a_next, c_next", "c_next, a_next")),
            edit(UNPACKED, UNPACKED.replace("a_next, c_next, a_prev, c_prev", "a_next, a_prev, c_next, c_prev")),
        ),
        cause="the four states are unpacked from the cache in the wrong order",
        hint="Eight entries of the cache have the same shape, so no error can tell them apart. Compare the names on "
        "your left with the order in lstm_cell_forward, the first four above all: do they agree?",
    ),
    Misconception(
        id="cb-unpack-gates",
        function=NAME,
        wrong=(
            edit(UNPACKED, UNPACKED.replace("ft, it", "it, ft")),
            edit(UNPACKED, UNPACKED.replace("cct, ot", "ot, cct")),
            edit(UNPACKED, UNPACKED.replace("ft, it, cct, ot", "it, ft, ot, cct")),
        ),
        cause="gates and candidate are unpacked from the cache in the wrong order",
        hint="Eight entries of the cache have the same shape, so no error can tell them apart. Compare the names on "
        "your left with the order in lstm_cell_forward, the gates above all: do they agree?",
    ),
    Misconception(
        id="cb-stack-order",
        function=NAME,
        wrong=(edit("[a_prev, xt]", "[xt, a_prev]"),),
        cause="the input is stacked on top of the hidden state, unlike in the forward pass",
        hint="The columns of the gradient of a weight matrix must mean the same as those of the matrix. In which "
        "order did the forward pass stack, and in which do you?",
    ),
    Misconception(
        id="cb-stack-of-new-state",
        function=NAME,
        wrong=(edit("[a_prev, xt]", "[a_next, xt]"), edit("[a_prev, xt]", "[c_prev, xt]")),
        cause="the weights are paired with a state that they were not multiplied with",
        hint="Four states are in the cache. Which of them did the weights multiply in the forward pass, and which "
        "of them is in your stack?",
    ),
    # ── 2. The gradient of the cell state ──
    Misconception(
        id="cb-dc-next-forgotten",
        function=NAME,
        wrong=(edit("dc = dc_next + da_next", "dc = da_next"),),
        cause="what arrives from the later steps by way of the cell state is left out",
        hint="Change dc_next and leave all else as it is. Does anything that you return change? Through which two "
        "paths does the cell state affect the loss?",
    ),
    Misconception(
        id="cb-shown-path-forgotten",
        function=NAME,
        wrong=(edit("dc = dc_next + da_next * ot * (1 - tanh_c**2)", "dc = dc_next"),),
        cause="the path from the cell state through the hidden state is left out",
        hint="Set dc_next to zeros. Should the gradient of the cell state be zero then? Which state of this step is "
        "made from the cell state?",
    ),
    Misconception(
        id="cb-output-gate-forgotten",
        function=NAME,
        wrong=(edit("da_next * ot * " + SLOPE, "da_next * " + SLOPE),),
        cause="the gradient does not go back through the output gate",
        hint="Where the output gate is closed, the cell state does not affect the hidden state at all. How much of "
        "da_next does your line let through there?",
    ),
    Misconception(
        id="cb-tanh-slope-forgotten",
        function=NAME,
        wrong=(edit("da_next * ot * " + SLOPE, "da_next * ot"),),
        cause="the gradient passes the tanh of the cell state unchanged",
        hint="Where the cell state is large, its tanh hardly changes any more. How much of da_next does your line "
        "let through there?",
    ),
    Misconception(
        id="cb-tanh-slope-of-c",
        function=NAME,
        wrong=(edit("tanh_c**2)", "c_next**2)"),),
        cause="the slope is computed from the cell state itself, which has not been through the tanh",
        hint="What is your slope where the cell state is 2? A tanh rises everywhere, so can a slope be negative?",
    ),
    Misconception(
        id="cb-tanh-slope-of-a",
        function=NAME,
        wrong=(edit("tanh_c**2)", "a_next**2)"),),
        cause="the slope is computed from the hidden state, as in a plain network",
        hint="In a plain network the state is the tanh itself. What else has happened to this hidden state since "
        "the tanh?",
    ),
    Misconception(
        id="cb-tanh-of-a",
        function=NAME,
        wrong=(edit("np.tanh(c_next)", "np.tanh(a_next)"),),
        cause="the tanh is taken of the hidden state, where the forward pass took it of the cell state",
        hint="The forward pass took the tanh of one of the two new states. Which one was it, and which one is "
        "inside your tanh?",
    ),
    Misconception(
        id="cb-tanh-slope-wrong-form",
        function=NAME,
        wrong=(
            edit("(1 - tanh_c**2)", "(1 - tanh_c)"),
            edit("(1 - tanh_c**2)", "(1 - tanh_c) ** 2"),
            edit("(1 - tanh_c**2)", "tanh_c * (1 - tanh_c)"),
            edit("(1 - tanh_c**2)", "tanh_c**2"),
            edit("(1 - tanh_c**2)", "(1 + tanh_c**2)"),
        ),
        cause="the slope of the tanh of the cell state has another form",
        hint="A tanh is steepest in the middle, with slope 1, and equally steep at 0.5 and −0.5. What does your "
        "factor give at these three places?",
    ),
    Misconception(
        id="cb-tanh-slope-for-both",
        function=NAME,
        wrong=(edit("dc_next + da_next * ot * " + SLOPE, "(dc_next + da_next * ot) * " + SLOPE),),
        cause="what arrives at the cell state directly is also sent through the tanh",
        hint="One of the two contributions arrives at the hidden state, the other at the cell state itself. Which "
        "of them has a tanh on its way?",
    ),
    Misconception(
        id="cb-both-gradients-added",
        function=NAME,
        wrong=(edit("dc_next + da_next * ot * " + SLOPE, "dc_next + da_next"),),
        cause="the two gradients are added as if they belonged to the same state",
        hint="da_next belongs to the hidden state. What lies between the cell state and the hidden state, and where "
        "does your line go back through it?",
    ),
    Misconception(
        id="cb-dc-multiplied",
        function=NAME,
        wrong=(edit("dc_next + da_next * ot", "dc_next * da_next * ot"),),
        cause="the contributions of the two paths are multiplied",
        hint="Set dc_next to zeros, as at the last step. What is left of your gradient of the cell state? What does "
        "the chain rule do with two paths that meet?",
    ),
    Misconception(
        id="cb-dc-next-overwritten",
        function=NAME,
        wrong=(
            edit("dc = dc_next + da_next * ot", "dc_next += da_next * ot", (SLOPE, SLOPE + "\n    dc = dc_next")),
            edit("dc = dc_next + da_next * ot", "dc = dc_next\n    dc += da_next * ot"),
        ),
        cause="the operator += writes into the array dc_next, which belongs to the caller",
        hint="Is dc_next the same after the call as before? Which operator writes into an array that exists "
        "already, and which makes a new one?",
    ),
    # ── 3. Through the gates ──
    Misconception(
        id="cb-dzo-slope-forgotten",
        function=NAME,
        wrong=(edit("da_next * tanh_c * ot * (1 - ot)", "da_next * tanh_c"),),
        cause="the gradient passes the sigmoid of the output gate unchanged",
        hint="Between the output gate and the sum inside it there is a sigmoid. Where does your line go back "
        "through its slope?",
    ),
    Misconception(
        id="cb-dzf-slope-forgotten",
        function=NAME,
        wrong=(edit("dc * c_prev * ft * (1 - ft)", "dc * c_prev"),),
        cause="the gradient passes the sigmoid of the forget gate unchanged",
        hint="Between the forget gate and the sum inside it there is a sigmoid. Where does your line go back "
        "through its slope?",
    ),
    Misconception(
        id="cb-dzi-slope-forgotten",
        function=NAME,
        wrong=(edit("dc * cct * it * (1 - it)", "dc * cct"),),
        cause="the gradient passes the sigmoid of the input gate unchanged",
        hint="Between the input gate and the sum inside it there is a sigmoid. Where does your line go back through "
        "its slope?",
    ),
    Misconception(
        id="cb-dzc-slope-forgotten",
        function=NAME,
        wrong=(edit("dc * it * (1 - cct**2)", "dc * it"),),
        cause="the gradient passes the tanh of the candidate unchanged",
        hint="Between the candidate and the sum inside it there is a tanh. Where does your line go back through its "
        "slope?",
    ),
    Misconception(
        id="cb-slopes-forgotten",
        function=NAME,
        wrong=(
            edit(
                " * ot * (1 - ot)",
                "",
                (" * ft * (1 - ft)", ""),
                (" * it * (1 - it)", ""),
                (" * (1 - cct**2)", ""),
            ),
            edit(" * ot * (1 - ot)", "", (" * ft * (1 - ft)", ""), (" * it * (1 - it)", "")),
        ),
        cause="the gradients of gates are taken for those of the sums inside their sigmoids",
        hint="Between a gate and the sum inside it there is a sigmoid. How many slopes of a sigmoid do the formulas "
        "of this section have, and how many do your lines have?",
    ),
    Misconception(
        id="cb-gate-slope-of-tanh",
        function=NAME,
        wrong=(
            edit("ot * (1 - ot)", "(1 - ot**2)", ("ft * (1 - ft)", "(1 - ft**2)"), ("it * (1 - it)", "(1 - it**2)")),
            edit("ft * (1 - ft)", "(1 - ft**2)"),
            edit("ot * (1 - ot)", "(1 - ot**2)"),
            edit("it * (1 - it)", "(1 - it**2)"),
        ),
        cause="a gate has the slope of a tanh, where it comes from a sigmoid",
        hint="A sigmoid is steepest in the middle, where it is 0.5, and its slope is never above 1/4. What does "
        "your factor give there?",
    ),
    Misconception(
        id="cb-candidate-slope-of-sigmoid",
        function=NAME,
        wrong=(edit("it * (1 - cct**2)", "it * cct * (1 - cct)"), edit("(1 - cct**2)", "(1 - cct)")),
        cause="the candidate has not the slope of its tanh",
        hint="The candidate comes from a tanh, which is steepest where the candidate is 0. What does your factor "
        "give there, and what at −0.5 and 0.5?",
    ),
    Misconception(
        id="cb-gate-slope-incomplete",
        function=NAME,
        wrong=(
            edit("ft * (1 - ft)", "(1 - ft)"),
            edit("it * (1 - it)", "(1 - it)"),
            edit("ot * (1 - ot)", "(1 - ot)"),
        ),
        cause="one factor of the slope of a sigmoid is left out",
        hint="Where a gate is closed or open, its sigmoid is flat, so its slope is 0 at both ends. What does your "
        "factor give at 0 and at 1?",
    ),
    Misconception(
        id="cb-dzo-uses-c",
        function=NAME,
        wrong=(edit("da_next * tanh_c * ot", "da_next * c_next * ot"),),
        cause="the output gate is paired with the cell state without its tanh",
        hint="The gradient of a factor is the gradient of the product times the other factor. Which array did the "
        "output gate multiply in the forward pass?",
    ),
    Misconception(
        id="cb-dzo-from-dc",
        function=NAME,
        wrong=(edit("da_next * tanh_c * ot", "dc * tanh_c * ot"),),
        cause="the gradient of the cell state is sent back through the output gate, which does not act on it",
        hint="Which state did the output gate help to make, the cell state or the hidden state? Which gradient "
        "belongs to that state?",
    ),
    Misconception(
        id="cb-gates-from-da-next",
        function=NAME,
        wrong=(
            edit("dc * c_prev", "da_next * c_prev", ("dc * cct", "da_next * cct"), ("dc * it *", "da_next * it *")),
            edit("dc * c_prev", "da_next * c_prev"),
            edit("dc * cct", "da_next * cct"),
            edit("dc * it *", "da_next * it *"),
        ),
        cause="the gradient of the hidden state is sent back through a gate that acts on the cell state",
        hint="Which state did the forget gate, the input gate and the candidate help to make? Which gradient "
        "belongs to that state, and which one is in your lines?",
    ),
    Misconception(
        id="cb-gates-from-dc-next",
        function=NAME,
        wrong=(
            edit("dc * c_prev", "dc_next * c_prev", ("dc * cct", "dc_next * cct"), ("dc * it *", "dc_next * it *")),
            edit("dc * c_prev", "dc_next * c_prev"),
            edit("dc * cct", "dc_next * cct"),
            edit("dc * it *", "dc_next * it *"),
        ),
        cause="only the part that arrives from later steps is sent back through a gate",
        hint="dc_next is one of two contributions to the gradient of the cell state. Which of the two should go "
        "back through the gates: one of them, or their sum?",
    ),
    Misconception(
        id="cb-dzf-other-state",
        function=NAME,
        wrong=(edit("dc * c_prev * ft", "dc * c_next * ft"), edit("dc * c_prev * ft", "dc * a_prev * ft")),
        cause="the forget gate is paired with a state that it did not multiply",
        hint="The gradient of a factor is the gradient of the product times the other factor. Which array did the "
        "forget gate multiply in the forward pass?",
    ),
    Misconception(
        id="cb-dzi-dzc-partners",
        function=NAME,
        wrong=(
            edit("dc * cct * it * (1 - it)", "dc * it * it * (1 - it)"),
            edit("dc * it * (1 - cct**2)", "dc * cct * (1 - cct**2)"),
            edit("dc * cct * it", "dc * it * it", ("dc * it * (1 - cct", "dc * cct * (1 - cct")),
            edit("dc * cct * it", "dc * c_prev * it"),
        ),
        cause="input gate or candidate is not paired with the other one",
        hint="Input gate and candidate multiply each other in the forward pass. Which array should be in the "
        "gradient of each of them, beside its own slope?",
    ),
)
