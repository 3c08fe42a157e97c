"""Law: every file of a Moodle zip ends in a row that says what happened to it; a downloaded grading worksheet comes
back with one column filled in, in whatever language its header is; feedback goes back under the submissions' names."""

import shutil
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from grader.commands import app
from grader.lms import moodle
from grader.lms.collect import Submitted, collect
from grader.lms.filling import Mark
from grader.lms.table import TableError
from grader.system.archive import ArchiveError

WORKSHEET = (
    'Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\n'
    '"Participant 1234567","Ada Lovelace",a01,ada@example.org,"Submitted for grading - ",,100.00,Yes,'
    '"Tuesday, 3 November 2026, 9:15 AM",-,""\n'
    '"Participant 1234568","Emmy Noether",a02,emmy@example.org,"Submitted for grading - ",55.00,100.00,Yes,'
    '"Tuesday, 3 November 2026, 9:16 AM","Friday, 6 November 2026, 1:00 PM","<p>Well done, ""really""</p>"\n'
    '"Participant 1234569","Alan Turing",a03,alan@example.org,"No submission - ",,100.00,Yes,-,-,""\n'
)
GERMAN = (
    '"ID","Vollständiger Name","Matrikelnummer","Status","Bewertung","Bestwertung","Bewertung kann geändert werden",'
    '"Zuletzt geändert (Abgabe)","Zuletzt geändert (Bewertung)","Feedback-Kommentare"\r\n'
    '"Teilnehmer/in 77","Jörg Müller","4711","Zur Bewertung abgegeben","","100,00","Ja","3.11.2026, 09:15","-",""\r\n'
    '"Teilnehmer/in 78","Zoë Groß","4712","Keine Abgabe","10,00","100,00","Ja","-","-",""\r\n'
)


@pytest.fixture
def worksheet(tmp_path):
    def write(text=WORKSHEET):
        path = tmp_path / "Grades.csv"
        path.write_bytes(text.encode("utf-8"))
        return path

    return write


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("Ada Lovelace_1234567_assignsubmission_file/rnn.ipynb", Submitted("1234567", "rnn.ipynb")),
        ("Ada Lovelace_1234567_assignsubmission_file_/rnn.ipynb", Submitted("1234567", "rnn.ipynb")),
        ("Ada Lovelace_1234567_assignsubmission_file/work/my_rnn.ipynb", Submitted("1234567", "work/my_rnn.ipynb")),
        ("Ada Lovelace_1234567_assignsubmission_file_my_rnn.ipynb", Submitted("1234567", "my_rnn.ipynb")),
        ("Participant_1234567_assignsubmission_file/rnn.ipynb", Submitted("1234567", "rnn.ipynb")),
        ("Group A-Ada Lovelace_1234567_assignsubmission_file/rnn.ipynb", Submitted("1234567", "rnn.ipynb")),
        ("NN-RNN-42/Ada_1234567_assignsubmission_file_/rnn.ipynb", Submitted("1234567", "rnn.ipynb")),
        ("Ada_1234567_assignsubmission_onlinetext_onlinetext.html", Submitted("1234567", "onlinetext/onlinetext.html")),
        ("Ada Lovelace/rnn.ipynb", None),
        ("Ada_1234567_assignsubmission_file", None),
    ],
)
def test_the_names_that_moodle_gives_are_read(name, meaning):
    assert moodle.submitted(name) == meaning


WORD = st.text(
    st.characters(blacklist_characters="_/\\\0", blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=10
)


@given(WORD, st.integers(1, 10**10), WORD, st.sampled_from(["/", "_/", "_"]))
def test_a_name_that_moodle_can_give_says_who_and_what(name, number, file, between):
    written = f"{name}_{number}_assignsubmission_file{between}{file}.ipynb"
    assert moodle.submitted(written) == Submitted(str(number), f"{file}.ipynb")


def test_every_file_ends_in_a_row_and_one_notebook_a_student_counts(zipped, tmp_path):
    path = zipped(
        ("Ada Lovelace_1_assignsubmission_file/rnn.ipynb", "ada"),
        ("Ada Lovelace_1_assignsubmission_file/scratch.ipynb", "scratch"),
        ("Ada Lovelace_1_assignsubmission_file/photo.png", b"\x89PNG"),
        ("Emmy Noether_2_assignsubmission_file_/RNN final.ipynb", "emmy"),
        ("Alan Turing_3_assignsubmission_onlinetext/onlinetext.html", "<html><p>hello"),
        ("Ada Lovelace_1_assignsubmission_file/../../x", "attack"),
    )
    rows = collect(path, tmp_path / "course", moodle.submitted, "rnn")
    work = {p.parent.parent.name: p.read_text() for p in (tmp_path / "course").rglob("rnn.ipynb")}
    assert work == {"1": "ada", "2": "emmy"}
    ada = "Ada Lovelace_1_assignsubmission_file"
    assert [(row.student, row.outcome, row.note) for row in rows] == [
        ("", "left out", f"submissions.zip: {ada}/../../x would be written outside its folder; it was left out. The "
         "plain file is needed."),
        ("1", "left out", f"{ada}/photo.png: this is an image, not the notebook; it was left out."),
        ("3", "left out", "Alan Turing_3_assignsubmission_onlinetext/onlinetext.html: this is a web page, not the "
         "notebook; it was left out."),
        ("1", "superseded", f"{ada}/scratch.ipynb gave way to {ada}/rnn.ipynb."),
        ("1", "collected", ""),
        ("2", "collected", "Emmy Noether_2_assignsubmission_file_/RNN final.ipynb is taken for rnn.ipynb."),
    ]  # fmt: skip


def test_a_page_instead_of_a_zip_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "login.zip").write_text("<html>")
    with pytest.raises(ArchiveError, match="is not a zip archive"):
        collect(tmp_path / "login.zip", tmp_path, moodle.submitted, "rnn")


