.DEFAULT_GOAL := help
PY ?= python3
BIN := .venv/bin

help: ## what each command does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

lock: ## write requirements/*.txt anew from pyproject.toml
	uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --extra embedded --extra postgres pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --extra embedded --extra postgres --group dev --group bench pyproject.toml -o requirements/dev.txt
	uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header --extra embedded --extra postgres --extra scan --extra pdf pyproject.toml -o requirements/all.txt
