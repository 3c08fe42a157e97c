"""What learners can meet: work of every kind that makes a test say something, by function and title."""

from dataclasses import dataclass

from tests.bound import bound
from tests.sampling import is_whole, sample


@dataclass(frozen=True)
class Work:
    """What a learner has made of a function.

    lines      tuple       lines above the return of the solution
    edits      tuple       what the solution says and what she wrote, by turns
    before     str         a cell of her own above the functions
    cell       tuple       edits of the cell that a loop calls; "unfinished" or "missing" instead of them
    unfinished bool        the function is a stub
    thing      object      what is given to the test in place of the function
    asked      str         who looks: the public test, the hidden one (seed 1), ready_to_train or finished
    """

    lines: tuple = ()
    edits: tuple = ()
    before: str = ""
    cell: tuple = ()
    unfinished: bool = False
    thing: object = None
    asked: str = "public"


def lines(*lines, **more):
    """Write work that has these lines above its return."""
    return Work(lines=lines, **more)


def edits(*edits, **more):
    """Write work that is an edit of the solution."""
    return Work(edits=edits, **more)


def array_work(name):
    """Write work for all rungs of the ladder that an array of two axes can fall from."""
    return {
        f"{name} is None": lines(f"{name} = None"),
        f"{name} is a list": lines(f"{name} = {name}.tolist()"),
        f"{name} is an int": lines(f"{name} = 1"),
        f"{name} holds objects": lines(f"{name} = {name}.astype(object)"),
        f"{name} holds complex numbers": lines(f"{name} = {name}.astype(complex)"),
        f"{name} holds text": lines(f"{name} = {name}.astype(str)"),
        f"{name} is transposed": lines(f"{name} = {name}.T"),
        f"{name} has lost an axis": lines(f"{name} = {name}[:, 0]"),
        f"{name} is flat": lines(f"{name} = {name}.ravel()"),
        f"{name} has a column too many": lines(f"{name} = np.hstack([{name}, {name}[:, :1]])"),
        f"{name} is a single number": lines(f"{name} = {name}.sum()"),
        f"{name} is empty": lines(f"{name} = np.zeros(0)"),
        f"{name} has a nan": lines(f"{name} = {name}.copy()", f"{name}[1, 0] = np.nan"),
        f"{name} is nan everywhere": lines(f"{name} = {name} * np.nan"),
        f"{name} is inf everywhere": lines(f"{name} = np.abs({name}) / 0"),
        f"{name} is all zeros": lines(f"{name} = np.zeros_like({name})"),
        f"{name} has one wrong entry": lines(f"{name} = {name}.copy()", f"{name}[1, 0] += 0.1"),
        f"{name} is wrong everywhere": lines(f"{name} = {name} + 0.1 * np.arange({name}.size).reshape({name}.shape)"),
        f"{name} is huge": lines(f"{name} = {name} * 1e200 + 1e190"),
        f"{name} has the opposite sign": lines(f"{name} = -{name}"),
        f"{name} is rounded to three decimals": lines(f"{name} = {name}.round(3)"),
        f"{name} is rounded to single precision": lines(f"{name} = {name}.astype(np.float32)"),
        f"{name} is rounded to whole numbers": lines(f"{name} = {name}.round().astype(int)"),
    }


