"""Turning faces upright: the tilt is the eyes', and turning by it undoes it."""

import cv2
import numpy as np
import pytest

from core.faces import Box, Face
from core.images import Image
from tests.training.conftest import Shipped
from training.robustness import moved
from training.sample import drawn_faces
from training.upright import AROUND, ENLARGED, compare, tilt


def with_eyes() -> np.ndarray:
    """A dark crop with two bright eyes on a level: (16, 20) and (31, 20)."""
    crop = np.zeros((48, 48), np.uint8)
    crop[19:22, 15:18] = crop[19:22, 30:33] = 255
    return crop


class SeesBrightSpots:
    """Finds the eyes of `with_eyes`, however they are turned; nothing where there are not two."""

    def detect(self, image: Image) -> tuple[Face, ...]:
        spots = cv2.connectedComponentsWithStats((image[..., 0] > 100).astype(np.uint8))[3][1:]
        if len(spots) != 2:
            return ()
        eyes = tuple(sorted((float(x), float(y)) for x, y in spots))
        box = Box(AROUND, AROUND, 48 * ENLARGED, 48 * ENLARGED)
        return (Face(box, box, 0.9, eyes),)


@pytest.mark.parametrize("degrees", [-40, -10, 0, 10, 40])
def test_the_tilt_is_the_slope_of_the_eyes_clockwise(degrees: float) -> None:
    leaning = moved(angle=-degrees)(with_eyes())  # OpenCV turns anticlockwise
    assert tilt(leaning, SeesBrightSpots()) == pytest.approx(degrees, abs=2)


@pytest.mark.parametrize("degrees", [-30, 20])
def test_turned_by_its_tilt_a_face_is_upright(degrees: float) -> None:
    leaning = moved(angle=degrees)(with_eyes())
    upright = moved(angle=tilt(leaning, SeesBrightSpots()))(leaning)
    assert tilt(upright, SeesBrightSpots()) == pytest.approx(0, abs=2)


def test_without_eyes_there_is_no_tilt() -> None:
    assert np.isnan(tilt(np.zeros((48, 48), np.uint8), SeesBrightSpots()))


def test_a_row_counts_the_faces_of_its_tilt_on_which_most_people_agree(shipped: Shipped) -> None:
    faces = drawn_faces(14)
    faces.crops[:10], faces.crops[10:] = with_eyes(), 0  # four have no eyes to be seen
    file = shipped.out / "emotion_cnn.tflite"
    level, all_level, tilted, all_tilted = compare(file, faces, SeesBrightSpots(), extras=(0.0, 15.0))
    agreed = int((faces.majority[:10] >= 0).sum())
    assert [(row.least, row.faces) for row in (level, all_level)] == [(0.0, agreed), (0.0, agreed)]
    assert [(row.least, row.faces) for row in (tilted, all_tilted)] == [(10.0, agreed), (0.0, agreed)]
    assert level.as_it_is == level.upright  # nothing to turn
    assert all(0 <= share <= 1 for row in (tilted, all_tilted) for share in (row.as_it_is, row.upright))
