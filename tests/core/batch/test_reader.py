"""One file in, its rows out, whatever the file holds."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
import PIL.Image
import pytest

from core.analysis import analyse
from core.batch import reader as module
from core.batch.inputs import Found
from core.batch.plan import Plan
from core.batch.reader import Reader
from core.classifier import Classification, EmotionClassifier
from core.emotions import Emotion
from core.errors import BatchError
from core.faces import HaarDetector
from core.images import Image, decode
from core.preprocess import Crop
from core.table import Row
from core.video import ClipWriter, Frame, frames
from tests.core.batch.pictures import face_jpeg, rows_alone


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Plan())


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    (tmp_path / "face.jpg").write_bytes(face_jpeg())
    return tmp_path / "face.jpg"


def clip(file: Path, picture: Image, seconds: float = 1.0) -> Path:
    return clip_of(file, picture, [number / 10 for number in range(round(seconds * 10))])


def clip_of(file: Path, picture: Image, times: Iterable[float]) -> Path:
    """A clip that shows the picture at these seconds."""
    with ClipWriter(file, rate=10) as writer:
        for at in times:
            writer.write(Frame(at, picture))
    return file


def test_the_rows_are_those_that_the_app_would_show(
    reader: Reader, photo: Path, haar: HaarDetector, classifier: EmotionClassifier
) -> None:
    (reading,) = analyse(decode(photo.read_bytes()), haar, classifier)
    (row,) = rows_alone(reader, Found(photo))
    assert row["file"] == str(photo)
    assert {emotion: row[emotion] for emotion, _ in reading.scores.items()} == dict(reading.scores.items())
    assert (row["x"], row["width"]) == (reading.face.box.x, reading.face.box.width)
    assert (row["detector"], row["model_sha256"]) == ("Haar cascade", classifier.card.keras_sha256)


def test_a_clip_is_read_every_so_often(tmp_path: Path) -> None:
    file = clip(tmp_path / "clip.mp4", decode(face_jpeg()))
    rows = rows_alone(Reader(Plan(every=0.3)), Found(file))
    assert [row["seconds"] for row in rows] == [0.0, 0.3, 0.6, 0.9]
    assert {row["face"] for row in rows} == {1}


def test_boxes_of_a_clip_are_in_its_own_pixels(tmp_path: Path, reader: Reader) -> None:
    picture, rows = decode(face_jpeg()), []
    for side in (640, 2560):
        file = clip_of(tmp_path / f"{side}.mp4", cv2.resize(picture, (side, side)), [0.0])
        rows += rows_alone(reader, Found(file))
    assert rows[1]["width"] == pytest.approx(4 * rows[0]["width"], rel=0.15)
    assert rows[1]["x"] == pytest.approx(4 * rows[0]["x"], rel=0.15)


def test_a_clip_is_read_no_more_often_after_a_gap(tmp_path: Path) -> None:
    times = [start + number / 10 for start in (0.0, 60.0) for number in range(10)]
    file = clip_of(tmp_path / "clip.mp4", decode(face_jpeg()), times)
    rows = rows_alone(Reader(Plan(every=0.5)), Found(file))
    assert [row["seconds"] for row in rows] == [0.0, 0.5, 60.0, 60.5]


@pytest.mark.parametrize(("every", "count"), [(0.1, 30), (0.3, 10), (0.7, 5)])
def test_no_reading_comes_a_frame_late_because_of_how_numbers_are_kept(
    every: float, count: int, tmp_path: Path
) -> None:
    file = clip(tmp_path / "clip.mp4", np.zeros((32, 32, 3), np.uint8), seconds=3.0)
    rows = rows_alone(Reader(Plan(every=every)), Found(file))
    assert [row["seconds"] for row in rows] == [round(number * every, 3) for number in range(count)]


def test_a_clip_that_breaks_off_keeps_its_rows_and_says_so(tmp_path: Path, reader: Reader) -> None:
    file = clip(tmp_path / "clip.mkv", decode(face_jpeg()), seconds=3.0)
    whole = rows_alone(reader, Found(file))
    data = bytearray(file.read_bytes())
    middle = len(data) // 2
    data[middle:] = bytes(len(data) - middle)
    file.write_bytes(data)
    *rows, last = rows_alone(reader, Found(file))
    assert rows == whole[: len(rows)]
    assert last["problem"]


def test_files_read_together_have_the_rows_that_each_has_alone(tmp_path: Path, reader: Reader, photo: Path) -> None:
    two = np.concatenate([decode(photo.read_bytes())] * 2, axis=1)
    PIL.Image.fromarray(two).save(tmp_path / "two.png")
    PIL.Image.new("RGB", (320, 240)).save(tmp_path / "nobody.png")
    (tmp_path / "words.jpg").write_text("not a picture")
    clip(tmp_path / "clip.mp4", decode(photo.read_bytes()))
    names = ["two.png", "words.jpg", "face.jpg", "nobody.png", "clip.mp4", "gone.jpg"]
    files = [Found(tmp_path / name) for name in names]
    together, alone = reader.rows_of_all(files), [rows_alone(reader, found) for found in files]
    assert [len(rows) for rows in together] == [2, 1, 1, 1, 2, 1]
    assert [[_without_shares(row) for row in rows] for rows in together] == [
        [_without_shares(row) for row in rows] for rows in alone
    ]
    for rows, lone in zip(together, alone, strict=True):
        for row, other in zip(rows, lone, strict=True):
            assert [row[emotion] for emotion in Emotion] == pytest.approx([other[emotion] for emotion in Emotion])


def _without_shares(row: Row) -> Row:
    return {column: value for column, value in row.items() if column not in set(Emotion)}


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        pytest.param(lambda file: file.write_bytes(b""), "found something else", id="zero bytes"),
        pytest.param(lambda file: file.write_text("hello"), "found something else", id="text"),
        pytest.param(lambda file: file.write_bytes(file.read_bytes()[:-900]), "cut-off", id="truncated"),
        pytest.param(lambda file: file.write_bytes(bytes(16_000_000)), "at most 15 MB, found more", id="too big"),
        pytest.param(
            lambda file: PIL.Image.new("1", (20_000, 20_000)).save(file, "PNG"), "megapixels", id="huge dimensions"
        ),
        pytest.param(lambda file: file.unlink(), "No such file", id="gone since it was found"),
        pytest.param(lambda file: file.rename(file.with_suffix(".mp4")), "No such file", id="renamed"),
    ],
)
def test_what_is_wrong_with_a_file_becomes_its_row(
    spoil: Callable[[Path], object], problem: str, reader: Reader, photo: Path
) -> None:
    spoil(photo)
    (row,) = rows_alone(reader, Found(photo))
    assert problem in str(row["problem"])
    assert row["emotion"] is None


def test_a_picture_that_is_called_a_clip_is_a_problem(tmp_path: Path, reader: Reader) -> None:
    (tmp_path / "face.mp4").write_bytes(face_jpeg())
    (row,) = rows_alone(reader, Found(tmp_path / "face.mp4"))
    assert "expected a video" in str(row["problem"])


def test_whatever_is_raised_stays_with_its_file(reader: Reader, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def surprise(*_: object) -> None:
        raise RuntimeError("a surprise")

    monkeypatch.setattr(module, "reduced", surprise)
    (row,) = rows_alone(reader, Found(photo))
    assert row["problem"] == "expected to read it like any other, found: RuntimeError: a surprise"


def test_a_network_that_fails_at_one_picture_reads_the_others(
    tmp_path: Path, reader: Reader, photo: Path, classifier: EmotionClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_at_two(crops: Sequence[Crop]) -> tuple[Classification, ...]:
        if len(crops) > 1:
            raise ValueError("not a number")
        return classifier.classify(crops)

    PIL.Image.fromarray(np.concatenate([decode(photo.read_bytes())] * 2, axis=1)).save(tmp_path / "two.png")
    monkeypatch.setattr(reader._classifier, "classify", fails_at_two)
    names = ["face.jpg", "two.png", "gone.jpg"]
    (good,), (bad,), (gone,) = reader.rows_of_all([Found(tmp_path / name) for name in names])
    assert (good["face"], good["problem"]) == (1, None)
    assert bad["problem"] == "expected to read it like any other, found: ValueError: not a number"
    assert "No such file" in str(gone["problem"])


@pytest.mark.parametrize("film", [False, True], ids=["picture", "clip"])
def test_a_copy_that_cannot_be_written_is_no_fault_of_the_file(film: bool, tmp_path: Path, photo: Path) -> None:
    file = clip(tmp_path / "face.mp4", decode(photo.read_bytes())) if film else photo
    with pytest.raises(
        BatchError, match=r"missing/face-\w+\.(png|mp4): expected room for an annotated copy, found: No "
    ):
        rows_alone(Reader(Plan(annotate=tmp_path / "missing")), Found(file))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is full")
@pytest.mark.parametrize("film", [False, True], ids=["picture", "clip"])
def test_neither_is_a_disk_that_is_full(film: bool, tmp_path: Path, photo: Path) -> None:
    file = clip(tmp_path / "face.mp4", decode(photo.read_bytes())) if film else photo
    found = Found(file)
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies" / module.annotated_name(found, ".mp4" if film else ".png")).symlink_to("/dev/full")
    with pytest.raises(BatchError, match="expected room for an annotated copy, found: No space left"):
        rows_alone(Reader(Plan(annotate=tmp_path / "copies")), found)


def test_annotated_copies_stand_in_their_folder(tmp_path: Path, photo: Path) -> None:
    out = tmp_path / "annotated"
    out.mkdir()
    other = tmp_path / "other" / "face.jpg"
    other.parent.mkdir()
    other.write_bytes(photo.read_bytes())
    film = clip(tmp_path / "film.mp4", decode(face_jpeg()))
    annotating = Reader(Plan(annotate=out))
    for file in (photo, other, film):
        rows_alone(annotating, Found(file))
    pictures, films = sorted(out.glob("face-*.png")), sorted(out.glob("film-*.mp4"))
    assert (len(pictures), len(films)) == (2, 1)
    drawn = np.asarray(PIL.Image.open(pictures[0]))
    assert drawn.shape == (96, 96, 3)
    assert (drawn != decode(photo.read_bytes())).any()
    assert len(list(frames(films[0]))) == 10
