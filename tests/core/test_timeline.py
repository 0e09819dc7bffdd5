"""The timeline of a visit: bounded, in order, and the person's own word first."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given

from core.emotions import Emotion, EmotionScores
from core.timeline import Journey, Moment, Recommended, Source, Timeline, Verdict
from tests.core.journeys import NOON, journeys, moment


def test_moments_come_back_in_order_of_time() -> None:
    timeline = Timeline()
    for seconds in (3, 1, 2):
        timeline.add(moment(seconds))
    assert timeline.moments() == (moment(1), moment(2), moment(3))


def test_beyond_its_capacity_the_oldest_give_way() -> None:
    timeline = Timeline(capacity=2)
    for seconds in range(5):
        timeline.add(moment(seconds))
    assert timeline.moments() == (moment(3), moment(4))
    assert timeline.forgotten == 3


def test_a_timeline_needs_room() -> None:
    with pytest.raises(ValueError, match="found 0"):
        Timeline(capacity=0)


def test_the_persons_own_word_counts_first() -> None:
    timeline = Timeline()
    number = timeline.add(moment(0, Emotion.NEUTRAL))
    timeline.answer(number, Emotion.SAD)
    (answered,) = timeline.moments()
    assert answered.emotion is Emotion.SAD
    assert answered.shares == EmotionScores.certain(Emotion.SAD)
    assert answered.scores.top is Emotion.NEUTRAL


def test_a_word_can_be_taken_back() -> None:
    timeline = Timeline()
    number = timeline.add(moment(0, Emotion.NEUTRAL))
    timeline.answer(number, Emotion.SAD)
    timeline.answer(number, None)
    assert timeline.moments() == (moment(0, Emotion.NEUTRAL),)


def test_a_word_for_a_moment_that_is_forgotten_changes_nothing() -> None:
    timeline = Timeline(capacity=1)
    number = timeline.add(moment(0))
    timeline.add(moment(1))
    timeline.answer(number, Emotion.SAD)
    assert timeline.moments() == (moment(1),)


def test_two_close_leaders_are_mixed_until_the_person_says_a_word() -> None:
    close = EmotionScores.from_mapping({Emotion.SAD: 0.5, Emotion.ANGRY: 0.45, Emotion.FEAR: 0.05})
    assert Moment(NOON, Source.PHOTO, "you", close).is_mixed
    assert not Moment(NOON, Source.PHOTO, "you", close, Emotion.SAD).is_mixed


def test_times_are_kept_in_utc() -> None:
    at = datetime(2026, 3, 14, 14, tzinfo=timezone(timedelta(hours=2)))
    assert Moment(at, Source.PHOTO, "you", EmotionScores.certain(Emotion.SAD)).at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Recommended(datetime(2026, 3, 14), "walk", "A short walk")


def test_a_verdict_is_of_the_item_however_often_it_was_offered() -> None:
    timeline = Timeline()
    walk, tea = Recommended(NOON, "walk", "A short walk"), Recommended(NOON, "tea", "A cup of tea")
    later = Recommended(NOON + timedelta(hours=1), "walk", "A short walk")
    for offered in (walk, tea, later):
        timeline.offer(offered)
    timeline.judge("walk", Verdict.HELPED)
    assert [each.verdict for each in timeline.journey().recommended] == [Verdict.HELPED, None, Verdict.HELPED]


def test_a_verdict_for_something_never_offered_changes_nothing() -> None:
    timeline = Timeline()
    timeline.judge("walk", Verdict.HELPED)
    assert timeline.journey() == Journey()


def test_one_moment_can_be_taken_back_and_twice_is_no_matter() -> None:
    timeline = Timeline()
    number = timeline.add(moment(0))
    timeline.add(moment(1))
    timeline.take_back(number)
    timeline.take_back(number)
    assert timeline.moments() == (moment(1),)


def test_clear_forgets_everything() -> None:
    timeline = Timeline(capacity=1)
    timeline.add(moment(0))
    timeline.add(moment(1))
    timeline.offer(Recommended(NOON, "walk", "A short walk"))
    timeline.clear()
    assert timeline.journey() == Journey()
    assert timeline.forgotten == 0


@given(journeys)
def test_a_journey_that_is_merged_into_an_empty_timeline_comes_back_the_same(journey: Journey) -> None:
    timeline = Timeline()
    timeline.merge(journey)
    assert timeline.journey() == journey


@given(journeys, journeys)
def test_merging_twice_adds_nothing(here: Journey, there: Journey) -> None:
    timeline = Timeline()
    timeline.merge(here)
    timeline.merge(there)
    once = timeline.journey()
    timeline.merge(there)
    assert timeline.journey() == once


def test_merging_keeps_the_word_and_the_verdict_given_here() -> None:
    timeline = Timeline()
    number = timeline.add(moment(0, Emotion.NEUTRAL))
    timeline.offer(Recommended(NOON, "walk", "A short walk"))
    saved = timeline.journey()
    timeline.answer(number, Emotion.SAD)
    timeline.judge("walk", Verdict.HELPED)
    kept = timeline.journey()
    timeline.merge(saved)
    assert timeline.journey() == kept


def test_merging_brings_the_words_and_verdicts_from_there() -> None:
    answered = Journey(
        (moment(0, Emotion.NEUTRAL, answer=Emotion.SAD),), (Recommended(NOON, "walk", "A walk", Verdict.HELPED),)
    )
    timeline = Timeline()
    timeline.add(moment(0, Emotion.NEUTRAL))
    timeline.offer(Recommended(NOON, "walk", "A walk"))
    timeline.merge(answered)
    assert timeline.journey() == answered


def test_merging_keeps_the_latest_moments_where_room_is_short() -> None:
    timeline = Timeline(capacity=2)
    timeline.add(moment(10))
    timeline.merge(Journey((moment(1), moment(2))))
    assert timeline.moments() == (moment(2), moment(10))


def test_what_a_merge_brings_back_and_gives_way_again_is_forgotten_once() -> None:
    timeline = Timeline(capacity=3)
    timeline.add(moment(10))
    for _ in range(3):
        timeline.merge(Journey((moment(0), moment(1), moment(2))))
    assert timeline.moments() == (moment(1), moment(2), moment(10))
    assert timeline.forgotten == 1


def test_what_gives_way_to_a_merge_for_the_first_time_is_counted() -> None:
    timeline = Timeline(capacity=2)
    for seconds in range(3):
        timeline.add(moment(seconds))
    timeline.merge(Journey((moment(0), moment(3))))
    assert timeline.moments() == (moment(2), moment(3))
    assert timeline.forgotten == 2


def test_a_moment_can_be_answered_after_a_merge() -> None:
    timeline = Timeline()
    number = timeline.add(moment(10))
    timeline.merge(Journey((moment(1), moment(2))))
    timeline.answer(number, Emotion.SAD)
    assert [each.answer for each in timeline.moments()] == [None, None, Emotion.SAD]


def test_several_threads_add_at_once_and_nothing_is_lost() -> None:
    timeline = Timeline()
    threads = [
        threading.Thread(target=lambda name=name: [timeline.add(moment(second, face=name)) for second in range(500)])
        for name in "abcd"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(timeline.moments())) == 2000
