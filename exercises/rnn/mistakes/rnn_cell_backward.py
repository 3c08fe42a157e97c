"""Mistakes made in rnn_cell_backward behind the tanh, in the order of its lines; the others: rnn_cell_backward_tanh."""

from grader.exercise.misconception import Misconception, edit

MISTAKES = (
    # ── 3. dxt and da_prev ──
    Misconception(
        id="cb-weights-swapped",
        function="rnn_cell_backward",
        wrong=(
            edit("dxt = Wax.T", "dxt = Waa.T", ("da_prev = Waa.T", "da_prev = Wax.T")),
            edit("dxt = Wax.T", "dxt = Waa.T"),
            edit("da_prev = Waa.T", "da_prev = Wax.T"),
        ),
        cause="a gradient is sent back through the matrix that its input never went through",
        hint="A gradient has the shape of the array that it is the gradient of: are your dxt and da_prev shaped like "
        "xt and a_prev? Which weight did each of these two meet in the forward pass?",
    ),
    Misconception(
        id="cb-product-elementwise",
        function="rnn_cell_backward",
        wrong=(
            edit("Wax.T @ dz", "Wax.T * dz"),
            edit("Waa.T @ dz", "Waa.T * dz"),
            edit("Wax.T @ dz", "Wax.T * dz", ("Waa.T @ dz", "Waa.T * dz")),
        ),
        cause="the operator * multiplies entry by entry where a product of matrices leads back",
        hint="Each number in xt and a_prev acts on every unit, so its gradient collects from all of them. "
        "Which numpy operator adds up over the units, and which one multiplies entry by entry?",
    ),
    Misconception(
        id="cb-dxt-wax-not-transposed",
        function="rnn_cell_backward",
        wrong=(
            edit("Wax.T @ dz", "Wax @ dz"),
            edit("Wax.T @ dz", "Wax @ dz", ("Waa.T @ dz", "Waa @ dz")),
        ),
        cause="the matrix Wax leads from inputs to units, and it is not transposed in the backward pass",
        hint="dz has a row for each unit, dxt needs one for each input. "
        "In which direction does Wax lead as it is, and in which do you need it?",
    ),
    Misconception(
        id="cb-dxt-order",
        function="rnn_cell_backward",
        wrong=(edit("Wax.T @ dz", "dz @ Wax.T"), edit("Wax.T @ dz", "dz.T @ Wax"), edit("Wax.T @ dz", "dz @ Wax")),
        cause="the factors of dxt have changed places",
        hint="dxt needs the shape of xt, with the examples in its columns. Write down the shapes of your two factors: "
        "which one brings the examples, and on which side must it be?",
    ),
    Misconception(
        id="cb-dxt-skips-dtanh",
        function="rnn_cell_backward",
        wrong=(edit("Wax.T @ dz", "Wax.T @ da_next"),),
        cause="dxt is computed from the gradient before it went back through the tanh",
        hint="On its way to the next state xt met a matrix and then a tanh. "
        "Which of these two has your dxt not gone back through?",
    ),
    Misconception(
        id="cb-da-prev-waa-not-transposed",
        function="rnn_cell_backward",
        wrong=(edit("Waa.T @ dz", "Waa @ dz"),),
        cause="the matrix Waa is not turned round for the way back, which no shape can show, as it is square",
        hint="Forward, Waa sends a number from one unit to another: in which direction must it send the gradient? "
        "Waa is square, so no shape can warn you; compare with the formula.",
    ),
    Misconception(
        id="cb-da-prev-order",
        function="rnn_cell_backward",
        wrong=(edit("Waa.T @ dz", "dz @ Waa.T"), edit("Waa.T @ dz", "dz.T @ Waa"), edit("Waa.T @ dz", "dz @ Waa")),
        cause="the factors of da_prev have changed places",
        hint="da_prev needs the shape of a_prev, with the examples in its columns. "
        "Write down the shapes of your two factors: which one brings the examples, and on which side must it be?",
    ),
    Misconception(
        id="cb-da-prev-is-dtanh",
        function="rnn_cell_backward",
        wrong=(edit("Waa.T @ dz", "dz"),),
        cause="da_prev is the gradient at the sum inside the tanh, which has not yet gone back through Waa",
        hint="What was a_prev multiplied with on its way into the tanh? Where does your da_prev go back through that?",
    ),
    Misconception(
        id="cb-da-prev-skips-dtanh",
        function="rnn_cell_backward",
        wrong=(edit("Waa.T @ dz", "Waa.T @ da_next"),),
        cause="da_prev is computed from the gradient before it went back through the tanh",
        hint="On its way to the next state a_prev met a matrix and then a tanh. "
        "Which of these two has your da_prev not gone back through?",
    ),
    Misconception(
        id="cb-da-prev-through-tanh-again",
        function="rnn_cell_backward",
        wrong=(edit("Waa.T @ dz", "(Waa.T @ dz) * (1 - a_prev**2)"),),
        cause="da_prev also goes back through the tanh of the step before, which is that step's own business",
        hint="How many times does the gradient pass a tanh in your da_prev? "
        "How many lie between a_prev and a_next? To which step does the tanh belong that a_prev came out of?",
    ),
    Misconception(
        id="cb-da-prev-plus-da-next",
        function="rnn_cell_backward",
        wrong=(edit("Waa.T @ dz", "Waa.T @ dz + da_next"),),
        cause="da_next is added to what is handed to the step before, which it does not concern",
        hint="da_next is about the state after this step. "
        "Which ways lead from a_prev to that state, and does any of them bypass the tanh?",
    ),
    # ── 4. dWax and dWaa ──
    Misconception(
        id="cb-dwax-dwaa-swapped",
        function="rnn_cell_backward",
        wrong=(edit("dWax = dz @ xt.T", "dWax = dz @ a_prev.T", ("dWaa = dz @ a_prev.T", "dWaa = dz @ xt.T")),),
        cause="each of the two gradients is made with the array that met the other weight",
        hint="Your dWax has the shape of Waa, and your dWaa that of Wax. "
        "Which array did each weight multiply in the forward pass, and which one are the columns of its gradient made "
        "of in your code?",
    ),
    Misconception(
        id="cb-dwax-order",
        function="rnn_cell_backward",
        wrong=(
            edit("dz @ xt.T", "xt @ dz"),
            edit("dz @ xt.T", "dz @ xt"),
            edit("dz @ xt.T", "dz.T @ xt"),
            edit("dz @ xt.T", "dz @ xt", ("dz @ a_prev.T", "dz @ a_prev")),
        ),
        cause="the factors of dWax do not meet along the examples",
        hint="Every example has its part in dWax, and the product adds these parts up. "
        "Along which axis must the two factors meet for that, and which sizes meet in yours?",
    ),
    Misconception(
        id="cb-dwax-transposed-result",
        function="rnn_cell_backward",
        wrong=(edit("dz @ xt.T", "xt @ dz.T"), edit("dz @ xt.T", "(dz @ xt.T).T")),
        cause="dWax has inputs in its rows and units in its columns, the other way round than Wax",
        hint="A gradient has the shape of the array that it is the gradient of. "
        "What does a row of Wax stand for, and what does a row of your dWax stand for?",
    ),
    Misconception(
        id="cb-dwaa-order",
        function="rnn_cell_backward",
        wrong=(edit("dz @ a_prev.T", "dz @ a_prev"), edit("dz @ a_prev.T", "dz.T @ a_prev")),
        cause="the factors of dWaa do not meet along the examples",
        hint="Every example has its part in dWaa, and the product adds these parts up. "
        "Along which axis must the two factors meet for that, and which sizes meet in yours?",
    ),
    Misconception(
        id="cb-dwaa-transposed",
        function="rnn_cell_backward",
        wrong=(edit("dz @ a_prev.T", "a_prev @ dz.T"),),
        cause="dWaa has its rows and columns exchanged, which no shape can show, as Waa is square",
        hint="Look for the expected entry at the mirrored place of your dWaa. "
        "A row of Waa belongs to the unit that receives: to which unit does a row of yours belong?",
    ),
    Misconception(
        id="cb-dwaa-uses-a-next",
        function="rnn_cell_backward",
        wrong=(edit("dz @ a_prev.T", "dz @ a_next.T"),),
        cause="the recurrent weight is paired with the state after the step, which it never met",
        hint="Two states are in the cache. Which of them did Waa multiply in the forward pass, "
        "and which of them is in your dWaa?",
    ),
    Misconception(
        id="cb-dwaa-elementwise",
        function="rnn_cell_backward",
        wrong=(edit("dz @ a_prev.T", "dz * a_prev"),),
        cause="the product is taken entry by entry, so dWaa has a column for each example",
        hint="A weight joins two units, in every example. How many numbers does Waa hold, how many does your dWaa "
        "hold, and which kind of product pairs all units and adds up the examples?",
    ),
    Misconception(
        id="cb-weights-skip-dtanh",
        function="rnn_cell_backward",
        wrong=(
            edit(
                "dz @ xt.T", "da_next @ xt.T", ("dz @ a_prev.T", "da_next @ a_prev.T"), ("np.sum(dz", "np.sum(da_next")
            ),
            edit("dz @ xt.T", "da_next @ xt.T", ("dz @ a_prev.T", "da_next @ a_prev.T")),
            edit("dz @ xt.T", "da_next @ xt.T"),
            edit("dz @ a_prev.T", "da_next @ a_prev.T"),
            edit("np.sum(dz", "np.sum(da_next"),
        ),
        cause="the gradient of a weight or bias is made before the gradient went back through the tanh",
        hint="Weights and bias act inside the tanh. Which gradient has gone back through the tanh, and which one has "
        "not? Which of the two does your line use?",
    ),
    # ── 4. dba ──
    Misconception(
        id="cb-dba-not-summed",
        function="rnn_cell_backward",
        wrong=(edit("np.sum(dz, axis=1, keepdims=True)", "dz"),),
        cause="dba still has a column for each example",
        hint="One bias was added to the columns of all examples. "
        "What has to happen to the parts that come back along these columns, so that dba gets the shape of ba?",
    ),
    Misconception(
        id="cb-dba-no-keepdims",
        function="rnn_cell_backward",
        wrong=(edit(", keepdims=True", ""),),
        cause="the summed axis disappears, and a gradient of shape (n_a,) is left",
        hint="How many axes does ba have, and how many does your dba have? "
        "What does np.sum do with the axis that it sums over, unless it is told otherwise?",
    ),
    Misconception(
        id="cb-dba-no-axis",
        function="rnn_cell_backward",
        wrong=(
            edit("np.sum(dz, axis=1, keepdims=True)", "np.sum(dz)"),
            edit("np.sum(dz, axis=1, keepdims=True)", "np.sum(dz, keepdims=True)"),
        ),
        cause="the sum goes over the units as well, so all biases would get the same gradient",
        hint="How many biases does the state have, and how many numbers are there in your dba? "
        "Which axis may be summed away, and which must stay?",
    ),
    Misconception(
        id="cb-dba-axis-0",
        function="rnn_cell_backward",
        wrong=(
            edit("axis=1", "axis=0"),
            edit("np.sum(dz, axis=1, keepdims=True)", "np.sum(dz, axis=0)"),
            edit("np.sum(dz, axis=1, keepdims=True)", "np.sum(dz, axis=0).reshape(-1, 1)"),
        ),
        cause="the sum goes over the units instead of the examples",
        hint="Which axis of dz counts units, and which one counts examples? "
        "Are there as many numbers in your dba as biases, or as many as examples?",
    ),
    Misconception(
        id="cb-dba-row",
        function="rnn_cell_backward",
        wrong=(
            edit("np.sum(dz, axis=1, keepdims=True)", "np.sum(dz, axis=1, keepdims=True).T"),
            edit("np.sum(dz, axis=1, keepdims=True)", "np.sum(dz, axis=1).reshape(1, -1)"),
        ),
        cause="dba lies as a row where ba stands as a column",
        hint="The numbers in your dba are the right ones. Compare its shape with that of ba: "
        "in which direction do the units run in each?",
    ),
    Misconception(
        id="cb-dba-mean",
        function="rnn_cell_backward",
        wrong=(
            edit("np.sum(dz", "np.mean(dz"),
            edit("keepdims=True)", "keepdims=True) / dz.shape[1]"),
        ),
        cause="dba is a mean over the examples instead of their sum",
        hint="Divide an expected entry of dba by yours. Which of n_x, n_a and m is it? Does the formula of dba divide "
        "by it, or has the loss done so already?",
    ),
    Misconception(
        id="cb-divide-by-m",
        function="rnn_cell_backward",
        wrong=(
            edit(
                "dz @ xt.T",
                "dz @ xt.T / xt.shape[1]",
                ("dz @ a_prev.T", "dz @ a_prev.T / xt.shape[1]"),
                ("keepdims=True)", "keepdims=True) / xt.shape[1]"),
            ),
            edit("dz @ xt.T", "dz @ xt.T / xt.shape[1]", ("dz @ a_prev.T", "dz @ a_prev.T / xt.shape[1]")),
            edit("dz = (1 - a_next**2) * da_next", "dz = (1 - a_next**2) * da_next / da_next.shape[1]"),
        ),
        cause="gradients are divided by the number of examples, which the loss has already seen to",
        hint="Divide an expected entry of dWax by yours. Which of n_x, n_a and m is it? Do the formulas of the "
        "gradients divide by it, or has the loss done so already?",
    ),
    Misconception(
        id="cb-hardcoded-dims",
        function="rnn_cell_backward",
        wrong=(
            edit("np.sum(dz, axis=1, keepdims=True)", "np.sum(dz, axis=1).reshape(4, 1)"),
            edit("dxt = Wax", "dxt = np.zeros((3, 6))\n    dxt[:] = Wax"),
        ),
        cause="sizes of one test are written into the function as numbers",
        hint="Other networks and batches have other sizes. "
        "Which numbers in your function are the sizes of the public test, and from which arrays could they be read?",
        unseen="the numbers are the sizes of the public case",
    ),
    # ── What is returned ──
    Misconception(
        id="cb-key-or-return",
        function="rnn_cell_backward",
        wrong=(edit('"dxt": dxt', '"dx": dxt'),),
        cause="an entry of the returned dict has another name than the docstring promises",
        hint="rnn_backward asks your dict for its entries by name. "
        "Which of its keys differs from the names in the docstring?",
    ),
    Misconception(
        id="cb-return-tuple",
        function="rnn_cell_backward",
        wrong=(
            edit(
                'return {"dxt": dxt, "da_prev": da_prev, "dWax": dWax, "dWaa": dWaa, "dba": dba}',
                "return dxt, da_prev, dWax, dWaa, dba",
            ),
        ),
        cause="the gradients are returned as a tuple, where the next function looks them up by name",
        hint="rnn_backward reads the gradients by name. "
        "Which kind of container has names for its entries, and which kind do you return?",
    ),
)
