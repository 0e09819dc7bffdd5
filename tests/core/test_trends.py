"""What a journey says."""

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.emotions import Emotion
from core.timeline import Moment
from core.trends import by_day, by_hour, changes, faces, held, is_of_days, mix, spells, thin
from tests.core.journeys import in_order, moment, moments

HAPPY, SAD = Emotion.HAPPY, Emotion.SAD
SECONDS = timedelta(seconds=1)


def test_the_mix_is_the_mean_and_a_word_has_all_its_weight() -> None:
    of_two = mix([moment(0, SAD), moment(1, SAD, answer=HAPPY)])
    assert of_two.moments == 2
    assert of_two.shares[HAPPY] == pytest.approx((1 + moment(0, SAD).scores[HAPPY]) / 2)


def test_there_is_no_mix_of_nothing() -> None:
    with pytest.raises(ValueError, match="found none"):
        mix([])


@given(in_order(moments, min_size=1))
def test_days_and_hours_count_every_moment_once(some: tuple[Moment, ...]) -> None:
    zone = ZoneInfo("Asia/Kathmandu")
    assert sum(each.moments for each in by_day(some, zone).values()) == len(some)
    assert sum(each.moments for each in by_hour(some, zone).values()) == len(some)
    assert list(by_day(some, zone)) == sorted(by_day(some, zone))


def test_days_and_hours_are_those_of_the_persons_clock() -> None:
    at_noon_utc = [moment(0)]
    assert list(by_hour(at_noon_utc, ZoneInfo("Asia/Tokyo"))) == [21]
    assert list(by_day(at_noon_utc, ZoneInfo("Pacific/Kiritimati"))) == [date(2026, 3, 15)]


def test_there_are_no_days_without_moments() -> None:
    assert by_day([], UTC) == by_hour([], UTC) == {}


@given(in_order(moments, min_size=1, max_size=12))
def test_every_day_has_its_own_mean_and_leaders(some: tuple[Moment, ...]) -> None:
    for day, of_day in by_day(some, UTC).items():
        its = [each for each in some if each.at.date() == day]
        for place, emotion in enumerate(Emotion):
            assert of_day.shares[emotion] == pytest.approx(sum(each.shares[emotion] for each in its) / len(its))
            assert of_day.leads[place] == sum(each.emotion is emotion for each in its)


def test_days_are_what_is_longer_than_a_visit() -> None:
    assert not is_of_days([])
    assert not is_of_days([moment(0), moment(12 * 3600)])
    assert is_of_days([moment(0), moment(12 * 3600 + 1)])


def test_a_spell_lasts_until_the_expression_changes() -> None:
    first, second = spells([moment(0, SAD), moment(1, SAD), moment(3, HAPPY), moment(4, HAPPY)])
    assert (first.emotion, first.length, first.moments) == (SAD, 3 * SECONDS, 2)
    assert (second.emotion, second.length, second.moments) == (HAPPY, 1 * SECONDS, 2)
    assert second.start == first.end


def test_nobody_knows_what_a_face_did_unseen() -> None:
    before, after = spells([moment(0, SAD), moment(4, SAD), moment(3600, SAD)])
    assert before.length == 4 * SECONDS
    assert after.length == 0 * SECONDS


def test_each_face_has_its_own_spells() -> None:
    both = [moment(0, SAD, "left"), moment(1, HAPPY, "right"), moment(2, SAD, "left"), moment(3, HAPPY, "right")]
    assert [(spell.face, spell.length) for spell in spells(both)] == [("left", 2 * SECONDS), ("right", 2 * SECONDS)]
    assert faces(both) == ("left", "right")


def test_the_persons_word_makes_the_spell() -> None:
    (spell,) = spells([moment(0, SAD, answer=HAPPY), moment(1, HAPPY)])
    assert spell.emotion is HAPPY


def test_held_adds_the_spells_of_an_emotion_up() -> None:
    assert held(spells([moment(0, SAD), moment(2, HAPPY), moment(3, SAD), moment(7, SAD)])) == {
        SAD: 6 * SECONDS,
        HAPPY: 1 * SECONDS,
    }


def test_a_change_is_counted_where_it_was_seen() -> None:
    seen = [moment(0, SAD), moment(1, HAPPY), moment(2, SAD), moment(3600, HAPPY), moment(3601, HAPPY, "somebody")]
    assert changes(spells(seen)) == 2


def test_no_moments_make_no_spells() -> None:
    assert spells([]) == ()


@given(in_order(moments))
def test_spells_count_every_moment_once(some: tuple[Moment, ...]) -> None:
    assert sum(spell.moments for spell in spells(some)) == len(some)


@given(in_order(moments, min_size=1, max_size=60), st.integers(9, 40))
def test_a_thin_journey_keeps_its_ends_and_its_heights(some: tuple[Moment, ...], limit: int) -> None:
    few = thin(some, limit)
    assert len(few) <= limit
    assert list(few) == [each for each in some if each in few]
    assert (few[0], few[-1]) == (some[0], some[-1])
    for emotion in Emotion:
        assert max(each.shares[emotion] for each in few) == max(each.shares[emotion] for each in some)


def test_a_limit_has_to_leave_room_for_every_emotion() -> None:
    with pytest.raises(ValueError, match="found 8"):
        thin([], 8)
