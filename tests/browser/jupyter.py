"""A real Jupyter server for one test: on a free port of this machine, with a token and settings of its own."""

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SECONDS = 90  # until the server answers

# What a person chooses once: no news from elsewhere, and every cell on the page, so that it can be found by its text.
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
}


class NotStarted(RuntimeError):
    """A server that does not answer; the message has what it said."""


@dataclass(frozen=True)
class Server:
    """A running server.

    url        its address, without a slash at the end
    token      what opens it
    """

    url: str
    token: str

    def address(self, path):
        """The address of a path on it, with the token."""
        return f"{self.url}/{path}?token={self.token}"


@contextmanager
def jupyter(root, home, settings=None, **environment):
    """Run a server of JupyterLab, which has Notebook 7 beside it; it ends with the block.

    root         Path that is served, and in which the server starts
    home         Path of an empty folder, for settings and logs
    settings     more settings of JupyterLab: name of the plugin -> dict
    environment  more variables
    """
    home = Path(home)
    _write_settings(home, {**SETTINGS, **(settings or {})})
    token = secrets.token_hex(16)
    command = [sys.executable, "-m", "jupyterlab", *_options(root, token)]
    with (home / "server.log").open("w") as log:
        variables = _environment(home, environment)
        process = subprocess.Popen(command, cwd=root, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=variables)
    try:
        yield Server(_wait(process, home, token), token)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _options(root, token):
    return [
        "--no-browser",
        "--allow-root",
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port=0",  # any free one; it is read from the file that the server leaves in its runtime folder
        f"--ServerApp.root_dir={root}",
        f"--IdentityProvider.token={token}",
        "--LabApp.extension_manager=readonly",
    ]


def _environment(home, more):
    """The environment of this process, but with no settings, histories or modules of the person who runs the tests."""
    others = ("JUPYTER", "IPYTHON", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {
        **kept,
        "HOME": str(home),
        "PATH": path,
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
        **more,
    }


def _write_settings(home, settings):
    for name, values in settings.items():
        path = home / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")


def _wait(process, home, token):
    """Return the address of the server once it answers."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        for path in (home / "runtime").glob("jpserver-*.json"):
            try:
                url = json.loads(path.read_text(encoding="utf-8"))["url"].rstrip("/")
                with urllib.request.urlopen(f"{url}/api/status?token={token}", timeout=5):
                    return url
            except (OSError, ValueError, urllib.error.URLError):
                pass
        time.sleep(0.1)
    said = (home / "server.log").read_text(encoding="utf-8", errors="replace")
    raise NotStarted(f"the server did not answer within {SECONDS} seconds; it said:\n{said[-2000:]}")
