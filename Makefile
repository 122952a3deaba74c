# Two commands for a fresh machine that has Python 3.11 or newer, pip and git:
#   make try     asks which service, generates it and starts it
#   make test    runs the test suite
# Both fetch uv into .uv/ if it is not installed, and touch nothing outside this folder.

PYTHON ?= python3
UV := $(or $(shell command -v uv),.uv/bin/uv)
RUN := .venv/bin/python
export UV_PYTHON_DOWNLOADS ?= never
# What is installed may come slowly; only what hangs should fail.
export UV_HTTP_TIMEOUT ?= 600
export UV_HTTP_RETRIES ?= 10
export PIP_DEFAULT_TIMEOUT ?= 600
export PIP_RETRIES ?= 10
# Where images are built, Python is often told to keep nothing that it has compiled: each
# of our many processes would compile anew what it imports.
export PYTHONDONTWRITEBYTECODE :=

# The tests make very many files, and each of them takes a disk its time: they go to
# memory, where a system has some gigabytes of it to give.
MEMORY := /dev/shm
ROOM := $(shell df --block-size=1G --output=avail $(MEMORY) 2>/dev/null | tail -n 1)
ifeq ($(shell test "$(ROOM)" -ge 8 2>/dev/null && echo yes),yes)
test fast thorough updates brokers verify mutants nightly: export TMPDIR ?= $(MEMORY)
endif

.DEFAULT_GOAL := help

help: ## Say what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-12s%s\n", $$1, $$2}' Makefile

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet uv

# An environment: its folder, the Python that it is for.
define make-environment
$(UV) venv --quiet --allow-existing --python $2 $1
$(UV) pip sync --quiet --python $1 --require-hashes $<
@touch $@
endef

.venv/ready: locks/workbench.txt .venv-arq/ready | $(filter .uv/bin/uv,$(UV))
	$(call make-environment,.venv,$(PYTHON))

# catalog.yaml says which alternatives need an environment of their own, and why.
.venv-%/ready: locks/%.txt | $(filter .uv/bin/uv,$(UV))
	$(call make-environment,.venv-$*,$(PYTHON))

# The same on another Python, which uv downloads if this machine has none.
define on-python
.venv-%-$1/ready: export UV_PYTHON_DOWNLOADS := automatic
.venv-%-$1/ready: export UV_PYTHON_INSTALL_DIR := $(CURDIR)/.uv/pythons
.venv-%-$1/ready: locks/%.txt | $(filter .uv/bin/uv,$(UV))
	$$(call make-environment,.venv-$$*-$1,$1)
endef
$(foreach minor,11 12 13 14,$(eval $(call on-python,3.$(minor))))

try: .venv/ready ## Generate a service and start it (Ctrl-C ends it)
	@$(RUN) -m workbench try --uv $(UV)

# A process a core. tests/conftest.py says which tests share one, and puts those first
# that take longest.
PYTEST := $(RUN) -m pytest --dist loadfile --no-loadscope-reorder --numprocesses logical
VERIFY := $(RUN) -m workbench verify --uv $(UV)

test: .venv/ready ## Run the test suite, and read every text of every combination
	$(PYTEST) -m "not brokers and not updates and not thorough"
	$(VERIFY) catalog texts options

fast: .venv/ready ## Run the tests that take no more than a moment
	$(PYTEST) -m "not heavy and not brokers and not updates and not thorough"

thorough: .venv/ready ## Copy, start, fuzz, kill and update services; break the template
	$(PYTEST) -m "brokers or updates or thorough"

updates: .venv/ready ## Have Copier update services, and see what is lost
	$(PYTEST) -m updates

brokers: .venv/ready ## Kill workers and brokers where that is not proven to lose nothing
	$(RUN) -m pytest --believe -m brokers tests/test_brokers.py tests/test_clocks.py \
	    tests/test_servers.py

verify: .venv/ready ## Check what is not proven yet, and certify (FRESH=1: check all)
	$(VERIFY) $(if $(FRESH),--fresh)

mutants: .venv/ready ## Try the mutants of the template that are not known to be caught
	$(VERIFY) mutants

nightly: thorough ## Check all anew, with other breaks of the template each day
	$(VERIFY) --fresh --mutants 6

check: .venv/ready ## Format-check, lint and type-check our own code
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m workbench check

write: .venv/ready ## Write what is derived from the catalog
	$(RUN) -m workbench write

# Not by their dates: a checkout gives all files the same.
lock: $(patsubst locks/%.in,lock-%,$(wildcard locks/*.in)) ## Bring the locks up to date

lock-%: | $(filter .uv/bin/uv,$(UV))
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --group pyproject.toml:dev --output-file locks/$*.txt --no-header \
	    pyproject.toml locks/$*.in

bench: .venv/ready ## Print the figures: copying, updating, requests, jobs, rendering, growth
	$(RUN) -m workbench.benchmarks.yardstick
	$(RUN) -m workbench.benchmarks.copying
	$(RUN) -m workbench.benchmarks.updating
	$(RUN) -m workbench.benchmarks.requests
	$(RUN) -m workbench.benchmarks.jobs
	$(RUN) -m workbench.benchmarks.rendering
	$(RUN) -m workbench.benchmarks.growth

.PHONY: help try test fast thorough updates brokers verify mutants nightly check write lock bench
