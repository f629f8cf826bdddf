# The four commands: run, check, test, bench (and demo, judge). They work from a fresh clone with Python >= 3.11, git and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: run demo test check bench judge weights package audit fix lock clean
.DELETE_ON_ERROR:

run: $(VENV)/.run          ## build, train the starter model if missing, serve
	$(BIN)/doorstep serve

demo: $(VENV)/.run         ## a throw-away browser on a sample inbox
	$(BIN)/doorstep demo

test: $(VENV)/.test        ## every test, in real browsers
	$(BIN)/python tests/install_browsers.py
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.check node_modules/.doorstep   ## format, lint, types, corpus
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/codespell README.md docs server model requirements tests/bench training_data/DATASHEET.md
	$(BIN)/python -m model.corpus training_data
	$(BIN)/python -m server.extension_package dist
	npm run --silent check

bench: $(VENV)/.test       ## the table of timings, written to docs/benchmarks.md
	$(BIN)/python -m tests.bench

weights:                   ## make the encoder's weights anew (see docs/how-to/make-the-weights.md)
	$(PYTHON) -m venv build/weights-venv
	build/weights-venv/bin/python -m pip install --quiet --require-hashes -r requirements/weights.txt
	build/weights-venv/bin/python -m model.finetune training_data

package:                   ## the extension's zips and texts for the stores, in dist/
	$(PYTHON) -m server.extension_package dist

FAR   ?=
JSON  ?=
PLOTS ?=
judge: $(VENV)/.run        ## how well the model judges; FAR=file, JSON=file, PLOTS=folder
	$(BIN)/python -m model.judge training_data $(if $(FAR),--far "$(FAR)") $(if $(JSON),--json "$(JSON)") $(if $(PLOTS),--plots "$(PLOTS)")

audit: node_modules/.doorstep   ## known faults of what is locked; asks the databases of PyPI and npm
	$(PYTHON) -m venv build/audit-venv
	build/audit-venv/bin/python -m pip install --quiet pip-audit
	build/audit-venv/bin/pip-audit --disable-pip --require-hashes -r requirements/run.txt
	npm audit

fix: $(VENV)/.check        ## repair what can be repaired
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:                      ## write requirements/*.txt anew (needs uv)
	requirements/lock.sh

clean:
	rm -rf $(VENV) node_modules build dist

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Doorstep needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing; on Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }

$(VENV)/.run: $(VENV)/bin/python requirements/run.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

$(VENV)/.check: $(VENV)/.run requirements/check.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/check.txt
	@touch $@

node_modules/.doorstep: package.json package-lock.json
	@command -v npm >/dev/null || { echo "make check needs node 20 with npm for the extension's lint and types; running Doorstep does not."; exit 1; }
	npm ci --silent --no-audit --no-fund
	@touch $@
