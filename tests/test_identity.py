"""Law: a mark, a page and a notebook go to nobody rather than to somebody else, whatever ids a platform gives."""

import pytest
from typer.testing import CliRunner

from grader.commands import app
from grader.lms import canvas, moodle
from grader.lms.collect import collect
from grader.lms.filling import Mark
from grader.lms.table import TableError

CANVAS = "Student,ID,SIS User ID,SIS Login ID,Section,rnn (5)\n    Points Possible,,,,,100\n"
MOODLE = "Identifier,Full name,ID number,Email address,Status,Group,Grade,Maximum Grade,Last modified (grade)\n"


def table_of(tmp_path, text):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def marks(**points):
    return [Mark(student.removeprefix("s"), number, 100) for student, number in points.items()]


def test_what_is_another_kind_of_id_of_somebody_else_names_nobody(tmp_path):
    text = CANVAS + "Ada,1,u1,ada,S,\nBob,2,u2,bob,S,\nZoe,1001,u9,zoe,S,\n"
    path, points = table_of(tmp_path, text), marks(ada=100, bob=70, s1001=40)
    with pytest.raises(TableError, match="found by SIS Login ID as well as by ID, and they are not the same people"):
        canvas.fill(path, points, assignment="rnn")
    table, filled = canvas.fill(path, points, assignment="rnn", student_id="SIS Login ID")
    assert table.text() == text.replace("ada,S,", "ada,S,100.00").replace("bob,S,", "bob,S,70.00")
    assert filled.trouble == ["table.csv has no row for 1001; looked for in: SIS Login ID."]


def test_two_students_of_one_row_stop_it(tmp_path):
    text = CANVAS + "Ada,1,u1,ada@u,S,\nBob,2,u2,bob@u,S,\nEve,3,u3,eve@u,S,\n"
    points = [Mark("u1", 10, 100), Mark("eve", 95, 100, "ada@u"), Mark("bob", 70, 100, "bob@u")]
    with pytest.raises(TableError, match="the address in SIS Login ID as well as by SIS User ID"):
        canvas.fill(table_of(tmp_path, text), points, assignment="rnn")


def test_a_chance_hit_gets_no_mark(tmp_path):
    rows = "".join(f"Participant {number},N,,,,,,100.00,-\n" for number in range(501, 511))
    path, points = table_of(tmp_path, MOODLE + rows), marks(**{f"s{number}": 50 for number in range(510, 520)})
    with pytest.raises(TableError, match="of 10 students only 510 is found, by Identifier, which may be chance"):
        moodle.fill(path, points)
    table, _ = moodle.fill(path, points, student_id="Participant")
    assert table.text() == MOODLE + rows.replace("510,N,,,,,,", "510,N,,,,,50.00,")


def test_nothing_stands_in_for_an_id_that_a_row_lacks(tmp_path):
    text = CANVAS + "Ada,1,u1,ada,S,\nBob,2,u2,bob,S,\nZoe,1001,,,S,\n"
    path, points = table_of(tmp_path, text), marks(ada=100, bob=70, s1001=40)
    table, filled = canvas.fill(path, points, assignment="rnn")
    assert table.text() == text.replace("ada,S,", "ada,S,100.00").replace("bob,S,", "bob,S,70.00")
    assert filled.trouble[0].startswith("table.csv has no row for 1001")
    path.write_text(table.text(), encoding="utf-8")
    table, _ = canvas.fill(path, points, assignment="rnn", student_id="ID")
    assert "Zoe,1001,,,S,40.00\n" in table.text()


def test_few_of_a_class_are_found_by_their_own_ids_without_a_question(tmp_path):
    text = CANVAS + "".join(f"N,{number},u{number},n{number},S,\n" for number in range(501, 531))
    _, filled = canvas.fill(table_of(tmp_path, text), marks(n501=50, n777=60, n778=70), assignment="rnn")
    assert filled.trouble == ["table.csv has no row for n777, n778; looked for in: ID, SIS User ID, SIS Login ID."]


