"""The site for a test: a server that counts what travels, a visitor of its own, and the notebook in JupyterLite."""

import gzip
import re
import threading
from contextlib import contextmanager
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.chromium import SECONDS
from tests.browser.notebook import PROMPT, Notebook

COMPRESSED = (".css", ".html", ".js", ".json", ".ipynb", ".py", ".svg", ".wasm")  # as GitHub Pages does
PATIENCE = 2 * SECONDS * 1000  # milliseconds


class Server(ThreadingHTTPServer):
    """A static web server of this machine, and the proxy through which a browser reaches every other host: none.

    root         Path that is served
    asked        list of (path, bytes of the answer's body as they travelled)
    elsewhere    list of the addresses on other hosts that the browser asked for
    empty        tuple of endings of files that are answered with nothing in them
    """

    daemon_threads = True

    def __init__(self, root):
        self.root, self.asked, self.elsewhere, self.empty = Path(root), [], [], ()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/"

    @property
    def travelled(self):
        """Bytes of all answers until now."""
        return sum(size for _, size in self.asked)


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if not self.path.startswith("/"):
            return self.do_CONNECT()
        self.directory = str(self.server.root)
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.server.asked.append((self.path, 0))
            return self.send_error(404)
        packed = path.suffix in COMPRESSED and path.suffix not in self.server.empty
        body = b"" if path.suffix in self.server.empty else _body(path, packed)
        self.server.asked.append((self.path, len(body)))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        return self.wfile.write(body)

    def do_CONNECT(self):
        self.server.elsewhere.append(self.path)
        self.send_error(502)

    def log_message(self, *_):
        pass


@cache
def _body(path, packed):
    content = path.read_bytes()
    return gzip.compress(content, 6, mtime=0) if packed else content


@contextmanager
def serving(root):
    """Serve a folder; the server ends with the block."""
    server = Server(root)
    for path in server.root.rglob("*"):  # before a clock runs
        if path.is_file() and path.suffix in COMPRESSED:
            _body(path, True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def new_visitor(browser, server, **options):
    """A store of its own in the browser; what is for no server of this machine goes to the server, and is refused."""
    proxy = {"server": server.url, "bypass": "127.0.0.1"}
    context = browser.new_context(viewport={"width": 1180, "height": 900}, proxy=proxy, **options)
    context.set_default_timeout(PATIENCE)
    context.set_default_navigation_timeout(PATIENCE)
    try:
        yield context
    finally:
        context.close()


class LiteNotebook(Notebook):
    """A notebook that is open in JupyterLite, in a page that is about to show it."""

    def __init__(self, page):
        self.page = page
        expect(page.locator(".jp-NotebookPanel .jp-Cell").first).to_be_visible(timeout=PATIENCE)
        # As the page says: until then JupyterLite lets a key go by.
        expect(page.locator("#python-starts")).to_have_count(0, timeout=PATIENCE)

    def run(self, line, shows="", patience=2):
        """Run a cell and return its output, see Notebook."""
        cell = self.cell(line)
        # A cell that was run at an earlier visit may have the same number again, sooner than anybody looks.
        cell.locator(PROMPT).evaluate("prompt => prompt.textContent = 'asked'")
        cell.get_by_role("textbox").click()
        self.page.keyboard.press("Control+Enter")
        expect(cell.locator(PROMPT)).to_have_text(re.compile(r"\[\d+\]:"), timeout=patience * PATIENCE)
        return self.output(line, shows)

    def save(self):
        """Save as Ctrl+S does, and wait until the browser has it."""
        self.page.keyboard.press("Control+s")
        expect(self.page.locator(".jp-NotebookCheckpoint, .jp-NotebookPanel").first).to_be_visible()
        self.page.wait_for_timeout(1500)

    def download(self):
        """Press the button that downloads; return Playwright's Download."""
        with self.page.expect_download() as started:
            self.page.get_by_role("button", name="Download my notebook").click()
        return started.value


def watch(page):
    """Return a list that collects the errors in the console of a page, and those that nobody caught."""
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors
