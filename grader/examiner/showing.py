"""Run the student's cells for their outputs: in the bare box, and again in the full one if they are more than text."""

from grader.box.session_client import SessionEnded
from grader.examiner import frames, outputs
from grader.examiner.cells import CellKind
from grader.examiner.source_analysis import functions_in, is_plain, may_be_plain, names_at_top, that_reach


def show(submission):
    """Run the cells of a submission that have no outcome yet, except tests.

    submission   grader.examiner.submission.Submission
    """
    cells = submission.cells
    waiting = [n for n, cell in enumerate(cells) if cell.kind != CellKind.TEST and n not in submission.done]
    skipped = _skipped(submission, waiting)
    plain = all(
        is_plain(cell.source) if cell.kind == CellKind.STUDENT else may_be_plain(cell.source)
        for cell in cells
        if cell.kind != CellKind.TEST
    )
    if plain and _show_plainly(submission, waiting, skipped):
        return
    shown = _Shown(submission, skipped, bare=False)
    for number in waiting:
        submission.alone(number, shown.run)
    shown.close()


def _skipped(submission, waiting):
    """The numbers of cells that call a function that did not finish when it was tested."""
    if not submission.stopped:
        return set()
    cells = submission.cells
    reads = [pair for cell in cells if cell.kind == CellKind.STUDENT for pair in functions_in(cell.source)]
    functions = that_reach(submission.stopped, reads)
    return {
        number
        for number in waiting
        if cells[number].kind in (CellKind.STUDENT, CellKind.DEMO)
        and functions & (names_at_top(cells[number].source) or set())
    }


def _show_plainly(submission, waiting, skipped):
    """Run the cells in the bare box; False as soon as one of them outputs more than text."""
    submission.until, by_clock = submission.deadline, {}
    if waiting:
        submission.tell(frames.AT, {"number": waiting[0], "seconds": submission.left})
    shown = _Shown(submission, skipped, bare=True)
    try:
        for number in waiting:
            submission.by_clock = False
            if not shown.run(number, submission.cells[number]):
                return False
            by_clock[number] = submission.by_clock
    finally:
        shown.close()
    for number, submission.by_clock in by_clock.items():
        submission.tell_of(number)
    return True


class _Shown:
    """The cells of a submission, run one after the other in one session as long as that lasts.

    submission   Submission
    skipped      numbers of cells that are not run
    bare         True: in the bare box
    """

    def __init__(self, submission, skipped, bare):
        self.of, self.skipped, self.bare, self.session = submission, skipped, bare, None

    def run(self, number, cell):
        """Run a cell; it has its outputs afterwards. Returns False where a bare box can't show them."""
        of = self.of
        if number in self.skipped:
            text = f"Not run: {', '.join(of.stopped)} did not finish when it was tested.\n"
            cell.outputs, cell.finished = [{"output_type": "stream", "name": "stdout", "text": text}], False
            return True
        try:
            found = None if number in of.dead else self._run(number, cell)
        except SessionEnded as stopped:
            of.give_up(number, stopped)
            self.close()
        if number in of.dead:
            why, of.by_clock = of.dead[number]
            found = [outputs.error(outputs.STOPPED, f"This cell {why}.")], False
        elif found:
            found = outputs.clean(found[0]), found[1]
        if found:
            cell.outputs, cell.finished = found
        return bool(found)

    def _run(self, number, cell):
        if self.session is None:
            self.session = self.of.prepared(number, self.skipped, self.bare)[0]
        self.session.until = self.of.until
        return self.session.run(number, cell.source)

    def close(self):
        """End the session."""
        self.of.close(self.session)
        self.session = None
