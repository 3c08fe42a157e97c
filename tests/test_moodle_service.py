"""Law: what students handed in on Moodle comes in as a zip of it would, and marks and pages go back once each; what a
person wrote or put there stays, although Moodle's own function would delete it."""

import json

import pytest

from tests.platforms import TOKEN, Fault, Moodle
from tests.service import Service


@pytest.fixture
def moodle():
    platform = Moodle()
    yield platform
    platform.close()


@pytest.fixture
def service(tmp_path, monkeypatch, moodle):
    made = Service(tmp_path, monkeypatch, moodle, "moodle")
    made.settings(address=f"{moodle.address}/", course=7, assignments={"rnn": 12}, student_id="ID number")
    return made


@pytest.fixture
def graded(service, moodle):
    """Two students with marks."""
    for number, (who, points) in enumerate({"ada": 87.456, "emmy": 62.5}.items(), 21):
        moodle.student(number, who)
        service.marks[who] = points
    return service


def notebook(text):
    return json.dumps({"cells": [], "metadata": {"text": text}, "nbformat": 4, "nbformat_minor": 5}).encode()


# --- submissions in


def test_submissions_come_in_and_drafts_and_texts_are_named(service, moodle):
    moodle.student(21, "ada", ("rnn.ipynb", notebook("1")))
    moodle.student(22, "emmy", ("rnn.ipynb", notebook("2")), status="draft")
    moodle.student(23, "alan", status="new")
    moodle.student(24, "marie")
    moodle.student(25, "", ("rnn.ipynb", notebook("5")))
    code, lines = service.run("fetch")
    assert code == 1
    assert lines == [
        "22 (Emmy): a draft that is not handed in; left out.",
        "24 (Marie): no file was handed in, but a text or a link; left out.",
        "25: the id that is asked for is not known, so the work was left out. Name another: --student-id.",
        "3 left out, 1 collected; 1 downloaded.",
    ]
    assert service.work() == {"ada": notebook("1")}
    assert (service.course / "submitted/ada/rnn/timestamp.txt").read_text().endswith(" UTC")
    assert service.run("fetch")[1][-1] == "3 left out, 1 unchanged; 0 downloaded."


def test_without_an_identity_or_with_a_worksheet_students_are_named_as_in_the_zip(service, moodle, tmp_path):
    service.settings(address=moodle.address, course=7)  # and the assignment is found by its name
    moodle.student(21, "ada", ("rnn.ipynb", notebook("1")))
    assert service.run("fetch")[0] == 0
    assert service.work().keys() == {"111"}
    worksheet = tmp_path / "worksheet.csv"
    worksheet.write_text("Identifier,Full name,Username\nParticipant 111,Ada,lovelace\n")
    assert service.run("fetch", "--roster", str(worksheet), "--student-id", "Username")[0] == 0
    assert service.work().keys() == {"111", "lovelace"}


def test_the_token_is_in_no_address_and_on_no_other_host(service, moodle):
    path = "/webservice/pluginfile.php/9/assignsubmission_file/submission_files/21/rnn.ipynb"
    moodle.student(21, "ada", ("rnn.ipynb", notebook("1")))
    moodle.faults = [Fault(f"POST {path}", status=302, headers={"Location": f"{moodle.elsewhere}/bucket"})]
    code, _ = service.run("fetch")
    assert code == 2  # the bucket is not there, but it was asked for
    line, headers, fields, _ = moodle.seen[-1]
    assert line == "GET /bucket"
    assert TOKEN not in str(headers) + str(fields)


def test_a_file_on_another_host_is_not_asked_for_with_the_token(service, moodle):
    moodle.student(21, "ada", ("rnn.ipynb", notebook("1")))
    [file] = moodle.submissions[0]["plugins"][0]["fileareas"][0]["files"]
    file["fileurl"] = file["fileurl"].replace("127.0.0.1", "localhost")
    code, lines = service.run("fetch")
    assert code == 2
    assert lines[0].startswith(f"{moodle.address[7:]} names an address on another host, localhost:")


def test_a_reason_in_the_place_of_a_file_is_no_notebook(service, moodle):
    moodle.student(21, "ada", ("rnn.ipynb", notebook("1")))
    body = json.dumps({"error": "Access control exception", "errorcode": "accessexception"}).encode()
    moodle.faults = [Fault("/webservice/pluginfile.php", body=body, headers={"Content-Type": "application/json"})]
    assert service.run("fetch") == (
        2,
        [
            f"{moodle.address[7:]} does not let this token download rnn.ipynb. Ask its administrator to allow that in "
            "the token's external service"
        ],
    )
    assert service.run("fetch")[0] == 0


# --- marks out


def test_without_send_nothing_is_sent(graded, moodle):
    host = moodle.address[7:]
    assert graded.run("send") == (
        0,
        [
            "ada: 87.46",
            "emmy: 62.5",
            f"To be sent to {host}: 2 marks. Nothing was sent; to send, add --send.",
            "Moodle notifies each student to whom a mark is sent.",
        ],
    )
    assert not moodle.grades
    assert not [line for line in moodle.lines() if "save_grade" in line or "upload.php" in line]


