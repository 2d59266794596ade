# Kept to what GNU make 3.81 knows, because macOS has no newer one: no .ONESHELL, and PATH is set inside each recipe,
# because 3.81 does not look for commands along an exported one.

PYTHON ?= python3
# One test process more than there are cores: tests of the engine wait for its processes a quarter of their time.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
ENGINE := $(VENV)/.engine
BROWSER := chromium chromium-driver fonts-inter fonts-jetbrains-mono
NODE := nodejs npm
CHECKED := provider examples tests tools benchmarks

# Runs a command with this project's Python and engine before whatever else the machine has.
WITH_ENGINE = engine="$$(cat $(ENGINE))" && PULUMI_BLAND_ENGINE="$$engine" PATH="$(CURDIR)/$(BIN):$$engine:$$PATH"

# Finds a program or, where it may, installs the Debian packages that bring it: program, packages, why.
NEEDS = { command -v $(1) > /dev/null; } || \
  { test "$$(id -u)" = 0 && command -v apt-get > /dev/null && apt-get update -qq && \
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(2); } || \
  { echo "$(3), and this machine has none: install $(2)" >&2; exit 1; }

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup engine demo test journeys doors page faults plugin sdks languages contract floors pythons lint format docs bench bench-quick clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(INSTALLED) engine  ## Install this package, its tools and a Pulumi engine

# Written anew each time: a Pulumi installed or removed since the last run is noticed, and asking takes half a second.
engine: $(INSTALLED)  ## Find a Pulumi engine on this machine, or install one
	@$(BIN)/python tools/engine/engine.py > $(ENGINE).new && mv $(ENGINE).new $(ENGINE)

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, and $(PYTHON) is not: run make PYTHON=/path/to/a/newer/python $(MAKECMDGOALS)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

demo: setup  ## Run the demonstration against a local Bland API
	@$(WITH_ENGINE) $(BIN)/python examples/demo.py

test: setup lint  ## Run every check and every test that has no target of its own
	@$(WITH_ENGINE) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(addprefix --ignore tests/,page journeys languages) \
	  --ignore-glob 'tests/engine/test_native_*'

journeys: setup  ## Run the examples, the pipelines, and a whole account on its way under code
	@$(WITH_ENGINE) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/journeys

doors: setup  ## Run the promises once more, through the native plugin
	@$(WITH_ENGINE) BLAND_DOOR=native $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/engine

page: setup  ## Test the sandbox's page in a real browser; looks at it go to build/page
	@$(call NEEDS,chromium,$(BROWSER),The page is tested in Chromium)
	@$(call NEEDS,chromedriver,$(BROWSER),The page is tested in Chromium)
	@$(WITH_ENGINE) $(BIN)/python -m pytest tests/page

faults: setup  ## Run every fault at every place of every operation
	@$(WITH_ENGINE) BLAND_FAULTS=all $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/faults/test_matrix.py

contract: setup  ## Test `pulumi-bland contract` with every combination of switches, and killed at every request
	@$(WITH_ENGINE) BLAND_CONTRACT=all $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/contract

plugin: $(INSTALLED)  ## Build the bundle that `pulumi plugin install` takes, in build
	@$(BIN)/python tools/plugin.py

sdks: $(INSTALLED)  ## Write the SDK for TypeScript, in build
	@$(BIN)/python tools/sdks.py

languages: setup plugin sdks  ## Build the hosts of other languages and run the tests of programs in them
	@$(call NEEDS,npm,$(NODE),Programs in TypeScript need Node.js)
	@languages="$$($(BIN)/python tools/languages.py)" && $(WITH_ENGINE) PULUMI_BLAND_LANGUAGES="$$languages" $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile tests/languages

floors: setup  ## Run the tests of what uses libraries on their oldest allowed versions
	@$(PYTHON) -m venv $(VENV)/floors && $(VENV)/floors/bin/python -m pip install --quiet --upgrade pip
	@$(BIN)/python tools/floors.py > $(VENV)/floors/constraints.txt
	@$(VENV)/floors/bin/python -m pip install --quiet --editable . --group dev --constraint $(VENV)/floors/constraints.txt
	@engine="$$(cat $(ENGINE))" && PULUMI_BLAND_ENGINE="$$engine" PATH="$(CURDIR)/$(VENV)/floors/bin:$$engine:$$PATH" \
	  $(VENV)/floors/bin/python -m pytest -W default::DeprecationWarning -n $(WORKERS) --dist worksteal tests/unit tests/client tests/process tests/sandbox tests/engine/test_lifecycle.py

pythons: setup  ## Run the unit, process and one engine test on each Python 3.11, 3.12 and 3.13 that is here
	@engine="$$(cat $(ENGINE))" && PULUMI_BLAND_ENGINE="$$engine" $(BIN)/python tools/pythons.py $(VENV)/pythons -n $(WORKERS) --dist worksteal

lint: $(INSTALLED)  ## Check style, types and the layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy $(CHECKED)
	@$(BIN)/lint-imports --no-logo

format: $(INSTALLED)  ## Format the code and mend what can be mended mechanically
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(INSTALLED)  ## Generate the tables of the documentation from the code
	@$(BIN)/python tools/docs.py
	@$(BIN)/python -m benchmarks.page --tables

bench: setup  ## Measure everything beside its alternatives (1.5 hours; BENCH="--sizes 200 --rounds 3" for less)
	@$(BIN)/python -m pip install --quiet --group bench
	@$(WITH_ENGINE) $(BIN)/python -m benchmarks $(BENCH)

bench-quick: setup  ## Hold calls, bytes of state and imports to their limits, in two minutes
	@$(WITH_ENGINE) $(BIN)/python -m benchmarks.limits

clean:  ## Remove the virtual environment and all caches here (not the engine, which is under Pulumi's home)
	rm -rf $(VENV) build dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pulumi-state .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
