"""The public tests: run them as often as you like; they say what is wrong, and where.

In the notebook:   rnn_backward_test(rnn_backward)
In a terminal:     python public_tests.py        in the folder of your notebook

Each test calls your function on fixed inputs of which all sizes differ (n_x 3, n_a 4, n_y 2, m 6, T_x 5) and compares
every entry of what comes back with numbers that are stored at the end of this file.
"""

import ast
import json
import linecache
import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from rnn_checks import FUNCTIONS, PARAMETERS, Case, TestFailure, Unfinished, examine, message, report

# ── The public tests ──────────────────────────────────────────────────────────────────────────────────────────────

# The stored numbers have 10 digits; sums of a few of them, and another order of adding, stay far below this.
TOLERANCE = 1e-8
SIZES = {"n_x": 3, "n_a": 4, "n_y": 2, "m": 6, "T_x": 5}
STEP = 2  # the time step that the tests of the two cells look at


def rnn_cell_forward_test(target):
    """Test a learner's rnn_cell_forward; raise TestFailure with a message that says what is wrong."""
    _public_test("rnn_cell_forward", target)


def rnn_forward_test(target):
    """Test a learner's rnn_forward, whatever state her rnn_cell_forward is in."""
    _public_test("rnn_forward", target)


def rnn_cell_backward_test(target):
    """Test a learner's rnn_cell_backward; raise TestFailure with a message that says what is wrong."""
    _public_test("rnn_cell_backward", target)


def rnn_backward_test(target):
    """Test a learner's rnn_backward, whatever state her rnn_cell_backward is in."""
    _public_test("rnn_backward", target)


def _public_test(function, target):
    if not callable(target):
        raise TestFailure(f"{function}_test takes the function itself: {function}_test({function})")
    case, points = public_case(function), FUNCTIONS[function].points
    problems = examine(function, target, case, quiet=False)
    passed = f"{function}: all public tests passed ({points} of {points} points)"
    if not problems and case.lend:
        passed += _note_on_own_cell(function, target, case)
    report(function, problems, points, passed)


def _note_on_own_cell(function, target, case):
    """Say so where a right loop calls a learner's cell that is not right yet."""
    if not examine(function, target, replace(case, lend=None)):
        return ""
    cell = FUNCTIONS[function].calls
    return f"\n    It was lent the right answers of {cell}; with your own {cell} its results are still wrong."


def must_be_finished(target):
    """Raise Unfinished, in one line, while a function still has a step to write."""
    function, problems = _own_problems(target)
    if problems and problems[0].rung == "unfinished":
        raise Unfinished(message(function, problems), problems)


def finished(*targets):
    """True when every function has all its steps; otherwise False, and one line says what is missing."""
    for target in targets:
        try:
            must_be_finished(target)
        except Unfinished as unfinished:
            print(unfinished)
            return False
    return True


def ready_to_train(*targets):
    """True when every function passes its public test; otherwise False, and one line says which does not, and why.

    False as well while nbgrader runs the notebook: nobody would see the network learn.
    """
    if "NBGRADER_EXECUTION" in os.environ:
        print("Not run while the notebook is validated or graded.")
        return False
    for target in targets:
        function, problems = _own_problems(target, lend=False)
        if problems:
            print("Not yet:", message(function, problems).splitlines()[0])
            return False
    return True


def _own_problems(target, lend=True):
    """Examine a function of the notebook on its public case; return its name and its problems."""
    names = getattr(target, "__globals__", {})
    function = next((name for name in FUNCTIONS if names.get(name) is target), getattr(target, "__name__", ""))
    if function not in FUNCTIONS:
        return function, []
    case = public_case(function)
    return function, examine(function, target, case if lend else replace(case, lend=None))


