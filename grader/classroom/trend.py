"""How a class has changed since the last report: kept as a small file beside the report."""

import json
from dataclasses import dataclass
from datetime import datetime

from grader.system.files import write_file


@dataclass(frozen=True)
class Trend:
    """A class now, and as it was in an earlier report.

    since      datetime of that report
    mean       (then, now), of the students who were there then
    new        ids of students who were not
    improved   list of (student id, points then, points now), the greatest step first
    fell       the same for those who have fewer points now
    come, gone    list of (mistake, count): mistakes that nobody made then, and those that nobody makes any more
    """

    since: datetime
    mean: tuple
    new: tuple
    improved: list
    fell: list
    come: list
    gone: list


def snapshot(rows, mistakes, when):
    """What is kept of a report: a dict that JSON can hold.

    rows       list of grader.grading.result.Row that are graded
    mistakes   list of grader.grading.mistakes.Mistake
    when       datetime, with its zone
    """
    made = {f"{one.function}: {'; '.join(one.causes) or one.name}": len(one.students) for one in mistakes}
    points = {row.student: row.result.score for row in rows}
    return {"since": when.isoformat(timespec="seconds"), "points": points, "mistakes": made}


class History:
    """The last report, and the one that it is compared with.

    path       Path of the file
    """

    def __init__(self, path):
        self.path = path
        self.base, self.last = self._read()

    def trend(self, now, apart=0):
        """Compare with the report before; None where there was none. The same class again changes nothing.

        now        see `snapshot`
        apart      seconds: reports that are closer together count as one
        """
        if self.last is None or _content(now) != _content(self.last):
            age = (_time(now) - _time(self.last)).total_seconds() if self.last else apart
            if age >= apart:
                self.base, self.last = self.last, now
            else:
                self.last = {**now, "since": self.last["since"]}
        return _compared(self.base, now) if self.base else None

    def save(self):
        """Write it down in one step; OSError where the disk is full."""
        text = json.dumps({"base": self.base, "last": self.last}, sort_keys=True, ensure_ascii=False)
        write_file(self.path, text.encode("utf-8", "replace"))

    def _read(self):
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            found = [kept["base"], kept["last"]]
            for one in filter(None, found):
                if not _time(one).tzinfo or not all(isinstance(one[name], dict) for name in ("points", "mistakes")):
                    return None, None
        except (OSError, ValueError, TypeError, KeyError):  # not there, or written by something else
            return None, None
        return found


def _content(one):
    return one["points"], one["mistakes"]


def _time(one):
    return datetime.fromisoformat(one["since"])


def _compared(then, now):
    both = [(who, then["points"][who], points) for who, points in now["points"].items() if who in then["points"]]
    steps = sorted(both, key=lambda step: (-abs(step[2] - step[1]), step[0]))
    count = len(both) or 1
    return Trend(
        since=_time(then),
        mean=(sum(before for _, before, _ in both) / count, sum(after for _, _, after in both) / count),
        new=tuple(sorted(now["points"].keys() - then["points"].keys())),
        improved=[step for step in steps if step[2] > step[1]],
        fell=[step for step in steps if step[2] < step[1]],
        come=[(name, count) for name, count in now["mistakes"].items() if name not in then["mistakes"]],
        gone=[(name, count) for name, count in then["mistakes"].items() if name not in now["mistakes"]],
    )
