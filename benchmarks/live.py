"""What a live session costs: `python -m benchmarks.live [--threads N] [--rounds N]`.

No browser takes part; `benchmarks.live_browser` measures with one. YuNet is measured where the app would find it: in
the cache, or at the path in KINDMIRROR_DETECTOR.
"""

import argparse
import os
import platform
import resource
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from benchmarks.scenes import scene
from core import model_store
from core.classifier import Classification, EmotionClassifier
from core.emotions import Emotion, EmotionScores
from core.faces import FaceDetector, HaarDetector, YuNetDetector
from core.images import Image
from core.live import LiveSession

FPS = 15
SESSIONS, SESSION_FPS, SESSION_SECONDS = 8, 10, 20
CYCLES = 1000
LONG_RUN = 600  # seconds of pictures
CHANGES = 20


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--threads", type=int, default=1, help="for OpenCV and LiteRT alike; YuNet takes one (%(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=300, help="frames that are counted (%(default)s)")
    options = parser.parse_args()
    cv2.setNumThreads(options.threads)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; "
        f"threads: {options.threads}; load before: {os.getloadavg()[0]:.1f}"
    )
    files = model_store.bundled()
    classifier = EmotionClassifier(files.tflite, files.card, threads=options.threads)
    found = list(detectors())
    print(f"\n{'one step, 640 x 480, CPU milliseconds':<44}{'median':>10}{'p95':>10}{'mean':>10}")
    for detector in found:
        for faces in (1, 4):
            print_steps(detector, classifier, faces, options.rounds)
    print_delay(found[0], classifier)
    print_many(found[0], classifier)
    print_memory(found[0], classifier)


def detectors() -> Iterator[FaceDetector]:
    """As the live page makes them, the best first."""
    yunet = model_store.yunet_file(model_store.Settings.read(os.environ, {}))
    if yunet:
        yield YuNetDetector(yunet, (320,), min_confidence=0.5)
    else:
        print("YuNet is not there, so it is not measured.")
    yield HaarDetector(320, smallest=0.15)


def clip(faces: int) -> list[Image]:
    """Two seconds of a scene that trembles, with the grain of a camera."""
    grain = np.random.default_rng(0)
    picture = scene(faces)
    moved = (np.roll(picture, tuple(grain.integers(-2, 3, 2)), (0, 1)) for _ in range(2 * FPS))
    return [np.clip(frame + grain.normal(0, 3, frame.shape), 0, 255).astype(np.uint8) for frame in moved]


def print_steps(detector: FaceDetector, classifier: EmotionClassifier, faces: int, rounds: int) -> None:
    """CPU time of a step in which the frame is read; everything runs in this thread."""
    session, frames, times = LiveSession(detector, classifier), clip(faces), []
    for index in range(rounds + FPS):
        start = time.process_time()
        session.step(frames[index % len(frames)], index / FPS)
        times.append(1000 * (time.process_time() - start))
    median, p95 = np.percentile(times[FPS:], [50, 95])
    part = f"{detector.name}, faces: {faces} (followed: {len(session.snapshot().faces)})"
    print(f"{part:<44}{median:>10.2f}{p95:>10.2f}{np.mean(times[FPS:]):>10.2f}", flush=True)


class Actor(EmotionClassifier):
    """Takes the time that the network takes, and answers with the emotion that the scene is at."""

    def __init__(self, classifier: EmotionClassifier) -> None:
        self._real, self.emotion = classifier, Emotion.NEUTRAL

    def classify(self, crops: Sequence[Image]) -> tuple[Classification, ...]:
        """One answer for each crop."""
        scores = EmotionScores.from_mapping({self.emotion: 0.8, Emotion.SURPRISE: 0.2})
        return tuple(Classification(scores, None) for _ in self._real.classify(crops))


