"""Many readers at work on Ray Data, for collections that outgrow one machine: the same rows as everywhere."""

import json
import os
import pickle
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from core.batch.engines import AT_ONCE, Result, bundles, no_reader
from core.batch.inputs import Found
from core.batch.plan import Plan
from core.batch.reader import Reader
from core.errors import BatchError
from core.table import Row

ROOT = Path(__file__).parents[2]

_BLOCK = 256  # pictures that Ray schedules together at most
_ROUNDS = 4  # blocks for each reader, where pictures are few: one that is quicker reads more


def results(files: Iterable[Found], plan: Plan, address: str | None, most: int | None) -> Iterator[Result]:
    """The rows of every file, as they are done, by `most` readers at most (one a core, unless told).

    `address` is that of a cluster; without one Ray starts on this machine. Every node needs the project and the
    files under the same paths. Raises BatchError where Ray is not installed, where readers cannot start, and where
    annotated copies cannot be written.
    """
    listed = list(files)
    if not listed:
        return
    ray = _connected(address)
    readers = most or int(ray.cluster_resources().get("CPU", 1))
    blocks = blocks_of(listed, readers)
    # Pickled, because a path need not be text.
    items = [
        {"number": number, "files": pickle.dumps([found.anywhere() for found in block])}
        for number, block in enumerate(blocks)
    ]
    done = ray.data.from_items(items, override_num_blocks=len(items)).map(
        _RayReader,
        fn_constructor_args=(plan,),
        num_cpus=1,
        # One at a time: no clip waits behind another while a reader has nothing to do.
        compute=ray.data.ActorPoolStrategy(size=min(readers, len(items)), max_tasks_in_flight_per_actor=1),
    )
    for row in done.iter_rows():
        if row["ends"]:
            raise BatchError(row["ends"])
        yield from zip(blocks[row["number"]], json.loads(row["rows"]), strict=True)


def blocks_of(files: Sequence[Found], readers: int) -> list[list[Found]]:
    """The files in their order: each clip alone, and pictures in blocks of which every reader has some."""
    return list(bundles(files, min(_BLOCK, max(AT_ONCE, len(files) // (_ROUNDS * readers)))))


def _connected(address: str | None) -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # this command tells nobody that it ran
    try:
        import ray  # noqa: PLC0415 - optional, and heavy
    except ImportError as error:
        raise BatchError("--engine ray needs Ray, found none; pip install -r requirements-ray.txt") from error
    if not ray.is_initialized():
        ray.init(address=address, log_to_driver=False, runtime_env={"env_vars": {"PYTHONPATH": str(ROOT)}})
    ray.data.DataContext.get_current().enable_progress_bars = False
    return ray


class _RayReader:
    """What ends the run comes back as text: what is raised, Ray tries again, and wraps in its own errors."""

    def __init__(self, plan: Plan) -> None:
        self._reader: Reader | BatchError
        try:
            self._reader = Reader(plan)
        except Exception as error:  # whatever it is, the command says it
            self._reader = no_reader(error)

    def __call__(self, block: dict[str, Any]) -> dict[str, Any]:
        files = pickle.loads(block["files"])  # noqa: S301 - from the command itself
        try:
            rows, ends = self._rows(files), ""
        except BatchError as error:
            rows, ends = [], str(error)
        # As JSON: Ray's columns know neither "empty" nor different rows.
        return {"number": block["number"], "rows": json.dumps(rows), "ends": ends}

    def _rows(self, files: list[Found]) -> list[list[Row]]:
        if isinstance(self._reader, BatchError):
            raise self._reader
        return [rows for some in bundles(files) for rows in self._reader.rows_of_all(some)]
