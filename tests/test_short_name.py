"""Law: rnn-grader is python -m grader, from any folder and through a link; where nothing is installed it says so."""

import shutil
import subprocess

import pytest

from grader.program import TOP

SCRIPT = TOP / "rnn-grader"


@pytest.mark.skipif(not (TOP / ".venv/bin/python").exists(), reason="needs what `make` installs")
def test_it_works_from_elsewhere_through_a_link(tmp_path):
    link = tmp_path / "rnn-grader"
    link.symlink_to(SCRIPT)
    said = subprocess.run([link, "grade", "--help"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "--scheduler" in said


def test_where_nothing_is_installed_it_says_what_to_do(tmp_path):
    copy = shutil.copy(SCRIPT, tmp_path)
    ended = subprocess.run([copy, "grade"], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"Nothing is installed in {tmp_path} yet; there, run: make demo\n"
