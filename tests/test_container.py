"""Law: Containerfile and devcontainer.json agree with each other, with pyproject.toml, the Makefile and
docs/containers.md; the project goes into the image, and nothing that a course has collected."""

import json
import re
import shlex
import tomllib
from fnmatch import fnmatchcase

import pytest
from packaging.specifiers import SpecifierSet

from grader.box.sandbox import INSTALL, INSTALL_SECCOMP
from grader.system.program import TOP

DEBIAN = {"bookworm": "3.11", "trixie": "3.13", "forky": "3.14"}  # release -> its Python
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LINES = (TOP / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
INSTRUCTIONS = [line.split(maxsplit=1) for line in LINES if line and not line.startswith("#")]
DEVELOPMENT = json.loads((TOP / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
PAGE = (TOP / "docs" / "containers.md").read_text(encoding="utf-8")


def of(instruction):
    """The arguments of each line that has an instruction of Containerfile: list of str."""
    return [arguments for name, arguments in INSTRUCTIONS if name == instruction]


def is_copied(name):
    """True where .dockerignore lets a file of the project into the image; the last line that matches it decides."""
    lines = (TOP / ".dockerignore").read_text(encoding="utf-8").splitlines()
    parts = name.split("/")
    places = ["/".join(parts[:number]) for number in range(1, len(parts) + 1)]
    copied = True
    for line in filter(None, lines):
        pattern = line.removeprefix("!")
        if any(_matches(place, pattern) for place in places) and not line.startswith("#"):
            copied = line.startswith("!")
    return copied


def _matches(place, pattern):
    """A pattern is for a path as a whole, and * does not match a /; after **/ it is for any name."""
    if pattern.startswith("**/"):
        return fnmatchcase(place.split("/")[-1], pattern[3:])
    return place.count("/") == pattern.count("/") and fnmatchcase(place, pattern)


def test_the_base_has_a_python_that_the_project_takes_and_that_is_tested():
    [base] = [line.removeprefix("BASE=") for line in of("ARG") if line.startswith("BASE=")]
    python = DEBIAN[re.fullmatch(r"docker\.io/library/debian:(\w+)-slim", base)[1]]
    assert SpecifierSet(PROJECT["requires-python"]).contains(python)
    assert f'"{python}"' in (TOP / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")


def test_what_the_layers_need_is_installed():
    system = next(line for line in of("RUN") if "apt-get install" in line)
    assert {INSTALL.split()[-1], INSTALL_SECCOMP.split()[-1], "make"} <= set(system.split())


def test_versions_are_those_of_the_constraints():
    installing = [step for line in of("RUN") for step in line.split("&&") if "pip install" in step]
    assert installing
    assert all("-c constraints.txt" in step for step in installing)
    assert any("-r requirements.txt" in step for step in installing)


def test_nothing_runs_as_root_and_the_environment_is_that_of_make():
    assert of("USER") == [DEVELOPMENT["remoteUser"]]
    first = INSTRUCTIONS.index(["USER", *of("USER")])
    assert any(f"useradd --create-home --uid 1000 --shell /bin/bash {of('USER')[0]}" in line for line in of("RUN"))
    assert all(name != "RUN" or "apt-get" not in line for name, line in INSTRUCTIONS[first:])
    makefile = (TOP / "Makefile").read_text(encoding="utf-8")
    assert "TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR=1" in of("ENV")[0]
    assert "TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR := 1" in makefile
    assert "BIN := .venv/bin" in makefile
    assert "ln -s /opt/venv .venv" in of("RUN")[-1]
    assert "ln -s /opt/venv .venv" in DEVELOPMENT["postCreateCommand"]


def test_the_image_holds_what_the_program_is_made_of():
    files = [
        path for room in ("checks", "exercises", "grader", "assignment/source") for path in (TOP / room).rglob("*.*")
    ]
    files += [*TOP.glob("*.py"), *(TOP / name for name in ("README.md", "LICENSE", "Makefile", "pyproject.toml"))]
    files += [TOP / PROJECT["readme"], TOP / "constraints.txt", TOP / "requirements.txt"]
    names = [path.relative_to(TOP).as_posix() for path in [*files, TOP / "assignment" / "nbgrader_config.py"]]
    names = [name for name in names if not re.search("__pycache__|ipynb_checkpoints", name)]
    assert [name for name in names if not is_copied(name)] == []


@pytest.mark.parametrize(
    "name",
    [
        *("assignment/hidden_seed.txt", "assignment/gradebook.db", "assignment/submitted/ada/rnn/rnn.ipynb"),
        *(
            "assignment/receipts/rnn/ada.json",
            "assignment/sent/rnn-canvas.jsonl",
            "assignment/source/rnn/__pycache__/a.pyc",
        ),
        *(".venv/bin/python", "build/demo/gradebook.db", ".git/config", "rnn-grades.csv", "grader/__pycache__/a.pyc"),
    ],
)
def test_nothing_that_a_course_has_collected_goes_into_the_image(name):
    assert not is_copied(name)


def test_an_editor_builds_the_same_image_and_works_where_the_project_is_installed():
    folder = TOP / ".devcontainer"
    assert (folder / DEVELOPMENT["build"]["dockerfile"]).resolve() == TOP / "Containerfile"
    assert (folder / DEVELOPMENT["build"]["context"]).resolve() == TOP
    assert set(DEVELOPMENT["build"].get("args", {}).get("EXTRAS", "").split(",")) <= {
        "",
        *PROJECT["optional-dependencies"],
    }
    assert [DEVELOPMENT["workspaceFolder"]] == of("WORKDIR")
    assert f"target={of('WORKDIR')[0]}," in DEVELOPMENT["workspaceMount"]
    assert list(map(str, DEVELOPMENT["forwardPorts"])) == of("EXPOSE")


def test_the_page_gives_extras_and_folders_that_there_are_and_allows_what_the_editor_allows():
    given = re.findall(r"EXTRAS=([\w,]+)", PAGE)
    assert given
    assert {*",".join(given).split(",")} <= {*PROJECT["optional-dependencies"]}
    mounted = set(re.findall(r"PWD\}/(\w+):([\w/]+)", PAGE))
    assert mounted == {(name, f"{of('WORKDIR')[0]}/{name}") for name in ("assignment", "build")}
    images = set(re.findall(r"podman build -t (\S+)", PAGE + "\n".join(LINES)))
    assert len(images) == 1
    allowed = shlex.join(DEVELOPMENT["runArgs"])
    assert allowed in " ".join(PAGE.replace("\\\n", " ").split())
