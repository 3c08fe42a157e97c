"""Actions on the folder that is handed in: names, second copies, zips, other files, times."""

import copy
import io
import os
import zipfile
from time import localtime

from grader.lms import canvas, moodle
from grader.lms.collect import collect
from tests.editing.desk import NOTEBOOK, STUB_LINE, Cell, defines, released, written
from tests.editing.registry import action
from tests.rnn import FUNCTIONS

STUDENT, NOW = "4242", 1_700_000_000
NAMES = (
    *(
        "rnn-Copy1.ipynb",
        "rnn (1).ipynb",
        "Copy of rnn.ipynb",
        "rnn_final.ipynb",
        "RNN.ipynb",
        "rnn.IPYNB",
        "Rnn.ipynb",
    ),
    *("rnn_ada_lovelace.ipynb", "ada-rnn-v2.ipynb", "homework.ipynb", "Untitled.ipynb", "rnn.ipynb.ipynb"),
    *("rnn - Kopie.ipynb", "rnn 🙂.ipynb", "rnn-checkpoint.ipynb", "循环.ipynb", "rnn(2)(1).ipynb"),
)
OTHER_SUFFIXES = ("rnn.ipynb.json", "rnn.ipynb.txt", "rnn.json", "rnn.txt", "rnn", "rnn.ipynb_", "rnn.ipynb.download")


def _rename(desk, name):
    if name in {**desk.beside, **desk.newer}:
        return False
    desk.name = name
    return True


@action(3)
def rename_the_file(desk, rng):
    return _rename(desk, rng.choice(NAMES))


@action(2)
def save_it_with_another_suffix(desk, rng):
    return _rename(desk, rng.choice(OTHER_SUFFIXES))


@action(1)
def rename_it_back(desk, rng):
    return _rename(desk, "rnn.ipynb")


# ── More than one notebook ────────────────────────────────────────────────────────────────────────────────────────


def _save_as(desk, old, new):
    """Leave the notebook as it is under one name, and go on under another."""
    if old == new or {old, new} & {*desk.beside, *desk.newer}:
        return False
    desk.older.append((old, copy.deepcopy(desk.cells)))
    desk.beside[old] = written(desk)
    desk.name = new
    return True


@action(2)
def save_it_as_and_hand_in_both(desk, rng):
    return _save_as(desk, desk.name, rng.choice(NAMES))


@action(2)
def keep_an_earlier_copy_beside(desk, rng):
    return _save_as(desk, rng.choice(NAMES), desk.name)


@action(2)
def leave_the_untouched_notebook_beside(desk, rng):
    """The hand-out was downloaded again, or the work was done in a copy of it."""
    if desk.name == "rnn.ipynb" and not _rename(desk, rng.choice(NAMES)):
        return False
    target = rng.choice((desk.beside, desk.beside, desk.newer))
    target["rnn.ipynb"] = written(desk, released())
    return True


@action(1)
def leave_checkpoints_beside(desk, rng):
    stem = desk.name.removesuffix(".ipynb")
    desk.beside[f".ipynb_checkpoints/{stem}-checkpoint.ipynb"] = written(desk)


@action(1)
def leave_a_backup_of_the_editor_beside(desk, rng):
    desk.beside[rng.choice(("rnn.ipynb~", "#rnn.ipynb#", ".rnn.ipynb.swp", ".~rnn.ipynb", "rnn.ipynb.bak"))] = written(
        desk
    )
    desk.older.append(("backup", copy.deepcopy(desk.cells)))


@action(1, adds=True)
def leave_another_assignment_beside(desk, rng):
    other = written(desk, [])[:-3] + b"\n}\n" if rng.random() < 0.2 else written(desk, _other_assignment())
    rng.choice((desk.beside, desk.newer))["cnn.ipynb"] = other


def _other_assignment():
    return [Cell("markdown", "# Convolutions"), Cell("code", "def conv_forward(x, w):\n    return x")]


# ── Zips and folders ──────────────────────────────────────────────────────────────────────────────────────────────


@action(1)
def hand_in_a_zip(desk, rng):
    desk.packed = "zip"


@action(1)
def hand_in_a_folder(desk, rng):
    desk.packed = "folder"


@action(1)
def leave_the_hand_out_s_zip_beside(desk, rng):
    desk.beside["rnn-assignment.zip"] = _zip({"rnn-assignment/rnn.ipynb": written(desk, released())})


@action(1)
def hand_in_a_zip_of_the_same_beside(desk, rng):
    desk.beside[rng.choice(("rnn.zip", "submission.zip"))] = _zip({f"rnn/{desk.name}": written(desk)})
    desk.older.append(("zip", copy.deepcopy(desk.cells)))


@action(1)
def leave_a_copy_of_the_folder_beside(desk, rng):
    desk.beside[f"{rng.choice(('rnn', 'rnn - Copy', 'old'))}/rnn.ipynb"] = written(desk)
    desk.older.append(("folder", copy.deepcopy(desk.cells)))


