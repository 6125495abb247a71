# Isotherm: `make help` lists what there is. Every target sets up what it needs first.

.DEFAULT_GOAL := help
SHELL := bash
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UNIT := $(BIN)/python -m pytest -q -n auto tests/unit

.PHONY: help install serve test test-engines check lint unit audit bench bench-growth docs notebooks screenshot snapshot data image-test constraints format clean remake system

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*  ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*  ## /  make \1\t/' | expand -t 20

install: $(READY)  ## set up .venv with what the constraints name
	@echo "Ready: $$($(BIN)/python --version) in $(VENV)"

serve: $(READY)  ## serve the dashboard on this machine (PORT=5006)
	@$(BIN)/python -m dashboard refresh --first || true
	@exec $(BIN)/python -m dashboard serve

test: system lint  ## all checks and all tests, the browser's included
	$(BIN)/python -m pytest -n auto --dist loadfile tests/unit tests/integration
	@# Apart: Playwright leaves an event loop running, in which other tests could start none.
	$(BIN)/python -m pytest -n auto --dist loadfile tests/e2e
	@bash tests/system-packages engines
	$(BIN)/python -m pytest -n auto --dist loadgroup tests/engines

test-engines: $(READY) system  ## the page in Chromium, Firefox and WebKit; writes docs/understand/engines.md
	@bash tests/system-packages engines
	$(BIN)/python -m pytest tests/engines --engines-page docs/understand/engines.md

check: lint unit  ## what a commit should pass: style, types, imports, security, unit tests

lint: $(READY)
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/bandit -q -r choropleth dashboard
	bash tests/javascript/check

unit: $(READY)
	$(UNIT)

image-test: $(READY)  ## as root: build the image without Docker or conda, and test what runs from it
	@test "$$(id -u)" -eq 0 || { echo "make image-test needs root, for chroot and mounts." >&2; exit 1; }
	@bash tests/system-packages buildah debootstrap
	$(BIN)/python -m pytest -q tests/image

audit: $(READY)  ## look for known vulnerabilities, where the service can be reached
	@bash tests/audit constraints.txt $(BIN)/pip-audit

bench: $(READY) system  ## measure the page beside Bokeh, Dash, Streamlit, GeoViews and a static page
	$(BIN)/python -m benchmarks

bench-growth: $(READY) system  ## measure what 4 and 16 times as much of everything takes
	$(BIN)/python -m benchmarks.growth

docs: $(READY)  ## build the site in build/docs, warnings as errors
	@# The notice that is switched off is about the builder's future, not about this site.
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet && echo "The site is in build/docs"

notebooks: $(READY) system  ## run the notebooks and render them to docs/notebooks, with pictures
	$(BIN)/python -m docs.render_notebooks

screenshot: $(READY) system  ## take the pictures of README.md and docs/ from the running app
	$(BIN)/python -m docs.screenshot

snapshot: $(READY)  ## download the sources and build dashboard/data again
	$(BIN)/python -m dashboard snapshot

data: $(READY)  ## fetch today's records and indicators, check them, and serve them
	$(BIN)/python -m dashboard refresh

constraints: $(READY)  ## choose the versions anew, within the bounds of pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --extra dev --upgrade --no-annotate \
		--no-header --no-emit-index-url --no-emit-find-links pyproject.toml -o constraints.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --extra dev --generate-hashes --no-annotate \
		--no-header --no-emit-index-url --no-emit-find-links -c constraints.txt pyproject.toml -o hashes.txt

format: $(READY)  ## set the code in its style
	$(BIN)/ruff format -q .
	$(BIN)/ruff check -q --fix .

clean:  ## remove what was made: .venv and caches
	rm -rf $(VENV) build dist *.egg-info tests/javascript/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

system:
	@bash tests/system-packages

# A .venv whose Python is gone, or that is not finished, is made again.
ifneq ($(shell test -x $(BIN)/python && $(BIN)/python -c pass 2>/dev/null && echo runs),runs)
$(READY): remake
endif

$(READY): pyproject.toml constraints.txt
	@if ! $(BIN)/python -c pass 2>/dev/null; then \
		python=$$(bash tests/find-python) && echo "Making $(VENV) with $$python" \
		&& "$$python" -m venv --clear $(VENV); fi
	@echo "Installing the packages that constraints.txt names (a minute or two)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
