"""What a file that was handed in holds: a notebook, a script with its cells, a zip or tar, or something else."""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.intake.filetypes import PLAIN_ZIP, may_be_notebook, type_of, type_of_zip
from grader.intake.read_notebook import Unreadable, read_cells
from grader.intake.scripts import may_be_script, notebook_of, text_of, typed
from grader.intake.unwrapping import beginning, may_be_packed, unpacked
from grader.intake.web_page import PAGES
from grader.rules.budget import Budget
from grader.system.archive import ArchiveError, Limits, opened, shown
from grader.system.tar import is_tar, zip_of_tar

OF_PROGRAMS = {"__MACOSX", "__pycache__", ".git", ".venv", ".DS_Store"}
ENTRIES, NAMED = 2_000, 5  # entries that are looked at, and how many are named where none is a notebook
ZIP = b"PK\x03\x04"  # how a zip begins
UNPACKED = 5  # how often a tar may hold the bytes that a notebook may have
NESTED, ZIPS = 4, 50  # how deep zips may lie in a zip, and how many of those in it are opened in all
_OF_WORK = {
    *(".ipynb", ".zip", ".tar", ".gz", ".tgz", ".7z", ".rar", ".html", ".htm", ".pdf", ".doc", ".docx", ".odt"),
    *(".icloud", ".crdownload", ".part", ".download", ".eml", ".msg", ".mht", ".mhtml", ".webarchive", ".rtf", ".tex"),
}
_SCRIPTS = {".py", ".pyw", ".ipy", ".qmd", ".rmd"}
_TEXTS = {*_SCRIPTS, "", ".txt", ".text", ".md", ".markdown", ".rst", ".bak"}
HEAD = 16_384  # bytes that say what a file is
NOT_LOOKED_AT = "was not looked at: there is much more than a notebook here"


@dataclass(frozen=True)
class File:
    """A file that was handed in.

    name       with the folder, or the archive, that it lies in
    time       when it was changed last, seconds since 1970
    read       function that returns its bytes, or raises Unreadable
    called     the name that its author gave it, where `name` is more than that
    origin     what its finder knows it by
    script     True: it is a script, of which `read` makes a notebook
    """

    name: str
    time: float
    read: Callable
    called: str = ""
    origin: object = None
    script: bool = False


@dataclass(frozen=True)
class Beside:
    """What was handed in and is no notebook.

    name       of the file
    said       sentence that says what it is
    head       its first bytes, where it is a plain file; of a text, all
    is_likely  True where work may be in it, whatever its name says: it has some, or was not looked into
    is_summary True where it says of a zip that no notebook is in it
    """

    name: str
    said: str
    head: bytes = b""
    is_likely: bool = False
    is_summary: bool = False

    @property
    def is_in_sight(self):
        """True for what lies at the top, and for what may hold work, by its name, wherever it lies."""
        return "/" not in self.name or self.may_hold_work("", ())

    def may_hold_work(self, wanted, functions):
        """True where its name says that work may be in it, or its first lines define a function of the assignment.

        wanted     name of the notebook
        functions  names of functions
        """
        path = Path(self.name.lower())
        if self.is_likely or path.suffix in _OF_WORK or (bool(wanted) and path.stem == Path(wanted.lower()).stem):
            return True
        return path.suffix in _TEXTS and _defines(self.head.decode("utf-8", "replace"), functions)


def _defines(text, functions):
    """True for a text with a line that defines one of some functions."""
    return any(re.search(rf"^[ \t]*def[ \t]+{name}\b", text, re.MULTILINE) for name in functions)


def _may_be_work(text, functions):
    """True for a text that may be a script with cells, or a plain one with a function of the assignment."""
    return may_be_script(text) or _defines(typed(text), functions)


def listed(beside: Sequence[Beside]) -> list[str]:
    """The sentences on what is no notebook: of the first NAMED, and how many more there are."""
    return [*(one.said for one in beside[:NAMED]), *([f"and {len(beside) - NAMED} more"] if beside[NAMED:] else [])]


def unused(files: Sequence[File], beside: Sequence[Beside]) -> tuple[list[str], list[Beside]]:
    """What can't be used of a file of a platform: (sentences, list of Beside).

    Sentences are on all that is in it, or, beside a notebook, on archives alone; the rest may hold work.
    """
    said = [one for one in beside if not files or one.name.lower().endswith(".zip")]
    return [one.said for one in said], [one for one in beside if one not in said]


