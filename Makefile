# Resume Hunter. `make help` lists what can be made; `make run` is where to start.

.DEFAULT_GOAL := help
.PHONY: help setup setup-test build run restart test test-swift test-scripts test-browser lint format coverage bench torture \
	fuzz clean

PYTEST = .deps/venv/bin/pytest -c Tests/pytest.ini
SWIFT_TEST = swift test --disable-xctest --skip-build

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## install what is missing: Debian packages, pinned files from PyPI (called by the others)
	@.ci/setup

setup-test:
	@.ci/setup test

build: setup ## build the three programs as `make run` does
	@.ci/build release

run: setup ## build and start everything in the foreground: HUNTER_PORT (8080), HUNTER_DATA (.data), HUNTER_WORKERS (1)
	@exec .ci/stack run --with-parent

restart: build ## deploy: build, then put new processes in the place of the running ones, with no request lost
	@.ci/stack restart

test: test-swift test-scripts test-browser ## every test: Swift, the scripts and the whole stack, a real browser
	@echo "make test: everything passed."

test-swift: setup-test
	swift build --build-tests
	$(SWIFT_TEST)

test-scripts: test-swift
	$(PYTEST) Tests/Scripts

test-browser: test-swift
	$(PYTEST) Tests/Browser

lint: setup-test ## formatting, the floors, the shell scripts
	swift format lint --strict --recursive Sources Tests Package.swift
	.ci/check-layers
	shellcheck $$(grep -lE '^#!/bin/(ba)?sh' .ci/* nginx/* 2>/dev/null)

format: ## format the Swift sources in place
	swift format --in-place --recursive Sources Tests Package.swift

coverage: setup-test ## run the Swift tests and print the lines covered, by target
	swift test --disable-xctest --enable-code-coverage
	@.ci/coverage

bench: ## measure the product beside its peers: BENCH='--only status --seconds 5 --rounds 5 --json FILE'
	@.ci/setup bench
	@.ci/build release
	@.ci/build release bench-pages bench-tasks bench-documents bench-retrieval
	@exec /usr/bin/python3 Tests/Bench/bench.py $(BENCH)

torture: setup-test ## long tests that kill and starve: TORTURE=name chooses
	@.ci/build release
	@.ci/build release torture-worker
	@.deps/venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .ci/torture-requirements.txt
	HUNTER_TEST_CONFIGURATION=release $(PYTEST) Tests/Torture $(if $(TORTURE),-k $(TORTURE))

fuzz: setup-test ## libFuzzer on what reads FastCGI, HTTP, documents and texts: FUZZ=head|records|request|documents|resume|text|score, SECONDS=600
	Tests/Fuzz/run $(or $(FUZZ),request) $(or $(SECONDS),600)

clean: ## remove what was built and fetched; the data stays
	rm -rf .build .deps public/vendor public/static
