"""Mistakes made in rnn_cell_forward, in the order of its lines."""

from grader.exercise.misconception import Misconception, edit

MISTAKES = (
    # ── 1. Weights and biases ──
    Misconception(
        id="cf-global-params",
        function="rnn_cell_forward",
        wrong=(
            edit('    Waa = parameters["Waa"]\n', ""),
            edit('    by = parameters["by"]\n', ""),
            edit('parameters["Waa"]', 'tiny["Waa"]'),
        ),
        cause="the function reads a name that it was not given, and depends on what other cells have left behind",
        hint="Restart the kernel and run only the imports and this cell. Which name is not defined now, "
        "and through which argument do weights and biases come in?",
    ),
    Misconception(
        id="cf-biases-swapped",
        function="rnn_cell_forward",
        wrong=(
            edit("a_prev + ba", "a_prev + by"),
            edit("a_next + by", "a_next + ba"),
            edit("a_prev + ba", "a_prev + by", ("a_next + by", "a_next + ba")),
            edit(
                'ba = parameters["ba"]',
                'ba = parameters["by"]',
                ('\n    by = parameters["by"]', '\n    by = parameters["ba"]'),
            ),
        ),
        cause="the bias of the state and the bias of the output are mixed up",
        hint="A bias has as many rows as the thing that it is added to. How many rows are there in the sum inside "
        "the tanh, how many in the scores before the softmax, and how many in each bias?",
    ),
    # ── 2. The next state ──
    Misconception(
        id="cf-waa-wax-swapped",
        function="rnn_cell_forward",
        wrong=(
            edit("Wax @ xt + Waa @ a_prev", "Wax @ a_prev + Waa @ xt"),
            edit(
                'Wax = parameters["Wax"]',
                'Wax = parameters["Waa"]',
                ('\n    Waa = parameters["Waa"]', '\n    Waa = parameters["Wax"]'),
            ),
        ),
        cause="each of the two matrices multiplies what the other one is for",
        hint="Read a name like Wax from right to left: from what, to what? "
        "What does each of your two matrices multiply in the line of the next state?",
    ),
    Misconception(
        id="cf-wax-transposed",
        function="rnn_cell_forward",
        wrong=(edit("Wax @ xt", "Wax.T @ xt"),),
        cause="the matrix Wax is transposed, although its columns already meet the rows of xt",
        hint="Wax is (n_a, n_x) and xt is (n_x, m). Which two sizes meet inside a product of matrices, "
        "and which two meet in yours?",
    ),
    Misconception(
        id="cf-waa-transposed",
        function="rnn_cell_forward",
        wrong=(edit("Waa @ a_prev", "Waa.T @ a_prev"),),
        cause="the matrix Waa is transposed, which no shape can show, as it is square",
        hint="Waa is square, so its shape can't tell you which way round it belongs. "
        "Compare your line with the formula of the next state, symbol by symbol: what is done to Waa there?",
    ),
    Misconception(
        id="cf-product-order",
        function="rnn_cell_forward",
        wrong=(
            edit("Wax @ xt", "xt @ Wax"),
            edit("Waa @ a_prev", "a_prev @ Waa"),
            edit("Wax @ xt + Waa @ a_prev", "xt @ Wax + a_prev @ Waa"),
            edit("Wya @ a_next", "a_next @ Wya"),
        ),
        cause="the two factors of a product of matrices have changed places",
        hint="In a product of matrices the columns of the left factor meet the rows of the right one. "
        "Write down the shapes of your two factors side by side: do the inner sizes agree?",
    ),
    Misconception(
        id="cf-elementwise-product",
        function="rnn_cell_forward",
        wrong=(
            edit("Wax @ xt + Waa @ a_prev", "Wax * xt + Waa * a_prev"),
            edit("Wax @ xt", "Wax * xt"),
            edit("Waa @ a_prev", "Waa * a_prev"),
            edit("Wya @ a_next", "Wya * a_next"),
        ),
        cause="the operator * multiplies entry by entry where the formula has a product of matrices",
        hint="A product of matrices mixes the rows of a column. Which numpy operator does that, which one multiplies "
        "entry by entry, and which of the two is in your line?",
    ),
    Misconception(
        id="cf-missing-state-term",
        function="rnn_cell_forward",
        wrong=(edit("Wax @ xt + Waa @ a_prev + ba", "Wax @ xt + ba"),),
        cause="the state before the step has no influence on the state after it",
        hint="Keep xt as it is and change a_prev. Does your a_next change? What lets this network remember?",
    ),
    Misconception(
        id="cf-missing-input-term",
        function="rnn_cell_forward",
        wrong=(edit("Wax @ xt + Waa @ a_prev + ba", "Waa @ a_prev + ba"),),
        cause="the input has no influence on the state",
        hint="Keep a_prev as it is and change xt. Does your a_next change? "
        "How many terms are there inside the tanh of the formula, and how many in yours?",
    ),
    Misconception(
        id="cf-missing-ba",
        function="rnn_cell_forward",
        wrong=(edit(" + ba", ""),),
        cause="the bias of the state is left out, which does not show where ba is zero",
        hint="Suppose a_prev and xt are all zeros. What is left inside the tanh of the formula, and what inside yours?",
    ),
    Misconception(
        id="cf-tanh-paren-early",
        function="rnn_cell_forward",
        wrong=(
            edit("a_prev + ba)", "a_prev) + ba"),
            edit("Wax @ xt + Waa @ a_prev + ba)", "Wax @ xt) + Waa @ a_prev + ba"),
        ),
        cause="the bracket of the tanh closes before the last term of the sum",
        hint="A state lies between −1 and 1. Can yours leave that range? "
        "Which terms does your tanh enclose, and which come after its closing bracket?",
    ),
    Misconception(
        id="cf-tanh-each-term",
        function="rnn_cell_forward",
        wrong=(
            edit("Wax @ xt + Waa @ a_prev + ba)", "Wax @ xt) + np.tanh(Waa @ a_prev + ba)"),
            edit("Wax @ xt + Waa @ a_prev + ba)", "Wax @ xt) + np.tanh(Waa @ a_prev) + np.tanh(ba)"),
        ),
        cause="the terms are squashed one by one and then added, instead of being added first",
        hint="How often does the formula squash on the way to the next state, before the terms are added or after? "
        "And how often does your line?",
    ),
    Misconception(
        id="cf-missing-tanh",
        function="rnn_cell_forward",
        wrong=(edit("np.tanh(Wax @ xt + Waa @ a_prev + ba)", "Wax @ xt + Waa @ a_prev + ba"),),
        cause="the sum is handed on without being squashed",
        hint="How large can an entry of your a_next become? What keeps a state between −1 and 1 in the formula?",
    ),
    Misconception(
        id="cf-sigmoid-for-tanh",
        function="rnn_cell_forward",
        wrong=(edit("np.tanh(Wax @ xt + Waa @ a_prev + ba)", "1 / (1 + np.exp(-(Wax @ xt + Waa @ a_prev + ba)))"),),
        cause="the sum is squashed by a sigmoid, which has no negative values",
        hint="Between which two numbers do the entries of your a_next lie, and can one of them be negative? "
        "Which function is applied to the sum in the formula?",
    ),
    Misconception(
        id="cf-ba-flattened",
        function="rnn_cell_forward",
        wrong=(
            edit("a_prev + ba", "a_prev + ba.ravel()"),
            edit("a_next + by", "a_next + by.ravel()"),
            edit('parameters["ba"]', 'parameters["ba"][:, 0]'),
        ),
        cause="a bias with a single axis is lined up with the examples instead of the rows",
        hint="numpy lines shapes up from the last axis. When a bias has a single axis, which axis of the array that "
        "it is added to does it meet: the rows, or the examples?",
    ),
    Misconception(
        id="cf-params-mutated",
        function="rnn_cell_forward",
        wrong=(
            edit(
                "a_next = np.tanh(Wax @ xt + Waa @ a_prev + ba)",
                "ba += Wax @ xt + Waa @ a_prev\n    a_next = np.tanh(ba)",
            ),
            edit(
                "a_next = np.tanh(Wax @ xt + Waa @ a_prev + ba)",
                'parameters["ba"] += Wax @ xt + Waa @ a_prev\n    a_next = np.tanh(parameters["ba"])',
            ),
            edit("yt_pred = softmax(Wya @ a_next + by)", "by += Wya @ a_next\n    yt_pred = softmax(by)"),
        ),
        cause="the operator += writes the sum into the bias itself, which has one column and belongs to the caller",
        hint="With += numpy writes the sum into the array on its left. "
        "What shape does that array have, and should it be another one after your function has run?",
    ),
    # ── 3. The prediction ──
    Misconception(
        id="cf-yt-from-a-prev",
        function="rnn_cell_forward",
        wrong=(edit("Wya @ a_next", "Wya @ a_prev"),),
        cause="the prediction is made from the state before the step",
        hint="This step knows two states. In the figure, from which of them does the arrow to the prediction "
        "start, and which of them is in your line?",
    ),
    Misconception(
        id="cf-yt-uses-waa",
        function="rnn_cell_forward",
        wrong=(edit("Wya @ a_next", "Waa @ a_next"), edit("Wya @ a_next", "Wax @ a_next")),
        cause="the prediction is made with a matrix that does not lead from the state to the output",
        hint="A prediction has n_y rows. Which of the three matrices turns the n_a numbers of a state into n_y "
        "numbers, and which one is in your line?",
    ),
    Misconception(
        id="cf-wya-transposed",
        function="rnn_cell_forward",
        wrong=(edit("Wya @ a_next", "Wya.T @ a_next"),),
        cause="the matrix Wya is transposed, although its columns already meet the rows of the state",
        hint="Wya is (n_y, n_a) and a state is (n_a, m). Which two sizes meet inside a product of matrices, "
        "and which two meet in yours?",
    ),
    Misconception(
        id="cf-missing-by",
        function="rnn_cell_forward",
        wrong=(edit(" + by", ""),),
        cause="the bias of the output is left out, which does not show where by is zero",
        hint="Suppose the state were all zeros. What would the prediction of the formula still depend on, and what "
        "would yours depend on?",
    ),
    Misconception(
        id="cf-softmax-before-bias",
        function="rnn_cell_forward",
        wrong=(edit("softmax(Wya @ a_next + by)", "softmax(Wya @ a_next) + by"),),
        cause="the bracket of the softmax closes before the bias",
        hint="What do the columns of your prediction sum to? "
        "What does your line still do after the softmax has made them probabilities?",
    ),
    Misconception(
        id="cf-missing-softmax",
        function="rnn_cell_forward",
        wrong=(edit("softmax(Wya @ a_next + by)", "Wya @ a_next + by"),),
        cause="the scores are returned, not the probabilities made from them",
        hint="What should each column of a prediction sum to, and what do yours sum to? "
        "What does the formula do with the scores?",
    ),
    Misconception(
        id="cf-yt-squashed",
        function="rnn_cell_forward",
        wrong=(
            edit("softmax(Wya @ a_next + by)", "np.tanh(Wya @ a_next + by)"),
            edit("softmax(Wya @ a_next + by)", "1 / (1 + np.exp(-(Wya @ a_next + by)))"),
        ),
        cause="each score is squashed by itself, so the outputs share no total of 1",
        hint="Raise one score of a column. In a distribution the other outputs must fall: do they in yours? "
        "Which function looks at a whole column at once?",
    ),
    Misconception(
        id="cf-softmax-no-axis",
        function="rnn_cell_forward",
        wrong=(
            edit(
                "yt_pred = softmax(Wya @ a_next + by)",
                "z = Wya @ a_next + by\n    yt_pred = np.exp(z) / np.sum(np.exp(z))",
            ),
        ),
        cause="the softmax divides by the sum over outputs and examples together",
        hint="Sum one column of your prediction, then sum all of it. Which of the two is 1, and which should be? "
        "What does your denominator add up?",
    ),
    Misconception(
        id="cf-softmax-axis-1",
        function="rnn_cell_forward",
        wrong=(
            edit(
                "yt_pred = softmax(Wya @ a_next + by)",
                "e = np.exp(Wya @ a_next + by)\n    yt_pred = e / np.sum(e, axis=1, keepdims=True)",
            ),
            edit("softmax(Wya @ a_next + by)", "softmax((Wya @ a_next + by).T).T"),
        ),
        cause="the softmax shares its total of 1 among the examples instead of the outputs",
        hint="Should the prediction for one example depend on the other examples? "
        "Sum yours along each of its two axes: which sums are 1, and which should be?",
    ),
    Misconception(
        id="cf-softmax-no-exp",
        function="rnn_cell_forward",
        wrong=(
            edit("yt_pred = softmax(Wya @ a_next + by)", "z = Wya @ a_next + by\n    yt_pred = z / np.sum(z, axis=0)"),
        ),
        cause="the scores are divided by their sum without having been made positive",
        hint="A score may be negative, a probability may not. "
        "What does a softmax do to every score before it divides by a sum?",
    ),
    Misconception(
        id="cf-softmax-unstable",
        function="rnn_cell_forward",
        wrong=(
            edit(
                "yt_pred = softmax(Wya @ a_next + by)",
                "e = np.exp(Wya @ a_next + by)\n    yt_pred = e / np.sum(e, axis=0)",
            ),
        ),
        cause="the exponential of a large score is infinite, and infinity divided by infinity is no number",
        hint="What is np.exp(800), and what is that divided by itself? "
        "What could you do to all scores of a column beforehand that leaves their probabilities as they are?",
        unseen="the scores of the public case are small; np.exp overflows from about 710 on",
    ),
    Misconception(
        id="cf-softmax-global-max",
        function="rnn_cell_forward",
        wrong=(
            edit(
                "yt_pred = softmax(Wya @ a_next + by)",
                "z = Wya @ a_next + by\n    e = np.exp(z - np.max(z))\n    yt_pred = e / np.sum(e, axis=0)",
            ),
        ),
        cause="the largest score is taken over all examples, so a column far below it becomes 0 divided by 0",
        hint="Your largest score is looked for among all examples. "
        "What are the exponentials, and their sum, in a column whose scores all lie 1000 below it?",
        unseen="the scores of the public case lie close together; np.exp underflows only some 745 below the largest",
    ),
    Misconception(
        id="cf-float32",
        function="rnn_cell_forward",
        wrong=(
            edit("a_prev + ba)", "a_prev + ba).astype(np.float32)"),
            edit("a_next + by)", "a_next + by).astype(np.float32)"),
        ),
        cause="the numbers are cut down to single precision",
        hint="numpy's own floats carry about sixteen digits, and yours agree in about seven. "
        "Print the dtype of your results: where in your code does it change?",
    ),
    Misconception(
        id="cf-hardcoded-dims",
        function="rnn_cell_forward",
        wrong=(
            edit("a_next = np", "a_next = np.zeros((4, 6))\n    a_next[:] = np"),
            edit("a_prev + ba)", "a_prev + ba).reshape(4, 6)"),
            edit("a_prev + ba", "a_prev + ba.reshape(4, 1)"),
            edit("a_next + by)", "a_next + by).reshape(2, 6)"),
        ),
        cause="sizes of one test are written into the function as numbers",
        hint="Other networks and batches have other sizes. "
        "Which numbers in your function are the sizes of the public test, and from which arrays could they be read?",
        unseen="the numbers are the sizes of the public case",
    ),
    # ── The cache, and what is returned ──
    Misconception(
        id="cf-cache-order-swapped",
        function="rnn_cell_forward",
        wrong=(
            edit("cache = (a_next, a_prev, xt, parameters)", "cache = (a_prev, a_next, xt, parameters)"),
            edit("cache = (a_next, a_prev, xt, parameters)", "cache = (a_next, xt, a_prev, parameters)"),
        ),
        cause="the cache has another order than the one in which rnn_cell_backward takes it apart",
        hint="The order of the cache is fixed, because rnn_cell_backward unpacks it by position. "
        "Compare your four entries with the docstring, one by one: which stands where it does not belong?",
    ),
    Misconception(
        id="cf-cache-missing-parameters",
        function="rnn_cell_forward",
        wrong=(edit("cache = (a_next, a_prev, xt, parameters)", "cache = (a_next, a_prev, xt)"),),
        cause="the cache has no parameters, which the backward pass needs",
        hint="The backward pass multiplies by the weights again. "
        "Where would rnn_cell_backward get them from, if your cache is all it gets of this step?",
    ),
    Misconception(
        id="cf-cache-too-long",
        function="rnn_cell_forward",
        wrong=(
            edit("cache = (a_next, a_prev, xt, parameters)", "cache = (a_next, a_prev, xt, parameters, yt_pred)"),
            edit("cache = (a_next, a_prev, xt, parameters)", "cache = (a_next, a_prev, xt, Wax, Waa, Wya, ba, by)"),
        ),
        cause="the cache holds other things than the four that rnn_cell_backward takes out of it",
        hint="rnn_cell_backward unpacks the cache in one line, by position. "
        "How many entries does the docstring list, and how many do you put in?",
    ),
    Misconception(
        id="cf-no-return",
        function="rnn_cell_forward",
        wrong=(
            edit("    return a_next, yt_pred, cache\n", ""),
            edit("return a_next, yt_pred, cache", "print(a_next, yt_pred, cache)"),
        ),
        cause="the function ends without handing its results to the caller",
        hint="What does a Python function give its caller when it ends without a return, even if it has computed or "
        "printed everything?",
    ),
    Misconception(
        id="cf-return-two",
        function="rnn_cell_forward",
        wrong=(
            edit("return a_next, yt_pred, cache", "return a_next, yt_pred"),
            edit("return a_next, yt_pred, cache", "return a_next, cache"),
        ),
        cause="one of the three results is not returned",
        hint="rnn_forward takes three things from every call. "
        "Which three does the docstring list, and which of them does your last line hand over?",
    ),
    Misconception(
        id="cf-return-order",
        function="rnn_cell_forward",
        wrong=(edit("return a_next, yt_pred, cache", "return yt_pred, a_next, cache"),),
        cause="the results are returned in another order than the docstring lists them",
        hint="The caller unpacks your results by position. Print the shape of the first one that you return: "
        "which entry of the docstring's list has that shape?",
    ),
)
