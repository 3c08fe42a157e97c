"""Law: what is expected of learners is right.

The oracle's slopes are those of an established automatic differentiation library and of established networks, the
references of the notebook agree with the oracle, and their way forward is the network's definition, entry by entry.
"""

import math
from functools import partial

import autograd
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.exercise.complex_step import slope
from grader.exercise.loading import exercises
from tests.bound import bound
from tests.networks import NETWORKS
from tests.sampling import number

EXACT = 1e-12
SIZE = st.integers(1, 6)
SIZES = st.fixed_dictionaries(dict.fromkeys(["n_x", "n_a", "n_y", "m", "T_x", "seed"], SIZE))
ONE_OF_EACH = {"n_x": 1, "n_a": 1, "n_y": 1, "m": 1, "T_x": 1, "seed": 1}
ONE_EXAMPLE = {"n_x": 3, "n_a": 4, "n_y": 2, "m": 1, "T_x": 5, "seed": 2}
ONE_STEP = {"n_x": 3, "n_a": 4, "n_y": 2, "m": 6, "T_x": 1, "seed": 3}
INPUTS_AS_HIDDEN = {"n_x": 4, "n_a": 4, "n_y": 4, "m": 4, "T_x": 4, "seed": 4}


class Drawn:
    """A network with inputs and parameters of some sizes, and the references of its exercise."""

    def __init__(self, name, sizes):
        self.network, self.one, sizes = NETWORKS[name], bound(name), dict(sizes)
        rng = np.random.default_rng(sizes.pop("seed"))
        self.inputs, self.parameters = self.network.draw(**sizes, rng=rng)
        self.cell_forward, self.forward, self.cell_backward, self.backward = self.one.functions
        self.scale, self.steps = self.network.SCALE, sizes["T_x"]
        # The states that the loss does not see are zeros at the start, and nothing looks at them at the end.
        self.sequence = {
            name: 0 * value if name in self.more("{}0") + self.more("d{}") else value
            for name, value in self.inputs.items()
        }
        self.step = {"xt": self.inputs["x"][:, :, 0], "da_next": self.inputs["da"][:, :, 0]}
        self.step |= {f"{state}_prev": self.inputs[f"{state}0"] for state in self.network.STATES}
        self.step |= {f"d{state}_next": self.inputs[f"d{state}"] for state in self.network.STATES[1:]}

    def more(self, form):
        """The names of what belongs to the states that the loss does not see."""
        return [form.format(state) for state in self.network.STATES[1:]]

    def call(self, function, **given):
        """Call a reference with arguments by name; return dict: output -> value."""
        declared, given = self.one.functions[function], {**given, "parameters": self.parameters}
        return declared.outputs_of(self.one.references()[function](*(given[name] for name in declared.arguments)))

    def automatic(self, inputs):
        """The gradients of the backward pass by autograd: of the inputs, and of the parameters; dict."""
        starts = [f"{state}0" for state in self.network.STATES]
        ends = [inputs[name] for name in self.more("d{}")]

        def loss(x, starts, parameters):
            """The number that da, at each step, and what arrives at the end are the gradients of: a plain loop."""
            states, total = starts, 0.0
            for t in range(x.shape[2]):
                states = self.network.step(states, x[:, :, t], parameters)
                total = total + (inputs["da"][:, :, t] * states[0]).sum()
            return total + sum((end * state).sum() for end, state in zip(ends, states[1:], strict=True))

        of_x, of_starts, of_parameters = autograd.grad(loss, argnum=(0, 1, 2))(
            inputs["x"], tuple(inputs[name] for name in starts), self.parameters
        )
        found = {"dx": of_x, **{f"d{name}": value for name, value in zip(starts, of_starts, strict=True)}}
        return {**found, **{f"d{name}": of_parameters[name] for name in self.network.LEARNED}}

    def of_oracle(self):
        return self.network.oracle.sequence_gradients(
            self.inputs["da"], self.inputs["x"], self.inputs["a0"], self.parameters
        )

    def of_oracle_at_one_step(self):
        return self.network.cell_gradients(**self.step, parameters=self.parameters)

    def entry_by_entry(self, xt, states):
        """One step as its formulas say it, one number at a time and without numpy's arithmetic: dict of arrays."""
        p, columns = {name: value.tolist() for name, value in self.parameters.items()}, []
        for example_number in range(xt.shape[1]):
            found = self.network.units(
                xt[:, example_number].tolist(), [state[:, example_number].tolist() for state in states], p
            )
            rows = zip(*(p[name] for name in self.network.OUTPUT), strict=True)
            scores = [math.fsum([*map(float.__mul__, row, found["a_next"]), bias]) for row, (bias,) in rows]
            # A probability says how its score compares with all scores: 1 / sum of exp(other - own).
            found["yt_pred"] = [1 / math.fsum(math.exp(other - own) for other in scores) for own in scores]
            columns.append(found)
        return {name: np.array([found[name] for found in columns]).T for name in columns[0]}

    def assert_same(self, some, others):
        """Every array of one dict is that of the other, to EXACT of its largest entry, or of the network's scale."""
        assert some.keys() == others.keys()
        for name, value in some.items():
            assert value.shape == others[name].shape, name
            scale = max(self.scale, np.max(np.abs(value)))
            np.testing.assert_allclose(value, others[name], rtol=0, atol=EXACT * scale, err_msg=name)


