# Everything that is set up goes into .venv/ of this checkout.
PYTHON ?= python3

.PHONY: build demo test check

build: .venv/ready
	@.venv/bin/python build.py

.venv/ready: pyproject.toml
	@$(PYTHON) -m venv .venv
	@.venv/bin/python build.py --dependencies
	@touch .venv/ready

# Compile and run a real program of several files with `make CC=vcc`.
demo: build
	@.venv/bin/python tests/systems/run.py --demo

# What continuous integration runs.
test: build
	@.venv/bin/python tests/sources.py
	@.venv/bin/python -m pytest -n auto --dist=worksteal tests
