"""The table as a file: each format holds the same rows."""

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from core.analysis import FaceReading
from core.batch.output import FORMATS, write
from core.emotions import Emotion, EmotionScores
from core.faces import Box, Face
from core.table import COLUMNS, Origin, Row, problem_row, rows_of

ORIGIN = Origin("emotion_cnn", "1.0.0", "b" * 64, "YuNet")
THIRD = EmotionScores.from_mapping({Emotion.SAD: 1, Emotion.FEAR: 2})
FACE = FaceReading(Face(Box(-1, 2, 30, 40), Box(0, 0, 50, 50), 0.1 + 0.2), THIRD)
ROWS: list[Row] = [
    *rows_of('naïve\n"file".jpg', [FACE, FACE], ORIGIN),
    *rows_of("clip.mp4", [FACE], ORIGIN, seconds=0.5),
    *rows_of("empty.jpg", [], ORIGIN),
    problem_row("bad.jpg", "expected, a picture", ORIGIN),
]


def read(file: Path) -> list[Row]:
    """The rows as pandas reads them, with empty cells as None."""
    table = {
        ".csv": lambda: pd.read_csv(file),
        ".jsonl": lambda: pd.read_json(file, lines=True, precise_float=True, dtype=False),
        ".parquet": lambda: pd.read_parquet(file),
    }[file.suffix]()
    assert list(table.columns) == list(COLUMNS)
    return [{name: None if pd.isna(cell) else cell for name, cell in row.items()} for row in table.to_dict("records")]


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_holds_the_same_rows(ending: str, tmp_path: Path) -> None:
    out = tmp_path / f"readings{ending}"
    assert write(iter(ROWS), out) == len(ROWS)
    assert read(out) == ROWS


@pytest.mark.parametrize("ending", FORMATS)
def test_a_table_without_rows_can_be_read(ending: str, tmp_path: Path) -> None:
    out = tmp_path / f"readings{ending}"
    assert write([], out) == 0
    assert out.exists()


def test_a_parquet_of_empty_columns_keeps_their_types(tmp_path: Path) -> None:
    write([problem_row("bad.jpg", "expected a picture", ORIGIN)], tmp_path / "readings.parquet")
    types = pd.read_parquet(tmp_path / "readings.parquet", dtype_backend="pyarrow").dtypes
    assert (str(types["happy"]), str(types["x"]), str(types["mixed"])) == (
        "double[pyarrow]",
        "int64[pyarrow]",
        "bool[pyarrow]",
    )


def test_json_lines_hold_a_row_each(tmp_path: Path) -> None:
    write(ROWS, tmp_path / "readings.jsonl")
    lines = (tmp_path / "readings.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == ROWS


def test_what_was_there_stays_until_the_new_table_is_whole(tmp_path: Path) -> None:
    def broken() -> Iterator[Row]:
        yield ROWS[0]
        raise OSError("no room")

    out = tmp_path / "readings.csv"
    out.write_text("before")
    with pytest.raises(OSError, match="no room"):
        write(broken(), out)
    assert out.read_text() == "before"
    assert list(tmp_path.iterdir()) == [out]
