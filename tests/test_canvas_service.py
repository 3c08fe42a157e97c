"""Law: what students handed in on Canvas comes in as a zip of it would, and marks and pages go back once each: only
those that were asked for, none that somebody changed there, and none twice, wherever the connection breaks."""

import json

import pytest

from grader.lms.web.sent import Journal
from grader.system.archive import Limits
from tests.platforms import TOKEN, Canvas, Fault
from tests.service import Service


@pytest.fixture
def canvas():
    platform = Canvas()
    yield platform
    platform.close()


@pytest.fixture
def service(tmp_path, monkeypatch, canvas):
    return Service(tmp_path, monkeypatch, canvas, "canvas")


@pytest.fixture
def graded(service, canvas):
    """Three students with marks, on two pages of each list."""
    for number, (who, points) in enumerate({"ada": 87.456, "alan": None, "emmy": 62.5}.items(), 501):
        canvas.student(number, who)
        service.marks[str(number)] = points
    return service


def notebook(text):
    return json.dumps({"cells": [], "metadata": {"text": text}, "nbformat": 4, "nbformat_minor": 5}).encode()


# --- submissions in


def test_submissions_of_all_pages_come_in_and_each_file_ends_in_a_row(service, canvas):
    canvas.student(501, "ada", ("rnn.ipynb", notebook("first")), ("rnn-1.ipynb", notebook("second")))
    canvas.student(502, "emmy", ("my rnn.ipynb", notebook("late")), late=True)
    canvas.student(503, "alan")
    canvas.student(504, "marie", ("essay.html", b"<html></html>"))
    canvas.student(505, "grace", submitted_at="2026-11-20T21:58:00Z")
    canvas.submissions[599] = {**canvas.submissions[502], "user_id": 599}  # the test student is in no list of students
    code, lines = service.run("fetch")
    assert code == 1
    assert service.work() == {"501": notebook("second"), "502": notebook("late")}
    assert lines == [
        "505 (Grace): no file was handed in, but a text or a link; left out.",
        "599 handed in and is no student of the course there; left out.",
        "504_9003_essay.html: this is a web page, not the notebook; it was left out.",
        "501_9000_rnn.ipynb gave way to 501_9001_rnn-1.ipynb.",
        "502 handed in late. 502_9002_my rnn.ipynb is taken for rnn.ipynb.",
        "3 left out, 1 superseded, 2 collected; 4 downloaded.",
    ]
    when = service.course / "submitted" / "501" / "rnn" / "timestamp.txt"
    assert when.read_text() == "2026-11-20 21:58:00.000000 UTC"
    assert not canvas.lines("PUT") + canvas.lines("POST")


def test_a_second_run_downloads_only_what_is_new(service, canvas):
    canvas.student(501, "ada", ("rnn.ipynb", notebook("1")))
    assert service.run("fetch") == (0, ["1 collected; 1 downloaded."])
    canvas.student(502, "emmy", ("rnn.ipynb", notebook("2")))
    assert service.run("fetch") == (0, ["1 unchanged, 1 collected; 1 downloaded."])
    assert len(canvas.lines("GET /storage/")) == 2


def test_the_token_goes_to_canvas_alone(service, canvas):
    canvas.student(501, "ada", ("rnn.ipynb", notebook("1")))
    service.run("fetch")
    for line, headers, *_ in canvas.seen:
        assert TOKEN not in line
        assert ("Authorization" in headers) is not line.startswith("GET /storage/")


