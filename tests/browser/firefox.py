"""Firefox as a person would have it, without a window; Mozilla's own client presses its keys.

Playwright drives a Firefox of its own making alone, and this is the one that people have.
"""

import base64
import re
import shutil
import time
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from tests.browser.chromium import SECONDS

NAMES = ("firefox-esr", "firefox")
PATIENCE = 2 * SECONDS
CONTROL, ENTER = "\ue009", "\ue007"  # as WebDriver numbers the keys
SAID = "said.txt"
ITS_MAKERS = re.compile(r"\.(mozilla\.(com|org|net)|firefox\.com|getfirefox\.net):\d+$")  # hosts that it asks by itself
_CELL = """
    const cells = [...document.querySelectorAll(".jp-CodeCell")];
    const has = cell => cell.querySelector(".jp-InputArea-editor")?.textContent.includes(arguments[0]);
    const cell = cells.filter(has).pop();
"""
_WATCH = """
    const prompt = () => cell.querySelector(".jp-InputPrompt").textContent.trim();
    window.prompts = [];
    const all = {childList: true, characterData: true, subtree: true};
    new MutationObserver(() => window.prompts.push(prompt())).observe(cell, all);
"""


def executable():
    """The path of the browser, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def missing():
    """Say why there is no browser to test with; empty when there is one."""
    if not executable():
        return "needs Firefox; on Debian: sudo apt install firefox-esr"
    try:
        import_module("marionette_driver.marionette")
    except ImportError as error:  # one of its parts asks for telnetlib, which Python 3.13 has no more
        return f"needs marionette_driver: {error}"
    return ""


class Firefox:
    """A Firefox that is running.

    client     marionette_driver's Marionette
    folder     Path where downloads arrive, and what the browser says
    """

    def __init__(self, client, folder):
        self.client, self.folder = client, folder

    def uncaught(self):
        """The errors of pages that nobody caught: list of lines. Those in the browser's own code are its own."""
        said = (self.folder / SAID).read_text("utf-8", "replace")
        return re.findall(r"^JavaScript error: http.*", said, re.MULTILINE)


@contextmanager
def browser(server, folder):
    """Start Firefox, with a server of this machine as the proxy to every other host; it ends with the block."""
    from marionette_driver.marionette import Marionette

    proxy = {"type": 1, "http": "127.0.0.1", "http_port": server.server_port}
    proxy |= {"ssl": "127.0.0.1", "ssl_port": server.server_port, "no_proxies_on": "127.0.0.1"}
    settings = {f"network.proxy.{name}": value for name, value in proxy.items()} | {
        "browser.download.alwaysOpenPanel": False,  # it would take the keys
        "browser.download.dir": str(folder),
        "browser.download.folderList": 2,
        "dom.events.testing.asyncClipboard": True,  # a page may put on the clipboard what is to be pasted
    }
    said = str(folder / SAID)
    client = Marionette(bin=executable(), headless=True, prefs=settings, gecko_log=said, port=0)
    try:
        client.start_session()
        client.timeout.script = client.timeout.page_load = PATIENCE
        client.set_window_rect(width=1600, height=900)  # room for all buttons of the toolbar: none is put into its menu
        yield Firefox(client, folder)
        client.quit()
    finally:
        client.cleanup()
        client.instance.profile.cleanup()  # not when Python ends