def test_every_exercise_of_the_project_has_a_network():
    assert NETWORKS.keys() == set(exercises())


def any_network(test, names=tuple(NETWORKS)):
    """Run a test for each network on drawn sizes, and always on those that hide mistakes: m = 1, T_x = 1, n_x = n_a."""
    for sizes in (ONE_OF_EACH, ONE_EXAMPLE, ONE_STEP, INPUTS_AS_HIDDEN):
        test = example(sizes=sizes)(test)
    test = settings(max_examples=number(8, 100))(given(sizes=SIZES)(test))
    return pytest.mark.parametrize("name", names)(test)


@any_network
def test_the_oracle_of_a_sequence_agrees_with_autograd(name, sizes):
    drawn = Drawn(name, sizes)
    found, expected = drawn.of_oracle(), drawn.automatic(drawn.sequence)
    drawn.assert_same(found, {name: value for name, value in expected.items() if name not in drawn.more("d{}0")})


@any_network
def test_the_oracle_of_one_step_agrees_with_autograd(name, sizes):
    drawn = Drawn(name, {**sizes, "T_x": 1})
    expected = drawn.automatic(drawn.inputs)
    expected["dxt"] = expected.pop("dx")[:, :, 0]
    expected |= {f"d{state}_prev": expected.pop(f"d{state}0") for state in drawn.network.STATES}
    drawn.assert_same(drawn.of_oracle_at_one_step(), expected)


@any_network
def test_the_oracle_agrees_with_torch(name, sizes):
    drawn = Drawn(name, sizes)
    theirs = drawn.network.torch(pytest.importorskip("torch"), drawn.inputs, drawn.parameters)
    drawn.assert_same(drawn.of_oracle(), theirs)


@partial(any_network, names=[name for name in NETWORKS if hasattr(NETWORKS[name], "keras")])
def test_the_oracle_agrees_with_keras(name, sizes):
    keras, tensorflow = pytest.importorskip("keras"), pytest.importorskip("tensorflow")
    drawn = Drawn(name, sizes)
    drawn.assert_same(drawn.of_oracle(), drawn.network.keras(keras, tensorflow, drawn.inputs, drawn.parameters))


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=5))
def test_a_slope_is_the_derivative_that_one_writes_down(entries):
    v = np.array(entries)
    measured = slope(lambda z: np.sum(np.exp(z) * np.sin(z)) + z[0] ** 3, v)
    by_hand = np.exp(v) * (np.sin(v) + np.cos(v))
    by_hand[0] += 3 * v[0] ** 2
    np.testing.assert_allclose(measured, by_hand, rtol=EXACT, atol=1e-12)