def test_students_are_named_by_the_identity_that_is_asked_for_or_by_a_roster(service, canvas, tmp_path):
    canvas.student(501, "ada", ("rnn.ipynb", notebook("1")))
    canvas.student(502, "emmy", ("rnn.ipynb", notebook("2")))
    del canvas.users[1]["login_id"]
    assert service.run("fetch", "--student-id", "sis login id")[0] == 0
    assert service.work().keys() == {"ada", "502"}  # as with a gradebook that has no login of 502
    roster = tmp_path / "export.csv"
    roster.write_text("Student,ID,SIS User ID,Section\nLovelace,501,a01,A\nNoether,502,a02,A\n")
    assert service.run("fetch", "--roster", str(roster), "--student-id", "SIS User ID")[0] == 0
    assert service.work().keys() == {"ada", "502", "a01", "a02"}
    assert service.run("fetch", "--student-id", "Integration ID") == (0, ["1 collected, 1 unchanged; 0 downloaded."])
    code, lines = service.run("fetch", "--student-id", "shoe size")
    assert (code, lines[0][:40]) == (2, "--student-id 'shoe size' is none of ID, ")


def test_an_id_can_not_send_work_out_of_its_folder(service, canvas):
    canvas.student(501, "../../ada", ("../../rnn.ipynb", notebook("1")))
    code, lines = service.run("fetch", "--student-id", "SIS Login ID")
    assert code == 1
    assert lines[0].endswith("'../../ada' can't be a student id; it was left out. Correct the roster.")
    assert not service.work()
    assert [path.name for path in service.course.rglob("*rnn.ipynb")] == ["501_9000__.._rnn.ipynb"]


@pytest.mark.parametrize("how", ["cut before", "short"])
def test_a_download_that_breaks_is_made_again(service, canvas, how):
    canvas.student(501, "ada", ("rnn.ipynb", notebook("x" * 5000)))
    canvas.faults = [Fault("/storage/", how, times=2)]
    assert service.run("fetch") == (0, ["1 collected; 1 downloaded."])
    assert service.work() == {"501": notebook("x" * 5000)}


def test_a_run_that_is_cut_off_continues_where_it_stopped(service, canvas):
    for number in (501, 502, 503):
        canvas.student(number, str(number), ("rnn.ipynb", notebook(number)))
    canvas.faults = [Fault("/storage/9002", "short", times=99)]
    code, lines = service.run("fetch")
    assert code == 2
    says = "broke (rnn.ipynb). Run the command again; it continues where it stopped"
    assert lines == [f"the connection to {canvas.address[7:]} {says}"]
    assert not service.work()
    canvas.faults = []
    assert service.run("fetch") == (0, ["3 collected; 1 downloaded."])


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"status": 404, "body": b'{"errors": []}', "headers": {"Content-Type": "application/json"}}, "does not have"),
        ({"status": 200, "body": b"{}", "headers": {}}, "with another size than it says"),
    ],
)
def test_a_file_that_can_not_be_had_costs_the_others_nothing(service, canvas, fault, says):
    for number in (501, 502, 503):
        canvas.student(number, str(number), ("rnn.ipynb", notebook(number)))
    canvas.submissions[503]["attachments"][0]["url"] = ""
    canvas.faults = [Fault("/storage/9000", **fault, times=99)]
    code, lines = service.run("fetch")
    assert code == 1
    assert lines[0].startswith(f"501_9000_rnn.ipynb was left out: {canvas.address[7:]} ")
    assert says in lines[0]
    assert lines[1:] == [
        "503 (503): rnn.ipynb is locked there; it was left out.",
        "2 left out, 1 collected; 1 downloaded.",
    ]
    assert service.work().keys() == {"502"}


def test_a_file_that_is_too_large_costs_the_others_nothing(service, canvas):
    for number in (501, 502, 503):
        canvas.student(number, str(number), ("rnn.ipynb", notebook(number)))
    canvas.submissions[501]["attachments"][0]["size"] = 5 << 30
    code, lines = service.run("fetch")
    assert (code, service.work().keys()) == (1, {"502", "503"})
    assert lines[0] == "501_9000_rnn.ipynb has 5120 MB, and at most 100 are taken; it was left out."


