"""Readings as a table that people take away: one row for each face, and the same columns wherever it is made."""

import csv
import io
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TextIO

from core.emotions import Emotion
from core.model_card import ModelCard
from core.timeline import Moment

if TYPE_CHECKING:  # a table needs neither OpenCV nor FFmpeg's libraries
    from core.analysis import FaceReading
    from core.clip import ClipReading

Cell = str | int | float | bool | None
Row = Mapping[str, Cell]

# What each column holds; every cell may also be empty (None).
COLUMNS: Mapping[str, type] = MappingProxyType(
    {
        "file": str,  # the picture's or the clip's name
        "seconds": float,  # into the clip
        "faces": int,  # in this picture, or at this time of the clip
        "face": int,  # 1 for the leftmost
        "emotion": str,  # the most probable one
        "mixed": bool,  # whether no emotion leads clearly
        "answer": str,  # the person's own word, where one was given
        **{str(emotion): float for emotion in Emotion},  # shares, which sum to 1
        "x": int,  # the face's box, in pixels of the upright picture
        "y": int,
        "width": int,
        "height": int,
        "detection": float,  # the detector's confidence
        "detector": str,
        "model": str,
        "model_version": str,
        "model_sha256": str,
        "problem": str,  # why the file could not be read
    }
)


# Of a journey: `at` is in UTC, and `emotion` is the person's own word where there is one.
MOMENT_COLUMNS = ("at", "source", "face", "emotion", "mixed", "answer", *map(str, Emotion), "network")


@dataclass(frozen=True, slots=True)
class Origin:
    """What a reading was made with."""

    model: str
    version: str
    sha256: str
    detector: str

    @classmethod
    def of(cls, card: ModelCard, detector: str) -> "Origin":
        """The network of this card, by the hash of its file of record, with the detector of this name."""
        return cls(card.name, card.version, card.keras_sha256, detector)

    @property
    def network(self) -> str:
        """The network in one line."""
        return f"{self.model} {self.version} ({self.sha256[:12]})"

    def cells(self) -> dict[str, Cell]:
        """Its columns."""
        return {
            "detector": self.detector,
            "model": self.model,
            "model_version": self.version,
            "model_sha256": self.sha256,
        }


def rows_of(
    file: str,
    readings: "Sequence[FaceReading]",
    origin: Origin,
    seconds: float | None = None,
    answers: Mapping[int, Emotion] = MappingProxyType({}),
) -> list[Row]:
    """A row for every face of one picture, from left to right; one row that says 0 where there is none.

    `answers` are the person's own words, by position from 0.
    """
    common: dict[str, Cell] = {"file": file, "seconds": seconds, "faces": len(readings)} | origin.cells()
    if not readings:
        return [_row(common)]
    return [_row(common | _face(index, reading, answers.get(index))) for index, reading in enumerate(readings)]


def moment_rows(moments: Iterable[Moment]) -> Iterator[Row]:
    """A row for each moment of a journey, with the columns `MOMENT_COLUMNS`."""
    for moment in moments:
        yield {
            "at": moment.at.isoformat(),
            "source": str(moment.source),
            "face": moment.face,
            "emotion": str(moment.emotion),
            "mixed": moment.is_mixed,
            "answer": _word(moment.answer),
            **{str(emotion): share for emotion, share in moment.scores.items()},
            "network": moment.network,
        }


def clip_rows(
    file: str,
    readings: "Iterable[ClipReading]",
    origin: Origin,
    answers: Mapping[int, Emotion] = MappingProxyType({}),
) -> Iterator[Row]:
    """A row for each face and frame of a clip; the emotion is the one that was shown, and `face` is who it is.

    `answers` are the person's own words for the whole clip, by the number of the face.
    """
    for reading in readings:
        face, box = reading.face, reading.face.box
        cells: dict[str, Cell] = {
            "file": file,
            "seconds": round(reading.at, 3),
            "face": face.number,
            "emotion": str(face.shown),
            "mixed": not face.sure,
            "answer": _word(answers.get(face.number)),
            "x": box.x,
            "y": box.y,
            "width": box.width,
            "height": box.height,
        }
        shares = {str(emotion): share for emotion, share in face.scores.items()}
        yield _row(cells | shares | origin.cells())


def problem_row(file: str, problem: str, origin: Origin) -> Row:
    """The row of a file that could not be read."""
    return _row({"file": file, "problem": problem} | origin.cells())


def write_csv(file: TextIO, rows: Iterable[Row], columns: Sequence[str] = tuple(COLUMNS)) -> None:
    """RFC 4180 with a heading, safe to open in a spreadsheet: no cell of it is taken for a formula (see `csv_cell`).

    `file` is open for text with newline="".
    """
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([csv_cell(row[column]) for column in columns] for row in rows)


def to_csv(rows: Iterable[Row], columns: Sequence[str] = tuple(COLUMNS)) -> str:
    """What `write_csv` writes, as text."""
    out = io.StringIO(newline="")
    write_csv(out, rows, columns)
    return out.getvalue()


def to_json(rows: Iterable[Row]) -> str:
    """A list of objects, one for each row."""
    return json.dumps(list(rows), indent=1, ensure_ascii=False, allow_nan=False)


def csv_cell(value: Cell) -> Cell:
    """Text that a spreadsheet would calculate gets a ' in front (owasp.org/www-community/attacks/CSV_Injection).

    So does the sign of a formula within a text, after a semicolon, a tab or the end of a line: where a decimal comma is
    written, as in Spanish, spreadsheets split there, whatever quotes are around it. All other cells stay as they are.
    """
    if not isinstance(value, str):
        return value
    guarded = _AFTER_SPLIT.sub(r"\1'\2", value)
    return f"'{guarded}" if _FORMULA.match(value) else guarded


def as_text(path: Path) -> str:
    """A path that can be written down; bytes of it that are not UTF-8 are written as \\\\xff."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def safe_name(name: str, ending: str = "") -> str:
    """A file's name that every system can keep, made from any text: no path, no hidden file.

    It has 80 characters at most, and 255 bytes, which some of them fill sooner.
    """
    letters = _UNSAFE.sub("-", unicodedata.normalize("NFC", name)).strip("-. ")
    some = letters[: 80 - len(ending)].encode()[: 255 - len(ending.encode())].decode(errors="ignore")
    stem = some.rstrip("-. ") or "file"
    return f"_{stem}{ending}" if _RESERVED.fullmatch(stem.split(".")[0]) else f"{stem}{ending}"


# The full-width signs count too: spreadsheets of East Asia calculate them.
_FORMULA = re.compile(r"[\s\x00]*[=+\-@\t\r\n＝＋－＠]")
_AFTER_SPLIT = re.compile(r"([;\t\r\n](?:[^\S\t\r\n]|[\x00\x22])*+)([=+\-@＝＋－＠])")
_UNSAFE = re.compile(r"[^\w. ()+]+")
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]", re.IGNORECASE)  # Windows keeps these for devices


def _face(index: int, reading: "FaceReading", answer: Emotion | None) -> dict[str, Cell]:
    box, scores = reading.face.box, reading.scores
    return {
        "face": index + 1,
        "emotion": str(scores.top),
        "mixed": scores.is_uncertain(),
        "answer": _word(answer),
        "x": box.x,
        "y": box.y,
        "width": box.width,
        "height": box.height,
        "detection": reading.face.confidence,
        **{str(emotion): share for emotion, share in scores.items()},
    }


def _word(answer: Emotion | None) -> str | None:
    return None if answer is None else str(answer)


def _row(cells: Mapping[str, Cell]) -> Row:
    return {column: cells.get(column) for column in COLUMNS}
