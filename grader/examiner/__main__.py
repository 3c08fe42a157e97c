"""The warm examiner: started by grader.examiner.engine, which sends it submissions; a fork of it grades them."""

import gc
import json
import os
import struct
import sys

from grader.examiner.submission import given_first, instructors
from grader.examiner.worker import Worker

JOBS = 100  # submissions that a fork grades before the next one takes its place
_LENGTH = struct.Struct(">Q")


class Examiner:
    """Tests and references loaded once, and the boxes that student code runs in."""

    def __init__(self, settings):
        sys.path.append(settings["given"])  # behind the modules of this program, which tests and references belong to
        from grader import hidden_tests
        from grader.box import sandbox
        from grader.box.boxes import Boxes
        from grader.box.shell import make_shell
        from grader.budget import Budget
        from grader.cases import cases
        from grader.seed import from_environment

        confinement = sandbox.chosen(settings["unconfined"])
        self.settings = settings
        budget = Budget(**settings["budget"])
        self.boxes = Boxes(settings["given"], settings["packages"], budget, confinement).start()
        for function in hidden_tests.POINTS:
            cases(function, from_environment())
        self.worker = None
        self.shell = make_shell({"__name__": "__main__"})
        self.shell.run("1/len('')\n")
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)  # messages make many containers, and no cycles

    def grade(self, job):
        """Grade one submission; return its answer, a dict.

        Where the box was gone meanwhile, once more: student code should not be able to end it, but the machine is.
        """
        answer = self._graded(job)
        if answer.pop("lost", False):
            answer = self._graded(job)
            answer.pop("lost", False)
        return answer

    def _graded(self, job):
        """Grade a submission in a fork of this process."""
        ahead = given_first(job["cells"])
        renewed = (ahead and self.boxes.run_ahead(ahead, instructors(job["cells"]))) or self.boxes.mend()
        if renewed or (self.worker and self.worker.jobs >= JOBS):
            self._end_worker()
        if self.worker is None:
            names = dict(self.shell.user_ns)
            self.worker = Worker(lambda job: _graded(job, self.boxes, self.shell, names))
        answer = self.worker.ask(job, 2 * job["seconds"] + 60)
        if answer is None:
            self._end_worker()
            self.boxes.odd = True
            return {"failed": "the examiner's own process ended before it had an answer"}
        if answer.pop("odd", True):
            self.boxes.odd = True
        self._warm(answer.pop("searched", ()))
        return answer

    def _end_worker(self):
        if self.worker:
            self.worker.end()
            self.worker = None

    def close(self):
        """End the worker and the boxes."""
        self._end_worker()
        self.boxes.close()

    def _warm(self, functions):
        """Remember what a fork had to search for, so that the next one need not."""
        from grader.diagnosis import pairs_of

        for function in functions:
            pairs_of(function)


def _graded(job, boxes, shell, names):
    """Grade one submission; return its answer. The shell's names are `names` before."""
    from grader.box.box import BoxFailed
    from grader.diagnosis import known_pairs
    from grader.examiner.submission import Cell, Submission

    shell.user_ns.clear()
    shell.user_ns.update(names)
    known = set(known_pairs)
    for box in boxes.each:
        box.lost = False
    mine = [box.process for box in boxes.each]
    submission = Submission([Cell(**cell) for cell in job["cells"]], job["names"], boxes, shell, job["seconds"])
    try:
        submission.grade()
    except BoxFailed as failure:
        return {"failed": str(failure), "odd": True}
    replaced = [box for box, process in zip(boxes.each, mine, strict=True) if box.process is not process]
    odd = boxes.odd or bool(replaced)
    for box in replaced:
        box.close()
    cells = [{"outputs": cell.outputs, "finished": cell.finished} for cell in submission.cells]
    return {
        "cells": cells,
        "times": submission.times,
        "odd": odd,
        "searched": sorted(set(known_pairs) - known),
        "lost": any(box.lost for box in boxes.each),
        "confinement": str(boxes.confinement),
        "confined": boxes.confinement.holds,
    }


def main():
    """Answer on the file that standard output was, one JSON text for each that comes in."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever prints must not end up between the answers
    questions = os.fdopen(os.dup(0), "rb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)

    def say(answer):
        text = json.dumps(answer).encode()
        answers.write(_LENGTH.pack(len(text)) + text)

    try:
        examiner = Examiner(json.loads(sys.argv[1]))
    except Exception as error:
        say({"failed": f"{type(error).__name__}: {error}"})
        return
    say({"ready": True})
    try:
        while prefix := questions.read(_LENGTH.size):
            job = json.loads(questions.read(_LENGTH.unpack(prefix)[0]))
            say(examiner.grade(job))
    finally:
        examiner.close()


if __name__ == "__main__":
    main()
