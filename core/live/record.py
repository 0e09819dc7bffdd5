"""What a live session remembers of one face: its last minute, what it showed for how long, and what to offer."""

import math
from collections import deque
from dataclasses import dataclass

from core.emotions import Emotion, EmotionScores
from core.held import Held
from core.tracking import Track

WINDOW = 60.0  # seconds of trend
EVERY = 0.5  # seconds between two points of it
GAP = 2.0  # seconds; a longer silence counts as absence

OFFER_AFTER = 3.0  # seconds that an expression must be stable and sure before something is offered for it
CHANGE_AFTER = 15.0  # seconds after which another one has come for good; somebody may be reading what was offered


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """Smoothed scores at a time in seconds."""

    at: float
    scores: EmotionScores


@dataclass(frozen=True, slots=True)
class Offer:
    """An expression that was stable and sure for long enough to offer something for; it holds until the next."""

    number: int
    emotion: Emotion
    scores: EmotionScores
    at: float


class Record:
    """Memory of one face; its size is bounded. Times are seconds and never go back."""

    def __init__(self) -> None:
        self._trend: deque[TrendPoint] = deque(maxlen=round(WINDOW / EVERY) + 1)
        self._led = dict.fromkeys(Emotion, 0.0)
        self._unsure = 0.0
        self.seen = -math.inf  # when the face was last there
        self._offered: Held[Emotion | None] = Held(None)
        self._offer: Offer | None = None

    def add(self, track: Track) -> None:
        """Take in the face as it is now."""
        at = track.seen
        if not self._trend or at - self._trend[-1].at >= EVERY:
            self._trend.append(TrendPoint(at, track.scores))
        passed = at - self.seen
        if passed > GAP:
            self._offered = self._offered.alone()  # what stood before an absence has not stood through it
        self._spend(passed, track)
        self.seen = at
        self._consider(track)

    def _spend(self, passed: float, track: Track) -> None:
        if not 0.0 < passed <= GAP:
            return
        if track.is_sure:
            self._led[track.shown] += passed
        else:
            self._unsure += passed

    def _consider(self, track: Track) -> None:
        candidate = track.shown if track.is_sure else self._offered.value
        after = OFFER_AFTER if self._offered.value is None else CHANGE_AFTER
        offered = self._offered.towards(candidate, track.seen, after)
        if offered.value is not None and offered.value != self._offered.value:
            if track.scores.is_uncertain():
                return  # a sure label has some slack, the offer's words have none: they wait for clear scores
            self._offer = Offer(track.number, offered.value, track.scores, track.seen)
        self._offered = offered

    def trend(self, now: float) -> tuple[TrendPoint, ...]:
        """The points of the last minute, oldest first."""
        return tuple(point for point in self._trend if now - point.at <= WINDOW)

    @property
    def led(self) -> tuple[tuple[Emotion, float], ...]:
        """For how many seconds each emotion was shown and sure, in the order of `Emotion`."""
        return tuple(self._led.items())

    @property
    def unsure(self) -> float:
        """Seconds in which nothing was sure."""
        return self._unsure

    @property
    def offer(self) -> Offer | None:
        """What to offer something for, once there is something."""
        return self._offer
