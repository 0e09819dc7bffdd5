"""Measuring how long something takes."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

WARM_UPS = 3  # the first calls allocate, and fill caches


@dataclass(frozen=True)
class Timing:
    """Milliseconds for one call."""

    part: str
    median: float
    p95: float

    def __str__(self) -> str:
        return f"{self.part:<44}{self.median:>10.2f}{self.p95:>10.2f}"


def measure(part: str, call: Callable[[], object], rounds: int) -> Timing:
    """The time of one call of `call`: median and 95th percentile of `rounds` calls, after a few to warm up."""
    times = []
    for _ in range(WARM_UPS + rounds):
        start = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - start))
    median, p95 = np.percentile(times[WARM_UPS:], [50, 95])
    return Timing(part, float(median), float(p95))
