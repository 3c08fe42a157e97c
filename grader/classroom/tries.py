"""How often a student's work has been graded on the day that it is; a restart counts on."""

import json
from datetime import date

from grader.system.files import write_file


class Tries:
    """The tries of one assignment.

    path    Path of the file that they are kept in
    most    tries that a student has on a day; 0: any number
    today   as date.today: the day of this machine
    """

    def __init__(self, path, most, today=date.today):
        self.path, self.most, self.today = path, most, today
        self._day, self._keys, self._changed = "", {}, False
        self._read()

    def allows(self, student, key):
        """True where work may be graded now: one that was graded today, or a new one while tries are left.

        key     of grader.classroom.result_cache
        """
        self._turn_page()
        keys = self._keys.get(student, [])
        return not self.most or key in keys or len(keys) < self.most

    def count(self, student, key):
        """Count work that has been graded; the same work counts once."""
        self._turn_page()
        keys = self._keys.setdefault(student, [])
        if self.most and key not in keys:
            keys.append(key)
            self._changed = True

    def save(self):
        """Write down what has been counted; OSError where the disk is full."""
        if self._changed:
            text = json.dumps({"day": self._day, "tries": self._keys}, sort_keys=True)
            write_file(self.path, text.encode("utf-8"))
            self._changed = False

    def _turn_page(self):
        day = self.today().isoformat()
        if day != self._day:
            self._day, self._keys = day, {}

    def _read(self):
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            self._day = str(kept["day"])
            self._keys = {str(student): list(map(str, keys)) for student, keys in kept["tries"].items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):  # not there, or half of it
            self._day, self._keys = "", {}
