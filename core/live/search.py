"""Where the faces are: searched for every so often, and followed by their pixels in between."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from core.faces import Box, Face, FaceDetector, shrunk
from core.images import Image

_SIDE = 320  # pixels of the longer side of the picture in which movement is looked for
_PLACES = np.array([(x, y) for x in (0.3, 0.5, 0.7) for y in (0.3, 0.5, 0.7)], np.float32)  # in a face's box
_LEAST = 3  # so many of them must be found again, or else the face stays where it was

Shifts = npt.NDArray[np.float32]  # (n, 2): pixels of the picture to the right and down


class Search:
    """The faces of a picture that moves. A search costs far more than following what was found."""

    def __init__(self) -> None:
        self.at: float | None = None  # when faces were last searched for
        self._found: tuple[Face, ...] = ()
        self._shifts: Shifts = np.zeros((0, 2), np.float32)  # since then
        self._shape: tuple[int, ...] = ()
        self._last: Image | None = None  # the newest picture, small and grey

    def faces(self, frame: Image, at: float, detector: FaceDetector, every: float) -> tuple[Face, ...]:
        """The faces in the frame of time `at`, searched for when that was last done `every` seconds ago."""
        small, last = _small(frame), self._last
        if last is None or self._is_due(frame, at, every):
            self._found, self.at, self._shape = detector.detect(frame), at, frame.shape
            self._shifts = np.zeros((len(self._found), 2), np.float32)
        elif self._found:
            scale = small.shape[1] / frame.shape[1]
            self._shifts += _movement(last, small, [face.box for face in self._here()], scale)
        self._last = small
        height, width = frame.shape[:2]
        return tuple(face for face in self._here() if Box(0, 0, width, height).holds(face.box.centre))

    def _is_due(self, frame: Image, at: float, every: float) -> bool:
        return self.at is None or not 0.0 <= at - self.at < every or frame.shape != self._shape

    def _here(self) -> list[Face]:
        return [face.moved(*shift) for face, shift in zip(self._found, self._shifts.tolist(), strict=True)]


def _small(frame: Image) -> Image:
    small, _ = shrunk(frame, _SIDE)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)


def _movement(before: Image, after: Image, boxes: Sequence[Box], scale: float) -> Shifts:
    """How each box has moved: the median of some places in it (Lucas and Kanade 1981, in pyramids).

    The pictures are `scale` times as large as the one that the boxes are in.
    """
    places = np.concatenate([scale * (np.array((box.x, box.y)) + _PLACES * (box.width, box.height)) for box in boxes])
    places = places.astype(np.float32)
    again, found, _ = cv2.calcOpticalFlowPyrLK(before, after, places, places.copy(), winSize=(15, 15), maxLevel=2)
    moved = (again - places).reshape(len(boxes), len(_PLACES), 2) / scale
    known = found.reshape(len(boxes), len(_PLACES)).astype(bool)
    return np.array([_shift(box, m[k]) for box, m, k in zip(boxes, moved, known, strict=True)], np.float32)


def _shift(box: Box, moved: Shifts) -> tuple[float, float]:
    """The median, unless it rests on too little or is more than half of the face, which is taken for a mistake."""
    if len(moved) < _LEAST:
        return 0.0, 0.0
    right, down = np.median(moved, axis=0).tolist()
    return (right, down) if abs(right) <= box.width / 2 and abs(down) <= box.height / 2 else (0.0, 0.0)
