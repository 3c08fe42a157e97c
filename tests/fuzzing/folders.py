"""Strategies of hypothesis: what a folder that is handed in may hold."""

import os
import socket
import stat

from hypothesis import strategies as st

from tests.fuzzing.archives import archives
from tests.fuzzing.notebooks import any_bytes, notebooks

NAMES = (
    *(b"rnn.ipynb", b"rnn.ipynb", b"rnn-Copy1.ipynb", b"rnn (1).ipynb", b"rnn.ipynb.txt", b"rnn", b"RNN.IPYNB"),
    *(b"rnn.zip", b"-rnn.ipynb", b"...", b".rnn.ipynb", b"a\nb.ipynb", b"\xff\xfe.ipynb", b"r\xcc\x88nn.ipynb"),
    *(b"n" * 249 + b".ipynb", b"timestamp.txt", b"submission_secret.txt", b"public_tests.py", b"CON.ipynb"),
    *(b"*.ipynb", b"$(id).ipynb"),
)
TIMES = (
    *("2026-01-01 00:00:00 " + "A" * 300, "2026-01-01 00:00:00 UTC", "9999-12-31 23:59:59 -2300", "0000-00-00", "now"),
    *("1e400", "9" * 5000, "2026-02-30 00:00:00", "10:00", "2026-01-01 00:00:00 ../../etc/localtime", "\ud800", "\0"),
)
any_names = st.binary(min_size=1, max_size=30).filter(lambda name: not {0, 47} & {*name} and name not in (b".", b".."))
file_names = st.one_of(st.sampled_from(NAMES), any_names)
timestamps = st.one_of(st.datetimes(allow_imaginary=False).map(str), st.text(max_size=40), st.sampled_from(TIMES)).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)
KINDS = (
    "file",
    "file",
    "file",
    "folder",
    "link",
    "dangling",
    "loop",
    "fifo",
    "socket",
    "sparse",
    "full folder",
    "device",
)


@st.composite
def folders(draw, contents=notebooks):
    """What lies in a folder: dict, name -> (kind, bytes)."""
    found = draw(st.dictionaries(file_names, st.tuples(st.sampled_from(KINDS), contents), max_size=4))
    if draw(st.booleans()):
        found[b"timestamp.txt"] = "file", draw(timestamps)
    if draw(st.integers(0, 4)) == 0:
        found[b"submission_secret.txt"] = "file", draw(st.one_of(timestamps, any_bytes))
    if draw(st.integers(0, 3)) == 0:
        found[draw(st.sampled_from([b"rnn.zip", b"rnn.ipynb", b"x.zip"]))] = "file", draw(archives())
    return found


def lay_out(folder, found, neighbour=None):
    """Make in a folder what `folders` has drawn.

    neighbour  Path of somebody else's notebook, for links that lead there
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, (kind, data) in found.items():
        path = os.path.join(os.fsencode(folder), name)
        if os.path.lexists(path):  # some file systems take two names for one
            continue
        match kind:
            case "folder" | "full folder":
                os.mkdir(path)
                if kind == "full folder":
                    _write(os.path.join(path, b"rnn.ipynb"), data)
            case "link":
                os.symlink(os.fsencode(neighbour or "/etc/hostname"), path)
            case "dangling":
                os.symlink(b"/nowhere/at/all", path)
            case "loop":
                os.symlink(name, path)
            case "fifo":
                os.mkfifo(path)
            case "socket" if len(path) < 100:
                with socket.socket(socket.AF_UNIX) as server:
                    server.bind(path)
            case "sparse":
                _write(path, b"{")
                os.truncate(path, 5 << 30)
            case "device" if os.geteuid() == 0:
                try:
                    os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero
                except OSError:
                    _write(path, data)
            case _:
                _write(path, data)


def _write(path, data):
    with open(path, "wb") as file:
        file.write(data)
