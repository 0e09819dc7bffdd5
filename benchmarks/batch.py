"""How fast many photos are read: `python -m benchmarks.batch [--photos N ...] [--processes N ...] [--busy]`.

The photos are made by it: one clear face each, or, with --busy, a face of 20 to 200 pixels before a photograph full of
things. The parts are measured one after the other in one process; the rest is what the command needs on top: starting
its readers, handing files to them, keeping the journal. YuNet is measured where the app would find it: in the cache,
or at the path in KINDMIRROR_DETECTOR.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice, pairwise
from pathlib import Path

import cv2
import numpy as np

from benchmarks.memory import ended
from benchmarks.scenes import HEIGHT, WIDTH, busy_scene, jpeg, scene
from core import model_store
from core.batch.engines import Processes, bundles
from core.batch.inputs import Found, find
from core.batch.plan import Detail, Plan
from core.classifier import EmotionClassifier
from core.images import decode
from core.memory import keep_freed_memory

DIFFERENT = 100  # photos with --busy; then they come again


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, nargs="+", default=[1000], help="how many are read (%(default)s)")
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2], help="runs with so many (%(default)s)")
    parser.add_argument("--detail", choices=list(Detail), default=Detail.QUICK, help="(%(default)s)")
    parser.add_argument("--busy", action="store_true", help="faces of many sizes before busy backgrounds")
    options = parser.parse_args()
    yunet = model_store.yunet_file(model_store.Settings.read(os.environ, {}))
    plan = Plan(detector_file=yunet, detail=Detail(options.detail))
    with tempfile.TemporaryDirectory() as folder:
        make_photos(Path(folder), max(options.photos), options.busy)
        files = list(find([folder]))
        print(f"photos of {WIDTH} x {HEIGHT} with one face; {plan.origin.detector}")
        parts = parts_of(files, plan)
        for name, milliseconds in parts.items():
            print(f"{name:<44}{milliseconds:>10.2f} ms a photo")
        for processes in options.processes:
            steady = steady_milliseconds(files[:1000], plan, processes)
            above = steady * processes / sum(parts.values()) - 1
            print(f"{f'{processes} processes, once started':<44}{1000 / steady:>10.1f} photos a second, {above:+.1%}")
    for photos in options.photos:
        for processes in options.processes:
            with tempfile.TemporaryDirectory() as folder:
                make_photos(Path(folder), photos, options.busy)
                seconds, megabytes = command(folder, processes, options.detail)
            name = f"the command, {photos} photos, {processes} processes"
            print(f"{name:<44}{photos / seconds:>10.1f} photos a second, at most {megabytes:.0f} MB a process")


def make_photos(folder: Path, count: int, busy: bool) -> None:
    """That many JPEG files."""
    randomly = np.random.default_rng(0)
    if busy:
        widths = np.geomspace(20, 200, DIFFERENT).astype(int)
        pictures = [busy_scene([int(width)], randomly)[0] for width in widths]
    else:
        pictures = [scene(1)]
    files = [jpeg(picture, WIDTH, HEIGHT) for picture in pictures]
    for number, data in enumerate(islice(cycle(files), count)):
        (folder / f"{number:06}.jpg").write_bytes(data)


def parts_of(files: list[Found], plan: Plan, most: int = 200) -> dict[str, float]:
    """Milliseconds a photo for each part, in this process on one thread, over `most` photos at most.

    As in the command, the faces of a bundle of photos go through the network together.
    """
    cv2.setNumThreads(1)
    keep_freed_memory()
    detector = plan.detector()
    classifier = EmotionClassifier(plan.network.tflite, plan.network.card)
    spent = {"decode": 0.0, "detect": 0.0, "classify": 0.0}
    some = files[:most]
    for bundle in bundles(some):
        marks = [time.perf_counter()]
        images = [decode(found.path.read_bytes()) for found in bundle]
        marks.append(time.perf_counter())
        seen = [(image, detector.detect(image)) for image in images]
        marks.append(time.perf_counter())
        classifier.classify([face.crop(image) for image, faces in seen for face in faces])
        marks.append(time.perf_counter())
        for name, (begin, end) in zip(spent, pairwise(marks), strict=True):
            spent[name] += end - begin
    return {name: 1000 * seconds / len(some) for name, seconds in spent.items()}


def steady_milliseconds(files: list[Found], plan: Plan, processes: int) -> float:
    """Milliseconds of the clock for a photo, counted after the readers have started."""
    with Processes(plan, processes) as pool:
        for _ in pool.results(files[: 16 * processes]):
            pass
        begin = time.perf_counter()
        done = sum(1 for _ in pool.results(files))
        return 1000 * (time.perf_counter() - begin) / done


def command(folder: str, processes: int, detail: str) -> tuple[float, float]:
    """Seconds of the whole command, and the most memory that one of its processes held."""
    out = Path(folder) / f"readings-{processes}.parquet"
    options = ["--processes", str(processes), "--detail", detail, "--quiet"]
    begin = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "core.batch", folder, "--out", out, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as run:
        run.returncode, most = ended(run.pid)
        seconds = time.perf_counter() - begin
    if run.returncode != 0:
        raise SystemExit(f"the command ended with {run.returncode}")
    return seconds, most


if __name__ == "__main__":
    main()
