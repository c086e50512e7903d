# Every target works from a fresh clone: the first one that runs makes ./venv.
.PHONY: demo demo-check test coverage items faults rates api-schema dev sample lint lint-types lint-style lint-imports lint-complexity format bench protos requirements rules rules-mutants schemas clean
PYTHON ?= python3
# Processes that share the tests out among them, each with a local Firebase of its own, and more options for pytest.
WORKERS ?= 2
OPTIONS ?=
BIN := venv/bin
# make demo PRESET=grocer LENGTH=year: another business; a year of its purchases instead of some months, or full: all
PRESET ?= cafe
LENGTH ?= default

venv/installed: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q -j 0 venv/lib || true
	touch $@

# The emulator's classes, as Java keeps them: local Firebase starts in half the time. It starts without them too.
build/emulator.jsa: | venv/installed
	-$(BIN)/python -m local.firestore.class_archive

demo: venv/installed build/emulator.jsa
	$(BIN)/python -m demo --preset $(PRESET) --length $(LENGTH)

demo-check: venv/installed
	$(BIN)/python -m demo.check build/demo.json

# The official Firebase SDK for JavaScript, whose tests are left out where Node is not there.
tests/js/node_modules/installed: tests/js/package-lock.json
	@if command -v npm >/dev/null && (cd tests/js && npm ci --ignore-scripts --no-audit --no-fund --silent); then touch $@; \
	else echo "npm is not there, or cannot install: the tests of the official SDK (tests/js) are left out"; fi

test: venv/installed build/emulator.jsa tests/js/node_modules/installed
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(OPTIONS)

# What the unit tests run of functions/domain (the staff API's run its views): lines and branches, at least this share.
coverage: venv/installed
	EVERY_EXAMPLE=1 $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal --cov --cov-fail-under=98 tests/unit

items: venv/installed
	$(BIN)/python -m tests.items

faults: venv/installed
	$(BIN)/python -m tests.faults
	EVERY_EXAMPLE=1 $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal tests/unit/domain

rates: venv/installed
	$(BIN)/python -m tests.rates

# The staff API is asked many more questions that its OpenAPI document allows than by make test; EXAMPLES of each operation.
EXAMPLES ?= 100
api-schema: venv/installed
	STAFF_API_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest --timeout 3600 tests/unit/http/staff_api/test_document.py

dev: venv/installed build/emulator.jsa
	@echo "once it prints ready: make sample, in another terminal, for an organisation and tokens to sign in with"
	$(BIN)/python -m local

# For the local Firebase that `make dev` runs in another terminal: an organisation to show, and tokens for each role.
# make sample PRESET=dairy ORG=milk: another business, beside the first.
ORG ?= sample
sample: venv/installed
	$(BIN)/python -m clients.sample --preset $(PRESET) --org $(ORG)

# The tools side by side: mypy takes most of the time, and one processor.
lint: venv/installed
	$(MAKE) --no-print-directory --jobs=4 lint-types lint-style lint-imports lint-complexity

lint-types:
	$(BIN)/mypy

lint-style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-imports:
	$(BIN)/lint-imports --no-cache

lint-complexity:
	above_10=$$($(BIN)/radon cc --show-complexity --min C functions) && echo "$$above_10" && test -z "$$above_10"

format: venv/installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: venv/installed
	$(BIN)/python -m bench

# firestore.rules and docs/permissions.md, of the tables of readers and commands.
rules: venv/installed
	$(BIN)/python -m rules

# Each condition of firestore.rules dropped, negated or widened in turn; a test has to fail for each.
rules-mutants: venv/installed build/emulator.jsa tests/js/node_modules/installed
	$(BIN)/python -m tests.rules.mutants

# schemas/, the made files of flutter/ and the table of docs/flutter.md, of the models.
schemas: venv/installed
	$(BIN)/python -m clients

# Into a place of its own: nothing else needs protoc.
protos: venv/installed
	$(BIN)/python -m venv build/protoc
	build/protoc/bin/pip install --quiet grpcio-tools==1.85.1
	build/protoc/bin/python -m grpc_tools.protoc -I . --python_out=. --pyi_out=. functions/googleapis/*.proto

requirements: venv/installed
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --python-version 3.11 requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf build venv tests/js/node_modules