def test_the_worksheet_gives_the_students_their_own_ids(worksheet):
    assert moodle.roster(worksheet(), "ID number") == {"1234567": "a01", "1234568": "a02", "1234569": "a03"}
    with pytest.raises(TableError, match=r"has no column 'Username'; it has: Identifier, Full name, ID number"):
        moodle.roster(worksheet(), "Username")


def test_one_column_of_the_worksheet_is_filled_in_and_no_other_byte_changes(worksheet):
    marks = [Mark("a01", 87.456, 100), Mark("a02", 62.5, 100), Mark("nobody", 1, 100)]
    table, filled = moodle.fill(worksheet(), marks)
    assert table.text() == WORKSHEET.replace(' - ",,100.00,Yes,"', ' - ",87.46,100.00,Yes,"').replace("55.00", "62.50")
    assert filled.sentences == [
        "Grades.csv has no row for nobody; looked for in: Identifier, ID number, Email address.",
        "Grades.csv: no work in the gradebook, left unchanged: Participant 1234569.",
        "Grades.csv: marks replaced: a02 (55.00 to 62.50).",
    ]


def test_a_worksheet_in_another_language_is_filled_in_by_its_form(worksheet):
    marks = [Mark("4711", 87.5, 100), Mark("4712", 20, 100)]
    table, filled = moodle.fill(worksheet(GERMAN), marks, student_id="Matrikelnummer")
    expected = GERMAN.replace('abgegeben",""', 'abgegeben","87,50"').replace('"10,00"', '"20,00"')
    assert table.text() == expected
    assert filled.sentences == ["Grades.csv: marks replaced: 4712 (10,00 to 20,00)."]


def test_a_column_can_be_named_and_must_be_when_it_is_not_clear(worksheet):
    text = GERMAN.replace('"Jörg Müller"', '""').replace('"Zoë Groß"', '""').replace('"4712"', '"4711"')
    with pytest.raises(TableError) as error:
        moodle.fill(worksheet(text), [])
    assert str(error.value).endswith(
        "Grades.csv: which column is for the marks? Name it with --column: Vollständiger Name, Bewertung"
    )
    table, _ = moodle.fill(worksheet(text), [Mark("77", 1, 100)], "Bewertung")
    assert '"1,00"' in table.text()


def test_blind_marking_is_filled_in_by_the_number_of_the_participant(worksheet):
    text = "Identifier,Status,Grade,Maximum Grade,Last modified (grade)\nParticipant 5,Submitted,,100.00,-\n"
    table, _ = moodle.fill(worksheet(text), [Mark("5", 100, 100)])
    assert table.text() == text.replace(",,", ",100.00,")


def test_somebody_with_two_rows_gets_none_and_a_dash_is_no_mark(worksheet):
    head = "Identifier,Status,Grade,Maximum Grade,Last modified (grade)\n"
    text = head + "".join(f"Participant {number},Submitted,-,100.00,-\n" for number in (5, 6, 5))
    table, filled = moodle.fill(worksheet(text), [Mark("5", 100, 100), Mark("6", 50, 100)])
    assert table.text() == text.replace("6,Submitted,-", "6,Submitted,50.00")
    assert filled.sentences == filled.trouble
    (sentence,) = filled.sentences
    assert sentence.startswith(
        "Grades.csv: found in several rows, not filled in: 5. Delete all but one row of each, or "
    )


def test_another_maximum_is_named_and_nothing_is_scaled(worksheet):
    table, filled = moodle.fill(worksheet(WORKSHEET.replace("100.00", "50.00")), [Mark("1234567", 40, 100)])
    assert ' - ",40.00,50.00' in table.text()
    said = (
        "Grades.csv: the maximum grade is 50 in Moodle and 100 here; marks are not scaled. Set the maximum grade there."
    )
    assert filled.trouble[0] == said


