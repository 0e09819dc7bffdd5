"""How long a photo takes, part by part: `python -m benchmarks.photo [--threads N] [--rounds N]`.

Keras runs in a child process, so that the app's own figures are free of TensorFlow. The face detector YuNet is
measured where the app would find it: in the cache, or at the path in KINDMIRROR_DETECTOR.
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

import cv2

from benchmarks.scenes import FACES, HEIGHT, WIDTH, jpeg, scene
from benchmarks.timing import Timing, measure
from core import model_store
from core.analysis import analyse
from core.annotate import draw
from core.classifier import EmotionClassifier
from core.faces import FaceDetector, HaarDetector, YuNetDetector
from core.images import decode


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--threads", type=int, default=1, help="for OpenCV, LiteRT and TensorFlow; YuNet takes one (%(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=50, help="calls that are counted (%(default)s)")
    options = parser.parse_args()
    cv2.setNumThreads(options.threads)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; threads: {options.threads}"
    )
    print(f"\n{'milliseconds for one call':<44}{'median':>10}{'p95':>10}")
    for timing in app_timings(options.threads, options.rounds):
        print(timing, flush=True)
    print(
        f"  resident at most: {peak_megabytes():.0f} MB; TensorFlow imported: {'tensorflow' in sys.modules}", flush=True
    )
    print_keras(options.threads, options.rounds)


def app_timings(threads: int, rounds: int) -> Iterator[Timing]:
    """Every part of what the app does with a photo."""
    scenes = {faces: scene(faces) for faces in FACES}
    for width, height in ((WIDTH, HEIGHT), (4000, 3000)):
        data = jpeg(scenes[1], width, height)
        yield measure(f"decode, JPEG {width} x {height}", partial(decode, data), rounds)
    detectors = available_detectors()
    for name, detector in detectors.items():
        yield measure(f"detect, {name}", partial(detector.detect, scenes[1]), rounds)
    files = model_store.bundled()
    classifier = EmotionClassifier(files.tflite, files.card, threads)
    best = list(detectors.values())[-1]
    for faces in FACES:
        crops = [scenes[1][:224, :224]] * faces
        yield measure(f"classify, LiteRT, faces: {faces}", partial(classifier.classify, crops), rounds)
    for faces in FACES:
        data = jpeg(scenes[faces], WIDTH, HEIGHT)
        found = len(best.detect(decode(data)))
        part = f"whole photo, faces: {faces} (found by {best.name}: {found})"
        yield measure(part, partial(whole_photo, data, best, classifier), rounds)


def print_keras(threads: int, rounds: int) -> None:
    """The rows of Keras, from a child process."""
    command = [sys.executable, "-m", "benchmarks.keras_photo", str(threads), str(rounds)]
    # TensorFlow chats on its standard error; only when it fails is that of interest.
    child = subprocess.run(command, capture_output=True, text=True, check=False)
    if child.returncode:
        sys.exit(child.stderr)
    print(child.stdout, end="")


def available_detectors() -> dict[str, FaceDetector]:
    """By what to call them; the best comes last."""
    detectors: dict[str, FaceDetector] = {"Haar cascade": HaarDetector()}
    file = model_store.yunet_file(model_store.Settings.read(os.environ, {}))
    if file is not None:
        detectors["YuNet, shrunk to 320 only"] = YuNetDetector(file, longest_sides=(320,))
        detectors["YuNet"] = YuNetDetector(file)
    return detectors


def whole_photo(data: bytes, detector: FaceDetector, classifier: EmotionClassifier) -> None:
    """From the file's bytes to the picture with its boxes and words."""
    image = decode(data)
    draw(image, analyse(image, detector, classifier))


def peak_megabytes() -> float:
    """The most memory that this process has held."""
    import resource  # noqa: PLC0415  # not on Windows

    unit = 1 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    main()
