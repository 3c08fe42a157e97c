"""Strategies of hypothesis: zips with names that attack, nested ones, bombs, links, locked and damaged members."""

import io
import stat
import struct
import warnings
import zipfile
from functools import cache

from hypothesis import strategies as st

from tests.fuzzing.notebooks import any_bytes, honest_notebook

BAD_NAMES = ("..", ".", "", " ", "-rf", "a\nb", "a/b", "con", "nul.ipynb", "x" * 300, "e\u0301", "\ud800", "=cmd", "%s")

member_names = st.one_of(
    st.sampled_from(
        [
            "rnn.ipynb",
            "rnn/rnn.ipynb",
            "../rnn.ipynb",
            "/etc/passwd",
            "C:\\rnn.ipynb",
            "a\\..\\..\\b.ipynb",
            "__MACOSX/._rnn.ipynb",
        ]
    ),
    st.sampled_from(BAD_NAMES),
    st.text(max_size=20),
    st.binary(min_size=1, max_size=20).map(lambda name: name.decode("latin-1")),
)


def zip_of(members):
    """Write a zip of (name, bytes, kind of file), with names that no tool would write: bytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the same name twice
        for name, content, kind in members:
            info = zipfile.ZipInfo("x", (2107, 12, 31, 23, 59, 58))
            info.filename = name.encode("utf-8", "replace").decode()[:1000] or "x"
            info.external_attr, info.compress_type = kind << 16, zipfile.ZIP_DEFLATED
            archive.writestr(info, content, compresslevel=1)
    return data.getvalue()


@st.composite
def archives(draw, names=member_names, contents=None):
    """A zip: names that attack, nested zips, bombs, members that are links or locked, damaged bytes: bytes."""
    if contents is None:
        contents = st.one_of(any_bytes, st.just(honest_notebook()), st.just(_small_zip()))
    if draw(st.integers(0, 9)) == 0:
        return _bomb()
    kinds = st.sampled_from([0, stat.S_IFLNK | 0o777, stat.S_IFCHR | 0o666, stat.S_IFDIR])
    data = bytearray(zip_of([(draw(names), draw(contents), draw(kinds)) for _ in range(draw(st.integers(0, 5)))]))
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 3]))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    if draw(st.integers(0, 9)) == 0:
        _lock(data)
    return bytes(data)


@cache
def _bomb():
    return zip_of([("rnn.ipynb", bytes(50 << 20), 0)])


@cache
def _small_zip():
    return zip_of([("rnn.ipynb", honest_notebook(), 0)])


def _lock(data):
    """Say of the first member that it is encrypted, in both of its headers."""
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        if start >= 0:
            flags = struct.unpack_from("<H", data, start + place)[0]
            struct.pack_into("<H", data, start + place, flags | 1)
