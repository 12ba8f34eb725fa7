# Two verbs do all: `make serve` and `make test`. Both set up what they need, once.
PYTHON ?= python3
PORT ?= 8000
QUADS ?= 1000000
BENCH ?= ../shared/bench
ONLY ?=
BIN := .venv/bin

.PHONY: help setup frontend serve test coverage lint bench lock clean

help: ## show what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/.ready ## prepare the virtual environment and stop

frontend: .venv/.ready ## build the editor and the charts of the workbench, and say why if they cannot be built
	@$(BIN)/python service/frontend/hook.py

serve: .venv/.ready ## build the release and serve it on http://127.0.0.1:8000 (PORT=8123 chooses another port)
	@$(BIN)/lgi serve --port $(PORT)

test: .venv/.ready-dev ## run all tests
	@$(BIN)/python -m pytest

coverage: .venv/.ready-dev ## run all tests, and tell which lines none of them reached
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m coverage run -m pytest
	@$(BIN)/python -m coverage combine -q
	@$(BIN)/python -m coverage report

lint: .venv/.ready-dev ## run what pre-commit runs
	@$(BIN)/pre-commit run --all-files

bench: .venv/.ready-bench ## measure the service beside others (QUADS=100000 is quick, ONLY=4,5 measures some, BENCH=path names the tools)
	@PYTHONPATH=tests $(BIN)/python -m bench --tools "$(BENCH)" --quads $(QUADS) --only "$(ONLY)"

lock: .venv/.ready-dev ## pin all dependencies again, with hashes
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --group build pyproject.toml --output-file requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --constraint requirements.txt --group dev --output-file requirements-dev.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --constraint requirements.txt --constraint requirements-dev.txt --group bench \
		--output-file requirements-bench.txt

clean: ## remove all that was made, but for the releases and the answers that are kept beside them
	rm -rf .venv build dist service/frontend/node_modules service/lgi/static/vendor .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache

.venv/bin/python:
	@echo "preparing .venv (once)"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv

.venv/.ready: .venv/bin/python requirements.txt pyproject.toml $(wildcard service/frontend/*.json service/frontend/*.mjs service/frontend/src/*.js)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@test -f service/lgi/static/vendor/.stamp || echo "the editor and the charts are not built, and pages do without: make frontend says why"
	@touch $@

.venv/.ready-dev: .venv/.ready requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.venv/.ready-bench: .venv/.ready-dev requirements-bench.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@
