"""Take the picture of the README, docs/failing-and-passing.png, in a real JupyterLab.

Needs Chromium and Playwright beside the project: apt install chromium; pip install playwright; then, at the top of the
project, python docs/take_picture.py after `make release`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))

from grader.answers import solutions  # noqa: E402 (the path is set above)

PORT = 8917
TESTS = {"rnn_cell_backward_public", "rnn_backward_public"}


def write_notebook(folder):
    """A short notebook: the right rnn_cell_backward and the all-zeros rnn_backward, with their public tests."""
    notebook = nbformat.read(folder / "rnn.ipynb", as_version=4)
    texts = {name: text.strip("\n") for name, text in solutions().items()}
    texts["rnn_backward"] = texts["rnn_backward"].replace("da[:, :, t] + da_prevt", "da_prevt")
    for cell in notebook.cells:
        if cell.id in texts:
            cell.source = texts[cell.id]
            cell.metadata["jupyter"] = {"source_hidden": True}
    notebook.cells = [cell for cell in notebook.cells if cell.id in {"setup", *texts, *TESTS}]
    nbformat.write(notebook, folder / "rnn.ipynb")


def shoot(page, picture):
    page.goto(f"http://127.0.0.1:{PORT}/lab/tree/rnn.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.locator("#jp-MainMenu >> text=Run").click()
    page.locator('[data-command="runmenu:run-all"]').click()
    page.get_by_text("dx is all zeros").wait_for()
    cells = [
        page.locator(".jp-CodeCell", has_text=f"{name}_test({name})").last
        for name in ("rnn_cell_backward", "rnn_backward")
    ]
    for cell in cells:
        cell.scroll_into_view_if_needed()
    boxes = [cell.bounding_box() for cell in cells]
    top, bottom = boxes[0]["y"] - 4, boxes[1]["y"] + boxes[1]["height"] + 4
    left, right = boxes[1]["x"], boxes[1]["x"] + boxes[1]["width"]
    page.screenshot(path=picture, clip={"x": left, "y": top, "width": right - left, "height": bottom - top})


def main():
    release = TOP / "assignment" / "release" / "rnn"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "rnn"
        shutil.copytree(release, folder)
        write_notebook(folder)
        options = [
            f"--port={PORT}",
            "--no-browser",
            "--allow-root",
            "--IdentityProvider.token=",
            f"--ServerApp.root_dir={folder}",
        ]
        server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *options], env={**os.environ, "PYTHONPATH": ""})
        try:
            time.sleep(8)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
                page = browser.new_page(viewport={"width": 1180, "height": 1400}, device_scale_factor=1.5)
                shoot(page, TOP / "docs" / "failing-and-passing.png")
                browser.close()
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
