"""Wrong work that is alike: the same wrong numbers, and lines in common that hardly anybody else has written."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from grader.exercise.references import solutions
from grader.grading.traces import plain_lines
from grader.system.notebooks import read_notebook

SHARED = 2  # lines that two must have in common
FEW = 4, 8  # who has a line beside them: so many students, or one of so many, whichever is more


@dataclass(frozen=True)
class Similar:
    """Students whose work is alike in one function.

    function   its name
    students   ids, sorted
    lines      tuple of str: the lines that at least two of them share
    """

    function: str
    students: tuple
    lines: tuple


def similar(rows, exercise):
    """Find wrong work that is alike: list of Similar, the largest group first.

    rows       list of grader.grading.result.Row that are graded
    exercise   grader.exercise.loading.FullExercise; what the template, the solution, the styles and the catalogue say
               is in nobody's hand
    """
    found = []
    for function in exercise.functions:
        traces = [(row.student, trace) for row in rows for trace in row.traces if trace.function == function]
        if len(traces) < 2:
            continue
        unusual = _unusual(traces, _known(exercise, function), max(FEW[0], len(rows) // FEW[1]))
        by_numbers = defaultdict(list)
        for student, trace in traces:
            by_numbers[trace.numbers].append(student)
        for students in by_numbers.values():
            found += _groups(function, students, unusual)
    return sorted(found, key=lambda group: (-len(group.students), group.function, group.students))


def _unusual(traces, known, most):
    """The lines of each student that are not known and that few have: dict, student -> set."""
    own = {student: trace.lines - known for student, trace in traces}
    having = Counter(line for lines in own.values() for line in lines)
    return {student: {line for line in lines if 2 <= having[line] <= most} for student, lines in own.items()}


def _groups(function, students, unusual):
    """Join those who share enough lines, directly or through others."""
    group = {student: {student} for student in students}
    lines = defaultdict(set)
    for one, other in combinations(sorted(students), 2):
        shared = unusual[one] & unusual[other]
        if len(shared) >= SHARED:
            joined = group[one] | group[other]
            group |= dict.fromkeys(joined, joined)
            lines[one] |= shared
            lines[other] |= shared
    joined = {tuple(sorted(members)) for members in group.values() if len(members) > 1}
    return [Similar(function, who, tuple(sorted(set().union(*(lines[one] for one in who))))) for who in sorted(joined)]


@cache
def _known(exercise, function):
    """The lines that are nobody's own."""
    secret, source = exercise.secret, read_notebook(exercise.notebook)
    texts = [cell.source for cell in source.cells if cell.cell_type == "code"]
    texts += [solutions(exercise)[function]]
    texts += [text for mistake in secret.mistakes if mistake.function == function for text in mistake.sources(exercise)]
    texts += [text for style in secret.styles for text in (style.before, *style.texts(exercise).values())]
    return frozenset().union(*map(plain_lines, texts))
