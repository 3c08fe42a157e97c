"""Limit the output of a submission: what exceeds the limit is left out, except what points are read from."""

LEFT_OUT = "[The outputs of this notebook reached {:g} MB; the rest is left out.]\n"
SHORT = 500  # characters that are kept of an error when nothing is left


class Allowance:
    """The bytes that the outputs of a submission may have.

    limit      of all cells together
    used       by cells before
    """

    def __init__(self, limit, used=0):
        self.limit, self.used = limit, used

    def take(self, outputs):
        """Return the outputs of a cell as far as the limit allows; errors and results stay, if shortened."""
        kept = []
        for output in outputs:
            size, left = size_of([output]), self.limit - self.used
            if size <= left:
                self.used += size
                kept.append(output)
                continue
            if left > 0:
                kept.append(self._last(output, left))
                self.used = self.limit
            if output["output_type"] == "error":
                kept.append(_short(output))
            elif output["output_type"] == "execute_result":
                kept.append(output)
        return kept

    def _last(self, output, left):
        text = output["text"][: left // 4] + "\n" if output["output_type"] == "stream" else ""
        name = output.get("name", "stdout")
        return {"output_type": "stream", "name": name, "text": text + LEFT_OUT.format(self.limit / (1 << 20))}


def _short(error):
    text = f"{error['ename']}: {error['evalue']}"[:SHORT]
    return {**error, "evalue": error["evalue"][:SHORT], "traceback": [text]}


def size_of(outputs):
    """The bytes of the texts in some outputs."""
    return sum(_size(value) for output in outputs for value in output.values())


def _size(value):
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode("utf-8", "replace"))
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    return sum(map(_size, value)) if isinstance(value, (list, tuple)) else 8
