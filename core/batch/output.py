"""The table of all readings as a file; what was there before stays until the new one is whole."""

import io
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from core.aside import written_aside
from core.table import COLUMNS, Row, write_csv

_ROWS_AT_ONCE = 20_000  # a row group of Parquet; what is held in memory


def get_ready(out: Path) -> None:
    """Import aside what the format takes: a quarter of a second, while the readers start and have need of no core."""
    if out.suffix.lower() == ".parquet":
        threading.Thread(target=_arrow).start()


def write(rows: Iterable[Row], out: Path) -> int:
    """Write the rows in the format of the file's ending, and return how many there were."""
    count = _Count(rows)
    with written_aside(out) as unfinished:
        FORMATS[out.suffix.lower()](count, unfinished)
    return count.so_far


class _Count(Iterable[Row]):
    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows, self.so_far = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.so_far += 1
            yield row


def _csv(rows: Iterable[Row], file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        write_csv(out, rows)


def _json_lines(rows: Iterable[Row], file: Path) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _arrow() -> tuple[Any, Any, Any]:
    """PyArrow, its Parquet and its JSON: 40 MB that the other formats do without."""
    import pyarrow  # noqa: PLC0415
    import pyarrow.json  # noqa: PLC0415
    import pyarrow.parquet  # noqa: PLC0415

    return pyarrow, pyarrow.parquet, pyarrow.json


def _parquet(rows: Iterable[Row], file: Path) -> None:
    pa, pq, pj = _arrow()
    types = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    schema = pa.schema([(name, types[kind]) for name, kind in COLUMNS.items()])
    remaining = iter(rows)
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while some := list(islice(remaining, _ROWS_AT_ONCE)):
            # By way of JSON: Arrow reads lists of Python only with pandas loaded, and that takes half a second.
            lines = "".join(json.dumps(row) + "\n" for row in some).encode()
            writer.write_table(pj.read_json(io.BytesIO(lines), parse_options=pj.ParseOptions(explicit_schema=schema)))


FORMATS: Mapping[str, Callable[[Iterable[Row], Path], None]] = MappingProxyType(
    {".parquet": _parquet, ".csv": _csv, ".jsonl": _json_lines}
)