def public_case(function):
    """The fixed case of a function, made of the numbers at the end of this file."""
    cache = _caches()[0][STEP]
    a_next, *inputs, parameters = cache
    a_prev, xt = inputs
    if function == "rnn_cell_forward":
        arguments = xt, a_prev, parameters
        expected = {"a_next": a_next, "yt_pred": _numbers("y_pred")[:, :, STEP], "cache": cache}
    elif function == "rnn_forward":
        arguments = _numbers("x"), _numbers("a0"), parameters
        expected = {"a": _numbers("a"), "y_pred": _numbers("y_pred"), "caches": _caches()}
    elif function == "rnn_cell_backward":
        arguments = _numbers("da_next")[:, :, STEP], cache
        expected = {name: _numbers(name + " by step")[..., STEP] for name in FUNCTIONS[function].outputs}
    else:
        arguments = _numbers("da"), _caches()
        expected = {name: _numbers(name) for name in FUNCTIONS[function].outputs}
    lend = {"rnn_forward": _recorded_cell_forward, "rnn_backward": _recorded_cell_backward}.get(function)
    return Case(arguments, expected, SIZES, TOLERANCE, lend)


def _caches():
    a, a0, x = _numbers("a"), _numbers("a0"), _numbers("x")
    parameters = {name: _numbers(name) for name in PARAMETERS}
    before = [a0, *(a[:, :, t] for t in range(SIZES["T_x"] - 1))]
    return [(a[:, :, t], before[t], x[:, :, t], parameters) for t in range(SIZES["T_x"])], x


def _recorded_cell_forward(own):
    """A rnn_cell_forward that knows five calls by heart, and leaves any other to the learner's own."""
    y_pred = _numbers("y_pred")

    def call(xt, a_prev, parameters):
        for t, (a_next, *inputs) in enumerate(_caches()[0]):
            if _close((a_prev, xt, parameters), inputs):
                return a_next, y_pred[:, :, t], (a_next, a_prev, xt, parameters)
        return own(xt, a_prev, parameters)

    return call


def _recorded_cell_backward(own):
    """A rnn_cell_backward that knows five calls by heart, and leaves any other to the learner's own."""
    da_nexts = _numbers("da_next")
    steps = {name: _numbers(name + " by step") for name in FUNCTIONS["rnn_cell_backward"].outputs}

    def call(da_next, cache):
        for t, known in enumerate(_caches()[0]):
            if _close((da_next, cache), (da_nexts[:, :, t], known)):
                return {name: values[..., t].copy() for name, values in steps.items()}
        return own(da_next, cache)

    return call


def _close(one, other):
    if isinstance(other, np.ndarray):
        return isinstance(one, np.ndarray) and one.shape == other.shape and np.allclose(one, other, atol=1e-6)
    if isinstance(other, dict):
        return isinstance(one, dict) and all(key in one and _close(one[key], other[key]) for key in other)
    return isinstance(one, (tuple, list)) and len(one) == len(other) and all(map(_close, one, other))


def _numbers(name):
    shape, text = NUMBERS[name]
    return np.array(text.split(), dtype=float).reshape(shape)


# ── In a terminal: python public_tests.py [notebook] ──────────────────────────────────────────────────────────────


def notebook_functions(path):
    """Run a notebook's imports and the learner's own cells; return what they define, and what went wrong meanwhile."""
    notebook = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    names, complaints = {"__name__": "notebook"}, []
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        if "def rnn_" not in source and not cell["metadata"].get("nbgrader", {}).get("solution"):
            source = _definitions(source)
        place = f"cell {number}"
        linecache.cache[place] = (len(source), None, source.splitlines(keepends=True), place)
        try:
            exec(compile(source, place, "exec"), names)
        except Exception as error:
            complaints.append(f"{place} stops with {type(error).__name__}: {error}")
    return names, complaints


