"""What every page shares: templates, style, and the policy that a browser keeps while it shows one."""

import base64
import calendar
import hashlib
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from checks.words import listed
from grader.rules.points import counted, duration, number

TEMPLATES = Path(__file__).resolve().parent / "templates"
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

# Control characters, halves of surrogate pairs, and marks that turn the direction of the text around them.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def printable(value):
    """Replace in a text what no page can show; anything else is left as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    return value


def clipped(text, most=500):
    """Cut a text that is longer than `most` characters, and say that it goes on."""
    return text if len(text) <= most else text[:most].rstrip() + " …"


def date(when):
    """Write a datetime: 27 November 2026, 05:01."""
    return f"{when.day} {calendar.month_name[when.month]} {when:%Y, %H:%M}"


def prose(text):
    """Write a sentence in which `code` stands between backticks as HTML."""
    pieces = re.split(r"`([^`]+)`", printable(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if at % 2 else piece for at, piece in enumerate(pieces)
    )


def render(template, styles, script=None, **values):
    """Fill a template.

    styles     names of the files whose CSS the page carries
    script     name of the file of the only script that may run on the page; None: none may
    """
    policy, text = POLICY, None
    if script:
        text = _text(script)
        digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
        policy += f"; script-src 'sha256-{digest}'"
    style = Markup("\n").join(map(_text, styles))
    return _template(template).render(policy=policy, style=style, script=text, **values)


@cache
def _text(name):
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))


@cache
def _template(name):
    return _environment().get_template(name)


@cache
def _environment():
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        finalize=printable,
    )
    environment.filters.update(date=date, duration=duration, number=number, prose=prose, clipped=clipped, listed=listed)
    environment.globals.update(counted=counted)
    return environment
