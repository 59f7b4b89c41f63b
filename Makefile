# Jalons. `make run` and `make test` are all a newcomer needs; `make help` lists the rest.
SHELL := /bin/sh
PYTHON ?= python3.11
APP := .venv/bin/python
RASA := .venv-rasa/bin/python
STAMPS := var/stamps
APT_RUN := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-wqy-microhei
APT_TEST := $(APT_RUN) chromium postgresql poppler-utils apertium apertium-fr-es apertium-fra-cat apertium-por-cat
# The longest suites start first; the browsers come last and alone, their loop suits no other test.
# Folders one by one: pytest forgets « tests » when a folder inside it is named before.
DABORD := tests/conversations tests/rights
SUITES := $(DABORD) $(filter-out $(DABORD) tests/web tests/cases tests/__pycache__,$(patsubst %/,%,$(wildcard tests/*/)))
# Without compiled files every start of a command reads the libraries again: several seconds.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONPATH := $(CURDIR)

.PHONY: help run test lint check install install-test train traduction bench eval ablation clean vendor lock
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

run: install ## install, prepare, train if needed, serve; Ctrl-C stops
	@sh tools/system_packages.sh --needed $(APT_RUN)
	@./jalons serve

test: install-test ## install what tests need, then lint, types, content checks and all tests
	@sh tools/system_packages.sh --needed $(APT_TEST)
	@$(MAKE) --no-print-directory lint check train
	@$(APP) -m pytest -n auto --maxprocesses=4 --dist loadfile $(SUITES) $(PYTEST)
	@$(APP) -m pytest tests/web $(PYTEST)

lint: install-test ## style and types
	@$(APP) -m ruff check .
	@$(APP) -m ruff format --check .
	@$(APP) -m mypy

check: install ## every content check
	@./jalons check

train: install ## train the dialogue model if its inputs changed
	@./jalons train

traduction: $(STAMPS)/traduction ## serve LibreTranslate beside it, on the models of var/traduction (docs/traduction.md)
	@mkdir -p var/traduction
	@cd var/traduction && HOME="$$PWD" ARGOS_PACKAGES_DIR="$$PWD/modeles" PYTHONPATH= \
	../../.venv-traduction/bin/python ../../tools/serve_traduction.py --host 127.0.0.1 --port 5000 --disable-web-ui

bench: install-test ## measure the running system (docs/performance.md)
	@$(APP) -m bench

eval: install ## measure the understanding, compare with the kept figures (docs/comprehension)
	@$(RASA) -m bot.evaluation

ablation: install ## (ten minutes and more) what each component of the understanding brings
	@$(RASA) -m bot.evaluation --ablation

install: $(STAMPS)/app $(STAMPS)/rasa ## both environments, from hashed requirements

install-test: install $(STAMPS)/test $(STAMPS)/traduction

$(STAMPS)/app: requirements/app.txt
	@sh tools/environment.sh "$(PYTHON)" .venv requirements/app.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/test: requirements/test.txt $(STAMPS)/app
	@sh tools/environment.sh "$(PYTHON)" .venv requirements/test.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/rasa: requirements/rasa.txt
	@sh tools/environment.sh "$(PYTHON)" .venv-rasa requirements/rasa.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/traduction: requirements/traduction.txt
	@sh tools/environment.sh "$(PYTHON)" .venv-traduction requirements/traduction.txt
	@mkdir -p $(STAMPS) && touch $@

lock: ## (maintainers, needs uv) recompute the hashed requirements
	@cd requirements && \
	uv pip compile -q --generate-hashes --no-emit-index-url --python-version 3.11 app.in -o app.txt && \
	uv pip compile -q --generate-hashes --no-emit-index-url --python-version 3.11 test.in -c app.txt -o test.txt && \
	uv pip compile -q --generate-hashes --no-emit-index-url --python-version 3.11 --override rasa.overrides.txt rasa.in -o rasa.txt && \
	uv pip compile -q --generate-hashes --no-emit-index-url --python-version 3.11 traduction.in -o traduction.txt

vendor: ## (maintainers, needs npm) refresh the browser libraries
	@$(APP) tools/vendor.py

clean: ## remove environments, database, model and logs
	rm -rf .venv .venv-rasa .venv-traduction var .cache
