"""Faces keep who they are, scores lose their noise, labels hold still; whatever the frame rate."""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.emotions import Emotion, EmotionScores
from core.faces import Box, Face
from core.tracking import Sighting, Track, TrackingConfig, Tracks, follow, unread

HAPPY = EmotionScores.from_mapping({Emotion.HAPPY: 8, Emotion.NEUTRAL: 2})
NEUTRAL = EmotionScores.from_mapping({Emotion.HAPPY: 2, Emotion.NEUTRAL: 8})
FPS = 15.0

Place = tuple[float, float]  # the centre of a face, in pixels


def reading(centre: Place, scores: EmotionScores = NEUTRAL, size: int = 80) -> Sighting:
    box = Box(round(centre[0] - size / 2), round(centre[1] - size / 2), size, size)
    return Sighting(Face(box, box), scores)


def watch(frames: Iterable[Sequence[Sighting]], fps: float = FPS, tracks: Tracks = (), start: float = 0.0) -> Tracks:
    for index, readings in enumerate(frames):
        tracks = follow(tracks, readings, start + index / fps)
    return tracks


def number_at(tracks: Tracks, centre: Place) -> int:
    return min(tracks, key=lambda track: math.dist(track.face.box.centre, centre)).number


def still(scores: EmotionScores, seconds: float, fps: float = FPS) -> list[list[Sighting]]:
    return [[reading((200, 200), scores)]] * round(seconds * fps)


# Identity


def test_numbers_count_from_one_and_a_free_one_is_used_again():
    tracks = watch([[reading((100, 100)), reading((400, 100))]])
    assert [track.number for track in tracks] == [1, 2]
    tracks = watch([[reading((400, 100))]] * 20, tracks=tracks, start=0.1)
    assert [track.number for track in tracks] == [2]
    tracks = follow(tracks, [reading((100, 100)), reading((400, 100))], 1.5)
    assert number_at(tracks, (100, 100)) == 1


@pytest.mark.parametrize("missed", [1, 2, 3], ids="{}-missed".format)
def test_a_missed_detection_does_not_end_a_track(missed: int):
    tracks = watch([[reading((200 + 6 * i, 200))] for i in range(10)])
    back = [reading((200 + 6 * (10 + missed), 200))]
    tracks = follow(tracks, back, (10 + missed) / FPS)
    assert [track.number for track in tracks] == [1]


def test_a_track_ends_within_a_second_of_leaving():
    tracks = watch([*still(NEUTRAL, 1.0), *[[]] * round(FPS)])
    assert tracks == ()


@settings(deadline=None)
@given(
    seconds=some.floats(1.0, 4.0),
    clockwise=some.booleans(),
    order=some.lists(some.booleans(), min_size=60, max_size=60),
    missing=some.sets(some.integers(1, 58), max_size=12),
)
def test_two_people_who_swap_sides_stay_who_they_are(
    seconds: float, clockwise: bool, order: list[bool], missing: set[int]
):
    """They walk half a circle around each other; frames may lack either of them, but not three times running."""
    steps = round(seconds * FPS)
    turn = math.pi if clockwise else -math.pi

    def left_one(step: float) -> Place:
        angle = math.pi + turn * step / steps
        return 320 + 120 * math.cos(angle), 240 + 120 * math.sin(angle)

    def other_one(step: float) -> Place:
        x, y = left_one(step)
        return 640 - x, 480 - y

    tracks = follow((), [reading(left_one(0)), reading(other_one(0))], 0.0)
    for step in range(1, steps + 1):
        both = [reading(left_one(step)), reading(other_one(step))]
        if step in missing and not {step - 1, step - 2} <= missing and step < steps:
            both.pop(step % 2)
        if order[step % len(order)]:
            both.reverse()
        tracks = follow(tracks, both, step / FPS)
    assert number_at(tracks, left_one(steps)) == 1
    assert number_at(tracks, other_one(steps)) == 2
    assert len(tracks) == 2


@given(
    centres=some.lists(some.tuples(some.integers(0, 640), some.integers(0, 480)), max_size=6),
    later=some.lists(some.tuples(some.integers(0, 640), some.integers(0, 480)), max_size=6),
    passed=some.floats(0.0, 3.0),
)
def test_every_face_has_exactly_one_number(centres: list[Place], later: list[Place], passed: float):
    tracks = follow(follow((), list(map(reading, centres)), 1.0), list(map(reading, later)), 1.0 + passed)
    numbers = [track.number for track in tracks]
    assert len(set(numbers)) == len(numbers)
    assert sum(track.seen == 1.0 + passed for track in tracks) >= len(later)
    assert len(tracks) <= len(centres) + len(later)


def test_a_face_that_nobody_looked_for_is_known_again():
    tracks = watch([[reading((200, 200))], [reading((205, 200))]], fps=0.7)
    assert [(track.number, track.first) for track in tracks] == [(1, 0.0)]


def test_after_a_long_pause_it_may_be_anybody():
    tracks = watch([[reading((200, 200))], [reading((200, 200))]], fps=0.1)
    assert [track.first for track in tracks] == [10.0]


def test_a_doubtful_face_is_followed_and_not_begun_with():
    doubtful = Sighting(Face(Box(160, 160, 80, 80), Box(160, 160, 80, 80), confidence=0.55), NEUTRAL)
    certain = Sighting(Face(Box(160, 160, 80, 80), Box(160, 160, 80, 80), confidence=0.9), NEUTRAL)
    assert follow((), [doubtful], 0.0) == ()
    assert [track.seen for track in follow(follow((), [certain], 0.0), [doubtful], 0.1)] == [0.1]


