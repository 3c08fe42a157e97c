"""Law: the lists of requirements name each distribution that the product imports, with a lowest version and an end, and
none that nothing at run time needs."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

import pytest

from grader.program import TOP

LISTS = ("requirements.txt", "requirements-cluster.txt", "requirements-postgresql.txt")
# Not imported: the programs that run notebooks, a line that holds a version back, the driver that SQLAlchemy loads.
WITHOUT_IMPORT = {"jupyter", "jsonschema", "psycopg"}
OWN = {"grader", "checks", "exercise", "exercises", "public_tests", "rnn_utils"}


def listed(name):
    """The lines of one list: dict, distribution -> range."""
    lines = (line.split("#")[0].strip() for line in (TOP / name).read_text(encoding="utf-8").splitlines())
    parts = [re.match(r"([\w.-]+)(?:\[\w+\])?(.*)", line) for line in lines if line and not line.startswith("-r ")]
    return {part[1]: part[2] for part in parts}


def imported():
    """Distributions that files of the product import: set of names."""
    files = [path for room in ("grader", "checks", "exercises") for path in (TOP / room).rglob("*.py")]
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
    return {name.lower() for module in modules for name in known.get(module, [module])}


def test_what_is_imported_is_listed_and_nothing_else():
    everything = set().union(*map(listed, LISTS))
    assert everything - WITHOUT_IMPORT == imported() & everything
    assert imported() - everything == set()


@pytest.mark.parametrize("name", [*LISTS, "tests/requirements.txt"])
def test_each_range_has_a_beginning_and_an_end(name):
    for distribution, versions in listed(name).items():
        assert re.fullmatch(r">=[\d.]+,<[\d.]+", versions), distribution
