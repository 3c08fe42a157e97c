"""Files that are no notebook, whatever their bytes, and submissions that are no files."""

import json
import os

from tests.hostile.attack import Attack


def _file(data, name="rnn.ipynb"):
    def write(folder, text):
        (folder / name).write_bytes(data(text) if callable(data) else data)

    return write


def _json(value):
    return _file(json.dumps(value).encode())


def _directory(folder, text):
    (folder / "rnn.ipynb").mkdir()


def _fifo(folder, text):
    os.mkfifo(folder / "rnn.ipynb")


def _link(folder, text):
    (folder / "rnn.ipynb").symlink_to(folder.parent.parent.parent / "source" / "rnn" / "rnn.ipynb")


def _link_to_itself(folder, text):
    (folder / "rnn.ipynb").symlink_to("rnn.ipynb")


def _link_to_the_folder_of_a_neighbour(folder, text):
    folder.rmdir()
    folder.symlink_to("../a-honest/rnn")


def _link_to_a_neighbour(folder, text):
    folder.rmdir()
    folder.parent.rmdir()
    folder.parent.symlink_to("a-honest")


def _broken(name, write):
    return Attack(f"broken-{name}", 0, right=True, write=write)


ATTACKS = (
    _broken("not-json", _file(b"{ no")),
    _broken("empty", _file(b"")),
    _broken("binary", _file(bytes(range(256)) * 10)),
    _broken("directory", _directory),
    _broken("fifo", _fifo),
    _broken("link", _link),
    _broken("link-to-itself", _link_to_itself),
    _broken("folder-is-a-link", _link_to_the_folder_of_a_neighbour),
    _broken("student-is-a-link", _link_to_a_neighbour),
    Attack("broken-large", 0, write=_file(lambda text: b" " * (30 << 20) + text.encode())),
    _broken("deep", _file(b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}")),
    _broken("a-list", _file(b"[]")),
    _broken("a-number", _file(b"9" * 5000)),
    _broken("no-cells", _file(b'{"cells": {"a": 1}, "nbformat": 4}')),
    _broken("cells-of-nothing", _file(b'{"cells": [null, 1], "nbformat": 4}')),
    _broken("worksheets-of-numbers", _json({"worksheets": [{"cells": 5}]})),
    _broken("worksheets-of-nothing", _json({"worksheets": [None, {}]})),
    _broken("worksheets-in-a-number", _json({"worksheets": 5})),
    _broken("format-of-words", _json({"cells": [], "metadata": {}, "nbformat": "four", "nbformat_minor": {}})),
    _broken("format-without-end", _file(b'{"cells": [], "metadata": {}, "nbformat": 1e400, "nbformat_minor": -1}')),
    _broken("cells-of-numbers", _json({"cells": [{"cell_type": 5, "source": 7, "metadata": []}], "nbformat": 4})),
    _broken("web-page", _file(b"<!DOCTYPE html><html><head><title>rnn</title></head><body>Sign in</body></html>")),
    _broken("zip-of-nothing", _file(b"PK\5\6" + bytes(18), "rnn.zip")),
    _broken("nothing", lambda folder, text: None),
)
