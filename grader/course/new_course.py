"""A course folder beside the real one, made fresh: for a trial, a simulated class, or a second course."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from grader.exercise.given import restore_links
from grader.system.homes import COURSE
from grader.system.terminal import SETTINGS, CannotRun


def make_course(folder: Path, first: Mapping[str, str] | None = None, like: Path = COURSE) -> Path:
    """Make a course folder with the sources of all assignments and the settings of another course.

    folder     Path of a folder that is empty or not there; else CannotRun
    first      dict: name -> text, of files that are written before anything else, so that half a folder has them too
    like       Path of the other course
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotRun(f"{folder} is there already, and not an empty folder; name another one")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (first or {}).items():
        (folder / name).write_text(text, encoding="utf-8")
    restore_links(like / "source")
    shutil.copytree(like / "source", folder / "source", ignore=shutil.ignore_patterns("__pycache__", ".*"))
    settings = like / SETTINGS
    (folder / SETTINGS).write_text(f"load_subconfig({str(settings)!r})  # noqa: F821\n", encoding="utf-8")
    return folder
