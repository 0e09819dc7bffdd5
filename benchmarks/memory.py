"""Measuring what a process holds in memory."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_EVERY = 1.0  # seconds; each look takes some milliseconds of a core


def resident_megabytes(process: int) -> float:
    """What it holds now, as `ps` says."""
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(process)])) * 1024 / 1e6


@dataclass
class Most:
    """The most megabytes that one process of several held whenever it was looked."""

    megabytes: float = 0.0


@contextmanager
def watched(process: int) -> Iterator[Most]:
    """Looks again and again, while the block runs, at the process, at those that it started, and so on."""
    most, over = Most(), threading.Event()

    def look() -> None:
        while not over.wait(_EVERY):
            most.megabytes = max(most.megabytes, _largest(process))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


def _largest(process: int) -> float:
    listed = subprocess.check_output(["ps", "-A", "-o", "pid=,ppid=,rss="], text=True)
    resident, children = dict[int, int](), dict[int, list[int]]()
    for pid, parent, rss in (map(int, line.split()) for line in listed.splitlines()):
        resident[pid] = rss
        children.setdefault(parent, []).append(pid)
    family = [process]
    for member in family:  # it grows meanwhile
        family += children.get(member, [])
    return max(resident.get(member, 0) for member in family) * 1024 / 1e6
