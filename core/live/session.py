"""One person's live picture."""

import logging
import math
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, field

from core.analysis import read
from core.annotate import ENGLISH, Mark, draw_marks
from core.classifier import EmotionClassifier
from core.emotions import Emotion
from core.faces import Face, FaceDetector
from core.images import Image
from core.live.memory import Memory
from core.live.notices import Notice, light
from core.live.pace import Pace
from core.live.search import Search
from core.live.snapshot import LiveFace, Snapshot
from core.tracking import Sighting, Track, TrackingConfig, Tracks

LOGGER = logging.getLogger(__name__)

STALE = 1.0  # seconds after which a result is too old to draw


@dataclass(frozen=True, slots=True)
class LiveConfig:
    """The session's pace and limits.

    A frame in which faces are searched for leaves the expressions to the next ones, and of several faces a few are
    read at a time: so no frame costs much.

    read_every    seconds between two frames that are looked at, on average at least
    search_every  seconds between two searches for faces; in between, those that were found are followed
    at_once       of so many faces at most the expression is read in one frame: of those that wait longest
    overdue       seconds after which an expression is read even in a frame that was searched
    hold          seconds for which a frame waits for its own reading, at most
    smallest      pixels; a face in a smaller frame is not read
    most_faces    the largest so many faces are followed
    """

    read_every: float = 0.045
    search_every: float = 0.18
    at_once: int = 2
    overdue: float = 0.19
    hold: float = 0.015
    smallest: int = 36
    most_faces: int = 6
    tracking: TrackingConfig = field(default_factory=TrackingConfig)


