"""What a graded submission leaves in the course folder: the autograded notebook, the feedback page, the receipt.

The places are nbgrader's, so that Formgrader, its exchange and its commands find them there.
"""

import contextlib
import json
import os
import re
from datetime import datetime

from grader.classroom.result_cache import Store, unpack
from grader.classroom.trend import History, snapshot
from grader.grading.assignment import AssignmentError
from grader.pages.feedback import digest, feedback
from grader.pages.report import report
from grader.plugin.receipts import RECEIPTS, receipt_path, write_receipt, write_record
from grader.plugin.receiving import TIMESTAMP, carried
from grader.system.files import write_file, write_folder
from grader.system.program import version

RESULTS, REPORTS = "results", "reports"


class Returned:
    """The files of one assignment that are given back.

    course      grader.course.course.Course
    name        of the assignment
    assignment  grader.grading.assignment.Assignment; None where nothing is graded now
    solution    True: pages show the reference solution; with an assignment, that says it
    """

    def __init__(self, course, name, assignment=None, solution=False):
        self.course, self.name, self.assignment = course, name, assignment
        self.solution = assignment.solution if assignment else solution
        self.store = Store(course.root / RESULTS / name)
        self.mode = course.permissions
        self.written = {}  # name -> Path of that given file in the folder of the student before

    def is_there(self, student, key):
        """True when all of a result lies where it belongs, with the time of this hand-in; key as in the store.

        The same work that is handed in again is another submission for nbgrader: with a time and a page of its own.
        """
        places = self._notebook(student), self._page(student)
        return self._key(student) == key and all(path.is_file() for path in places) and self._is_of_this_time(student)

    def _is_of_this_time(self, student):
        """True where what the exchange wrote lies beside the page as it lies beside the submission."""
        for file, text in self._beside(student).items():
            with contextlib.suppress(OSError):
                if self._page(student).with_name(file).read_bytes() == text.encode("utf-8"):
                    continue
            return False
        return True

    def _beside(self, student):
        """What the exchange wrote beside a submission: dict, name of a file -> text."""
        return carried(self.course.path("submitted", student, self.name), self.course.submitted)

    def give_back(self, student, key, done, result):
        """Write all files of a result; the receipt last. Returns the time of handing in, as text, or nothing."""
        name = self.name
        beside = self._beside(student)
        texts = {file: text.encode("utf-8") for file, text in beside.items()}
        own = {f"{name}.ipynb": done.notebook, **texts}
        given = {file: data for file, data in self.assignment.given.items() if file not in own}
        folder = self.course.path("autograded", student, name)
        written = {file: self.written[file] for file in given if file in self.written}
        write_folder(folder, own | given, self.mode, written)
        self.written |= {file: folder / file for file in given}
        write_file(self._page(student), done.page, self.mode)
        for file, text in texts.items():  # the exchange looks for them beside the page
            write_file(self._page(student).with_name(file), text, self.mode)
        write_record(self.course.root, self._names(student), list(map(str, result.repairs)))
        answer = {"times": result.times, "confinement": result.confinement, "confined": result.confined, "result": key}
        write_receipt(self.course.root, self._names(student), result.scores, answer, self.assignment.seed)
        return beside.get(TIMESTAMP, "")

    def page_says(self, student, by_hand):
        """True where a student's page has these marks of people on it, and where it is not one of ours."""
        with contextlib.suppress(OSError), self._page(student).open(encoding="utf-8", errors="replace") as file:
            said = re.search(r'name="by-hand" content="(\w*)"', file.read(2_000))
            return said is None or said[1] == digest(by_hand)
        return True

    def write_page(self, student, called="", by_hand=None, notice=""):
        """Rewrite a student's page, from the result that the receipt names.

        called     "Last, First", or empty
        by_hand    grader.grading.result.ByHand
        notice     what stands above everything else on the page; may be empty
        Returns    the Result; None where there is none
        """
        packed = self.store.get(self._key(student) or "none")
        if packed is None:
            return None
        result = unpack(packed)
        page = feedback(result, self.name, called or student, by_hand, notice, self.solution)
        write_file(self._page(student), page.encode("utf-8"), self.mode)
        return result

    def _key(self, student):
        """The key of the result that a receipt is of; None where there is no receipt, or nbgrader wrote it."""
        try:
            receipt = json.loads(receipt_path(self.course.root, self._names(student)).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return receipt.get("result")

    def _names(self, student):
        return {"assignment": self.name, "student": student, "notebook": self.name}

    def _notebook(self, student):
        return self.course.path("autograded", student, self.name) / f"{self.name}.ipynb"

    def _page(self, student):
        return self.course.path("feedback", student, self.name) / f"{self.name}.html"


def must_be_folders(course):
    """Raise AssignmentError where something else is in the place of a folder that graded work is written into."""
    steps = course.directory.autograded_directory, course.directory.feedback_directory
    for name in (RESULTS, REPORTS, RECEIPTS, *steps):
        place = course.root / name
        if os.path.lexists(place) and not place.is_dir():
            what = "a link that leads to no folder" if place.is_symlink() else "a file"
            raise AssignmentError(f"{place} is {what}, and graded work is written into a folder there; move it away")
        if place.is_dir() and not os.access(place, os.W_OK | os.X_OK):
            raise AssignmentError(f"{place} is read-only, and graded work is written there; run: chmod u+wx {place}")


def write_report(course, name, rows, apart=0, **spent):
    """Write the page on a class, and beside it what the next one is compared with; return the page's Path.

    rows       list of grader.grading.result.Row
    apart      seconds: reports that are closer together count as one
    spent      seconds and workers, where the class has just been graded
    """
    path, when = course.root / REPORTS / f"{name}.html", datetime.now().astimezone()
    history = History(path.with_suffix(".json"))
    facts = {"when": when, "course": course.directory.course_id, "version": version()}
    page = report(
        rows,
        name,
        **facts,
        trend=lambda graded, mistakes: history.trend(snapshot(graded, mistakes, when), apart),
        **spent,
    )
    write_file(path, page.encode("utf-8"))
    history.save()
    return path
