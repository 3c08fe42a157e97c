"""Law: every file of a Canvas zip ends in a row that says what happened to it, and of one student the latest notebook
counts; a gradebook that Canvas exported comes back with one column filled in and no other byte changed."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.lms import canvas
from grader.lms.collect import Submitted, collect, stem
from grader.lms.filling import Mark
from grader.lms.table import Table, TableError
from tests.rnn import NOTEBOOK

GRADEBOOK = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Notes,Warm-up (11),RNN by hand (12345),Homework Final Score\n"
    ",,,,,,,Manual Posting,\n"
    "    Points Possible,,,,,,10.00,100.00,(read only)\n"
    '"Lovelace, Ada",501,a01,ada@example.org,"Monday, early",,9.50,,95.00\n'
    '"Noether, Emmy",502,a02,emmy@example.org,Monday,"said ""hello""",10.00,12.00,\n'
    '"Turing, Alan",503,a03,alan@example.org,Monday,,,EX,\n'
    '"Curie, Marie",504,a04,marie@example.org,Monday,,,N/A,\n'
    '"Student, Test",599,,f3a,Monday,,,,\n'
)


@pytest.fixture
def gradebook(tmp_path):
    def write(text=GRADEBOOK):
        path = tmp_path / "export.csv"
        path.write_bytes(text.encode("utf-8"))
        return path

    return write


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("lovelaceada_501_9001_rnn.ipynb", Submitted("501", "rnn.ipynb", False, (9001,))),
        ("lovelaceada_LATE_501_9001_rnn-1.ipynb", Submitted("501", "rnn-1.ipynb", True, (9001,))),
        ("NN-RNN_submissions/lovelaceada_501_9001_my rnn_2.ipynb", Submitted("501", "my rnn_2.ipynb", False, (9001,))),
        ("anon_AbC1e_9001_rnn.ipynb", Submitted("AbC1e", "rnn.ipynb", False, (9001,))),
        ("LATE_anon_12345_9001_rnn.ipynb", Submitted("12345", "rnn.ipynb", True, (9001,))),
        ("müllerjörg_501_9001_rnn.ipynb", Submitted("501", "rnn.ipynb", False, (9001,))),
        ("de_la_cruzana_501_9001_rnn.ipynb", Submitted("501", "rnn.ipynb", False, (9001,))),
        ("noetheremmy_502_text.html", Submitted("502", "text", False, (0,))),
        ("rnn.ipynb", None),
        ("lovelaceada_9001_rnn.ipynb", None),
    ],
)
def test_the_names_that_canvas_gives_are_read(name, meaning):
    assert canvas.submitted(name) == meaning


@given(
    st.text(st.characters(whitelist_categories=("Ll", "Lo")), min_size=1, max_size=12),
    st.booleans(),
    st.integers(1, 10**12),
    st.integers(1, 10**12),
    st.text(st.characters(blacklist_characters='\0/\\:*?"<>|', blacklist_categories=("Cs", "Cc")), min_size=1),
)
def test_a_name_that_canvas_can_give_says_who_and_what(name, late, student, attachment, file):
    written = f"{name}_{'LATE_' if late else ''}{student}_{attachment}_{file}.ipynb"
    assert canvas.submitted(written) == Submitted(str(student), f"{file}.ipynb", late, (attachment,))


def test_every_file_ends_in_a_row_and_the_latest_notebook_counts(zipped, tmp_path):
    path = zipped(
        ("lovelaceada_501_9001_rnn.ipynb", "first"),
        ("lovelaceada_501_9007_rnn-1.ipynb", "second"),
        ("noetheremmy_LATE_502_9002_rnn (1).ipynb", "late"),
        ("turingalan_503_9003_rnn.ipynb", "right name"),
        ("turingalan_503_9008_scratch.ipynb", "later, but another"),
        ("curiemarie_504_9004_homework.ipynb", "only one"),
        ("hopper_505_9005_rnn.zip", b"PK\x03\x04"),
        ("germain_506_text.html", "<html><p>see my blog</p>"),
        ("notes.ipynb", "?"),
        ("../x_507_9009_rnn.ipynb", "attack"),
    )
    rows = collect(path, tmp_path / "course", canvas.submitted, "rnn")
    work = {p.parent.parent.name: p.read_text() for p in (tmp_path / "course").rglob("rnn.ipynb")}
    assert work == {"501": "second", "502": "late", "503": "right name", "504": "only one"}
    assert [(row.student, row.outcome, row.note) for row in rows] == [
        ("", "left out", "submissions.zip: ../x_507_9009_rnn.ipynb would be written outside its folder; it was "
         "left out. The plain file is needed."),
        ("505", "left out", "hopper_505_9005_rnn.zip: this is a damaged zip, not the notebook; it was left out."),
        ("506", "left out", "germain_506_text.html: this is a web page, not the notebook; it was left out."),
        ("", "left out", "notes.ipynb has no name that the platform gives; it was left out. Collect it by hand."),
        ("501", "superseded", "lovelaceada_501_9001_rnn.ipynb gave way to lovelaceada_501_9007_rnn-1.ipynb."),
        ("501", "collected", ""),
        ("502", "collected", "502 handed in late."),
        ("503", "superseded", "turingalan_503_9008_scratch.ipynb gave way to turingalan_503_9003_rnn.ipynb."),
        ("503", "collected", ""),
        ("504", "collected", "curiemarie_504_9004_homework.ipynb is taken for rnn.ipynb."),
    ]  # fmt: skip
    assert not (tmp_path / "x_507_9009_rnn.ipynb").exists()


