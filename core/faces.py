"""Finding faces: what a face is, and two ways to find one.

`YuNetDetector` is faster and surer, and needs a file; `HaarDetector` comes with OpenCV.
"""

import math
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from core.errors import DetectorError
from core.images import Image
from core.yunet import YuNet

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the original picture; it may reach over the picture's edge.

    Raises ValueError unless width and height are positive.
    """

    x: int
    y: int
    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width <= 0 or self.height <= 0:
            raise ValueError(f"expected a box with a positive size, found {self.width} x {self.height}")

    @property
    def centre(self) -> Point:
        """(x, y) in pixels."""
        return self.x + self.width / 2, self.y + self.height / 2

    def holds(self, point: Point) -> bool:
        """Whether the point lies in the box; the right and the lower edge are outside."""
        x, y = point
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height

    def moved(self, right: float, down: float) -> "Box":
        """The same box so many pixels further to the right and further down."""
        return Box(round(self.x + right), round(self.y + down), self.width, self.height)

    def scaled(self, factor: float) -> "Box":
        """The same box in a picture that is `factor` times as large."""
        x, y, width, height = (round(factor * value) for value in (self.x, self.y, self.width, self.height))
        return Box(x, y, max(1, width), max(1, height))

    def squared(self, side: float) -> "Box":
        """The square with the same centre and this side in pixels."""
        (x, y), length = self.centre, max(1, round(side))
        return Box(round(x - length / 2), round(y - length / 2), length, length)

    def overlap(self, other: "Box") -> float:
        """Intersection over union, in [0, 1]."""
        width = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        height = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        shared = max(0, width) * max(0, height)
        return shared / (self.width * self.height + other.width * other.height - shared)


@dataclass(frozen=True, slots=True)
class Face:
    """One face that a detector found.

    box         what to draw around it
    frame       the square to read the expression from, placed as FER-2013 places faces
    confidence  the detector's own, in [0, 1], or None where it has none
    landmarks   right eye, left eye, nose, right and left corner of the mouth (the person's right), in pixels;
                empty where the detector has none
    """

    box: Box
    frame: Box
    confidence: float | None = None
    landmarks: tuple[Point, ...] = ()

    def moved(self, right: float, down: float) -> "Face":
        """The same face so many pixels further to the right and further down."""
        landmarks = tuple((x + right, y + down) for x, y in self.landmarks)
        return Face(self.box.moved(right, down), self.frame.moved(right, down), self.confidence, landmarks)

    def scaled(self, factor: float) -> "Face":
        """The same face in a picture that is `factor` times as large."""
        landmarks = tuple((factor * x, factor * y) for x, y in self.landmarks)
        return Face(self.box.scaled(factor), self.frame.scaled(factor), self.confidence, landmarks)

    def crop(self, image: Image) -> Image:
        """The pixels of `frame`, uint8 (side, side, 3); beyond the picture's edge its last pixels go on."""
        height, width = image.shape[:2]
        left, top = max(0, self.frame.x), max(0, self.frame.y)
        right, bottom = min(width, self.frame.x + self.frame.width), min(height, self.frame.y + self.frame.height)
        if left >= right or top >= bottom:
            raise ValueError(f"expected a face inside the picture of {width} x {height}, found {self.frame}")
        margins = (
            top - self.frame.y,
            self.frame.y + self.frame.height - bottom,
            left - self.frame.x,
            self.frame.x + self.frame.width - right,
        )
        inside = image[top:bottom, left:right]
        if not any(margins):
            return inside
        return np.asarray(cv2.copyMakeBorder(inside, *margins, cv2.BORDER_REPLICATE), np.uint8)


class FaceDetector(Protocol):
    """Anything that finds faces in a picture. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """A short name for people."""

    def detect(self, image: Image) -> tuple[Face, ...]:
        """The faces in a picture, from left to right."""


class YuNetDetector:
    """The YuNet network.

    `file` is its ONNX file, already verified. YuNet knows faces of about 10 to 300 pixels, so it looks at a picture
    shrunk to each of `longest_sides` in turn. Measured with ten faces pasted into pictures: 640 pixels find all from
    5 % of the picture's width up to the whole of it; 1280 find nine at 1.5 %, in a group say, where 640 find one;
    160 find all when the face is so close that the picture shows only six tenths of its frame, where 640 find none.
    Raises DetectorError for another file.
    """

    name = "YuNet"

    # FER-2013's frame against YuNet's box, both as the square root of their area: measured on 738 FER-2013
    # faces, where the box is 0.77 x 0.99 of the frame (medians) and shares its centre.
    _FRAME = 1.0 / math.sqrt(0.77 * 0.99)

    # Pixels a side of the frame. Of FER-2013 faces shrunk to 16 pixels the network names 71 % as most people do,
    # of the same in full size 82 %; below 16 it soon falls to a guess.
    _SMALLEST_FRAME = 16

    def __init__(
        self, file: Path, longest_sides: Sequence[int] = (640, 1280, 160), min_confidence: float = 0.7
    ) -> None:
        self._yunet = YuNet(file)
        self._longest_sides = tuple(longest_sides)
        self._min_confidence = min_confidence

    def detect(self, image: Image) -> tuple[Face, ...]:
        """The faces in a picture, from left to right."""
        # A picture is never enlarged, so for a small one several of the sizes are the same.
        sides = {min(side, max(image.shape[:2])) for side in self._longest_sides}
        seen = [face for side in sides for face in self.look(image, side)]
        return left_to_right(surest(seen))

    def look(self, image: Image, longest_side: int, min_confidence: float | None = None) -> list[Face]:
        """The faces at one size, the surest first; `min_confidence` is the detector's own unless it is told."""
        small, scale = shrunk(image, longest_side)
        rows = self._yunet.rows(small, self._min_confidence if min_confidence is None else min_confidence)
        faces = [self._face(row, scale) for row in rows]
        return [face for face in faces if face.frame.width >= self._SMALLEST_FRAME and _plausible(face.box, image)]

    def _face(self, row: npt.NDArray[np.float32], scale: float) -> Face:
        """Row: x, y, width, height, five landmarks as x, y, confidence; in pixels of the shrunken picture."""
        x, y, width, height = (row[:4] / scale).tolist()
        box = Box(round(x), round(y), max(1, round(width)), max(1, round(height)))
        landmarks = tuple((float(px), float(py)) for px, py in (row[4:14] / scale).reshape(5, 2))
        frame = box.squared(self._FRAME * math.sqrt(box.width * box.height))
        return Face(box, frame, min(1.0, float(row[14])), landmarks)


class HaarDetector:
    """OpenCV's frontal-face cascade (Viola and Jones 2001, doi:10.1109/CVPR.2001.990517).

    FER-2013 was framed by it, so its box is the frame. `longest_side` is what pictures are shrunk to first,
    `smallest` the least face as a share of the picture's shorter side.
    """

    name = "Haar cascade"

    def __init__(self, longest_side: int = 640, smallest: float = 0.08) -> None:
        file = Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_default.xml"
        self._cascade = cv2.CascadeClassifier(str(file))
        if self._cascade.empty():
            raise DetectorError(f"{file}: expected the face cascade that OpenCV 4 brings, found none")
        self._longest_side, self._smallest = longest_side, smallest
        self._lock = threading.Lock()  # the cascade keeps its buffers

    def detect(self, image: Image) -> tuple[Face, ...]:
        """The faces in a picture, from left to right."""
        small, scale = shrunk(image, self._longest_side)
        grey = cv2.equalizeHist(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))
        least = max(24, round(self._smallest * min(grey.shape)))
        with self._lock:
            rows = self._cascade.detectMultiScale(grey, scaleFactor=1.1, minNeighbors=6, minSize=(least, least))
        boxes = [Box(*(round(float(value) / scale) for value in row)) for row in rows]
        return left_to_right([Face(box, box.squared(box.width)) for box in boxes])


def shrunk(image: Image, longest_side: int) -> tuple[Image, float]:
    """The picture with no side longer than `longest_side`, and by how much it was scaled, in (0, 1]."""
    height, width = image.shape[:2]
    scale = min(1.0, longest_side / max(height, width))
    if scale == 1.0:
        return image, scale
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def surest(faces: Iterable[Face]) -> list[Face]:
    """Each face once: those whose centre no surer one's box holds."""
    kept: list[Face] = []
    for face in sorted(faces, key=lambda face: face.confidence or 0.0, reverse=True):
        if not any(other.box.holds(face.box.centre) for other in kept):
            kept.append(face)
    return kept


def _plausible(box: Box, image: Image) -> bool:
    """Whether the box has its centre in the picture and is at most twice as large, as in an extreme close-up."""
    height, width = image.shape[:2]
    return Box(0, 0, width, height).holds(box.centre) and max(box.width, box.height) <= 2 * max(width, height)


def left_to_right(faces: Iterable[Face]) -> tuple[Face, ...]:
    """In the order in which people are named in a photo."""
    return tuple(sorted(faces, key=lambda face: face.box.centre))
