"""nbgrader's exchange as a watch uses it: what students submit is collected, and their pages are released, at once."""

import contextlib
import os
from pathlib import Path

from jupyter_core.paths import jupyter_config_path
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError, ExchangeFactory
from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from grader.grading.assignment import AssignmentError
from grader.plugin.receiving import SECRET, TIMESTAMP
from grader.system.terminal import SETTINGS, nbgrader_command

NEEDED = (TIMESTAMP, SECRET)  # nbgrader writes them last


class Exchange:
    """The exchange of one assignment.

    course     grader.course.course.Course
    name       of the assignment
    Raises     AssignmentError where the exchange has no folder for what this course's students submit
    """

    def __init__(self, course, name):
        self.config = _config(course)
        self.name, self.directory = name, CourseDirectory(config=self.config, assignment_id=name)
        self.factory = ExchangeFactory(config=self.config)
        self.folder = Path(self._made("Collect").root) / self.directory.course_id / "inbound"
        self._collected = set()
        if not os.access(self.folder, os.R_OK | os.X_OK):
            how = nbgrader_command("release_assignment", name, course=course.root)
            raise AssignmentError(
                f"{self.folder} is not there, or can't be read; to make it, run: {how}. The exchange is "
                f"c.Exchange.root, the course is c.CourseDirectory.course_id, both in {SETTINGS}"
            )

    def collect(self):
        """Copy what is new into the folder of submissions, as nbgrader collect does; return how much is new.

        Raises     OSError
        """
        new = {name for name in os.listdir(self.folder) if f"+{self.name}+" in name} - self._collected
        whole = {name for name in new if all((self.folder / name / file).is_file() for file in NEEDED)}
        if whole:
            self._run("Collect", update=True)
            self._collected |= whole
        return len(whole)

    def release(self, student):
        """Give a student's page back, as nbgrader release_feedback does."""
        self.directory.student_id = student
        try:
            self._run("ReleaseFeedback")
        finally:
            self.directory.student_id = "*"

    def _run(self, kind, **settings):
        try:
            with contextlib.chdir(self.directory.root):
                self._made(kind, **settings).start()
        except (ExchangeError, RuntimeError) as error:
            raise OSError(None, f"nbgrader's exchange: {error}") from None

    def _made(self, kind, **settings):
        authenticator = Authenticator(config=self.config)
        make = getattr(self.factory, kind)
        return make(coursedir=self.directory, authenticator=authenticator, config=self.config, **settings)


def _config(course):
    """The settings of the machine, as nbgrader finds them, and those of the course, which win."""
    config = Config()
    for folder in reversed(jupyter_config_path()):
        with contextlib.suppress(ConfigFileNotFound):
            config.merge(PyFileConfigLoader(SETTINGS, path=folder).load_config())
    config.merge(course.config)
    return config
