"""Law: a setting in nbgrader_config.py that is misspelt, or of another kind, stops the run in a sentence."""

import importlib
import pkgutil
import re

import pytest
from traitlets.config import Configurable

import grader
from grader.course.course import open_course
from grader.course.new_course import make_course
from grader.grading.assignment import AssignmentError
from grader.plugin.settings import MODULES
from grader.system.homes import COURSE
from grader.system.terminal import SETTINGS


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("settings") / "course")


@pytest.fixture
def opened(course):
    """Return a function that opens the course with some more lines in its settings."""
    path = course / SETTINGS
    before = path.read_text(encoding="utf-8")
    yield lambda *lines: path.write_text("\n".join([before, *lines, ""]), encoding="utf-8") and open_course(course)
    path.write_text(before, encoding="utf-8")


REFUSED = {
    "c.Examine.seconds = '600'": "c.Examine.seconds = '600' can't be used; it must be a number, at least 1",
    "c.Examine.cpu = -1": "c.Examine.cpu = -1 can't be used; it must be a whole number, at least 1",
    "c.Examine.cpu = 2.5": "c.Examine.cpu = 2.5 can't be used; it must be a whole number, at least 1",
    "c.Examine.wall = float('nan')": "c.Examine.wall = nan can't be used; it must be a number, at least 0.1",
    "c.Examine.cpu = True": "c.Examine.cpu = True can't be used; it must be a whole number, at least 1",
    "c.Examine.notebook = 10**30": "can't be used; it must be a whole number, at least 1",
    "c.Watch.report = 10**400": "can't be used; it must be a number, at least 0",
    "c.Examine.secnods = 3": "c.Examine.secnods is unknown; did you mean seconds?",
    "c.Examiner.cpu = 3": "c.Examiner is unknown; did you mean c.Examine?",
    "c.Watch.tries = None": "c.Watch.tries = None can't be used; it must be a whole number, at least 0",
    "c.Feedback.solution = 'yes'": "c.Feedback.solution = 'yes' can't be used; it must be any of ['never', 'after']",
    "c.ShareADay.share = 3": "c.ShareADay.share = 3 can't be used; it must be a number, at least 0, at most 1",
    "c.CanvasSite.token = 'abc'": "c.CanvasSite.token is unknown; known are address, assignments, course, ",
    "c.CourseDirectory.course_id = 3": "'course_id' trait",
}


@pytest.mark.parametrize(("line", "sentence"), REFUSED.items(), ids=REFUSED)
def test_what_can_not_be_used_is_named_with_the_way_out(opened, course, line, sentence):
    with pytest.raises(AssignmentError) as raised:
        opened(line)
    assert str(raised.value).startswith(f"{course / SETTINGS}: ")
    assert sentence in str(raised.value)
    assert "abc" not in str(raised.value)


def test_every_line_that_the_settings_offer_can_be_used(opened):
    offered = re.findall(r"^ *# (c\.\w+\.\w+ = .*)$", (COURSE / SETTINGS).read_text(encoding="utf-8"), re.M)
    ours = [line for line in offered if line.split(".")[1] in MODULES]
    assert len(ours) > 20
    opened(*ours)


def test_every_class_of_ours_that_has_settings_is_known():
    for module in pkgutil.walk_packages(grader.__path__, "grader."):
        if "template" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    waiting, found = [Configurable], {}
    while waiting:
        waiting += (inner := waiting.pop().__subclasses__())
        ours = [one for one in inner if one.__module__.startswith("grader.") and not one.__name__.startswith("_")]
        found |= {one.__name__: one.__module__ for one in ours if any(one.class_own_traits(config=True))}
    inherited = {"CanvasCollector", "MoodleCollector", "CanvasExport", "MoodleExport"}
    assert found | {name: MODULES[name] for name in inherited} == MODULES
