"""Law: a course that an earlier version graded goes on under this one: seed, points and comments by hand stay, and
everybody is graded again, once, to the points that the same work earns now."""

import json
import zlib

import pytest
from nbgrader.api import Gradebook

from grader.box import sandbox
from grader.classroom.run import Options, grade_class
from grader.course.seed import SEED_FILE
from grader.demo.simulated import Learner
from tests.rnn import hand_in, solutions

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sandbox.available().holds, reason=f"needs a box: {sandbox.INSTALL}"),
]
WORK = {"ada": solutions(), "ben": dict(list(solutions().items())[:1])}
ONE = Options(workers=1)


def marked_by_hand(course):
    """Give points and a comment as a person does in Formgrader."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_submission_notebook("rnn", "rnn", "ben")
        next(one for one in notebook.grades if one.name == "rnn_forward_hidden").manual_score = 5
        notebook.comments[0].manual_comment = "See me on Monday."
        gradebook.db.commit()


def as_an_earlier_version_leaves_it(course):
    """Rename each cached result, as the key has the version in it, and give it a field that this version lacks."""
    for path in course.glob("receipts/rnn/*/rnn.json"):
        receipt = json.loads(path.read_text())
        old = receipt["result"][::-1]
        found = course / "results" / "rnn" / receipt["result"][:2] / f"{receipt['result']}.json.z"
        result = {**json.loads(zlib.decompress(found.read_bytes())), "field_of_then": 1}
        found.unlink()
        (course / "results" / "rnn" / old[:2]).mkdir(exist_ok=True)
        (course / "results" / "rnn" / old[:2] / f"{old}.json.z").write_bytes(zlib.compress(json.dumps(result).encode()))
        path.write_text(json.dumps({**receipt, "result": old}))


def points(summary):
    return {row.student: row.result.points for row in summary.rows}


def test_a_running_course_goes_on_under_a_new_version(new_course, tmp_path, monkeypatch):
    monkeypatch.delenv("GRADER_HIDDEN_SEED", raising=False)
    course = new_course(tmp_path / "course")
    hand_in(course, who=[Learner(name, sources, 0) for name, sources in WORK.items()])
    before = points(grade_class(course, "rnn", ONE))
    seed = (course / SEED_FILE).read_bytes()
    marked_by_hand(course)
    as_an_earlier_version_leaves_it(course)

    summary = grade_class(course, "rnn", ONE)
    assert (summary.graded, summary.again) == (2, 0)
    assert points(summary) == {"ada": before["ada"], "ben": before["ben"] + 5}
    assert (course / SEED_FILE).read_bytes() == seed
    page = (course / "feedback" / "ben" / "rnn" / "rnn.html").read_text()
    assert "See me on Monday." in page
    keys = [json.loads(path.read_text())["result"] for path in course.glob("receipts/rnn/*/rnn.json")]
    assert all((course / "results" / "rnn" / key[:2] / f"{key}.json.z").is_file() for key in keys)
