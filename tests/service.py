"""A course folder whose platform is one of tests/platforms.py, and the commands as a person gives them."""

from typer.testing import CliRunner

from grader.commands import app
from grader.exercise.seed import SEED_VARIABLE
from grader.lms.marks import Work
from grader.lms.web import site
from tests.platforms import TOKEN


class Service:
    """One course here and on a platform.

    waited     seconds that the commands have waited, one number for each wait
    """

    def __init__(self, folder, monkeypatch, platform, kind):
        self.course, self.platform, self.kind, self.waited = folder / "course", platform, kind, []
        self.course.mkdir()
        self.marks = {}
        self.settings(address=platform.address, course=7, assignments={"rnn": 12})
        monkeypatch.setenv(f"{kind.upper()}_TOKEN", TOKEN)
        monkeypatch.setenv(SEED_VARIABLE, "1")
        monkeypatch.setattr(site, "sleep", lambda seconds: self.waited.append(seconds) if seconds else None)
        monkeypatch.setattr("grader.lms.marks.works_of_course", lambda course, assignment: self.works())

    def settings(self, **settings):
        lines = [f"c.{self.kind.title()}Site.{name} = {value!r}" for name, value in settings.items()]
        (self.course / "nbgrader_config.py").write_text("\n".join(["c = get_config()", *lines]) + "\n")

    def works(self):
        """What the gradebook says of `marks`: student id -> points of 100, None while not graded."""
        return [Work("rnn", who, "", "", "", {"cell": (points, 100.0)}) for who, points in self.marks.items()]

    def page(self, student, text):
        """Write a feedback page."""
        path = self.course / "feedback" / student / "rnn" / "rnn.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self, verb, *words):
        """Give a command: (exit code, list of lines); the token is in none of them."""
        words = [verb, self.kind, "rnn", "--course", str(self.course), *words]
        done = CliRunner().invoke(app, words)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert TOKEN not in done.output
        return done.exit_code, done.output.splitlines()

    def work(self):
        """What lies in submitted/: dict, student id -> bytes of the notebook."""
        return {path.parent.parent.name: path.read_bytes() for path in self.course.glob("submitted/*/rnn/rnn.ipynb")}