@pytest.mark.parametrize("name", ["rnn.ipynb", "rnn-1.ipynb", "work.ipynb"])
def test_a_script_beside_a_notebook_gives_way_to_it(zipped, tmp_path, name):
    """Colab and VS Code write both."""
    script = "# %%\nimport numpy as np\n\n# %%\ndef rnn_forward(x, a0, parameters):\n    return x\n"
    path = zipped((f"a_501_1_{name}", NOTEBOOK.read_bytes()), ("a_501_2_rnn.py", script))
    rows = collect(path, tmp_path / "course", canvas.submitted, "rnn")
    assert (tmp_path / "course" / "submitted" / "501" / "rnn" / "rnn.ipynb").read_bytes() == NOTEBOOK.read_bytes()
    assert [(row.file, row.outcome) for row in rows] == [
        ("a_501_2_rnn.py", "superseded"),
        (f"a_501_1_{name}", "collected"),
    ]


def test_notebooks_go_where_the_settings_of_the_course_say(zipped, tmp_path):
    (tmp_path / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.submitted_directory = "inbox"\n')
    collect(zipped(("a_501_1_rnn.ipynb", "work")), tmp_path, canvas.submitted, "rnn")
    assert (tmp_path / "inbox" / "501" / "rnn" / "rnn.ipynb").read_text() == "work"


def test_what_is_there_stays_unless_it_is_to_be_replaced(zipped, tmp_path):
    target = tmp_path / "submitted" / "501" / "rnn" / "rnn.ipynb"
    collect(zipped(("a_501_1_rnn.ipynb", "old")), tmp_path, canvas.submitted, "rnn")
    again = zipped(("a_501_2_rnn-1.ipynb", "new"))
    [row] = collect(again, tmp_path, canvas.submitted, "rnn")
    assert (row.outcome, target.read_text()) == ("kept", "old")
    assert row.note == f"{target} is another one; it stays. To have the one of a_501_2_rnn-1.ipynb: --replace."
    [row] = collect(again, tmp_path, canvas.submitted, "rnn", replace=True)
    assert (row.outcome, target.read_text()) == ("collected", "new")
    assert collect(again, tmp_path, canvas.submitted, "rnn")[0].outcome == "unchanged"


def test_a_roster_gives_the_students_their_own_ids_and_the_unknown_are_named(zipped, tmp_path, gradebook):
    students = canvas.roster(gradebook(), "SIS Login ID")
    assert students["501"] == "ada@example.org"
    path = zipped(("a_501_1_rnn.ipynb", "1"), ("b_777_2_rnn.ipynb", "2"))
    rows = collect(path, tmp_path, canvas.submitted, "rnn", students=students)
    assert [row.student for row in rows] == ["ada@example.org", "777"]
    assert rows[1].note == "b_777_2_rnn.ipynb: the student is not in the roster; collected as 777."


def test_two_ids_of_one_student_do_not_overwrite_each_other(zipped, tmp_path, gradebook):
    students = canvas.roster(gradebook(GRADEBOOK.replace("emmy@", "ada@")), "SIS Login ID")
    path = zipped(("a_501_1_rnn.ipynb", "1"), ("b_502_2_rnn.ipynb", "2"))
    rows = collect(path, tmp_path, canvas.submitted, "rnn", students=students, replace=True)
    said = "ada@example.org is the id of several students in the roster; it was left out. Correct the roster."
    assert [(row.outcome, row.note) for row in rows] == [
        ("left out", f"a_501_1_rnn.ipynb: {said}"),
        ("left out", f"b_502_2_rnn.ipynb: {said}"),
    ]


def test_a_roster_can_not_send_work_out_of_its_folder(zipped, tmp_path, gradebook):
    text = GRADEBOOK.replace("ada@example.org", "../../elsewhere").replace("emmy@example.org", "/elsewhere")
    students = canvas.roster(gradebook(text), "SIS Login ID")
    path = zipped(("a_501_1_rnn.ipynb", "1"), ("b_502_2_rnn.ipynb", "1"))
    assert [row.note for row in collect(path, tmp_path / "course", canvas.submitted, "rnn", students=students)] == [
        "a_501_1_rnn.ipynb: '../../elsewhere' can't be a student id; it was left out. Correct the roster.",
        "b_502_2_rnn.ipynb: '/elsewhere' can't be a student id; it was left out. Correct the roster.",
    ]
    assert not list(tmp_path.rglob("rnn.ipynb"))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("rnn.ipynb", "rnn"),
        ("rnn-12.ipynb", "rnn"),
        ("rnn (1).ipynb", "rnn"),
        ("rnn(2).IPYNB", "rnn"),
        ("r-n.ipynb", "r-n"),
    ],
)
def test_second_copies_have_the_name_of_the_first(file, name):
    assert stem(file) == name


