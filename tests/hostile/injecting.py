"""Script for an instructor's browser: in outputs, in text, in names."""

import nbformat

from tests.hostile.attack import Attack

SCRIPT = "<script>steal('SCRIPT')</script>"
SVG = "<svg xmlns='http://www.w3.org/2000/svg' onload='SCRIPT()'><script>SCRIPT()</script></svg>"


def _add(*cells):
    def mutate(notebook):
        notebook.cells += [cell() for cell in cells]

    return mutate


def _attached():
    cell = nbformat.v4.new_markdown_cell("![x](attachment:x.svg)")
    cell["attachments"] = {"x.svg": {"image/svg+xml": SVG}}
    return cell


def _show(name, code):
    return Attack(f"inject-{name}", 0, before=f"from IPython.display import *\n{code}")


def _text(name, kind, text):
    return Attack(f"inject-{name}", 0, mutate=_add(lambda: getattr(nbformat.v4, f"new_{kind}_cell")(text)))


ATTACKS = (
    _show("html", f"display(HTML({SCRIPT!r}))"),
    _show("html-attribute", "display(HTML('<img src=x onerror=SCRIPT()><a href=\"javascript:SCRIPT()\">x</a>'))"),
    _show("svg", f"display(SVG(data={SVG!r}))"),
    _show("javascript", "display(Javascript('SCRIPT()'))"),
    _show("markdown-output", f"display(Markdown({SCRIPT!r}), Latex({SCRIPT!r}))"),
    _show("text", f"print({SCRIPT!r}); raise ValueError({SCRIPT!r})"),
    _show("type-name", f"raise type({SCRIPT!r}, (Exception,), {{}})({SCRIPT!r})"),
    _show("custom-mime", f"display({{'application/x': {SCRIPT!r}, 'text/html': {SCRIPT!r}}}, raw=True)"),
    _show("false-png", f"display({{'image/png': '\"><' + {SCRIPT!r}}}, raw=True)"),
    _text("markdown", "markdown", SCRIPT),
    _text("markdown-link", "markdown", "[x](javascript:SCRIPT()) [y](JaVa&#83;cript:SCRIPT()) <javascript:SCRIPT()>"),
    _text("markdown-reference", "markdown", "[x]\n\n[x]: javascript:SCRIPT()"),
    _text("raw", "raw", SCRIPT),
    _text("code-comment", "code", f"# {SCRIPT}"),
    Attack("inject-attachment", 0, mutate=_add(_attached)),
    Attack("inject-metadata", 0, mutate=lambda notebook: notebook.metadata.update(title=SCRIPT, authors=[SCRIPT])),
)