def time_work(name):
    """Write work for an array whose last axis is time."""
    return {
        f"{name} is None": lines(f"{name} = None"),
        f"{name} is a list of steps": lines(f"{name} = [{name}[:, :, t] for t in range(T_x)]"),
        f"{name} has time first": lines(f"{name} = np.moveaxis({name}, 2, 0)"),
        f"{name} has examples first": lines(f"{name} = np.swapaxes({name}, 0, 1)"),
        f"{name} has one step only": lines(f"{name} = {name}[:, :, 0]"),
        f"{name} has a step too few": lines(f"{name} = {name}[:, :, :-1]"),
        f"{name} has a step too many": lines(f"{name} = np.dstack([{name}, {name}[:, :, :1]])"),
        f"{name} is nan at one step": lines(f"{name}[:, :, 3] = np.nan"),
        f"{name} is all zeros": lines(f"{name}[:] = 0"),
        f"{name} is wrong at every step": lines(f"{name} += np.arange({name}.size).reshape({name}.shape) / 100"),
        f"{name} is wrong at two steps": lines(f"{name}[:, 1, [0, 3]] += 0.1"),
        f"{name} is zero from the second step on": lines(f"{name}[:, :, 1:] = 0"),
        f"{name} is right at the last step only": lines(f"{name}[:, :, :-1] += {name}[:, :, 1:]"),
        f"{name} is in reverse order": lines(f"{name} = {name}[:, :, ::-1]"),
        f"{name} is a step late": lines(f"{name} = np.roll({name}, 1, axis=2)"),
        f"{name} is rounded to single precision": lines(f"{name} = {name}.astype(np.float32)"),
    }


# What stops a function with an error: its words are the same in whichever function it stands.
ERRORS = {
    "a name that is not defined": lines("answer"),
    "a key that is not there": lines("{}['Wxa']"),
    "an index that is not there": lines("np.zeros((4, 3))[:, 5]"),
    "shapes that can't be added": lines("np.zeros((4, 6)) + np.zeros((2, 1))"),
    "sizes that can't be multiplied": lines("np.zeros((4, 6)) @ np.zeros((4, 3))"),
    "a product with a single number": lines("np.zeros((4, 6)) @ 3"),
    "None in a product": lines("None @ np.zeros((4, 6))"),
    "None in a sum": lines("None + np.zeros((4, 6))"),
    "None taken apart": lines("one, other = None"),
    "a wrong number of things taken apart": lines("one, other, third = 1, 2"),
    "an error without words": lines("raise ValueError"),
    "an error with many words": lines("raise ValueError('words, ' * 60)"),
    "an error in words of two lines": lines("raise ValueError('first\\nsecond')"),
    "an error in a helper": lines("helper(3)", before="def helper(number):\n    return number[0]\n"),
    "an error in a helper's helper": lines(
        "helper(3)",
        before="def helper(number):\n    return inner(number)\n\n\ndef inner(number):\n    return number[0]\n",
    ),
    "an error in a comprehension": lines("[{}[key] for key in ('Wax', 'Waa')]"),
    "an error in a lambda": lines("(lambda key: {}[key])('Wax')"),
    "an error in numpy": lines("np.concatenate([])"),
    "an error on a long line": lines("np.zeros((4, 6)) + np.zeros((2, 1))" + " + 0" * 30),
    "sys.exit": lines("raise SystemExit(1)"),
}


def declared(function):
    """What the exercise of a function says of it."""
    return bound(function.split("_")[0]).functions[function]


def call_work(function):
    """Write work of which the call as a whole fails, whatever the outputs."""
    arguments = declared(function).arguments
    head = f"def {function}({', '.join(arguments)}):"
    first, *_, last = arguments
    return {
        "passed": Work(),
        "passed in the hidden tests": Work(asked="hidden"),
        "unfinished": Work(unfinished=True),
        "unfinished, asked by finished": Work(unfinished=True, asked="finished"),
        "unfinished, before training": Work(unfinished=True, asked="ready_to_train"),
        "a result in place of the function": Work(thing=(1, 2, 3)),
        "an argument is missing": edits(head, head.replace(f", {last}", "")),
        "an argument too many": edits(head, head.replace(")", ", m)")),
        **ERRORS,
        "returns None": lines("return None"),
        "returns a number": lines("return 3"),
        "returns an array": lines("return np.zeros((4, 6))"),
        "returns a function": lines(f"return {function}"),
        "is a generator": lines("yield 3"),
        "is async": edits(f"def {function}(", f"async def {function}("),
        "sizes one beside the other": lines("np.zeros(4, 6)"),
        "its input changes": Work(edits=("    # 1. ", f"    {first} += 1e-9\n    # 1. ")),
        "the second call stops": lines(
            "calls.append(1)", "if len(calls) > 1:", "    raise ValueError('twice')", before="calls = []\n"
        ),
        "the second call returns None": lines(
            "calls.append(1)", "if len(calls) > 1:", "    return None", before="calls = []\n"
        ),
    }