def print_delay(detector: FaceDetector, classifier: EmotionClassifier) -> None:
    """From a change in front of the camera to its label, in real time."""
    actor, frames, delays = Actor(classifier), clip(1), []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        session = LiveSession(detector, actor, pool=pool)
        for change in range(CHANGES):
            actor.emotion = (Emotion.HAPPY, Emotion.SAD)[change % 2]
            began = time.monotonic()
            changed: list[float] = []

            def look(index: int, began: float = began, changed: list[float] = changed) -> None:
                session.step(frames[index % len(frames)], time.monotonic())
                if not changed and any(face.shown is actor.emotion for face in session.snapshot().faces):
                    changed.append(time.monotonic() - began)

            at_pace(look, FPS, 1.5)
            delays += changed
    print(
        f"\nfrom a change to its label at {FPS} frames a second: {np.median(delays):.2f} s median, "
        f"{max(delays):.2f} s at most, {len(delays)} of {CHANGES} changes shown",
        flush=True,
    )


def at_pace(do: Callable[[int], None], fps: int, seconds: float) -> int:
    """Call `do` so often, as a camera would: what comes too late is left out. How often it was called."""
    began, done = time.monotonic(), 0
    for index in range(round(seconds * fps)):
        due = began + index / fps
        if time.monotonic() > due + 1 / fps:
            continue
        time.sleep(max(0.0, due - time.monotonic()))
        do(index)
        done += 1
    return done


def print_many(detector: FaceDetector, classifier: EmotionClassifier) -> None:
    """Many sessions at once, each on a thread of its own, with one pool for all, as in the app."""
    frames = clip(1)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        sessions = [LiveSession(detector, classifier, pool=pool) for _ in range(SESSIONS)]
        held: list[float] = []
        queued: list[int] = []
        counts = [0] * SESSIONS

        def run(number: int) -> None:
            def look(index: int) -> None:
                start = time.monotonic()
                sessions[number].step(frames[index % len(frames)], start)
                held.append(1000 * (time.monotonic() - start))
                queued.append(pool._work_queue.qsize())

            counts[number] = at_pace(look, SESSION_FPS, SESSION_SECONDS)

        threads = [threading.Thread(target=run, args=(number,)) for number in range(SESSIONS)]
        cpu, began = time.process_time(), time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        cpu, passed = time.process_time() - cpu, time.monotonic() - began
    fps = [count / SESSION_SECONDS for count in counts]
    median, p99 = np.percentile(held, [50, 99])
    print(
        f"\n{SESSIONS} sessions at {SESSION_FPS} frames a second for {SESSION_SECONDS} s: each got {min(fps):.1f} to "
        f"{max(fps):.1f}; a frame was held {median:.1f} ms (p99 {p99:.1f}, at most {max(held):.1f}); "
        f"waiting in the pool: at most {max(queued)}; "
        f"errors: {sum(session.snapshot().errors for session in sessions)}; cores busy: {cpu / passed:.2f}",
        flush=True,
    )


def print_memory(detector: FaceDetector, classifier: EmotionClassifier) -> None:
    """How memory grows over many starts and stops, and over a long run."""
    frames = clip(1)

    def start_and_stop(pool: ThreadPoolExecutor) -> None:
        session = LiveSession(detector, classifier, pool=pool)
        for index in range(3):
            session.step(frames[index], index / FPS)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in range(100):
            start_and_stop(pool)
        before = megabytes()
        for _ in range(CYCLES):
            start_and_stop(pool)
        print_growth(f"{CYCLES} starts and stops", before)

    session = LiveSession(detector, classifier)
    for index in range(70 * SESSION_FPS):  # the last minute is full, so what is kept has its full size
        session.step(frames[index % len(frames)], index / SESSION_FPS)
    before = megabytes()
    for index in range(70 * SESSION_FPS, (70 + LONG_RUN) * SESSION_FPS):
        session.step(frames[index % len(frames)], index / SESSION_FPS)
    print_growth(f"{LONG_RUN // 60} minutes at {SESSION_FPS} frames a second", before)


def print_growth(part: str, before: float) -> None:
    """What memory was and is."""
    after = megabytes()
    print(f"{part}: {before:.1f} MB before, {after:.1f} MB after ({(after - before) / before:+.1%})", flush=True)


def megabytes() -> float:
    """What this process holds in memory; at most so far, where the system does not tell what it is now."""
    statistics = Path("/proc/self/statm")
    if statistics.exists():
        return int(statistics.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    main()