def test_a_table_may_be_called_anything(worksheet):
    path = worksheet()
    renamed = path.rename(path.with_name("s{}{who}.csv"))
    _, filled = moodle.fill(renamed, [Mark("nobody", 40, 100)])
    assert filled.trouble[0].startswith("s{}{who}.csv has no row for nobody; ")


CHANGED = {"leading zeros": ("00101", "101"), "a decimal": ("101", "101.0"), "a decimal comma": ("0101", "101,00")}


@pytest.mark.parametrize(("student", "there"), CHANGED.values(), ids=CHANGED)
def test_an_id_that_a_spreadsheet_has_changed_is_said_beside_what_it_made_of_it(worksheet, student, there):
    text = f'Identifier,ID number,Grade,Maximum Grade,Last modified (grade)\nParticipant 5,"{there}",,100.00,-\n'
    table, filled = moodle.fill(worksheet(text), [Mark(student, 100, 100)])
    assert table.text() == text
    assert filled.trouble == [
        f"Grades.csv has no row for {student} ({there} there: did a spreadsheet change it? Export again); "
        "looked for in: Identifier, ID number."
    ]


def test_marks_that_moodle_would_skip_are_named(worksheet):
    _, filled = moodle.fill(worksheet(WORKSHEET.replace("100.00", "10.00")), [Mark("1234567", 87.5, 100)])
    assert filled.trouble[-1] == (
        "Grades.csv: Moodle skips marks above its maximum: Participant 1234567 (87.50 of 10.00), "
        "Participant 1234568 (55.00 of 10.00). Set the maximum grade there."
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Student,ID,Section\nAda,1,A\nEmmy,2,B\n", "is no grading worksheet of Moodle: its first column must say who"),
        (WORKSHEET.replace("Last modified (grade)", "When"), r"has lost the column 'Last modified \(grade\)'"),
        ("Identifier\n", "is no grading worksheet"),
    ],
)
def test_what_is_no_worksheet_is_said_to_be_none(worksheet, text, sentence):
    with pytest.raises(TableError, match=sentence):
        moodle.fill(worksheet(text), [])


def test_feedback_goes_back_under_the_names_of_the_submissions(zipped, tmp_path):
    path = zipped(
        ("Ada Lovelace_1_assignsubmission_file/rnn.ipynb", "1"),
        ("Emmy Noether_2_assignsubmission_file_/rnn.ipynb", "2"),
        ("Participant_3_assignsubmission_file_rnn.ipynb", "3"),
        ("Alan Turing_4_assignsubmission_file/work/rnn.ipynb", "4"),
        ("Marie Curie_5_assignsubmission_file/rnn.ipynb", "5"),
    )
    pages = {"ada": b"for Ada", "2": b"for Emmy", "3": b"for 3", "5": b"for somebody whose id is 5"}
    sentences = moodle.feedback(
        path,
        pages.get,
        tmp_path / "feedback.zip",
        students={"1": "ada", "2": "2", "3": "3", "4": "4", "5": ""},
        file="rnn.html",
    )
    with zipfile.ZipFile(tmp_path / "feedback.zip") as file:
        found = {name: file.read(name) for name in file.namelist()}
    assert found == {
        "Ada Lovelace_1_assignsubmission_file/rnn.html": b"for Ada",
        "Emmy Noether_2_assignsubmission_file_/rnn.html": b"for Emmy",
        "Participant_3_assignsubmission_file_rnn.html": b"for 3",
    }
    assert sentences == [
        "feedback.zip: no feedback page for 4; run: grader grade",
        "feedback.zip: the roster has no student id of their own for Marie Curie (5): no page. Correct it.",
    ]
    assert all(moodle.submitted(name).student in "123" for name in found)


def test_feedback_pages_are_those_of_the_folder_that_the_settings_name(zipped, tmp_path):
    settings = 'c = get_config()\nc.CourseDirectory.feedback_directory = "pages"\n'
    (tmp_path / "nbgrader_config.py").write_text(settings)
    page = tmp_path / "pages" / "1" / "rnn" / "rnn.html"
    page.parent.mkdir(parents=True)
    page.write_bytes(b"for Ada")
    exported, to = zipped(("Ada Lovelace_1_assignsubmission_file_/rnn.ipynb", "1")), tmp_path / "feedback.zip"
    words = ["export", "feedback", "rnn", "--exported", str(exported), "--to", str(to), "--course", str(tmp_path)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    shutil.copytree(tmp_path / "pages" / "1", tmp_path / "pages" / "bob")
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 1
    assert "feedback.zip: a page, and no folder in submissions.zip, has: bob." in done.output
    with zipfile.ZipFile(to) as file:
        assert file.read("Ada Lovelace_1_assignsubmission_file_/rnn.html") == b"for Ada"
