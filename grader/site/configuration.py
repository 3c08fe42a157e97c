"""The settings of JupyterLite for a site: read rather than develop, light and dark, and a button that downloads."""

import json

from grader.site.pyodide import PACKAGES

KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
PYODIDE = "static/pyodide"  # where the kernel's add-on looks for it, and puts it
DOWNLOAD = "Download my notebook"


def lite(name, version, own_pyodide):
    """The content of jupyter-lite.json: bytes.

    name           what the browser's window is called
    version        of the site: where it changes, the browser takes the new files
    own_pyodide    True where the site brings Pyodide; False where the browser gets it from Pyodide's own host
    """
    packages = PACKAGES if own_pyodide else ("micropip", "numpy", "matplotlib", "jedi", "ipython")
    kernel = {"disablePyPIFallback": own_pyodide, "loadPyodideOptions": {"packages": list(packages)}}
    settings = {
        "appName": name,
        "appVersion": version,
        "appUrl": "./notebooks",
        "faviconUrl": "./notebooks/favicon.ico",
        "litePluginSettings": {KERNEL: kernel},
        "disabledExtensions": ["@jupyterlite/application-extension:share-file"],
    }
    return _json({"jupyter-lite-schema-version": 0, "jupyter-config-data": settings})


def overrides():
    """The content of overrides.json, the defaults of what a person can set: bytes."""
    return _json(
        {
            "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
            "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
            "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 10},
            # Every cell is on the page, for the browser's search, for screen readers and for printing.
            "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
            "@jupyterlab/notebook-extension:panel": {
                "toolbar": [
                    {
                        "name": "download-notebook",
                        "command": "docmanager:download",
                        "label": DOWNLOAD,
                        "caption": "Save this notebook as a file on your computer, to hand it in",
                        "rank": 60,
                    }
                ]
            },
        }
    )


def _json(value):
    return json.dumps(value, indent=1, sort_keys=True).encode("utf-8")
