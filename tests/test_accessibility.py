"""Law: what a learner reads in the feedback and an instructor in the report can be read by everybody: axe finds nothing
serious in it, and no colour says alone what nothing else says. For the notebook see test_browser_student.py.

To hold another page to this, add a line to PAGES.
"""

import shutil

import matplotlib
import numpy as np
import pytest

from checks.plots import plot_errors
from grader.classroom.run import grade_class
from tests.browser import chromium
from tests.browser.axe import grave
from tests.browser.chromium import new_page
from tests.forked import nbgrader
from tests.pages import contrast
from tests.rnn import RNN, hand_in, learners
from tests.sampling import sample

WHO = ("reference", "b-only-da-prevt", "stub")
OWN = sample(WHO, every=2, first=1)  # this one has what is right and what is wrong, and the whole class a report
BY_NBGRADER = sample(WHO, every=len(WHO), first=1)  # of its own pages one: all have the same parts

browser_needed = pytest.mark.skipif(bool(chromium.missing()), reason=chromium.missing())


@pytest.fixture(scope="module")
def graded(new_course, tmp_path_factory):
    """A course with feedback: the reference, a stub, and a learner whose last function gives zeros.

    Beside it, in at-once/, the same course with the pages that grading a class at once makes.
    """
    course = new_course(tmp_path_factory.mktemp("accessible") / "course")
    log = course / "nbgrader.log"
    hand_in(course, who=[learner for learner in learners() if learner.id in WHO])
    grade_class(shutil.copytree(course, course.with_name("at-once")), "rnn")
    for student in set(WHO) - set(BY_NBGRADER):
        shutil.rmtree(course / "submitted" / student)
    nbgrader(course, "autograde", "rnn", log=log)
    nbgrader(course, "generate_feedback", "rnn", log=log)
    return course


def feedback(student):
    return lambda course: course / "feedback" / student / "rnn" / "rnn.html"


def at_once(*place):
    return lambda course: course.with_name("at-once").joinpath(*place)


WHOLE = {"include": [["html"]]}

# Of nbgrader's page, what comes from the course: not its list of cells, nor its links back to that list.
IN_NBGRADER = {"include": [["main"]], "exclude": [["a[href='#top']"]]}

# (name, function: a graded course folder -> Path of a page in HTML, the part of it that is ours, as axe's context)
PAGES = [
    *((f"feedback by nbgrader: {student}", feedback(student), IN_NBGRADER) for student in BY_NBGRADER),
    *((f"own feedback: {student}", at_once("feedback", student, "rnn", "rnn.html"), WHOLE) for student in OWN),
    ("report on the class", at_once("reports", "rnn.html"), WHOLE),
]


@browser_needed
@pytest.mark.slow
@pytest.mark.parametrize(("make", "part"), [page[1:] for page in PAGES], ids=[page[0] for page in PAGES])
def test_nothing_on_a_page_keeps_anybody_out(graded, browser, make, part):  # nbgrader before the browser: it forks
    page, _ = new_page(browser)
    page.goto(make(graded).as_uri())
    assert grave(page, part) == []


def test_every_number_in_a_map_of_errors_stands_out_from_its_field():
    import matplotlib.pyplot as plt

    wrong = np.linspace(0, 1, 60).reshape(4, 15)
    plt.switch_backend("agg")  # a test before this one may have left a notebook's, which closes what it has shown
    plot_errors("rnn_backward", {"dWax": (wrong, np.zeros((4, 15)))}, RNN.public)
    axes = plt.gcf().axes[0]
    image = axes.images[0]
    for text in axes.texts:
        column, row = text.get_position()
        field, ink = image.cmap(image.norm(wrong[row, column])), matplotlib.colors.to_rgb(text.get_color())
        assert contrast(field, ink) >= 4.5, text.get_text()
        shown = 0 if text.get_text() == "ok" else float(text.get_text())
        assert shown == pytest.approx(wrong[row, column], rel=0.05)
    plt.close("all")
