"""What is said of the places of a mistake: lines of the learner's code with the part marked, facts, never numbers."""

import ast
import linecache
from dataclasses import dataclass, field, replace

import numpy as np

from checks.limit import OutOfTime
from checks.place.conditions import wrong_condition
from checks.place.facts import PUT_IN, Fact, fact_of, fact_of_condition, sometimes_bound, unread_of, what_is_wrong
from checks.place.instrument import END, ITERATION, SIMPLE, Beside
from checks.place.parts import part_of, returned_parts
from checks.place.proof import prove
from checks.place.rewriting import rewritten
from checks.place.role import Role, RoleKind
from checks.words import Evidence, are, listed

WIDTH = 94  # characters of a line of code
CHANGES = {Beside.CHANGES, Beside.SECOND}  # what a place of a changed argument is known by
_COMPUTES = {"add", "subtract", "multiply", "divide", "dot", "matmul", "sum", "concatenate", "append", "where", "tanh"}
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


@dataclass(frozen=True)
class Place:
    """One place.

    number     of the line in its cell
    text       of the line, stripped
    start, end the part of the text that is meant; None: all of it
    said       Fact
    roles      frozenset of checks.place.role.Role: what it does in the function
    last       number of the last line, where it stands on several, any of which may be meant; 0: it stands on one
    """

    number: int
    text: str
    start: int | None
    end: int | None
    said: Fact
    roles: frozenset
    last: int = 0

    @property
    def fact(self):
        """What is said of it in words, or nothing."""
        return str(self.said)

    @property
    def is_below(self):
        """True where it is not the line that is meant, but what is missing after it."""
        return self.said.what in ("not-below", "not-renewed")

    @property
    def outputs(self):
        """The names in its roles."""
        return {role.name for role in self.roles if role.name}


@dataclass(frozen=True)
class Places:
    """The places of a mistake, in the order of the code.

    places     tuple of Place; empty where nothing is proven
    outputs    how many outputs are right when these places are; 0 where that is not claimed
    mended     True: when they are written in another way, not only given right values
    helped     tuple of the outputs that are right then, where not all are
    still      tuple of the outputs that are wrong all the same
    either     True: one of its two lines, written in another way, is enough, whichever it is
    exchanged  True: its two lines stand in the wrong order
    cell       name that Python has for the cell of the function
    late       True: none is known because the search was ended before it had found one
    wrong      tuple of (name, value, expected, what is right at other steps, the time step or None): what stands in it,
               where it is one place
    """

    places: tuple = ()
    outputs: int = 0
    mended: bool = False
    helped: tuple = ()
    still: tuple = ()
    either: bool = False
    exchanged: bool = False
    cell: str = ""
    late: bool = False
    wrong: tuple = field(default=(), compare=False, repr=False)

    @property
    def roles(self):
        """What they do in the function; empty where a line is known, and not what is wrong about it."""
        return frozenset().union(*(place.roles for place in self.places))

    @property
    def proof(self):
        """What follows from right values there, in words, or nothing."""
        if not self.places or not self.outputs:
            return ""
        several = len(self.places) > 1
        if self.still:
            if not self.mended and not any(place.is_below or place.said.what in PUT_IN for place in self.places):
                # Its output may stay wrong with the line corrected: it may read what another line makes wrong.
                lines = "these lines are wrong in themselves" if several else "this line is wrong in itself"
                return f"{lines}; something else makes {listed(self.still)} wrong as well"
            what = self._mended if self.mended else "right values there" if several else self._put_in
            return f"with {what}, {are(self.helped, 'right')}; {are(self.still, 'still wrong')}"
        right = f"all {_number(self.outputs)} outputs are right" if self.outputs > 1 else "the output is right"
        if self.either:
            return f"with either of these two lines corrected, {right}"
        if self.mended:
            return f"with {self._mended}, {right}"
        what = f"right values in these {_number(len(self.places))} places" if several else self._put_in
        return f"with {what}, {right}"

    @property
    def _mended(self):
        if self.exchanged:
            return "these two lines in the other order"
        several = len(self.places) > 1
        only = "this" if self.still else "only this"
        return f"these {_number(len(self.places))} lines corrected" if several else f"{only} corrected"

    @property
    def _put_in(self):
        return PUT_IN.get(self.places[0].said.what, "the right value there")

    def __bool__(self):
        return bool(self.places)


def find_places(function, case, right):
    """Prove where a function goes wrong on a case.

    function   a learner's function, of this process
    right      checks.place.values.Right
    Returns    Places: empty where it can't be followed, or nothing can be proven. Never raises for what it does.
    """
    try:
        return search(function, case, right)
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException:  # a program can be written in any way: then there is nothing to say
        return Places()