def test_what_all_files_together_may_have_is_said_of_the_one_that_would_be_too_much(service, canvas, monkeypatch):
    monkeypatch.setattr("grader.lms.web.fetching.LIMITS", Limits(member=3 << 20, total=4 << 20))
    for number, size in ((501, 3 << 20), (502, 2 << 20), (503, 100)):
        canvas.student(number, str(number), ("rnn.ipynb", notebook("x" * size)[:size]))
    code, lines = service.run("fetch")
    assert (code, service.work().keys()) == (1, {"501", "503"})
    assert lines[0] == (
        "502_9001_rnn.ipynb was left out: with it, all files would have more than 4 MB. Put it into the course by hand."
    )


@pytest.mark.parametrize("content", [notebook, lambda text: text.encode()], ids=["notebooks", "nothing readable"])
def test_of_two_files_that_came_at_once_the_one_with_the_greater_number_is_later(service, canvas, content):
    canvas.files.update(dict.fromkeys(range(999), b""))  # so that the numbers are 9999 and 10000
    canvas.student(501, "ada", ("rnn.ipynb", content("first")), ("rnn-1.ipynb", content("second")))
    service.run("fetch")
    assert [path.name for path in sorted(service.course.rglob("downloaded/**/*.ipynb"))] == [
        "501_10000_rnn-1.ipynb",
        "501_9999_rnn.ipynb",
    ]
    assert service.work() == {"501": content("second")}


def test_folders_are_those_of_the_settings(graded, canvas):
    with (graded.course / "nbgrader_config.py").open("a") as file:
        file.write('c.CourseDirectory.submitted_directory = "inbox"\nc.CourseDirectory.feedback_directory = "pages"\n')
    canvas.student(509, "grace", ("rnn.ipynb", notebook("1")))
    assert graded.run("fetch")[0] == 0
    assert (graded.course / "inbox" / "509" / "rnn" / "rnn.ipynb").read_bytes() == notebook("1")
    graded.page("501", "<p>1</p>")
    (graded.course / "feedback").rename(graded.course / "pages")
    assert "501: 87.46, feedback page" in graded.run("send", "--feedback")[1]


# --- marks out


@pytest.mark.parametrize("how", ["student_id", "roster"])
def test_where_an_identity_is_chosen_no_other_number_names_a_person(service, canvas, tmp_path, how):
    canvas.student(4711, "ada")
    canvas.student(502, "emmy")
    service.marks = {"4711": 1.0, "emmy": 2.0}
    roster = tmp_path / "export.csv"
    roster.write_text("Student,ID,SIS Login ID,Section\nLovelace,4711,ada,A\nNoether,502,emmy,A\n")
    more = ["--roster", str(roster)] if how == "roster" else []
    code, lines = service.run("send", "--send", *more, "--student-id", "SIS Login ID")
    assert code == 1
    assert lines[0] == "4711: no student there has this id. Name the right identity: --student-id."
    assert [number for number, _ in canvas.marks] == [502]


def test_who_has_not_the_identity_that_is_chosen_is_named_by_what_stands_in_for_it(service, canvas):
    canvas.student(501, "ada")
    canvas.student(502, "emmy")
    del canvas.users[1]["login_id"]
    service.marks = {"ada": 1.0, "502": 2.0}
    assert service.run("send", "--send", "--student-id", "SIS Login ID")[0] == 0
    assert [number for number, _ in canvas.marks] == [502, 501]


def test_without_send_nothing_is_sent(graded, canvas):
    host = canvas.address[7:]
    assert graded.run("send") == (
        0,
        [
            "502: not graded yet; grade it by hand first.",
            "501: 87.46",
            "503: 62.5",
            f"To be sent to {host}: 2 marks. Nothing was sent; to send, add --send.",
        ],
    )
    assert not canvas.lines("PUT") + canvas.lines("POST")
    assert not (graded.course / "sent").exists()


