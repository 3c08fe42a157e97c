"""A table of comma-separated values of which single cells are filled in, and nothing else changes by a byte.

Gradebooks come back to the platform that wrote them, so quoting, line ends, the mark at the beginning, the delimiter
and columns that nobody asked about stay as they were. The format: RFC 4180, with `;` or tab as well.
"""

import re
from pathlib import Path

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


class TableError(ValueError):
    """A table that can't be read or filled in; the message names the file and what to do."""


class Table:
    """The raw cells of a file, as they stand there.

    path       Path, for messages
    rows       list of lists of raw cells, quotation marks and all; the first is the header
    """

    def __init__(self, path, text):
        self.path = Path(path)
        self.mark = BOM if text.startswith(BOM) else ""
        text = text.removeprefix(BOM)
        self.delimiter = max(",;\t", key=lambda delimiter: len(_first_row(text, delimiter)))
        self.rows, self.ends = self._split(text)
        if not any(any(row) for row in self.rows):
            raise TableError(f"{path} is empty; export it from the platform again.")

    @classmethod
    def read(cls, path):
        """Read a file.

        Raises     TableError when it is not there, not UTF-8 or not a table
        """
        try:
            content = Path(path).read_bytes()
            return cls(path, content.decode("utf-8"))
        except FileNotFoundError:
            raise TableError(f"{path} is not there; name the file that the platform gave.") from None
        except UnicodeDecodeError:
            raise TableError(
                f"{path} is not UTF-8; export it again, or save it in your spreadsheet as CSV UTF-8."
            ) from None

    @property
    def header(self):
        return [self.value(0, column) for column in range(len(self.rows[0]))]

    def value(self, row, column):
        """The value of a cell; empty where the row is too short to have it."""
        if column >= len(self.rows[row]):
            return ""
        raw = self.rows[row][column]
        quoted = re.match(r'"((?:[^"]|"")*)"', raw)
        return quoted[1].replace('""', '"') + raw[quoted.end() :] if quoted else raw

    def put(self, row, column, value):
        """Write a value into a cell, quoted if it was or if it must be."""
        cells = self.rows[row]
        cells += [""] * (column + 1 - len(cells))
        if cells[column].startswith('"') or re.search(rf'[{self.delimiter}"\r\n]', value):
            value = '"' + value.replace('"', '""') + '"'
        cells[column] = value

    def text(self):
        """The whole file, as it is to be written."""
        return self.mark + "".join(
            self.delimiter.join(row) + end for row, end in zip(self.rows, self.ends, strict=True)
        )

    def decimal_comma(self):
        """True when the numbers of the table are written as 87,5."""
        values = [self.value(row, column) for row in range(1, len(self.rows)) for column in range(len(self.rows[row]))]
        commas, points = (
            sum(bool(re.fullmatch(rf"-?\d+{mark}\d+", value)) for value in values) for mark in (",", r"\.")
        )
        return commas > points

    def _split(self, text):
        rows, ends, place = [[]], [], 0
        cell = re.compile(rf'("(?:[^"]|"")*")?[^{self.delimiter}\r\n]*')
        end = re.compile(rf"{self.delimiter}|\r\n|\r|\n|\Z")
        while True:
            found = cell.match(text, place)
            if found[0].startswith('"') and not found[1]:
                raise TableError(
                    f"{self.path}: a quotation mark in row {len(rows)} is never closed; export the file again."
                )
            rows[-1].append(found[0])
            stop = end.match(text, found.end())
            place = stop.end()
            if stop[0] != self.delimiter:
                ends.append(stop[0])
                if place == len(text):
                    return rows, ends
                rows.append([])


def _first_row(text, delimiter):
    row = re.match(r'(?:"(?:[^"]|"")*"|[^\r\n])*?(?=[\r\n]|\Z)', text)[0]
    return re.sub(r'"(?:[^"]|"")*"', "", row).split(delimiter)
