"""Mistakes made in lstm_backward with what each step returns: stored, summed up, handed out."""

from grader.exercise.misconception import Misconception, edit

NAME = "lstm_backward"
GATES = ("f", "i", "c", "o")
ALL = [kind + gate for kind in ("dW", "db") for gate in GATES]
RETURN = (
    '        return {"dx": dx, "da0": da_prevt, "dWf": dWf, "dbf": dbf, "dWi": dWi, "dbi": dbi, '
    '"dWc": dWc, "dbc": dbc, "dWo": dWo, "dbo": dbo}\n'
)


def each(names, said, wrote):
    """Write one edit that is made for each of some gradients; {} stands for its name."""
    pairs = [(said.format(name, name), wrote.format(name, name)) for name in names]
    return edit(*pairs[0], *pairs[1:])


MISTAKES = (
    # ── 3. Storing and adding up ──
    Misconception(
        id="b-dx-not-stored",
        function=NAME,
        wrong=(edit('        dx[:, :, t] = gradients["dxt"]\n', ""),),
        cause="the gradient of the inputs of a step is never stored in dx",
        hint="You allocated dx with zeros, and zeros are still in it. Which line of your loop writes into dx?",
    ),
    Misconception(
        id="b-dx-overwritten",
        function=NAME,
        wrong=(
            edit('dx[:, :, t] = gradients["dxt"]', 'dx = gradients["dxt"]'),
            edit('dx[:, :, t] = gradients["dxt"]', 'dx += gradients["dxt"][:, :, np.newaxis]'),
        ),
        cause="each step has an input of its own, and dx does not keep them apart",
        hint="How many time steps does x have, and how many different ones has your dx? Does your line write into a "
        "slot of dx, or into all of it?",
    ),
    Misconception(
        id="b-sums-assigned",
        function=NAME,
        wrong=(
            each(ALL, '{} += gradients["{}"]', '{} = gradients["{}"]'),
            each(ALL[:4], '{} += gradients["{}"]', '{} = gradients["{}"]'),
            each(ALL[4:], '{} += gradients["{}"]', '{} = gradients["{}"]'),
            each(["dWf"], '{} += gradients["{}"]', '{} = gradients["{}"]'),
            each(["dbo"], '{} += gradients["{}"]', '{} = gradients["{}"]'),
        ),
        cause="the contribution of one step replaces those of the others",
        hint="All steps use the same weights, so each step contributes to their gradients. What is left of the "
        "later steps' contributions when your loop has reached t = 0?",
    ),
    Misconception(
        id="b-sum-left-out",
        function=NAME,
        wrong=(
            each(["dbo"], '        {} += gradients["{}"]\n', ""),
            each(["dWo"], '        {} += gradients["{}"]\n', ""),
            each(["dWc"], '        {} += gradients["{}"]\n', ""),
            each(["dbf"], '        {} += gradients["{}"]\n', ""),
        ),
        cause="one of the eight gradients is never added up",
        hint="One of your gradients is still zero everywhere. How many weights and biases do the gates have, and "
        "how many of your lines add something up?",
    ),
    Misconception(
        id="b-sum-of-another-gate",
        function=NAME,
        wrong=(
            edit('dWi += gradients["dWi"]', 'dWi += gradients["dWf"]'),
            edit('dWo += gradients["dWo"]', 'dWo += gradients["dWc"]'),
            edit('dbi += gradients["dbi"]', 'dbi += gradients["dbf"]'),
            edit('dbo += gradients["dbo"]', 'dbo += gradients["dbi"]'),
        ),
        cause="the gradient of one gate is added to that of another",
        hint="Lines that look alike are easily copied and half changed. On which of your lines do the letters on "
        "the two sides differ?",
    ),
    Misconception(
        id="b-sums-reset",
        function=NAME,
        wrong=(
            edit(
                "    dbo = np.zeros((n_a, 1))\n",
                "",
                ("reversed(range(T_x)):\n", "reversed(range(T_x)):\n        dbo = np.zeros((n_a, 1))\n"),
            ),
            edit(
                "reversed(range(T_x)):\n",
                "reversed(range(T_x)):\n        dWf, dWi, dWc, dWo = np.zeros((4, n_a, n_a + n_x))\n",
            ),
        ),
        cause="a sum is set to zeros in every iteration",
        hint="Which of your lines run once, and which in every iteration? What is left of the later steps' "
        "contributions when an array is filled with zeros again?",
    ),
    Misconception(
        id="b-sums-divided",
        function=NAME,
        wrong=(
            each(ALL, '{} += gradients["{}"]', '{} += gradients["{}"] / T_x'),
            each(ALL, '{} += gradients["{}"]', '{} += gradients["{}"] / m'),
        ),
        cause="the gradients of weights and biases are means, where they are sums",
        hint="Divide an expected entry by yours. Is the result a size, m or T_x? Is the gradient in this "
        "section a mean or a sum?",
    ),
    # ── 4. da0, and what is returned ──
    Misconception(
        id="b-da0-is-da",
        function=NAME,
        wrong=(edit("da0 = da_prevt", "da0 = da[:, :, 0]"), edit("da0 = da_prevt", "da0 = da_prevt + da[:, :, 0]")),
        cause="the loss's own gradient at the state after the first step is taken for, or added to, that before it",
        hint="Which hidden state does da[:, :, 0] belong to: a0, or the one after the first step? Is any prediction "
        "made from a0 directly?",
    ),
    Misconception(
        id="b-da0-is-dc",
        function=NAME,
        wrong=(edit("da0 = da_prevt", "da0 = dc_prevt"),),
        cause="the gradient of the empty memory is returned as that of the hidden state a0",
        hint="Two gradients leave the first step, and both have the same shape. Which of them belongs to a0?",
    ),
    Misconception(
        id="b-da0-zeros",
        function=NAME,
        wrong=(edit("da0 = da_prevt", "da0 = np.zeros((n_a, m))"),),
        cause="da0 stays zero",
        hint="a0 goes into the first step, so it affects the loss. Which gradient does the first step return for it?",
    ),
    Misconception(
        id="b-returns-step",
        function=NAME,
        wrong=(
            edit(
                '    gradients = {"dx": dx, "da0": da0}\n',
                '    gradients |= {"dx": dx, "da0": da0}\n    return gradients\n',
            ),
        ),
        cause="the gradients of the step taken last are returned instead of the sums over all steps",
        hint="Which dict do you return: the one that the cell returned for a single step, or one with what your "
        "loop has added up?",
    ),
    Misconception(
        id="b-return-in-loop",
        function=NAME,
        wrong=(edit('        dbo += gradients["dbo"]\n', '        dbo += gradients["dbo"]\n' + RETURN),),
        cause="the return is inside the loop, so the function ends after one step",
        hint="How many slots of your dx are filled? How many iterations does your loop make before the function ends?",
    ),
)
