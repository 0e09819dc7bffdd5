"""Readings as a table: one row a face, the same numbers everywhere, and nothing that a spreadsheet would run."""

import csv
import io
import json
from pathlib import PurePosixPath, PureWindowsPath

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.analysis import FaceReading
from core.clip import ClipReading
from core.emotions import Emotion, EmotionScores
from core.faces import Box, Face
from core.live.snapshot import LiveFace
from core.table import (
    COLUMNS,
    MOMENT_COLUMNS,
    Origin,
    clip_rows,
    csv_cell,
    moment_rows,
    problem_row,
    rows_of,
    safe_name,
    to_csv,
    to_json,
)
from tests.core import journeys

ORIGIN = Origin("emotion_cnn", "1.0.0", "b" * 64, "YuNet")

boxes = st.builds(Box, st.integers(-50, 5000), st.integers(-50, 5000), st.integers(1, 900), st.integers(1, 900))
faces = st.builds(lambda box, sure: Face(box, box, sure), boxes, st.none() | st.floats(0, 1))
readings = st.lists(st.builds(FaceReading, faces, journeys.scores), max_size=4)
# What pandas reads as text: no missing values, and no name that is a number.
names = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1).map(lambda name: f"a{name}.jpg")


def reading(emotion: Emotion = Emotion.SAD) -> FaceReading:
    return FaceReading(Face(Box(1, 2, 30, 40), Box(0, 0, 50, 50), 0.9), EmotionScores.certain(emotion))


def test_a_row_for_every_face_from_left_to_right() -> None:
    first, second = rows_of("a.jpg", [reading(Emotion.SAD), reading(Emotion.HAPPY)], ORIGIN, answers={1: Emotion.FEAR})
    assert [row["face"] for row in (first, second)] == [1, 2]
    assert [row["emotion"] for row in (first, second)] == ["sad", "happy"]
    assert [row["answer"] for row in (first, second)] == [None, "fear"]
    assert first["faces"] == second["faces"] == 2
    assert (first["x"], first["y"], first["width"], first["height"]) == (1, 2, 30, 40)


def test_a_picture_without_a_face_has_one_row_that_says_so() -> None:
    (row,) = rows_of("a.jpg", [], ORIGIN)
    assert row["faces"] == 0
    assert row["face"] is None


def test_a_file_that_could_not_be_read_has_one_row_that_says_why() -> None:
    row = problem_row("a.jpg", "expected a picture", ORIGIN)
    assert (row["faces"], row["problem"]) == (None, "expected a picture")


@pytest.mark.parametrize("row", [*rows_of("a.jpg", [reading()], ORIGIN), *rows_of("a.jpg", [], ORIGIN)])
def test_every_row_says_what_it_was_made_with(row: dict[str, object]) -> None:
    assert tuple(row) == tuple(COLUMNS)
    assert [row[name] for name in ("model", "model_version", "model_sha256", "detector")] == [
        "emotion_cnn",
        "1.0.0",
        "b" * 64,
        "YuNet",
    ]


@given(names, readings)
def test_csv_holds_the_same_numbers(name: str, some: list[FaceReading]) -> None:
    rows = rows_of(name, some, ORIGIN)
    table = pd.read_csv(io.StringIO(to_csv(rows), newline=""))
    assert list(table.columns) == list(COLUMNS)
    for (_, read), row in zip(table.iterrows(), rows, strict=True):
        for column, value in row.items():
            assert pd.isna(read[column]) if value is None else read[column] == csv_cell(value), column


@given(names, readings)
def test_json_holds_the_same_values(name: str, some: list[FaceReading]) -> None:
    rows = rows_of(name, some, ORIGIN)
    assert json.loads(to_json(rows)) == rows