def test_only_the_marks_of_those_who_are_named_are_sent(graded, canvas):
    assert graded.run("send", "--send", "--student", "503")[1][0] == "503: 62.5"
    assert [number for number, _ in canvas.marks] == [503]
    code, lines = graded.run("send", "--send", "--student", "503", "--student", "hopper")
    assert (code, lines) == (2, ["the gradebook has no marks of hopper"])


def test_marks_are_sent_once_and_then_only_what_changed(graded, canvas):
    code, lines = graded.run("send", "--send")
    assert (code, lines[1:]) == (0, ["501: 87.46", "503: 62.5", f"Sent to {canvas.address[7:]}: 2 marks."])
    assert canvas.marks == [
        (501, {"submission[posted_grade]": "87.46"}),
        (503, {"submission[posted_grade]": "62.5"}),
    ]
    assert graded.run("send", "--send")[1][-1] == "There is nothing to send."
    graded.marks["503"] = 70
    assert graded.run("send", "--send")[1][1:] == [
        "503: 70 in place of 62.5",
        f"Sent to {canvas.address[7:]}: 1 mark.",
    ]
    assert len(canvas.marks) == 3


def test_a_mark_that_somebody_gave_there_stays_unless_it_is_to_be_replaced(graded, canvas):
    graded.run("send", "--send")
    canvas.submissions[501]["entered_score"] = 90.0
    canvas.submissions[503] |= {"entered_score": None, "excused": True}
    code, lines = graded.run("send", "--send")
    assert (code, lines) == (
        1,
        [
            "501: has 90 there, which was not sent from here, and 87.46 here; it stays. To replace it: --replace.",
            "502: not graded yet; grade it by hand first.",
            "503: excused there; stays so.",
            "There is nothing to send.",
        ],
    )
    assert graded.run("send", "--send", "--replace")[1][-2:] == [
        "501: 87.46 in place of 90",
        f"Sent to {canvas.address[7:]}: 1 mark.",
    ]
    assert len(canvas.marks) == 3


def test_what_canvas_takes_off_for_lateness_is_no_change(graded, canvas):
    graded.run("send", "--send")
    canvas.submissions[501]["score"] = 77.46
    assert graded.run("send")[1][-1] == "There is nothing to send."


def test_who_is_nobody_there_or_two_people_is_named_and_not_sent(service, canvas):
    for number, login in ((501, "ada"), (502, "twin"), (503, "twin")):
        canvas.student(number, login)
    service.marks = {"501": 1.0, "ada": 2.0, "twin": 3.0, "hopper": 4.0, "503": 5.0}
    code, lines = service.run("send", "--send")
    assert code == 1
    assert lines[:4] == [
        "501: another student here is the same person there; neither is sent.",
        "ada: another student here is the same person there; neither is sent.",
        "hopper: no student there has this id. Name the right identity: --student-id.",
        "twin: several people there have this id; not sent.",
    ]
    assert [number for number, _ in canvas.marks] == [503]


def test_pages_go_with_the_marks_only_where_they_are_asked_for(graded, canvas):
    graded.page("501", "<p>well done</p>")
    assert graded.run("send", "--send")[0] == 0
    assert not canvas.uploads
    code, lines = graded.run("send", "--send", "--feedback")
    assert code == 1
    assert lines[1].startswith("No feedback page of 503; run: ")
    assert lines[2:] == ["501: feedback page", f"Sent to {canvas.address[7:]}: 0 marks and 1 feedback page."]
    [(name, content)] = canvas.uploads.values()
    assert (name[:4], name[-5:], content) == ("rnn-", ".html", b"<p>well done</p>")
    assert canvas.marks[-1][1]["comment[file_ids][]"] == "500"
    graded.run("send", "--send", "--feedback")
    assert len(canvas.uploads) == 1
    graded.page("501", "<p>well done indeed</p>")
    graded.run("send", "--send", "--feedback")
    assert len(canvas.uploads) == 2