TUPLE_WORK = {
    "returns two of three": lines("return 1, 2"),
    "returns four": lines("return 1, 2, 3, 4"),
    "returns a dict": lines("return {}"),
    "returns None three times": lines("return None, None, None"),
}
DICT_WORK = {
    "returns a tuple": lines("return dWax, dWaa, dba"),
    "returns an empty dict": lines("return {}"),
    "a key is missing": lines("return {'dWax': dWax, 'dWaa': dWaa}"),
    "a key is misspelled": edits('"dba": dba', '"dBa": dba'),
    "keys of its own": edits(
        'return {"d', 'return {"dz": 0, "gradient of the bias of the output layer": 0, "d', '"dba": dba', '"db": dba'
    ),
    "dWax and dba": lines("dWax = 2 * dWax", "dba = 3 * dba"),
    "everything is wrong": lines("dWax, dWaa, dba = 2 * dWax, 3 * dWaa, 4 * dba"),
}

CELL_FORWARD_WORK = {
    **array_work("a_next"),
    "a_next and yt_pred are wrong": edits("+ ba", "- ba"),
    "yt_pred is not normalised": edits("softmax(Wya", "np.exp(Wya"),
    "cache is None": lines("cache = None"),
    "cache is a dict": lines("cache = {'a_next': a_next}"),
    "cache is an array": lines("cache = a_next"),
    "cache has three entries": lines("cache = a_next, a_prev, xt"),
    "cache in another order": lines("cache = a_prev, a_next, xt, parameters"),
    "cache begins with the parameters": lines("cache = parameters, a_next, a_prev, xt"),
    "cache with yt_pred": lines("cache = a_next, a_prev, yt_pred, parameters"),
    "cache with wrong values": lines("cache = 2 * a_next, a_prev, xt, parameters"),
    "cache with zeros": lines("cache = a_next, 0 * a_prev, xt, parameters"),
    "cache with a nan": lines("cache = a_next, a_prev, xt * np.nan, parameters"),
    "cache with a list": lines("cache = a_next, a_prev, xt.tolist(), parameters"),
    "cache with a transposed input": lines("cache = a_next, a_prev, xt.T, parameters"),
    "cache with None": lines("cache = a_next, a_prev, xt, None"),
    "cache with other parameters": lines("cache = a_next, a_prev, xt, {**parameters, 'Waa': Waa.T}"),
    "cache with a lost parameter": lines("cache = a_next, a_prev, xt, {'Wax': Wax, 'Waa': Waa, 'Wya': Wya, 'ba': ba}"),
    "cache with a tuple of parameters": lines("cache = a_next, a_prev, xt, (Wax, Waa, Wya, ba, by)"),
    "parameters change too": edits("    # 2. ", "    ba *= 1.5\n    # 2. "),
    "another answer when called again": lines(
        "calls.append(1)", "yt_pred = yt_pred * len(calls)", before="calls = []\n"
    ),
    "the first answer changes": lines(
        "last[:] = [old.fill(0) for old in last] and []", "last.append(yt_pred)", before="last = []\n"
    ),
    "wrong in the hidden tests": lines("yt_pred = 2 * yt_pred", asked="hidden"),
    "wrong for one example only": edits(
        "softmax(Wya @ a_next + by)", "softmax(np.squeeze(Wya @ a_next + by))", asked="hidden"
    ),
    "overflow in the hidden tests": edits(
        "softmax(Wya @ a_next + by)",
        "np.exp(Wya @ a_next + by) / np.exp(Wya @ a_next + by).sum(axis=0)",
        asked="hidden",
    ),
    "wrong before training": edits("+ ba", "- ba", asked="ready_to_train"),
}

