"""Mistakes made in lstm_cell_forward, in the order of its lines; the two states: lstm_cell_forward_states."""

from grader.exercise.misconception import Misconception, edit

NAME = "lstm_cell_forward"

MISTAKES = (
    # ── 1. Weights and biases ──
    Misconception(
        id="cf-parameter-not-fetched",
        function=NAME,
        wrong=(
            edit('    Wo = parameters["Wo"]\n', ""),
            edit('    bf = parameters["bf"]\n', ""),
            edit('    by = parameters["by"]\n', ""),
        ),
        cause="a weight or bias is used that was never taken out of parameters",
        hint="Restart the kernel and run only the imports and this cell. Which name is not defined now, and which "
        "argument contains what it should mean?",
    ),
    Misconception(
        id="cf-parameter-under-another-name",
        function=NAME,
        wrong=(
            edit('Wi = parameters["Wi"]', 'Wi = parameters["Wf"]'),
            edit('bc = parameters["bc"]', 'bc = parameters["bi"]'),
            edit('Wo = parameters["Wo"]', 'Wo = parameters["Wc"]'),
            edit(
                'Wi = parameters["Wi"]',
                'Wi = parameters["Wo"]',
                ('\n    Wo = parameters["Wo"]', '\n    Wo = parameters["Wi"]'),
            ),
        ),
        cause="a weight or bias is taken out of parameters under the name of another gate",
        hint="Ten lines that look alike are easily copied and half changed. On which of your lines do the name on "
        "the left and the name in quotes differ?",
    ),
    # ── 2. The stack ──
    Misconception(
        id="cf-stack-order",
        function=NAME,
        wrong=(edit("[a_prev, xt]", "[xt, a_prev]"),),
        cause="the input is stacked on top of the hidden state, so every column of a weight matrix meets another row",
        hint="The first columns of each weight matrix belong to the hidden state, the others to the input. Which of "
        "the two do they meet in your code?",
    ),
    Misconception(
        id="cf-stack-axis",
        function=NAME,
        wrong=(
            edit("np.concatenate([a_prev, xt])", "np.concatenate([a_prev, xt], axis=1)"),
            edit("np.concatenate([a_prev, xt])", "np.hstack([a_prev, xt])"),
        ),
        cause="the arrays are put side by side, where one belongs below the other",
        hint="The stack has n_a + n_x rows and still m columns. Along which axis do the two arrays have the same "
        "size, and along which one may they be joined?",
    ),
    Misconception(
        id="cf-stack-added",
        function=NAME,
        wrong=(edit("np.concatenate([a_prev, xt])", "a_prev + xt"), edit("np.concatenate([a_prev, xt])", "a_prev")),
        cause="hidden state and input are not stacked",
        hint="How many columns does each weight matrix of a gate have, and how many rows does the array have that "
        "you multiply it with?",
    ),
    Misconception(
        id="cf-stack-with-c-prev",
        function=NAME,
        wrong=(edit("[a_prev, xt]", "[c_prev, xt]"),),
        cause="the gates look at the cell state instead of the hidden state",
        hint="Two states enter the step, and both have the same shape. Which of them do the gates look at in the "
        "formulas, and which is in your stack?",
    ),
    # ── 3. Gates and candidate ──
    Misconception(
        id="cf-product-order",
        function=NAME,
        wrong=(
            edit("Wf @ stacked", "stacked @ Wf"),
            edit("Wf @ stacked", "Wf.T @ stacked"),
            edit("Wf @ stacked", "Wf * stacked"),
            edit("Wc @ stacked", "stacked.T @ Wc"),
        ),
        cause="the product of weights and stack does not have the columns of the weights meet the rows of the stack",
        hint="Write the shapes of the two factors side by side on the failing line. Which two sizes meet inside a "
        "product of matrices, and which two meet in yours?",
    ),
    Misconception(
        id="cf-weights-of-another-gate",
        function=NAME,
        wrong=(
            edit("sigmoid(Wi @ stacked + bi)", "sigmoid(Wf @ stacked + bf)"),
            edit("sigmoid(Wo @ stacked + bo)", "sigmoid(Wi @ stacked + bi)"),
            edit("np.tanh(Wc @ stacked + bc)", "np.tanh(Wi @ stacked + bi)"),
            edit("sigmoid(Wo @ stacked + bo)", "sigmoid(Wf @ stacked + bf)"),
        ),
        cause="a gate or the candidate is computed with the weights and the bias of another gate",
        hint="Each gate has weights and a bias of its own, with its letter. On which of your four lines does the "
        "letter of the result differ from the letters on the right?",
    ),
    Misconception(
        id="cf-weights-of-f-and-i-exchanged",
        function=NAME,
        wrong=(edit("ft = sigmoid(Wf @", "ft = sigmoid(Wi @", ("it = sigmoid(Wi @", "it = sigmoid(Wf @")),),
        cause="forget gate and input gate have each other's weights",
        hint="Compare ft and it in your cache with what you expect from their formulas. Which weight matrix does "
        "each of your two lines use?",
    ),
    Misconception(
        id="cf-bias-of-another-gate",
        function=NAME,
        wrong=(
            edit("Wi @ stacked + bi", "Wi @ stacked + bf"),
            edit("Wc @ stacked + bc", "Wc @ stacked + bi"),
            edit("Wo @ stacked + bo", "Wo @ stacked + bc"),
            edit("Wf @ stacked + bf", "Wf @ stacked + bi"),
        ),
        cause="a gate or the candidate has the bias of another gate",
        hint="Each gate has a bias of its own, with its letter. On which of your four lines do the letters of "
        "weight and bias differ?",
    ),
    Misconception(
        id="cf-weight-of-another-gate",
        function=NAME,
        wrong=(
            edit("Wi @ stacked + bi", "Wf @ stacked + bi"),
            edit("Wc @ stacked + bc", "Wi @ stacked + bc"),
            edit("Wo @ stacked + bo", "Wc @ stacked + bo"),
            edit("Wf @ stacked + bf", "Wi @ stacked + bf"),
        ),
        cause="a gate or the candidate has the weights of another gate",
        hint="Each gate has weights of its own, with its letter. On which of your four lines do the letters of "
        "weight and bias differ?",
    ),
    Misconception(
        id="cf-missing-bias",
        function=NAME,
        wrong=(
            edit(" + bf)", ")", (" + bi)", ")"), (" + bc)", ")"), (" + bo)", ")")),
            edit(" + bf)", ")"),
            edit(" + bi)", ")"),
            edit(" + bc)", ")"),
            edit(" + bo)", ")"),
        ),
        cause="a bias of the gates is left out, which does not show where it is zero",
        hint="Suppose a_prev and xt are all zeros. What is then left inside each sigmoid and the tanh of the "
        "formulas, and what inside yours?",
    ),
    Misconception(
        id="cf-candidate-sigmoid",
        function=NAME,
        wrong=(edit("cct = np.tanh(Wc", "cct = sigmoid(Wc"),),
        cause="the candidate comes from a sigmoid, so nothing can ever be subtracted from the memory",
        hint="A candidate is a value, not a share: it may be negative. Between which two numbers do your candidates "
        "lie, and which function gives negative ones, too?",
    ),
    Misconception(
        id="cf-gate-tanh",
        function=NAME,
        wrong=(
            edit("ft = sigmoid(Wf", "ft = np.tanh(Wf"),
            edit("it = sigmoid(Wi", "it = np.tanh(Wi"),
            edit("ot = sigmoid(Wo", "ot = np.tanh(Wo"),
            edit("ft = sigmoid(Wf", "ft = np.tanh(Wf", ("it = sigmoid(Wi", "it = np.tanh(Wi")),
        ),
        cause="a gate comes from a tanh, so it can be negative",
        hint="A gate is a share, between closed and open. Between which two numbers do the entries of each of your "
        "gates lie, and which function keeps them above 0?",
    ),
    Misconception(
        id="cf-tanh-and-sigmoid-exchanged",
        function=NAME,
        wrong=(
            edit(
                "ft = sigmoid(Wf",
                "ft = np.tanh(Wf",
                ("it = sigmoid(Wi", "it = np.tanh(Wi"),
                ("cct = np.tanh(Wc", "cct = sigmoid(Wc"),
                ("ot = sigmoid(Wo", "ot = np.tanh(Wo"),
            ),
        ),
        cause="the gates come from a tanh and the candidate from a sigmoid",
        hint="Three of the four arrays are shares between 0 and 1, one is a value that may be negative. Which of "
        "your four lines uses which function?",
    ),
    Misconception(
        id="cf-gate-not-squashed",
        function=NAME,
        wrong=(
            edit("sigmoid(Wf @ stacked + bf)", "Wf @ stacked + bf"),
            edit("sigmoid(Wi @ stacked + bi)", "Wi @ stacked + bi"),
            edit("sigmoid(Wo @ stacked + bo)", "Wo @ stacked + bo"),
            edit("np.tanh(Wc @ stacked + bc)", "Wc @ stacked + bc"),
        ),
        cause="a gate or the candidate is the sum itself, without its sigmoid or tanh",
        hint="Print the smallest and the largest entry of ft, it, ot and cct. Which of them leaves the range that "
        "its formula allows?",
    ),
    Misconception(
        id="cf-sigmoid-upside-down",
        function=NAME,
        wrong=(
            edit("sigmoid(Wf @ stacked + bf)", "1 / (1 + np.exp(Wf @ stacked + bf))"),
            edit("sigmoid(Wf @ stacked + bf)", "sigmoid(-(Wf @ stacked + bf))"),
        ),
        cause="the exponent of the sigmoid has the wrong sign, so the gate closes where it should open",
        hint="For a large positive sum a gate is almost 1. What does your line give for a sum of 10?",
    ),
    Misconception(
        id="cf-bias-outside-the-sigmoid",
        function=NAME,
        wrong=(
            edit("sigmoid(Wf @ stacked + bf)", "sigmoid(Wf @ stacked) + bf"),
            edit("np.tanh(Wc @ stacked + bc)", "np.tanh(Wc @ stacked) + bc"),
            edit("sigmoid(Wo @ stacked + bo)", "sigmoid(Wo @ stacked) + bo"),
        ),
        cause="the bracket of a sigmoid or of the tanh closes before the bias",
        hint="Print the smallest and the largest entry of each gate. Which terms does the bracket of that line "
        "enclose in the formula, and which in yours?",
    ),
)