def test_a_much_smaller_face_behind_is_somebody_else():
    tracks = watch([[reading((200, 200), size=160)]] * 3)
    tracks = follow(tracks, [reading((200, 200), size=60)], 3 / FPS)
    assert [track.number for track in tracks] == [1, 2]


# Whose turn it is to be read


def test_a_face_that_was_not_read_is_followed_and_keeps_its_scores():
    tracks = watch([*still(NEUTRAL, 1.0), [replace(reading((206, 200), HAPPY), scores=None)]])
    assert [(track.seen, track.read) for track in tracks] == [(1.0, pytest.approx(14 / FPS))]
    assert tracks[0].face.box.centre == (206, 200)
    assert tracks[0].scores.probabilities == pytest.approx(NEUTRAL.probabilities)


def test_a_new_face_has_a_track_from_when_it_is_read():
    assert follow((), [replace(reading((200, 200)), scores=None)], 0.0) == ()


def test_whoever_was_not_read_for_longest_comes_first():
    faces = [reading((100 + 150 * i, 200)) for i in range(3)]
    tracks = follow((), faces[:2], 0.0)
    tracks = follow(tracks, [replace(faces[0], scores=None), faces[1]], 0.1)
    doubtful = Face(Box(500, 300, 80, 80), Box(500, 300, 80, 80), confidence=0.55)
    waits = unread(tracks, [*(sighting.face for sighting in faces), doubtful], 0.3)
    assert waits == ((math.inf, 2), (pytest.approx(0.3), 0), (pytest.approx(0.2), 1))


def test_of_faces_that_appear_together_the_leftmost_comes_first():
    faces = [reading((100 + 150 * i, 200)).face for i in range(3)]
    assert unread((), faces, 0.0) == ((math.inf, 0), (math.inf, 1), (math.inf, 2))


# Scores


@pytest.mark.parametrize("fps", [5.0, 15.0, 60.0], ids="{:.0f}-fps".format)
def test_smoothing_is_in_seconds_and_not_in_frames(fps: float):
    tracks = watch(still(NEUTRAL, 1.0, fps), fps)
    tracks = watch(still(HAPPY, 0.4, fps), fps, tracks, start=1.0)
    left = math.exp(-0.4 / TrackingConfig().smoothing)  # of the old scores, after 0.4 seconds
    assert tracks[0].scores[Emotion.HAPPY] == pytest.approx(0.8 - 0.6 * left, abs=1e-6)


probabilities = some.lists(some.floats(0.01, 1.0), min_size=7, max_size=7).map(
    lambda weights: EmotionScores.from_mapping(dict(zip(Emotion, weights, strict=True)))
)


@given(before=probabilities, after=probabilities, passed=some.floats(0.0, 0.7))
def test_smoothed_scores_lie_between_the_old_and_the_new(before: EmotionScores, after: EmotionScores, passed: float):
    tracks = follow(follow((), [reading((200, 200), before)], 0.0), [reading((200, 200), after)], passed)
    for emotion in Emotion:
        low, high = sorted((before[emotion], after[emotion]))
        assert low - 1e-9 <= tracks[0].scores[emotion] <= high + 1e-9


def test_the_same_frames_give_the_same_tracks():
    frames = [[reading((200 + i, 200), (HAPPY, NEUTRAL)[i % 2])] for i in range(30)]
    assert watch(frames) == watch(frames)


# Labels


def labels(frames: Iterable[Sequence[Sighting]], fps: float = FPS) -> list[Track]:
    seen, tracks = [], ()
    for index, readings in enumerate(frames):
        tracks = follow(tracks, readings, index / fps)
        seen.append(tracks[0])
    return seen


def test_a_change_is_shown_within_half_a_second_at_15_frames_a_second():
    seen = labels(still(NEUTRAL, 1.0) + still(HAPPY, 1.0))
    changed = next(track.seen for track in seen if track.shown is Emotion.HAPPY)
    assert changed - 1.0 < 0.5


def test_a_flash_of_another_expression_changes_nothing():
    seen = labels(still(NEUTRAL, 1.0) + still(HAPPY, 0.13) + still(NEUTRAL, 1.0))
    assert {track.shown for track in seen} == {Emotion.NEUTRAL}


@given(some.lists(some.floats(-0.049, 0.049), min_size=60, max_size=120))
def test_two_leaders_that_are_level_do_not_flicker(noise: list[float]):
    level = [
        EmotionScores.from_mapping({Emotion.SAD: 0.4 + n, Emotion.NEUTRAL: 0.4 - n, Emotion.FEAR: 0.2}) for n in noise
    ]
    steady = [reading((200, 200), EmotionScores.from_mapping({Emotion.SAD: 0.42, Emotion.NEUTRAL: 0.38}))]
    seen = labels([steady] * 15 + [[reading((200, 200), scores)] for scores in level])
    assert {track.shown for track in seen} == {Emotion.SAD}


def test_a_close_race_is_unsure_and_a_clear_one_sure_again():
    close = EmotionScores.from_mapping({Emotion.SAD: 0.4, Emotion.NEUTRAL: 0.38, Emotion.FEAR: 0.22})
    seen = labels(still(HAPPY, 1.0) + still(close, 2.0) + still(HAPPY, 2.0))
    sure = [track.is_sure for track in seen]
    assert sure[round(FPS) - 1]
    assert not sure[round(3 * FPS) - 1]
    assert sure[-1]
    assert sum(a is not b for a, b in itertools.pairwise(sure)) == 2


def test_patience_can_be_set():
    hasty = TrackingConfig(smoothing=0.01, patience=0.0)
    tracks = follow((), [reading((200, 200), NEUTRAL)], 0.0, hasty)
    assert follow(tracks, [reading((200, 200), HAPPY)], 0.1, hasty)[0].shown is Emotion.HAPPY