MARKS = [
    Mark("a01", 87.456, 100),
    Mark("a02", 62.5, 100),
    Mark("a03", 50, 100),
    Mark("a04", 50, 100),
    Mark("hopper", 1, 100),
]


def test_one_column_is_filled_in_and_no_other_byte_changes(gradebook):
    table, filled = canvas.fill(gradebook(), MARKS, column="12345", assignment="rnn")
    expected = GRADEBOOK.replace('early",,9.50,,', 'early",,9.50,87.46,').replace("10.00,12.00,", "10.00,62.50,")
    assert table.text() == expected
    assert filled.sentences == [
        "export.csv has no row for hopper; looked for in: ID, SIS User ID, SIS Login ID.",
        "export.csv: left unchanged: a03 (EX), a04 (N/A).",
        "export.csv: marks replaced: a02 (12.00 to 62.50).",
    ]


def test_who_has_no_mark_is_named_but_not_the_test_student(gradebook):
    _, filled = canvas.fill(gradebook(), [Mark("a01", None, 100), *MARKS[1:4]], "RNN by hand", assignment="rnn")
    assert "export.csv: not graded yet, left unchanged: a01. Grade by hand, then export again." in filled.sentences
    _, filled = canvas.fill(gradebook(), MARKS[1:4], "RNN by hand (12345)", assignment="rnn")
    assert "export.csv: no work in the gradebook, left unchanged: 501." in filled.sentences
    assert not any("599" in sentence for sentence in filled.sentences)


def test_a_mark_that_is_there_already_is_left_as_it_is_written(gradebook):
    text = GRADEBOOK.replace("12.00", "62.5")
    table, _ = canvas.fill(gradebook(text), MARKS[1:2], "12345", assignment="rnn")
    assert table.text() == text


def test_semicolons_decimal_commas_line_ends_and_the_mark_at_the_beginning_are_kept(gradebook):
    text = "\N{ZERO WIDTH NO-BREAK SPACE}" + (
        '"Student";"ID";"SIS Login ID";"Section";"RNN, by hand (12)";"Other (13)"\r\n'
        '"    Points Possible";"";"";"";"100,00";"10,00"\r\n'
        '"Lovelace, Ada";"501";"ada";"A";"";"9,50"'
    )
    table, _ = canvas.fill(gradebook(text), [Mark("ada", 87.5, 100)], "12", assignment="rnn")
    assert table.text() == text.replace('"";"9,50"', '"87,50";"9,50"')


def test_the_column_is_found_by_itself_when_only_one_can_be_meant(gradebook):
    text = GRADEBOOK.replace("Warm-up (11)", "Warm-up").replace("by hand ", "")
    assert canvas.fill(gradebook(text), MARKS, assignment="rnn")[0].value(3, 7) == "87.46"
    with pytest.raises(TableError) as error:
        canvas.fill(gradebook(), MARKS, assignment="rnn")
    assert str(error.value).endswith(
        "export.csv: which column is rnn? Name one with --column: Warm-up (11), RNN by hand (12345)"
    )


def test_other_points_in_canvas_are_pointed_out(gradebook):
    _, filled = canvas.fill(gradebook(GRADEBOOK.replace("100.00", "20.00")), MARKS, "12345", assignment="rnn")
    assert filled.trouble[-1] == (
        "export.csv: RNN by hand (12345) has 20 points in Canvas and 100 here; marks are not scaled. "
        "Set the points of the assignment in Canvas."
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty; export it from the platform again."),
        (b"name,points\nAda,3\n", "is no gradebook of Canvas: it must have the columns Student, ID and Section."),
        (b"\xff\xfeS\0t\0", "is not UTF-8; export it again, or save it in your spreadsheet as CSV UTF-8."),
        (b'Student,ID,SIS Login ID,Section\n"Lovelace', "a quotation mark in row 2 is never closed; export the file"),
    ],
)
def test_what_is_no_gradebook_is_said_to_be_none(tmp_path, content, sentence):
    (tmp_path / "export.csv").write_bytes(content)
    with pytest.raises(TableError, match=sentence):
        canvas.fill(tmp_path / "export.csv", MARKS, assignment="rnn")