def search(function, case, right):
    """Do the same as `find_places`, but raise what goes wrong in the search itself."""
    proof = prove(function, case, right)
    condition = _conditional(function, case, proof)
    if condition:
        return condition
    only_changes = proof.has_wrong_values and {name for one in proof.places for name in one.names} <= CHANGES
    if proof.places and not proof.is_open and not proof.still and not only_changes:
        return _proven(proof)
    lines, facts = _rewritten(function, case), _proven(proof)
    is_told = only_changes and {one.number for one in lines.places} & {one.number for one in facts.places}
    return lines if lines.outputs and not lines.still and not is_told else facts or lines


def _proven(proof):
    """The places of a proof, which may have none."""
    places = _line_by_line([_described(proof, one) for place in proof.places for one in _by_line(proof, place)])
    if not places:
        return Places()
    wrong = tuple(what_is_wrong(proof)) if len(places) == 1 else ()
    outputs = 0 if proof.is_fact_only else len(proof.case.function.outputs)
    mended = any(Beside.EARLY in one.names or one.statement.kind == END for one in proof.places)
    helped, still = (
        tuple(name for name in proof.case.function.outputs if name in some) for some in (proof.helped, proof.still)
    )
    cell = proof.source.function.__code__.co_filename
    return Places(places, outputs, mended, helped, still, cell=cell, wrong=wrong)


def _rewritten(function, case):
    """The lines that small edits make right."""
    found = rewritten(function, case)
    if not found.lines:
        return Places()
    file = function.__code__.co_filename
    lines = linecache.getlines(file)
    places = tuple(place_on(lines, number, None, None, _renewed(found), frozenset()) for number in found.lines)
    helped, still = (
        tuple(name for name in case.function.outputs if name in some) for some in (found.helped, found.still)
    )
    if still and not any(isinstance(case.expected[name], np.ndarray) for name in still):
        return Places(places, cell=file)  # the record keeps what the edit has put in: a better one may mend it, too
    return Places(
        places, len(case.function.outputs), True, helped if still else (), still, found.either, found.exchanged, file
    )


def _conditional(function, case, proof):
    """The condition that makes everything right when it is true at other times, unless other lines are proven."""
    found, proven = wrong_condition(function, case), _proven(proof)
    others = [place for place in proven.places if not found or not found.node.lineno <= place.number <= found.last]
    if found is None or (others and (len(proven.places) > 1 or not proven.outputs or proven.still)):
        return Places()
    file, node = function.__code__.co_filename, found.node
    lines, said = linecache.getlines(file), fact_of_condition(found)
    start, end = columns_of(lines, node) if node.end_lineno == node.lineno else (None, None)
    place = place_on(lines, node.lineno, start, end, said, frozenset({Role(RoleKind.CONDITION)}))
    places = sorted([place, *others], key=lambda one: one.number)
    return Places(tuple(places), len(case.function.outputs), either=bool(others), cell=file)


def columns_of(lines: list, part: ast.expr) -> tuple[int, int]:
    """Where a part of a line begins and ends in its text without the indent."""
    raw = lines[part.lineno - 1]
    indent = len(raw) - len(raw.lstrip())
    start, end = (len(raw.encode()[:at].decode()) - indent for at in (part.col_offset, part.end_col_offset))
    return start, end


def _renewed(found):
    """The Fact that an entry of a dict or an attribute gets no new value, or that a name gives its values once."""
    if found.used_up:
        return Fact("used-up", (found.used_up,))
    if not found.renewed:
        return Fact()
    return Fact("not-in-loop" if "[" in found.renewed else "not-renewed", (found.renewed,))


def _by_line(proof, place):
    """The places of a return that stands on several lines, one for each line on which wrong outputs stand: list."""
    parts = returned_parts(place, proof.case.function)
    lines = {part.lineno for part in parts.values() if part is not None}
    if len(lines) < 2 or None in parts.values():
        return [place]
    keys = [[key for key, part in parts.items() if part.lineno == line] for line in sorted(lines)]
    return [replace(place, forced=_only(place.forced, some), suspects=_only(place.suspects, some)) for some in keys]


def _only(entries, keys):
    return {key: entry for key, entry in entries.items() if key in keys}


def _line_by_line(places):
    """Put the places of one line together: tuple of Place. A name that is missing after it is a place of its own."""
    found, apart = {}, []
    for place in sorted(places, key=lambda place: place.is_below):
        one = found.get(place.number)
        if one is None:
            found[place.number] = place
        elif place.is_below and not place.outputs & one.outputs:
            apart.append(place)
        else:
            said = _both(one.said, place.said)
            roles = one.roles | place.roles
            found[place.number] = replace(one, start=None, end=None, said=said, roles=roles)
    return tuple(sorted([*found.values(), *apart], key=lambda place: place.number))


