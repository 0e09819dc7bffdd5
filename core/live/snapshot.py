"""What a page may know of a live session at one moment."""

from dataclasses import dataclass

from core.emotions import Emotion, EmotionScores
from core.faces import Box
from core.live.notices import Notice
from core.live.record import Offer, TrendPoint


@dataclass(frozen=True, slots=True)
class LiveFace:
    """A face as it is shown now: smoothed scores, the label that holds, and whether it is sure."""

    number: int
    box: Box
    scores: EmotionScores
    shown: Emotion
    sure: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a session knows at one moment. Times are seconds on the clock of `LiveSession.step`.

    at       of the newest frame; None before the first
    faces    in the picture now, from left to right
    focus    the number of the face that `trend`, `led`, `unsure` and `offer` are about; None before the first face
    trend    its last minute, oldest first
    led      for how many seconds it showed each emotion, surely; in the order of `Emotion`
    unsure   for how many seconds nothing was sure
    offer    an expression that was stable and sure for long enough to offer something for
    fps      frames a second over the last two
    delay    seconds from a frame's arrival to its being shown with readings no older than that; smoothed
    errors   how many frames failed; they went on as they came
    """

    at: float | None
    faces: tuple[LiveFace, ...]
    focus: int | None
    trend: tuple[TrendPoint, ...]
    led: tuple[tuple[Emotion, float], ...]
    unsure: float
    offer: Offer | None
    notices: tuple[Notice, ...]
    frames: int
    fps: float
    delay: float
    errors: int
    paused: bool

    @property
    def focused(self) -> LiveFace | None:
        """The face in focus, if it is in the picture."""
        return next((face for face in self.faces if face.number == self.focus), None)
