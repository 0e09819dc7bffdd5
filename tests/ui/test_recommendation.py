"""The card that offers something kind, and what can be said of it."""

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup

from core.emotions import Emotion, EmotionScores
from recommendations.catalogue import Catalogue, load
from recommendations.context import Context
from recommendations.schema import Intent
from ui.keepsakes import HELPED, NOT_FOR_ME, SAVE
from ui.visit import Visit

SAD = EmotionScores.certain(Emotion.SAD)


def page() -> None:
    import streamlit as st  # noqa: PLC0415  # the page's code is run from its text

    from ui.recommendation import recommendation_card  # noqa: PLC0415

    recommendation_card(st.session_state["scores"], "face")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture
def visit() -> Visit:
    return Visit(seed=1)


@pytest.fixture
def card(visit: Visit) -> AppTest:
    test = AppTest.from_function(page, default_timeout=30)
    test.session_state["scores"] = SAD
    test.session_state["visit"] = visit
    return test.run()


def offered(visit: Visit, catalogue: Catalogue) -> tuple[str, ...]:
    return visit.recommendation(catalogue, "face", SAD).ids


def words_for(test: AppTest, part: int) -> ButtonGroup[str]:
    """What can be said of the quote (0), of the activity or of the music."""
    heading = ("To read", "To do", "To listen to")[part]
    return next(group for group in test.pills if group.label == f"{heading}: what to do with it")


def said(test: AppTest, part: int) -> list[str]:
    return list(words_for(test, part).value)


def say(test: AppTest, part: int, *words: str) -> None:
    """Have these words chosen for a part, and no others."""
    words_for(test, part).set_value(list(words)).run()


def reason(test: AppTest) -> str:
    return str(test.markdown[0].value)


def test_it_offers_something_to_read_to_do_and_to_listen_to_and_says_why(card: AppTest):
    assert card.header[0].value == "Something kind"
    assert [part.value for part in card.subheader] == ["To read", "To do", "To listen to"]
    assert reason(card).startswith("The expression looks closest to")


def test_it_follows_the_person_s_own_word_and_says_so(card: AppTest, visit: Visit):
    visit.answer("face", Emotion.HAPPY)
    card.run()
    assert "so this follows your answer" in reason(card)


def test_the_default_intent_is_shown_and_another_is_one_tap_away(card: AppTest, visit: Visit, catalogue: Catalogue):
    choice = card.segmented_control[0]
    assert (choice.value, choice.options) == (Intent.MATCH, ["Lift me", "Calm me", "Stay with it"])
    choice.set_value(Intent.CALM).run()
    assert visit.recommendation(catalogue, "face", SAD).intent is Intent.CALM
    assert card.segmented_control[0].value is Intent.CALM


def test_filters_are_kept_for_the_whole_visit_and_can_be_left_open_again(card: AppTest, visit: Visit):
    pills = {group.label: group for group in card.pills}
    pills["Time"].set_value(2)
    pills["Sound"].set_value(False).run()
    assert visit.context == Context(minutes=2, sound=False)
    {group.label: group for group in card.pills}["Time"].set_value(None).run()
    assert visit.context == Context(sound=False)


def test_in_silence_there_is_nothing_to_listen_to(card: AppTest, visit: Visit):
    visit.context = Context(sound=False)
    card.run()
    assert [part.value for part in card.subheader] == ["To read", "To do"]


def test_a_filter_that_cannot_be_met_is_said(card: AppTest, visit: Visit, catalogue: Catalogue):
    for activity in catalogue.activities:  # nothing is left that has not been declined
        visit.history = visit.history.with_not_for_me(activity.id)
    visit.another("face")
    card.run()
    assert "not every wish could be met, so this sets aside what was not for you" in reason(card)


def test_another_offers_three_new_things(card: AppTest, visit: Visit, catalogue: Catalogue):
    before = offered(visit, catalogue)
    next(button for button in card.button if button.label == "Show me another").click().run()
    assert not set(before) & set(offered(visit, catalogue))


def test_what_is_saved_is_kept_and_can_be_let_go(card: AppTest, visit: Visit, catalogue: Catalogue):
    activity = offered(visit, catalogue)[1]
    say(card, 1, SAVE)
    assert visit.history.saved == (activity,)
    next(button for button in card.button if button.label == "Remove").click().run()
    assert visit.history.saved == ()
    assert said(card, 1) == []


def test_what_was_said_shows_and_can_be_taken_back(card: AppTest, visit: Visit):
    say(card, 1, SAVE)
    say(card, 1, SAVE, HELPED)
    assert said(card, 1) == [SAVE, HELPED]
    say(card, 1, HELPED)
    assert (visit.history.saved, said(card, 1)) == ((), [HELPED])


def test_what_helped_is_kept_and_can_be_taken_back(card: AppTest, visit: Visit, catalogue: Catalogue):
    music = offered(visit, catalogue)[2]
    say(card, 2, HELPED)
    assert visit.history.helped == {music}
    say(card, 2)
    assert visit.history.helped == frozenset()


def test_what_is_not_for_this_person_gives_way(card: AppTest, visit: Visit, catalogue: Catalogue):
    before = offered(visit, catalogue)
    say(card, 0, SAVE)
    say(card, 0, SAVE, NOT_FOR_ME)
    after = offered(visit, catalogue)
    assert said(card, 0) == []  # nothing has been said of what came instead
    assert after[0] != before[0]
    assert after[1:] == before[1:]


def test_nothing_kept_shows_nothing_of_it(card: AppTest):
    assert not card.get("download_button")