def test_who_is_several_people_in_the_roster_is_named(tmp_path, zipped):
    text = CANVAS + "Ada,1,u1,ada,S,\nBob,1,u2,bob,S,\n"
    with pytest.raises(TableError, match="has several rows of 1; delete all but one of each"):
        canvas.roster(table_of(tmp_path, text), "SIS Login ID")
    path = zipped(("Ada_1_assignsubmission_file/rnn.ipynb", "1"), ("Bob_2_assignsubmission_file/rnn.ipynb", "2"))
    said = moodle.feedback(path, lambda who: b"of ada", tmp_path / "to.zip", {"1": "ada", "2": "ada"})
    assert said == ["to.zip: the roster has no student id of their own for Ada (1), Bob (2): no page. Correct it."]


def test_a_column_of_ids_without_a_roster_is_refused(tmp_path):
    done = CliRunner().invoke(app, ["collect", "canvas", __file__, "rnn", "--student-id", "SIS Login ID"])
    assert done.exit_code == 2
    assert "--student-id needs --roster" in done.output


def test_where_two_kinds_of_id_find_as_many_students_each_the_column_is_to_be_named(tmp_path):
    text = MOODLE + "Participant 77,Zed,zed,z@x,,,,100.00,-\nParticipant 2,Bob,bob,b@x,,,,100.00,-\n"
    path = table_of(tmp_path, text)
    with pytest.raises(TableError, match="students are found by Identifier as well as by ID number"):
        moodle.fill(path, marks(s77=70, bob=70))
    table, filled = moodle.fill(path, marks(s77=70, bob=60), student_id="ID number")
    assert table.text() == text.replace("b@x,,,,", "b@x,,,60.00,")
    assert filled.trouble == ["table.csv has no row for 77; looked for in: ID number."]
    table, _ = moodle.fill(path, marks(s77=70, bob=60), student_id="Participant")
    assert table.text() == text.replace("z@x,,,,", "z@x,,,70.00,")


@pytest.mark.parametrize("column", ["Full name", "Status", "Group"])
def test_what_a_student_may_write_herself_names_nobody(tmp_path, column):
    row = {"Full name": "Mallory", "Status": "", "Group": "", column: "bob"}
    text = MOODLE + (
        "Participant 1,Ada,ada,a@x,,,,100.00,-\n"
        f"Participant 3,{row['Full name']},mallory,m@x,{row['Status']},{row['Group']},,100.00,-\n"
    )
    table, filled = moodle.fill(table_of(tmp_path, text), marks(ada=100, bob=70))
    assert table.text() == text.replace("a@x,,,,", "a@x,,,100.00,")
    assert filled.trouble == ["table.csv has no row for bob; looked for in: Identifier, ID number, Email address."]


def test_a_column_that_is_there_twice_is_named_and_nothing_is_filled_in(tmp_path):
    text = CANVAS.replace("SIS User ID", "SIS Login ID") + "Ada,1,u1,ada,S,\n"
    with pytest.raises(TableError, match="has 2 columns 'SIS Login ID'; delete all but one"):
        canvas.fill(table_of(tmp_path, text), marks(ada=100), assignment="rnn")
    with pytest.raises(TableError, match="has 2 columns 'SIS Login ID'"):
        canvas.roster(table_of(tmp_path, text), "SIS Login ID")


def test_a_student_may_be_called_as_the_row_of_points_is(tmp_path):
    text = CANVAS + "Points Possible,1,u1,ada,S,\n"
    table, _ = canvas.fill(table_of(tmp_path, text), marks(ada=40), assignment="rnn")
    assert table.text() == text.replace("ada,S,", "ada,S,40.00")


