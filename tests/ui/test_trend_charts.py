"""Charts over time: their axis marks what can be told apart."""

from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.timeline import Moment
from core.trends import spells
from tests.core.journeys import moment
from ui import trend_charts


def axis(*moments: Moment) -> dict[str, Any]:
    """The axis of time under a chart of these."""
    drawn: list[dict[str, Any]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trend_charts, "show", lambda spec, *_: drawn.append(spec))
        trend_charts.timeline_chart(moments, spells(moments), UTC, "")
    return drawn[0]["layer"][0]["encoding"]["x"]["axis"]


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