LOOP_CALL = "rnn_cell_forward(x[:, :, t], a_next, parameters)"
FORWARD_WORK = {
    **time_work("a"),
    "y_pred is in reverse order": lines("y_pred = y_pred[:, :, ::-1]"),
    "y_pred is all zeros": lines("y_pred[:] = 0"),
    "y_pred has examples first": lines("y_pred = np.swapaxes(y_pred, 0, 1)"),
    "the state is never handed on": edits(
        "a_next, yt_pred, cache = rnn", "state, yt_pred, cache = rnn", "= a_next\n        y", "= state\n        y"
    ),
    "an error in the cell": edits("x[:, :, t]", "x[:, t, :]"),
    "the cell is called with too little": edits(LOOP_CALL, "rnn_cell_forward(x[:, :, t], a_next)"),
    "the cell is called with something else and is not finished": edits(
        "x[:, :, t]", "x[:, :, 0] * 2", cell="unfinished"
    ),
    "the cell is called with something else and is missing": edits("x[:, :, t]", "x[:, :, 0] * 2", cell="missing"),
    "passed over a wrong cell": Work(cell=("np.tanh(", "np.sin(")),
    "passed over an unfinished cell": Work(cell="unfinished"),
    "passed over a missing cell": Work(cell="missing"),
    "a right loop over a wrong cell, before training": Work(cell=("np.tanh(", "np.sin("), asked="ready_to_train"),
    "caches is None": lines("caches = None"),
    "caches without x": lines("caches = caches[0]"),
    "caches the other way round": lines("caches = caches[::-1]"),
    "caches with three entries": lines("caches = *caches, 3"),
    "caches is a dict": lines("caches = {'caches': caches}"),
    "caches with the last cache only": lines("caches = caches[0][-1:], x"),
    "caches in one list too many": lines("caches = [caches[0]], x"),
    "caches of which each is in a list": lines("caches = [[c] for c in caches[0][:3]], x"),
    "caches is empty": lines("caches = [], x"),
    "caches of the same step": lines("caches = caches[0][-1:] * T_x, x"),
    "caches in reverse order": lines("caches = caches[0][::-1], x"),
    "caches of the state before": lines("caches = [(c[1], c[1], c[2], c[3]) for c in caches[0]], x"),
    "caches with a wrong entry": lines("caches = [(c[0], c[1], c[2] + 1, c[3]) for c in caches[0]], x"),
    "caches of arrays": lines("caches = [c[0] for c in caches[0]], x"),
    "caches with a wrong entry at the end": lines("caches[0][4] = (*caches[0][4][:3], {})"),
    "caches with xt for x": lines("caches = caches[0], x[:, :, -1]"),
    "caches with another x": lines("caches = caches[0], x + 1"),
    "wrong in the hidden tests": edits("a_next = a0", "a_next = np.zeros((n_a, m))", asked="hidden"),
    "an axis is lost where it is short": lines("a = np.squeeze(a)", asked="hidden"),
    "caches wrong in the hidden tests": lines("caches = caches[0][:5], x", asked="hidden"),
}

CELL_BACKWARD_WORK = {
    **DICT_WORK,
    **array_work("dba"),
    "dba summed over the wrong axis": edits("axis=1", "axis=0"),
    "dWax is transposed": edits("dz @ xt.T", "xt @ dz.T"),
    "dWaa is transposed": edits("dz @ a_prev.T", "a_prev @ dz.T"),
    "dWax is divided by m": lines("dWax = dWax / 6"),
    "dxt is None": lines("dxt = None"),
    "dxt is da_prev": edits('"dxt": dxt', '"dxt": da_prev'),
    "da_prev is da_next": edits('"da_prev": da_prev', '"da_prev": da_next'),
    "wrong in the hidden tests": edits("keepdims=True", "keepdims=False", asked="hidden"),
    "wrong for one example only": lines(
        "dba = np.squeeze(dba)[:, None] if dba.size > 1 else dba",
        "dWax = np.squeeze(dWax) if da_next.shape[1] == 1 else dWax * 1",
        "dxt = dxt + 1e-9 * (da_next.shape[1] == 1)",
        asked="hidden",
    ),
}

