"""What a test says, as a page shows it: headline, evidence, hint; and nothing in it that stands in a hidden line."""

import textwrap
from dataclasses import dataclass, field

from grader.rules.delimiters import DELIMITERS


@dataclass(frozen=True)
class Told:
    """What a test says.

    headline   one sentence
    evidence   lines that are aligned, without their indent; empty for most passed tests
    hint       one paragraph, or empty
    lines      dict: the lines of the function's own cell that it points to, number -> text, or ""
    """

    headline: str
    evidence: str = ""
    hint: str = ""
    lines: dict = field(default_factory=dict)


def told(test, hidden=frozenset()):
    """What a test says, without what only a traceback could have brought there: hidden lines.

    test       grader.grading.result.Tested
    hidden     set of str, of `hidden_lines`
    Any text that is no message of checks.report is a headline, or a headline and evidence.
    """
    said = (test.record or {}).get("message")
    if said is None:
        headline, *evidence = _without(hidden, test.message.strip("\n").split("\n")) or [""]
        return Told(headline.strip(), _aligned(evidence))
    lines = dict(said["lines"])
    return Told(said["headline"], _aligned(_without(hidden, said["evidence"])), said["hint"], lines)


def _without(hidden, lines):
    return [line for line in lines if line.strip() not in {*hidden, *DELIMITERS}]


def _aligned(lines):
    return textwrap.dedent("\n".join(lines).strip("\n")).rstrip()