def test_a_number_that_is_the_id_of_somebody_else_takes_in_no_work(zipped, tmp_path):
    path = zipped(("zed_100_1_rnn.ipynb", "of Zed"), ("true_555_2_rnn.ipynb", "of the owner of 100"))
    for students in ({"555": "100"}, {"555": "100", "100": ""}):
        rows = collect(path, tmp_path, canvas.submitted, "rnn", students=students, replace=True)
        assert [row.outcome for row in rows] in (["left out", "collected"], ["left out", "unchanged"])
        assert rows[0].note.endswith("100 is another student's id there; it was left out. Complete the roster.")
        assert (tmp_path / "submitted/100/rnn/rnn.ipynb").read_text() == "of the owner of 100"


def test_a_number_that_stands_in_for_an_id_is_said(zipped, tmp_path):
    rows = collect(zipped(("zed_7_1_rnn.ipynb", "1")), tmp_path, canvas.submitted, "rnn", students={"7": ""})
    assert rows[0].note == "zed_7_1_rnn.ipynb: the roster has no id of the student; collected as 7."


@pytest.mark.parametrize("student", ["./bob", "ada/../bob", "bob/", "../feedback/bob", "b" * 300])
def test_an_id_that_is_no_name_of_a_folder_gets_no_page_and_no_work(tmp_path, zipped, student):
    path = zipped(("Ada_1_assignsubmission_file/rnn.ipynb", "1"), ("Bob_2_assignsubmission_file/rnn.ipynb", "2"))
    students = {"1": student, "2": "bob"}
    (said,) = moodle.feedback(path, lambda who: b"of bob", tmp_path / "to.zip", students)
    assert "no student id of their own for Ada (1): no page" in said
    rows = collect(path, tmp_path, moodle.submitted, "rnn", students=students)
    assert [(row.student, row.outcome) for row in rows] == [("1", "left out"), ("bob", "collected")]


def test_a_page_that_has_no_folder_in_the_zip_and_a_file_that_is_refused_are_named(tmp_path, zipped):
    path = zipped(("Ada_1_assignsubmission_file/rnn.ipynb", "1"), (f"Bob_2_assignsubmission_file/{'n' * 260}", "2"))
    refused, lost = moodle.feedback(path, lambda who: b"page", tmp_path / "to.zip", {"1": "ada", "2": "bob"})
    assert "has a name that no file can have" in refused
    assert lost == "to.zip: a page, and no folder in submissions.zip, has: bob."


@pytest.mark.parametrize("column", ["Maximum Grade", "ID number", "Status"])
def test_marks_go_into_a_column_of_marks_alone(tmp_path, column):
    path = table_of(tmp_path, MOODLE + "Participant 1,Ada,ada,a@x,,,,100.00,-\n")
    with pytest.raises(TableError, match=f"{column} is no column of points"):
        moodle.fill(path, marks(ada=90), column)


def test_a_scale_takes_no_points_and_a_locked_row_is_named(tmp_path):
    scale = MOODLE.replace("Maximum Grade", "Scale") + 'Participant 1,Ada,ada,a@x,,,,"Poor, Good",-\n'
    with pytest.raises(TableError, match="graded by a scale takes no points"):
        moodle.fill(table_of(tmp_path, scale), marks(ada=90))
    locked = "Identifier,ID number,Grade,Maximum Grade,Grade can be changed,Last modified (grade)\n"
    row = "Participant 1,ada,40,100.00,No,-\n"
    _, filled = moodle.fill(table_of(tmp_path, locked + row), marks(ada=90))
    assert filled.trouble == [
        "table.csv: Moodle does not take the marks of Participant 1: Grade can be changed says No there."
    ]
    _, filled = moodle.fill(table_of(tmp_path, locked + row), marks(ada=40))
    assert filled.trouble == []  # it has this mark already
    german = "Kennung,Matrikelnummer,Bewertung,Bestwertung,Bewertung kann geändert werden,Zuletzt geändert\n"
    rows = "Teilnehmer/in 1,ada,40,100.00,Nein,-\nTeilnehmer/in 2,bob,40,100.00,Ja,-\n"
    _, filled = moodle.fill(table_of(tmp_path, german + rows), marks(ada=90, bob=80), None, "Matrikelnummer")
    (said,) = filled.trouble
    assert "the marks of Teilnehmer/in 1: Bewertung kann geändert werden says Nein there." in said


