"""A picture in, a reading for every face out."""

import numpy as np
import pytest

from core.analysis import analyse, read
from core.classifier import EmotionClassifier
from core.emotions import Emotion
from core.faces import Box, Face, HaarDetector
from core.images import Image


class Nobody:
    """Finds no faces."""

    name = "nobody"

    def detect(self, image: Image) -> tuple[Face, ...]:
        return ()


def face_at(x: int, y: int, side: int) -> Face:
    return Face(Box(x, y, side, side), Box(x, y, side, side))


def test_each_face_of_a_picture_gets_a_reading_from_left_to_right(
    haar: HaarDetector, classifier: EmotionClassifier, astronaut: Image
):
    together = np.hstack([astronaut, astronaut[:, ::-1]])
    readings = analyse(together, haar, classifier)
    assert [reading.face for reading in readings] == list(haar.detect(together))
    assert [reading.scores.top for reading in readings] == [Emotion.HAPPY] * 2


def test_a_picture_without_faces_has_no_readings(classifier: EmotionClassifier, astronaut: Image):
    assert analyse(astronaut, Nobody(), classifier) == ()


def test_a_reading_is_of_the_pixels_in_the_faces_frame(classifier: EmotionClassifier, astronaut: Image):
    faces = (face_at(172, 66, 100), face_at(300, 300, 80))
    readings = read(astronaut, faces, classifier)
    for face, reading in zip(faces, readings, strict=True):
        (alone,) = classifier.classify([face.crop(astronaut)])
        assert reading.face is face
        assert reading.scores.probabilities == pytest.approx(alone.scores.probabilities, abs=1e-5)


def test_a_reading_says_which_places_spoke_for_each_emotion(
    haar: HaarDetector, classifier: EmotionClassifier, astronaut: Image
):
    (reading,) = analyse(astronaut, haar, classifier)
    assert reading.activation is not None
    assert reading.activation.shape[2:] == (len(Emotion),)
    assert reading.activation.dtype == np.float32
