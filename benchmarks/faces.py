"""What quick face detection loses and saves: `python -m benchmarks.faces [--pictures N] [PHOTO ...]`.

Against `YuNetDetector`'s three sizes, in pictures of 640 x 480 with one face of known width on a busy background, and
in groups of eight; then in photos of one's own, whole and cut into parts, where the three sizes say what is true.
YuNet is measured where the app would find it: in the cache, or at the path in KINDMIRROR_DETECTOR.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from benchmarks.scenes import WIDTH, busy_scene
from core import model_store
from core.faces import Box, FaceDetector, YuNetDetector
from core.images import Image, decode
from core.memory import keep_freed_memory
from core.quick_faces import QuickYuNetDetector

WIDTHS = (16, 20, 24, 28, 32, 40, 64, 128, 256)
PARTS = 14  # of each photo


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", nargs="*", type=Path)
    parser.add_argument("--pictures", type=int, default=50, help="for each row of the table (%(default)s)")
    options = parser.parse_args()
    file = model_store.yunet_file(model_store.Settings.read(os.environ, {}))
    if file is None:
        sys.exit("expected YuNet's file, found none; python -m core.model_store fetch, or KINDMIRROR_DETECTOR=path")
    cv2.setNumThreads(1)
    keep_freed_memory()
    three_sizes = YuNetDetector(file)
    detectors = (three_sizes, QuickYuNetDetector(three_sizes))
    print(f"{'faces of':<24}{'faces':>8}" + "".join(f"{detector.name:>20}" for detector in detectors))
    randomly = np.random.default_rng(0)
    for width in WIDTHS:
        pictures = [busy_scene([width], randomly) for _ in range(options.pictures)]
        print_row(f"{width} pixels", pictures, detectors)
    groups = [busy_scene(randomly.integers(20, 64, 8).tolist(), randomly) for _ in range(options.pictures)]
    print_row("20 to 64 pixels, eight", groups, detectors)
    if options.photos:
        parts = [part for photo in options.photos for part in parts_of(decode(photo.read_bytes()), randomly)]
        print_row("parts of photos", [(part, found(three_sizes, part)) for part in parts], detectors)


def print_row(name: str, pictures: list[tuple[Image, list[Box]]], detectors: tuple[FaceDetector, ...]) -> None:
    """How many of the faces that are there each detector finds, and milliseconds a picture."""
    there = sum(len(boxes) for _, boxes in pictures)
    cells = []
    for detector in detectors:
        begin = time.perf_counter()
        seen = [found(detector, picture) for picture, _ in pictures]
        milliseconds = 1000 * (time.perf_counter() - begin) / len(pictures)
        hits = sum(
            any(box.holds(each.centre) and each.width < 2.5 * box.width for each in each_seen)
            for (_, boxes), each_seen in zip(pictures, seen, strict=True)
            for box in boxes
        )
        cells.append(f"{hits / max(1, there):>9.1%}{milliseconds:>8.1f} ms")
    print(f"{name:<24}{there:>8}" + "".join(cells), flush=True)


def found(detector: FaceDetector, picture: Image) -> list[Box]:
    """The boxes of the faces."""
    return [face.box for face in detector.detect(picture)]


def parts_of(photo: Image, randomly: np.random.Generator) -> Iterator[Image]:
    """The photo and parts of it, none longer than 640 pixels."""
    height, width = photo.shape[:2]
    for share in (1.0, *randomly.uniform(0.3, 1.0, PARTS - 1)):
        rows, columns = int(share * height), int(share * width)
        top, left = randomly.integers(0, height - rows + 1), randomly.integers(0, width - columns + 1)
        part = photo[top : top + rows, left : left + columns]
        scale = min(1.0, WIDTH / max(part.shape[:2]))
        yield np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


if __name__ == "__main__":
    main()
