"""Which tests stay together when they run in several processes, and which of them begin.

A room is a piece of the suite that one process runs from start to end: what shares a trained network trains it once,
browser tests take turns, those of the camera apart from the others, and each other file is a room of its own.
"""

from pathlib import PurePosixPath
from typing import Any

from xdist.scheduler import LoadScopeScheduling

# The first that a file lies in is its room. The camera's tests wait for pictures that play in their own time; together
# with the other browser tests they might be what everything else waits for.
TOGETHER = ("tests/e2e/test_live.py", "tests/training", "tests/e2e")
# What takes longest begins, so that no process is left with it at the end; files that are not named here come last. The
# camera's tests do not begin while everything starts up beside them: on a busy machine a stream may break off.
LONGEST_FIRST = (
    "tests/training",
    "tests/e2e",
    "tests/e2e/test_live.py",
    "tests/core/model_store/test_starts.py",
    "tests/notebooks",
    "tests/core/batch",
    "tests/core/model_store",
    "tests/pages",
    "tests/core/live",
    "tests/core",
)


def room(nodeid: str) -> str:
    """The room of a test, by its name as pytest prints it."""
    file = nodeid.partition("::")[0]
    return next((folder for folder in TOGETHER if _within(file, folder)), file)


def place(nodeid: str) -> int:
    """Where a test's room stands in line: the smaller, the earlier."""
    own = room(nodeid)
    if own in LONGEST_FIRST:
        return LONGEST_FIRST.index(own)
    return next((place for place, path in enumerate(LONGEST_FIRST) if _within(own, path)), len(LONGEST_FIRST))


def _within(file: str, path: str) -> bool:
    return PurePosixPath(file).is_relative_to(path)


class Rooms(LoadScopeScheduling):
    """Deals out rooms in the order in which their tests were collected.

    xdist's own groups are handed on inside the names of tests, which pytest 9.2 does not let it change: there they
    are lost without a word. It would also begin with the groups of most tests, not with the longest.
    """

    def __init__(self, config: Any, log: Any = None) -> None:
        super().__init__(config, log)
        self.config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return room(nodeid)
