"""Law: whatever is missing, damaged or in the wrong place in a course folder, and whatever a command line says, a command
ends with a code of its own and words that name the file or the option; never in a traceback."""

import re
import shutil

import pytest

from tests import faulty

SAMPLES = 40


@pytest.fixture(scope="module")
def sound(tmp_path_factory, release):
    """A course in which all commands have something to work on; nobody writes into it."""
    course = faulty.make_course(tmp_path_factory.mktemp("faulty") / "course")
    shutil.copytree(release, course / "release" / "rnn")
    for words in (("grade", "rnn", "--quiet"), ("feedback", "rnn")):
        faulty.outcome(words, course)
    return course


@pytest.fixture
def course(sound, tmp_path):
    return shutil.copytree(sound, tmp_path / "course", symlinks=True)


def ends_in_words(code, output):
    """Fail where a command has ended in another way than with a code of its own, and words."""
    assert code in (0, 1, 2), output
    assert not re.search(r"Traceback|The grader failed|Errno", output), output
    assert code == 0 or output.strip()
    assert len(output.splitlines()) < 12, output
