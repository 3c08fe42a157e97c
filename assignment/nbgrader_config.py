"""Settings of the course for nbgrader 0.9: loaded by its commands, by Formgrader and by the Validate button.

Start nbgrader and Jupyter in the folder of this file.
"""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821 (nbgrader provides it)

# The grader package, for nbgrader itself and for the programs that it starts. Students have no such folder.
top = str(Path(__file__).resolve().parent.parent)
if top not in sys.path:
    sys.path.insert(0, top)

try:
    from grader.course.seed import of_course
    from grader.exercise.given import restore_links
    from grader.exercise.seed import SEED_VARIABLE, SeedError
    from grader.plugin import receiving
    from grader.system.environment import PLAIN_VARIABLE, complete, plain_nbgrader, warn_once
    from grader.system.homes import look_in_started
except ImportError as error:  # nbgrader logs an error in its settings, and goes on without them; not after this one
    raise SystemExit(
        f"Nothing is graded: {error}. In the folder of the project, run: make demo; on Windows, in WSL"
    ) from None

complete()

# Before autograding, each submission is received: a clean notebook of text in received/, whatever was handed in.
receiving.use()

c.CourseDirectory.course_id = "rnn"

# The numbers of the hidden tests come from a seed, the secret of a course: hidden_seed.txt beside its settings, made
# when it is first needed. Keep it, so that a regrade is fair. GRADER_HIDDEN_SEED in the environment goes before it.
# Where results are there, a lost seed or another one stops every command; GRADER_NEW_SEED=1 in the environment allows
# it.
started_in = Path.cwd()
course = started_in if (started_in / "nbgrader_config.py").exists() else Path(__file__).resolve().parent
look_in_started(course)  # a course may have exercises of its own
try:
    os.environ[SEED_VARIABLE] = str(of_course(course))
    if restored := restore_links(course / "source"):
        warn_once(
            f"{course / 'source'}: {len(restored)} files held only the names of modules; the modules are there now."
        )
except (SeedError, OSError) as error:
    warn_once(f"Nothing is graded. {error}")
    raise SystemExit(2) from None

# One line to replace in each step of a stub; it says which step is still to do when the function is called.
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError  # YOUR CODE HERE"}

# Seconds for one cell, by the clock; a right notebook needs well under one, training it a few. A kernel that is busy on
# a crowded machine may take a while to hand over what it printed.
c.Execute.timeout = 60
c.Execute.iopub_timeout = 30
c.Execute.extra_arguments = ["--log-level=ERROR"]  # no advice on encryption, once for each notebook

# Intake takes the place of DeduplicateIds, which lets one duplicated cell end the run of the whole class.
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "grader.plugin.preprocessors.Intake",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# Student code runs in a box, test cells in an examiner; SECURITY.md says why. With GRADER_PLAIN_NBGRADER=1 in the
# environment it is plain nbgrader, both in one kernel, where a submission can forge its marks.
EXAMINED = not plain_nbgrader()
if not EXAMINED:
    warn_once(
        f"{PLAIN_VARIABLE} IS SET: student code runs unconfined, in one kernel with the tests. A submission can forge "
        "its marks, and read and change the files of this machine."
    )
c.Autograde.autograde_preprocessors = [
    "grader.plugin.execution.Examine" if EXAMINED else "nbgrader.preprocessors.Execute",
    "grader.plugin.preprocessors.StderrIsNoVerdict",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "grader.plugin.execution.SaveExaminedGrades" if EXAMINED else "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

if EXAMINED:
    # Marks without a receipt of the examiner are not handed on.
    c.ExportApp.plugin_class = "grader.plugin.receipts.ExaminedExport"

    # A gradient that is measured, by finite differences or complex step, is remarked in the report. This also takes its
    # points; it goes by the text of the cells, so it can be wrong.
    # c.Examine.backpropagation = True

    # What all work on one submission may use. Whatever reaches a limit ends, and the student reads the sentence behind
    # it; points that were earned before stay, and the cells and tests below go on. These are the defaults.
    # c.Examine.seconds = 600  # in all: "This test was not run: the time for this submission was used up."
    # c.Examine.cpu = 20  # of a test's calls: "used more than 20 seconds of computing time: does a loop never end?"
    # c.Examine.wall = 30  # of a call or a cell, by the clock: "took longer than 30 seconds"
    # c.Examine.memory = 2048  # MB, of student code: Python's MemoryError
    # c.Examine.examiner = 1024  # MB, of a test: "This test used more than 1024 MB of memory while it was tested."
    # c.Examine.file = 16  # MB of a file that student code writes: Python's OSError
    # c.Examine.files = 64  # open files of student code: Python's OSError
    # c.Examine.output = 2048  # kB of a cell: "[output cut here: …]"
    # c.Examine.items = 1000  # texts, displays and errors of a cell: "[output cut here: …]"
    # c.Examine.outputs = 16  # MB of a notebook: "[The outputs of this notebook reached 16 MB; the rest is left out.]"
    # c.Examine.notebook = 20  # MB of the file: untouched work is graded, "it has 25 MB, and at most 20 are read"
    # c.Examine.cells = 2000  # of the notebook: untouched work is graded, and a message says why
    # c.Examine.text = 1000  # thousand characters of all cells, a fifth of them in one: what is longer is left out

# Feedback pages stand alone (figures inside) and show nothing of the hidden tests.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "grader.plugin.preprocessors.HideHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
c.HTMLExporter.embed_images = True
c.HTMLExporter.exclude_anchor_links = True  # a sign behind each heading that only a colour tells from the text
c.CSSHTMLHeaderPreprocessor.style = "xcode"  # the colours of the code, each dark enough to be read on its grey

# Course platforms: uncomment the lines of yours. docs/platforms.md says how the files get here and back.
# c.ZipCollectApp.extractor_plugin = "grader.lms.plugins.SafeExtractor"
# c.ZipCollectApp.collector_plugin = "grader.lms.plugins.CanvasCollector"  # or MoodleCollector
# c.CanvasCollector.roster = "export.csv"  # where your student ids are not those of the platform
# c.CanvasCollector.student_id = "SIS Login ID"
# c.ExportApp.plugin_class = "grader.lms.plugins.CanvasExport"  # or MoodleExport, CellsExport, JUnitExport
# c.CanvasExport.exported = "export.csv"
# c.CanvasExport.column = "RNN by hand (12345)"
# Without files, by the web service (or MoodleSite); the token is in the environment, in CANVAS_TOKEN or MOODLE_TOKEN.
# c.CanvasSite.address = "https://learn.example.org"
# c.CanvasSite.course = 1234  # the number in the address of the course's page
# c.CanvasSite.assignments = {"rnn": 5678}  # the number in the address of the assignment's page
# c.CanvasSite.student_id = "SIS Login ID"
