# make run: the sample claim, from nothing.  make test: everything CI checks.

PY ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
INSTALLED := .venv/.installed
EXACT := payout/money.py,payout/expr.py,payout/policy.py,payout/compile/*,payout/calculate/*
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

.PHONY: run test serve bench peers fonts lock clean

run: fonts
	$(BIN)/payout demo

test: fonts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest --numprocesses auto --dist worksteal --cov --cov-report=
	$(BIN)/coverage report --include='$(EXACT)' --fail-under=100

serve: fonts
	$(BIN)/payout serve

bench: fonts
	$(BIN)/python -m bench

# The engines that `make bench` compares with; nothing else needs them.
peers: $(INSTALLED)
	$(PIP) --require-hashes --only-binary :all: -r requirements-bench.txt

# Makes the fonts the first time; afterwards only looks whether they are there.
fonts: $(INSTALLED)
	@$(BIN)/python -m payout.fonts >/dev/null

$(INSTALLED): requirements-dev.txt pyproject.toml
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo 'python3-venv is missing: sudo apt-get install -y python3-venv' >&2; exit 69; }
	$(PY) -m venv .venv
	$(PIP) --require-hashes --only-binary :all: -r requirements-dev.txt
	$(PIP) --no-build-isolation -e .
	@touch $@

# Keeps the pins that still fit; `make lock ARGS=--upgrade` takes the newest releases.
lock:
	$(LOCK) $(ARGS) --extra api --extra seal --extra token --group dev pyproject.toml -o requirements-dev.txt
	$(LOCK) --extra api --extra seal --constraint requirements-dev.txt pyproject.toml -o requirements.txt
	$(LOCK) --constraint requirements-dev.txt --group pyproject.toml:bench -o requirements-bench.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* build dist out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