class LiveSession:
    """One person's live picture. `step` belongs to one thread; everything else may be called from any.

    Readings run in `pool`, which many sessions may share: each has at most one reading there, so nothing queues up.
    Without a pool they run inside `step`, and the session is a pure function of its frames and their times.
    """

    def __init__(
        self,
        detector: FaceDetector,
        classifier: EmotionClassifier,
        config: LiveConfig | None = None,
        names: Mapping[Emotion, str] = ENGLISH,
        pool: Executor | None = None,
    ) -> None:
        self._detector, self._classifier, self._names, self._pool = detector, classifier, names, pool
        self._config = config or LiveConfig()
        self._lock = threading.Lock()
        self._paused = self._resting = False
        self._job: Future[None] | None = None
        self._begin()

    def _begin(self) -> None:
        self._memory = Memory(self._config.tracking)
        self._search = Search()
        self._pace = Pace()
        self._errors = 0
        self._due = -math.inf  # when a frame is to be looked at again

    def step(self, frame: Image, at: float) -> Image:
        """The frame with what is known of its faces drawn on it; `at` is its arrival in seconds on a steady clock.

        Never raises: on an error it counts it and returns the frame as it came.
        """
        began = time.perf_counter()
        try:
            with self._lock:
                self._pace.frame(at)
                unread, search = self._paused or self._resting, self._search
            if unread:
                return frame
            self._read_soon(frame, at, search)
            drawn = draw_marks(frame, self._marks(at), self._names)
            with self._lock:
                self._pace.shown(at, self._memory.read_at, time.perf_counter() - began)
        except Exception as error:  # an exception here would end the stream
            self._failed(error)
            return frame
        return drawn

    def snapshot(self) -> Snapshot:
        """What is known now; it does not change afterwards."""
        with self._lock:
            memory, pace = self._memory, self._pace
            record = memory.record
            return Snapshot(
                at=pace.at,
                faces=tuple(map(_live_face, self._present(pace.at))),
                focus=memory.focus,
                trend=record.trend(pace.at or 0.0),
                led=record.led,
                unsure=record.unsure,
                offer=record.offer,
                notices=() if self._paused else memory.notices.standing,
                frames=pace.frames,
                fps=pace.fps,
                delay=pace.delay,
                errors=self._errors,
                paused=self._paused,
            )

    def reset(self) -> None:
        """Forget everything that was seen and counted."""
        with self._lock:
            self._begin()  # a reading still under way goes into the old memory, which nobody sees any more

    def pause(self, paused: bool = True) -> None:
        """Let frames pass unread, or read them again."""
        with self._lock:
            self._paused = paused

    def rest(self, resting: bool = True) -> None:
        """The camera is off, or on again. At rest no picture is kept, not even of frames that still come.

        It ends a pause. What was learnt from the pictures stays.
        """
        with self._lock:
            self._resting = resting
            if resting:
                self._search = Search()  # a reading under way leaves its picture in the old one
                self._paused = False

    def equip(self, detector: FaceDetector, classifier: EmotionClassifier, names: Mapping[Emotion, str]) -> None:
        """Go on with these: better ones may have arrived since the session began, or another language been chosen."""
        with self._lock:
            self._detector, self._classifier, self._names = detector, classifier, names

    def select(self, number: int | None) -> None:
        """Follow the face of this number; None leaves the choice to the session."""
        with self._lock:
            self._memory.selected = number

    def _present(self, at: float | None) -> Tracks:
        read_at = self._memory.read_at
        if at is None or read_at is None or at - read_at > STALE:
            return ()
        return self._memory.present()

    def _marks(self, at: float) -> list[Mark]:
        with self._lock:
            tracks = self._present(at)
        several = len(tracks) > 1
        return [_mark(track, several) for track in tracks]

    def _read_soon(self, frame: Image, at: float, search: Search) -> None:
        """Start a reading if one is due and none is under way, and wait a little for it."""
        every = self._config.read_every
        if at < self._due <= at + every or (self._job is not None and not self._job.done()):
            return
        # On average so often: a frame that comes a little early after one that came late is not left out.
        self._due = min(max(self._due, at - every), at) + every
        if self._pool is None:
            self._read(self._memory, search, frame, at)
        else:
            self._job = self._pool.submit(self._read, self._memory, search, frame, at)
            wait([self._job], timeout=self._config.hold)

    def _read(self, memory: Memory, search: Search, frame: Image, at: float) -> None:
        sightings: list[Sighting] = []
        try:
            found = search.faces(frame, at, self._detector, self._config.search_every)
            faces = _readable(found, self._config)
            with self._lock:
                memory.expect(frame.shape[1])
                waiting = memory.unread(faces, at)
            turns = _turns(waiting, search.at == at, self._config)
            answers = read(frame, tuple(faces[turn] for turn in turns), self._classifier)
            scores = {turn: answer.scores for turn, answer in zip(turns, answers, strict=True)}
            sightings = [Sighting(face, scores.get(place)) for place, face in enumerate(faces)]
            seen = _lacks(frame, found, faces)
        except Exception as error:
            self._failed(error)
            seen = frozenset({Notice.FAILING})
        with self._lock:
            memory.take_in(sightings, seen, at)

    def _failed(self, error: Exception) -> None:
        with self._lock:
            self._errors += 1
            first = self._errors == 1
        if first:  # once, not thirty times a second; the traceback tells of code, never of what was seen
            LOGGER.warning("A live frame could not be read; the stream goes on", exc_info=error)


def _turns(waiting: Sequence[tuple[float, int]], searched: bool, config: LiveConfig) -> list[int]:
    """The positions of the faces whose expression is read in this frame."""
    return [place for seconds, place in waiting[: config.at_once] if not searched or seconds >= config.overdue]


def _readable(found: tuple[Face, ...], config: LiveConfig) -> tuple[Face, ...]:
    """The largest faces that are large enough, in the order in which they were found."""
    large = [face for face in found if face.frame.width >= config.smallest]
    chosen = sorted(large, key=lambda face: -face.frame.width)[: config.most_faces]
    return tuple(face for face in large if face in chosen)


def _lacks(frame: Image, found: tuple[Face, ...], faces: tuple[Face, ...]) -> frozenset[Notice]:
    """What there is to say against this frame itself."""
    lack = light(frame) or (Notice.TOO_SMALL if found and not faces else None)
    return frozenset({lack} if lack else ())


def _live_face(track: Track) -> LiveFace:
    return LiveFace(track.number, track.face.box, track.scores, track.shown, track.is_sure)


def _mark(track: Track, several: bool) -> Mark:
    # A word is held while another one leads for a moment; its figure would say that it does not fit.
    share = track.scores.confidence if track.shown is track.scores.top else None
    return Mark(track.face.box, track.shown, share, track.is_sure, track.number if several else None)
