# `make run` serves Intake; `make test` proves it. `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help setup run test check faults load scaling mutants bench messages docs wheel requirements clean

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
MESSAGES := intake/translations/messages.pot
READY_DEV := $(VENV)/.ready-dev
READY_BENCH := $(VENV)/.ready-bench
# -qq: nothing unless an install goes wrong.
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq

# Each core begins with a run of tests that stand together, which share what was made once, and ends with what is left
# of another's. A core has a Chromium and a server of its own: where there are many cores, memory is what ends first.
ON_ALL_CORES := -n auto --maxprocesses 8 --dist worksteal

export PIP_ROOT_USER_ACTION := ignore

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 22

setup: $(READY) ## .venv with the `intake` command

run: $(READY) ## serve at http://127.0.0.1:8000; PORT= and INTAKE_DATA= are honoured
	@exec $(BIN)/intake run

test: check ## every check and every test; needs Chromium and fonts
	@.ci/need-chromium
	@.ci/need-tesseract
	@.ci/need-fonts $(BIN)/python
	@.ci/need-strace
	@$(BIN)/pytest -q $(ON_ALL_CORES) --cov --cov-report=
	@$(BIN)/coverage report
	@$(BIN)/coverage report --include='forms/*,intake/keys/*,intake/services/*' --fail-under=100

check: $(READY_DEV) ## formatting, lint, types, floors, templates, conventions
	@$(BIN)/ruff format --check -q . || { echo "Run .venv/bin/ruff format ."; exit 1; }
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/bandit -q -r forms intake 2> /dev/null # where it also says which of its own exceptions were not needed
	@$(BIN)/pytest -q tests/test_conventions.py tests/test_word_list.py

faults: $(READY_DEV) ## every fault on purpose, and one table of what was lost; SCALE=0.1 for a tenth, WRITE=1
	@.ci/need-strace
	@$(BIN)/python -m tests.faults --scale $(or $(SCALE),1) $(if $(WRITE),--write) $(FAULTS)

mutants: $(READY_DEV) ## changes the code one thing at a time, and lists what no test noticed; SAMPLE=400 for so many of each part
	@$(BIN)/python -m tests.mutation --sample $(or $(SAMPLE),0) --seed $(or $(SEED),1) --lives $(VENV)/mutants-alive.txt $(PARTS)

load: $(READY_DEV) ## L1 to L4 at the running server; SECONDS=60, DATABASE=postgresql, SOAK=minutes, WRITE=1
	@.ci/need-nginx
	@$(BIN)/python -m tests.load --seconds $(or $(SECONDS),60) --database $(or $(DATABASE),sqlite) \
		--soak $(or $(SOAK),0) $(if $(WRITE),--write) $(LOADS)

scaling: $(READY_DEV) ## one to four processes on both databases, and what follows by simulation; SECONDS=10, WRITE=1
	@$(BIN)/python -m tests.load.scaling --seconds $(or $(SECONDS),10) $(if $(WRITE),--write)

bench: $(READY_BENCH) ## the budget table, measured here beside two peers, which want Pango
	@.ci/need-pango $(BIN)/python
	@$(BIN)/python -m tests.bench

messages: $(READY_DEV) ## intake/translations/messages.pot from code, templates and content
	@mkdir -p $(dir $(MESSAGES))
	@$(BIN)/pybabel -q extract -F pyproject.toml -k gettext_noop -k _n -k say -c NOTE: --omit-header --no-wrap \
		--add-location=file --sort-by-file -o $(MESSAGES).new .
	@mv $(MESSAGES).new $(MESSAGES)

docs: $(READY_DEV) ## the pages of docs/ that are made from the content
	@$(BIN)/python -m forms.ketamine.reference > $(VENV)/questions.md
	@mv $(VENV)/questions.md docs/questions.md

wheel: $(READY) ## dist/*.whl, which runs outside the checkout
	@rm -rf dist
	@$(BIN)/python -m pip --disable-pip-version-check wheel -qq --no-deps --no-build-isolation -w dist .
	@ls dist/*.whl

requirements: ## pin anew, with hashes; needs uv
	@uv pip compile -q pyproject.toml --group build $(PINNING) -o requirements.txt
	@uv pip compile -q pyproject.toml --group build --group dev -c requirements.txt $(PINNING) -o requirements-dev.txt
	@uv pip compile -q pyproject.toml --group bench -c requirements-dev.txt $(PINNING) -o requirements-bench.txt

# A name without its extras is no pin to pip where somebody asks for it with them, once there is a newer release.
PINNING := --generate-hashes --no-strip-extras --no-emit-index-url --universal --python-version 3.11 \
	--custom-compile-command "make requirements"

clean: ## take away what was made, but no data
	@rm -rf $(VENV) dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/pyvenv.cfg: .ci/make-venv
	@.ci/make-venv $(VENV)

$(READY): requirements.txt pyproject.toml $(VENV)/pyvenv.cfg
	@echo "Installing what Intake runs on (the first time takes about a minute) …"
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(READY_DEV): requirements-dev.txt $(READY)
	@echo "Installing what the tests need (the first time takes about a minute) …"
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

$(READY_BENCH): requirements-bench.txt $(READY_DEV)
	@echo "Installing the peers to compare with …"
	@$(PIP) --require-hashes -r requirements-bench.txt
	@touch $@
