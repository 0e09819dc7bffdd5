import itertools

import pytest

from core.emotions import Emotion, EmotionScores
from core.faces import Box, Face
from core.live.record import Offer, Record
from core.tracking import Sighting, Tracks, follow

FPS = 10
UNSURE = EmotionScores(tuple([1 / 7] * 7))
ALMOST = EmotionScores.from_mapping({Emotion.SAD: 43, Emotion.NEUTRAL: 30, Emotion.HAPPY: 27})  # what was sure stays so
FACE = Face(Box(100, 100, 80, 80), Box(100, 100, 80, 80))


def show(*spells: tuple[EmotionScores | Emotion | None, float]) -> Record:
    """The record of one face that showed each expression for so many seconds; None: it was away."""
    record, tracks, frame = Record(), Tracks(), itertools.count()
    for shown, seconds in spells:
        scores = EmotionScores.certain(shown) if isinstance(shown, Emotion) else shown
        for _ in range(round(seconds * FPS)):
            at = next(frame) / FPS
            tracks = follow(tracks, [Sighting(FACE, scores)] if scores else [], at)
            for track in tracks:
                if track.seen == at:
                    record.add(track)
    return record


def offered(record: Record) -> Emotion | None:
    return record.offer.emotion if isinstance(record.offer, Offer) else None


def test_seconds_are_counted_for_what_was_shown():
    led = dict(show((Emotion.HAPPY, 4), (Emotion.SAD, 6)).led)
    assert abs(led[Emotion.HAPPY] - 4.3) < 0.2  # the label waits a moment before it changes
    assert abs(led[Emotion.SAD] - 5.6) < 0.2
    assert led[Emotion.FEAR] == 0


def test_what_is_unsure_counts_for_nothing():
    record = show((UNSURE, 5))
    assert sum(seconds for _, seconds in record.led) == 0
    assert abs(record.unsure - 5) < 0.2


def test_time_counts_on_a_machine_that_is_too_busy_to_look_often():
    record, tracks = Record(), Tracks()
    for second in range(12):
        tracks = follow(tracks, [Sighting(FACE, EmotionScores.certain(Emotion.SAD))], second * 1.5)
        record.add(tracks[0])
    assert dict(record.led)[Emotion.SAD] == pytest.approx(16.5)


def test_time_away_is_not_counted():
    led = dict(show((Emotion.HAPPY, 2), (None, 30), (Emotion.HAPPY, 2)).led)
    assert abs(led[Emotion.HAPPY] - 4) < 0.3


def test_the_trend_is_the_last_minute_in_half_seconds():
    trend = show((Emotion.HAPPY, 200)).trend(now=200.0)
    assert len(trend) <= 121
    assert 200.0 - trend[0].at <= 60.0
    assert all(0.45 < later.at - earlier.at < 0.75 for earlier, later in itertools.pairwise(trend))


def test_nothing_is_offered_before_an_expression_has_held():
    assert show((Emotion.SAD, 2.8)).offer is None


def test_an_expression_that_held_is_offered_for():
    assert offered(show((Emotion.SAD, 3.5))) is Emotion.SAD


def test_nothing_is_offered_for_what_is_unsure():
    assert show((UNSURE, 10)).offer is None


def test_an_offer_waits_for_scores_that_are_clear():
    assert show((Emotion.SAD, 2), (ALMOST, 3)).offer is None
    offer = show((Emotion.SAD, 2), (ALMOST, 3), (Emotion.SAD, 0.5)).offer
    assert offer is not None
    assert not offer.scores.is_uncertain()


def test_what_stood_before_an_absence_has_not_stood_through_it():
    assert show((Emotion.SAD, 2), (None, 600), (Emotion.SAD, 2)).offer is None
    assert offered(show((Emotion.SAD, 2), (None, 600), (Emotion.SAD, 3.5))) is Emotion.SAD


def test_an_offer_holds_through_a_passing_expression():
    assert offered(show((Emotion.SAD, 4), (Emotion.HAPPY, 12), (Emotion.SAD, 2))) is Emotion.SAD


def test_an_offer_changes_when_the_expression_has_changed_for_good():
    assert offered(show((Emotion.SAD, 4), (Emotion.HAPPY, 17))) is Emotion.HAPPY


def test_an_offer_outlives_the_face():
    assert offered(show((Emotion.SAD, 4), (None, 20))) is Emotion.SAD
