"""The same face from frame to frame: who it is, its scores without noise, and a label that does not flicker.

Everything here is a pure function of what was seen and when; times are seconds on any steady clock.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from core.emotions import SURE_LEAD, SURE_SHARE, Emotion, EmotionScores
from core.faces import Box, Face, Point
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
class Sighting:
    """A face in a frame, and its scores unless its expression was not read there."""

    face: Face
    scores: EmotionScores | None


@dataclass(frozen=True, slots=True)
class Track:
    """One face, followed.

    number    who it is, from 1; the lowest that is free when the face first appears
    face      where it was last seen
    scores    smoothed
    label     the emotion to show
    sure      whether the scores are clear enough to say so
    velocity  pixels a second
    first     when it was first seen, `seen` when last, `read` when its expression was last read
    """

    number: int
    face: Face
    scores: EmotionScores
    label: Held[Emotion]
    sure: Held[bool]
    velocity: Point
    first: float
    seen: float
    read: float

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


def unread(
    tracks: Tracks, faces: Sequence[Face], at: float, config: TrackingConfig = _DEFAULTS
) -> tuple[tuple[float, int], ...]:
    """For how many seconds each face's expression has not been read, and its position: the longest first.

    The seconds are infinite for a face that nobody knows; one that would not be believed is left out. Of equal ones
    the first comes first, so that faces that appear together are numbered as they stand.
    """
    tracks = _remembered(tracks, at, config)
    known = {place: at - tracks[index].read for index, place in _assign(tracks, faces, at, config).items()}
    waits = ((known.get(place, math.inf), place) for place, face in enumerate(faces))
    believed = (wait for wait in waits if wait[1] in known or _believed(faces[wait[1]], config))
    return tuple(sorted(believed, key=lambda wait: wait[0], reverse=True))  # which keeps the order of equal ones


def follow(tracks: Tracks, sightings: Sequence[Sighting], at: float, config: TrackingConfig = _DEFAULTS) -> Tracks:
    """The tracks after a frame with these faces, by number; forgotten ones are left out.

    A face that was not seen keeps its track, unchanged, for `config.memory` seconds. A new one has a track from when
    its expression is read.
    """
    tracks = _remembered(tracks, at, config)
    pairs = _assign(tracks, [sighting.face for sighting in sightings], at, config)
    seen = [_seen_again(tracks[index], sightings[place], at, config) for index, place in pairs.items()]
    missed = [track for index, track in enumerate(tracks) if index not in pairs and at - track.seen <= config.memory]
    numbers = _free_numbers([*seen, *missed])
    matched = set(pairs.values())
    fresh = [
        _first_seen(next(numbers), sighting.face, sighting.scores, at)
        for place, sighting in enumerate(sightings)
        if place not in matched and sighting.scores is not None and _believed(sighting.face, config)
    ]
    return tuple(sorted([*seen, *missed, *fresh], key=lambda track: track.number))


def rescaled(tracks: Tracks, factor: float) -> Tracks:
    """The same tracks in pictures that are `factor` times as large, as when a browser saves on its line."""

    def scaled(track: Track) -> Track:
        right, down = track.velocity
        return replace(track, face=track.face.scaled(factor), velocity=(factor * right, factor * down))

    return tuple(map(scaled, tracks))


def _remembered(tracks: Tracks, at: float, config: TrackingConfig) -> Tracks:
    return tuple(track for track in tracks if at - track.seen <= config.gap)


def _believed(face: Face, config: TrackingConfig) -> bool:
    return face.confidence is None or face.confidence >= config.birth


def _assign(tracks: Tracks, faces: Sequence[Face], at: float, config: TrackingConfig) -> dict[int, int]:
    """Which face belongs to which track (both by position), the nearest pairs first, each at most once."""
    near = sorted(
        (away, t, b)
        for t, track in enumerate(tracks)
        for b, face in enumerate(faces)
        if (away := _distance(track, face.box, at, config)) <= config.reach
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
    before = track.face.box
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


def _first_seen(number: int, face: Face, scores: EmotionScores, at: float) -> Track:
    label, sure = Held(scores.top), Held(not scores.is_uncertain())
    return Track(number, face, scores, label, sure, velocity=(0.0, 0.0), first=at, seen=at, read=at)


def _seen_again(track: Track, sighting: Sighting, at: float, config: TrackingConfig) -> Track:
    velocity = _velocity(track, sighting.face.box, max(0.0, at - track.seen))
    moved = replace(track, face=sighting.face, velocity=velocity, seen=at)
    return moved if sighting.scores is None else _read_again(moved, sighting.scores, at, config)


def _read_again(track: Track, read: EmotionScores, at: float, config: TrackingConfig) -> Track:
    passed = max(0.0, at - track.read)
    scores = _blend(track.scores, read, 1.0 - math.exp(-passed / config.smoothing))
    label, sure = _label(track.label, scores, at, config), _sure(track.sure, scores, at, config)
    return replace(track, scores=scores, label=label, sure=sure, read=at)


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
    (x, y), (old_x, old_y) = box.centre, track.face.box.centre
    vx, vy = track.velocity
    return 0.5 * vx + 0.5 * (x - old_x) / passed, 0.5 * vy + 0.5 * (y - old_y) / passed