def test_a_clip_has_a_row_for_each_face_and_frame_in_both_formats() -> None:
    face = LiveFace(
        2, Box(3, 4, 50, 60), EmotionScores.from_mapping({Emotion.SAD: 1, Emotion.FEAR: 2}), Emotion.SAD, False
    )
    rows = list(clip_rows("=turn.mp4", [ClipReading(0.1, face), ClipReading(0.2, face)], ORIGIN))
    table = pd.read_csv(io.StringIO(to_csv(rows), newline=""))
    assert list(table["file"]) == ["'=turn.mp4"] * 2
    for read in (table, pd.read_json(io.StringIO(to_json(rows)), precise_float=True)):
        assert list(read.columns) == list(COLUMNS)
        assert list(read["seconds"]) == [0.1, 0.2]
        assert list(read["face"]) == [2, 2]
        assert list(read["emotion"]) == ["sad", "sad"]  # what was shown, which lags behind the shares
        assert list(read["mixed"]) == [True, True]
        assert list(read["fear"]) == [face.scores[Emotion.FEAR]] * 2
        assert list(read["model_sha256"]) == ["b" * 64] * 2


def test_a_journey_has_a_row_for_each_moment() -> None:
    said = journeys.moment(1, Emotion.NEUTRAL, answer=Emotion.SAD)
    table = pd.read_csv(io.StringIO(to_csv(moment_rows([journeys.moment(0), said]), MOMENT_COLUMNS), newline=""))
    assert list(table.columns) == list(MOMENT_COLUMNS)
    assert list(table["at"]) == ["2026-03-14T12:00:00+00:00", "2026-03-14T12:00:01+00:00"]
    assert list(table["emotion"]) == ["happy", "sad"]
    assert list(table["neutral"]) == [journeys.moment(0).scores[Emotion.NEUTRAL], said.scores[Emotion.NEUTRAL]]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\tA1", "\rA1", "\nA1", " =1", "＝1", "=cmd|' /C calc'!A0", "\x00=1"],
    ids=repr,
)
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    (cell,) = [row["file"] for row in csv.DictReader(io.StringIO(to_csv([problem_row(text, "p", ORIGIN)]), newline=""))]
    assert cell == f"'{text}"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        pytest.param("party;=1+1;.jpg", "party;'=1+1;.jpg", id="semicolon"),
        pytest.param("a\t+1", "a\t'+1", id="tab"),
        pytest.param("a\r\n@SUM(A1)", "a\r\n'@SUM(A1)", id="line"),
        pytest.param("a; ＝1", "a; '＝1", id="space before it"),
        pytest.param('a;"=1+1"', 'a;"\'=1+1"', id="quotes before it"),
        pytest.param("\t=1", "'\t'=1", id="in front and within"),
        pytest.param(";;-1;-2", ";;'-1;'-2", id="several"),
    ],
)
def test_nor_is_what_a_spreadsheet_of_a_decimal_comma_splits_off(text: str, cell: str) -> None:
    assert csv_cell(text) == cell


@pytest.mark.parametrize(
    "value", ["a=b.jpg", "2024-01-01.jpg", "one; two - three\nfour", "café ☕.png", -3, 0.5, True, None], ids=repr
)
def test_other_cells_stay_as_they_are(value: str | float | bool | None) -> None:
    assert csv_cell(value) is value


@given(st.text())
@example("𝒜" * 100)
def test_safe_names_are_names_on_every_system(text: str) -> None:
    name = safe_name(text, "-annotated.png")
    assert name.endswith("-annotated.png")
    assert len(name) <= 81
    assert len(name.encode()) <= 255
    assert PurePosixPath(name).name == PureWindowsPath(name).name == name
    assert not PureWindowsPath(name).is_reserved()
    assert not name.startswith((".", "-", " "))
    assert name.isprintable()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("../../etc/passwd", "etc-passwd.png", id="a path"),
        pytest.param("C:\\Windows\\x", "C-Windows-x.png", id="a path of Windows"),
        pytest.param("con", "_con.png", id="a device of Windows"),
        pytest.param("aux.tar", "_aux.tar.png", id="a device with an ending"),
        pytest.param(".hidden", "hidden.png", id="a hidden file"),
        pytest.param("\n", "file.png", id="nothing that could stay"),
        pytest.param("Ämter & Würden", "Ämter - Würden.png", id="letters of any language"),
        pytest.param("𝒜" * 100, "𝒜" * 62 + ".png", id="letters of four bytes"),
    ],
)
def test_safe_names_stay_close_to_the_text(text: str, name: str) -> None:
    assert safe_name(text, ".png") == name
