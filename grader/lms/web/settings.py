"""Where a course lies on its platform, as nbgrader_config.py says it."""

import re

from traitlets import Dict, Unicode, Union
from traitlets import Integer as Whole
from traitlets.config import Configurable

from grader.lms.web.canvas_api import CanvasAPI
from grader.lms.web.moodle_api import MoodleAPI
from grader.lms.web.site import Site
from grader.system.terminal import SETTINGS, CannotRun


class _Platform(Configurable):
    """The settings that every platform has; the token is in the environment, never here."""

    address = Unicode("", help="address of the site, e.g. https://learn.example.org").tag(config=True)
    course = Union([Whole(), Unicode()], default_value="", help="number of the course, in its address").tag(config=True)
    assignments = Dict(help="assignment here -> the number in the address of its page there").tag(config=True)
    student_id = Unicode("", help="what there is nbgrader's student id, e.g. SIS Login ID").tag(config=True)
    token_variable = Unicode("", help="environment variable that holds the token").tag(config=True)
    api: type = None

    def open(self, root, say):
        """Connect: the platform's API, for one course on it; nothing is sent.

        root       Path of the course folder, for messages
        say        function that takes a sentence while something takes long
        Raises     CannotRun where a setting is missing; PlatformError
        """
        for name in ("address", "course"):
            if not getattr(self, name):
                example = '"https://learn.example.org"' if name == "address" else "1234"
                raise CannotRun(
                    f"{root / SETTINGS} does not say where the course is: add "
                    f"c.{type(self).__name__}.{name} = {example}"
                )
        if not re.fullmatch(
            "[A-Z][A-Z0-9_]*", self.token_variable
        ):  # what stands there may be a token: it is not shown
            raise CannotRun(
                f"{root / SETTINGS}: c.{type(self).__name__}.token_variable is the name of an environment variable, in "
                "capitals, never the token itself"
            )
        return self.api(Site(self.address, self.token_variable, say), self.course)

    def choose(self, assignments, assignment, root):
        """Choose the assignment of the platform: by its number in the settings, else by its title.

        assignments    list of Assigned
        Returns        Assigned
        Raises         CannotRun where it is not clear
        """
        number = str(self.assignments.get(assignment, ""))
        found = [one for one in assignments if number and one.number == number]
        if not number:
            found = [one for one in assignments if one.title.strip().casefold() == assignment.casefold()]
        if len(found) == 1:
            return found[0]
        listed = ", ".join(f"{one.number} ({one.title})" for one in assignments) or "none"
        raise CannotRun(
            f"which assignment there is {assignment}? Say it in {root / SETTINGS}, "
            f'c.{type(self).__name__}.assignments = {{"{assignment}": NUMBER}}, with one of these numbers: {listed}'
        )


class CanvasSite(_Platform):
    """A course on Canvas."""

    token_variable = Unicode("CANVAS_TOKEN", help="environment variable that holds the token").tag(config=True)
    api = CanvasAPI


class MoodleSite(_Platform):
    """A course on Moodle."""

    token_variable = Unicode("MOODLE_TOKEN", help="environment variable that holds the token").tag(config=True)
    api = MoodleAPI


SITES = {"canvas": CanvasSite, "moodle": MoodleSite}
