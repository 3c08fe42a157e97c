"""Gradescope's container while student code runs in it: closed to every user but root.

It is thrown away after one submission, and nobody else works in it. So what would be rude on another machine is right
here: no folder is left in which another user may write, and nothing of the autograder can be read.
"""

import contextlib
import os
import re
import stat

AUTOGRADER = "/autograder"  # where Gradescope has it, and nobody else has anything
MOUNTS = "/proc/self/mounts"
_NO_FILES = ("proc", "sysfs", "cgroup", "cgroup2", "devpts", "mqueue")  # file systems that hold nothing of a program's


@contextlib.contextmanager
def closed(root):
    """While the block runs, only root reads what lies in `root`, and where it is Gradescope's, only root writes files.

    Gives the block True where both are so: this process is root, and `root` is AUTOGRADER.
    """
    if os.geteuid() != 0:
        yield False
        return
    before = {str(root): stat.S_IMODE(os.stat(root).st_mode)}
    os.chmod(root, 0o700)
    try:
        yield str(root) == AUTOGRADER and all(_close(top, before) for top in _writable_mounts())
    finally:
        for path, mode in before.items():
            with contextlib.suppress(OSError):
                os.chmod(path, mode)


def _writable_mounts():
    """Yield the top folder of each file system that files can be written to."""
    with open(MOUNTS, encoding="utf-8", errors="surrogateescape") as lines:
        for line in lines:
            _, top, kind, options, *_ = line.split(" ")
            if kind not in _NO_FILES and "ro" not in options.split(","):
                yield re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), top)  # a blank is \040


def _close(top, before):
    """Take from every user but root the right to write in a file system; return whether that is so now.

    before     dict that gets the modes of what is changed, path -> mode
    """
    try:
        for path, mode in list(_open_to_all(top)):
            with contextlib.suppress(FileNotFoundError):
                os.chmod(path, mode & ~stat.S_IWOTH)
                before[path] = mode
    except OSError:
        return False
    return True


def _open_to_all(top):
    """Yield (path, mode) of what every user may write to in one file system: folders, files and pipes."""
    device, waiting = os.lstat(top).st_dev, [top]
    while waiting:
        path = waiting.pop()
        with contextlib.suppress(FileNotFoundError):  # it went meanwhile
            about = os.lstat(path)
            if about.st_dev != device:
                continue
            is_folder = stat.S_ISDIR(about.st_mode)
            if is_folder:
                waiting += [entry.path for entry in os.scandir(path) if not entry.is_symlink()]
            if about.st_mode & stat.S_IWOTH and (
                is_folder or stat.S_ISREG(about.st_mode) or stat.S_ISFIFO(about.st_mode)
            ):
                yield path, stat.S_IMODE(about.st_mode)
