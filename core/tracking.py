"""The same face from frame to frame: who it is, its scores without noise, and a label that does not flicker.

Everything here is a pure function of what was seen and when; times are seconds on any steady clock.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from core.analysis import FaceReading
from core.emotions import SURE_LEAD, SURE_SHARE, Emotion, EmotionScores
from core.faces import Box, Point
from core.held import Held


@dataclass(frozen=True, slots=True)
class TrackingConfig:
    """How readily a track moves, forgets and changes its mind.

    birth      the detector's confidence from which on an unknown face is believed; a known one is with less
    memory     seconds for which a face is remembered that is looked for and not seen
    gap        seconds for which it is remembered while nobody looks, on a busy machine
    reach      how far from where it is expected a face may turn up, in sizes of the face
    growth     by what factor its size may differ
    smoothing  time constant of the scores, seconds
    lead       by how much of a share another emotion must lead to become the label
    patience   seconds for which it must lead by that much
    slack      how far the share and lead of a sure label may sink below what made it sure
    doubt      seconds until a label becomes sure or unsure
    """

    birth: float = 0.7
    memory: float = 0.7
    gap: float = 2.0
    reach: float = 1.0
    growth: float = 1.8
    smoothing: float = 0.15
    lead: float = 0.1
    patience: float = 0.13
    slack: float = 0.05
    doubt: float = 0.4


@dataclass(frozen=True, slots=True)
class Track:
    """One face, followed.

    number    who it is, from 1; the lowest that is free when the face first appears
    reading   what was last read of it
    scores    smoothed
    label     the emotion to show
    sure      whether the scores are clear enough to say so
    velocity  pixels a second
    first     when it was first seen, `seen` when last
    """

    number: int
    reading: FaceReading
    scores: EmotionScores
    label: Held[Emotion]
    sure: Held[bool]
    velocity: Point
    first: float
    seen: float

    @property
    def shown(self) -> Emotion:
        """The emotion to show."""
        return self.label.value

    @property
    def is_sure(self) -> bool:
        """Whether to show it without a question mark."""
        return self.sure.value


Tracks = tuple[Track, ...]

_DEFAULTS = TrackingConfig()


def follow(tracks: Tracks, readings: Sequence[FaceReading], at: float, config: TrackingConfig = _DEFAULTS) -> Tracks:
    """The tracks after a frame in which these faces were read, by number; forgotten ones are left out.

    A face that was not seen keeps its track, unchanged, for `config.memory` seconds.
    """
    tracks = tuple(track for track in tracks if at - track.seen <= config.gap)
    pairs = _assign(tracks, [reading.face.box for reading in readings], at, config)
    seen = [_seen_again(tracks[index], readings[place], at, config) for index, place in pairs.items()]
    missed = [track for index, track in enumerate(tracks) if index not in pairs and at - track.seen <= config.memory]
    numbers = _free_numbers([*seen, *missed])
    matched = set(pairs.values())
    strangers = [reading for index, reading in enumerate(readings) if index not in matched]
    fresh = [_first_seen(next(numbers), reading, at) for reading in strangers if _believed(reading, config)]
    return tuple(sorted([*seen, *missed, *fresh], key=lambda track: track.number))


def _believed(reading: FaceReading, config: TrackingConfig) -> bool:
    confidence = reading.face.confidence
    return confidence is None or confidence >= config.birth


def _assign(tracks: Tracks, boxes: Sequence[Box], at: float, config: TrackingConfig) -> dict[int, int]:
    """Which box belongs to which track (both by position), the nearest pairs first, each at most once."""
    near = sorted(
        (away, t, b)
        for t, track in enumerate(tracks)
        for b, box in enumerate(boxes)
        if (away := _distance(track, box, at, config)) <= config.reach
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, t, b in near:
        if t not in pairs and b not in taken:
            pairs[t] = b
            taken.add(b)
    return pairs


def _distance(track: Track, box: Box, at: float, config: TrackingConfig) -> float:
    """From where the face should be by now to the box, in sizes of the face; infinite where the sizes differ."""
    before = track.reading.face.box
    size, other = _size(before), _size(box)
    if max(size, other) > config.growth * min(size, other):
        return math.inf
    expected = [c + v * (at - track.seen) for c, v in zip(before.centre, track.velocity, strict=True)]
    return math.dist(expected, box.centre) / math.sqrt(size * other)


def _size(box: Box) -> float:
    return math.sqrt(box.width * box.height)


def _free_numbers(tracks: Sequence[Track]) -> Iterator[int]:
    taken = {track.number for track in tracks}
    return (number for number in count(1) if number not in taken)


def _first_seen(number: int, reading: FaceReading, at: float) -> Track:
    scores = reading.scores
    label, sure = Held(scores.top), Held(not scores.is_uncertain())
    return Track(number, reading, scores, label, sure, velocity=(0.0, 0.0), first=at, seen=at)


def _seen_again(track: Track, reading: FaceReading, at: float, config: TrackingConfig) -> Track:
    passed = max(0.0, at - track.seen)
    scores = _blend(track.scores, reading.scores, 1.0 - math.exp(-passed / config.smoothing))
    return replace(
        track,
        reading=reading,
        scores=scores,
        label=_label(track.label, scores, at, config),
        sure=_sure(track.sure, scores, at, config),
        velocity=_velocity(track, reading.face.box, passed),
        seen=at,
    )


def _blend(old: EmotionScores, new: EmotionScores, weight: float) -> EmotionScores:
    pairs = zip(old.probabilities, new.probabilities, strict=True)
    return EmotionScores(tuple((1.0 - weight) * before + weight * now for before, now in pairs))


def _label(label: Held[Emotion], scores: EmotionScores, at: float, config: TrackingConfig) -> Held[Emotion]:
    leads = scores[scores.top] - scores[label.value] >= config.lead
    return label.towards(scores.top if leads else label.value, at, config.patience)


def _sure(sure: Held[bool], scores: EmotionScores, at: float, config: TrackingConfig) -> Held[bool]:
    slack = config.slack if sure.value else 0.0
    return sure.towards(not scores.is_uncertain(SURE_SHARE - slack, SURE_LEAD - slack), at, config.doubt)


def _velocity(track: Track, box: Box, passed: float) -> Point:
    """Half of the newest movement and half of the older ones: a jitter of a pixel must not throw a face away."""
    if passed <= 0.0:
        return track.velocity
    (x, y), (old_x, old_y) = box.centre, track.reading.face.box.centre
    vx, vy = track.velocity
    return 0.5 * vx + 0.5 * (x - old_x) / passed, 0.5 * vy + 0.5 * (y - old_y) / passed
