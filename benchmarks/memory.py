"""Measuring what a process holds in memory."""

import subprocess


def resident_megabytes(process: int) -> float:
    """What it holds now, as `ps` says."""
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(process)])) * 1024 / 1e6
