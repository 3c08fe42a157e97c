"""Law: the box confines student code as well where an ordinary user grades as where root does."""

import os
import subprocess
import sys

import pytest

from tests.hostile.places import TOP, Place

PROBES = "(bubblewrap-bare or landlock-3-bare) and (refused or happens or found_by_the_next)"
PLACE = Place(ordinary=True)

pytestmark = pytest.mark.slow


@pytest.mark.skipif(os.getuid() != 0, reason="the other tests are run by an ordinary user already")
def test_the_probes_of_the_box_find_the_same_as_an_ordinary_user(tmp_path):
    if PLACE.missing():
        pytest.skip(PLACE.missing())
    program = [sys.executable, "-m", "pytest", "tests/test_box.py", "-q", "-x", "-p", "no:cacheprovider", "-k", PROBES]
    environment = {**PLACE.environment(tmp_path), "TMPDIR": str(tmp_path)}
    command = PLACE.command(program, tmp_path)
    ended = subprocess.run(command, env=environment, cwd=TOP, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-1000:]
    assert " skipped" not in ended.stdout.splitlines()[-1]