def test_a_worksheet_in_another_language_asks_for_the_column_where_not_all_are_found(tmp_path):
    german = "Kennung,Matrikelnummer,Bewertung,Bestwertung,Zuletzt geändert\n"
    path = table_of(tmp_path, german + "Teilnehmer/in 91,1001,,100.00,-\nTeilnehmer/in 92,91,,100.00,-\n")
    with pytest.raises(TableError, match="not all students are found by Kennung"):
        moodle.fill(path, marks(s1001=70, s91=40))
    table, _ = moodle.fill(path, marks(s1001=70, s91=40), student_id="Matrikelnummer")
    assert "91,1001,70.00" in table.text()
    assert "92,91,40.00" in table.text()


def test_an_address_that_two_rows_have_proves_nothing(tmp_path):
    rows = "Participant 1,A,k1,f@x,,,,100.00,-\nParticipant 2,B,k2,f@x,,,,100.00,-\n"
    table, filled = moodle.fill(table_of(tmp_path, MOODLE + rows), [Mark("k1", 50, 100, "f@x"), Mark("k2", 60, 100)])
    assert table.text() == MOODLE + rows.replace("f@x,,,,", "f@x,,,50.00,", 1).replace("f@x,,,,", "f@x,,,60.00,", 1)
    assert not filled.trouble


@pytest.mark.parametrize("names", [("Student", '"Student, Test"'), ("LastName,FirstName", "Student,Test")])
def test_the_row_for_trying_out_is_said_to_be_one(tmp_path, names):
    header, name = names
    text = (
        CANVAS.replace("Student,ID", f"{header},ID")
        + f"{name},199,,deadbeef,S,\n{name.replace('Test', 'Ada')},1,u1,ada,S,\n"
    )
    text = text.replace("Points Possible,", "Points Possible,," if "," in header else "Points Possible,")
    table, filled = canvas.fill(table_of(tmp_path, text), marks(ada=90, sdeadbeef=10), assignment="rnn")
    assert table.text() == text.replace("ada,S,", "ada,S,90.00")
    assert "table.csv: a row for trying out, left unchanged: deadbeef." in filled.remarks
    assert not filled.trouble


def test_the_only_assignment_is_named_where_it_has_another_name(tmp_path):
    text = CANVAS.replace("rnn (5)", "Essay (5)") + "Ada,1,u1,ada,S,\n"
    _, filled = canvas.fill(table_of(tmp_path, text), marks(ada=90), assignment="rnn")
    assert "table.csv: the marks are in Essay (5), the only assignment there." in filled.remarks


def test_capitals_of_an_id_do_not_matter_unless_they_alone_tell_two_apart(tmp_path):
    text = CANVAS + "Ada,1,U1,Ada@Uni,S,\nBob,2,u2,bob,S,\nEve,3,u3,eve,S,\nEva,4,u4,EVE,S,\n"
    path = table_of(tmp_path, text)
    table, filled = canvas.fill(path, marks(u1=10, u2=20), assignment="rnn")
    assert table.text() == text.replace("Ada@Uni,S,", "Ada@Uni,S,10.00").replace("bob,S,", "bob,S,20.00")
    assert filled.trouble == []
    _, filled = canvas.fill(path, marks(Eve=10, bob=20), assignment="rnn", student_id="SIS Login ID")
    assert filled.trouble == ["table.csv has no row for Eve; looked for in: SIS Login ID."]
    _, filled = canvas.fill(path, marks(BOB=10, Bob=20), assignment="rnn", student_id="SIS Login ID")
    assert filled.trouble == ["table.csv has no row for BOB, Bob; looked for in: SIS Login ID."]
    table, _ = canvas.fill(path, marks(eve=10, EVE=20), assignment="rnn", student_id="SIS Login ID")
    assert "eve,S,10.00\n" in table.text()
    assert "EVE,S,20.00\n" in table.text()
