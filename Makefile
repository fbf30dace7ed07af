# `make` alone tells what there is. Everything runs in .venv, which set-up makes and keeps up to date.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check format lock reset clean
PYTHON ?= python3
# Compiled modules are kept: without them every process of the demo and the tests compiles all packages anew.
export PYTHONDONTWRITEBYTECODE :=
RUN := .venv/bin/python

help: ## Tell what each command does
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile

setup: ## Make the environment and fetch the front-end files; the others do it by themselves
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install Python 3.11 or later, for example 'apt-get install python3'." >&2; exit 1; }
	@$(PYTHON) cmsportal/local/bootstrap.py

demo: setup ## Run the portal with a fictional programme; PORT=9000 chooses the port
	@$(RUN) -m cmsportal.local.demo

test: setup ## Run all tests; ARGS="tests/local -k port" chooses some
	@$(RUN) -m cmsportal.local.suite $(ARGS)

check: setup ## Look for slips without running the portal: style, types, templates, safety, locks, licences
	@$(RUN) -m cmsportal.local.checks

format: setup ## Put the code into one form
	@$(RUN) -m ruff check --fix --quiet .
	@$(RUN) -m ruff format .

lock: setup ## Renew the hashed lock files from requirements/*.in
	@$(RUN) -m cmsportal.local.locks

reset: ## Forget the demo's data
	@rm -rf var/demo var/mail

clean: reset ## Forget everything that set-up made, too
	@rm -rf .venv node_modules static/vendor staticfiles var
