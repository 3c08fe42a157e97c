"""nbgrader's gradebook opened, in whichever database the course has it; what keeps it shut is said with the way out."""

from nbgrader.api import Gradebook
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from grader.rules.fence import MachineFailed
from grader.system.terminal import installing

SETTING = "c.CourseDirectory.db_url in nbgrader_config.py"
_DAMAGED = "malformed", "not a database"  # what SQLite says of a file
SECRET = ("password", "sslpassword")  # what a server's address may also hold behind its question mark


class GradebookFailed(MachineFailed):
    """The database takes nothing now; what was graded is kept, and the next run writes it down."""


def open_gradebook(url: str, course_id: str) -> Gradebook:
    """Open a gradebook; one that is not there is made.

    url         SQLAlchemy's address of the database
    course_id   nbgrader's name of the course
    Returns     nbgrader.api.Gradebook
    Raises      GradebookFailed; its message has no password
    """
    try:
        return Gradebook(url, course_id)
    except (ImportError, ValueError, SQLAlchemyError) as error:
        raise GradebookFailed(_why(url, error)) from None


def check_gradebook(url: str, course_id: str) -> None:
    """Raise GradebookFailed where a gradebook can't be opened, or a file of it is damaged."""
    try:
        with open_gradebook(url, course_id) as gradebook:
            if gradebook.db.get_bind().dialect.name == "sqlite":
                found = gradebook.db.execute(text("PRAGMA quick_check(1)")).scalar()
                if found != "ok":
                    raise ValueError(f"it is malformed: {found}")
    except (ValueError, SQLAlchemyError) as error:
        raise unreadable(url, error) from None


def unreadable(url: str, error: Exception) -> GradebookFailed:
    """Return the exception for a gradebook that was opened and could not be read."""
    return GradebookFailed(_why(url, error, "read"))


def plain(error: Exception) -> str:
    """The first line of what a database, or its driver, has to say."""
    return (str(getattr(error, "orig", error)).strip().splitlines() or [type(error).__name__])[0]


def passes(error):
    """True where what a database says goes by: somebody else is writing, or the connection was lost since last used."""
    said = str(error.orig)
    return error.connection_invalidated or "locked" in said or "deadlock detected" in said


def _why(url, error, what="opened"):
    """Say in a sentence why a gradebook can't be opened, and what to do."""
    try:
        address = make_url(url).difference_update_query(SECRET)
    except (ValueError, SQLAlchemyError):
        return f"the gradebook of {SETTING} can't be opened: that is no address of a database"
    if "@" in (address.host or ""):  # a part of the password
        return f"the gradebook of {SETTING} can't be opened: write an @ in the password as %40"
    server = address.get_backend_name() != "sqlite"
    way_out = f"see that the server runs, and that {SETTING} is right" if server else f"see {SETTING}"
    if isinstance(error, (ImportError, NoSuchModuleError)):
        way_out = "install the driver of that database"
        if address.get_backend_name() == "postgresql":
            how = installing("postgresql")
            way_out = f"begin its address with postgresql+psycopg://, and run: {how}"
    elif any(words in plain(error) for words in _DAMAGED):
        way_out = "put that file back from a backup; without one, move it away and run release and grade again: that "
        way_out += "brings back the points of tests, but not those that people gave"
    return f"the gradebook {address.render_as_string(hide_password=True)} can't be {what}: {plain(error)}; {way_out}"
