# Every target does its own set-up and a second call is instant: what is done leaves a stamp that is newer than what it was made from.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-tests web run test check bench mutate lock generate pictures format clean

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check install --quiet
SERVING := $(VENV)/.serving
TESTING := $(VENV)/.testing
CLIENTS := $(VENV)/clients/.installed
MUTATING := $(VENV)/.mutating
MUTATING_WEB := web/tools/mutation/node_modules/.installed
NODE_MODULES := web/node_modules/.installed
OIDC_PROVIDER := tests/support/oidc_provider/node_modules/.installed
OAUTH_CLIENTS := tests/support/oauth_clients/node_modules/.installed
STATIC := src/handfast/static/.built
WEB_SOURCES := $(shell find web \( -name node_modules -o -name dist -o -name .cache -o -path web/tools/mutation \) -prune -o -type f -print)

help:  ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(SERVING)  ## Make a virtual environment that can run the server

setup-tests: $(TESTING) $(OIDC_PROVIDER) $(OAUTH_CLIENTS)  ## ... and the tests, lints and type checks

web: $(STATIC)  ## Build the web app into the server

run: setup web  ## Start the server on http://127.0.0.1:8000; LAN=1 for https on the local network
	@exec $(VENV)/bin/handfast serve $(if $(LAN),--lan) $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

test: $(TESTING) $(OIDC_PROVIDER) $(OAUTH_CLIENTS) $(CLIENTS) $(STATIC)  ## Run every test, a file on each processor; ARGS="tests/devices -x" for some
	@tools/setup/system.sh chromium
	@tools/setup/system.sh firefox
	@tools/setup/system.sh webkit
	@tools/setup/system.sh shell
	@tools/setup/system.sh pgbouncer
	@tools/setup/system.sh oauth-clients
	@cd web && npm run --silent test
	@# Files of tests run beside each other, since servers and browsers leave half of a processor idle.
	@$(PYTHON) -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

check: $(TESTING) $(CLIENTS) $(NODE_MODULES)  ## Check lint, types, imports and generated files
	@tools/check.sh

bench: $(TESTING) $(STATIC)  ## Run the benchmarks; each prints ratios
	@$(PYTHON) -m bench $(ARGS)

mutate: $(MUTATING) $(MUTATING_WEB) $(STATIC)  ## Plant bugs and report which no test notices; an hour or two. ARGS="handfast.limits*" for some, or ARGS="web/src/device/vault.ts"
	@$(PYTHON) -m tools.mutation $(ARGS)

generate: $(TESTING) $(NODE_MODULES)  ## Write the files that are made from the code
	@$(PYTHON) -m tools.generate
	@cd web && npm run --silent api

pictures: $(TESTING) $(STATIC)  ## Make the pictures of the README from the demo
	@$(PYTHON) -m tools.pictures

format: $(TESTING) $(NODE_MODULES)  ## Format the code
	@$(PYTHON) -m ruff check --fix-only --quiet .
	@$(PYTHON) -m ruff format --quiet .
	@cd web && npm run --silent format

lock: $(PYTHON)  ## Pin the newest versions that work together
	@$(PIP) uv
	@tools/lock.sh
	@cd web && npm update --package-lock-only
	@cd web/tools/mutation && npm update --package-lock-only
	@cd tests/support/oidc_provider && npm update --package-lock-only
	@cd tests/support/oauth_clients && npm update --package-lock-only
	@$(PYTHON) tools/lock_web.py

clean:  ## Forget everything that was installed or built; the data stays
	rm -rf $(VENV) web/node_modules web/tools/mutation/node_modules tests/support/oidc_provider/node_modules tests/support/oauth_clients/node_modules web/.cache src/handfast/static .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache build mutants

$(PYTHON):
	@tools/setup/system.sh python
	@"$$(tools/setup/python.sh)" -m venv $(VENV)

$(SERVING): requirements/build.txt requirements/runtime.txt requirements/runtime.in pyproject.toml | $(PYTHON)
	@echo "Installing what the server needs"
	@$(PIP) --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(TESTING): requirements/test.txt $(SERVING)
	@echo "Installing what the tests need"
	@$(PIP) --require-hashes -r requirements/test.txt
	@touch $@

# The generators of clients want other versions than the server's tools, so they have an environment of their own.
$(CLIENTS): requirements/clients.txt | $(PYTHON)
	@echo "Installing the generators of clients"
	@$(PYTHON) -m venv $(VENV)/clients
	@$(VENV)/clients/bin/pip --disable-pip-version-check install --quiet --require-hashes -r requirements/clients.txt
	@touch $@

$(MUTATING): requirements/mutate.txt $(TESTING)
	@$(PIP) --require-hashes -r requirements/mutate.txt
	@touch $@

$(MUTATING_WEB): web/tools/mutation/package.json web/tools/mutation/package-lock.json $(NODE_MODULES)
	@cd web/tools/mutation && npm ci --silent
	@touch $@

$(NODE_MODULES): web/package.json web/package-lock.json web/.npmrc web/tools/openapi/package.json
	@tools/setup/system.sh node
	@echo "Installing what the web build needs"
	@cd web && npm ci --silent
	@touch $@

# The provider at which the tests sign in.
$(OIDC_PROVIDER): tests/support/oidc_provider/package.json tests/support/oidc_provider/package-lock.json
	@tools/setup/system.sh node
	@cd tests/support/oidc_provider && npm ci --silent
	@touch $@

# The OAuth clients with which the tests get devices in.
$(OAUTH_CLIENTS): tests/support/oauth_clients/package.json tests/support/oauth_clients/package-lock.json
	@tools/setup/system.sh node
	@cd tests/support/oauth_clients && npm ci --silent
	@touch $@

$(STATIC): $(WEB_SOURCES) $(NODE_MODULES)
	@echo "Building the web"
	@cd web && npm run --silent build -- --logLevel warn
	@touch $@
