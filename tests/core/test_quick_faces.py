"""Fewer looks, the same faces."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from core.faces import Face, YuNetDetector
from core.images import Image, decode
from core.quick_faces import QuickYuNetDetector


class Counting(YuNetDetector):
    """Remembers how many pixels it looked at."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.pixels: list[int] = []

    def look(self, image: Image, longest_side: int, min_confidence: float | None = None) -> list[Face]:
        scale = min(1.0, longest_side / max(image.shape[:2]))
        self.pixels.append(round(image.shape[0] * image.shape[1] * scale**2))
        return super().look(image, longest_side, min_confidence)


@pytest.fixture
def counting(shared: Path) -> Counting:
    return Counting(shared / "weights" / "face_detection_yunet_2023mar.onnx")


@pytest.fixture
def quick(counting: Counting) -> QuickYuNetDetector:
    return QuickYuNetDetector(counting)


def pasted(astronaut: Image, face: int, centres: list[tuple[int, int]]) -> Image:
    """640 x 480 grey pixels with a face of this width at each centre."""
    side = round(face * 256 / 110)
    head = cv2.resize(astronaut[:256, 96:352], (side, side), interpolation=cv2.INTER_AREA)
    picture = np.full((480, 640, 3), 128, np.uint8)
    for x, y in centres:
        left, top = x - side // 2, y - side // 2
        picture[top : top + side, left : left + side] = head
    return picture


def test_one_look_at_a_quarter_of_the_pixels_is_enough_for_a_clear_face(
    quick: QuickYuNetDetector, counting: Counting, astronaut: Image
) -> None:
    (face,) = quick.detect(pasted(astronaut, 120, [(320, 240)]))
    assert 90 < face.box.width < 150
    assert counting.pixels == [320 * 240]


def test_a_small_face_is_looked_at_closer_and_stands_where_it_is(
    quick: QuickYuNetDetector, counting: Counting, yunet: YuNetDetector, astronaut: Image
) -> None:
    picture = pasted(astronaut, 20, [(520, 380)])
    (face,), (expected,) = quick.detect(picture), yunet.detect(picture)
    assert face.box.overlap(expected.box) > 0.8
    assert face.landmarks[2] == pytest.approx(expected.landmarks[2], abs=2)
    first, closer = counting.pixels
    assert closer < first, "a part of the picture, not all of it"


def test_a_crowd_is_found(quick: QuickYuNetDetector, astronaut: Image) -> None:
    centres = [(x, y) for y in (100, 240, 380) for x in (100, 240, 380, 520)]
    found = quick.detect(pasted(astronaut, 28, centres))
    assert len(found) == len(centres)
    assert [face.box.centre for face in found] == sorted(face.box.centre for face in found)


@pytest.mark.parametrize("share", [0.6, 0.8, 1.0], ids="{:.0%}".format)
def test_a_face_that_fills_the_picture_is_found(quick: QuickYuNetDetector, astronaut: Image, share: float) -> None:
    """`share` is how much of the face's frame the picture shows."""
    (found,) = quick.detect(astronaut)
    cut = found.frame.squared(share * found.frame.width)
    close_up = cv2.resize(Face(found.box, cut).crop(astronaut), (640, 640), interpolation=cv2.INTER_CUBIC)
    (face,) = quick.detect(np.asarray(close_up, np.uint8))
    assert abs(face.frame.width - 640 / share) < 0.3 * 640 / share


@pytest.mark.parametrize("size", [(24, 24), (200, 24), (24, 3000), (480, 640)], ids=str)
def test_where_nobody_is_nobody_is_found(quick: QuickYuNetDetector, size: tuple[int, int]) -> None:
    assert quick.detect(np.random.default_rng(0).integers(0, 255, (*size, 3), np.uint8)) == ()


@pytest.mark.parametrize(
    "photo",
    [
        "no-faces.jpg",
        "obama.jpg",
        "single_face.jpg",
        "BWPictureHuman.jpg",
        "Image_with_alpha.png",
        "two_people.jpg",
        "multi_face.jpg",
    ],
)
def test_photographs_have_the_faces_that_a_thorough_look_finds(
    quick: QuickYuNetDetector, yunet: YuNetDetector, shared: Path, photo: str
) -> None:
    image = decode((shared / "photos" / photo).read_bytes())
    found, expected = quick.detect(image), yunet.detect(image)
    assert len(found) == len(expected)
    for face, other in zip(found, expected, strict=True):
        assert face.frame.overlap(other.frame) > 0.6
