"""Charts over time: their axis marks what can be told apart."""

from collections.abc import Callable
from datetime import UTC
from typing import Any

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st

from core.timeline import Moment
from core.trends import by_day, spells
from tests.core.journeys import moment
from ui import trend_charts

DAY = 86_400.0


def drawn(draw: Callable[[], None]) -> dict[str, Any]:
    """The chart that this draws."""
    specs: list[dict[str, Any]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trend_charts, "show", lambda spec, *_: specs.append(spec))
        draw()
    return specs[0]


def over_time(*moments: Moment) -> dict[str, Any]:
    """What a chart of these encodes."""
    return drawn(lambda: trend_charts.timeline_chart(moments, spells(moments), UTC, ""))["layer"][0]["encoding"]


def axis(*moments: Moment) -> dict[str, Any]:
    """The axis of time under a chart of these."""
    return over_time(*moments)["x"]["axis"]


def test_a_few_seconds_have_whole_ones_marked() -> None:
    marks = axis(moment(0.5), moment(1.25), moment(3.5))["values"]
    assert marks == [f"2026-03-14T12:00:0{second}" for second in (1, 2, 3)]


@pytest.mark.parametrize("seconds", [[2.5], [2.25, 2.75]], ids=["one moment", "within one second"])
def test_where_there_is_no_whole_second_the_first_moment_is_marked(seconds: list[float]) -> None:
    assert len(axis(*map(moment, seconds))["values"]) == 1


def test_of_longer_times_vega_marks_what_it_likes() -> None:
    assert "values" not in axis(moment(0), moment(5))


@given(st.lists(st.integers(0, 4_999), min_size=1, max_size=9).map(sorted))
def test_no_two_marks_are_written_alike(milliseconds: list[int]) -> None:
    marks = axis(*[moment(each / 1000) for each in milliseconds])["values"]
    assert 1 <= len({mark[:19] for mark in marks}) == len(marks)


@pytest.mark.parametrize(
    ("language", "day", "date"), [("en", "%d %b", "%d %b %Y"), ("es", "%d/%m", "%d/%m/%Y")], ids=["English", "Spanish"]
)
def test_no_month_is_named_in_another_language_than_the_page_s(
    monkeypatch: pytest.MonkeyPatch, language: str, day: str, date: str
) -> None:
    monkeypatch.setattr(streamlit, "session_state", {"language": language})
    days = by_day([moment(0), moment(2 * DAY)], UTC)
    by_days = drawn(lambda: trend_charts.days_chart(days, ""))["encoding"]
    assert by_days["x"]["axis"]["format"] == day
    formats = [
        hint["format"] for each in (by_days, over_time(moment(0))) for hint in each["tooltip"] if "format" in hint
    ]
    assert formats == [date, f"{date} %H:%M:%S"]
