# Everything that a checkout needs. A machine with Python 3.11 or later (with venv), make and git is enough.
PYTHON ?= python3
BIN = .venv/bin
DATA ?= ../shared/data
LOCKER = uv==0.13.9
AUDITOR = pip-audit==2.10.1
PREFIX ?= /opt/onewayin
QUIET = --quiet --disable-pip-version-check
# What is installed is what the lock files have the hashes of; a wheel, but for what has none. The project itself comes last, and
# fetches nothing.
LOCKED = pip install $(QUIET) --require-hashes --only-binary :all: --no-binary atomicwrites,forbiddenfruit --no-build-isolation
ITSELF = pip install $(QUIET) --no-deps --no-build-isolation
LOCK = .venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
# The tests of a module, or of a class in it, stay in one process: those of a network share a server. What takes longest is begun first
# (tests/conftest.py). Many of them wait for a network: four processes have work for two cores.
BESIDE = --dist loadscope --no-loadscope-reorder
SHAPE_PEERS = svcs==26.2.0 starlette==1.10.0

# Else each process of the tests, and each that they start, compiles the whole project anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: chat test quick lint rows ablation match shape trust newarea knowledge-bench drill soak flood linear live pictures install lock audit clean

chat: .venv/run          ## talk with the bot in the terminal
	@$(BIN)/onewayin chat

test: .venv/dev          ## every test
	$(BIN)/pytest --numprocesses 4 $(BESIDE)

quick: .venv/dev         ## the tests that need nothing from outside, and compute little; of many alike some: a minute
	$(BIN)/pytest -m "not slow and not long and not more" --numprocesses 3 $(BESIDE)

lint: .venv/dev          ## style, types and the arrows between the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

rows: .venv/dev          ## docs/rows.md: each row of the sources and the entries that answer it
	PYTHONPATH=. $(BIN)/python benchmarks/rows.py

ablation: .venv/dev      ## docs/matching.md: what each part of the deciding gives
	PYTHONPATH=. $(BIN)/python benchmarks/ablation.py --write

match: .venv/dev         ## docs/matching.md: the matcher beside its peers, on the question sets in $(DATA)
	PYTHONPATH=. $(BIN)/python benchmarks/match.py --data $(DATA) --write

shape: .venv/shape       ## docs/architecture.md: sizes, widths and floors of the code, before, now and beside two libraries
	PYTHONPATH=. $(BIN)/python benchmarks/shape.py --peers $< --write

trust: .venv/dev         ## how far the matcher is trusted, fitted on the shipped knowledge (five minutes): after a change of bot/matching
	PYTHONPATH=. $(BIN)/python benchmarks/trust.py --write

newarea: .venv/dev       ## docs/matching.md: what an area with few ways of asking is answered
	PYTHONPATH=. $(BIN)/python benchmarks/newarea.py --write

knowledge-bench: .venv/dev ## docs/matching.md: what a change of the knowledge costs
	PYTHONPATH=. $(BIN)/python benchmarks/learning.py --write

drill: .venv/dev         ## kill the bot two hundred times under load: nothing is lost, nothing comes twice
	PYTHONPATH=. $(BIN)/python benchmarks/drill.py --kills 200 --questions 2000

soak: .venv/dev          ## half an hour on both networks at once, with kills, cut lines, a full disk, a set clock, edits: what is lost, what grows
	PYTHONPATH=. $(BIN)/python benchmarks/soak.py

flood: .venv/dev         ## one asker writes 1,000 messages while others ask, on both networks: how long they wait, what grows
	PYTHONPATH=. $(BIN)/python benchmarks/flood.py

linear: .venv/dev        ## no text costs more than its length: every function of text and every pattern, a table
	PYTHONPATH=. $(BIN)/python benchmarks/linear.py

live: .venv/dev          ## 10,000 questions while the knowledge is edited a hundred times: what fails, what stalls
	PYTHONPATH=. $(BIN)/python benchmarks/live.py

pictures: .venv/dev      ## docs/*-near.png and the like: what an asker sees on a telephone (needs Chromium: apt-get install chromium)
	PYTHONPATH=. $(BIN)/python benchmarks/pictures.py

install:                 ## the command onewayin, with the knowledge in it, in an environment of its own: PREFIX
	$(PYTHON) -m venv $(PREFIX)
	$(PREFIX)/bin/$(LOCKED) -r requirements/build.txt
	$(PREFIX)/bin/$(LOCKED) -r requirements/run.txt
	$(PREFIX)/bin/$(ITSELF) .

lock: .venv/lock         ## requirements/: versions that fit pyproject.toml, with their hashes; UPGRADE=--upgrade: the newest
	$(LOCK) $(UPGRADE) pyproject.toml --extra dev --extra bench -o requirements/dev.txt
	$(LOCK) -c requirements/dev.txt pyproject.toml -o requirements/run.txt
	$(LOCK) -c requirements/dev.txt --group build -o requirements/build.txt

audit: .venv/dev .venv/audit ## known faults of what the lock files install, where the advisories can be reached
	PYTHONPATH=.venv/audit $(BIN)/python -m pip_audit --require-hashes --disable-pip -r requirements/run.txt

clean:
	rm -rf .venv

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed (PYTHON=python3.12 make ...)."; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/run: .venv/python pyproject.toml requirements/build.txt requirements/run.txt
	$(BIN)/$(LOCKED) -r requirements/build.txt
	$(BIN)/$(LOCKED) -r requirements/run.txt
	$(BIN)/$(ITSELF) -e .
	@touch $@

.venv/dev: .venv/run requirements/dev.txt
	$(BIN)/$(LOCKED) -r requirements/dev.txt
	@touch $@

.venv/lock: .venv/python Makefile
	rm -rf $@
	$(BIN)/pip install $(QUIET) --target $@ $(LOCKER)
	@touch $@

.venv/audit: .venv/python Makefile
	rm -rf $@
	$(BIN)/pip install $(QUIET) --target $@ $(AUDITOR)
	@touch $@

.venv/shape: .venv/python Makefile
	rm -rf $@
	$(BIN)/pip install $(QUIET) --no-deps --target $@ $(SHAPE_PEERS)
	@touch $@
