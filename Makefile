# Everything a newcomer, a developer and CI need. Works with make 3.81 and later.
PORT ?= 8000
PYTHON := .venv/bin/python
LOCK := pyproject.toml uv.lock .python-version scripts/setup
# Checks that need Django's settings but no server.
OFFLINE := LATCHKEY_ENV=test DATABASE_UNPOOLED=yes DATABASE_URL=postgresql://none@127.0.0.1:9/none \
	REDIS_URL=redis://127.0.0.1:9/0

.PHONY: help demo test proofs lint format range

help: ## List what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "%-14s%s\n", $$1, $$2 }'

demo: .venv/.ready-to-run ## Run the whole shop on 127.0.0.1 (PORT=8000) until Ctrl-C
	@exec $(PYTHON) -m settings.demo --port $(PORT)

test: .venv/.ready-to-develop ## Run every test (ARGS="tests/shop -k name" for some)
	@scripts/setup --tests
	@begun=$$(date +%s); code=0; \
	$(PYTHON) -m pytest -n auto --maxprocesses 8 $(ARGS) || code=$$?; \
	echo "Wall time: $$(($$(date +%s) - begun)) s"; exit $$code

proofs: .venv/.ready-to-develop ## Prove at length that a silent cancel cannot be told (PROOF_PAIRS=10000 PROOF_JOURNEYS=1000)
	@scripts/setup --tests
	PROOFS=1 $(PYTHON) -m pytest -n0 -s tests/journeys/test_twin_worlds.py tests/journeys/test_vantage.py \
	  tests/journeys/test_distinguisher.py tests/journeys/test_timing.py $(ARGS)

range: .venv/.ready-to-develop ## Let attackers and people at a shop of 20,000 products (ARGS="--people 0 --only scrapy")
	@scripts/setup --tests
	@$(PYTHON) -m tests.range $(ARGS)

lint: .venv/.ready-to-develop ## Check style, types, the house's contracts, settings and migrations
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	$(OFFLINE) $(PYTHON) manage.py check --fail-level WARNING
	$(OFFLINE) $(PYTHON) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

format: .venv/.ready-to-develop ## Sort imports and lay out the code
	.venv/bin/ruff check --select I --fix .
	.venv/bin/ruff format .

.venv/.ready-to-run: $(LOCK)
	@scripts/setup
	@touch $@

.venv/.ready-to-develop: $(LOCK)
	@scripts/setup --dev
	@touch .venv/.ready-to-run $@
