"""The Journey page without a browser."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.emotions import Emotion
from core.journey_file import save
from core.timeline import Journey, Moment, Recommended, Source, Verdict
from core.trends import mix
from tests.core.journeys import NOON, moment
from ui.texts import text
from ui.visit import Visit

APP = Path(__file__).parents[2] / "app.py"
DAY = 86_400.0

OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_page() -> OpenPage:
    """Opens the page of a visit that has seen these moments and recommendations."""

    def open_(*moments: Moment, recommended: tuple[Recommended, ...] = ()) -> AppTest:
        visit = Visit()
        visit.timeline.merge(Journey(moments, recommended))
        test = AppTest.from_file(APP, default_timeout=60)
        test.session_state["visit"] = visit
        test.run()
        test.switch_page("pages/journey.py").run()
        assert not test.exception
        return test

    return open_


def charts(test: AppTest) -> list[dict[str, object]]:
    return [json.loads(chart.proto.spec) for chart in test.get("vega_lite_chart")]


def rows(chart: dict[str, object]) -> list[dict[str, object]]:
    return chart["layer"][0]["data"]["values"]  # type: ignore[index]


def words(test: AppTest) -> str:
    """What the page's tables say."""
    return "\n".join(each.proto.body for each in test.get("html"))


def test_the_persons_own_words_come_first_and_the_most_frequent_of_them(open_page: OpenPage) -> None:
    said = [moment(hour * 3600, answer=word) for hour, word in enumerate((Emotion.FEAR, Emotion.SAD, Emotion.SAD))]
    assert open_page(*said, moment(9e4)).markdown[0].value == "In your own words: sad (2), afraid."


def test_without_a_word_nothing_is_said_of_words(open_page: OpenPage) -> None:
    assert not any("own words:" in each.value for each in open_page(moment(0)).markdown)


def test_an_empty_journey_says_what_will_be_here_and_has_nothing_to_forget(open_page: OpenPage) -> None:
    test = open_page()
    assert test.info[0].value == text("journey.empty")
    assert text("journey.forget") not in [button.label for button in test.button]
    test = open_page(moment(0))
    assert text("journey.forget") in [button.label for button in test.button]


def test_the_charts_hold_what_was_seen(open_page: OpenPage) -> None:
    seen = [moment(0, Emotion.SAD), moment(4, Emotion.SAD), moment(6, Emotion.HAPPY, answer=Emotion.NEUTRAL)]
    timeline, shares = charts(open_page(*seen))
    dots = [row for row in rows(timeline) if "until" not in row]
    bars = [row for row in rows(timeline) if "until" in row]
    assert [row["emotion"] for row in dots] == ["sad", "sad", "neutral"]
    assert [(row["emotion"], row["note"]) for row in bars] == [("sad", "6 s")]
    assert {row["name"]: row["value"] for row in rows(shares)} == pytest.approx(
        {text(f"emotion.{emotion}"): share for emotion, share in mix(seen).shares.items()}
    )


def test_one_face_or_everybody(open_page: OpenPage) -> None:
    test = open_page(moment(0, face="left"), moment(1, face="right"), moment(2, face="right"))
    assert test.selectbox[0].options == [text("journey.everybody"), "left", "right"]
    test.selectbox[0].select("right").run()
    assert {row["face"] for row in rows(charts(test)[0])} == {"right"}


def test_the_chosen_face_stays_in_another_language_and_after_another_page(open_page: OpenPage) -> None:
    test = open_page(moment(0, face="left"), moment(1, face="right"))
    test.selectbox[0].select("right").run()
    test.session_state["language"] = "es"
    assert test.run().selectbox[0].value == "right"
    test.switch_page("pages/about.py").run()
    assert test.switch_page("pages/journey.py").run().selectbox[0].value == "right"


def test_a_person_s_own_words_are_of_one_face_in_whichever_language_they_were_given(open_page: OpenPage) -> None:
    said = [replace(moment(at, face=face), source=Source.WORD) for at, face in enumerate(("You", "Tú"))]
    test = open_page(*said)
    assert text("journey.whose") not in [each.label for each in test.selectbox]
    assert {row["face"] for row in rows(charts(test)[0])} == {"You"}


def test_weeks_are_shown_by_day_and_by_hour(open_page: OpenPage) -> None:
    test = open_page(*[moment(day * DAY + day * 3600) for day in range(3)])
    by_day, by_hour = charts(test)[2:]
    assert {row["period"] for row in rows(by_day)} == {"2026-03-14", "2026-03-15", "2026-03-16"}
    assert {row["period"] for row in rows(by_hour)} == {"12:00", "13:00", "14:00"}


