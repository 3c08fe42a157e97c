"""Words for values: rows of evidence, names of types, places, axes."""

import builtins
from dataclasses import dataclass


@dataclass(frozen=True)
class Evidence:
    """One line of evidence.

    name       what it is about: expected, yours, on line 7; empty where it goes on with the line above
    text       what it says
    """

    name: str
    text: str

    def __str__(self):
        return f"    {self.name:<10}  {self.text}".rstrip()

    def clipped(self, width):
        """The same, cut where as a line it is too long to be read at a glance, e.g. one of the learner's own."""
        over = len(str(self)) - width
        return self if over <= 0 else Evidence(self.name, self.text[: -over - 1].rstrip() + "…")


def kind(value):
    """Name the type of a value with its article, e.g. a dict, an ndarray."""
    if value is None:
        return "None"
    name = type(value).__name__
    first = name.lower().split("_")[0]
    is_spelled = not hasattr(builtins, name) and not set(first) & set("aeiouy")  # as abbreviations are
    begins = "aefhilmnorsx" if is_spelled else "aeiou"
    return f"an {name}" if first[:1] in list(begins) or name == "ndarray" else f"a {name}"


def kinds(values):
    """Name the types of the first few values, e.g. (an ndarray, a dict, …)."""
    return "(" + ", ".join([kind(value) for value in values[:4]] + ["…"] * (len(values) > 4)) + ")"


def place_of(index):
    """Write the place of an entry, e.g. [2, 0, 4]."""
    return str([int(i) for i in index])


def text_of(error):
    """The text of an exception; empty where its own code fails."""
    try:
        return str(error)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return ""


def listed(names):
    """Write names as a list in a sentence: a, b and c."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def are(names, what):
    """Say what names are: a is right, a and b are right."""
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'} {what}"


def listed_axes(names):
    """Write names of axes as a shape, e.g. (rows, columns)."""
    names = list(names)
    return f"({names[0]},)" if len(names) == 1 else f"({', '.join(names)})"
