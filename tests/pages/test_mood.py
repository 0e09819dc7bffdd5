"""The page without a picture."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.emotions import Emotion
from ui.visit import NoWord, Visit

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture
def visit() -> Visit:
    return Visit(seed=1)


@pytest.fixture
def page(visit: Visit) -> AppTest:
    test = AppTest.from_file(APP, default_timeout=30)
    test.session_state["visit"] = visit
    return test.run().switch_page("pages/mood.py").run()


def test_it_asks_for_a_word_and_promises_what_will_follow(page: AppTest):
    assert not page.exception
    assert page.title[0].value == "How is it just now?"
    assert page.pills[0].options == [
        "angry", "disgusted", "afraid", "happy", "sad", "surprised", "neutral", "I'd rather not say",
    ]  # fmt: skip
    assert not page.header


@pytest.mark.parametrize("mood", Emotion)
def test_something_kind_follows_each_word(page: AppTest, mood: Emotion):
    page.pills[0].set_value(mood).run()
    assert not page.exception
    assert page.header[0].value == "Something kind"
    assert any("so this follows your answer" in each.value for each in page.markdown)


def test_no_word_is_needed(page: AppTest):
    page.pills[0].set_value(NoWord.UNSAID).run()
    assert any(each.value.startswith("No word is needed") for each in page.markdown)


def test_the_word_goes_into_the_journey(page: AppTest):
    page.pills[0].set_value(Emotion.SAD).run()
    page.switch_page("pages/journey.py").run()
    assert not page.exception
    assert page.markdown[0].value == "In your own words: sad."


def test_the_word_stays_for_the_visit_and_can_be_taken_back(page: AppTest, visit: Visit):
    page.pills[0].set_value(Emotion.FEAR).run()
    page.switch_page("pages/about.py").run()
    page.switch_page("pages/mood.py").run()
    assert page.pills[0].value == Emotion.FEAR
    page.pills[0].set_value(None).run()
    assert visit.answer_to("mood") is None
    assert not page.header
