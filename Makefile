# The commands of Waypost. `make help` lists them; the work itself is done by `waypost` and npm scripts.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
VAR ?= var
RUN := .venv/bin
UV := .venv/bin/uv
# Clients of other makers that the sandbox is tested with.
CLIENTS := sandbox/tests/clients/javascript

.PHONY: help up test test-one audit fuzz check fix bench lock install web openapi docs screenshots doctor sandbox browser fonts bench-tools clean

help: ## This list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

up: install web ## Everything on one machine, with a demo: make up [PORT=8000]
	@exec $(RUN)/waypost up --port $(PORT) --folder $(VAR)

test: install web browser $(CLIENTS)/node_modules/.stamp ## The whole suite: Python, web, journeys in a real browser
	npm --prefix web test
	$(RUN)/pytest

test-one: install ## One file or test: make test-one T=tests/pipeline
	$(RUN)/pytest $(T)

audit: install web/node_modules/.stamp ## Known holes in what we ship: 0 none, 1 findings, 2 nobody could be asked
	$(RUN)/python deploy/audit.py

fuzz: install ## The whole API called with whatever its description allows, as two tenants: make fuzz [EXAMPLES=200]
	EXAMPLES=$(or $(EXAMPLES),200) $(RUN)/pytest tests/security/test_fuzz.py

# Types and the API's description need settings that exist, not settings that work.
check openapi: export WAYPOST_SECRET_KEY := only-for-checks
check openapi: export WAYPOST_MASTER_KEYS := MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=
check openapi: export WAYPOST_DATABASE_URL := postgresql://waypost_app@localhost/waypost
check openapi: export WAYPOST_REDIS_URL := redis://localhost

check: install web/node_modules/.stamp ## Format, lint, types, layers, OpenAPI
	$(RUN)/ruff format --check
	$(RUN)/ruff check
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/waypost openapi --check
	$(RUN)/waypost reference --check
	npm --prefix web run check

fix: install ## What can be put right by machine
	$(RUN)/ruff check --fix
	$(RUN)/ruff format

bench: install bench-tools ## One benchmark: make bench B=ingest (inbound, outbound, crash, latency, faults; the sandbox: speed, memory)
	$(RUN)/python -W ignore -m $(if $(wildcard bench/$(B).py),bench,sandbox.bench).$(B)

openapi: install web/node_modules/.stamp ## The API's description, and the types and pages that follow from it
	$(RUN)/waypost openapi
	$(RUN)/waypost reference
	npm --prefix web run openapi

docs: install ## The site of the docs, into site/
	NO_MKDOCS_2_WARNING=true $(RUN)/mkdocs build --quiet

screenshots: install browser fonts ## The pictures of the docs, taken from a running `make up`
	$(RUN)/python docs/take_screenshots.py $(VAR)

doctor: install ## A first look when something is wrong
	@$(RUN)/waypost doctor --folder $(VAR)

sandbox: install ## Meta's side alone, for building against it
	@exec $(RUN)/waypost-sandbox

lock: install ## Lock Python's dependencies anew
	$(UV) pip compile pyproject.toml sandbox/pyproject.toml --universal --generate-hashes --group pyproject.toml:dev \
		--all-extras --no-emit-package waypost --no-emit-package waypost-sandbox \
		--custom-compile-command "make lock" --quiet --no-emit-index-url -o requirements.lock
	$(UV) pip compile pyproject.toml --universal --generate-hashes -c requirements.lock --no-emit-package waypost \
		--custom-compile-command "make lock" --quiet --no-emit-index-url -o deploy/requirements.lock

install: .venv/.stamp

web: web/dist/.stamp

.venv/.stamp: requirements.lock pyproject.toml sandbox/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo 'Waypost needs Python 3.11 or newer as python3. On Debian: apt-get install python3 python3-venv'; exit 1; }
	@$(RUN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv || \
		{ rm -rf .venv; echo 'Python cannot make virtual environments here. On Debian: apt-get install python3-venv'; exit 1; }
	@test -x $(UV) || $(RUN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	@echo 'Installing Python packages …'
	@$(UV) pip install --quiet --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --no-deps -e . -e sandbox
	@touch $@

web/node_modules/.stamp: web/package-lock.json
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || \
		{ echo 'Waypost needs Node 20 or newer. On Debian or Ubuntu, install it from nodejs.org.'; exit 1; }
	@command -v npm >/dev/null || \
		{ echo 'Waypost needs npm beside Node. Node from nodejs.org has it; on Debian: apt-get install npm'; exit 1; }
	@echo 'Installing npm packages …'
	@npm --prefix web ci --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null
	@touch $@

$(CLIENTS)/node_modules/.stamp: $(CLIENTS)/package-lock.json
	@npm --prefix $(CLIENTS) ci --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null
	@touch $@

WEB_SOURCES := $(shell find web/src web/public web/index.html web/vite.config.ts web/tsconfig.json web/postcss.config.js -type f 2>/dev/null)

web/dist/.stamp: web/node_modules/.stamp $(WEB_SOURCES)
	@echo 'Building the web application …'
	@npm --prefix web run build --silent -- --logLevel warn
	@touch $@

browser:
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
		{ echo 'The journeys need Chromium: sudo apt-get install chromium'; exit 1; }

fonts:
	@fc-list 2>/dev/null | grep -q -i emoji || { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq fonts-noto-color-emoji >/dev/null; } || \
		{ echo 'The pictures need emoji: sudo apt-get install fonts-noto-color-emoji'; exit 1; }

bench-tools:
	@{ command -v wrk && command -v h2load; } >/dev/null || \
		{ test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq wrk nghttp2-client >/dev/null; } || \
		{ echo 'The benchmarks need wrk and h2load: sudo apt-get install wrk nghttp2-client'; exit 1; }

clean: ## Remove what was installed and built; your data in var/ stays
	rm -rf .venv web/node_modules web/dist
