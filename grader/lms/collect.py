"""Submissions out of a platform's archive into the course folder, one notebook a student, and a row for every file."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from grader.intake.choosing import functions_of_cells
from grader.intake.contents import HEAD, File, Sought, notebooks_in, unused
from grader.intake.picking import choose_file
from grader.intake.read_notebook import Unreadable
from grader.lms.collected import Collected, FileOutcome
from grader.rules.budget import Budget
from grader.system.archive import ArchiveError, opened, shown
from grader.system.files import write_file
from grader.system.notebooks import read_notebook
from grader.system.terminal import CannotRun

LONGEST_ID = 200  # bytes


@dataclass(frozen=True)
class Submitted:
    """What the name of a file in a platform's archive says.

    student    id of the student, as the platform has it
    file       name that the student gave the file
    late       whether the platform says that it came late
    order      of two files of one student, the later has the greater
    at         when it was handed in, as nbgrader writes it; empty where that is unknown
    """

    student: str
    file: str
    late: bool = False
    order: tuple = ()
    at: str = ""


@dataclass(frozen=True)
class Arrived:
    """A file that came from a platform.

    found      Submitted; None: its name is none that the platform gives
    name       of the file, for messages
    files      list of grader.intake.contents.File that may be notebooks
    others     list of sentences on what else is there, and was left out
    beside     list of grader.intake.contents.Beside: all else, which may hold work
    """

    found: Submitted | None
    name: str
    files: list = field(default_factory=list)
    others: list = field(default_factory=list)
    beside: list = field(default_factory=list)


def stem(file):
    """The name of a notebook without what browsers and platforms add to a second one, e.g. -1 or (1)."""
    return re.sub(r"(?i)(?:-\d+| ?\(\d+\))?\.ipynb$", "", file.rsplit("/", 1)[-1]).strip()


def latest(candidates, notebook):
    """Choose the one of a student's notebooks that counts: of the right name, if there is one, and the latest.

    candidates     list of pairs (Submitted, anything)
    """
    return max(candidates, key=lambda pair: (stem(pair[0].file).casefold() == notebook.casefold(), pair[0].order))


@dataclass(frozen=True)
class Counted:
    """The one of a student's files that counts.

    why        words on why it and no other; empty where it is the only one
    unused     sentence on what else may hold work, where the notebook is not finished; or empty
    """

    file: File
    why: str = ""
    unused: str = ""


def choose(files, notebook, source_cells, budget, beside=()):
    """Choose the one of a student's notebooks that counts: one that was worked on before others, then the newest.

    files      list of grader.intake.contents.File, not empty; the origin of each is its Submitted
    beside     list of grader.intake.contents.Beside
    Returns    Counted
    """
    if len(files) == 1 and not beside:
        return Counted(files[0])
    named = [replace(file, called=_as_named(file.called, notebook)) for file in files]
    try:
        chosen = choose_file(named, f"{notebook}.ipynb", source_cells, budget, beside)
    except Unreadable:  # none of them can be read: grading says so of the one that counts
        return Counted(latest([(file.origin, file) for file in files], notebook)[1])
    return Counted(chosen.file, chosen.why, next((str(one) for one in chosen.said if one.kind == "beside"), ""))


def gave_way(file: File, counted: Counted) -> str:
    """Say that one file counts and another does not."""
    why = f", because {counted.why}" if counted.why else ""
    return f"{shown(file.name)} gave way to {shown(counted.file.name)}{why}."


def _as_named(file, notebook):
    """The name of a notebook without what is added to a second one, where it is the right one."""
    return f"{notebook}.ipynb" if stem(file).casefold() == notebook.casefold() else file


def dated(found, file):
    """A file of a platform, with what its name says: whose it is, and when it came."""
    return replace(file, origin=found, called=found.file, time=found.order[0] if found.order else file.time)


def source_cells_of(folder, assignment):
    """The instructor's cells, which tell work from what was handed out; none where they are not there.

    folder     Path of the assignment's source
    """
    try:
        return read_notebook(folder / f"{assignment}.ipynb").cells
    except (OSError, CannotRun):
        return []


def is_student_id(text: str) -> bool:
    """True for what can be a student id, which names a folder."""
    is_name = re.fullmatch(r"[^\s./\\](?:[^/\\]*[^\s/\\])?", text) and text.isprintable()
    return bool(is_name) and len(text.encode()) <= LONGEST_ID


def student_id(on_platform, students):
    """Find whose work this is among nbgrader's students.

    students   dict: id on the platform -> student id; None: they are the same

    Returns a pair: student id, or None when no folder can be called so; and a note, empty when there is none.
    """
    if students is None:
        return on_platform, ""
    student = students.get(on_platform) or on_platform
    if not is_student_id(student):
        return None, f"{student!r} can't be a student id; it was left out. Correct the roster."
    if students.get(on_platform):
        if list(students.values()).count(student) > 1:
            return None, f"{student} is the id of several students in the roster; it was left out. Correct the roster."
        return student, ""
    what = "the student is not in the roster" if on_platform not in students else "the roster has no id of the student"
    if student in students.values():
        return None, f"{what}, and {student} is another student's id there; it was left out. Complete the roster."
    return student, f"{what}; collected as {student}."


def collect(path, course, submitted, assignment, students=None, replace=False):
    """Put the notebooks of a platform's archive where nbgrader looks for them, by its settings.

    path       the downloaded zip
    course     the course folder
    submitted  function that reads a name: str -> Submitted, or None where the name is not the platform's
    students   dict: id on the platform -> student id; None: they are the same
    replace    whether a notebook that is there and differs is replaced

    Returns a list of Collected, one for each file of the archive.
    Raises ArchiveError when the archive can't be read at all.
    """
    sought = sought_for(course, assignment)
    with opened(path) as archive:
        rows = [Collected("", "", FileOutcome.LEFT_OUT, sentence) for sentence in archive.refused]
        arrived = (_arrived(submitted(member.name), member, sought) for member in archive.members)
        return rows + take(arrived, course, assignment, students, replace, sought.budget)


def sought_for(course, assignment):
    """What is looked for in the files of a platform, which have no times of their own: Sought."""
    from grader.course.course import paths_of  # it needs nbgrader's apps, which may be loading this

    source_cells = source_cells_of(paths_of(course)("source", ".", assignment), assignment)
    return Sought(Budget(), functions_of_cells(source_cells), own_times=False)


def take(arrived, course, assignment, students, replace, budget):
    """Put the notebooks that came from a platform where nbgrader looks for them; choose where there are several.

    arrived    Arrived, any number
    The others are as for `collect`; returns a list of Collected, one for each file.
    """
    from grader.course.course import paths_of  # it needs nbgrader's apps, which may be loading this

    rows, work, beside, taken, path = [], {}, {}, set(), paths_of(course)
    source_cells = source_cells_of(path("source", ".", assignment), assignment)
    collecting = _Collecting(path, assignment, source_cells, budget, replace)
    for one in arrived:
        if one.found is None:
            note = f"{shown(one.name)} has no name that the platform gives; it was left out. Collect it by hand."
            rows.append(Collected("", one.name, FileOutcome.LEFT_OUT, note))
            continue
        notes = [f"{sentence}; it was left out." for sentence in one.others]
        rows += [Collected(one.found.student, one.name, FileOutcome.LEFT_OUT, note) for note in notes]
        work.setdefault(one.found.student, []).extend(one.files)
        beside.setdefault(one.found.student, []).extend(one.beside)
    for on_platform, files in sorted(work.items()):
        student, note = student_id(on_platform, students)
        if student is not None and student in taken:
            student, note = None, f"{student} has a notebook already, from another id; it was left out."
        if files:
            taken.add(student)
            rows += collecting.rows(on_platform, student, note, files, beside[on_platform])
    return rows


def _arrived(found, member, sought):
    """A file of an archive, with the notebooks in it: Arrived."""
    return Arrived(found, member.name, *(_notebooks(found, member, sought) if found else ()))


def _notebooks(found, member, sought):
    """Look for notebooks in a file of the archive: (list of File, list of sentences, list of Beside), see Arrived."""

    def read():
        try:
            return member.read()
        except ArchiveError as error:
            raise Unreadable(str(error)) from None

    try:
        head = member.read(HEAD)
    except ArchiveError as error:
        return [], [error.what], []
    files, beside = notebooks_in(dated(found, File(member.name, member.time, read)), head, sought)
    return files, *unused(files, beside)


@dataclass(frozen=True)
class _Collecting:
    """Where notebooks go: into a course, for an assignment with the instructor's cells; `replace` as in `collect`.

    path       function that names the folders of the course, as grader.course.course.Course.path
    """

    path: Callable
    assignment: str
    source_cells: list
    budget: Budget
    replace: bool

    def rows(self, on_platform, student, note, files, beside):
        """Put one student's notebook in its place; rows for all of theirs. No student: left out, as the note says."""
        counted = choose(files, self.assignment, self.source_cells, self.budget, beside)
        chosen, name = counted.file, shown(counted.file.name)
        rows = [
            Collected(on_platform, file.name, FileOutcome.SUPERSEDED, gave_way(file, counted))
            for file in files
            if file.name != chosen.name
        ]
        if counted.unused:
            rows.append(
                Collected(student or on_platform, chosen.name, FileOutcome.LEFT_OUT, f"{name}: {counted.unused}")
            )
        notes = [f"{name}: {note}"] if note else []
        if student is None:
            return [*rows, Collected(on_platform, chosen.name, FileOutcome.LEFT_OUT, notes[0])]
        if chosen.origin.late:
            notes.append(f"{student} handed in late.")
        if stem(chosen.called).casefold() != self.assignment.casefold():
            notes.append(f"{name} is taken for {self.assignment}.ipynb.")
        try:
            outcome, note = self._put(chosen, self.path("submitted", student, self.assignment))
        except Unreadable as error:
            outcome, note = FileOutcome.LEFT_OUT, str(error)
        except (NotADirectoryError, IsADirectoryError, FileExistsError) as error:
            outcome, note = FileOutcome.LEFT_OUT, f"{error.filename} is in the way; it was left out. Move that away."
        return [*rows, Collected(student, chosen.name, outcome, " ".join([*notes, note]).strip())]

    def _put(self, file, folder):
        """Write a file to its place; return the outcome and a note."""
        content, target = file.read(), folder / f"{self.assignment}.ipynb"
        if target.exists():
            if target.read_bytes() == content:
                return FileOutcome.UNCHANGED, ""
            if not self.replace:
                return (
                    FileOutcome.KEPT,
                    f"{target} is another one; it stays. To have the one of {shown(file.name)}: --replace.",
                )
        write_file(target, content)
        if file.origin.at:
            write_file(folder / "timestamp.txt", file.origin.at.encode("ascii"))
        return FileOutcome.COLLECTED, ""