def is_hidden(name):
    """True for the path of a file that people do not see, as a checkpoint: it counts where no other was worked on."""
    return any(part.startswith(".") for part in name.split("/"))


def is_of_a_program(name):
    """True for the path of a file that a program has put there for itself, and that is never a student's notebook."""
    return any(part in OF_PROGRAMS or part.startswith("._") for part in name.split("/"))


def is_text(file):
    """True for a file that is called a text, not a script: nobody runs one."""
    return Path((file.called or file.name).lower()).suffix in _TEXTS - _SCRIPTS


def is_page(file):
    """True for a file that is called a web page."""
    return Path((file.called or file.name).lower()).suffix in PAGES


def is_named_notebook(name):
    return name.lower().endswith(".ipynb")


@dataclass(frozen=True)
class Sought:
    """What is looked for in files, and how far.

    functions  names of the functions of the assignment: a plain script that defines one of them may be work
    own_times  False: what lies in a zip is as old as the zip
    """

    budget: Budget
    functions: tuple[str, ...] = ()
    own_times: bool = True


def notebooks_in(file: File, head: bytes, sought: Sought) -> tuple[list[File], list[Beside]]:
    """Look for a notebook in a file, or in the zip or tar that it is.

    file       File
    head       its first bytes
    sought     Sought
    Returns    (list of File that may be notebooks, list of Beside)
    """
    try:
        if head.startswith(ZIP) or _is_tar(head, file.read):
            return _files_in_zip(file, sought, NESTED, itertools.count())
        may_be_one, is_named = may_be_notebook(head) or may_be_packed(head), is_named_notebook(file.name)
        if may_be_one and (is_named or is_notebook(file.read(), sought.budget)):
            return [file], []
        text = text_of(file.read()) if is_named or _is_text(file.name, head) else None  # its end may say what it is
        if text is not None and _may_be_work(text, sought.functions) and notebook_of(file.read()):
            return [replace(file, read=lambda: notebook_of(file.read()), script=True)], []
        if is_named:
            return [file], []
        head = text.encode() if text is not None else head
        data = file.read() if head.lstrip().startswith(b"{") else head  # what begins as a notebook may go wrong later
        what = type_of(data, data.decode("utf-8", "replace")) or "this is no notebook"
    except Unreadable as reason:
        if is_named_notebook(file.name):
            return [file], []  # it says so again when it is read
        what = str(reason)
    return [], [Beside(file.name, f"{shown(file.name)}: {what}", head)]


def _is_text(name, head):
    """True for a file that may be a script, by its name or by its first bytes."""
    return Path(name.lower()).suffix in _TEXTS | PAGES or may_be_script(head.decode("utf-8", "replace"))


def is_notebook(data, budget):
    """True for bytes that can be read as a notebook."""
    try:
        read_cells(data, "", budget)
    except Unreadable:
        return False
    return True


# ── Zips and tars ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _files_in_zip(file, sought, depth, opened_so_far):
    """Look for notebooks in a zip or a tar; what `notebooks_in` returns.

    depth      how many zips may lie within one another in it
    opened_so_far  counts the zips that are opened in the outermost one
    Raises     Unreadable where it is damaged or too large; of a zip in it, that is among what else there is
    """
    data = file.read()
    limits = Limits(member=sought.budget.notebook, total=ENTRIES * sought.budget.notebook)
    try:
        data = data if data.startswith(ZIP) else _zip_of_tar(file, data, sought.budget)
        if type_of_zip(data) != PLAIN_ZIP:
            raise Unreadable(type_of(data, ""))
        with opened(file.name, limits, data) as archive:
            members, refused = _looked_through(file, archive)
            looked_at = [(_unpacked(file, one, data, limits, sought.own_times), one) for one in members]
            files, others, inner = _among_members(looked_at, sought)
    except ArchiveError as error:
        raise Unreadable(f"an archive that was not unpacked: {error.what}") from None
    closed = []
    for zipped in inner:
        if not depth or next(opened_so_far) >= ZIPS:
            closed.append(shown(zipped.name))
            continue
        try:
            found, beside = _files_in_zip(zipped, sought, depth - 1, opened_so_far)
            files, others = files + found, others + (beside if found else [one for one in beside if not one.is_summary])
        except Unreadable as reason:
            others.append(Beside(zipped.name, f"{shown(zipped.name)}: {reason}"))
    if closed:
        refused.insert(0, _not_opened(file, closed))
    if files or (refused and not members):
        return files, [*refused, *others]
    of_zips = [one for one in others if one.is_likely or Path(one.name).suffix.lower() == ".zip"]
    return [], [_without_a_notebook(file, members), *refused, *of_zips]


