"""The modules that students are given: at the top of the project, with links to them in each source folder."""

import os
import re
import shutil
import tempfile
from pathlib import Path

from checks.public_cases import NUMBERS
from grader.exercise.loading import exercises, load
from grader.system.homes import DECLARATION, TOP
from grader.system.terminal import CannotRun

LONGEST = 4096  # bytes of a path


def modules(name: str) -> list[str]:
    """The modules that stand at the top of the project and that the students of an exercise are given.

    Returns    list of their names, relative to the top and to the notebook's folder alike
    Raises     UnknownExercise
    """
    own = [module for module in load(name).public.modules if (TOP / module).is_file()]
    return [*own, *common_modules()]


def common_modules():
    """Those that the students of every exercise are given: list of names."""
    checks = sorted(path.relative_to(TOP).as_posix() for path in (TOP / "checks").rglob("*.py"))
    return ["public_tests.py", *checks]


def originals(name: str) -> dict[str, Path]:
    """All that the tests of an exercise are made of: dict, name beside the notebook -> Path of the one that counts.

    Raises     UnknownExercise
    """
    exercise = load(name)
    beside = (*exercise.public.modules, DECLARATION, NUMBERS)
    return {module: TOP / module for module in common_modules()} | {
        own: exercise.home.module(name, own) for own in beside
    }


def refuse_broken_links(folder: Path) -> None:
    """Raise CannotRun where a link in a folder leads to nothing, as those of a copied course do.

    folder     Path of the source folder of an assignment
    """
    for path in sorted(Path(folder).rglob("*")):
        if path.is_symlink() and not path.exists():
            raise CannotRun(
                f"{path} is a link to {os.readlink(path)}, which is not there. Copy the folder again with: cp -aL, "
                f"which copies what links lead to; the files themselves are in {TOP}"
            )


def restore_links(source: Path) -> list[Path]:
    """Put modules where a checkout has only the name that a link points to, as Git writes it where it makes no links.

    source     Path of a course's source folder
    Returns    list of Path that were restored: links where they can be made, else copies of the modules
    Raises     OSError where that is not possible
    """
    restored = []
    known = exercises()
    for folder in sorted(path for path in Path(source).glob("*") if path.is_dir() and path.name in known):
        for name in modules(folder.name):
            path = folder / name
            target = _target(path, name)
            if target:
                _put(path, TOP / name, target)
                restored.append(path)
    return restored


def _target(path, name):
    """What a link of this name points to, if the file holds nothing but that; else nothing."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LONGEST:
        return ""
    text = path.read_text(encoding="utf-8", errors="replace").strip()
    return text if re.fullmatch(rf"(\.\./)+{re.escape(name)}", text) else ""


def _put(path, module, target):
    """Replace a file by a link to the module, or by a copy of it, in one step."""
    beside = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        made = beside / path.name
        if (path.parent / target).resolve() != module or not _linked(made, target):
            shutil.copyfile(module, made)
        os.replace(made, path)
    finally:
        shutil.rmtree(beside)


def link_or_copy(path, module, target):
    """Make a link to a module, or a copy of it where the system or the disk makes no links.

    target     what the link points to, relative to its folder
    """
    if not _linked(path, target):
        shutil.copyfile(module, path)


def _linked(path, target):
    """Make a link; False where the system or the disk makes none."""
    try:
        path.symlink_to(target)
    except (OSError, NotImplementedError):
        return False
    return True
