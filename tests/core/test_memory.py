"""Freed memory is used again."""

import subprocess
import sys

import pytest

FAULTS = """
import resource
import numpy as np
from core.memory import keep_freed_memory

assert keep_freed_memory()
for _ in range(5):
    np.ones(1_000_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(50):
    np.ones(1_000_000)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def page_faults() -> int:
    """Of fifty blocks of 8 MB, one after the other, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", FAULTS], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep memory their own way")
def test_a_block_of_the_same_size_costs_nothing_the_next_time() -> None:
    assert page_faults() < 1_000
