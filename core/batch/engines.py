"""Many readers at work, in processes of this machine."""

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import groupby, islice
from multiprocessing import connection, parent_process
from operator import attrgetter
from typing import TYPE_CHECKING, Self

from core.batch.inputs import Found
from core.batch.plan import Plan
from core.batch.start import context
from core.errors import BatchError, KindmirrorError
from core.table import Row, problem_row

if TYPE_CHECKING:  # what a reader imports, the command does without
    from core.batch.reader import Reader

Result = tuple[Found, list[Row]]

_MOST_ON_WINDOWS = 61  # processes that one can wait for there
AT_ONCE = 8  # pictures that travel to a reader together
_AHEAD = 3  # such bundles in flight for each reader: none waits, and memory does not grow with the number of files


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def bundles(files: Iterable[Found], pictures: int = AT_ONCE) -> Iterator[list[Found]]:
    """The files in their order: so many pictures at most travel together, and each clip alone.

    A clip takes as long as thousands of pictures: no reader is to have two of them while another has none.
    """
    for is_clip, alike in groupby(files, attrgetter("is_clip")):
        while some := list(islice(alike, 1 if is_clip else pictures)):
            yield some


class Processes:
    """Readers in processes of this machine; use it in a `with`.

    A file that ends its process (a crash of a decoder, no memory left) becomes a problem, and the rest goes on.
    Where readers cannot start, and where annotated copies cannot be written, `results` raises BatchError.
    Who leaves the `with` by an exception, such as Ctrl+C, does not wait for what is being read.
    """

    def __init__(self, plan: Plan, count: int) -> None:
        self._plan = plan
        self._count = min(count, _MOST_ON_WINDOWS) if sys.platform == "win32" else count
        self._many = self._pool(self._count)
        self._careful: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for pool in filter(None, (self._many, self._careful)):
            if kind is not None:
                _end(pool)
            pool.shutdown(cancel_futures=True)

    def results(self, files: Iterable[Found]) -> Iterator[Result]:
        """The rows of every file, in the order of the files."""
        waiting: deque[tuple[list[Found], Future[list[list[Row]]]]] = deque()
        for some in bundles(files):
            waiting.append((some, self._submit(some)))
            if len(waiting) > _AHEAD * self._count:
                yield from self._collect(*waiting.popleft())
        while waiting:
            yield from self._collect(*waiting.popleft())

    def _collect(self, some: list[Found], future: Future[list[list[Row]]]) -> Iterator[Result]:
        try:
            yield from zip(some, future.result(), strict=True)
        except BrokenProcessPool:
            # One file of those in flight ended its process. Alone, each shows whether it was that one.
            yield from ((found, self._alone(found)) for found in some)

    def _alone(self, found: Found) -> list[Row]:
        self._careful = self._careful or self._pool(1)
        try:
            return self._careful.submit(_read, [found]).result()[0]
        except BrokenProcessPool:
            self._careful = None
            return [
                problem_row(
                    found.name, "expected to read it like any other, found: its reader ended", self._plan.origin
                )
            ]

    def _submit(self, some: list[Found]) -> Future[list[list[Row]]]:
        try:
            return self._many.submit(_read, some)
        except BrokenProcessPool:
            self._many = self._pool(self._count)
            return self._many.submit(_read, some)

    def _pool(self, count: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(count, context(), _start, (self._plan,))


def _end(pool: ProcessPoolExecutor) -> None:
    """Its readers end at once, deaf to Ctrl+C as they are, and a clip may take hours."""
    for process in list((pool._processes or {}).values()):  # from Python 3.14 on: pool.terminate_workers()
        process.kill()


def no_reader(error: Exception) -> BatchError:
    """What keeps readers from starting, as a sentence for the person who gave the command."""
    if isinstance(error, KindmirrorError):
        return BatchError(str(error))
    return BatchError(f"expected readers that start, found: {type(error).__name__}: {error}; nothing is read")


_reader: "Reader | None" = None  # of this process
_no_reader: BatchError | None = None  # why it has none


def _start(plan: Plan) -> None:
    global _reader, _no_reader  # noqa: PLW0603 - how a pool hands a process its own
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that people see
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        from core.batch.reader import Reader  # noqa: PLC0415 - at hand where the process is a copy of the server

        _reader = Reader(plan)
    except Exception as error:  # raised here, it would look like a crash to the pool, which would start others
        _no_reader = no_reader(error)


def _end_with_parent() -> None:
    """A parent that was killed cannot say so, and its readers would wait for work for ever."""
    if parent := parent_process():
        connection.wait([parent.sentinel])
        os._exit(1)


def _read(some: list[Found]) -> list[list[Row]]:
    if _no_reader is not None:
        raise _no_reader
    assert _reader is not None, "expected a process that was started with a reader"
    return _reader.rows_of_all(some)
