"""Python's modules as bytecode: a browser then does not compile them at each start, which costs most of a start's time.

Bytecode belongs to one version of Python, that of Pyodide; so this file is also a program of its own, which an
interpreter of that version runs. It needs the standard library alone.
"""

import importlib.util
import io
import marshal
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ARCHIVES = (".whl", ".zip")
EPOCH = (1980, 1, 1, 0, 0, 0)  # of grader.system.files, which is not there where this is a program
NO_CHECK = 1  # a flag of PEP 552: the source is not looked at, for it is not there


def compiled(files, version):
    """Replace the modules in archives by their bytecode, where an interpreter of a version of Python is found.

    files      dict: file name -> bytes
    version    of Python, such as "3.12"
    Returns    dict with the same names; None where no interpreter of that version is on this machine
    """
    python = _interpreter(version)
    if python is None:
        return None
    with tempfile.TemporaryDirectory(prefix="bytecode-") as scratch:
        folder, chosen = Path(scratch), [name for name in files if name.endswith(ARCHIVES)]
        for name in chosen:
            (folder / name).write_bytes(files[name])
        _run([python, "-I", __file__, scratch], version, check=True)
        return {**files, **{name: (folder / name).read_bytes() for name in chosen}}


def _interpreter(version):
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return sys.executable
    found = shutil.which(f"python{version}")
    return found if found and _run([found, "-c", ""], version, check=False).returncode == 0 else None


def _run(command, version, check):
    environment = {**os.environ, "PYENV_VERSION": version}  # without it pyenv's stand-in for an interpreter refuses
    return subprocess.run(command, env=environment, capture_output=True, check=check)


def _archive(content):
    """The content of an archive with `name.pyc` in the place of each `name.py`: bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for member in old.infolist():
            name, data = _member(member.filename, old.read(member))
            new.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _member(name, data):
    if not name.endswith(".py"):
        return name, data
    try:
        code = compile(data, name, "exec", dont_inherit=True)
    except SyntaxError:  # a template, or meant for another Python: it stays what it is
        return name, data
    header = importlib.util.MAGIC_NUMBER + NO_CHECK.to_bytes(4, "little") + importlib.util.source_hash(data)
    return f"{name}c", header + marshal.dumps(code)


if __name__ == "__main__":
    for path in sorted(Path(sys.argv[1]).iterdir()):
        path.write_bytes(_archive(path.read_bytes()))
