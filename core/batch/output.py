"""The table of all readings as a file; what was there before stays until the new one is whole."""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from core.table import COLUMNS, Row, write_csv

_ROWS_AT_ONCE = 20_000  # a row group of Parquet; what is held in memory


def write(rows: Iterable[Row], out: Path) -> int:
    """Write the rows in the format of the file's ending, and return how many there were."""
    unfinished = out.with_name(out.name + ".tmp")
    count = _Count(rows)
    FORMATS[out.suffix.lower()](count, unfinished)
    unfinished.replace(out)
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


def _parquet(rows: Iterable[Row], file: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415 - 40 MB that the other formats do without
    import pyarrow.parquet as pq  # noqa: PLC0415
    from pyarrow.json import ParseOptions, read_json  # noqa: PLC0415

    types = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    schema = pa.schema([(name, types[kind]) for name, kind in COLUMNS.items()])
    remaining = iter(rows)
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while some := list(islice(remaining, _ROWS_AT_ONCE)):
            # By way of JSON: Arrow reads lists of Python only with pandas loaded, and that takes half a second.
            lines = "".join(json.dumps(row) + "\n" for row in some).encode()
            writer.write_table(read_json(io.BytesIO(lines), parse_options=ParseOptions(explicit_schema=schema)))


FORMATS: Mapping[str, Callable[[Iterable[Row], Path], None]] = MappingProxyType(
    {".parquet": _parquet, ".csv": _csv, ".jsonl": _json_lines}
)