def test_an_address_that_two_students_have_names_neither(gradebook):
    text = GRADEBOOK.replace(",a02,", ",,")
    found = [Mark("a01", 2, 100), Mark("a04", None, 100)]
    marks = [*found, Mark("hopper", 1, 100, email="x@x"), Mark("a02", 1, 100, email="x@x")]
    table, filled = canvas.fill(gradebook(text.replace("emmy@example.org", "x@x")), marks, "12345", assignment="rnn")
    assert table.text() == text.replace("emmy@example.org", "x@x").replace('early",,9.50,,', 'early",,9.50,2.00,')
    assert filled.trouble[0].startswith("export.csv has no row for a02, hopper; ")


VALUE = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="\0\r\N{ZERO WIDTH NO-BREAK SPACE}"), max_size=8
)


@given(
    st.lists(st.lists(VALUE, min_size=4, max_size=4), min_size=1, max_size=4),
    st.sampled_from(",;"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
    VALUE,
)
def test_a_table_is_read_as_csv_reads_it_and_written_as_it_was(rows, delimiter, quoting, end, value):
    header = ["Student", "ID", "Section", "RNN"]
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows([header, *rows])
    table = Table("export.csv", file.getvalue())
    assert table.text() == file.getvalue()
    assert [[table.value(row, column) for column in range(4)] for row in range(len(rows) + 1)] == [header, *rows]
    table.put(1, 3, value)
    changed = list(csv.reader(io.StringIO(table.text(), newline=""), delimiter=delimiter))
    assert changed == [header, [*rows[0][:3], value], *rows[1:]]


def test_an_id_that_two_columns_give_to_two_students_is_filled_in_for_neither(gradebook):
    text = (
        "Student,ID,SIS User ID,SIS Login ID,Section,rnn (5)\n    Points Possible,,,,,100\n"
        '"Seven, S",101,777,s7,x,\n"Ada, A",555,101,ada,x,\n"Student, Test",102,,102,x,\n"Eve, E",103,102,eve,x,\n'
    )
    marks = [Mark("101", 100, 100), Mark("102", 50, 100)]
    with pytest.raises(TableError, match="found by SIS User ID as well as by ID, and they are not the same people"):
        canvas.fill(gradebook(text), marks, assignment="rnn")
    table, filled = canvas.fill(gradebook(text), marks, assignment="rnn", student_id="SIS User ID")
    assert table.text() == text.replace("101,ada,x,", "101,ada,x,100.00").replace("102,eve,x,", "102,eve,x,50.00")
    assert not filled.trouble


def test_an_id_and_an_address_of_two_students_are_filled_in_for_neither(gradebook):
    text = (
        "Student,ID,SIS Login ID,Section,rnn (5)\n    Points Possible,,,,100\n"
        '"B, Bob",501,bob@x,x,\n"A, Ada",502,ada@x,x,\n'
    )
    with pytest.raises(TableError, match="found by ID as well as by the address in SIS Login ID"):
        canvas.fill(gradebook(text), [Mark("501", 100, 100, email="ada@x")], assignment="rnn")


def test_students_whose_ids_are_in_no_column_are_found_by_their_addresses(gradebook):
    marks = [Mark("u1", 87.456, 100, email="ada@example.org"), Mark("u2", 62.5, 100, email="emmy@example.org")]
    table, filled = canvas.fill(gradebook(), marks, "12345", assignment="rnn")
    assert table.text() == GRADEBOOK.replace('early",,9.50,,', 'early",,9.50,87.46,').replace("12.00,", "62.50,")
    assert not filled.trouble


def test_a_name_of_digits_is_no_id():
    assert canvas.submitted("711_101_5550_rnn.ipynb") == Submitted("101", "rnn.ipynb", False, (5550,))


def test_cells_that_do_not_stand_below_their_titles_are_refused(gradebook):
    shifted = GRADEBOOK.replace('"Turing, Alan"', "Turing, Alan")
    with pytest.raises(TableError, match=r"the cells of row 6 \(Turing\) do not stand below their titles"):
        canvas.fill(gradebook(shifted), [Mark("a01", 2, 100)], "12345", assignment="rnn")


def test_a_student_may_be_called_as_the_one_for_trying_out_is(gradebook):
    text = GRADEBOOK.replace('"Turing, Alan"', '"Student, Test"').replace("EX", "")
    table, filled = canvas.fill(gradebook(text), [Mark("a03", 50, 100)], "12345", assignment="rnn")
    assert ",a03,alan@example.org,Monday,,,50.00," in table.text()
    assert filled.trouble == []
