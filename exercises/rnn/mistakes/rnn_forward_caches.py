"""Mistakes made with the caches in rnn_forward."""

from grader.exercise.misconception import Misconception, edit

MISTAKES = (
    # ── What is kept of a step ──
    Misconception(
        id="f-caches-not-appended",
        function="rnn_forward",
        wrong=(edit("        caches.append(cache)\n", ""),),
        cause="no cache is ever put into the list",
        hint="How long is your list of caches in the end? Which line gives it its entries, and how often does that "
        "run?",
    ),
    Misconception(
        id="f-caches-append-after-loop",
        function="rnn_forward",
        wrong=(edit("        caches.append(cache)", "    caches.append(cache)"),),
        cause="the list of caches grows after the loop, once, instead of in every iteration",
        hint="Of T_x caches yours keeps only the last one. "
        "Which of your lines about caches run once, and which run in every iteration of the loop?",
    ),
    Misconception(
        id="f-caches-reset-in-loop",
        function="rnn_forward",
        wrong=(
            edit("    caches = []\n", "", ("for t in range(T_x):\n", "for t in range(T_x):\n        caches = []\n")),
            edit("for t in range(T_x):\n", "for t in range(T_x):\n        caches = []\n"),
        ),
        cause="the list of caches is emptied in every iteration of the loop",
        hint="Of T_x caches yours keeps only the last one. Print the length of the list in every iteration of "
        "the loop: which of your lines about caches run once, and which every time?",
    ),
    Misconception(
        id="f-caches-append-none",
        function="rnn_forward",
        wrong=(edit("caches.append(cache)", "caches.append(None)"),),
        cause="a placeholder is put into the list instead of the cache",
        hint="Print the first entry of your list of caches. "
        "Which name holds the cache of a step, and what do you put into the list?",
    ),
    Misconception(
        id="f-caches-append-wrong-thing",
        function="rnn_forward",
        wrong=(
            edit("caches.append(cache)", "caches.append(a_next)"),
            edit("caches.append(cache)", "caches.append((a_next, yt_pred, cache))"),
            edit("caches.append(cache)", "caches.append([cache])"),
            edit("caches.append(cache)", "caches.append((cache, x[:, :, t]))"),
        ),
        cause="something other than the cell's cache is put into the list",
        hint="Each entry of the list is later passed to rnn_cell_backward as it is. "
        "What does that function expect as its cache, and what does an entry of yours look like?",
    ),
    Misconception(
        id="f-cached-a-prev-wrong",
        function="rnn_forward",
        wrong=(
            edit("caches.append(cache)", "caches.append((a_next, a0, x[:, :, t], parameters))"),
            edit("caches.append(cache)", "caches.append((a_next, a_next, x[:, :, t], parameters))"),
        ),
        cause="the cache is put together by hand, with another state than the one that the step began from",
        hint="The second entry of a cache is the state that its step began from. "
        "At t = 2, is yours the state after step 1? Who has already put the right tuple together?",
    ),
    Misconception(
        id="f-a0-overwritten-inplace",
        function="rnn_forward",
        wrong=(
            edit("a_next, yt_pred, cache =", "a_next[...], yt_pred, cache ="),
            edit(
                "a_next, yt_pred, cache =",
                "at, yt_pred, cache =",
                ("a[:, :, t] = a_next", "a_next[:] = at\n        a[:, :, t] = a_next"),
            ),
        ),
        cause="the new state is written into the array a0 itself, which the caller and the caches still hold",
        hint="Is a0 the same after your function as before? "
        "What does your loop write into, and who else holds that same array?",
    ),
    Misconception(
        id="f-a-next-view-of-a",
        function="rnn_forward",
        wrong=(edit("a_next = a0", "a_next = a[:, :, 0]\n    a_next[:] = a0"),),
        cause="a slice is a window on a, so the first cached state changes when the first slot of a is written",
        hint="A slice is no copy, it is a window on its array. After your loop, does the first cache still hold a0, "
        "or what was later written behind the window?",
    ),
    # ── How it is kept ──
    Misconception(
        id="f-caches-append-assigned",
        function="rnn_forward",
        wrong=(edit("caches.append(cache)", "caches = caches.append(cache)"),),
        cause="append changes the list and returns None, and None is then called caches",
        hint="append changes the list that it is called on. What does it return, "
        "and what is the name caches bound to after your line has run once?",
    ),
    Misconception(
        id="f-caches-overwritten",
        function="rnn_forward",
        wrong=(edit("caches.append(cache)", "caches = cache"),),
        cause="the name of the list is given to the cache of one step",
        hint="What is your caches when the loop is over: "
        "a list with an entry for each step, or the cache of a single step?",
    ),
    Misconception(
        id="f-caches-index-assign",
        function="rnn_forward",
        wrong=(edit("caches.append(cache)", "caches[t] = cache"),),
        cause="an empty list has no place t that could be written to",
        hint="How long is your list at t = 0, and which places does it have then? How does a list get a new place?",
    ),
    Misconception(
        id="f-caches-extend",
        function="rnn_forward",
        wrong=(
            edit("caches.append(cache)", "caches += cache"),
            edit("caches.append(cache)", "caches.extend(cache)"),
        ),
        cause="the cache is spilled into the list, entry by entry",
        hint="A cache is a tuple of four. How long is your list after one step, "
        "and what is its first entry: a cache, or a part of one?",
    ),
    Misconception(
        id="f-caches-stale",
        function="rnn_forward",
        wrong=(
            edit("        caches.append(cache)\n", "", ("caches = (caches, x)", "caches = ([cache] * T_x, x)")),
            edit("        caches.append(cache)\n", "    for t in range(T_x):\n        caches.append(cache)\n"),
        ),
        cause="the list holds the cache of the last step T_x times",
        hint="Compare two entries of your list of caches: do they differ? "
        "Which step does cache belong to at the moment when you put it in?",
    ),
    Misconception(
        id="f-caches-stale-reversed",
        function="rnn_forward",
        wrong=(
            edit("caches.append(cache)", "caches.insert(0, cache)"),
            edit("caches.append(cache)", "caches = [cache] + caches"),
            edit("caches = (caches, x)", "caches = (caches[::-1], x)"),
        ),
        cause="the caches are kept from the last step to the first",
        hint="rnn_backward will look for the cache of step t at place t. "
        "Which step's cache is the first one in your list?",
    ),
    # ── What is handed on ──
    Misconception(
        id="f-caches-tuple-in-loop",
        function="rnn_forward",
        wrong=(
            edit(
                "        caches.append(cache)\n\n    # Keep what the backward pass needs\n    caches = (caches, x)\n",
                "        caches.append(cache)\n\n        # Keep what the backward pass needs\n"
                "        caches = (caches, x)\n",
            ),
        ),
        cause="the pair is made inside the loop, so in the second iteration caches is a tuple",
        hint="What is the name caches bound to at the end of the first iteration of your loop, a list or a pair? "
        "How often should the pair be made?",
    ),
    Misconception(
        id="f-caches-tuple-wrong",
        function="rnn_forward",
        wrong=(
            edit("caches = (caches, x)", "caches = (x, caches)"),
            edit("return a, y_pred, caches", "return a, y_pred, caches[::-1]"),
        ),
        cause="the two parts of caches stand in the wrong order",
        hint="caches is a pair, and rnn_backward goes by position. "
        "Which part does the docstring name first, and which one is first in yours?",
    ),
    Misconception(
        id="f-caches-tuple-one-step",
        function="rnn_forward",
        wrong=(
            edit("caches = (caches, x)", "caches = (caches, x[:, :, t])"),
            edit("caches = (caches, x)", "caches = (caches, a)"),
        ),
        cause="the second part of caches is not the whole input",
        hint="The second part of caches is the input, as it came in. "
        "Compare its shape with the shape of what you put there: which array is yours?",
    ),
    Misconception(
        id="f-caches-tuple-none",
        function="rnn_forward",
        wrong=(
            edit("    caches = (caches, x)\n", ""),
            edit("return a, y_pred, caches", "return a, y_pred, caches[0]"),
        ),
        cause="the list of caches is returned alone, without x",
        hint="What does the docstring promise as the third result, and how many parts does it have? "
        "Which part is missing in what you return?",
    ),
)
