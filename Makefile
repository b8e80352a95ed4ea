# Every target makes its own environment first, from python3 alone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# Tests and runs start hundreds of processes, and each would compile the project anew.
unexport PYTHONDONTWRITEBYTECODE

TARGET ?= sandbox
ARGS ?=
VERSIONS ?= lowest-direct

.DEFAULT_GOAL := help
.PHONY: help environment conformance test test-browser ends coverage check docs generate spec-update sandbox bench prove lock clean

# The official client that the sandbox is tried with lives in an environment of its own.
OFFICIAL := .venvs/py-clob-client-v2

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

$(READY): requirements/dev.txt pyproject.toml
	@echo "making the environment $(VENV); it takes one to three minutes, once"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

environment: $(READY) ## make the environment and nothing else

conformance: $(READY) ## judge a server in about 5 minutes (TARGET=sandbox|staging|production|URL), in one with ARGS=--quick
	$(BIN)/clob-conformance run --target $(TARGET) $(ARGS)

$(OFFICIAL)/.ready: requirements/py-clob-client-v2.txt
	$(PYTHON) -m venv $(OFFICIAL)
	$(OFFICIAL)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# The client as a user installs it, without what develops it, and the newer official one: to measure beside.
MEASURED := .venvs/bench .venvs/polymarket-client

$(MEASURED:=/.ready): .venvs/%/.ready: requirements/%.txt
	$(PYTHON) -m venv .venvs/$*
	.venvs/$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

test: $(READY) $(OFFICIAL)/.ready .venvs/polymarket-client/.ready ## run every test
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

ends: $(READY) ## the quick suite with the versions at one end of what it takes (VERSIONS=lowest-direct|highest)
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venvs/$(VERSIONS)
	$(BIN)/uv pip install --quiet --python .venvs/$(VERSIONS) --resolution $(VERSIONS) ".[conformance]"
	.venvs/$(VERSIONS)/bin/clob-conformance run --quick --report-dir reports/$(VERSIONS) $(ARGS)

coverage: $(READY) $(OFFICIAL)/.ready .venvs/polymarket-client/.ready ## run every test and measure what they run: reports/coverage
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report= $(ARGS)
	mkdir -p reports/coverage
	$(BIN)/coverage html --quiet --directory reports/coverage/html
	$(BIN)/coverage report --format markdown > reports/coverage/summary.md
	$(BIN)/coverage report --format total

generate: $(READY) ## make generated/ from the description and the overlays
	$(BIN)/clob-spec generate

spec-update: $(READY) ## take upstream's description in, regenerate, judge (FROM=URL or file)
	$(BIN)/clob-spec update $(if $(FROM),--from "$(FROM)") $(ARGS)

sandbox: $(READY) ## run the local exchange (ARGS="--port 8080 --profile observed")
	$(BIN)/clob-sandbox serve $(ARGS)

test-browser: $(READY) ## the pages of the report and of the sandbox, in Debian's chromium
	$(BIN)/python -m pytest conformance/tests/browser $(ARGS)

bench: $(READY) $(OFFICIAL)/.ready $(MEASURED:=/.ready) ## the client's speed beside the official ones (ARGS="--rounds 3")
	$(BIN)/python conformance/benchmarks
	$(BIN)/python conformance/benchmarks/load.py
	$(BIN)/python conformance/benchmarks/suite_speed.py
	$(BIN)/python openapi/benchmarks/diff_speed.py
	$(BIN)/python overlays/benchmarks ours=.venvs/bench/bin/python \
		py-clob-client-v2=$(OFFICIAL)/bin/python polymarket-client=.venvs/polymarket-client/bin/python $(ARGS)

prove: $(READY) ## the suite's proof: faults caught, no good server blamed, kills (ARGS="kills --few 3")
	$(BIN)/python -m clob_prove $(ARGS)

# Sphinx is for these pages alone, so it is not in requirements/dev.txt.
$(VENV)/.docs: $(READY) requirements/docs.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/docs.txt
	@touch $@

# Afresh each time: Sphinx does not know that parts of the pages come from the code.
docs: $(VENV)/.docs ## build the documentation: site/index.html, to be read without a network
	rm -rf site
	$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going --fresh-env --builder html \
		--doctree-dir $(VENV)/doctrees docs site
	PYTHONPATH=docs $(BIN)/python -m clob_docs.site site

check: $(READY) ## lint, types, and is generated/ what the generator makes?
	$(BIN)/clob-spec check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	for tests in openapi/tests overlays/tests conformance/tests docs/tests tests; do $(BIN)/mypy $$tests || exit 1; done
	$(BIN)/clob-spec lint --effective
	$(BIN)/zizmor --offline --quiet .github

lock: ## pin every dependency again, with hashes
	test -x $(BIN)/uv || { $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet uv; }
	$(BIN)/uv pip compile pyproject.toml --extra dev --python-version 3.11 --universal --upgrade --generate-hashes \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet -o requirements/dev.txt
	echo "py-clob-client-v2==1.2.1" | $(BIN)/uv pip compile - --python-version 3.11 --universal --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet \
		-o requirements/py-clob-client-v2.txt
	echo "polymarket-client==0.14.0" | $(BIN)/uv pip compile - --python-version 3.11 --universal --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet \
		-o requirements/polymarket-client.txt
	$(BIN)/uv pip compile pyproject.toml --extra fast --python-version 3.11 --universal --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet \
		-o requirements/bench.txt
	$(BIN)/uv pip compile --group docs --constraint requirements/dev.txt --python-version 3.11 --universal --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet \
		-o requirements/docs.txt

clean: ## remove what the targets made, the committed trees aside
	rm -rf $(VENV) .venvs dist reports site .schemathesis .hypothesis .mypy_cache .ruff_cache
