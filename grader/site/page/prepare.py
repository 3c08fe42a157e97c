"""Run in the browser before a kernel uses Python: has imported what each notebook needs, and fetches the rest if asked.

It is no module of this package: its text goes to the browser.
"""

import importlib.util
import sys
import sysconfig
from importlib.abc import MetaPathFinder

import numpy  # noqa: F401
import piplite.piplite  # noqa: F401
import pyodide_js
import pyodide_kernel
from js import XMLHttpRequest, later


class Later(MetaPathFinder):
    """Packages that only plots need: their files are fetched and unpacked at the first import."""

    def find_spec(self, name, path, target=None):
        if name != "matplotlib" or self not in sys.meta_path:
            return None
        sys.meta_path.remove(self)
        for place in later:
            request = XMLHttpRequest.new()
            request.open("GET", place, False)
            request.responseType = "arraybuffer"
            request.send()
            pyodide_js.unpackArchive(request.response, "wheel", extractDir=sysconfig.get_path("purelib"))
        importlib.invalidate_caches()
        return importlib.util.find_spec(name)


sys.meta_path.append(Later())
# The tests come from memory: a look at a file beside the notebook takes 15 ms, for it goes through the page. So the
# folder of the notebook is also looked at last.
sys.path[:] = ["/assignment", *filter(None, sys.path), ""]
pyodide_kernel.ipython_shell.Completer.use_jedi = False  # the kernel switches it on, and it is not here
