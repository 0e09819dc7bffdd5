"""Faces drawn by a program, for tests and for a look around where FER-2013 is not at hand.

They are no data: a network that does well on them knows nothing of people.
"""

import cv2
import numpy as np
import numpy.typing as npt

from core.emotions import Emotion
from core.preprocess import INPUT_SIZE
from training.data import FaceSet

_VOTERS = 10
# How the mouth bends, how open it is, how the brows tilt, how wide the eyes are.
_FEATURES = {
    Emotion.ANGRY: (-0.3, 0.0, 1.0, 0.6),
    Emotion.DISGUST: (-0.8, 0.3, 0.6, 0.4),
    Emotion.FEAR: (-0.4, 0.8, -1.0, 1.3),
    Emotion.HAPPY: (1.0, 0.4, 0.0, 0.8),
    Emotion.SAD: (-1.0, 0.0, -0.8, 0.7),
    Emotion.SURPRISE: (0.0, 1.5, -0.2, 1.4),
    Emotion.NEUTRAL: (0.0, 0.0, 0.0, 1.0),
}


def drawn_faces(count: int, seed: int = 0) -> FaceSet:
    """Simple faces of all emotions in turn, with labels and the votes of ten people who mostly agree."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % len(Emotion)
    crops = np.stack([_draw(list(Emotion)[label], rng) for label in labels])
    votes = np.zeros((count, len(Emotion)), np.int64)
    agreeing = rng.integers(5, _VOTERS + 1, count)
    votes[np.arange(count), labels] = agreeing
    np.add.at(votes, (np.arange(count), rng.integers(0, len(Emotion), count)), _VOTERS - agreeing)
    return FaceSet(crops, labels, votes, np.full(count, _VOTERS))


def _draw(emotion: Emotion, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    bend, opening, tilt, eyes = (np.array(_FEATURES[emotion]) + rng.normal(0, 0.08, 4)).tolist()
    middle = INPUT_SIZE // 2 + int(rng.integers(-2, 3))
    face = rng.normal(70, 12, (INPUT_SIZE, INPUT_SIZE))
    canvas = np.clip(face, 0, 255).astype(np.uint8)
    cv2.ellipse(canvas, (middle, 24), (19, 23), 0, 0, 360, int(rng.integers(150, 220)), -1)
    for side in (-1, 1):
        x = middle + 8 * side
        cv2.ellipse(canvas, (x, 19), (4, max(1, round(3 * eyes))), 0, 0, 360, 40, -1)
        slope = round(2 * tilt)
        cv2.line(canvas, (x - 4 * side, 12 + slope), (x + 4 * side, 12 - slope), 50, 1)
    corner, lip = 36 - round(3 * bend), max(1, round(4 * opening))
    cv2.ellipse(canvas, (middle, 36), (6, lip), 0, 0, 360, 60, -1)
    for side in (-1, 1):
        cv2.line(canvas, (middle, 36), (middle + 8 * side, corner), 60, 1)
    return canvas
