"""What the simulated class does wrong in this exercise."""

# What each of these mistakes costs: all of its function, or the parts of the outputs that come out wrong.
COSTS = {
    "cf-yt-from-a-prev": 7.5,
    "cf-missing-ba": 20,
    "cf-softmax-axis-1": 7.5,
    "cf-cache-order-swapped": 5,
    "cf-missing-softmax": 7.5,
    "f-a0-ignored-zeros": 20,
    "f-a0-every-step": 20,
    "f-y-not-assigned": 7.5,
    "f-caches-not-appended": 5,
    "f-return-in-loop": 20,
    "cb-dtanh-is-da-next": 30,
    "cb-dxt-wax-not-transposed": 30,
    "cb-dwaa-uses-a-next": 6,
    "cb-dba-no-keepdims": 6,
    "cb-divide-by-m": 18,
    "cb-da-prev-waa-not-transposed": 6,
    "b-only-da-prevt": 30,
    "b-only-da-t": 30,
    "b-accumulate-assign": 18,
    "b-da0-is-da-slice": 6,
}

# How many of sixty people make a mistake: most of them in the backward pass, and a few of each kind often.
FREQUENCIES = {
    "b-only-da-prevt": 6,
    "b-only-da-t": 3,
    "b-accumulate-assign": 3,
    "b-da0-is-da-slice": 2,
    "cb-dba-no-keepdims": 4,
    "cb-dtanh-is-da-next": 3,
    "cb-da-prev-waa-not-transposed": 2,
    "cb-divide-by-m": 1,
    "cb-dwaa-uses-a-next": 1,
    "cb-dxt-wax-not-transposed": 1,
    "cf-softmax-axis-1": 2,
    "cf-missing-ba": 1,
    "f-a0-every-step": 2,
    "f-caches-not-appended": 1,
    "f-return-in-loop": 1,
}


def half(solutions):
    """The last function with half of its steps written."""
    begun = solutions["rnn_backward"].split("    # 4. ")[0]
    return {"rnn_backward": begun.replace("da[:, :, t] + da_prevt", "None")}
