# make run     set up and open the app
# make test    set up and run the tests (browser tests where there is a Chromium)
# make check   format, lint, types, import rules
# make lock    compile requirements*.in into the pinned requirements*.txt

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
PY := $(VENV)/bin/python
PACKAGES := app.py pages ui core recommendations training

.DEFAULT_GOAL := run
.PHONY: run test check format lock clean

run: $(VENV)/run.stamp
	$(PY) -m streamlit run app.py --server.port $(PORT)

test: $(VENV)/dev.stamp
	$(PY) -m pytest $(ARGS)

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
	for name in requirements requirements-train requirements-dev requirements-ray; do \
	  $(PY) -m uv pip compile -q --universal --python-version 3.11 --no-emit-index-url \
	    --custom-compile-command "make lock" $$name.in -o $$name.txt || exit 1; \
	done

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit("Kindmirror needs Python 3.11 or later; $(PYTHON) is %d.%d. Try: make PYTHON=python3.12" % v[:2])'
	$(PYTHON) -m venv $(VENV)

# A stamp records that its requirements are installed; it is renewed when they change.
$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	$(PY) -m pip install --disable-pip-version-check -q -r requirements.txt
	touch $@

$(VENV)/dev.stamp: requirements-dev.txt requirements-train.txt requirements.txt | $(VENV)/bin/python
	$(PY) -m pip install --disable-pip-version-check -q -r requirements-dev.txt
	touch $@ $(VENV)/run.stamp

clean:
	rm -rf $(VENV)
