"""What a student's cell put out, as data: only known kinds are kept, and nothing that a browser would run."""

import base64
import binascii

import bleach

TEXT_LIMIT = 2 << 20
TAGS_LIMIT = 3_000  # cleaning takes time by the square of how deep tags are nested
_TAGS = "table thead tbody tfoot tr th td caption p div span b i em strong u code pre br hr ul ol li sub sup h3 h4"
TAGS = _TAGS.split()
_IMAGES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


def clean(outputs):
    """Return the outputs that may be shown, well formed by the notebook format; anything else is left out."""
    cleaned = (_clean(output) for output in outputs if isinstance(output, dict))
    return [output for output in cleaned if output]


def error(kind, text):
    """Return the output of a cell that did not come to its end, said in words."""
    return {"output_type": "error", "ename": kind, "evalue": text, "traceback": [f"{kind}: {text}"]}


def _clean(output):
    match output:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return {"output_type": "stream", "name": name, "text": text[:TEXT_LIMIT]}
        case {"output_type": "error", "ename": str(name), "evalue": str(value), "traceback": list(lines)}:
            lines = [line[:TEXT_LIMIT] for line in lines[:200] if isinstance(line, str)]
            return {"output_type": "error", "ename": name[:100], "evalue": value[:2000], "traceback": lines}
        case {"output_type": "display_data" | "execute_result" as kind, "data": dict(data)}:
            data = _clean_data(data)
            # A student's cell has no points, so nothing is lost when its result is shown as a display.
            return {"output_type": "display_data", "data": data, "metadata": {}} if data and kind else None
    return None


def _clean_data(data):
    kept = {}
    for kind, value in data.items():
        if not isinstance(value, str) or len(value) > 2 * TEXT_LIMIT:
            continue
        if kind == "text/plain":
            kept[kind] = value
        elif kind == "text/html" and value.count("<") <= TAGS_LIMIT:
            kept[kind] = bleach.clean(value, tags=TAGS, attributes={"td": ["colspan"], "th": ["colspan"]}, strip=True)
        elif kind == "image/svg+xml":
            # As an image it can be seen, but no script in it runs and nothing is fetched.
            text = base64.b64encode(value.encode("utf-8", "replace")).decode("ascii")
            kept["text/html"] = f'<img alt="figure" src="data:image/svg+xml;base64,{text}">'
        elif kind in _IMAGES:
            try:
                image = base64.b64decode("".join(value.split()), validate=True)
            except (binascii.Error, ValueError):
                continue
            if image.startswith(_IMAGES[kind]):
                kept[kind] = base64.b64encode(image).decode("ascii")
    return kept
