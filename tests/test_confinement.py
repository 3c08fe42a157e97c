"""Law: student code counts as confined where some layer stops each thing that it must not do, and only there; why a
layer can't be used is said in a sentence that names what was found."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from grader.box import bubblewrap, limits, sandbox
from grader.box.confinement import LINUX, THREATS, Confinement, table
from grader.commands import app
from grader.rules.budget import Budget

TOP = Path(__file__).resolve().parent.parent
COMBINATIONS = [(around, version, calls) for around in (True, False) for version in range(9) for calls in (True, False)]


@pytest.mark.parametrize(("around", "version", "calls"), COMBINATIONS)
def test_seccomp_is_needed_and_bubblewrap_or_landlock_from_its_third_version_on(around, version, calls):
    confinement = Confinement(around, version, calls)
    assert confinement.holds is (calls and (around or version >= 3))
    assert str(confinement).startswith("NOT CONFINED") is not confinement.holds
    assert confinement.holds is not confinement.open


@given(st.booleans(), st.integers(0, 9), st.booleans())
def test_another_layer_or_a_later_version_never_opens_anything(around, version, calls):
    left = set(Confinement(around, version, calls).open)
    for more in (Confinement(True, version, calls), Confinement(around, version + 1, calls)):
        assert set(more.open) <= left
    assert set(Confinement(around, version, True).open) <= left


def test_the_table_in_security_md_is_the_one_that_decides():
    text = (TOP / "SECURITY.md").read_text(encoding="utf-8")
    assert "\n".join(table()) in text
    assert all(threat.landlock in (None, *LINUX) for threat in THREATS)


# ── What is said where a layer can't be used ──────────────────────────────────────────────────────────────────────

NO_NAMESPACE = "bwrap: Creating new namespace failed: Operation not permitted"
UID_MAP = "bwrap: setting up uid map: Permission denied"
BUBBLEWRAPS = {
    "too old": (
        "bubblewrap 0.4.1\n",
        "bwrap: Unknown option --disable-userns\n",
        False,
        "0.4.1 is installed, but too old",
    ),
    "no namespaces": ("bubblewrap 0.8.0\n", NO_NAMESPACE, False, "allows no user namespaces"),
    "a container's system calls": ("", "bwrap: Can't set hostname to box: Operation not permitted", False, "container"),
    "a container's /proc": (
        "",
        "bwrap: cannot open /proc/sys/user/max_user_namespaces: Read-only file system",
        False,
        "docs/containers.md",
    ),
    "AppArmor": ("bubblewrap 0.9.0\n", UID_MAP, True, "AppArmor"),
    "something else": ("bubblewrap 0.8.0\n", "line one\nbwrap: Can't mkdir /x: No space left", False, "No space left"),
    "silent": ("", "", False, "it said nothing"),
}


@pytest.mark.parametrize("what", BUBBLEWRAPS)
def test_a_bubblewrap_that_is_installed_is_not_asked_for_again(what, monkeypatch):
    monkeypatch.setattr(bubblewrap.os, "geteuid", lambda: 1000)
    version, said, apparmor, expected = BUBBLEWRAPS[what]
    sentence = bubblewrap.explained(version, said, apparmor)
    assert expected in sentence
    assert "bubblewrap" in sentence.split(" is installed")[0]
    assert bubblewrap.INSTALL not in sentence
    assert "\n" not in sentence


def test_a_bwrap_that_fails_is_found_by_running_it(tmp_path, monkeypatch):
    script = f'#!/bin/sh\n[ "$1" = --version ] && echo bubblewrap 0.8.0 && exit\necho "{NO_NAMESPACE}" >&2; exit 1\n'
    (tmp_path / "bwrap").write_text(script)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "bwrap").chmod(0o755)
    assert NO_NAMESPACE in bubblewrap.why_not()
    (tmp_path / "bwrap").unlink()
    assert bubblewrap.why_not() == f"bubblewrap is not installed: {bubblewrap.INSTALL}"


def test_each_reason_is_said_and_what_is_left_open():
    why = ("bubblewrap is not installed: sudo apt install bubblewrap",)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "available", lambda: Confinement(False, 2, True, why=why))
        with pytest.raises(sandbox.NoConfinement) as refused:
            sandbox.chosen()
    assert why[0] in str(refused.value)
    assert "Landlock 2 alone does not suffice: student code could empty a file" in str(refused.value)


@pytest.mark.parametrize(
    ("found", "code"), [(Confinement(True, 7, True), 0), (Confinement(False, 2, True, why=("No x",)), 1)]
)
def test_a_command_says_which_layers_there_are_and_fails_where_they_do_not_suffice(found, code, monkeypatch):
    monkeypatch.setattr(sandbox, "available", lambda: found)
    ended = CliRunner().invoke(app, ["confinement"])
    assert (ended.exit_code, ended.output.splitlines()) == (code, [str(found), *(f"{why}." for why in found.why)])


# Modules of the standard library that look at the platform are imported before it is another one.
ELSEWHERE = """
import asyncio, ctypes, importlib.metadata, shutil, socket, subprocess, sys, tempfile
sys.platform = {platform!r}
for name in {missing!r}:
    sys.modules[name] = None
ctypes.CDLL = None
from grader.box import box, sandbox
for unconfined in (False, True):
    try:
        sandbox.chosen(unconfined)
    except sandbox.NoConfinement as refused:
        print(refused)
"""


@pytest.mark.parametrize(("platform", "name"), [("darwin", "macOS"), ("win32", "Windows")])
def test_elsewhere_than_on_linux_one_sentence_says_where_it_can_be_done(platform, name):
    """The modules that the other system lacks are missing."""
    program = ELSEWHERE.format(platform=platform, missing=["fcntl", "resource"])
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=TOP, check=True)
    said = ended.stdout.splitlines()
    assert (
        said == [f"Grading needs Linux, and this is {name}: use a Linux machine, a container or, on Windows, WSL"] * 2
    )


# ── Limits ────────────────────────────────────────────────────────────────────────────────────────────────────────

WANTED = vars(Budget())
NAMES = {"RLIMIT_CPU": "cpu", "RLIMIT_AS": "memory", "RLIMIT_FSIZE": "file", "RLIMIT_NOFILE": "files"}


@given(st.dictionaries(st.sampled_from(sorted(NAMES)), st.integers(-1, 1 << 40)))
def test_a_session_gets_what_is_wanted_or_what_there_is_and_too_little_is_said(there):
    hard = lambda name: there.get(name, -1)  # noqa: E731
    found = {name: (soft, most) for name, soft, most in limits.limits(WANTED, hard)}
    for name, field in NAMES.items():
        soft, most = found[name]
        assert 0 <= soft <= min(WANTED[field], most)
        assert hard(name) < 0 or most <= hard(name)
    short = [name for name, field in NAMES.items() if 0 <= hard(name) < WANTED[field] // 2]
    assert bool(limits.too_tight(WANTED, hard)) is bool(short)
