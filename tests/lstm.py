"""The exercise lstm for the tests: its two halves, and what is asked of them, bound to it."""

from tests.bound import bound

_ONE = bound("lstm")
LSTM, FUNCTIONS, NOTEBOOK = _ONE.whole, _ONE.functions, _ONE.notebook
CATALOGUE, STYLES = _ONE.catalogue, _ONE.styles

solutions, define, references, public_case = _ONE.solutions, _ONE.define, _ONE.references, _ONE.public_case
