"""Would it help to turn a tilted face upright? `python -m training.upright --data DIR --detector YUNET.onnx`.

The tilt is the slope of the line through both eyes, as YuNet finds them in the enlarged face. Few faces of FER-2013
are tilted much, so that the table also has all of them tilted further, half to each side. Faces of which YuNet finds
no eyes are left out; the app could not turn them either.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from core.faces import Face, YuNetDetector
from core.images import Image
from core.preprocess import preprocess
from training.answers import answer
from training.data import PUBLIC_TEST, FaceSet, load
from training.robustness import moved

Crop = npt.NDArray[np.uint8]

ENLARGED, AROUND = 4, 96  # times, and pixels on each side: a face that fills its picture is hard to find
EXTRA = (0.0, 15.0, 25.0)  # degrees
BINS = ((0.0, 5.0), (5.0, 10.0), (10.0, 20.0), (20.0, 60.0), (0.0, 60.0))


class Detector(Protocol):
    """Finds faces with their eyes: the right one first, as of the person."""

    def detect(self, image: Image) -> tuple[Face, ...]:
        """The faces in a picture."""


@dataclass(frozen=True, slots=True)
class Row:
    """Faces of one tilt, in degrees [least, most), and how many of them are read as most people do, in [0, 1]."""

    extra: float
    least: float
    most: float
    faces: int
    as_it_is: float
    upright: float


def tilt(crop: Crop, detector: Detector) -> float:
    """By how many degrees a face leans clockwise, as one sees it; not a number where no eyes are found."""
    large = cv2.resize(crop, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC)
    framed = cv2.copyMakeBorder(large, AROUND, AROUND, AROUND, AROUND, cv2.BORDER_REPLICATE)
    picture = np.asarray(cv2.cvtColor(framed, cv2.COLOR_GRAY2RGB), np.uint8)
    faces = [face for face in detector.detect(picture) if face.landmarks]
    if not faces:
        return float("nan")
    (right_x, right_y), (left_x, left_y), *_ = max(faces, key=lambda face: face.confidence or 0.0).landmarks
    return float(np.degrees(np.arctan2(left_y - right_y, left_x - right_x)))


def compare(model: Path, faces: FaceSet, detector: Detector, extras: Iterable[float] = EXTRA) -> Iterator[Row]:
    """A row for each extra tilt and each of `BINS` that has a face in it."""
    for extra in extras:
        signs = np.where(np.arange(len(faces)) % 2, 1.0, -1.0)
        tilted = [moved(angle=extra * sign)(crop) for crop, sign in zip(faces.crops, signs, strict=True)]
        tilts = np.array([tilt(crop, detector) for crop in tilted])
        turned = [moved(angle=degrees)(crop) for crop, degrees in zip(tilted, np.nan_to_num(tilts), strict=True)]
        right = [_as_most_people(model, crops, faces) for crops in (tilted, turned)]
        for least, most in BINS:
            chosen = (faces.majority >= 0) & (np.abs(tilts) >= least) & (np.abs(tilts) < most)
            if chosen.any():
                as_it_is, upright = (float(each[chosen].mean()) for each in right)
                yield Row(extra, least, most, int(chosen.sum()), as_it_is, upright)


def _as_most_people(model: Path, crops: Sequence[Crop], faces: FaceSet) -> npt.NDArray[np.bool_]:
    return np.asarray(answer(model, preprocess(crops)).scores.argmax(1) == faces.majority)


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with fer2013.csv, or with train/<emotion>/")
    parser.add_argument("--detector", type=Path, required=True, help="YuNet's ONNX file")
    parser.add_argument("--split", default=PUBLIC_TEST, help="which faces (%(default)s)")
    parser.add_argument("--model", type=Path, default=Path("model/emotion_cnn.tflite"), help=".keras or .tflite")
    options = parser.parse_args(arguments)
    print(f"{'tilted by':>9} {'found tilt':>10} {'faces':>6} {'as it is':>9} {'upright':>8}")
    detector = YuNetDetector(options.detector, longest_sides=(2 * AROUND + 48 * ENLARGED,), min_confidence=0.6)
    for row in compare(options.model, load(options.data, options.split), detector):
        span = f"{row.least:.0f} to {row.most:.0f}"
        print(f"{row.extra:9.0f} {span:>10} {row.faces:6} {row.as_it_is:9.1%} {row.upright:8.1%}", flush=True)


if __name__ == "__main__":
    main()
