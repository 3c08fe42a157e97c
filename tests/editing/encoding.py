"""Actions that change nothing but the bytes that a notebook is written in."""

from tests.editing.registry import action


@action(1)
def write_sources_as_one_string(desk, rng):
    desk.write(lines=False)


@action(1)
def write_with_a_byte_order_mark(desk, rng):
    desk.write(encoding="utf-8-sig")


@action(1)
def write_in_utf_16(desk, rng):
    desk.write(encoding="utf-16")


@action(1)
def write_with_carriage_returns(desk, rng):
    desk.write(newline="\r\n")


@action(1)
def write_in_ascii(desk, rng):
    desk.write(ascii=True)


@action(1)
def write_on_one_line(desk, rng):
    desk.write(indent=None, around=("", ""))


@action(1)
def write_with_sorted_keys(desk, rng):
    desk.write(sort=True, indent=4)


@action(1)
def write_with_empty_lines_around(desk, rng):
    desk.write(around=("\n\n  ", "\n\n\n"))


@action(1)
def write_in_windows_encoding(desk, rng):
    desk.write(encoding="cp1252")