def _is_tar(head, read):
    """True for a file that is a tar, plain or packed; head: its first bytes, read: function that returns all."""
    return is_tar(head) or (may_be_packed(head) and is_tar(beginning(read(), HEAD)))


def _zip_of_tar(file, data, budget):
    """The zip that holds what a tar holds, plain or packed."""
    most = UNPACKED * budget.notebook
    tar, _ = unpacked(data, most)
    if not is_tar(tar):
        raise Unreadable(f"an archive that was not unpacked: it would have more than {most >> 20} MB")
    return zip_of_tar(tar, shown(file.name))


def _looked_through(file, archive):
    """The members of an open zip that are looked at, and what there is to say of the others: (list, list of Beside)."""
    members = [member for member in archive.members if not is_of_a_program(member.name)]
    members.sort(key=lambda member: (not is_named_notebook(member.name), member.name.count("/")))
    refused = [Beside(file.name, sentence.rstrip(".")) for sentence in archive.refused[:NAMED]]
    others = len(members[ENTRIES:])
    if others:
        said = f"{shown(file.name)}: only {ENTRIES:,} files in it were looked at, and not the {others:,} others"
        refused.insert(0, Beside(file.name, said, is_likely=True))
    return members[:ENTRIES], refused


def _not_opened(file, zips):
    """Say of a zip which zips in it were not opened: Beside."""
    rest = f", and {len(zips) - NAMED} more" if zips[NAMED:] else ""
    said = f"{', '.join(zips[:NAMED])}{rest}: too many zips in a zip, or too deep, so not opened"
    return Beside(file.name, said, is_likely=True)


def _without_a_notebook(file, members):
    """Say of a zip what is in it: Beside."""
    names = [shown(member.name) for member in members]
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    inside = ", ".join(names[:NAMED] + more) or "nothing"
    kind = "a zip" if file.name.lower().endswith(".zip") else "an archive"
    return Beside(file.name, f"{shown(file.name)} is {kind} without a notebook; in it: {inside}", is_summary=True)


def _among_members(looked_at, sought):
    """Look for notebooks among the members of an open zip: (list of File, list of Beside, list of File that are zips).

    looked_at  list of pairs (File, the member that it is)
    """
    files, others, inner, left = [], [], [], 2 * sought.budget.notebook
    for file, member in looked_at:
        try:
            head = member.read(HEAD)
            is_zip = head.startswith(ZIP) and type_of_zip(member.read()) == PLAIN_ZIP
            if is_zip or _is_tar(head, member.read):
                inner.append(file)
                continue
            left -= 0 if is_named_notebook(file.name) else member.info.file_size
            if left < 0:
                others.append(Beside(file.name, f"{shown(file.name)} {NOT_LOOKED_AT}"))
                continue
            found, said = notebooks_in(replace(file, read=member.read), head, sought)
        except ArchiveError:
            others.append(Beside(file.name, f"{shown(file.name)}: it can't be unpacked", is_likely=True))
            continue
        files += [_read_later(file, one) for one in found]
        others += said
    return files, others, inner


def _read_later(file, found):
    """The File that was found in an open zip, to be read when the zip is closed."""
    return replace(file, read=lambda: notebook_of(file.read()), script=True) if found.script else file


def _unpacked(file, member, data, limits, own_times):
    """The File that a member of a zip is; the zip has these bytes."""
    return replace(
        file,
        name=f"{file.name}/{member.name}",
        called=member.name.rsplit("/", 1)[-1],
        time=member.time if own_times else file.time,
        read=_unpacking(data, member.name, limits),
    )


def _unpacking(data, name, limits):
    """Return the function that reads a file in a zip."""

    def read():
        try:
            with opened("zip", limits, data) as archive:
                return next(member for member in archive.members if member.name == name).read()
        except (ArchiveError, StopIteration):
            raise Unreadable("it can't be unpacked") from None

    return read
