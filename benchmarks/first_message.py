"""What a learner waits for on the site: from the link to the first message of a test, at a first and a second visit.

    PYTHONPATH=. .venv/bin/python benchmarks/first_message.py [SITE]

SITE is a folder that `grader site --pyodide build/pyodide` has written; build/site if none is named. Printed are the
seconds until each thing is there, the median of some new visitors, and the bytes that travel, compressed as servers do.
Chromium and the server run on this machine.
"""

import json
import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.chromium import browser
from tests.browser.site import PATIENCE, LiteNotebook, new_visitor, serving

ROUNDS = 3
MARKS = ("everything has arrived", "the notebook is there", "cells can be run", "first message of a test")


def visit(context, server, name):
    """Open an assignment and run its first test: (list of seconds since the link, one per mark; bytes)."""
    page, sent, began, seconds = context.new_page(), server.travelled, time.monotonic(), []
    page.goto(f"{server.url}?open={name}")
    page.wait_for_url("**/notebooks/index.html?path=**", wait_until="commit")
    seconds.append(time.monotonic() - began)
    expect(page.locator(".jp-NotebookPanel .jp-Cell").first).to_be_visible(timeout=PATIENCE)
    seconds.append(time.monotonic() - began)
    notebook, first = LiteNotebook(page), f"{name}_cell_forward"
    seconds.append(time.monotonic() - began)
    notebook.run("from public_tests import finished")
    notebook.run(f"def {first}(")
    notebook.run(f"{first}_test({first})", shows=f"{first} is not finished: ")
    seconds.append(time.monotonic() - began)
    page.close()
    return seconds, server.travelled - sent


def main(site):
    name = json.loads((site / "site.json").read_text(encoding="utf-8"))["assignments"][0]["name"]
    first, second = [], []
    with browser() as started, serving(site) as server:
        for _ in range(ROUNDS):
            with new_visitor(started, server) as context:
                first.append(visit(context, server, name))
                second.append(visit(context, server, name))
    print(f"{'seconds until':28}{'first visit':>12}{'second visit':>14}")
    for index, mark in enumerate(MARKS):
        medians = [statistics.median(seconds[index] for seconds, _ in visits) for visits in (first, second)]
        print(f"{mark:28}{medians[0]:12.1f}{medians[1]:14.1f}")
    print(f"{'megabytes':28}{first[0][1] / 1e6:12.1f}{second[0][1] / 1e6:14.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path("build/site"))
