# `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
VENV := .venv
INSTALLED := $(VENV)/.installed
# The environment's own tools first, whatever else is active.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export VIRTUAL_ENV := $(CURDIR)/$(VENV)

CUSTOMERS ?= 100000

.PHONY: help install build test pytest dbt-test lint format contracts docs clean bench \
	bench-identity bench-linking bench-new-records example-online-retail fuzz lock \
	email-domains country-words

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) \
		| awk -F ':.*## ' '{printf "  %-24s %s\n", $$1, $$2}'

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "strata needs Python 3.11 or later: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --require-hashes -r requirements.lock
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation --editable .
	@touch $@

install: $(INSTALLED) ## Make .venv and install everything into it

# dbt-core requires dbt-core-experimental-parser. That package downloads a program from
# GitHub while it is built, and dbt runs the program only with --use-v2-parser. An empty
# package takes its place while pip resolves; the lock leaves it out. uv adds the hashes of
# all files of each release, for every platform.
LOCKING := target/lock
lock: ## Write requirements.lock: the newest versions that pyproject.toml allows
	@rm -rf $(LOCKING) && mkdir -p $(LOCKING)/parser
	@printf '%s\n' '[project]' 'name = "dbt-core-experimental-parser"' \
		'version = "2.0.0"' '[tool.setuptools]' 'py-modules = []' \
		> $(LOCKING)/parser/pyproject.toml
	$(PYTHON) -m venv $(LOCKING)/venv
	$(LOCKING)/venv/bin/python -m pip install --quiet --disable-pip-version-check \
		$(LOCK_OPTIONS) ./$(LOCKING)/parser --editable '.[dev]'
	$(LOCKING)/venv/bin/python -m pip freeze --all --exclude pip \
		--exclude dbt-core-experimental-parser --exclude-editable \
		> $(LOCKING)/versions.txt
	$(PYTHON) -m venv $(LOCKING)/uv
	$(LOCKING)/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(LOCKING)/uv/bin/uv pip compile --quiet --no-deps --universal \
		--python-version 3.11 --generate-hashes --no-header --no-annotate \
		--output-file $(LOCKING)/hashes.txt $(LOCKING)/versions.txt
	@{ grep '^#' requirements.lock; cat $(LOCKING)/hashes.txt; } \
		> $(LOCKING)/requirements.lock
	@mv $(LOCKING)/requirements.lock requirements.lock

email-domains: $(INSTALLED) ## Write the disposable domains of the seed email_domains
	python seeds/reference/people/email_domains.py

country-words: $(INSTALLED) ## Write the names and codes of the seed country_words
	python seeds/reference/vocabularies/country_words.py

build: $(INSTALLED) ## Build the demo into strata.duckdb and print the segments
	dbt build
	@strata segments

test: pytest ## Run every test and the linters
	@$(MAKE) --no-print-directory --jobs=2 --output-sync dbt-test lint

# A database of its own, so that a test never touches what was built. pytest and dbt-test
# have the same one for dbt's parser: what it has parsed holds for one database.
TEST_ENV := DBT_TARGET_PATH=target/test STRATA_DATABASE=target/test/strata.duckdb

# A worker per core; the tests of one file share their builds, so they stay together, and
# those of tests/integration, which take longest, come first.
pytest: $(INSTALLED)
	$(TEST_ENV) dbt --quiet parse
	pytest -n 2 --dist loadfile --no-loadscope-reorder

dbt-test: $(INSTALLED)
	@rm -rf target/test/strata.duckdb target/test/strata.state
	$(TEST_ENV) dbt --quiet build --select "fqn:*"
	@echo "dbt build with all data and unit tests passed"

lint: $(INSTALLED) ## Check the style of Python and SQL
	ruff check .
	ruff format --check .
	@rm -f target/lint.duckdb
	STRATA_RAW_DIR= dbt --quiet build --target lint --target-path target/lint \
		--select +int_feature_uses segment_schemes value_tiers
	sqlfluff lint --disable-progress-bar models tests/generic tests/singular

format: $(INSTALLED) ## Put Python and SQL into style
	ruff check --fix .
	ruff format .
	sqlfluff fix --disable-progress-bar models tests/generic tests/singular

contracts: $(INSTALLED) ## Write the contracts of the feature marts from the catalogue
	@python -m strata.contracts

docs: $(INSTALLED) ## Write dbt docs to target/static_index.html
	dbt docs generate --static
	@echo "Open target/static_index.html"

bench: $(INSTALLED) ## Time a build at scale beside plain pandas (CUSTOMERS=100000)
	@python -m bench.run --customers $(CUSTOMERS) $(BENCH_OPTIONS)

bench-identity: $(INSTALLED) ## Find people in labelled records (SET=a folder of yours)
	@python -m bench.identity $(if $(SET),--set "$(SET)")

bench-linking: $(INSTALLED) ## Time linking a million records beside bare Splink
	@python -m bench.linking run $(BENCH_OPTIONS)

bench-new-records: $(INSTALLED) ## Compare records that come in steps with one build
	@python -m bench.new_records

fuzz: $(INSTALLED) ## Build 200 damaged inputs: none may lose a row in silence
	@python -m bench.fuzz $(FUZZ_OPTIONS)

example-online-retail: $(INSTALLED) ## Build UCI Online Retail (SOURCE=its file)
	@test -n "$(SOURCE)" || \
		{ echo "Name the file: make $@ SOURCE=online_retail.parquet"; exit 1; }
	@rm -rf target/online_retail target/online_retail.*
	strata map examples/online_retail/mapping.sql --source "$(SOURCE)" \
		--out target/online_retail
	STRATA_RAW_DIR=target/online_retail \
		STRATA_DATABASE=target/online_retail.duckdb \
		STRATA_REPORTING_CURRENCY=GBP STRATA_REPORTING_TIMEZONE=Europe/London \
		dbt build
	@strata quality --database target/online_retail.duckdb
	@strata segments --database target/online_retail.duckdb

clean: ## Delete what was built, but not .venv and strata.state
	rm -rf target logs strata.duckdb strata.duckdb.wal strata.duckdb.tmp