def _both(one, other):
    """What is said of two places of one line: Fact."""
    if {one.what, other.what} <= {"not-in-loop", "several-not-in-loop"} and one != other:
        return Fact("several-not-in-loop", (*one.about, *other.about))
    return one if one.what else other


def rows(found, most=2):
    """The lines of a message on some Places: list of checks.words.Evidence."""
    lines = []
    for place in found.places[:most]:
        lines.append(Evidence(_named(place), place.text))
        if place.start is not None:
            lines.append(Evidence("", " " * place.start + "^" * (place.end - place.start)))
        if place.fact:
            lines.append(Evidence("", place.fact))
    others = [str(place.number) for place in found.places[most:] if not place.is_below]
    also = [f"line{'s' if len(others) > 1 else ''} {', '.join(others)}"] if others else []
    also += [f"after line {place.number}" for place in found.places[most:] if place.is_below]
    if also:
        lines.append(Evidence("also", ", ".join(also)))
    return [*lines, Evidence("proven", found.proof)] if found.proof else lines


def _named(place):
    if place.last:
        return f"lines {place.number}-{place.last}"
    return f"{'after' if place.is_below else 'line'} {place.number}"


def _number(count):
    return NUMBERS.get(count, count)


def _described(proof, place):
    node, adding = place.statement.node, proof.trust.filling.sum_with(place)
    if adding:
        first, last = adding[0].node.lineno, node.end_lineno
        said = Fact("not-after-these" if last > first else "not-after", tuple(place.names))
        return place_on(proof.source.lines, first, None, None, said, proof.roles(place), last if last > first else 0)
    part = _innermost(node) if place.spoils or place.changes else part_of(proof, place)
    number = part.lineno if part is not None else _line_of(proof, place)
    start, end = None, None
    if isinstance(part, ast.expr) and part.lineno == part.end_lineno and not _is_whole(node, part):
        start, end = columns_of(proof.source.lines, part)
    said = fact_of(proof, place, place.statement.kind == ITERATION and _idle_line(place) is not None)
    is_simple = place.statement.kind == SIMPLE and not place.missing
    end_line = part.end_lineno if part is not None else node.end_lineno if is_simple else number
    last = end_line if end_line > number else 0
    return place_on(proof.source.lines, number, start, end, said, proof.roles(place), last)


def place_on(lines, number, start, end, said, roles, last=0):
    """Return the Place on a line of a cell: its text is the cell's, as far as it can be read at a glance."""
    text = lines[number - 1].strip()
    if len(text) > WIDTH:
        text = text[: WIDTH - 1].rstrip() + "…"
        start, end = (start, end) if end is not None and end < WIDTH else (None, None)
    return Place(number, text, start, end, said, roles, last)


def _innermost(node):
    """The one statement in a loop, or in loops in one another; else the statement itself."""
    while isinstance(node, (ast.For, ast.While, ast.If, ast.With)) and len(node.body) == 1:
        (node,) = node.body
    return node


def _is_whole(node, part):
    return part is node or (part is getattr(node, "value", None) and not isinstance(node, (ast.Assign, ast.AugAssign)))


def _line_of(proof, place):
    statement = place.statement
    if not place.missing:
        lines = [part.lineno for part in returned_parts(place, proof.case.function).values() if part is not None]
        return _end_of_function(proof) if statement.kind == END else min(lines, default=statement.node.lineno)
    bound = [proof.whole.statements[number].node for number, (name, _) in proof.judged.seen if name == place.missing]
    sometimes = sometimes_bound(proof, place.missing)
    if statement.kind == ITERATION:
        idle = _idle_line(place)
        unread = unread_of(proof, place.missing)
        if unread is not None and not sometimes:
            return unread.node.lineno
        return idle.lineno if idle else sometimes[-1].node.lineno if sometimes else statement.node.lineno
    if bound and sometimes:
        return sometimes[-1].node.lineno
    return max((node.end_lineno for node in bound), default=statement.node.lineno)


def _idle_line(place):
    """A line in the loop that reads the missing name, computes something, and keeps it nowhere; or None."""
    for part in ast.walk(place.statement.node):
        read = {one.id for one in ast.walk(part) if isinstance(one, ast.Name)}
        if isinstance(part, ast.Expr) and _only_computes(part.value) and place.missing in read:
            return part
    return None


def _only_computes(node):
    """True for an operation, and for a call of numpy that writes its result nowhere."""
    if isinstance(node, ast.Call):
        module, _, name = ast.unparse(node.func).partition(".")
        writes = any(word.arg == "out" for word in node.keywords)
        return module in ("np", "numpy") and name in _COMPUTES and not writes
    return isinstance(node, (ast.BinOp, ast.Compare))


def _end_of_function(proof):
    return proof.source.node.body[-1].end_lineno