@any_network
def test_the_reference_of_the_whole_backward_pass_agrees_with_the_oracle(name, sizes):
    drawn = Drawn(name, sizes)
    caches = drawn.call(drawn.forward, **drawn.inputs)["caches"]
    drawn.assert_same(drawn.call(drawn.backward, **drawn.inputs, caches=caches), drawn.of_oracle())


@any_network
def test_the_reference_of_one_step_back_agrees_with_the_oracle(name, sizes):
    drawn = Drawn(name, sizes)
    cache = drawn.call(drawn.cell_forward, **drawn.step)["cache"]
    drawn.assert_same(drawn.call(drawn.cell_backward, **drawn.step, cache=cache), drawn.of_oracle_at_one_step())


@any_network
def test_the_reference_of_one_step_forward_is_the_definition(name, sizes):
    drawn = Drawn(name, sizes)
    outputs = drawn.call(drawn.cell_forward, **drawn.step)
    names = drawn.one.public.shapes["cache"].names
    cache = dict(zip(names, outputs.pop("cache"), strict=True))
    given = {**drawn.step, "parameters": drawn.parameters}
    for entry in names:
        if entry in outputs or (entry in given and entry != "xt"):
            assert cache[entry] is {**outputs, **given}[entry], entry
    np.testing.assert_array_equal(cache["xt"], given["xt"])
    expected = drawn.entry_by_entry(given["xt"], [given[f"{state}_prev"] for state in drawn.network.STATES])
    found = {**cache, **outputs}
    assert found.keys() == expected.keys() | given.keys() - {"da_next", "dc_next"}
    drawn.assert_same({name: found[name] for name in expected}, expected)


@any_network
def test_the_reference_of_the_whole_forward_pass_is_the_definition(name, sizes):
    drawn = Drawn(name, sizes)
    x, states = drawn.inputs["x"], [drawn.sequence[f"{state}0"] for state in drawn.network.STATES]
    outputs = drawn.call(drawn.forward, **drawn.inputs)
    caches, same_x = outputs.pop("caches")
    cut_from = drawn.one.public.cut_from
    for t in range(drawn.steps):
        expected = drawn.entry_by_entry(x[:, :, t], states)
        stacked = {name for name in expected if cut_from.get(name) in outputs}
        assert {cut_from[name] for name in stacked} == outputs.keys()
        found = {name: outputs[cut_from[name]][:, :, t] for name in stacked}
        drawn.assert_same(found, {name: expected[name] for name in stacked})
        before = {f"{state}_prev": value for state, value in zip(drawn.network.STATES, states, strict=True)}
        cache = dict(zip(drawn.one.public.shapes["cache"].names, caches[t], strict=True))
        assert cache.pop("parameters") is drawn.parameters
        for name, entry in cache.items():
            right = {**expected, **before, "xt": x[:, :, t]}[name]
            np.testing.assert_allclose(entry, right, rtol=0, atol=EXACT, err_msg=name)
        states = [expected[f"{state}_next"] for state in drawn.network.STATES]
    assert len(caches) == drawn.steps
    assert same_x is x


@any_network
def test_the_states_of_the_oracle_are_those_of_the_reference(name, sizes):
    drawn = Drawn(name, sizes)
    outputs = drawn.call(drawn.forward, **drawn.inputs)
    starts = [drawn.sequence[f"{state}0"] for state in drawn.network.STATES]
    after = drawn.network.oracle.states(drawn.inputs["x"], *starts, drawn.parameters)
    after = [states if isinstance(states, tuple) else (states,) for states in after]
    stacked = [np.stack(states, axis=2) for states in zip(*after, strict=True)]
    drawn.assert_same(
        dict(zip(drawn.network.STATES, stacked, strict=True)), {name: outputs[name] for name in drawn.network.STATES}
    )
