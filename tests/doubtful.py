"""A task that ends its process or never ends, in a file that the processes load quickly."""

import os
import time

from grader.classroom.job import Done


def doubtful_task(job, assignment, keep):
    """Ends its process for one student, for another after its result was there, and never ends for a third."""
    if job.student == "poison":
        os._exit(9)
    if job.plain:
        return Done(job.packed, b"plain", b"plain")
    if job.student in ("page", "endless page"):
        keep(b"kept")
    if job.student == "page":
        os._exit(9)
    while job.student.startswith("endless"):
        time.sleep(1)
    return Done(job.student.encode(), b"", b"")
