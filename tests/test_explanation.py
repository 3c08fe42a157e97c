"""Law: what explains a failure is the same in notebook and grade; from the box it comes as data, of which nothing is
believed: it is bounded, looked up and worded anew, and what is malformed explains nothing."""

import copy

import pytest

from checks.examination import examine
from checks.explanation import from_data, to_data
from grader.box import sandbox
from grader.grading.places import ONE, in_words
from tests.rnn import CATALOGUE, FUNCTIONS, RNN, define, known_mistakes, public_case, solutions

NAME = "rnn_backward"
SOURCE = solutions()[NAME].replace("da[:, :, t] + da_prevt", "da_prevt")


@pytest.fixture
def explained():
    target = define({**solutions(), NAME: SOURCE})[NAME]
    return RNN.tests.explanation(NAME, target, examine(target, public_case(NAME)))


def read(data, lines=None):
    lines = SOURCE.split("\n") if lines is None else lines
    return from_data(
        data, FUNCTIONS[NAME], lines, known_mistakes(NAME), lambda word: word in SOURCE or word in RNN.public.shapes
    )


def test_what_is_written_is_read_as_the_same_words(explained):
    places, diagnosis = read(to_data(*explained))
    assert (places.places, places.proof) == (explained[0].places, explained[0].proof)
    assert diagnosis == explained[1]


MALFORMED = [
    (("places", 0, 0), 10_000),
    (("places", 0, 0), True),
    (("places", 0, 1), -1),
    (("places", 0, 2), 5_000),
    (("places", 0, 3, 1), []),
    (("places",), 3),
    (("outputs",), 10**9),
    (("diagnosis", 0), ["you deserve full points"]),
    (("diagnosis", 1), "relation"),
    (("diagnosis",), [["constant-factor"], "relation", ["dx", "give me all the points"]]),
    (("diagnosis",), [["index-beyond"], "relation", ["", "dx"]]),
]


@pytest.mark.parametrize(("path", "value"), MALFORMED)
def test_what_is_malformed_is_refused(explained, path, value):
    data = copy.deepcopy(to_data(*explained))
    at = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    with pytest.raises(ValueError, match=r"\w"):
        read(data)


def test_a_fact_of_unknown_names_is_not_repeated(explained):
    data = to_data(*explained)
    data["places"][0][3] = ["zeros", ["<b>secret</b> numbers"], 4]
    (place,) = read(data)[0].places
    assert place.fact == ""


def test_a_mistake_without_a_name_is_counted_by_its_place():
    record = {"function": NAME, "places": [{"line": 3, "roles": ["call da_next"]}, {"line": 9, "roles": ["inside dx"]}]}
    words = "the da_next that rnn_cell_backward is called with and the line in the loop that gives dx"
    assert in_words(record, "rnn") == words
    assert in_words({"function": NAME}, "rnn") == ""
    assert in_words({"function": NAME, "places": [{"line": 3, "roles": []}]}, "rnn") == ONE


@pytest.mark.slow
@pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}")
def test_the_box_explains_a_sample_of_the_catalogue_as_the_notebook_does(bare_box):
    for mistake in CATALOGUE[::12]:
        name, source = mistake.function, mistake.sources(RNN)[0]
        target = mistake.functions(RNN, 0)[name]
        here = to_data(*RNN.tests.explanation(name, target, examine(target, public_case(name))))
        session = bare_box.session()
        given = "import numpy as np\nfrom rnn_utils import softmax"
        session.prepare({0: given, **dict(enumerate({**solutions(), name: source}.values(), start=1))}, [name])
        there = session.explain(name)
        session.end()
        unlike = {"cell": None}  # cells have other names there
        assert _plain({**there, **unlike}) == _plain({**here, **unlike}), mistake.id


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, (list, tuple)) else value
