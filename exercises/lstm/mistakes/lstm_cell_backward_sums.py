"""Mistakes made in lstm_cell_backward behind the gates, in the order of its lines."""

from grader.exercise.misconception import Misconception, edit

NAME = "lstm_cell_backward"
SUMS = ("dbf = np.sum(dzf", "dbi = np.sum(dzi", "dbc = np.sum(dzc", "dbo = np.sum(dzo")


def each_bias(said, wrote):
    """Write one edit that is made in the line of each bias."""
    pairs = [(f"{line}{said}", f"{line}{wrote}") for line in SUMS]
    return edit(*pairs[0], *pairs[1:])


MISTAKES = (
    # ── 4. Weights and biases ──
    Misconception(
        id="cb-dw-of-another-gate",
        function=NAME,
        wrong=(
            edit("dWi = dzi", "dWi = dzf"),
            edit("dWo = dzo", "dWo = dzc"),
            edit("dWf = dzf", "dWf = dzi", ("dWi = dzi", "dWi = dzf")),
            edit("dWc = dzc", "dWc = dzi"),
        ),
        cause="the gradient of a weight matrix is made with the gradient of another gate",
        hint="Four lines that look alike are easily copied and half changed. On which of your lines for the weights "
        "do the letters on the two sides differ?",
    ),
    Misconception(
        id="cb-db-of-another-gate",
        function=NAME,
        wrong=(
            edit("np.sum(dzi", "np.sum(dzf"),
            edit("np.sum(dzo", "np.sum(dzc"),
            edit("np.sum(dzc", "np.sum(dzi"),
            edit("np.sum(dzf", "np.sum(dzo"),
        ),
        cause="the gradient of a bias is made with the gradient of another gate",
        hint="Four lines that look alike are easily copied and half changed. On which of your lines for the biases "
        "do the letters on the two sides differ?",
    ),
    Misconception(
        id="cb-dw-transposed",
        function=NAME,
        wrong=(
            edit(
                "dzf @ stacked.T",
                "stacked @ dzf.T",
                ("dzi @ stacked.T", "stacked @ dzi.T"),
                ("dzc @ stacked.T", "stacked @ dzc.T"),
                ("dzo @ stacked.T", "stacked @ dzo.T"),
            ),
            edit("dzf @ stacked.T", "stacked @ dzf.T"),
            edit("dzo @ stacked.T", "(dzo @ stacked.T).T"),
        ),
        cause="the gradient of a weight matrix has rows and columns exchanged",
        hint="A gradient has the shape of the array that it is the gradient of. What does a row of each weight "
        "matrix stand for, and what does a row of your gradient stand for?",
    ),
    Misconception(
        id="cb-dw-product",
        function=NAME,
        wrong=(
            edit("dzf @ stacked.T", "dzf @ stacked"),
            edit("dzf @ stacked.T", "dzf * stacked"),
            edit("dzf @ stacked.T", "dzf.T @ stacked"),
        ),
        cause="the factors of the gradient of a weight matrix do not meet along the examples",
        hint="Every example contributes to the gradient of a weight, and the product adds up these contributions. "
        "Along which axis must the two factors meet for that?",
    ),
    Misconception(
        id="cb-dw-half-a-stack",
        function=NAME,
        wrong=(
            edit("dzf @ stacked.T", "dzf @ a_prev.T"),
            edit("dzf @ stacked.T", "dzf @ xt.T"),
        ),
        cause="the gradient of a weight matrix is made with one part of the stack only",
        hint="How many columns does each weight matrix have, and how many has your gradient? What did these columns "
        "meet in the forward pass?",
    ),
    Misconception(
        id="cb-db-not-summed",
        function=NAME,
        wrong=(
            edit("np.sum(dzf, axis=1, keepdims=True)", "dzf"),
            edit(
                "np.sum(dzf, axis=1, keepdims=True)",
                "dzf",
                ("np.sum(dzi, axis=1, keepdims=True)", "dzi"),
                ("np.sum(dzc, axis=1, keepdims=True)", "dzc"),
                ("np.sum(dzo, axis=1, keepdims=True)", "dzo"),
            ),
        ),
        cause="the gradient of a bias still has a column for each example",
        hint="One bias was added to the columns of all examples by broadcasting. What happens to the contributions "
        "of these columns, so that the gradient gets the shape of the bias?",
    ),
    Misconception(
        id="cb-db-lost-axis",
        function=NAME,
        wrong=(
            edit("dbf = np.sum(dzf, axis=1, keepdims=True)", "dbf = np.sum(dzf, axis=1)"),
            each_bias(", axis=1, keepdims=True)", ", axis=1)"),
        ),
        cause="the summed axis disappears, and a gradient of shape (n_a,) is left",
        hint="How many axes does a bias have, and how many has your gradient? What does np.sum do with the axis "
        "that it sums over, unless you ask it to keep it?",
    ),
    Misconception(
        id="cb-db-wrong-axis",
        function=NAME,
        wrong=(
            each_bias(", axis=1, keepdims=True)", ", axis=0, keepdims=True)"),
            each_bias(", axis=1, keepdims=True)", ")"),
            each_bias(", axis=1, keepdims=True)", ", keepdims=True)"),
            edit("dbf = np.sum(dzf, axis=1", "dbf = np.sum(dzf, axis=0"),
        ),
        cause="the sum goes over the units",
        hint="Which axis counts units, and which one counts examples? How many numbers does a bias have, and how "
        "many your gradient?",
    ),
    Misconception(
        id="cb-divided-by-m",
        function=NAME,
        wrong=(
            each_bias(", axis=1, keepdims=True)", ", axis=1, keepdims=True) / m"),
            edit(
                "dzf @ stacked.T",
                "dzf @ stacked.T / m",
                ("dzi @ stacked.T", "dzi @ stacked.T / m"),
                ("dzc @ stacked.T", "dzc @ stacked.T / m"),
                ("dzo @ stacked.T", "dzo @ stacked.T / m"),
                *[(f"{line}, axis=1, keepdims=True)", f"{line}, axis=1, keepdims=True) / m") for line in SUMS],
            ),
        ),
        cause="gradients are divided by the number of examples, which is already accounted for in what arrives",
        hint="Divide an expected entry of a gradient by yours. Which of n_x, n_a and m is it? Do the formulas divide "
        "by it, or has the loss done so already?",
    ),
    # ── 5. The stacked input ──
    Misconception(
        id="cb-cut-exchanged",
        function=NAME,
        wrong=(
            edit(
                "da_prev = dstacked[:n_a]", "da_prev = dstacked[n_a:]", ("dxt = dstacked[n_a:]", "dxt = dstacked[:n_a]")
            ),
        ),
        cause="the upper part of the gradient of the stack is taken for that of the input",
        hint="Your dxt has the shape of a hidden state. Which of the two was on top when the forward pass stacked "
        "a_prev and xt, and which part is on top in your gradient?",
    ),
    Misconception(
        id="cb-cut-at-n-x",
        function=NAME,
        wrong=(
            edit("dstacked[:n_a]", "dstacked[xt.shape[0] :]", ("dstacked[n_a:]", "dstacked[: xt.shape[0]]")),
            edit("n_a, m = a_next.shape", "n_a, m = xt.shape"),
        ),
        cause="the gradient of the stack is cut after n_x rows instead of n_a",
        hint="How many rows did the upper part have when the forward pass stacked a_prev and xt, and after how many "
        "rows do you cut?",
    ),
    Misconception(
        id="cb-gate-left-out-of-sum",
        function=NAME,
        wrong=(
            edit('    dstacked += parameters["Wo"].T @ dzo\n', ""),
            edit('    dstacked += parameters["Wi"].T @ dzi\n', ""),
            edit('    dstacked += parameters["Wc"].T @ dzc\n', ""),
            edit('= parameters["Wf"].T @ dzf\n    dstacked += parameters', "= parameters"),
        ),
        cause="one of the four paths from the stacked input is left out",
        hint="The stacked input goes into three gates and the candidate. How many terms does the sum in the formula "
        "have, and how many does yours?",
    ),
    Misconception(
        id="cb-sum-assigned",
        function=NAME,
        wrong=(edit('dstacked += parameters["Wo"]', 'dstacked = parameters["Wo"]'),),
        cause="the last term of the sum replaces the others",
        hint="Four terms belong in the gradient of the stacked input. What is left of the first three after your "
        "last line?",
    ),
    Misconception(
        id="cb-weights-not-transposed",
        function=NAME,
        wrong=(
            edit('parameters["Wf"].T @ dzf', 'parameters["Wf"] @ dzf'),
            edit('parameters["Wo"].T @ dzo', 'parameters["Wo"] @ dzo'),
            edit('parameters["Wf"].T @ dzf', 'dzf @ parameters["Wf"].T'),
            edit('parameters["Wf"].T @ dzf', 'dzf.T @ parameters["Wf"]'),
        ),
        cause="a weight matrix is not transposed for the backward pass, or on the wrong side",
        hint="The gradient of the stack has n_a + n_x rows and m columns. Write down the shapes of your two "
        "factors: in which order, and with which transpose, do they give that?",
    ),
    Misconception(
        id="cb-weights-of-another-gate",
        function=NAME,
        wrong=(
            edit('parameters["Wi"].T', 'parameters["Wf"].T'),
            edit('parameters["Wo"].T', 'parameters["Wc"].T'),
        ),
        cause="a gradient is sent back through the weights of another gate",
        hint="Each gate's gradient goes back through the weights of that gate. On which of your lines for the stack "
        "do the two letters differ?",
    ),
    # ── 5. The old cell state ──
    Misconception(
        id="cb-dc-prev-gate-missing",
        function=NAME,
        wrong=(edit("dc_prev = dc * ft", "dc_prev = dc"),),
        cause="the gradient of the old memory does not go back through the forget gate",
        hint="Where the forget gate is closed, the old memory no longer matters. What does your dc_prev give there?",
    ),
    Misconception(
        id="cb-dc-prev-other-gate",
        function=NAME,
        wrong=(edit("dc_prev = dc * ft", "dc_prev = dc * it"), edit("dc_prev = dc * ft", "dc_prev = dc * ot")),
        cause="the gradient of the old memory goes back through a gate that it never met",
        hint="Which gate multiplied the old memory in the forward pass, and which one is in your line of dc_prev?",
    ),
    Misconception(
        id="cb-dc-prev-half",
        function=NAME,
        wrong=(
            edit("dc_prev = dc * ft", "dc_prev = dc_next * ft"),
            edit("dc_prev = dc * ft", "dc_prev = da_next * ot * (1 - tanh_c**2) * ft"),
        ),
        cause="only one of the two contributions to the gradient of the cell state reaches the old memory",
        hint="What goes back to the old memory: all that has arrived at the cell state, or a part of it? Where in "
        "your code does the whole sum stand?",
    ),
    Misconception(
        id="cb-dc-prev-slope",
        function=NAME,
        wrong=(
            edit("dc_prev = dc * ft", "dc_prev = dc * ft * (1 - ft)"),
            edit("dc_prev = dc * ft", "dc_prev = dzf"),
            edit("dc_prev = dc * ft", "dc_prev = dzf * ft"),
        ),
        cause="the gradient of the old memory goes through the sigmoid of the forget gate, which is not on its way",
        hint="The old memory is multiplied by the forget gate, it does not go into it. Is there a sigmoid between "
        "the old memory and the new one?",
    ),
    Misconception(
        id="cb-dc-prev-slope-of-tanh",
        function=NAME,
        wrong=(edit("dc_prev = dc * ft", "dc_prev = dc * ft * (1 - np.tanh(c_prev) ** 2)"),),
        cause="the gradient of the old memory goes back through a tanh, which belongs to the step before",
        hint="How many times does the gradient pass a tanh between the new memory and the old one in the formula, "
        "and how many times in your line?",
    ),
    # ── What is returned ──
    Misconception(
        id="cb-keys",
        function=NAME,
        wrong=(
            edit('"dxt": dxt', '"dx": dxt'),
            edit('"dc_prev": dc_prev', '"dc_next": dc_prev'),
        ),
        cause="an entry of the returned dict has another name than the docstring promises",
        hint="lstm_backward asks your dict for its entries by name. Which of your keys differs from the names in "
        "the docstring?",
    ),
    Misconception(
        id="cb-entries-crossed",
        function=NAME,
        wrong=(edit('"da_prev": da_prev, "dc_prev": dc_prev', '"da_prev": dc_prev, "dc_prev": da_prev'),),
        cause="the gradients of the two states are returned under each other's name",
        hint="Both gradients have the same shape, so no error can tell them apart. Which value does your dict have "
        "under which name?",
    ),
    Misconception(
        id="cb-hardcoded",
        function=NAME,
        wrong=(
            edit("n_a, m = a_next.shape", "n_a, m = 4, 6"),
            edit("dstacked[:n_a]", "dstacked[:4]", ("[n_a:]", "[4:]")),
        ),
        cause="sizes of one test are written into the function as numbers",
        hint="Other networks have other sizes. Which numbers in your function are the sizes of the public test, and "
        "from which arrays can they be read?",
        unseen="the numbers are the sizes of the public case",
    ),
)
