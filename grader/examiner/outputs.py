"""The outputs of a student's cell: only known kinds are kept, and nothing that a browser would run."""

import base64

from checks.report import TestFailure, Unfinished
from grader.examiner.figures import PIXELS, decoded, drawing
from grader.examiner.markup import sanitized
from grader.rules.budget import Budget
from grader.system.characters import encodable

# Names of errors that no code raises: what the examiner says in the place of an outcome.
STOPPED, NOT_RUN = "Stopped", "NotRun"
FAILURES = (TestFailure.__name__, Unfinished.__name__)
SAID_BY_THE_TEST = (*FAILURES, STOPPED, NOT_RUN)  # the message of such an error is the whole story
LIMIT = Budget().output  # characters of one piece
_NAME, _VALUE, _LINES = 100, 2_000, 200  # characters of an exception's name and message, lines of its traceback
_TOO_LARGE = f"[a figure of more than {PIXELS // 1_000_000} million pixels is not shown]"
_NOT_DRAWN = "[a drawing that is more than shapes and text is not shown]"
_TOO_LONG = "[a table that is too large to be shown]"


def clean(outputs):
    """Return the outputs that may be shown, well formed by the notebook format; anything else is left out."""
    cleaned = (_clean(output) for output in outputs if isinstance(output, dict))
    return [output for output in cleaned if output]


def error(kind, text):
    """Return an error output, for a cell that did not finish."""
    return {"output_type": "error", "ename": kind, "evalue": text, "traceback": [f"{kind}: {text}"]}


def _clean(output):
    match output:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return {"output_type": "stream", "name": name, "text": encodable(text[:LIMIT])}
        case {"output_type": "error", "ename": str(name), "evalue": str(value), "traceback": list(lines)}:
            lines = [encodable(line[:LIMIT]) for line in lines[:_LINES] if isinstance(line, str)]
            name, value = encodable(name[:_NAME]), encodable(value[:_VALUE])
            return {"output_type": "error", "ename": name, "evalue": value, "traceback": lines}
        case {"output_type": "display_data" | "execute_result", "data": dict(data)}:
            data = _clean_data(data)
            # A student's cell has no points, so nothing is lost when its result is shown as a display.
            return {"output_type": "display_data", "data": data, "metadata": {}} if data else None
    return None


def _clean_data(data):
    """The forms of a result that may be shown; a sentence, if some are left out and there is no text."""
    kept, left_out = {}, ""
    for kind, value in data.items():
        if not isinstance(value, str) or len(value) > 2 * LIMIT:
            continue
        if kind == "text/plain":
            kept[kind] = encodable(value)
        elif kind == "text/html":
            html = sanitized(value)
            left_out = left_out if html else _TOO_LONG
            kept |= {kind: html} if html else {}
        elif kind == "image/svg+xml":
            shown = drawing(value)
            left_out = left_out if shown else _NOT_DRAWN
            kept |= {"text/html": _figure(value)} if shown else {}
        elif kind in ("image/png", "image/jpeg") and (image := decoded(kind, value)):
            small = image[1] <= PIXELS
            left_out = left_out if small else _TOO_LARGE
            kept |= {kind: base64.b64encode(image[0]).decode("ascii")} if small else {}
    if left_out and kept.keys() <= {"text/plain"}:
        kept["text/plain"] = "\n".join(filter(None, [kept.get("text/plain"), left_out]))
    return kept


def _figure(svg):
    """An SVG as HTML shows it: an image, so that no script in it runs and nothing is fetched."""
    text = base64.b64encode(svg.encode("utf-8", "replace")).decode("ascii")
    return f'<img alt="figure" src="data:image/svg+xml;base64,{text}">'
