"""Chromium as a person would have it, without a window; every request to another machine is refused, and noted."""

import shutil
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--no-sandbox",  # continuous integration runs as root, where Chromium's own sandbox refuses to start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=AutofillServerCommunication",  # Chromium asks its maker about every form field
)
SECONDS = 60  # to wait for anything on a page; the machine may be crowded
expect.set_options(timeout=SECONDS * 1000)


def executable():
    """The path of the browser, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def missing():
    """Say why there is no browser to test with; empty when there is one."""
    return "" if executable() else "needs Chromium; on Debian or Ubuntu: sudo apt install chromium"


@contextmanager
def browser():
    """Start Chromium; it ends with the block."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable(), args=list(OPTIONS))
        try:
            yield started
        finally:
            started.close()


def new_page(browser, **options):
    """Open a page; return it and the list of addresses on other machines that it asks for, all refused."""
    context = browser.new_context(**{"viewport": {"width": 1180, "height": 900}, **options})
    context.set_default_timeout(SECONDS * 1000)
    context.set_default_navigation_timeout(SECONDS * 1000)
    refused = []

    def gate(route):
        address = urlsplit(route.request.url)
        if address.hostname in ("127.0.0.1", None):
            route.continue_()
        else:
            refused.append(route.request.url)
            route.abort()

    context.route("**/*", gate)
    return context.new_page(), refused