def _definitions(source):
    """Keep the imports, functions and classes of a cell, not its demonstrations."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # magics, or a cell of notes
        return ""
    kept = ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef
    tree.body = [node for node in tree.body if isinstance(node, kept)]
    return ast.unparse(tree)


def main(arguments):
    """Test the four functions of a notebook, rnn.ipynb if none is named; return the exit code, 0 when all pass."""
    path = Path(arguments[0] if arguments else "rnn.ipynb")
    try:
        names, complaints = notebook_functions(path)
    except (OSError, ValueError, KeyError) as error:
        print(f"{path} can't be read as a notebook: {error}\nUsage: python public_tests.py [notebook]")
        return 2
    for complaint in complaints:
        print(f"{path}: {complaint}")
    failures = 0
    for function in FUNCTIONS:
        try:
            if function not in names:
                raise TestFailure(f"{function} is not defined in {path}")
            _public_test(function, names[function])
        except TestFailure as failure:
            failures += 1
            print(failure, end="\n\n")
    return 1 if failures else 0


# ── Numbers, written by `make numbers`: name, shape, entries ──────────────────────────────────────────────────────────

NUMBERS = {
    "Wax": (
        (4, 3),
        "0.11 -0.31 -0.25 -1.46 1.08 0.69 -0.2 0.46 0.17 -0.33 0.59 -0.19",
    ),
    "Waa": (
        (4, 4),
        "-0.16 -0.4 0.23 -0.05 0.27 -0.3 0.06 -0.45 0.42 0.09 0.17 0.21 -0.51 0.39 1.03 -0.82",
    ),
    "Wya": (
        (2, 4),
        "-1.73 -1.5 0.84 0.13 1.08 0.72 0.21 0.28",
    ),
    "ba": (
        (4, 1),
        "-0.08 0.43 -0.56 -0.21",
    ),
    "by": (
        (2, 1),
        "0.12 0.9",
    ),
    "x": (
        (3, 6, 5),
        "-0.76 -1.08 -0.56 0.97 -0.24 1.32 -1.87 1.13 1.03 -1.42 0.15 1.22 0.09 1 2.37 0.27 -0.28 -0.77 0.65 -0.2 "
        "-0.18 -0.11 0.65 -1.07 -1.53 -2.43 1.2 0.07 1.51 -0.01 -0.74 0.48 -0.08 -1.25 -0.89 1.77 0.35 0.42 -0.28 "
        "-0.69 0.89 -0.1 -0.76 -0.13 -0.91 0.19 1.13 -0.84 1.43 -0.67 0.15 -0.84 -0.22 0.05 -0.43 -0.7 -0.68 -0.82 "
        "-1.57 -0.26 0.4 0.91 0.65 2.46 0.32 -0.46 1.87 -1.05 0.97 -0.96 0.35 -1.97 0.9 -0.16 -0.97 1.68 0.77 0.05 "
        "-0.75 -0.04 -0.16 0.72 0.8 -0.67 -0.55 -0.53 -1.35 -0.59 -0.09 0.69",
    ),
    "a0": (
        (4, 6),
        "0.38 -0.55 0.09 -0.38 -0.71 -0.89 0.73 0.31 -0.53 -0.44 -0.06 0.57 -0.69 0.84 0.8 -0.46 0.25 -0.25 0.36 "
        "-0.74 -0.05 0.16 0.23 0.35",
    ),
    "da": (
        (4, 6, 5),
        "0.26 0.75 0.65 -0.09 -1.36 -0.8 -0.2 -2.12 0.75 -0.24 -0.25 0.95 0.67 0.22 -1 0.31 0.35 -0.88 1.04 0.51 "
        "-1.97 0.12 -1.26 1.14 0.81 -1.1 -0.88 0.1 -0.24 1.53 0.74 -0.28 0.58 -2.03 0.31 0.87 -0.18 -0.71 0.57 1.96 "
        "0.2 -1.12 1.45 -1.88 0.5 -0.58 0.93 -0.85 1.32 0.3 -1.73 -1.97 -0.32 1.29 0.13 0.07 -0.24 0.74 0.38 0.28 "
        "-0.98 1.19 1.36 -1.3 2.3 0.72 -0.49 -1.9 0.66 0.56 -0.6 -1.79 1.12 -0.59 -0.47 2.85 2.13 0.95 -0.46 0.65 "
        "-2.28 0.11 -0.76 -1.29 -1.58 0.53 0.09 0.16 0.84 -0.85 -1.24 -1.78 -0.34 0.76 -0.15 0.64 -1.18 -0.47 -0.77 "
        "-1.25 1.86 0.85 -0.76 -0.77 -0.06 -1.44 0.44 -1.29 -0.37 -1.02 -0.48 -1.33 -1.57 -0.97 -0.68 -0.29 0.07 1.53 "
        "0.81 -0.25",
    ),
    "a": (
        (4, 6, 5),
        "-0.5107175184 -0.6617110299 -0.6018839642 -0.4137855229 0.2652576998 -0.1725560829 -0.7797643014 "
        "0.01775196675 0.0228328833 0.3796454965 -0.04277388488 0.1754360051 0.1588943431 -0.2524820832 0.7139089606 "
        "-0.3852413876 -0.7629990548 -0.2650738622 -0.2746492687 -0.1951206042 0.0771464038 -0.3447510307 "
        "-0.1331676399 -0.2294116381 -0.4235067935 -0.1570883806 0.06447076845 0.5081550887 0.4401469867 "
        "-0.01294676366 0.6022052271 0.9967093024 0.6448797334 -0.6751978147 0.4320319595 0.2344564848 0.9995946498 "
        "-0.9372354394 -0.7050597716 0.9381107755 0.9312203851 -0.997825173 0.5347047136 -0.7700207131 -0.9996783458 "
        "0.8692493331 0.9880511145 -0.1937908575 0.5865306297 -0.4115295379 0.448003786 -0.130311169 0.1162393089 "
        "0.9312211833 0.8982053022 0.9789745401 -0.998312466 -0.3050865539 -0.9948403651 0.8937811143 -0.4595968061 "
        "-0.3733000036 -0.4348334779 -0.8546356098 -0.8907409587 -0.2946949581 0.3779916328 -0.7885562449 "
        "-0.6351273682 -0.8099845647 -0.005499944542 -0.7527205262 -0.7658933444 -0.7857234717 -0.9653680751 "
        "-0.4500795243 -0.1787103409 -0.7042370716 -0.4706679917 -0.7244561247 -0.6011844863 -0.63875024 "
        "-0.8052477268 -0.6131020465 -0.5862231352 -0.6513270098 -0.8738369237 -0.8942267835 -0.9404794175 "
        "-0.6804899841 -0.8824648666 0.7625426923 -0.4458388877 -0.8507403131 -0.740535521 0.9823096738 -0.58582656 "
        "0.9089814467 -0.9930805889 -0.09230964676 0.6704169021 -0.4363521783 -0.9419664495 -0.4424386261 "
        "-0.9612981874 -0.796512868 0.8102783637 -0.4892169994 0.2886592206 -0.7086020743 0.3591415672 -0.9192923599 "
        "-0.4505509519 -0.04677040341 0.03272113447 0.3895759381 -0.8562459929 -0.8411089397 -0.9770030147 "
        "-0.8541263513",
    ),
    "y_pred": (
        (2, 6, 5),
        "0.3017547848 0.1849977723 0.3257637097 0.8131891422 0.05047078894 0.2407421356 0.3817908882 0.649682068 "
        "0.6153610667 0.01182254961 0.05566433 0.6302840552 0.05981864377 0.7703486019 0.2629318643 0.1429160606 "
        "0.2566267843 0.5061962956 0.1610882357 0.5821893562 0.08136323653 0.5531787091 0.2490709042 0.07031222958 "
        "0.1236630184 0.04830647083 0.6969910976 0.1226232135 0.4367853326 0.04615907166 0.6982452152 0.8150022277 "
        "0.6742362903 0.1868108578 0.9495292111 0.7592578644 0.6182091118 0.350317932 0.3846389333 0.9881774504 "
        "0.94433567 0.3697159448 0.9401813562 0.2296513981 0.7370681357 0.8570839394 0.7433732157 0.4938037044 "
        "0.8389117643 0.4178106438 0.9186367635 0.4468212909 0.7509290958 0.9296877704 0.8763369816 0.9516935292 "
        "0.3030089024 0.8773767865 0.5632146674 0.9538409283",
    ),
    "da_next": (
        (4, 6, 5),
        "0.9000941503 1.498507624 0.0633539338 0.4144713178 -1.36 -0.9249489916 -0.03988451346 -2.509591289 "
        "1.559300933 -0.24 -0.9051037385 1.183632934 0.6338385493 0.2874270611 -1 0.04660950547 1.021904477 "
        "-1.184666688 1.417507174 0.51 -2.806239868 0.4177070379 -1.56420993 0.9513069236 0.81 -0.7978014304 "
        "-0.8933526207 0.2153277464 -0.6267521495 1.53 0.2465435214 -0.3940815885 0.7563219632 -1.583574981 0.31 "
        "0.516625273 0.775292052 -1.382936374 0.1156217692 1.96 -0.1760832938 -1.626896423 1.289215981 -1.688618205 "
        "0.5 -0.3939361901 1.376222806 -1.612482749 0.8787479458 0.3 -1.51322859 -1.505525219 -1.082512245 "
        "0.6583281792 0.13 0.367090064 -0.3872873631 0.9658434194 -0.3162405151 0.28 -1.273552127 1.231495448 "
        "1.561736625 -1.564662907 2.3 -0.157605705 -1.296805769 -1.597914504 -0.6169255408 0.56 -0.07765297261 "
        "-1.562555703 0.4741474229 -0.712886853 -0.47 3.883846135 0.5294432679 1.155819448 -0.8027847075 0.65 "
        "-2.434677619 -1.515383217 -1.454938732 -2.011550903 -1.58 0.1586378632 0.6517630607 0.09542642022 "
        "1.047987995 -0.85 -0.5271119827 -1.548006732 -0.2539792122 0.8650793896 -0.15 0.9524901983 -1.012679252 "
        "-0.6535456081 0.1911876261 -1.25 1.365820241 0.4485554323 -0.02771962307 -0.7486114203 -0.06 -2.042378782 "
        "2.393049967 -1.727091663 -0.02537680835 -1.02 -0.02238415919 0.01236981662 -1.365506198 -0.6753112213 -0.68 "
        "-0.05903332207 -0.7016995042 1.557254516 0.66777062 -0.25",
    ),
    "dx": (
        (3, 6, 5),
        "0.08316417374 0.09826651116 -0.8267049509 1.301279547 -0.579867874 -0.7937643832 0.4391616618 0.1278650277 "
        "0.1592849037 0.00462681693 -0.2978416333 0.1521195668 -1.314311708 1.286418562 -0.0465052833 -0.2280957736 "
        "-0.3744929593 2.461671556 -0.5647767609 -0.204041449 1.776418861 2.380016668 1.851549326 0.4449177718 "
        "0.4680086234 -0.1096364024 -0.06497974217 -1.415465918 -0.08506136142 0.1996317945 -0.5674427599 "
        "-0.1586368936 0.9271104607 -1.090102729 0.8428395531 0.7589855819 -0.8982043901 0.2511505757 -0.588089261 "
        "-0.325037661 0.6627342767 -0.4605351864 0.8910618954 -1.306494355 0.1349482638 0.8678640733 0.6236234123 "
        "-1.841753262 -0.08492168195 -0.04050455053 -1.168195397 -2.123993007 -1.554415753 -1.160000645 -1.05673423 "
        "0.2701841062 0.2347821083 1.174076535 0.2267289434 -0.6632261379 -0.206520363 0.09089943281 0.5486940733 "
        "-0.7975206137 0.5836960561 0.5304158352 -0.05824098032 0.4300209038 -0.4125740467 0.4817879729 0.05365434053 "
        "-0.4758056953 0.5146833213 -0.4735492002 0.1182323788 0.5920078903 -0.1532170019 -0.4468209705 "
        "-0.03172075121 0.1982926704 -0.3977786005 -1.266059369 -0.2329025807 -0.2503668077 -0.1960794303 "
        "0.2301095003 0.2832790139 0.4811658826 0.1388955662 -0.4083123134",
    ),
    "da0": (
        (4, 6),
        "-0.4264525758 0.1979258626 -0.2778661677 1.64921077 -0.5232852077 0.1925225462 -0.4491614712 0.2125692766 "
        "0.6546639258 0.0005607902599 1.33113957 0.2953551906 -0.1284455207 -0.1671727072 0.5521015686 -0.2391680401 "
        "-0.9985505049 -0.2140982164 -0.2192961935 -0.2324437211 -0.5772002725 1.303964212 0.3732518147 0.09227417679",
    ),
    "dWax": (
        (4, 3),
        "-3.437389743 0.4298959436 5.109289691 -0.6406804332 3.216577064 -3.902676801 0.6743869978 0.5799183099 "
        "6.23337092 5.713112423 3.353354511 -1.233531236",
    ),
    "dWaa": (
        (4, 4),
        "6.436292597 -2.831147788 -6.3314987 1.611567379 2.25067688 -4.457817645 0.001663187889 -1.81039607 "
        "-1.308210518 -1.823987174 0.5253630313 -0.19057282 2.258085193 -1.965808637 4.325760499 0.6418661091",
    ),
    "dba": (
        (4, 1),
        "-2.510300419 -2.687807742 -2.974229945 -6.321039169",
    ),
    "dxt by step": (
        (3, 6, 5),
        "0.08316417374 0.09826651116 -0.8267049509 1.301279547 -0.579867874 -0.7937643832 0.4391616618 0.1278650277 "
        "0.1592849037 0.00462681693 -0.2978416333 0.1521195668 -1.314311708 1.286418562 -0.0465052833 -0.2280957736 "
        "-0.3744929593 2.461671556 -0.5647767609 -0.204041449 1.776418861 2.380016668 1.851549326 0.4449177718 "
        "0.4680086234 -0.1096364024 -0.06497974217 -1.415465918 -0.08506136142 0.1996317945 -0.5674427599 "
        "-0.1586368936 0.9271104607 -1.090102729 0.8428395531 0.7589855819 -0.8982043901 0.2511505757 -0.588089261 "
        "-0.325037661 0.6627342767 -0.4605351864 0.8910618954 -1.306494355 0.1349482638 0.8678640733 0.6236234123 "
        "-1.841753262 -0.08492168195 -0.04050455053 -1.168195397 -2.123993007 -1.554415753 -1.160000645 -1.05673423 "
        "0.2701841062 0.2347821083 1.174076535 0.2267289434 -0.6632261379 -0.206520363 0.09089943281 0.5486940733 "
        "-0.7975206137 0.5836960561 0.5304158352 -0.05824098032 0.4300209038 -0.4125740467 0.4817879729 0.05365434053 "
        "-0.4758056953 0.5146833213 -0.4735492002 0.1182323788 0.5920078903 -0.1532170019 -0.4468209705 "
        "-0.03172075121 0.1982926704 -0.3977786005 -1.266059369 -0.2329025807 -0.2503668077 -0.1960794303 "
        "0.2301095003 0.2832790139 0.4811658826 0.1388955662 -0.4083123134",
    ),
    "da_prev by step": (
        (4, 6, 5),
        "-0.4264525758 0.6400941503 0.7485076242 -0.5866460662 0.5044713178 0.1979258626 -0.1249489916 0.1601154865 "
        "-0.3895912891 0.8093009325 -0.2778661677 -0.6551037385 0.2336329338 -0.03616145072 0.06742706109 1.64921077 "
        "-0.2633904945 0.6719044774 -0.3046666881 0.3775071739 -0.5232852077 -0.836239868 0.2977070379 -0.3042099297 "
        "-0.1886930764 0.1925225462 0.3021985696 -0.01335262073 0.1153277464 -0.3867521495 -0.4491614712 "
        "-0.4934564786 -0.1140815885 0.1763219632 0.4464250189 0.2125692766 -0.353374727 0.955292052 -0.6729363744 "
        "-0.4543782308 0.6546639258 -0.3760832938 -0.5068964225 -0.1607840188 0.1913817946 0.0005607902599 "
        "0.1860638099 0.4462228057 -0.7624827486 -0.4412520542 1.33113957 0.21677141 0.4644747815 -0.7625122452 "
        "-0.6316718208 0.2953551906 0.297090064 -0.1472873631 0.2258434194 -0.6962405151 -0.1284455207 -0.2935521271 "
        "0.04149544794 0.2017366247 -0.2646629073 -0.1671727072 -0.877605705 -0.806805769 0.3020854964 -1.276925541 "
        "0.5521015686 0.5223470274 0.2274442968 -0.6458525771 -0.122886853 -0.2391680401 1.033846135 -1.600556732 "
        "0.2058194478 -0.3427847075 -0.9985505049 -0.1546776186 -1.625383217 -0.6949387323 -0.7215509029 "
        "-0.2140982164 -0.3713621368 0.5617630607 -0.06457357978 0.2079879954 -0.2192961935 0.7128880173 0.2319932677 "
        "0.08602078778 0.1050793896 -0.2324437211 0.3124901983 0.1673207477 -0.1835456081 0.9611876261 -0.5772002725 "
        "-0.4941797588 -0.4014445677 0.7322803769 0.02138857969 1.303964212 -0.6023787822 1.953049967 -0.4370916627 "
        "0.3446231917 0.3732518147 0.4576158408 1.342369817 0.2044938023 0.2946887787 0.09227417679 0.2309666779 "
        "-0.7716995042 0.02725451551 -0.14222938",
    ),
    "dWax by step": (
        (4, 3, 5),
        "0.5779121052 -0.7085455574 -2.941391386 1.332048162 -1.697413068 -2.751027183 1.06242129 -0.3942361631 "
        "1.811821555 0.7009164452 1.288138686 0.2721261706 1.838068596 0.772414881 0.9385413567 0.6761288642 "
        "0.1450720697 0.2076159255 -1.187071877 -0.4824254151 0.5166533479 1.280680483 0.01464226602 1.983919195 "
        "-0.5793182279 -0.1462406808 -1.025890797 -0.1564345767 -2.443868209 -0.1302425373 1.455941684 0.2477213162 "
        "-2.154169031 0.05879677063 1.066096258 0.7108153865 1.415389289 -0.896612344 -0.4806699036 -0.1690041176 "
        "5.04066534 -0.2391829402 1.242746916 -0.05213409263 0.2412756963 0.169117127 1.931528083 0.3214240993 "
        "0.3841735667 2.906869547 0.7049194886 0.4743553005 0.9403790374 -0.3358045794 1.569505264 -1.023510632 "
        "-1.661767667 -1.220964397 1.152938731 1.519772728",
    ),
    "dWaa by step": (
        (4, 4, 5),
        "3.323096829 -0.4729308465 3.418313855 -0.8605293019 1.028342061 0.3926973518 1.237027441 -4.131508345 "
        "-1.090307879 0.7609436428 -2.456766503 -0.2228561211 -0.3897621977 -2.781228872 -0.4808850061 0.04118665516 "
        "-0.5441082519 1.614176065 0.3878268643 0.1124860465 0.6708277216 -0.1250464548 1.609035593 0.2443170825 "
        "-0.1484570628 0.4020946381 -0.6438830875 -2.91505277 -1.078245635 -0.222730791 0.02106873161 0.8769092417 "
        "-0.7274229602 0.3818235266 -0.5507153518 -0.5917965366 -0.5599003571 -0.9921392341 0.7658291877 "
        "-0.4323891299 -0.4638868546 -0.6113956577 -0.5993574143 0.5983615399 -0.2319321316 -1.954146632 "
        "-0.05852968495 1.085832575 -0.1346694233 -0.7624740087 -1.32605723 0.05245123061 -0.6428158172 2.02538149 "
        "0.4164033584 -0.08133722646 -3.151594571 2.16012653 0.8800069775 0.002225469442 0.3471124174 0.1430614408 "
        "1.629603697 -0.1281241692 0.2664318073 -0.1721677261 0.324046382 -1.924225505 -0.2533738171 0.05991203007 "
        "1.061174483 0.2426692809 0.5672543248 0.8869659194 1.567696491 -0.2457702435 -0.5650752697 -0.541369566 "
        "0.7524240503 1.241657138",
    ),
    "dba by step": (
        (4, 1, 5),
        "-4.66349586 1.879345349 -4.328734044 3.877588108 0.7249960275 -0.6685466404 -1.457603425 -0.5496101451 "
        "-0.8302416145 0.8181940827 0.407589321 -0.9593554008 0.9483502533 -2.821998805 -0.548815313 -0.1474822904 "
        "-0.3133079925 -2.266676715 -1.027198341 -2.566373829",
    ),
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
