"""What a person takes home opens elsewhere and holds what the page shows."""

import csv
import io
import zipfile

import numpy as np
import PIL.Image
import pytest

from core.analysis import FaceReading
from core.annotate import draw
from core.emotions import Emotion, EmotionScores
from core.faces import Box, Face
from core.images import Image
from core.table import Origin, rows_of, to_csv
from ui.takeaway import Taken, png, report_maker, zipped

ORIGIN = Origin("emotion_cnn", "1.0.0", "b" * 64, "YuNet")
NAMES = {emotion: str(emotion) for emotion in Emotion}
SAD = FaceReading(Face(Box(20, 20, 40, 40), Box(20, 20, 40, 40), 0.9), EmotionScores.certain(Emotion.SAD))


def taken(image: Image, name: str = "eileen.jpg", readings: tuple[FaceReading, ...] = (SAD,)) -> Taken:
    file = io.BytesIO()
    PIL.Image.fromarray(image).save(file, "PNG")
    rows = tuple(rows_of(name, readings, ORIGIN))
    cells = [[index + 1, "sad", "100%"] for index in range(len(readings))]
    alts = ["Face 1"] * len(readings)
    return Taken(name, file.getvalue(), readings, rows, "1 face: 1 sad.", ["Face", "Closest", "Share"], cells, alts)


def opened(data: bytes) -> Image:
    return np.asarray(PIL.Image.open(io.BytesIO(data)))


def test_the_annotated_picture_is_the_one_on_the_page(astronaut: Image) -> None:
    assert (opened(png(taken(astronaut).annotated(NAMES))) == draw(astronaut, [SAD], NAMES)).all()


def test_a_zip_holds_every_picture_under_a_safe_name_of_its_own(astronaut: Image) -> None:
    names = ["eileen.jpg", "eileen.jpg", "../../etc/passwd.png", "=1+1.jpg"]
    with zipfile.ZipFile(io.BytesIO(zipped([taken(astronaut, name) for name in names], NAMES))) as archive:
        assert archive.namelist() == ["01 eileen.png", "02 eileen.png", "03 ..-..-etc-passwd.png", "04 -1+1.png"]
        assert {opened(archive.read(name)).shape for name in archive.namelist()} == {(512, 512, 3)}


def test_pictures_in_a_zip_are_no_larger_than_a_screen(astronaut: Image) -> None:
    large = np.ascontiguousarray(np.tile(astronaut, (4, 5, 1)))
    with zipfile.ZipFile(io.BytesIO(zipped([taken(large)], NAMES))) as archive:
        assert opened(archive.read("01 eileen.png")).shape == (1280, 1600, 3)


def test_the_table_holds_the_numbers_of_the_reading(astronaut: Image) -> None:
    (row,) = csv.DictReader(io.StringIO(to_csv(taken(astronaut).rows), newline=""))
    assert (row["file"], row["emotion"], float(row["sad"]), row["model_sha256"]) == ("eileen.jpg", "sad", 1.0, "b" * 64)


@pytest.mark.parametrize(("with_pictures", "pictures"), [(True, 2), (False, 0)], ids=["with pictures", "without"])
def test_a_report_has_pictures_or_none(with_pictures: bool, pictures: int, astronaut: Image) -> None:
    html = report_maker([taken(astronaut)], ORIGIN.network, with_pictures)()
    assert html.count("<img") == pictures
    assert "eileen.jpg" in html
    assert "100%" in html
    assert "emotion_cnn 1.0.0 (bbbbbbbbbbbb)" in html


def test_a_report_tells_of_a_photo_without_a_face(astronaut: Image) -> None:
    html = report_maker([taken(astronaut, readings=())], ORIGIN.network, with_pictures=True)()
    assert "<img" not in html
    assert "eileen.jpg" in html
