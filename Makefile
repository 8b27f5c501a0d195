# Two commands do everything: `make book` and `make test`. Both install what they need, once.
#   PYTHON=python3.12   the Python (3.11 or newer) that makes the environment
#   VENV=/some/folder   where the environment goes
PYTHON ?= python3
VENV ?= .venv
UV ?= uv
NPM ?= npm
JOBS ?= 2
# For the tests alone, which run every backend. It stays out of the lock file: a version has one
# build for CPUs and another for GPUs, each with its own hash. `make test TORCH=` leaves it out.
TORCH ?= torch==2.13.0

BIN = $(VENV)/bin
STAMP = $(VENV)/.infogan-installed
TYPES = node_modules/.package-lock.json
TORCH_STAMP = $(if $(TORCH),$(VENV)/.infogan-$(TORCH))
NBVAL = --nbval-lax --nbval-current-env --nbval-cell-timeout=300
export KERAS_BACKEND ?= tensorflow
export TF_CPP_MIN_LOG_LEVEL ?= 3
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# glibc keeps freed memory (infogan_lib/backends/memory.py says why); other systems ignore these.
export MALLOC_TRIM_THRESHOLD_ ?= 8589934592
export MALLOC_TOP_PAD_ ?= 268435456

.DEFAULT_GOAL := help
.PHONY: help book print epub gettext test quick train notebooks lint scripts coverage lock environment \
	repository release class slides hero mutants install clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

book: $(STAMP) ## Build the HTML book and say where to open it; translated: LOCALE=zh_CN
ifdef LOCALE
	@$(BIN)/python tools/build_book.py html $(LOCALE)
else
	@$(BIN)/jupyter-book build --quiet . > /dev/null
	@$(BIN)/python -c "import pathlib; \
	print('\nThe book is ready. Open', pathlib.Path('_build/html/index.html').resolve().as_uri())"
endif

print: book ## The whole book as a PDF; needs Chromium or Chrome
	@$(BIN)/python tools/print_book.py pdf _build/html _build/print/infogan.pdf

epub: book ## The whole book for e-readers; needs Chromium or Chrome
	@$(BIN)/python tools/print_book.py epub _build/html _build/epub/infogan.epub

gettext: $(STAMP) ## Bring the catalogues in locale/ up to date; begin one: NEW=zh_CN/book/lab
	@$(BIN)/python tools/build_book.py gettext $(NEW)

quick: $(STAMP) ## Run the quick part of the unit tests, while you work
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadscope -m "not slow" tests \
	--ignore=tests/browser --ignore=tests/test_book.py

# Measured: three of the tests in tests/information alone reach 88 % of that room.
FLOOR = 88

coverage: $(STAMP) ## Print which lines of infogan_lib/information its tests reach; a floor holds
	@$(BIN)/python -m pytest -q -n $(JOBS) -m "not slow" tests/information \
	--cov=infogan_lib.information --cov-report=term-missing:skip-covered --cov-fail-under=$(FLOOR)

mutants: $(STAMP) ## Which faults in the library does no test notice? More: ARGS="core --sample 20"
	@$(BIN)/python -m pip install --quiet --no-build-isolation --editable ".[mutants]"
	@$(BIN)/python tools/mutants.py run $(or $(ARGS),core augmentation information measure)

test: $(STAMP) $(TORCH_STAMP) ## Run the unit tests, every notebook and the book's checks
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadscope $(NBVAL) tests notebooks

train: $(STAMP) ## Train on MNIST; change with ARGS="--epochs 5 --out runs/b"
	$(BIN)/python -m infogan_lib train $(or $(ARGS),--seed 0 --out runs/a)

notebooks: $(STAMP) ## Run the notebooks again and store their outputs; one: NAMES=02
	@$(BIN)/python tools/notebooks.py setup
	@$(BIN)/python tools/notebooks.py execute $(NAMES)

lint: $(STAMP) scripts ## Check style, types, and that notebook outputs are as new as their code
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python tools/notebooks.py check

scripts: $(TYPES) ## Check the types of the page's scripts; needs npm
	@node_modules/.bin/tsc --project .

lock: ## Resolve requirements.lock from pyproject.toml (needs uv); all new: UPGRADE=1
	@$(PYTHON) tools/lock.py --uv $(UV) $(if $(UPGRADE),--upgrade)

environment: $(STAMP) ## Write environment.yml and binder/environment.yml
	@$(BIN)/python tools/environments.py

repository: ## Set the address everywhere: REPO=owner/name; links open the tag: RELEASE=1
	@$(PYTHON) tools/repository.py $(REPO) $(if $(RELEASE),--release) $(if $(FROM),--from $(FROM))

release: $(STAMP) ## Name what a release would change: VERSION=0.2.0; make it, unpushed: GO=1
	@$(BIN)/python tools/release.py $(VERSION) $(if $(GO),--go)

class: $(STAMP) ## Copies of the notebooks for a class: without solutions, and with
	@$(BIN)/python tools/class_copies.py

slides: $(STAMP) ## Make slides from the chapters, one deck a part; they show the book's panels
	@test -f _build/html/_static/live/weights.js || $(MAKE) --no-print-directory book
	@$(BIN)/python tools/slides.py

hero: $(STAMP) ## Draw the picture of the first page from the shipped weights
	@$(BIN)/python tools/hero.py

install: $(STAMP) ## Only make the environment

clean: ## Delete the built book and caches; training runs and the environment stay
	rm -rf _build build dist *.egg-info .pytest_cache .ruff_cache .hypothesis .coverage htmlcov
	find infogan_lib tools tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and \
	'Python 3.11 or newer is needed, this is ' + sys.version.split()[0] + '. Try PYTHON=python3.12')"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV): some minutes and 2 GB, once."
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# npm writes this list of what it has installed.
$(TYPES): package.json package-lock.json
	@command -v $(NPM) > /dev/null || { echo "npm is needed to check the page's scripts:" \
	"install Node.js 16.20 or newer."; exit 1; }
	@$(NPM) ci --silent
	@touch $@

$(VENV)/.infogan-torch%: $(STAMP)
	@echo "Installing $(TORCH), for the tests."
	@$(BIN)/python -m pip install --quiet $(TORCH)
	@touch $@
