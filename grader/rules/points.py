"""Points as everybody adds and writes them, so that a score is the same number wherever it is."""

from collections.abc import Iterable


def score_of(points: Iterable[float], penalty: float = 0.0) -> float:
    """Add up points and subtract a penalty; never negative, rounded to two decimals."""
    return max(0.0, round(sum(points) - penalty, 2))


def number(value: float) -> str:
    """Write points with at most two decimals, without trailing zeros."""
    text = f"{round(value, 2):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def counted(count: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun, e.g. 1 student, 2 students."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """Write seconds in words: 4.2 seconds, 1 minute 5 seconds, 2 hours 3 minutes."""
    if seconds < 9.95:
        return f"{number(round(seconds, 1))} second{'s' * (round(seconds, 1) != 1)}"
    whole, units = round(seconds), (("hour", 3600), ("minute", 60), ("second", 1))
    parts = [(whole % (60 * size) // size if size < 3600 else whole // size, unit) for unit, size in units]
    first = next(at for at, (count, _) in enumerate(parts) if count)
    return " ".join(counted(count, unit) for count, unit in parts[first : first + 2] if count)
