"""Where a mistake without a name was made, in a few words: so that a class is counted by place where it has no name."""

from checks.place.role import Role, RoleKind
from checks.report import Record
from checks.words import listed
from grader.exercise.loading import load

MOST = 2  # places, and roles of one, that are told apart
MANY = "several lines"
ONE = "a line that a small edit makes right"


def in_words(record: Record, assignment: str) -> str:
    """Say which lines a record's proven places are: "the line that gives an output"; empty where it has none.

    record     dict, see checks.report.Score; its roles are checks.place.role.Roles as text
    """
    function = load(assignment).functions.get(record["function"])
    calls = function.calls if function else None
    places = [_place(sorted(place["roles"]), calls) for place in record.get("places") or []]
    places = list(dict.fromkeys(places))
    return " and ".join(places) if len(places) <= MOST else MANY


def _place(roles: list[str], calls: str | None) -> str:
    try:
        read = [Role.read(role) for role in roles]
    except ValueError:  # it was written by another version
        return ONE
    words = list(dict.fromkeys(_role(role, calls) for role in read)) or [ONE]
    if len(words) <= MOST:
        return " and ".join(words)
    names = [role.name or role.kind.value for role in read]
    return f"a line from which {listed(names)} are made"


def _role(role: Role, calls: str | None) -> str:
    return {
        RoleKind.CALL: f"the {role.name} that {calls} is called with",
        RoleKind.RETURN: f"what is returned as {role.name}",
        RoleKind.INSIDE: f"the line in the loop that gives {role.name}",
        RoleKind.OUTSIDE: f"the line that gives {role.name}",
        RoleKind.MISSING: f"no line that gives {role.name}",
        RoleKind.LOOP: "the loop over time",
        RoleKind.EARLY: "a return inside the loop",
        RoleKind.END: "no return",
        RoleKind.CONDITION: "a condition",
        RoleKind.CHANGES: "a line that changes what the function was given",
    }[role.kind]
