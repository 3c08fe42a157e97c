"""Which cell is a student's work: every cell of the hand-in is a candidate, and the evidence decides.

Code goes before what is switched off, what is finished before what is not, and of several finished ones counts the one
that the tests ran against: the last above the last test of it. Nothing here looks at whether an answer is right.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.intake.definitions import State, body_not_run, fenced, functions_of, own_lines, read_texts, state_of
from grader.intake.names import Names, complete_from
from grader.intake.read_notebook import TOO_LONG
from grader.intake.recognising import shown_to_students
from grader.intake.repairs import repair
from grader.rules.cell_kinds import grade_id_of, is_solution, is_test
from grader.rules.delimiters import BEGIN_SOLUTION, END_SOLUTION, has_hidden_tests

NEARLY = 0.9  # how alike two names are of which one is meant to be the other, from 0 to 1
_DEF = re.compile(r"^def[ \t]+(\w{1,60})\b", re.MULTILINE)


@dataclass(frozen=True)
class Solution:
    """A solution cell of the assignment.

    label       its grade_id
    kind        its type: code or markdown
    functions   tuple of the functions that it defines
    handed_out  frozenset of the lines, stripped, that students find in it
    tested_by   frozenset of the labels of the tests whose lines students see; of all its tests, where they see none
    test_line   pattern of the lines of these tests that name one of the functions: a cell that has one tests them
    """

    label: str
    kind: str
    functions: tuple
    handed_out: frozenset
    tested_by: frozenset
    test_line: re.Pattern


@dataclass(frozen=True)
class Candidate:
    """A cell that may be the work for a function.

    place      of the cell
    live       True: the cell runs
    state      grader.intake.definitions.State
    own        True where def or class defines the function, False where it is given another value
    more       True where the cell has more to run than definitions of the assignment's functions
    """

    place: int
    live: bool
    state: State
    own: bool = True
    more: bool = True


@dataclass
class Choice:
    """What counts.

    counts      dict: function -> place of the cell whose definition counts
    cell_of     dict: label of a solution cell -> place of the cell that takes its place
    overriding  dict: function -> sorted places of live cells that would give it another value afterwards
    idle        set of the places of cells that have nothing to run but stubs of functions that stand elsewhere
    recognised  list of the labels of solution cells that are known by what they define
    repairs     list of Repair
    complete    dict: function -> place of the cell from which on everything that it uses has a value, where that is
                below its first test and above another one
    """

    counts: dict = field(default_factory=dict)
    cell_of: dict = field(default_factory=dict)
    overriding: dict = field(default_factory=dict)
    idle: set = field(default_factory=set)
    recognised: list = field(default_factory=list)
    repairs: list = field(default_factory=list)
    complete: dict = field(default_factory=dict)


def solutions_of(source_cells):
    """Read the solution cells of the assignment: list of Solution, in order."""
    tests, label = {}, None
    for cell in source_cells:
        if grade_id_of(cell) is None:
            continue
        if is_solution(cell):
            label = grade_id_of(cell)
        elif is_test(cell):
            tests.setdefault(label, []).append(cell)
    answers = [cell for cell in source_cells if grade_id_of(cell) is not None and is_solution(cell)]
    return [_solution(cell, tests.get(grade_id_of(cell), [])) for cell in answers]


def functions_of_cells(source_cells: Sequence[Mapping]) -> tuple[str, ...]:
    """The functions of the assignment, in order: names."""
    return tuple(name for solution in solutions_of(source_cells) for name in solution.functions)


def _solution(cell, tests):
    functions = tuple(functions_of(cell["source"])) if cell["cell_type"] == "code" else ()
    seen = [test for test in tests if not has_hidden_tests(test["source"])] or tests
    lines = {line.strip() for test in seen for line in shown_to_students(test["source"]).split("\n")}
    calls = [re.escape(line) for line in sorted(lines) if line[:1] != "#" and any(name in line for name in functions)]
    return Solution(
        grade_id_of(cell),
        cell["cell_type"],
        functions,
        handed_out(cell["source"]),
        frozenset(map(grade_id_of, seen)),
        re.compile(rf"^[ \t]*(?:{'|'.join(calls) or '(?!)'})[ \t]*(?:#.*)?$", re.MULTILINE),
    )


def handed_out(source):
    """The lines of a solution cell, stripped, that students find in it: all but those of its solution."""
    lines, inside = set(), False
    for line in map(str.strip, source.split("\n")):
        inside = (inside or line.startswith(BEGIN_SOLUTION)) and not line.startswith(END_SOLUTION)
        if not inside and not line.startswith(END_SOLUTION):
            lines.add(line)
    return frozenset(lines)


def choose(solutions, cells, labels, given=frozenset()):
    """Choose the cells that count: return a Choice.

    cells      list of notebook cells, the student's
    labels     list of grade_id or None, one for each cell
    given      set of names that the instructor's cells give a value
    """
    found = candidates(solutions, cells)
    choice = Choice()
    for solution in solutions:
        last_test = _last_test(solution, cells, labels)
        for function in solution.functions:
            if found[function]:
                _choose(function, found[function], last_test, choice, cells)
    for function, state, said in _not_run(solutions, cells):
        place = choice.counts.get(function)
        counted = next((one.state for one in found[function] if one.place == place), State.UNTOUCHED)
        if state > max(counted, State.BROKEN):
            choice.repairs.append(said)
    for solution in solutions:
        _choose_cell(solution, found, cells, labels, choice)
    choice.idle = _idle(found, choice)
    for function, place in choice.counts.items():
        choice.overriding[function] = sorted(
            one.place for one in found[function] if one.live and one.place > place and one.place not in choice.idle
        )
    _complete(solutions, cells, labels, given, choice)
    choice.repairs += [*_together(solutions, choice), *_misspelt(found, cells)]
    told = {one.more["cell"] for one in choice.repairs if one.kind == "copies"}
    idle = [name for name, several in found.items() if any(one.place in choice.idle for one in several)]
    again = [name for name in idle if name not in told]
    if again:
        choice.repairs.append(repair("idle", cells=", ".join(again)))
    return choice


def _complete(solutions, cells, labels, given, choice):
    """Note which functions use what stands below their first test, and were tested again below that."""
    names = Names([cell["source"] if _is_code(cell) else None for cell in cells])
    for solution in solutions:
        functions = [name for name in solution.functions if name in choice.counts]
        first = next((at for at, label in enumerate(labels) if label in solution.tested_by), None)
        last = _last_test(solution, cells, labels)
        place, late = complete_from(functions, names, first, last, given) if last < len(cells) else (-1, [])
        if late:
            choice.complete |= dict.fromkeys(functions, place)
            choice.repairs.append(repair("again", names=", ".join(late), cells=", ".join(functions)))


def _last_test(solution, cells, labels):
    """The place of the last cell that tests a function when it runs; behind all cells, where none does."""
    for at in reversed(range(len(cells))):
        if _is_code(cells[at]) and (labels[at] in solution.tested_by or solution.test_line.search(cells[at]["source"])):
            return at
    return len(cells)


def candidates(solutions, cells):
    """Find the cells that define a function: dict, function -> list of Candidate, in order."""
    names = {function: solution for solution in solutions for function in solution.functions}
    found = {function: [] for function in names}
    for at, text in enumerate(read_texts([cell["source"] for cell in cells], set(names))):
        for function, definition in text.defines.items():
            state = state_of(function, text, names[function].handed_out)
            found[function].append(Candidate(at, _is_code(cells[at]), state, definition.own, text.more))
    return found


def _not_run(solutions, cells):
    """Find functions that stand where nothing runs them: yield (function, State, Repair).

    So it is in a cell whose magic does something else with it, and in a fence of a Markdown cell.
    """
    names = {function: solution for solution in solutions for function in solution.functions}
    codes = [cell["source"] for cell in cells if _is_code(cell)]
    bodies = [body_not_run(text, codes) for text in codes]
    fences = [fenced(cell["source"], set(names)) for cell in cells if cell["cell_type"] == "markdown"]
    texts = read_texts([*(body for _, body in bodies), *fences], set(names))
    for (magic, _), text in zip([*bodies, *(("", one) for one in fences)], texts, strict=True):
        for function in text.defines:
            state = state_of(function, text, names[function].handed_out)
            if magic:
                yield function, state, repair("not run", cell=function, magic=magic)
            elif state is State.FINISHED:  # anything less may be the instructor's outline
                yield function, state, repair("switched off", cell=function, kind="markdown")


def _is_code(cell):
    return cell["cell_type"] == "code"


def _choose(function, found, last_test, choice, cells):
    """Choose one of the candidates for a function, and say why."""
    best = max((one.live, one.state) for one in found)
    equal = [one for one in found if (one.live, one.state) == best]
    tested = [one for one in equal if one.place <= last_test]
    chosen = (tested or equal)[-1]
    choice.counts[function] = chosen.place
    tried = [one for one in found if one.live and one.own and one.state > State.UNTOUCHED]
    if len(equal) > 1 and len(tried) > 1:
        why = "the last one" if chosen is equal[-1] else "the last one above its test"
        choice.repairs.append(repair("copies", cell=function, count=len(tried), why=why))
    elif chosen.state == State.FINISHED and len(tried) > 1:
        choice.repairs.append(repair("copies", cell=function, count=len(tried), why="the finished one"))
    for one in found:
        if chosen.live and not one.live and one.state > max(chosen.state, State.BROKEN):
            choice.repairs.append(repair("switched off", cell=function, kind=cells[one.place]["cell_type"]))
            break


def _choose_cell(solution, found, cells, labels, choice):
    """Choose the cell that takes the place of a solution cell: one that defines what counts, or one so named."""
    named = [at for at, label in enumerate(labels) if label == solution.label]
    taken = set(choice.cell_of.values())
    for function in solution.functions:
        if function in choice.counts:
            place = choice.counts[function]
            above = [one for one in found[function] if one.own and one.live and one.place <= place]
            place = above[-1].place if above else place  # a function that is wrapped afterwards stands above
            if place not in taken:
                choice.cell_of[solution.label] = place
                break
    else:
        free = [at for at in named if at not in taken and at not in choice.counts.values()]
        if free:
            choice.cell_of[solution.label] = max(free, key=lambda at: _worth(solution, cells[at], at))
        elif not any(function in choice.counts for function in solution.functions):
            choice.repairs.append(repair("nothing", cell=solution.label))
    _say_where(solution, named, found, cells, choice)


def _worth(solution, cell, at):
    """How much speaks for a cell of which only the name says what it is."""
    worked_on = bool(own_lines(cell["source"].split("\n"), solution.handed_out))
    return cell["cell_type"] == solution.kind, worked_on, at


def _say_where(solution, named, found, cells, choice):
    place = choice.cell_of.get(solution.label)
    if place is None:
        return
    if cells[place]["cell_type"] != solution.kind and not cells[place]["metadata"].get(TOO_LONG):
        kind = cells[place]["cell_type"]
        choice.repairs.append(repair("retyped", cell=solution.label, kind=kind, was=solution.kind))
    worked_on = {one.place for name in solution.functions for one in found[name] if one.state > State.UNTOUCHED}
    if not named and cells[place]["cell_type"] == solution.kind:
        choice.recognised.append(solution.label)
    if named and place not in named and not worked_on & set(named):
        holds_another = set(named) & set(choice.counts.values()) - {place}
        choice.repairs.append(repair("exchanged" if holds_another else "elsewhere", cell=solution.label))


def _together(solutions, choice):
    """Say which functions stand in the cell of another one."""
    for solution in solutions:
        place = choice.cell_of.get(solution.label)
        own = [function for function in solution.functions if choice.counts.get(function) == place]
        others = [name for name, at in choice.counts.items() if at == place and name not in solution.functions]
        if place is not None and own and others:
            yield repair("together", cells=", ".join(own + others))


def _misspelt(found, cells):
    """Say which functions are defined nowhere, while one with nearly their name is: yields Repair."""
    texts = [cell["source"] for cell in cells if _is_code(cell)]
    others = {name for text in texts for name in _DEF.findall(text)} - found.keys()
    for function in (name for name, several in found.items() if not several):
        for name in difflib.get_close_matches(function, sorted(others), n=1, cutoff=NEARLY):
            yield repair("misspelt", cell=function, name=name)


def _idle(found, choice):
    """The places of cells that, run, would only put a stub in the place of what counts."""
    functions, running = {}, set()
    broken = {name for name, several in found.items() for one in several if _is_broken(one, choice.counts[name])}
    for name, several in found.items():
        for one in several:
            functions.setdefault(one.place, set()).add(name)
            below = one.place > choice.counts[name] or name in broken
            if one.more or one.state not in (State.UNTOUCHED, State.STARTED) or not below:
                running.add(one.place)
    return functions.keys() - running - set(choice.counts.values())


def _is_broken(candidate, counts):
    return candidate.place == counts and candidate.state == State.BROKEN
