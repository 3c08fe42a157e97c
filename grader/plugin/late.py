"""What late work loses, as a plugin of nbgrader: a share of its points for each day that has begun."""

import math

from nbgrader.plugins import BasePlugin
from traitlets import Float

DAY = 24 * 60 * 60  # seconds


class ShareADay(BasePlugin):
    """Take a share of the points off for each day that has begun; never more than there are."""

    share = Float(0.1, min=0.0, max=1.0, help="The share of the points that a day costs").tag(config=True)

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        """Return the points that are taken off, of so many, for so many seconds."""
        days = math.ceil(total_seconds_late / DAY)
        return round(score * min(1.0, self.share * days), 2)