def test_over_days_a_dot_counts_the_moments_in_which_an_emotion_led(open_page: OpenPage) -> None:
    seen = [moment(0, Emotion.SAD), moment(9, Emotion.SAD), moment(12), moment(2 * DAY, answer=Emotion.FEAR)]
    test = open_page(*seen)
    assert [(row["day"], row["emotion"], row["moments"]) for row in rows(charts(test)[0])] == [
        ("2026-03-14T12:00:00", "happy", 1),
        ("2026-03-14T12:00:00", "sad", 2),
        ("2026-03-16T12:00:00", "afraid", 1),
    ]
    assert any(text("journey.legend_days") in each.value for each in test.caption)


def test_a_visit_past_midnight_keeps_its_timeline(open_page: OpenPage) -> None:
    timeline = charts(open_page(moment(11.9 * 3600), moment(12.1 * 3600)))[0]
    assert [row["at"] for row in rows(timeline)] == ["2026-03-14T23:54:00", "2026-03-15T00:06:00"]


def test_what_helped_stands_first(open_page: OpenPage) -> None:
    walk = Recommended(NOON, "walk", "A short <walk>", Verdict.HELPED)
    tea = Recommended(NOON, "tea", "A cup of tea")
    written = [each.value for each in open_page(moment(0), recommended=(tea, walk)).markdown]
    assert written.index(r"- A short \<walk\>") < written.index("- A cup of tea")


def test_what_helped_can_be_saved_where_no_word_was_given(open_page: OpenPage) -> None:
    test = open_page(recommended=(Recommended(NOON, "tea", "A cup of tea", Verdict.HELPED),))
    assert [each.value for each in test.subheader] == [text("journey.helped"), text("journey.keep")]
    assert [each.proto.label for each in test.get("download_button")] == [text("journey.save")]
    assert not test.info


def test_what_helped_in_one_language_is_not_also_offered_in_another(open_page: OpenPage) -> None:
    offers = Recommended(NOON, "walk", "Un paseo corto"), Recommended(NOON, "walk", "A short walk", Verdict.HELPED)
    test = open_page(moment(0), recommended=offers[1:])
    test.session_state["visit"].timeline.offer(offers[0])
    test.run()
    written = [each.value for each in test.markdown]
    assert ("- A short walk" in written, "- Un paseo corto" in written) == (True, False)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ((0,), "1 moment, at 14 Mar 2026 12:00."),
        ((0, 59), "2 moments, at 14 Mar 2026 12:00."),
        ((0, 60), "2 moments on 14 Mar 2026, from 12:00 to 12:01."),
        ((0, DAY), "2 moments, from 14 Mar 2026 12:00 to 15 Mar 2026 12:00."),
    ],
    ids=["one", "a minute", "a day", "two days"],
)
def test_it_says_how_much_was_seen_and_when(open_page: OpenPage, seconds: tuple[float, ...], expected: str) -> None:
    test = open_page(*map(moment, seconds))
    assert any(each.value.startswith(expected) for each in test.caption)


def test_a_saved_journey_can_be_loaded(open_page: OpenPage) -> None:
    test = open_page()
    saved = save(Journey((moment(0, Emotion.SAD), moment(1, Emotion.SAD))))
    test.file_uploader[0].upload("journey.json", saved, "application/json").run()
    assert not test.exception
    assert len(test.session_state["visit"].timeline.moments()) == 2
    assert test.toast[0].value == text("journey.loaded", count=2)


def test_a_journey_that_is_loaded_again_is_said_to_bring_nothing_new(open_page: OpenPage) -> None:
    test = open_page(moment(0))
    load_into(test, moment(0), moment(1))
    assert test.toast[0].value == "One new moment was loaded."
    load_into(test, moment(0), moment(1))
    assert test.toast[0].value == "No moment in it was new."


def load_into(test: AppTest, *moments: Moment) -> None:
    test.file_uploader[0].upload("journey.json", save(Journey(moments)), "application/json").run()
    assert not test.exception


def test_another_file_is_refused_in_a_sentence(open_page: OpenPage) -> None:
    test = open_page(moment(0))
    test.file_uploader[0].upload("notes.json", b'{"my": "notes"}', "application/json").run()
    assert not test.exception
    assert test.error[0].value == text("journey.not_a_journey", name=r"notes\.json")
    assert len(test.session_state["visit"].timeline.moments()) == 1
