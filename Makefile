# gongzhi: everything one must know is `make setup | demo | test | check | bench | clean`.
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
NODE_STAMP := frontend/node_modules/.installed
BUILD_STAMP := src/gongzhi/project/static/build/.built
FRONT := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)
LOCALES := $(patsubst %.po,%.mo,$(shell find src -name '*.po' 2>/dev/null))
WORKERS ?= auto
export PYTHONDONTWRITEBYTECODE ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup demo test check bench clean lock front

setup: $(STAMP) $(BUILD_STAMP) $(LOCALES)

$(STAMP): requirements/runtime.txt requirements/dev.txt pyproject.toml scripts/make_venv
	@scripts/make_venv $(VENV)
	@touch $@

$(NODE_STAMP): frontend/package-lock.json requirements/node.txt | $(STAMP)
	@echo "gongzhi: installing the tools of the pages (half a minute the first time)"
	@scripts/with_node $(VENV) npm --prefix frontend ci --no-audit --no-fund --loglevel=error
	@touch $@

$(BUILD_STAMP): $(FRONT) $(NODE_STAMP)
	@echo "gongzhi: building the pages' styles and scripts"
	@scripts/with_node $(VENV) npm --prefix frontend run --silent build -- --logLevel warn
	@touch $@

%.mo: %.po | $(STAMP)
	@$(VENV)/bin/pybabel -q compile -i $< -o $@

front: $(BUILD_STAMP)

demo: setup
	@$(VENV)/bin/gongzhi demo

test: setup
	@$(VENV)/bin/python -m pytest -n $(WORKERS) --dist loadfile

check: setup
	@scripts/check

bench: setup
	@$(VENV)/bin/python -m bench

clean:
	@if [ -x $(VENV)/bin/gongzhi ]; then $(VENV)/bin/gongzhi stop --quiet || true; fi
	@rm -rf var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Renews the locked requirements; needs `uv` on the PATH. The files record hashes and no index host.
lock:
	for f in runtime dev node bench scale; do uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q requirements/$$f.in -o requirements/$$f.txt; done
