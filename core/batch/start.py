"""How readers start: soon, and while the command itself is still starting.

A reader imports NumPy, OpenCV and LiteRT, half a second of work. On Linux a server does that once, and each reader is
a copy of it. Elsewhere each reader starts afresh: macOS lets no copy use what its original has begun, and Windows knows
no copies. Either way no lock is copied that a thread of the command holds.
"""

import signal
import sys
from multiprocessing import forkserver, get_context
from multiprocessing.context import BaseContext


def begin() -> None:
    """Let the server import now, beside what the command imports. Call it from the main thread."""
    if sys.platform == "linux":
        context()
        # Ctrl+C is for the process that people see; what a process ignores, those that it starts ignore too.
        hears = signal.signal(signal.SIGINT, signal.SIG_IGN)
        forkserver.ensure_running()
        signal.signal(signal.SIGINT, hears)


def context() -> BaseContext:
    """What starts processes."""
    if sys.platform != "linux":
        return get_context("spawn")
    copies = get_context("forkserver")
    copies.set_forkserver_preload(["core.batch.reader"])
    return copies
