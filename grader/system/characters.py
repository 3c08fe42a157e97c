"""Text that every file can hold, whatever the text of a student is made of."""

import re

_HALVES = re.compile("[\ud800-\udfff]")  # of surrogate pairs: a str may have them, no encoding does


def encodable(value):
    """Replace in all texts of a plain value what can't be written as UTF-8; anything else stays as it is."""
    if isinstance(value, str):
        return value if value.isascii() else _HALVES.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {encodable(key): encodable(entry) for key, entry in value.items()}
    return type(value)(map(encodable, value)) if isinstance(value, (list, tuple)) else value
