"""A course folder with its settings, as nbgrader reads them; what does not load stops the run."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from traitlets import TraitError
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from grader.course.seed import of_course
from grader.exercise.seed import SeedError, from_environment, in_environment
from grader.grading.assignment import AssignmentError
from grader.intake.strays import is_text
from grader.plugin.execution import Examine
from grader.plugin.settings import problems_of
from grader.system.homes import look_in
from grader.system.terminal import SETTINGS, no_course


@dataclass(frozen=True)
class Course:
    """A course folder.

    root        Path
    config      traitlets' Config, what nbgrader_config.py says
    directory   nbgrader's CourseDirectory
    examine     grader.plugin.execution.Examine, for the limits of student code
    seed        int, of the hidden tests
    """

    root: Path
    config: Config
    directory: CourseDirectory
    examine: Examine
    seed: int

    def budget(self, cpu=None, wall=None, memory=None):
        """Return the Budget of a submission; what is given here wins over the settings.

        cpu        seconds of CPU time
        wall       seconds by the clock
        memory     megabytes
        """
        given = {"cpu": cpu, "wall": wall, "memory": memory and memory << 20}
        return replace(self.examine.budget, **{name: value for name, value in given.items() if value})

    @property
    def submitted(self):
        """The folder of all submissions: Path."""
        return self.root / self.directory.submitted_directory

    @property
    def permissions(self):
        """What is set on the files that grading writes, as nbgrader sets it: mode bits."""
        return int(str(Autograde(coursedir=self.directory, config=self.config).permissions), 8)

    def assignments(self):
        """The names of the assignments that have a source folder: set."""
        return {path.name for path in (self.root / self.directory.source_directory).glob("*") if path.is_dir()}

    def path(self, step, student, assignment):
        """The folder of a step (source, submitted, autograded, feedback) of one student: Path."""
        name = getattr(self.directory, f"{step}_directory")
        return Path(self.directory.format_path(name, student, assignment))

    def submissions(self, assignment, only=()):
        """Find who has handed in.

        only       ids of students; empty: all
        Returns    list of pairs (student id, Path), sorted by id
        Raises     AssignmentError where somebody who is named has handed in nothing
        """
        pattern = self.path("submitted", "*", assignment)
        place = list(pattern.parts).index("*")
        excluded = set(filter(None, self.directory.student_id_exclude.split(",")))
        top = Path(*pattern.parts[:place])
        paths = top.glob(str(Path(*pattern.parts[place:])))
        found = {path.parts[place]: path for path in paths if is_text(path.parts[place])}
        missing = sorted(set(only) - found.keys())
        if missing:
            raise AssignmentError(
                f"{', '.join(missing)}: nothing of {assignment} is there; it would be in "
                f"{self.path('submitted', missing[0], assignment)}"
            )
        wanted = set(only) or found.keys() - excluded
        return sorted((student, path) for student, path in found.items() if student in wanted)


def paths_of(folder: str | Path) -> Callable[[str, str, str], Path]:
    """Return the function that names the folders of a course as `Course.path` does, also where it has no settings.

    Raises     AssignmentError where there are settings and they do not load
    """
    root = Path(folder).resolve()
    if (root / SETTINGS).is_file():
        return open_course(root).path
    return lambda step, student, assignment: root / step / student / assignment


def open_course(folder: str | Path) -> Course:
    """Load the settings of a course folder; exercises are looked for there as well from then on.

    Returns    Course
    Raises     AssignmentError where the folder is no course or its settings do not load
    """
    root = Path(folder).resolve()
    if not (root / SETTINGS).is_file():
        raise AssignmentError(no_course(folder))
    look_in(root)
    try:
        seed = of_course(root)
    except SeedError as error:
        raise AssignmentError(str(error)) from None
    try:
        # As nbgrader does. The settings leave the seed in the environment for its one course; here others may follow.
        with in_environment(seed), contextlib.chdir(root):
            config = PyFileConfigLoader(SETTINGS, path=str(root)).load_config()
            seed = from_environment()
    except (Exception, SystemExit) as error:
        raise AssignmentError(f"{root / SETTINGS} does not load: {type(error).__name__}: {error}") from error
    if problem := next(problems_of(config), None):
        raise AssignmentError(f"{root / SETTINGS}: {problem}")
    config.CourseDirectory.setdefault("root", str(root))
    try:
        return Course(root, config, CourseDirectory(config=config), Examine(config=config), seed)
    except TraitError as error:
        raise AssignmentError(f"{root / SETTINGS}: {error}") from None
