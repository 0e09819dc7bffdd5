"""Readers start soon: the command waits for none of their imports, and imports none of them itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from core.batch import start

ROOT = Path(__file__).parents[3]


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_command_leaves_to_its_readers_what_they_import() -> None:
    heavy = python(
        "import sys, core.batch.command; print(*sys.modules.keys() & {'numpy', 'cv2', 'PIL', 'ai_edge_litert', 'av'})"
    )
    assert heavy == ""


@pytest.mark.skipif(sys.platform != "linux", reason="readers are copies of a server on Linux only")
def test_a_reader_has_its_imports_from_the_first_and_is_deaf_to_ctrl_c() -> None:
    # The function has to be one that a new process can find by its name: so the modules are looked at by `eval`.
    code = """
from core.batch import start
start.begin()
from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(1, start.context()) as pool:
    here = "__import__('sys').modules.keys() >= {'core.batch.reader', 'cv2', 'ai_edge_litert'}"
    print(pool.submit(eval, here).result())
    print(pool.submit(eval, "__import__('signal').getsignal(2) == __import__('signal').SIG_IGN").result())
import signal
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""
    assert python(code).split() == ["True", "True", "True"]


def test_elsewhere_readers_start_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert start.context().get_start_method() == "spawn"
