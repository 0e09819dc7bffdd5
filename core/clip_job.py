"""A clip that is read aside, while a page shows how far it is; stopped early, it keeps what was read."""

import io
import weakref
from collections.abc import Mapping
from concurrent.futures import Executor, Future
from datetime import UTC, datetime, timedelta

from core.classifier import EmotionClassifier
from core.clip import NOTHING, ClipReading, ClipResult, annotate_clip
from core.emotions import Emotion
from core.errors import ClipError, ClipProblem
from core.faces import FaceDetector
from core.live import LiveConfig
from core.timeline import Moment, Source
from core.video import probe

MAX_BYTES = 50_000_000
MAX_SECONDS = 60.0
_PADDING = 1.0  # seconds by which a header may say more, for the sound and the last picture; they are not read
MAX_FRAMES = 7_200  # 120 a second: a file may hold any number in no time at all
MOMENT_EVERY = 0.5  # seconds between two moments of one face

_CONFIG = LiveConfig(read_every=0.1)  # expressions last longer than a tenth of a second


class ClipJob:
    """Reads one clip in `pool`, for as long as anybody holds the job. Everything may be called from any thread.

    Of more frames than 120 a second would be, the rest is left out. Raises ClipError, at once, for what is not a
    video, and for one of more than 50 MB, 60 seconds or 9 megapixels.
    """

    def __init__(
        self,
        data: bytes,
        detector: FaceDetector,
        classifier: EmotionClassifier,
        names: Mapping[Emotion, str],
        pool: Executor,
    ) -> None:
        if len(data) > MAX_BYTES:
            raise ClipError(
                ClipProblem.FILE_TOO_BIG, f"expected at most {MAX_BYTES / 1e6:.0f} MB, found {len(data) / 1e6:.0f} MB"
            )
        self._seconds = probe(io.BytesIO(data)).seconds
        if self._seconds and self._seconds > MAX_SECONDS + _PADDING:
            raise ClipError(
                ClipProblem.TOO_LONG, f"expected at most {MAX_SECONDS:.0f} seconds, found {self._seconds:.0f}"
            )
        self.began = datetime.now(UTC)
        self._reading = _Reading(data)
        self._future = pool.submit(self._reading.run, detector, classifier, names)
        # The pool holds the reading alone, so a job whose visitor has left is collected, and the reading ends.
        self._end = weakref.finalize(self, _end, self._reading, self._future)

    @property
    def share(self) -> float:
        """How much of it is read, in [0, 1]; by the longest that it may be, where the file does not say."""
        return min(1.0, self._reading.seconds / (self._seconds or MAX_SECONDS))

    @property
    def is_waiting(self) -> bool:
        """Whether others are read first."""
        return not (self._future.running() or self._future.done())

    @property
    def is_done(self) -> bool:
        """Whether there is a result or an error."""
        return self._future.done()

    def stop(self) -> None:
        """Read no further; what was read is the result."""
        self._end()

    def result(self) -> ClipResult:
        """Once it is done. Raises ClipError where nothing of it could be read."""
        return NOTHING if self._future.cancelled() else self._future.result()

    def annotated(self) -> bytes:
        """The clip with boxes and words, MP4, once it is done."""
        return self._reading.annotated.getvalue()


class _Reading:
    """What a worker needs of a job, and where it says how far it is."""

    def __init__(self, data: bytes) -> None:
        self.data = data  # until it is read
        self.seconds, self._frames = 0.0, 0
        self.annotated = io.BytesIO()
        self.stopped = False

    def run(self, detector: FaceDetector, classifier: EmotionClassifier, names: Mapping[Emotion, str]) -> ClipResult:
        clip, self.data = io.BytesIO(self.data), b""
        return annotate_clip(
            clip,
            self.annotated,
            detector,
            classifier,
            config=_CONFIG,
            names=names,
            progress=self._progress,
            cancelled=lambda: self.stopped,
        )

    def _progress(self, done: float, _: float | None) -> None:
        self.seconds, self._frames = done, self._frames + 1
        if done >= MAX_SECONDS or self._frames >= MAX_FRAMES:  # a header may say less than there is
            self.stopped = True


def _end(reading: _Reading, future: Future[ClipResult]) -> None:
    reading.stopped = True
    if future.cancel():  # it waits still, and keeps its place in the queue; the clip need not
        reading.data = b""


def moments_of(readings: tuple[ClipReading, ...], name: str, began: datetime, network: str) -> tuple[Moment, ...]:
    """The clip as a part of a journey that began then: a moment of each face every half second."""
    noted: dict[int, float] = {}
    moments = []
    for reading in readings:
        number = reading.face.number
        if reading.at - noted.get(number, -MOMENT_EVERY) >= MOMENT_EVERY:
            noted[number] = reading.at
            at, face = began + timedelta(seconds=reading.at), f"{name} · {number}"
            moments.append(Moment(at, Source.CLIP, face, reading.face.scores, network=network))
    return tuple(moments)
