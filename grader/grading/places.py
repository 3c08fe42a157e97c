"""Where a mistake without a name was made, in a few words: so that a class is counted by place where it has no name."""

from checks.report import Record
from grader.exercise.loading import load

MOST = 2  # places, and roles of one, that are told apart
MANY = "several lines"
ONE = "a line that a small edit makes right"


def in_words(record: Record, assignment: str) -> str:
    """Say which lines a record's proven places are: "the line that gives an output"; empty where it has none.

    record     dict, see checks.report.Score; its roles are those of checks.place.report.Place
    """
    function = load(assignment).functions.get(record["function"])
    calls = function.calls if function else None
    places = [_place(sorted(place["roles"]), calls) for place in record.get("places") or []]
    places = list(dict.fromkeys(places))
    return " and ".join(places) if len(places) <= MOST else MANY


def _place(roles: list[str], calls: str | None) -> str:
    words = list(dict.fromkeys(_role(role, calls) for role in roles)) or [ONE]
    if len(words) <= MOST:
        return " and ".join(words)
    names = [role.split(" ")[-1] for role in roles]
    return f"a line from which {', '.join(names[:-1])} and {names[-1]} are made"


def _role(role: str, calls: str | None) -> str:
    kind, _, name = role.partition(" ")
    words = {
        "call": f"the {name} that {calls} is called with",
        "return": f"what is returned as {name}",
        "inside": f"the line in the loop that gives {name}",
        "outside": f"the line that gives {name}",
        "missing": f"no line that gives {name}",
        "loop": "the loop over time",
        "early": "a return inside the loop",
        "end": "no return",
    }
    return words.get(kind, "a line that changes what the function was given")
