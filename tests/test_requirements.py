"""Law: requirements.txt and the extras in pyproject.toml name each distribution that the product imports, with a lowest
version and an end, and none that nothing at run time needs; and all of them have one version in constraints.txt."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from packaging.specifiers import SpecifierSet

from grader.system.program import TOP

# Not imported: programs that run notebooks or build the site, a line that holds a version back, SQLAlchemy's driver.
WITHOUT_IMPORT = {"jupyter", "jupyterlite-core", "jsonschema", "psycopg"}
OWN = {"grader", "checks", "exercise", "exercises", "lstm_utils", "public_tests", "rnn_utils"}


PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
REQUIREMENTS = (TOP / "requirements.txt").read_text(encoding="utf-8").splitlines()
LISTS = {"": [line.split("#")[0].strip() for line in REQUIREMENTS if not line.startswith("#")], **EXTRAS}


def listed(name):
    """The distributions of an extra, or of the project itself: dict, distribution -> range."""
    parts = [re.match(r"([\w.-]+)(?:\[[\w,]+\])?(.*)", line) for line in LISTS[name]]
    return {part[1]: part[2] for part in parts if part[1] != PROJECT["name"]}


def imported():
    """Distributions that files of the product import: set of names."""
    files = [path for room in ("grader", "checks", "exercises") for path in (TOP / room).rglob("*.py")]
    files = [path for path in files if path.parent != TOP / "grader" / "site" / "page"]  # they run in a browser
    files += [*TOP.glob("*.py"), TOP / "assignment" / "nbgrader_config.py"]
    found = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module)
    modules = {name.split(".")[0] for name in found} - OWN - set(sys.stdlib_module_names)
    known = packages_distributions()
    return {name.lower().replace("_", "-") for module in modules for name in known.get(module, [module])}


@pytest.mark.slow
def test_what_is_imported_is_listed_and_nothing_else():
    everything = set().union(*(listed(name) for name in LISTS if name != "test"))
    assert everything - WITHOUT_IMPORT == imported() & everything
    assert imported() - everything == set()


@pytest.mark.parametrize("name", LISTS)
def test_each_range_has_a_beginning_and_an_end(name):
    for distribution, versions in listed(name).items():
        assert re.fullmatch(r">=[\d.]+,<[\d.]+", versions), distribution


def test_each_distribution_has_one_version_within_its_range_and_no_address():
    lines = (TOP / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [re.fullmatch(r"([\w.-]+)==([\w.!+-]+)(?: ; .*)?", line) for line in lines if not line.startswith("#")]
    assert all(pinned)
    versions = {match[1]: match[2] for match in pinned}
    for name in LISTS:
        for distribution, within in listed(name).items():
            assert SpecifierSet(within).contains(versions[distribution.lower()]), distribution