def _zip(files, time=NOW - 7200):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, localtime(time)[:6]), content)
    return data.getvalue()


# ── Other files ───────────────────────────────────────────────────────────────────────────────────────────────────


@action(1, adds=True)
def put_the_files_of_the_assignment_beside(desk, rng):
    for name in ("public_tests.py", "rnn_utils.py"):
        desk.beside[name] = (NOTEBOOK.parent / name).read_bytes()


@action(1, adds=True)
def put_edited_files_of_the_assignment_beside(desk, rng):
    desk.beside["public_tests.py"] = b"def rnn_forward_test(target):\n    print('passed')\n"


@action(1, adds=True)
def leave_what_file_managers_leave(desk, rng):
    desk.newer |= {".DS_Store": b"\0\0\0\1Bud1", "._rnn.ipynb": b"\0\5\26\7", "__MACOSX/._rnn.ipynb": b"\0\5\26\7"}
    desk.newer |= {"Thumbs.db": b"\xd0\xcf\x11\xe0", "desktop.ini": b"[.ShellClassInfo]"}


@action(1, adds=True)
def leave_what_python_leaves(desk, rng):
    desk.newer |= {"__pycache__/public_tests.cpython-312.pyc": b"\xcb\r\r\n", ".git/config": b"[core]\n"}


@action(1, adds=True)
def export_it_as_well(desk, rng):
    desk.newer |= {"rnn.html": b"<!DOCTYPE html><html><body>rnn</body></html>", "rnn.pdf": b"%PDF-1.5\n"}


@action(1, adds=True)
def export_it_as_a_script(desk, rng):
    code = [cell.source for cell in desk.cells if cell.kind == "code"]
    desk.newer["rnn.py"] = "\n\n# In[ ]:\n\n\n".join(code).encode("utf-8", "replace")


@action(1, adds=True)
def leave_other_files_beside(desk, rng):
    desk.newer |= {"notes.txt": b"dba: sum over m\n", "data.csv": b"a,b\n1,2\n", "plot.png": b"\x89PNG\r\n\x1a\n"}
    desk.newer |= {"settings.json": b'{"theme": "dark"}', "empty.ipynb.txt": b""}


@action(1)
def lose_the_times_of_the_files(desk, rng):
    desk.same_time = True


@action(1)
def hand_in_through_canvas(desk, rng):
    desk.route = "canvas"


@action(1)
def hand_in_through_moodle(desk, rng):
    desk.route = "moodle"


# ── Handing in ────────────────────────────────────────────────────────────────────────────────────────────────────


def handed_in(desk):
    """What is handed in: dict, path in the folder -> (bytes, seconds since 1970)."""
    found = {}
    for files, time in ((desk.beside, NOW - 7200), ({desk.name: written(desk)}, NOW), (desk.newer, NOW + 3600)):
        if desk.packed == "zip" and desk.name in files:
            files = {"rnn.zip": _zip({f"rnn/{desk.name}": files[desk.name]}, time)}
        place = "rnn/" if desk.packed == "folder" and desk.name in files and not desk.route else ""
        found |= {place + name: (data, NOW if desk.same_time else time) for name, data in files.items()}
    return found


def hand_in(desk, folder):
    """Hand in what lies on a desk, by its route; return the Path of the folder that it can be picked up from.

    folder     Path of an empty folder: the course
    """
    files, target = handed_in(desk), folder / "submitted" / STUDENT / "rnn"
    if desk.route:
        _send(desk.route, files, folder)
        return target
    for name, (data, time) in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (time, time))
    return target


def _send(route, files, course):
    """Upload files to a platform, which knows no folders, and collect the archive that it gives."""
    source = course / "source" / "rnn" / "rnn.ipynb"
    source.parent.mkdir(parents=True)
    source.write_bytes(NOTEBOOK.read_bytes())
    prefix = {"canvas": "lovelaceada_{0}_{1}_", "moodle": "Ada Lovelace_{0}_assignsubmission_file/"}[route]
    path = course / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, (name, (data, time)) in enumerate(sorted(files.items(), key=lambda one: one[1][1]), start=100):
            if "/" not in name:
                info = zipfile.ZipInfo(prefix.format(STUDENT, number) + name, localtime(time)[:6])
                archive.writestr(info, data)
    collect(path, course, {"canvas": canvas, "moodle": moodle}[route].submitted, "rnn")


def versions(desk):
    """The versions of the notebook that may be graded: list of lists of Cell, the one that must be is the first.

    Older ones may take its place only where the times are lost, or where nothing is written in the newest.
    """
    older = [cells for _, cells in desk.older]
    worked_on = any(
        cell.kind == "code" and defines(cell.source, function) and STUB_LINE not in cell.source
        for cell in desk.cells
        for function in FUNCTIONS
    )
    return [desk.cells, *(older if desk.same_time or not worked_on else ())]
