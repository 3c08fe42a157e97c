"""A test's message, taken apart: headline, evidence, hints; and nothing in it that stands in a hidden line."""

import re
import textwrap
from dataclasses import dataclass

HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)(?:### END HIDDEN TESTS|\Z)", re.S)
_HINT = "hint  "
_LINE = re.compile(r"^    line (\d{1,6}) +(.*)$", re.M)
_UNFINISHED = re.compile(r"^(\w+) is not finished: line (\d{1,6})\b")


@dataclass(frozen=True)
class Told:
    """What a test says.

    headline   one sentence
    evidence   lines that are aligned, without their indent; empty for most passed tests
    hints      tuple of str, each one paragraph
    """

    headline: str
    evidence: str = ""
    hints: tuple = ()


def told(message):
    """Take apart a message of checks.report; any other text is a headline, or a headline and evidence."""
    text, hints = message.strip("\n"), ()
    at = re.search(rf"^{_HINT}", text, re.M)
    if at:
        text, hint = text[: at.start()], text[at.start() :]
        hints = tuple(" ".join(part.split()) for part in re.split(rf"^{_HINT}", hint, flags=re.M) if part.strip())
    headline, _, evidence = text.partition("\n")
    return Told(headline.strip(), textwrap.dedent(evidence.strip("\n")).rstrip(), hints)


def hidden_lines(sources):
    """Return the lines of test cells that are not for students: a set, each without its indent."""
    regions = (region for source in sources for region in HIDDEN.findall(source))
    return {line.strip() for region in regions for line in region.splitlines() if line.strip()}


def without_hidden(message, hidden):
    """Leave out of a message what only a traceback could have brought there: hidden lines."""
    kept = [line for line in message.split("\n") if line.strip() not in hidden and "HIDDEN TESTS" not in line]
    return "\n".join(kept)


def lines_named(function, message):
    """Find the lines of the function's own cell that a message points to: dict, number -> the text shown, or ""."""
    found = {int(number): text.rstrip("…").rstrip() for number, text in _LINE.findall(message)}
    unfinished = _UNFINISHED.match(message)
    if unfinished and unfinished[1] == function:
        found[int(unfinished[2])] = ""
    return found
