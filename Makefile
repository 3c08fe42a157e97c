# The project's commands. Everything is installed into .venv, in this folder; nothing else of the machine is touched.

PYTHON ?= python3
BIN := .venv/bin
export PYTHONPATH := $(CURDIR)
# nbgrader starts programs by their names, and goes on where its settings do not load, unless it is told not to.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR := 1
export PYTHONDONTWRITEBYTECODE := 1
SYSTEM := $(shell uname -s)
# Three files of tests at a time, as they often wait, the longest first: tests/conftest.py.
AT_ONCE := --numprocesses 3 --dist loadfile --no-loadscope-reorder

.PHONY: help demo check test exhaustive lowest lock hostile lab release package site pyodide validate numbers format pictures clean linux

help:
	@echo "make demo      a simulated class: release, submissions, grading, feedback, report"
	@echo "make check     style, spelling, types and the fast tests, in less than a minute"
	@echo "make test      everything: style, spelling, types, all tests, with the real nbgrader"
	@echo "make exhaustive  the same tests, with every case where make test takes a sample; about an hour"
	@echo "make lowest    the tests with the lowest versions that the requirements allow: build/lowest"
	@echo "make lock      renew constraints.txt: the versions that everything is installed in"
	@echo "make hostile   the hostile class in both confinements, as root and not; prints its figures"
	@echo "make lab       JupyterLab with Formgrader, in the course folder"
	@echo "make release   the students' folders: assignment/release/NAME"
	@echo "make package   the same, each as one zip, for students without nbgrader: build/NAME-assignment.zip"
	@echo "make site      the assignments as a site that runs in a browser: build/site"
	@echo "make pyodide   Python for browsers, for a site that asks no other host and for its tests: build/pyodide"
	@echo "make validate  is the assignment sound? the source passes every test, the release none"
	@echo "make numbers   regenerate the numbers and hints of the public tests"
	@echo "make format    format code and notebook"
	@echo "make pictures  take the README's pictures again in a real browser; all of them are in build/pictures"
	@echo "make clean     remove what the commands above have made; assignment/ stays as it is"

demo: linux .venv/ready
	@$(BIN)/grader demo

check: .venv/ready-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/typos
	$(BIN)/mypy
	$(BIN)/pytest $(AT_ONCE) -m "not slow"

test: .venv/ready-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/typos
	$(BIN)/mypy
	$(BIN)/pytest $(AT_ONCE)

exhaustive: .venv/ready-for-tests
	$(BIN)/pytest $(AT_ONCE) --whole

lowest: export PATH := $(CURDIR)/build/lowest/bin:$(PATH)
lowest: build/uv/bin/uv
	$(PYTHON) -m venv --clear build/lowest
	build/uv/bin/uv pip install --quiet --python build/lowest/bin/python --resolution lowest-direct -e '.[test]'
	build/lowest/bin/pytest $(AT_ONCE)

lock: build/uv/bin/uv
	@echo '# The versions that the tests have run with, on every system; written by `make lock` from pyproject.toml.' > build/lock
	build/uv/bin/uv pip compile --quiet --universal --all-extras --upgrade --no-header --no-annotate \
	  --no-emit-index-url --python-version 3.11 pyproject.toml >> build/lock
	mv build/lock constraints.txt

build/uv/bin/uv:
	$(PYTHON) -m venv --clear build/uv
	build/uv/bin/pip install --quiet --disable-pip-version-check uv

hostile: .venv/ready-for-tests
	$(BIN)/python -m tests.hostile --figures

lab: .venv/ready
	cd assignment && ../$(BIN)/jupyter lab

release: .venv/ready
	@$(BIN)/grader release rnn --course assignment
	@$(BIN)/grader release lstm --course assignment

package: .venv/ready
	@$(BIN)/grader package rnn --course assignment
	@$(BIN)/grader package lstm --course assignment

site: .venv/ready-for-site
	@$(BIN)/grader site $(SITE_OPTIONS) --course assignment

pyodide: .venv/ready-for-tests
	@$(BIN)/python -m tests.browser.pyodide build/pyodide

validate: .venv/ready
	@$(BIN)/grader validate

numbers: .venv/ready
	$(BIN)/grader numbers

format: .venv/ready-for-tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/grader tidy

pictures: .venv/ready-for-tests
	$(BIN)/pytest tests/test_browser_student.py tests/test_browser_instructor.py --pictures build/pictures
	cp build/pictures/failing-test.png build/pictures/trained-network.png docs

clean:
	@if test -e .venv/ready; then rm -rf .venv; fi
	@if test -e build/demo/made-by-demo.txt; then rm -rf build/demo; fi
	@if test -e build/site/site.json; then rm -rf build/site; fi
	@rm -rf build/pyodide build/pictures build/lowest build/uv .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@rm -f build/*-assignment.zip build/*-gradescope.zip build/pairs-*.json
	@test ! -d build || rmdir build 2>/dev/null || echo "What else is in build stays."

linux:
	@test "$(SYSTEM)" = Linux || { echo "Grading needs Linux, which confines student code, and this is $(SYSTEM): use a \
	Linux machine, WSL on Windows, or a container: docs/containers.md"; exit 1; }

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, and \
	'$(PYTHON)' is not. If you have it under another name: make demo PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv module is missing. \
	$(if $(filter Linux,$(SYSTEM)),On Debian or Ubuntu: sudo apt install python3-venv)"; exit 1; }
	@echo "Installing into .venv (about a minute the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@test "$(SYSTEM)" != Linux || command -v bwrap >/dev/null || echo "bubblewrap is missing: student code is confined by \
	Landlock and seccomp alone. Better, on Debian or Ubuntu: sudo apt install bubblewrap"
	@touch $@

.venv/ready-for-site: .venv/ready
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[site]'
	@touch $@

.venv/ready-for-tests: .venv/ready
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@
