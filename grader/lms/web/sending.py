"""Marks and feedback pages to a platform, one student after another; each is written down as soon as it is sent."""

import dataclasses
import datetime
from dataclasses import dataclass, field

from grader.lms.web.planning import Outcome
from grader.lms.web.problems import SINGLE, OtherFiles, PlatformError, Unsure
from grader.lms.web.records import Standing
from grader.lms.web.sent import Sent

ATTEMPTS = 3  # at one mark of which it is unknown whether it arrived
IN_A_ROW = 3  # students that fail one after another: then it is not about them


@dataclass
class Delivery:
    """What came of sending.

    sent       list of Step
    other      dict: student id -> names of feedback files there; for them the page was not sent
    failed     dict: student id -> PlatformError about this student alone
    refused    list of Step that the platform did not take, though it said nothing
    stopped    PlatformError that ended the work before its time; None: it is complete
    """

    sent: list = field(default_factory=list)
    other: dict = field(default_factory=dict)
    failed: dict = field(default_factory=dict)
    refused: list = field(default_factory=list)
    stopped: PlatformError | None = None


def send(platform, assigned, steps, journal, replace=False, done=lambda step: None):
    """Send what a plan says is to be sent.

    steps      list of Step; those of Outcome.SEND count
    journal    grader.lms.web.sent.Journal
    replace    whether feedback files that were not sent from here may be deleted
    done       function that is called with each Step that was sent

    Returns    Delivery; a platform that does not go on is its `stopped`
    """
    delivery, in_a_row = Delivery(), 0
    try:
        for step in (step for step in steps if step.outcome is Outcome.SEND):
            try:
                sent = _sent(platform, assigned, step, replace, delivery)
            except PlatformError as error:
                in_a_row += 1
                if error.kind not in SINGLE or in_a_row == IN_A_ROW:
                    raise
                delivery.failed[step.student] = error
                continue
            in_a_row = 0
            if sent is not None:
                at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
                page = sent.page.name if sent.page else ""
                journal.write(Sent(sent.student, sent.person.number, sent.points, page, at))
                delivery.sent.append(sent)
                done(sent)
        delivery.refused = _refused(platform, assigned, delivery.sent)
    except PlatformError as error:
        delivery.stopped = error
    return delivery


def _sent(platform, assigned, step, replace, delivery):
    """Send what a step says: the Step as it was sent, maybe without its page; None where nothing was."""
    try:
        _send(platform, assigned, step, replace)
    except OtherFiles as error:
        delivery.other[step.student] = error.names
        if not step.mark:
            return None
        step = dataclasses.replace(step, page=None)
        _send(platform, assigned, step, replace)
    return step


def _send(platform, assigned, step, replace):
    """Send one mark; where the connection breaks, look whether it has arrived before it is sent again."""
    for attempt in range(ATTEMPTS):
        try:
            return platform.put(assigned, step.person, step.points, step.page, replace)
        except Unsure:
            if attempt + 1 == ATTEMPTS:
                raise
            if _has_arrived(platform.standing(assigned, step.person), step):
                return None


def _has_arrived(there, step):
    page = step.page is None or step.page.name in (there.pages or ())
    return there.points is not None and round(there.points, 2) == step.points and page


def _refused(platform, assigned, sent):
    """The steps whose mark is not what the platform holds afterwards: list of Step."""
    if not sent:
        return []
    there = platform.standings(assigned)
    points = [there.get(step.person.number, Standing()).points for step in sent]
    return [step for step, now in zip(sent, points, strict=True) if now is None or round(now, 2) != step.points]
