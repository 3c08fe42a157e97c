"""Law: what README.md, the pages beside it and those in docs/ name is there: each file, command, option, setting, room
and figure; and each page can be found from the README."""

import ast
import importlib
import re
import shlex
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typer
from nbgrader.apps import NbGraderApp
from traitlets.utils.importstring import import_item

from grader.commands import app
from grader.plugin import settings
from grader.system.program import TOP
from tests.bound import every_exercise
from tests.test_house import ROOMS

PAGES = [*sorted(TOP.glob("*.md")), *sorted((TOP / "docs").glob("*.md"))]
PICTURES = [path for path in sorted((TOP / "docs").iterdir()) if path.suffix in (".png", ".svg")]
ARCHITECTURE = TOP / "docs" / "architecture.md"
RUNS = r"(?:\S*/)?(?:python3? -m )?(?:grader|nbgrader) \w"
SHELL = r"```(?:sh|ini)\n(.*?)```"
SVG = "{http://www.w3.org/2000/svg}"


def short(path):
    return path.relative_to(TOP).as_posix()


def text_of(path):
    return path.read_text(encoding="utf-8")


# ── Files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_a_page_names_only_files_that_there_are(page):
    text = text_of(page)
    for link in re.findall(r"\]\((?!http)([^)#]+)[^)]*\)", text):
        assert (page.parent / link).exists(), link
    for name in re.findall(r"^(\w+(?:/|\.\w+)) {2,}", text, re.M):
        assert (TOP / name).exists(), name
    for name in re.findall(r"\b(?:tests|exercises|grader|checks|benchmarks|docs)/[\w./-]*\w", text):
        assert (TOP / name).exists() or re.search("/(NAME|two_layers)\\b", name), name


