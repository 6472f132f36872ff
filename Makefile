# demo   a first clip in the terminal, then JupyterLab on the first lesson (LAB=0: only the clip)
# test   everything, in parallel     check   lint, types and the fast tests, under a minute
# bench  the benchmarks              setup   the environment that all of them share
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check --quiet
NPM := $(PYTHON) js/build_hook.py
NOTEBOOK := notebooks/01-first-clip.ipynb
LAB ?= 1
JS := $(shell find js/src -type f) js/build.mjs js/package-lock.json
PINS := pyproject.toml tests/constraints.txt

.PHONY: help setup demo lab test coverage check bench pages chromium clean
help:
	@sed -n '1,3s/^# //p' Makefile

setup: $(VENV)/.dev

# The oldest Python we support is asked of each candidate, and whether it can make environments.
$(PYTHON):
	@for python in python3 python3.13 python3.12 python3.11 python3.14; do \
	  if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "Setting up $(VENV) with $$($$python --version)…"; exec $$python -m venv $(VENV); \
	  fi; \
	done; echo "Python 3.11 or newer with its venv module is needed (Debian: apt install python3-venv)." >&2; exit 1

# What the demo needs: the package (its pages built once, with the machine's Node or pip's) and JupyterLab.
$(VENV)/.lab: $(PINS) $(JS) | $(PYTHON)
	@echo "Installing nemo_widgets and JupyterLab…"
	@$(PIP) install -e '.[lab]' -c tests/constraints.txt
	@touch $@

# What developers need besides.
$(VENV)/.dev: $(PINS) | $(PYTHON)
	@echo "Installing nemo_widgets, JupyterLab and the developers' tools…"
	@$(PIP) install -e '.[lab,dask,dev]' -c tests/constraints.txt
	@touch $(VENV)/.lab $@

js/node_modules/.all: js/package-lock.json | $(VENV)/.dev
	@$(NPM) ci
	@touch $@

pages: $(VENV)/.dev
	@$(NPM)

demo: $(VENV)/.lab
	@$(PYTHON) -m nemo_widgets demo --photo notebooks/media/harbour.jpg
	@if [ "$(LAB)" != 0 ]; then $(MAKE) --no-print-directory lab; fi

# JupyterLab's question about its news would stand before the lesson; in this environment it is answered: no.
lab: $(VENV)/.lab
	@mkdir -p $(VENV)/share/jupyter/lab/settings
	@echo '{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false}}' \
	  > $(VENV)/share/jupyter/lab/settings/overrides.json
	@echo "Starting JupyterLab on $(NOTEBOOK). Ctrl+C ends it. Its address:"
	@flags=; if [ "$$(id -u)" = 0 ]; then flags="--allow-root --no-browser"; \
	elif [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then flags=--no-browser; fi; \
	exec $(PYTHON) -m jupyter lab --log-level=WARN $$flags --LabApp.default_url=/lab/tree/$(NOTEBOOK)

test: setup pages chromium js/node_modules/.all
	@$(NPM) test
	@$(PYTHON) -m pytest -n 2 --dist loadfile --ignore=tests/benchmarks --ignore=tests/unit/client \
	  --ignore-glob='tests/protocol/test_*.py'
	@$(MAKE) --no-print-directory coverage

# The client's own tests reach each of its branches, and those of the errors.
coverage: setup
	@$(PYTHON) -m pytest -q -n 2 --dist loadfile tests/unit/client tests/unit/test_errors.py tests/protocol \
	  --ignore=tests/protocol/local --cov=nemo_widgets.client --cov=nemo_widgets.errors \
	  --cov-report=term-missing:skip-covered

check: setup js/node_modules/.all
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@$(NPM) run check
	@$(NPM)
	@$(PYTHON) -m pytest -q -n 2 --dist loadfile -m 'not slow' tests/unit --ignore=tests/unit/render --ignore=tests/unit/widgets

$(VENV)/.bench: pyproject.toml | $(VENV)/.dev
	@echo "Installing the peers to compare with…"
	@$(PIP) install -e '.[bench]' -c tests/constraints.txt
	@$(PYTHON) -m venv $(VENV)/moviepy && $(VENV)/moviepy/bin/python -m pip --disable-pip-version-check --quiet install 'moviepy>=2.2,<3'
	@$(PYTHON) -m venv $(VENV)/panel && $(VENV)/panel/bin/python -m pip --disable-pip-version-check --quiet install 'panel>=1.6,<2' ipykernel
	@touch $@

bench: setup pages chromium $(VENV)/.bench
	@$(PYTHON) -m pytest -q -s tests/benchmarks

# The browser tests drive a real Chromium; a bare Debian gets one.
chromium:
	@if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium…"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	  else echo "The browser tests need Chromium or Chrome on the PATH." >&2; exit 1; fi; \
	fi

clean:
	rm -rf $(VENV) js/node_modules nemo_widgets/static dist
