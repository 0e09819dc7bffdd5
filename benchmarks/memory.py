"""Measuring what a process holds in memory."""

import os
import subprocess
import sys

_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes, of what the system counts in


def resident_megabytes(process: int) -> float:
    """What it holds now, as `ps` says."""
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(process)])) * 1024 / 1e6


def ended(process: int) -> tuple[int, float]:
    """Waits for a child: its exit status, and the most megabytes that it or one of its own children ever held."""
    _, status, usage = os.wait4(process, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_maxrss * _UNIT / 1e6
