# Two commands do everything: `make demo` and `make test`. Both make the environment first.
# Needed on the machine: Python >= 3.11 (PYTHON=… picks one). Nothing here needs root but the
# browser of the browser tests, which `tools/system.sh` installs where it may.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DEMO   := demo
AS_OF  := 2025-06-30
SERVE  ?= yes
# uv works with the interpreter that is here and fetches none.
export UV_PYTHON_DOWNLOADS := never

.PHONY: env demo docs test check lint types layers unit docs train benchmarks lock clean

env: $(VENV)/.installed

# uv installs the locked packages ten times faster than pip; it comes itself by pip, by hash.
$(VENV)/.installed: requirements.lock tools/uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更新版本 · Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tools/uv.lock
	$(BIN)/uv pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

# A simulated area, the full run, the top of the list, and the desk on loopback (SERVE=no leaves it out).
demo: env
	$(BIN)/qinqing world --out $(DEMO)/world --if-missing
	$(BIN)/qinqing run $(DEMO)/world/case --out $(DEMO)/run --as-of $(AS_OF)
	$(BIN)/qinqing risks --out $(DEMO)/run --top 15
	@if [ "$(SERVE)" = yes ]; then $(BIN)/qinqing serve --out $(DEMO)/run --case $(DEMO)/world/case --open; fi

test: env
	tools/system.sh
	$(MAKE) check unit

check: lint types layers

lint: env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: env
	$(BIN)/mypy ingest nlp resolve graph risk desk worlds tests benchmarks tools

layers: env
	$(BIN)/lint-imports

# Two to four at a time; each of them one thread of linear algebra, or they wait for one another.
unit: env
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/pytest -n logical --maxprocesses=4 --dist worksteal

# The site of docs/ into build/docs; it needs nothing from another machine, neither to be built nor to be read.
docs: env
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

# The shipped model of the texts, from nlp/corpus (never its held_out part) and the open lists beside the project.
train: env
	$(BIN)/python -m nlp.tagging.train
	$(BIN)/python -m nlp.event_training nlp/corpus/*.txt
	$(BIN)/python -m nlp.relation_training nlp/corpus/*.txt
	$(BIN)/python -m nlp.complaints.training

benchmarks: env
	for script in benchmarks/*.py; do $(BIN)/python -m benchmarks.$$(basename $$script .py) || exit 1; done

lock: env
	$(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --no-header \
	  --no-emit-index-url --no-annotate --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) $(DEMO) build dist .cache
