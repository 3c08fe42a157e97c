"""The warm examiner: started by grader.examiner.engine, which sends it submissions; a fork of it grades them."""

import contextlib
import gc
import json
import os
import sys
from dataclasses import replace

from grader.examiner import frames
from grader.examiner.cells import Cell
from grader.examiner.submission import Submission, needs_full
from grader.examiner.worker import Worker

JOBS = 100  # submissions that a fork grades before the next one takes its place


class Examiner:
    """Tests and references loaded once, and the boxes that student code runs in."""

    def __init__(self, settings):
        sys.path.append(settings["given"])  # behind the modules of this program, which tests and references belong to
        from checks.report import Score
        from grader.box import sandbox
        from grader.box.boxes import Boxes
        from grader.box.shell import make_shell
        from grader.exercise.cases import cases
        from grader.exercise.loading import load
        from grader.exercise.seed import from_environment
        from grader.rules.budget import Budget

        confinement = sandbox.chosen(settings["unconfined"])
        self.settings = settings
        self.budget = Budget(**settings["budget"])
        self.boxes = Boxes(settings["given"], settings["packages"], self.budget, confinement).start()
        self.exercise = load(settings["exercise"])
        for function in self.exercise.functions:
            cases(self.exercise, function, from_environment())
        self.worker = None
        self.shell = make_shell({"__name__": "__main__"})
        self.shell.records = (Score.MIME,)
        self.shell.run("1/len('')\n")
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)  # messages make many containers, and no cycles

    def grade(self, job, say, asker):
        """Grade a submission, or what is left of it, in a fork of this process.

        job        a frame
        say        called with each frame of the answer
        asker      file descriptor that is closed when no process waits for the answer
        """
        try:
            self._make_ready([Cell(**cell) for cell in frames.value_of(job)["cells"]])
            for kind, frame in self.worker.work(job, asker):
                say(self._end(frame) if kind == frames.END else frame)
        except BaseException:
            kind = frames.FAILED
            raise
        finally:
            if kind != frames.END:
                self._end_worker()
                self.boxes.odd = True

    def _end(self, frame):
        """Take from the last frame of a submission what this process needs; return the rest, for the engine."""
        end = frames.value_of(frame)
        self.boxes.odd |= end.pop("odd")
        self.boxes.needs_full |= end.pop("full")
        return frames.pack(frames.END, end)

    def _make_ready(self, cells):
        """Make boxes and worker ready for a submission: no test waits for a box to start."""
        self.boxes.needs_full |= needs_full(cells)
        if self.boxes.mend() or (self.worker and self.worker.jobs >= JOBS):
            self._end_worker()
        if self.worker is None:
            names = dict(self.shell.user_ns)
            fixed = self.exercise, self.budget, self.boxes, self.shell, names
            self.worker = Worker(lambda job, tell, spent: _grade(job, tell, spent, *fixed), self.budget.examiner)

    def _end_worker(self):
        if self.worker:
            self.worker.end()
            self.worker = None

    def close(self):
        """End the worker and the boxes."""
        self._end_worker()
        self.boxes.close()


def _grade(job, tell, spent, exercise, budget, boxes, shell, names):
    """Grade a submission and report each of its cells; the shell begins with the names `names`.

    spent      returns the seconds of CPU time that this took
    """
    from grader.box.box import BoxFailed

    shell.user_ns.clear()
    shell.user_ns.update(names)
    before = {box: box.process for box in boxes.each}
    cells = [Cell(**cell) for cell in job["cells"]]
    left = replace(budget, seconds=job["seconds"])
    submission = Submission(cells, exercise, boxes, shell, left, tell, job["before"])
    try:
        submission.grade()
    except BoxFailed as failure:
        tell(frames.FAILED, {"why": str(failure)})
        return
    begun = [box for box, process in before.items() if box.process is not process]
    end = {"odd": boxes.odd or any(before[box] for box in begun), "full": boxes.full in begun}
    for box in begun:  # by this process, and so not for the next one
        box.close()
    end |= {"sessions": submission.sessions, "skipped": list(submission.skipped.values())}
    tell(frames.END, {"times": {**submission.times, "examiner cpu": spent()}, **end})


def _why(error):
    """A failure in words; what the box says of itself is a sentence."""
    from grader.box.box import BoxFailed

    return str(error) if isinstance(error, BoxFailed) else f"{type(error).__name__}: {error}"


def main():
    """Answer each frame of standard input with frames on what was standard output."""
    answers = os.dup(1)
    os.dup2(2, 1)  # printed text must not get between the answers
    questions = frames.Frames(os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)

    def say(frame):
        frames.send(answers, frame)

    try:
        examiner = Examiner(json.loads(sys.argv[1]))
    except Exception as error:
        from grader.box.sandbox import NoConfinement

        with contextlib.suppress(BrokenPipeError):
            again = not isinstance(error, NoConfinement)  # that will not change
            say(frames.pack(frames.FAILED, {"why": _why(error), "again": again}))
        return
    confinement = examiner.boxes.confinement
    with contextlib.closing(examiner), contextlib.suppress(EOFError, BrokenPipeError):
        say(frames.pack(frames.READY, {"confinement": str(confinement), "confined": confinement.holds}))
        while True:
            _, job = questions.next()
            try:
                examiner.grade(job, say, questions.descriptor)
            except frames.Abandoned:
                raise
            except Exception as error:  # a box that does not start, for one
                say(frames.pack(frames.FAILED, {"why": _why(error)}))


if __name__ == "__main__":
    main()