class FirefoxNotebook:
    """A notebook that is open in JupyterLite in Firefox; what can be done is what tests.browser.notebook does."""

    def __init__(self, firefox, address):
        self.firefox, self.client = firefox, firefox.client
        self.client.navigate(address)
        self._until("return location.pathname.endsWith('/notebooks/index.html')")
        self._do("window.said = []; console.error = (...words) => window.said.push(words.map(String).join(' '))")
        self._until("return !!document.querySelector('.jp-NotebookPanel .jp-Cell')")
        self._until("return !document.querySelector('#python-starts')")

    def errors(self):
        """The errors in the console of the page, and those that nobody caught, of any page: list of lines."""
        return [*self._do("return window.said"), *self.firefox.uncaught()]

    def write(self, line, text):
        """Select what is in a cell and paste a text in its place."""
        self._paste(self._editor(line), text)

    def run(self, line, shows="", patience=2):
        """Run a cell as Ctrl+Enter does, wait until it is done and shows a text, and return its output as text."""
        self._do(_CELL + _WATCH, line)
        editor = self._editor(line)
        editor.click()
        editor.send_keys(CONTROL + ENTER)
        self._until("return window.prompts.includes('[*]:') && /\\d/.test(window.prompts.at(-1))", patience=patience)
        return self.output(line, shows)

    def output(self, line, shows=""):
        """What stands below a cell, as text, once it shows a text."""
        texts = _CELL + "return [...cell.querySelectorAll('.jp-OutputArea-output')].map(one => one.innerText)"
        limit = time.monotonic() + SECONDS
        while shows not in (said := "\n".join(self._do(texts, line))):
            assert time.monotonic() < limit, f"not shown: {shows}\n{said}"
            time.sleep(0.05)
        return said

    def add_below(self, line, text):
        """Add a cell below another one, as the key B does, and paste a text into it."""
        self._element(_CELL + "return cell.querySelector('.jp-InputPrompt')", line).click()
        self._element("return document.activeElement").send_keys("b")
        active = "return document.querySelector('.jp-CodeCell.jp-mod-active [role=textbox]')"
        self._until(active + ".innerText.trim() === ''")
        self._paste(self._element(active), text)

    def text(self, line):
        """The source of a cell, as far as the page shows it."""
        return self._do(_CELL + "return cell.querySelector('[role=textbox]').innerText", line)

    def picture(self, line):
        """The picture below a cell, once it is loaded; its size in pixels."""
        image = "const image = cell.querySelector('.jp-OutputArea-output img');"
        self._until(_CELL + image + "return !!image && image.complete && image.naturalWidth > 0", line)
        return self._do(_CELL + image + "return [image.naturalWidth, image.naturalHeight]", line)

    def shoot(self, path, *lines, output=False):
        """Save a picture of the window, with the cell that has the last of these lines."""
        self._element(_CELL + "return cell", lines[-1])
        Path(path).write_bytes(base64.b64decode(self.client.screenshot(full=False)))

    def download(self):
        """Press the button that downloads; return the Path of the file, once it is there."""
        before = {path.name for path in self.firefox.folder.iterdir()}
        button = "[...document.querySelectorAll('button, jp-button, a')].find(one => "
        self._click(f"return {button}one.innerText.trim() === 'Download my notebook')")
        limit = time.monotonic() + SECONDS
        while True:
            new = [path for path in self.firefox.folder.iterdir() if path.name not in before]
            if new and not any(path.suffix == ".part" or not path.stat().st_size for path in new):
                return new[0]
            assert time.monotonic() < limit, "nothing was downloaded"
            time.sleep(0.1)

    def _click(self, script):
        """Click an element, as soon as it can be clicked: a toolbar moves its buttons while the page finds its size."""
        from marionette_driver.errors import ElementNotInteractableException, StaleElementException

        limit = time.monotonic() + SECONDS
        while True:
            try:
                return self._element(script).click()
            except (ElementNotInteractableException, StaleElementException):
                assert time.monotonic() < limit, f"never to be clicked: {script}"
                time.sleep(0.1)

    def _editor(self, line):
        return self._element(_CELL + "return cell.querySelector('[role=textbox]')", line)

    def _element(self, script, *given):
        element = self._do(script, *given)
        self._do("arguments[0].scrollIntoView({block: 'center'})", element)
        return element

    def _paste(self, editor, text):
        self._do("return navigator.clipboard.writeText(arguments[0])", text.strip("\n"))
        editor.click()
        editor.send_keys(CONTROL + "a")
        editor.send_keys(CONTROL + "v")

    def _do(self, script, *given):
        return self.client.execute_script(script, given, sandbox=None)  # in the page itself

    def _until(self, script, *given, patience=1):
        limit = time.monotonic() + patience * PATIENCE
        while not self._do(script, *given):
            assert time.monotonic() < limit, f"never: {script}"
            time.sleep(0.1)
