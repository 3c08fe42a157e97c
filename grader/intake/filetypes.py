"""What a file is that should be a notebook, told from its first bytes, in words for the one who handed it in."""

import json
import re
import zipfile
from io import BytesIO

WEB_PAGE, EXPORTED = "this is a web page", "this is a notebook exported as a web page"
_OF_NOTEBOOK = re.compile(rb"jp-Notebook|notebook-container|jp-RenderedHTMLCommon")
_OPENINGS = (
    (rb"%PDF", "this is a PDF file"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is a document of Microsoft Office"),
    (rb"\{\\rtf", "this is a document of a word processor"),
    (
        rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0|II\*\0|MM\0\*|RIFF.{4}WEBP|.{4}ftyp(?:hei|mif|avif)",
        "this is an image",
    ),
    (rb".{4}ftyp|\x1aE\xdf\xa3", "this is a video"),
    (rb"\x1f\x8b|7z\xbc\xaf\x27\x1c|Rar!|\xfd7zXZ|BZh|.{257}ustar", "this is an archive, but no zip"),
    (rb"L\0\0\0\x01\x14\x02\0|\[InternetShortcut\]", "this is a shortcut, which leads to a file on another machine"),
    (rb"version https://git-lfs\.github\.com/spec/", "this is a pointer of Git LFS, and the file itself is not here"),
    (rb"\s*(?=<)(?=.*<(?i:!doctype html|html|head|body|script|title)\b)", WEB_PAGE),
    (rb"\s*<\?xml|\s*<svg", "this is an XML file"),
)
_PATTERNS = tuple(
    (re.compile(b"(?:\xef\xbb\xbf)?(?:" + opening + b")", re.DOTALL), words) for opening, words in _OPENINGS
)
PLAIN_ZIP = "a zip"
_OFFICE = {"word/": "a Word document", "xl/": "an Excel workbook", "ppt/": "a PowerPoint presentation"}
_SCRIPT = re.compile(r"^(?:# In\[|# %%|#!.*python|# coding|(?:from|import) [\w.]+|def \w+\(|class \w+)", re.MULTILINE)
_LOOKED_AT = 4096
INSTEAD = ", not the notebook"


def type_of(data, text):
    """Say what a file is, where that can be told; empty where it can't.

    data       bytes, of which nothing could be made that is JSON
    text       str, the same as text
    """
    head = data[:_LOOKED_AT]
    for pattern, words in _PATTERNS:
        if pattern.match(head):
            return (EXPORTED if words == WEB_PAGE and _OF_NOTEBOOK.search(data) else words) + INSTEAD
    if head.startswith(b"PK\x03\x04"):
        return f"this is {type_of_zip(data)}{INSTEAD}"
    start = text[:_LOOKED_AT].lstrip("\N{ZERO WIDTH NO-BREAK SPACE} \t\r\n")
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return "it is empty" if not data.strip(b" \t\r\n\xef\xbb\xbf") else "there is nothing in it but zeros"
    if start.startswith("{"):
        return _damaged(text)
    if "\0" in start or "\N{REPLACEMENT CHARACTER}" in start:
        return "this is a file of an unknown kind" + INSTEAD
    return ("this is a Python script" if _SCRIPT.search(start) else "this is plain text") + INSTEAD


def type_of_zip(data):
    """Say what a file is that begins as a zip does: an archive, or a document that is one."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            names = file.namelist()
    except Exception:
        return "a damaged zip"
    if "mimetype" in names[:1]:
        return "a document of LibreOffice"
    return next(
        (words for folder, words in _OFFICE.items() if any(name.startswith(folder) for name in names)), PLAIN_ZIP
    )


def _damaged(text):
    """Say what is wrong with a text that begins as a notebook does; empty where that is unknown."""
    if re.search(r"^<{7} ", text, re.MULTILINE):
        return "it has the marks of a merge that was not finished: keep one of the two versions"
    if not text.rstrip("\0 \t\r\n").endswith("}"):
        return "it ends in the middle: it was not saved, downloaded or uploaded as a whole"
    return ""


def may_be_notebook(head):
    """True for the first bytes of a file that may be a notebook: those of a JSON object, in any encoding."""
    try:
        start = head.decode(json.detect_encoding(head), "ignore")
    except (UnicodeDecodeError, LookupError):
        return False
    return start.lstrip("\N{ZERO WIDTH NO-BREAK SPACE} \t\r\n").startswith("{")
