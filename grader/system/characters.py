"""Text that every file can hold, whatever the text of a student is made of."""

import re
from typing import Any

_HALVES = re.compile("[\ud800-\udfff]")  # of surrogate pairs: a str may have them, no encoding does


def by_number(text: str) -> list[tuple[int, str]]:
    """The key that sorts texts by the numbers in them as numbers: 9 before 10."""
    parts = re.split(r"([0-9]+)", text)
    return [(len(part.lstrip("0")), part.lstrip("0")) if at % 2 else (0, part) for at, part in enumerate(parts)]


def encodable(value: Any) -> Any:
    """Replace in all texts of a plain value what can't be written as UTF-8; anything else stays as it is."""
    if isinstance(value, str):
        return value if value.isascii() else _HALVES.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {encodable(key): encodable(entry) for key, entry in value.items()}
    return type(value)(map(encodable, value)) if isinstance(value, (list, tuple)) else value