BACKWARD_WORK = {
    **DICT_WORK,
    **time_work("dx"),
    "the gradient of the loss never enters": edits("da[:, :, t] + da_prevt", "da_prevt"),
    "the gradient is never carried": edits("da[:, :, t] + da_prevt", "da[:, :, t]"),
    "an error in the cell": edits("da[:, :, t] + da_prevt", "da[:, t, :]"),
    "the cell is called with something else and is not finished": edits(
        "da[:, :, t] + da_prevt", "da[:, :, 0]", cell="unfinished"
    ),
    "the cell is called with something else and is missing": edits(
        "da[:, :, t] + da_prevt", "da[:, :, 0]", cell="missing"
    ),
    "passed over a wrong cell": Work(cell=("(1 - a_next**2)", "(1 - a_next)")),
    "passed over an unfinished cell": Work(cell="unfinished"),
    "passed over a missing cell": Work(cell="missing"),
    "a right loop over a wrong cell, before training": Work(
        cell=("(1 - a_next**2)", "(1 - a_next)"), asked="ready_to_train"
    ),
    "the caches change": lines("caches.reverse()"),
    "the sums go on when called again": edits(
        "caches):", "caches, dWax=np.zeros((4, 3))):", "    dWax = np.zeros((n_a, n_x))\n", ""
    ),
    "wrong in the hidden tests": edits("dba += dbat", "dba = dbat", asked="hidden"),
    "wrong for one step only": edits(
        "dx = np.zeros((n_x, m, T_x))", "dx = np.zeros((n_x, m, max(T_x, 2)))", asked="hidden"
    ),
    "an error in the hidden tests": edits(
        "da_prevt = np.zeros((n_a, m))", "da_prevt = np.zeros((4, 6))", asked="hidden"
    ),
}

# These are under review in golden files; of other exercises the messages on their catalogue are.
SITUATIONS = {
    "rnn_cell_forward": {**call_work("rnn_cell_forward"), **TUPLE_WORK, **CELL_FORWARD_WORK},
    "rnn_forward": {**call_work("rnn_forward"), **TUPLE_WORK, **FORWARD_WORK},
    "rnn_cell_backward": {**call_work("rnn_cell_backward"), **CELL_BACKWARD_WORK},
    "rnn_backward": {**call_work("rnn_backward"), **BACKWARD_WORK},
}
LOOP_WORK = {
    "passed over an unfinished cell": Work(cell="unfinished"),
    "passed over a missing cell": Work(cell="missing"),
}
# These keep to the laws of all messages.
MORE = {
    "lstm_cell_forward": {**call_work("lstm_cell_forward"), **array_work("c_next"), **array_work("yt_pred")},
    "lstm_forward": {**call_work("lstm_forward"), **time_work("c"), **LOOP_WORK},
    "lstm_cell_backward": {**call_work("lstm_cell_backward"), **array_work('gradients["dWf"]')},
    "lstm_backward": {**call_work("lstm_backward"), **time_work('gradients["dx"]'), **LOOP_WORK},
}


def tried(function):
    """The situations that are tried: of the errors in a loop a sample, as each costs a search for its line."""
    if function in MORE:
        chosen = sample(MORE[function], 5) + [title for title in MORE[function] if title.startswith("passed")]
        return {title: MORE[function][title] for title in chosen if is_whole() or title not in ERRORS}
    left_out = set() if is_whole() or not declared(function).calls else set(ERRORS) - set(sample(ERRORS, 6))
    return {title: work for title, work in SITUATIONS[function].items() if title not in left_out}
