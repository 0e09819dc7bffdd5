"""What a journey says in words, and on one page to keep."""

from dataclasses import replace
from datetime import UTC

import pytest
import streamlit as st

from core.emotions import Emotion
from core.timeline import Recommended, Source, Verdict
from core.trends import by_day, spells
from tests.core.journeys import NOON, moment
from ui.journey import addressed, as_report, held_rows, own_words
from ui.texts import text

DAY = 86_400.0


def test_no_word_makes_no_sentence() -> None:
    assert own_words([moment(0)]) == ""


@pytest.mark.parametrize(("language", "you"), [("en", "You"), ("es", "Tú")], ids=["English", "Spanish"])
def test_who_gave_words_without_a_picture_is_one_in_the_language_that_is_read_now(
    monkeypatch: pytest.MonkeyPatch, language: str, you: str
) -> None:
    monkeypatch.setattr(st, "session_state", {"language": language})
    said = [replace(moment(0, face=face), source=Source.WORD) for face in ("You", "Tú")]
    assert [each.face for each in addressed([*said, moment(1, face="friend.jpg")])] == [you, you, "friend.jpg"]


def test_what_held_longest_comes_first_and_single_moments_are_left_out() -> None:
    seen = [moment(0, Emotion.SAD), moment(2, Emotion.HAPPY), moment(9, Emotion.FEAR)]
    assert held_rows(spells(seen)) == [["happy", "7 s", "7 s", 1], ["sad", "2 s", "2 s", 1]]


def test_the_report_of_a_visit_draws_it() -> None:
    seen = [moment(0, Emotion.SAD), moment(2, Emotion.HAPPY)]
    tea = Recommended(NOON, "tea", "A cup of <tea>", Verdict.HELPED)
    html = as_report(seen, spells(seen), by_day(seen, UTC), [tea], UTC)
    assert "2026-03-14 12:00:02" in html
    assert "A cup of &lt;tea&gt;" in html


def test_the_report_of_many_days_has_a_row_for_each() -> None:
    seen = [moment(0), moment(5), moment(2 * DAY, Emotion.SAD)]
    html = as_report(seen, spells(seen), by_day(seen, UTC), [], UTC)
    assert html.index("2026-03-14") < html.index("2026-03-16")
    assert "<svg" not in html.split("2026-03-16")[0]


@pytest.mark.parametrize("seen", [False, True], ids=["words alone", "a picture too"])
def test_words_alone_are_not_said_to_have_been_seen(seen: bool) -> None:
    said = [replace(moment(at, Emotion.FEAR, answer=Emotion.FEAR), source=Source.WORD) for at in (0, 60)]
    moments = [*said, moment(90, Emotion.FEAR)] if seen else said
    html = as_report(moments, spells(moments), by_day(moments, UTC), (), UTC)
    assert ("The share of each" in html) == seen
    assert ("No change of expression was seen" in html) == seen
    assert own_words(moments) in html


def test_the_report_says_whose_it_is_and_what_else_was_offered() -> None:
    seen, walk = [moment(0)], Recommended(NOON, "walk", "A walk")
    html = as_report(seen, spells(seen), by_day(seen, UTC), [walk], UTC, whose="Ana <3")
    assert "Whose journey: Ana &lt;3." in html
    assert "A walk" in html
    assert "Whose journey" not in as_report(seen, spells(seen), by_day(seen, UTC), [], UTC)


def test_the_report_of_many_days_goes_by_the_hour_too() -> None:
    seen = [moment(day * DAY + hour * 3600) for day in range(2) for hour in range(2)]
    html = as_report(seen, spells(seen), by_day(seen, UTC), [], UTC)
    assert html.index(text("journey.by_day")) < html.index(text("journey.by_hour")) < html.rindex("13:00")


@pytest.mark.parametrize(("language", "called"), [("en", "Face 3"), ("es", "Rostro 3")], ids=["English", "Spanish"])
def test_a_face_of_the_camera_is_called_by_its_number_in_the_language_that_is_read_now(
    monkeypatch: pytest.MonkeyPatch, language: str, called: str
) -> None:
    monkeypatch.setattr(st, "session_state", {"language": language})
    seen = [replace(moment(0, face="3"), source=source) for source in (Source.LIVE, Source.PHOTO)]
    assert [each.face for each in addressed(seen)] == [called, "3"]


def test_half_a_second_is_not_nothing() -> None:
    assert [row[1] for row in held_rows(spells([moment(0), moment(0.3)]))] == ["<1 s"]
