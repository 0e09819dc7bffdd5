"""One start of the app, from nothing to ten photos; a process of its own, which `benchmarks.start` starts.

    python -m benchmarks.start_child bundled|fetched|keras PHOTO.jpg STARTED

Runs the real pages, with Streamlit's own test driver in place of a browser. STARTED is the time at which the parent
started this process. Prints one line of JSON.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.memory import resident_megabytes

APP = Path(__file__).parents[1] / "app.py"
PHOTOS, ROUNDS = 10, 50


def main(kind: str, photo: Path, started: float) -> None:
    """Start, show a page, read photos, measure."""
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415

    seconds = {"streamlit": time.time() - started}
    if kind == "keras":
        _put_keras_in_place()
    app = AppTest.from_file(str(APP), default_timeout=120).run()
    seconds["first paint"] = time.time() - started
    _wait_for_the_network()
    _choose(app, photo, 1)
    seconds["first answer"] = time.time() - started
    seconds["processor"] = time.process_time()
    for number in range(2, PHOTOS + 1):
        _choose(app, photo, number)
    megabytes = resident_megabytes(os.getpid())
    print(json.dumps(seconds | {"megabytes": megabytes, "milliseconds": _milliseconds_a_face()}))


def _choose(app: Any, photo: Path, number: int) -> None:
    app.file_uploader[0].set_value((f"{number}.jpg", photo.read_bytes(), "image/jpeg")).run()
    if app.exception or not app.subheader:
        sys.exit(f"expected a reading, found {app.exception}")


def _wait_for_the_network() -> None:
    """Where one was configured. The page does not wait; what is measured here is the life with it."""
    from ui.resources import delivery  # noqa: PLC0415

    while delivery().state().progress:
        time.sleep(0.1)
    if problem := delivery().state().problem:
        sys.exit(str(problem))


def _put_keras_in_place() -> None:
    """The same app, with Keras where LiteRT was."""
    from benchmarks.keras_classifier import KerasClassifier  # noqa: PLC0415
    from core.model_store import delivery  # noqa: PLC0415

    delivery.EmotionClassifier = KerasClassifier  # type: ignore[misc]


def _milliseconds_a_face() -> float:
    """The median of the classifier's own time for one face, preprocessing included."""
    import numpy as np  # noqa: PLC0415

    from ui.resources import classifier  # noqa: PLC0415

    face, network = np.random.default_rng(0).integers(0, 256, (180, 180, 3), np.uint8), classifier()
    times = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        network.classify([face])
        times.append(1000 * (time.perf_counter() - before))
    return float(np.median(times))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