@pytest.mark.parametrize("how", ["cut before", "cut after"])
@pytest.mark.parametrize("pages", [[], ["--feedback"]])
def test_a_connection_that_breaks_at_a_mark_makes_no_second_comment(graded, canvas, how, pages):
    graded.page("501", "<p>1</p>")
    graded.page("503", "<p>3</p>")
    canvas.faults = [Fault("PUT /api/v1/courses/7/assignments/12/submissions/501", how)]
    assert graded.run("send", "--send", *pages)[0] == 0
    assert [canvas.submissions[number]["entered_score"] for number in (501, 503)] == [87.46, 62.5]
    assert [len(canvas.submissions[number]["submission_comments"]) for number in (501, 503)] == [len(pages)] * 2


def test_what_goes_wrong_with_one_student_costs_the_others_nothing(graded, canvas):
    canvas.faults = [Fault("PUT /api/v1/courses/7/assignments/12/submissions/501", status=400, body=b"{}", times=1)]
    code, lines = graded.run("send", "--send")
    assert (code, lines[1:]) == (
        1,
        [
            "503: 62.5",
            f"501: not sent: {canvas.address[7:]} could not do the mark (HTTP 400: {{}}).",
            f"Sent to {canvas.address[7:]}: 1 mark.",
        ],
    )
    assert graded.run("send", "--send")[1][-2] == "501: 87.46"


def test_a_canvas_that_takes_nothing_is_not_asked_for_everybody(service, canvas):
    for number in range(501, 510):
        canvas.student(number, f"s{number}")
        service.marks[str(number)] = 50.0
    canvas.faults = [Fault("PUT /", status=500, body=b"{}", times=99)]
    code, lines = service.run("send", "--send")
    assert (code, len(canvas.lines("PUT"))) == (1, 3)
    assert lines[-1].startswith(f"9 of 9 are not sent: {canvas.address[7:]} could not do the mark")


def test_a_run_that_the_network_ends_is_continued_by_the_next(graded, canvas):
    canvas.faults = [Fault("submissions/503", "cut before", times=99)]
    code, lines = graded.run("send", "--send")
    lines = [line for line in lines if not line.startswith("Waiting ")]
    assert code == 1
    assert lines[-2:] == [
        f"Sent to {canvas.address[7:]}: 1 mark.",
        f"1 of 2 are not sent: the connection to {canvas.address[7:]} broke (the mark). Run the command again; it "
        "continues where it stopped",
    ]
    canvas.faults = []
    assert graded.run("send", "--send")[1][-2:] == ["503: 62.5", f"Sent to {canvas.address[7:]}: 1 mark."]
    assert [number for number, _ in canvas.marks] == [501, 503]


@pytest.mark.parametrize(
    ("there", "says"),
    [
        ({"points_possible": 10}, "rnn has 10 points on {} and 100 here. Marks are not scaled: set the points there to "
         "100"),
        ({"grading_type": "pass_fail"}, "rnn on {} has no marks in points: set its grade to points there"),
        ({"group_category_id": 4}, "rnn on {} gives one mark to a group: have students graded individually there, or "
         "send the marks as a file"),
        ({"anonymize_students": True}, "rnn on {} is graded anonymously, so it is unknown whose work it is: turn "
         "that off, or reveal the names"),
    ],
)  # fmt: skip
def test_an_assignment_that_can_not_take_the_marks_is_refused_before_anything_is_sent(graded, canvas, there, says):
    canvas.assignment |= there
    assert graded.run("send", "--send") == (2, [says.format(canvas.address[7:])])
    assert not canvas.marks


def test_two_runs_at_once_send_nothing_twice(graded, canvas):
    with Journal(graded.course, "rnn", "canvas").alone():
        code, lines = graded.run("send", "--send")
        assert (code, lines) == (2, [f"another run is sending from {graded.course}; wait for it, or stop it"])
        assert graded.run("send")[0] == 0
    assert graded.run("send", "--send")[0] == 0
    assert graded.run("send")[1][-1] == "There is nothing to send."
