.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python
COMPILED := $(BIN)/python -m compileall -q integration connectors jobs admin_ui
COMPILE := uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header

.PHONY: help env env-dev system run test check lint types house soak bench fuzz lock pictures words clean

help: ## what each command does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /	/' | expand -t 10

env: .venv/run.stamp ## make .venv with what running needs
env-dev: .venv/dev.stamp

.venv/bin/uv: requirements/uv.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt

.venv/run.stamp: requirements/run.txt .venv/bin/uv
	@test -e .venv/dev.stamp || $(INSTALL) --require-hashes -r requirements/run.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@$(COMPILED)
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/bin/uv
	$(INSTALL) --require-hashes -r requirements/dev.txt
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@$(COMPILED)
	@touch $@ .venv/run.stamp

system: ## what the tests need besides Python: Chromium and PostgreSQL, from Debian's packages
	@sh tests/install.sh

run: env ## start Forthright here, with a demo shop
	@$(BIN)/forthright run

test: env-dev system ## the whole suite: real Redis, SQLite and PostgreSQL, real Chromium
	$(BIN)/pytest -n 2 --dist loadscope -m "not soak"

lint: env-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: env-dev
	$(BIN)/mypy

house: env-dev
	$(BIN)/lint-imports

check: lint types house test ## ruff, mypy, import contracts, tests

soak: env-dev system ## the long tests: kill -9, a minute without Redis, 100,000 rows
	$(BIN)/pytest -m soak

bench: env-dev ## each prints a ratio measured in the same run
	@sh tests/install.sh wrk
	@for bench in audit bulk_insert intake delivery jobs sweep screens; do echo "== $$bench"; $(BIN)/python benchmarks/$$bench.py || exit 1; done

fuzz: env-dev ## an hour, or FUZZ_SECONDS, of made-up texts for the audit; what trips it is kept in var/fuzz
	$(INSTALL) --require-hashes -r requirements/fuzz.txt
	@mkdir -p var/fuzz/texts && cp -n benchmarks/products/*.html var/fuzz/texts/ || true
	$(BIN)/python tests/fuzz/audit.py -max_total_time=$${FUZZ_SECONDS:-3600} -max_len=4000 -timeout=20 -dict=tests/fuzz/words.dict -artifact_prefix=var/fuzz/ var/fuzz/texts

lock: ## write requirements/*.txt anew from pyproject.toml
	$(COMPILE) --extra embedded --extra postgres pyproject.toml -o requirements/run.txt
	$(COMPILE) --extra embedded --extra postgres --group dev --group bench pyproject.toml -o requirements/dev.txt
	$(COMPILE) --group pyproject.toml:fuzz -o requirements/fuzz.txt
	printf 'uv\nhatchling\n' | $(COMPILE) - -o requirements/uv.txt

pictures: env-dev system ## every screen of the demo shop into docs/pictures
	$(BIN)/python -m tests.pictures

words: env-dev ## bring every language's ui.po up to the sentences of the screens
	@mkdir -p var
	$(BIN)/pybabel -q extract -F pyproject.toml -k tell -k tell_many:1,2 -k gettext_noop -k Sentence --no-location --omit-header --sort-output --no-wrap -o var/ui.pot admin_ui integration connectors jobs
	@for po in integration/languages/*/ui.po; do \
		$(BIN)/pybabel -q update -i var/ui.pot -o $$po -l $$(basename $$(dirname $$po)) --no-wrap --no-fuzzy-matching --ignore-obsolete --omit-header || exit 1; \
	done

clean: ## remove the environment and the caches; data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
