"""Find the packages that student code may import."""

import functools
import importlib.metadata
import re
from pathlib import Path


@functools.cache
def packages_of(names):
    """Return where the packages of some distributions and of all that they need lie: dict, top-level name -> Path.

    names      tuple of names of distributions; those that are not installed are left out
    """
    found, waiting = {}, list(names)
    seen = set()
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        for top in {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}:
            if not top.endswith(".pth"):
                found[top] = Path(str(distribution.locate_file(top))).resolve()
        needed = [text for text in distribution.requires or () if "extra ==" not in text]
        waiting += [re.match(r"[\w.-]+", text)[0] for text in needed]
    return {name: path for name, path in found.items() if path.exists()}
