"""When something was handed in, as nbgrader's exchange writes it: a date, a time and a time zone, and nothing else."""

import datetime
import re
import stat
import time
import zoneinfo
from functools import cache
from pathlib import Path

LONGEST = 64  # bytes of a time
EARLIEST = datetime.datetime(2015, 1, 1)  # of nbgrader: what says an earlier time was written by nobody's exchange
CLOCKS = datetime.timedelta(days=2)  # that clocks and time zones may differ
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?(Z|[+-]\d\d:?\d\d|[A-Za-z][A-Za-z0-9_+/-]{0,39})?",
    re.ASCII,
)


def read_time(path: Path) -> tuple[str, str]:
    """Read a file that says when something was handed in.

    Returns    (text, why): text is empty where that is unknown, why is empty where there is nothing to say about it
    """
    try:
        about = path.lstat()
        if not stat.S_ISREG(about.st_mode):
            return "", "it is no plain file"
        if about.st_size > LONGEST:
            return "", f"it has {about.st_size} bytes"
        text = path.read_bytes().decode("ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return "", ""
    except OSError as error:
        return "", f"it can't be read: {error.strerror}"
    except UnicodeDecodeError:
        return "", "it is no plain text"
    moment = _moment(text)
    if moment is None:
        return "", f"it says {text!a}" if text else "it is empty"
    if moment < EARLIEST:
        return "", f"it says {text!a}, which is before there was anything to write it"
    if moment > datetime.datetime.now() + CLOCKS:
        return "", f"it says {text!a}, which is still to come"
    return text, ""


def _moment(text):
    """The date and time that a text says, without its time zone; None where it says none."""
    found = _TIME.fullmatch(text)
    if found is None or (not (found[3] or "Z").startswith(("Z", "+", "-")) and found[3] not in _zones()):
        return None
    try:
        moment = datetime.datetime.fromisoformat(f"{found[1]} {found[2]}")
    except ValueError:
        return None
    return moment if 1970 <= moment.year <= 9000 else None  # so that every time zone can say it


@cache
def _zones():
    """The names of all time zones, and the two that this machine gives its own."""
    return zoneinfo.available_timezones() | {"UTC", "GMT", *time.tzname}
