"""The network and the face detector of one server: what is at hand now, while better ones are on their way."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from core.classifier import EmotionClassifier
from core.errors import DeliveryError, DeliveryProblem, ModelError
from core.faces import FaceDetector, HaarDetector, YuNetDetector
from core.model_store.cache import Progress, Report, Stage
from core.model_store.files import bundled
from core.model_store.preparation import fetch_yunet, is_configured, prepare
from core.model_store.settings import Settings
from core.model_store.transfer import Limits

T = TypeVar("T")

MEMORY = 600.0  # seconds that a failure is remembered before it is tried again
AT_ONCE = 0.3  # seconds in which what lies in the cache is checked and opened, with room to spare

_log = logging.getLogger(__name__)


class Errand(Generic[T]):
    """Work that is done in the background, at once and again some time after a failure."""

    def __init__(self, work: Callable[[Report], T], memory: float = MEMORY) -> None:
        self._work, self._memory = work, memory
        self._lock = threading.Lock()
        self._result: T | None = None
        self.problem: DeliveryError | None = None
        self._start()

    def result(self) -> T | None:
        """What the work gave, or None while it goes on and after it failed; asking late enough starts it again."""
        with self._lock:
            if self.problem is not None and time.monotonic() - self._failed_at > self._memory:
                self._start()
        self._thread.join(max(0.0, self._started_at + AT_ONCE - time.monotonic()))
        return self._result

    def _start(self) -> None:
        self.progress: Progress | None = Progress(Stage.FETCHING)
        self.problem = None
        # The monotonic clock: what the one on the wall says does not matter.
        self._started_at = self._failed_at = time.monotonic()
        self._thread = threading.Thread(target=self._do, daemon=True)
        self._thread.start()

    def _do(self) -> None:
        try:
            self._result = self._work(self._tell)
        except DeliveryError as error:
            _log.warning("%s", error)
            self._fail(error)
        except Exception as error:  # nobody waits for this thread, so nobody else would hear of it
            _log.exception("an errand failed")
            self._fail(DeliveryError(DeliveryProblem.UNEXPECTED, f"expected a file, found {error!r}"))
        finally:
            self.progress = None

    def _fail(self, error: DeliveryError) -> None:
        self._failed_at = time.monotonic()
        self.problem = error

    def _tell(self, progress: Progress) -> None:
        self.progress = progress


@dataclass(frozen=True)
class ModelState:
    """How the configured network is doing: on its way, failed, or (neither) in use or not asked for."""

    progress: Progress | None = None
    problem: DeliveryError | None = None


class Delivery:
    """Gives the configured network once it is here and the bundled one until then; so with the face detector.

    Safe to call from several threads. Nothing here waits for a network connection.
    """

    def __init__(self, settings: Settings, limits: Limits | None = None, memory: float = MEMORY) -> None:
        self._settings, self._limits = settings, limits
        self._network = Errand(self._open_network, memory) if is_configured(settings) else None
        self._detector = Errand(self._open_detector, memory)
        self._lock = threading.Lock()

    def classifier(self) -> EmotionClassifier:
        """The network to use now. Raises ModelError where not even the bundled one can be opened."""
        configured = self._network.result() if self._network else None
        with self._lock:  # two visitors at once open the bundled network once
            return configured or self._bundled

    def detector(self) -> FaceDetector:
        """The detector to use now."""
        yunet = self._detector.result()
        with self._lock:
            return yunet or self._haar

    def state(self) -> ModelState:
        """How the configured network is doing."""
        if self._network is None:
            return ModelState()
        self._network.result()
        return ModelState(self._network.progress, self._network.problem)

    @cached_property
    def _bundled(self) -> EmotionClassifier:
        files = bundled()
        return EmotionClassifier(files.tflite, files.card)

    @cached_property
    def _haar(self) -> FaceDetector:
        return HaarDetector()

    def _open_network(self, report: Report) -> EmotionClassifier:
        files = prepare(self._settings, self._limits, report)
        try:
            return EmotionClassifier(files.tflite, files.card)
        except ModelError as error:
            raise DeliveryError(DeliveryProblem.CARD, str(error)) from error

    def _open_detector(self, report: Report) -> FaceDetector | None:
        file = fetch_yunet(self._settings, self._limits, report)
        return None if file is None else YuNetDetector(file)
