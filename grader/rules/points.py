"""Points as everybody adds and writes them, so that a score is the same number wherever it is."""


def score_of(points, penalty=0.0):
    """Add points up and take a penalty off; never less than nothing, and two digits behind the point."""
    return max(0.0, round(sum(points) - penalty, 2))


def number(value):
    """Write points: no more than two digits behind the point, and none that say nothing."""
    text = f"{round(value, 2):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def counted(count, one, many=None):
    """Write a count with its noun, e.g. 1 student, 2 students."""
    return f"{count} {one if count == 1 else many or one + 's'}"
