"""Many readers at work on Ray Data, for collections that outgrow one machine: the same rows as everywhere."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.batch.engines import Result
from core.batch.inputs import Found
from core.batch.plan import Plan
from core.batch.reader import Reader
from core.errors import BatchError

ROOT = Path(__file__).parents[2]

_AT_ONCE = 8  # files that travel to a reader together
_BLOCK = 256  # files that Ray schedules together


def results(files: Iterable[Found], plan: Plan, address: str | None, most: int | None) -> Iterator[Result]:
    """The rows of every file, as they are done, by `most` readers at most (one a core, unless told).

    `address` is that of a cluster; without one Ray starts on this machine. Every node needs the project and the
    files under the same paths. Raises BatchError where Ray is not installed.
    """
    listed = list(files)
    if not listed:
        return
    data, readers = _dataset(listed, address)
    done = data.map_batches(
        _RayReader, fn_constructor_args=(plan,), batch_size=_AT_ONCE, num_cpus=1, concurrency=(1, most or readers)
    )
    for row in done.iter_rows():
        yield listed[row["number"]], json.loads(row["rows"])


def _dataset(listed: list[Found], address: str | None) -> tuple[Any, int]:
    """The files as a data set, and how many readers the cluster has room for."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # this command tells nobody that it ran
    try:
        import ray  # noqa: PLC0415 - optional, and heavy
    except ImportError as error:
        raise BatchError("--engine ray needs Ray, found none; pip install -r requirements-ray.txt") from error
    if not ray.is_initialized():
        ray.init(address=address, log_to_driver=False, runtime_env={"env_vars": {"PYTHONPATH": str(ROOT)}})
    ray.data.DataContext.get_current().enable_progress_bars = False
    items = [
        # Bytes, because a path need not be text.
        {"number": number, "path": os.fsencode(found.path), "problem": found.problem}
        for number, found in enumerate(listed)
    ]
    data = ray.data.from_items(items, override_num_blocks=-(-len(items) // _BLOCK))
    return data, int(ray.cluster_resources().get("CPU", 1))


class _RayReader:
    def __init__(self, plan: Plan) -> None:
        self._reader = Reader(plan)

    def __call__(self, batch: dict[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
        files = [
            Found(Path(os.fsdecode(path)), str(problem))
            for path, problem in zip(batch["path"], batch["problem"], strict=True)
        ]
        # As JSON: Ray's columns know neither "empty" nor different rows.
        rows = [json.dumps(rows) for rows in self._reader.rows_of_all(files)]
        return {"number": batch["number"], "rows": np.array(rows, object)}
