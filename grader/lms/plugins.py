"""Course platforms as plugins of nbgrader: for `nbgrader zip_collect` and `nbgrader export`, by configuration.

The interfaces: https://nbgrader.readthedocs.io/en/stable/plugins/index.html
"""

import shutil
from pathlib import Path
from types import ModuleType

from nbgrader.plugins import ExportPlugin, ExtractorPlugin, FileNameCollectorPlugin
from traitlets import Unicode

from grader.intake.choosing import functions_of_cells
from grader.intake.contents import Sought, notebooks_in, unused
from grader.intake.folders import file_of
from grader.lms import canvas, moodle
from grader.lms.collect import choose, dated, gave_way, source_cells_of, student_id
from grader.lms.export import cells_csv, changed, junit
from grader.lms.marks import NoMarks, marks, works
from grader.lms.table import TableError
from grader.rules.budget import Budget
from grader.system.archive import ArchiveError, unpack
from grader.system.files import write_file

__all__ = [
    "CanvasCollector",
    "CanvasExport",
    "CellsExport",
    "JUnitExport",
    "MoodleCollector",
    "MoodleExport",
    "SafeExtractor",
]


class SafeExtractor(ExtractorPlugin):
    """Unpack zips without trust: what attacks is left out with a warning; other files are copied."""

    def extract(self, archive_path, extracted_path):
        for path in sorted(path for path in Path(archive_path).rglob("*") if path.is_file()):
            target = Path(extracted_path) / path.relative_to(archive_path)
            if path.suffix.lower() != ".zip":
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)
                continue
            try:
                refused = unpack(path, target.with_suffix(""))
            except (ArchiveError, FileExistsError) as error:
                self.parent.fail(str(error))
            for sentence in refused:
                self.log.warning(sentence)


class _Collector(FileNameCollectorPlugin):
    """Of each student, collect the notebook that counts, under the name that the assignment has."""

    roster = Unicode("", help="file that the platform exported, with the students in it").tag(config=True)
    student_id = Unicode("", help="its column that has nbgrader's student ids").tag(config=True)
    platform: ModuleType = None

    def collect(self, submitted_file):
        if not hasattr(self, "_counts"):
            self._counts = self._choose()
        return self._counts.get(Path(submitted_file))

    def _choose(self):
        """Map the files that count to what nbgrader wants to know of them."""
        directory = self.parent.coursedir
        assignment, students = directory.assignment_id, self._students()
        source = directory.format_path(directory.source_directory, ".", assignment)
        source_cells, budget = source_cells_of(Path(source), assignment), Budget()
        work, others = self._work(Sought(budget, functions_of_cells(source_cells), own_times=False))
        chosen, taken = {}, set()
        for student, files in sorted(work.items()):
            counted = choose(list(files), assignment, source_cells, budget, others[student])
            counts = counted.file
            self._warn_of(counted, files, student)
            of, note = student_id(student, students)
            if of is not None and of in taken:
                of, note = None, f"{of} has a notebook already, from another id; it was left out."
            if note:
                self.log.warning("%s: %s", counts.name, note)
            if of is not None:
                taken.add(of)
                path = next(path for file, path in files.items() if file.name == counts.name)
                chosen[path] = {"student_id": of, "file_id": assignment}
        return chosen

    def _work(self, sought):
        """Find the notebooks: (dict, student -> dict of File -> Path; dict, student -> list of Beside)."""
        top = Path(self.parent._format_collect_path(self.parent.extracted_directory))
        work, others = {}, {}
        for path in sorted(path for path in top.rglob("*") if path.is_file() and not path.is_symlink()):
            found = self.platform.submitted(path.relative_to(top).as_posix())
            if found is None:
                continue
            file, head = file_of(path, path.name, sought.budget)
            files, beside = notebooks_in(dated(found, file), head, sought)
            sentences, rest = unused(files, beside)
            for sentence in sentences:
                self.log.warning("%s; it was left out", sentence)
            work.setdefault(found.student, {}).update((one, path) for one in files)
            others.setdefault(found.student, []).extend(rest)
        return {student: files for student, files in work.items() if files}, others

    def _warn_of(self, counted, files, student):
        """Say what else a student has handed in, and that it came late."""
        if counted.unused:
            self.log.warning("%s: %s", counted.file.name, counted.unused)
        for other in files:
            if other.name != counted.file.name:
                self.log.warning("%s", gave_way(other, counted))
        if counted.file.origin.late:
            self.log.warning("%s handed in late", student)

    def _students(self):
        if not self.roster:
            return None
        try:
            return self.platform.roster(self.roster, self.student_id)
        except (TableError, OSError) as error:
            self.parent.fail(str(error))


class CanvasCollector(_Collector):
    """Collect from the submissions zip of Canvas."""

    platform = canvas


class MoodleCollector(_Collector):
    """Collect from the submissions zip of Moodle."""

    platform = moodle


class _Export(ExportPlugin):
    """Write the marks of one assignment into one file."""

    default = ""

    def export(self, gradebook):
        assignment = str(self.assignment[0]) if self.assignment else None
        to = self.to or self.default
        try:
            students = {str(student) for student in self.student}
            found = works(gradebook, self.parent.coursedir.root, assignment, students)
            content, sentences = self.content(found)
        except (NoMarks, TableError, OSError) as error:
            self.parent.fail(str(error))
        write_file(to, content)
        for sentence in sentences:
            self.log.warning(sentence)
        self.log.info("Wrote %s", to)

    def content(self, found):
        """The bytes of the file, and sentences on what is not in it."""
        raise NotImplementedError


class CellsExport(_Export):
    """CSV with one column for each graded cell."""

    default = "grades.csv"

    def content(self, found):
        return cells_csv(found).encode("utf-8"), changed(found)


class JUnitExport(_Export):
    """JUnit XML: a suite for each student, a case for each graded cell."""

    default = "grades.xml"

    def content(self, found):
        return junit(found), []


class CanvasExport(_Export):
    """The gradebook that Canvas exported, with one column filled in."""

    default = "canvas.csv"
    exported = Unicode("", help="the CSV that Canvas exported").tag(config=True)
    column = Unicode("", help="title or number of the assignment in Canvas").tag(config=True)
    student_id = Unicode("", help="the column that has nbgrader's student ids, where it is not found").tag(config=True)

    def content(self, found):
        if not self.exported:
            raise TableError("Set c.CanvasExport.exported to the CSV that Canvas exported.")
        assignment = found[0].assignment if found else ""
        more = {"assignment": assignment, "student_id": self.student_id or None}
        table, filled = canvas.fill(self.exported, marks(found), self.column or None, **more)
        return table.text().encode("utf-8"), filled.sentences


class MoodleExport(_Export):
    """The grading worksheet that Moodle gave, filled in."""

    default = "moodle.csv"
    exported = Unicode("", help="the grading worksheet that Moodle gave").tag(config=True)
    column = Unicode("", help="header of the column of marks, where it is not found").tag(config=True)
    student_id = Unicode("", help="the column that has nbgrader's student ids, where it is not found").tag(config=True)

    def content(self, found):
        if not self.exported:
            raise TableError("Set c.MoodleExport.exported to the grading worksheet that Moodle gave.")
        table, filled = moodle.fill(self.exported, marks(found), self.column or None, self.student_id or None)
        return table.text().encode("utf-8"), filled.sentences
