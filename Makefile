# make run     set up and open the app
# make test    set up and run the tests (browser tests where there is a Chromium)
# make check   format, lint, types, import rules
# make lock    compile requirements*.in into the pinned requirements*.txt

# The first Python that will do: a system's python3 may be too old, or too new for some of the pinned wheels.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
  $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$python && exit; \
  done; echo python3)
PORT ?= 8501
VENV := .venv
PY := $(VENV)/bin/python

.DEFAULT_GOAL := run
.PHONY: run test check format lock clean

run: $(VENV)/run.stamp
	$(PY) -m streamlit run app.py --server.port $(PORT)

test: $(VENV)/dev.stamp
	$(PY) -m pytest -n auto --maxprocesses 4 $(ARGS)

check: $(VENV)/dev.stamp
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	PYTHONPATH=. $(VENV)/bin/lint-imports

format: $(VENV)/dev.stamp
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

# The lock files hold for every platform and Python from 3.11 on.
lock: $(VENV)/bin/python
	$(PY) -m pip install -q uv
	for name in requirements requirements-train requirements-dev requirements-ray requirements-published; do \
	  $(PY) -m uv pip compile -q --universal --python-version 3.11 --no-emit-index-url \
	    --custom-compile-command "make lock" $$name.in -o $$name.txt || exit 1; \
	done

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; v = sys.version_info; (3, 11) <= v < (3, 14) or sys.exit("Kindmirror needs Python 3.11, 3.12 or 3.13; $(PYTHON) is %d.%d. If you have one: make PYTHON=python3.12" % v[:2])'
	$(PYTHON) -m venv $(VENV) || (rm -rf $(VENV); exit 1)  # or the next run takes half a venv for a whole one

# A stamp records that its requirements are installed; it is renewed when they change.
$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	$(PY) -m pip install --disable-pip-version-check -q -r requirements.txt
	touch $@

$(VENV)/dev.stamp: requirements-dev.txt requirements-train.txt requirements.txt | $(VENV)/bin/python
	$(PY) -m pip install --disable-pip-version-check -q -r requirements-dev.txt
	touch $@ $(VENV)/run.stamp

clean:
	rm -rf $(VENV)