def test_each_page_is_linked_from_the_readme_or_from_a_page_that_is():
    found, waiting = set(), [TOP / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page not in found and page.suffix == ".md":
            found.add(page)
            waiting += [page.parent / link for link in re.findall(r"\]\((?!http)([^)#]+)[^)]*\)", text_of(page))]
    assert {path.resolve() for path in PAGES} == found


@pytest.mark.parametrize("picture", PICTURES, ids=short)
def test_a_picture_is_small_and_stands_on_a_page_with_its_words(picture):
    assert picture.stat().st_size < 300_000
    assert re.search(rf"!\[[^\]]{{80,}}\]\((docs/)?{picture.name}\)", "".join(map(text_of, PAGES)))


@pytest.mark.parametrize("drawing", [path for path in PICTURES if path.suffix == ".svg"], ids=short)
def test_a_drawing_says_what_it_shows_and_has_a_dark_theme(drawing):
    tree = ElementTree.parse(drawing).getroot()
    assert tree.get("role") == "img"
    assert all(tree.find(f"{SVG}{part}").text.strip() for part in ("title", "desc"))
    assert "prefers-color-scheme: dark" in text_of(drawing)


# ── Commands ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_a_page_gives_only_commands_and_options_that_there_are(page):
    text = text_of(page)
    verbs = set(re.findall(r"^([\w./]+):", text_of(TOP / "Makefile"), re.M))
    assert set(re.findall(r"(?:`|^)make ([a-z./-]+)", text, re.M)) <= verbs
    assert all(map(find_spec, re.findall(r"python -m (tests[\w.]*|benchmarks[\w.]*)", text)))
    for line in commands(text):
        program, rest = re.search(r"(nbgrader|grader) (.*)", line).groups()
        words = rest.split()
        offered = grader_options(words) if program == "grader" else nbgrader_options(words[0])
        used = {word.split("=")[0] for word in words if word.startswith("--")}
        assert not {name for name in used if name not in offered and "." not in name}, line


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_a_command_in_a_block_of_a_page_can_be_given_as_it_is_written(page, tmp_path, monkeypatch):
    """Its arguments are taken; where an assignment is needed it names one, as the course of this project has two."""
    monkeypatch.chdir(tmp_path)
    for line in in_blocks(text_of(page)):
        words = shlex.split(line[re.search("grader ", line).end() :])
        if "nbgrader" in line:
            continue
        command = typer.main.get_command(app).commands[words[0]]
        for word in words[1:]:  # what the reader is to have
            if re.fullmatch(r"\w+\.\w+", word):
                Path(word).touch()
            elif re.fullmatch(r"\w+/\w+", word):
                Path(word).mkdir(parents=True, exist_ok=True)
        given = command.make_context(words[0], words[1:]).params
        needs = any("only one of the course" in (one.help or "") for one in command.params)
        assert not needs or given["assignment"], line


def commands(text):
    """The commands of grader and nbgrader on a page, in its blocks and in its sentences, each up to a comment."""
    return in_blocks(text) + [place for place in re.findall(r"`([^`\n]+)`", text) if re.match(RUNS, place)]


def in_blocks(text):
    """The commands of grader and nbgrader in the blocks of a page, each up to a comment."""
    blocks = re.findall(SHELL, text, re.DOTALL)
    places = [re.sub("^ExecStart=", "", line.split("#")[0].strip()) for block in blocks for line in block.splitlines()]
    return [place for place in places if re.match(RUNS, place)]


def grader_options(words):
    """The options that a command of the instructor's package takes; fails where there is no such command."""
    command = typer.main.get_command(app)
    for word in words:
        if not hasattr(command, "commands"):
            break
        assert word in command.commands, f"no command {word} of grader"
        command = command.commands[word]
    return {option for parameter in command.params for option in parameter.opts} | {"--help"}


def nbgrader_options(verb):
    """The short options that a command of nbgrader takes; fails where there is no such command."""
    known = {name.replace("_", "-") for name in NbGraderApp().subcommands} | set(NbGraderApp().subcommands)
    assert verb in known, f"no command nbgrader {verb}"
    program = NbGraderApp().subcommands[verb][0]
    program = import_item(program) if isinstance(program, str) else program
    return {f"--{name}" for name in [*program.aliases, *program.flags]}


def test_make_help_lists_each_verb():
    makefile = text_of(TOP / "Makefile")
    verbs = re.search(r"^\.PHONY: (.*)", makefile, re.M)[1].split()
    assert set(verbs) - {"help", "linux"} == set(re.findall(r'@echo "make (\w+)', makefile))


# ── Settings ──────────────────────────────────────────────────────────────────────────────────────────────────────


OF_NBGRADER = {"CourseDirectory", "Exchange", "ClearSolutions", "Execute", "Autograde", "AssignLatePenalties"}
OF_NBGRADER |= {"ExportApp", "ZipCollectApp", "GenerateFeedback", "HTMLExporter", "CSSHTMLHeaderPreprocessor"}


@pytest.mark.parametrize("path", [*PAGES, TOP / "assignment" / "nbgrader_config.py"], ids=short)
def test_a_setting_of_this_project_is_one_that_there_is(path):
    for owner, name in re.findall(r"\bc\.(\w+)\.(\w+)", text_of(path)):
        assert owner in settings.MODULES or owner in OF_NBGRADER, owner
        if owner in settings.MODULES:
            known = getattr(importlib.import_module(settings.MODULES[owner]), owner)
            assert name in known.class_trait_names(config=True), f"c.{owner}.{name}"


# ── Packages, figures ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_architecture_has_each_package_with_the_first_words_of_its_own_docstring():
    listed = dict(re.findall(r"^\| `((?:grader/|checks|exercises)\w*)` \| (.+) \|$", text_of(ARCHITECTURE), re.M))
    assert list(listed) == ["checks", *(f"grader/{room}" for room in ROOMS), "exercises"]
    for room, words in listed.items():
        docstring = ast.get_docstring(ast.parse(text_of(TOP / room / "__init__.py")))
        assert words == " ".join(docstring.split("\n\n")[0].split()), room


def test_the_packages_are_the_folders_and_each_is_in_the_drawing():
    folders = {path.parent.name for path in (TOP / "grader").glob("*/__init__.py")}
    assert folders == set(ROOMS)
    drawing = ElementTree.parse(ARCHITECTURE.with_suffix(".svg"))
    words = {"".join(text.itertext()).strip() for text in drawing.iter(f"{SVG}text")}
    assert folders | {"checks"} <= words


@every_exercise
def test_the_shares_in_the_readme_are_those_that_the_proof_prints(one, proof_rows):
    found, text = proof_rows(one.whole), " ".join(text_of(TOP / "README.md").split())
    _, _, said = text.partition(f"The {one.name.upper()}'s catalogue holds ")
    assert said.startswith(f"{len({row.mistake for row in found})} mistakes in {len(found)} ways")
    exactly, group = (sum(row.by == by for row in found) / len(found) for by in ("mistake", "group"))
    shares = f"{exactly * 100:.1f} % are identified exactly, {group * 100:.1f} % as one of a group"
    assert shares in said.partition("catalogue holds")[0]
    assert {row.by for row in found} == {"mistake", "group"}
