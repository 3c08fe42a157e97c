"""What a person does with a notebook in JupyterLab or Notebook 7: opens it, types into cells, runs them, reads."""

import re
import time

from playwright.sync_api import expect

from tests.browser.chromium import SECONDS, new_page

PROMPT = ".jp-InputPrompt"
READY = """async () => {
    const sessions = await (await fetch("/api/sessions")).json();
    const own = sessions.filter(session => location.pathname.endsWith("/" + session.path));  // not of another page
    return own.length > 0 && own.every(({kernel}) => kernel.connections && kernel.execution_state === "idle");
}"""


class Notebook:
    """A notebook that is open in a browser.

    page       Playwright's Page
    refused    list of the addresses on other machines that the page asked for
    """

    def __init__(self, browser, address, **options):
        self.page, self.refused = new_page(browser, **options)
        self.page.goto(address)
        expect(self.page.locator(".jp-NotebookPanel .jp-Cell").first).to_be_visible()
        self._kernel_is_ready()

    def cell(self, line):
        """The code cell that has a line, or the part of one, in its source."""
        with_line = self.page.locator(".jp-InputArea-editor", has_text=line)
        return self.page.locator(".jp-CodeCell", has=with_line).last

    def write(self, line, text):
        """Select what is in a cell and put a text in its place."""
        editor = self.cell(line).get_by_role("textbox")
        editor.scroll_into_view_if_needed()
        editor.fill(text.strip("\n"))

    def run(self, line, shows=""):
        """Run a cell as Ctrl+Enter does, wait until it is done and shows a text, and return its output as text."""
        cell = self.cell(line)
        before = cell.locator(PROMPT).inner_text()
        cell.get_by_role("textbox").click()
        self.page.keyboard.press("Control+Enter")
        self._done(cell, before)
        return self.output(line, shows)

    def run_all(self, last, shows):
        """Run all cells by the menu, wait until the cell with the line `last` shows a text, and return its output."""
        cell = self.cell(last)
        before = cell.locator(PROMPT).inner_text()
        self.menu("Run", "Run All Cells")
        self._done(cell, before)
        return self.output(last, shows)

    def add_below(self, line, text):
        """Add a cell below another one, as the key B does, and write a text into it."""
        self.cell(line).locator(PROMPT).click()
        self.page.keyboard.press("b")
        added = self.page.locator(".jp-CodeCell.jp-mod-active").get_by_role("textbox")
        expect(added).to_have_text("")
        added.fill(text)

    def text(self, line):
        """The source of a cell, as far as the page shows it."""
        return self.cell(line).get_by_role("textbox").inner_text()

    def output(self, line, shows=""):
        """What stands below a cell, as text, once it shows a text; a kernel's answer can come before its output."""
        if shows:
            expect(self.cell(line).locator(".jp-OutputArea-output", has_text=shows).first).to_be_attached()
        return "\n".join(self.cell(line).locator(".jp-OutputArea-output").all_inner_texts())

    def picture(self, line):
        """The picture below a cell, once it is loaded; its size in pixels."""
        image = self.cell(line).locator(".jp-OutputArea-output img")
        expect(image).to_be_visible()
        return image.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])")

    def menu(self, name, entry):
        """Choose an entry of the menu bar."""
        self.page.get_by_role("menuitem", name=name, exact=True).first.click()
        self.page.locator(".lm-Menu-item", has=self.page.get_by_text(entry, exact=True)).click()

    def theme(self, name):
        """Choose the colours of JupyterLab by the menu, and wait until they are there."""
        self.page.get_by_role("menuitem", name="Settings", exact=True).first.click()
        self.page.locator(".lm-Menu-item", has=self.page.get_by_text("Theme", exact=True)).hover()
        self.page.locator(".lm-Menu-item", has=self.page.get_by_text(name, exact=True)).click()
        expect(self.page.locator("body")).to_have_attribute("data-jp-theme-name", name)

    def save(self):
        """Save as Ctrl+S does, and wait until it is written."""
        with self.page.expect_response(
            lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url
        ):
            self.page.keyboard.press("Control+s")

    def shoot(self, path, *lines, output=False, margin=4):
        """Save a picture of the cells with these lines, and all between them, or of their outputs alone."""
        cells = [self.cell(line).locator(".jp-OutputArea") if output else self.cell(line) for line in lines]
        for cell in cells:
            cell.scroll_into_view_if_needed()
        boxes = [cell.bounding_box() for cell in cells]
        top = min(box["y"] for box in boxes) - margin
        bottom = max(box["y"] + box["height"] for box in boxes) + margin
        clip = {"x": boxes[0]["x"], "y": top, "width": boxes[0]["width"], "height": bottom - top}
        self.page.screenshot(path=path, clip=clip)

    def _kernel_is_ready(self):
        """Wait until the page talks with its kernel: what is run before that is dropped without a word."""
        until = time.monotonic() + SECONDS
        while not self.page.evaluate(READY):
            assert time.monotonic() < until, "the kernel did not start"
            time.sleep(0.1)
        expect(self.page.locator(".jp-Notebook-ExecutionIndicator")).to_have_attribute("data-status", "idle")

    def _done(self, cell, before):
        prompt = cell.locator(PROMPT)
        expect(prompt).to_have_text(re.compile(r"\[\d+\]:"))
        expect(prompt).not_to_have_text(before)
        expect(prompt).to_have_text(re.compile(r"\[\d+\]:"))