def test_marks_and_pages_are_sent_once_and_then_only_what_changed(graded, moodle):
    graded.page("ada", "<p>1</p>")
    graded.page("emmy", "<p>2</p>")
    code, lines = graded.run("send", "--send", "--feedback")
    assert code == 0
    assert lines[-1] == f"Sent to {moodle.address[7:]}: 2 marks and 2 feedback pages."
    assert moodle.grades == {21: 87.46, 22: 62.5}
    assert [content for [(_, content)] in moodle.pages.values()] == [b"<p>1</p>", b"<p>2</p>"]
    assert graded.run("send", "--send", "--feedback") == (0, ["There is nothing to send."])
    (graded.course / "sent" / "rnn-moodle.jsonl").unlink()  # without it, each page is looked for on Moodle
    assert graded.run("send", "--send", "--feedback")[0] == 0
    assert len(moodle.drafts) == 2
    graded.page("emmy", "<p>3</p>")
    assert graded.run("send", "--send", "--feedback")[1][0] == "emmy: feedback page"
    assert [content for _, content in moodle.pages[22]] == [b"<p>3</p>"]
    assert moodle.grades == {21: 87.46, 22: 62.5}


def test_a_comment_that_a_person_wrote_stays(graded, moodle):
    moodle.comments[21] = '<p>see me <img src="@@PLUGINFILE@@/a.png"></p>'
    assert graded.run("send", "--send")[0] == 0
    assert moodle.comments[21] == '<p>see me <img src="@@PLUGINFILE@@/a.png"></p>'


def test_feedback_files_of_others_stay_unless_they_are_to_be_replaced(graded, moodle):
    graded.page("ada", "<p>1</p>")
    graded.page("emmy", "<p>2</p>")
    moodle.pages[21] = [("by-hand.pdf", b"%PDF")]
    code, lines = graded.run("send", "--send", "--feedback")
    assert code == 1
    assert lines[2] == (
        "ada: the page was not sent, because other feedback files would be deleted there: by-hand.pdf. "
        "To have them deleted: --replace."
    )
    assert lines[3] == f"Sent to {moodle.address[7:]}: 2 marks and 1 feedback page."
    assert (moodle.grades[21], moodle.pages[21]) == (87.46, [("by-hand.pdf", b"%PDF")])
    code, lines = graded.run("send", "--send", "--feedback", "--replace")
    assert (code, lines[0]) == (0, "ada: feedback page")
    assert moodle.pages[21][0][1] == b"<p>1</p>"


def test_a_mark_that_moodle_does_not_take_without_a_word_is_named(graded, moodle):
    moodle.grades[22] = 10.0
    graded.run("send", "--send")
    moodle._ws_mod_assign_save_grade = lambda fields: None  # a locked grade
    graded.marks["ada"] = 99
    code, lines = graded.run("send", "--send")
    assert code == 1
    assert lines[-2].startswith(f"{moodle.address[7:]} did not take the mark of ada: ")


@pytest.mark.parametrize("how", ["cut before", "cut after"])
def test_a_connection_that_breaks_at_a_mark_is_made_again(graded, moodle, how):
    moodle.faults = [Fault("mod_assign_save_grade", how), Fault("mod_assign_get_grades", how)]
    assert graded.run("send", "--send")[0] == 0
    assert moodle.grades == {21: 87.46, 22: 62.5}


@pytest.mark.parametrize(
    ("there", "says"),
    [
        ({"grade": 10}, "rnn has 10 points on {} and 100 here. Marks are not scaled: set the points there to 100"),
        ({"grade": -2}, "rnn on {} has no marks in points: set its grade to points there"),
        ({"blindmarking": 1}, "rnn on {} is graded anonymously, so it is unknown whose work it is: turn that off, or "
         "reveal the names"),
        ({"markingworkflow": 1}, "rnn on {} uses marking workflow, where the service may overwrite comments: use the "
         "grading worksheet"),
        ({"configs": []}, "rnn on {} takes no feedback files: tick 'Feedback files' in its settings, or leave "
         "--feedback out"),
    ],
)  # fmt: skip
def test_an_assignment_that_can_not_take_the_marks_is_refused_before_anything_is_sent(graded, moodle, there, says):
    moodle.assignment |= there
    assert graded.run("send", "--send", "--feedback") == (2, [says.format(moodle.address[7:])])
    assert not moodle.grades


def test_functions_that_the_token_lacks_are_named_before_anything_is_done(graded, moodle):
    moodle.functions -= {"mod_assign_save_grade", "mod_assign_get_grades"}
    assert graded.run("send", "--send") == (
        2,
        [
            f"{moodle.address[7:]} does not offer mod_assign_get_grades, mod_assign_save_grade to this token. Ask its "
            "administrator to add the function to the token's external service; docs/platforms.md lists all that are "
            "needed"
        ],
    )
    assert graded.run("fetch")[1][-1] == "2 left out; 0 downloaded."  # for that they are not needed
