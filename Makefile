# Carnet: `make` alone lists what there is.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := crm templates scheduler bot sandbox tests
# Two workers at least: the tests wait for processes and sockets more than they compute.
WORKERS ?= $(shell n=$$(nproc); echo $$(( n > 2 ? n : 2 )))

.DEFAULT_GOAL := help
.PHONY: help install check format test test-fast bench soak docs words demo demo-reset lock clean

help:  ## list these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

install: $(VENV)/run.stamp  ## the environment, from the locked requirements

$(VENV)/run.stamp: requirements/run.lock pyproject.toml
	@tools/environment.sh $(PYTHON) requirements/run.lock
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock pyproject.toml
	@tools/environment.sh $(PYTHON) requirements/dev.lock
	@touch $@ $(VENV)/run.stamp

check: $(VENV)/dev.stamp  ## format, lint, types, floors and sizes
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q -p no:cacheprovider tests/test_sizes.py tests/test_docs.py

format: $(VENV)/dev.stamp  ## let ruff lay out the code
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

test: $(VENV)/dev.stamp  ## set up whatever the tests need, and run all of them
	@tools/test-tools.sh
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term:skip-covered -q

test-fast: $(VENV)/dev.stamp  ## the tests of the core on SQLite, under a minute
	$(BIN)/pytest -n $(WORKERS) -q -x -k 'not postgresql' tests/domain tests/templates tests/crm tests/slack tests/cli

bench: $(VENV)/dev.stamp  ## speed, as ratios against a floor in the same run
	$(BIN)/python -m tests.bench

soak: $(VENV)/dev.stamp  ## kills, floods and long searches for faults; not in CI
	@tools/test-tools.sh
	$(BIN)/pytest -q tests/soak -m soak
	HYPOTHESIS_PROFILE=soak $(BIN)/pytest -n $(WORKERS) -q tests/domain tests/templates tests/crm tests/mail tests/slack
	CONVERSATIONS=2500 $(BIN)/pytest -q tests/mail/sorting/test_the_wall.py
	$(BIN)/python -m tests.soak.fuzzing --seconds 600

docs: $(VENV)/dev.stamp  ## write the generated pages of docs/ anew
	$(BIN)/python -m bot.cli.pages

words: $(VENV)/dev.stamp  ## collect the messages for the French and German catalogues
	$(BIN)/python -m templates.locales.extract

demo: $(VENV)/run.stamp  ## a small agency in a Slack of its own, in the browser
	@$(BIN)/carnet demo

demo-reset: $(VENV)/run.stamp  ## the demo from the beginning
	@$(BIN)/carnet demo --reset

lock: $(VENV)/dev.stamp  ## write the lock files anew (needs uv)
	requirements/lock.sh

clean:  ## remove what can be made again
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
