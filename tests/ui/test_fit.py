"""The question that every reading asks."""

import pytest
from streamlit.testing.v1 import AppTest

from core.emotions import Emotion, EmotionScores
from ui.fit import share_sentence
from ui.visit import NoWord, Visit

SAD = EmotionScores.from_mapping({Emotion.SAD: 0.8, Emotion.NEUTRAL: 0.2})
BETWEEN = EmotionScores.from_mapping({Emotion.SAD: 0.45, Emotion.NEUTRAL: 0.4, Emotion.FEAR: 0.15})


def page() -> None:
    import streamlit as st  # noqa: PLC0415  # the page's code is run from its text

    from ui.fit import ask_whether_it_fits  # noqa: PLC0415

    ask_whether_it_fits(st.session_state["scores"], "face")


def asked(scores: EmotionScores) -> AppTest:
    test = AppTest.from_function(page, default_timeout=30)
    test.session_state["scores"] = scores
    test.session_state["visit"] = Visit()
    return test.run()


def answer(test: AppTest) -> object:
    return test.session_state["visit"].answer_to("face")


def opened(test: AppTest) -> AppTest:
    """With the other words to choose from."""
    press(test, "It is more like" if "It is more like" in buttons(test) else "Something else")
    return test


def press(test: AppTest, label: str) -> None:
    test.button[buttons(test).index(label)].click().run()


def buttons(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def test_a_sure_reading_says_its_word_and_how_many_would_and_asks():
    test = asked(SAD)
    assert test.header[0].value == "This expression looks closest to **sad**"
    assert test.caption[0].value == "About 8 in 10 people would say sad."
    assert test.markdown[0].value == "Does that fit?"
    assert buttons(test) == ["Yes", "It is more like", "Skip"]


def test_an_unsure_reading_claims_nothing_and_offers_its_two_best_words_first():
    test = asked(BETWEEN)
    assert test.header[0].value == "It is hard to say. This expression lies between **sad** and **neutral**"
    assert buttons(test) == ["sad", "neutral", "Something else", "Skip"]


@pytest.mark.parametrize(
    ("scores", "others"),
    [
        (SAD, ["angry", "disgusted", "afraid", "happy", "surprised", "neutral"]),
        (BETWEEN, ["angry", "disgusted", "afraid", "happy", "surprised"]),
    ],
    ids=["sure", "unsure"],
)
def test_every_other_word_can_be_given_and_none(scores: EmotionScores, others: list[str]):
    test = asked(scores)
    assert not test.pills  # out of the way until they are wanted
    opened(test)
    assert test.pills[0].options == [*others, "I'd rather not say"]


def test_yes_makes_the_reading_the_person_s_own_word():
    test = asked(SAD)
    test.button[0].click().run()
    assert answer(test) is Emotion.SAD
    assert test.header[0].value == "You said **sad**, and that is what counts here."


def test_another_word_counts_instead():
    test = asked(SAD)
    opened(test).pills[0].set_value(Emotion.HAPPY).run()
    assert answer(test) is Emotion.HAPPY
    assert test.header[0].value == "You said **happy**, and that is what counts here."


def test_who_would_rather_not_say_is_left_in_peace():
    test = asked(SAD)
    opened(test).pills[0].set_value(NoWord.UNSAID).run()
    assert answer(test) is NoWord.UNSAID
    assert "sad" not in test.header[0].value


def test_skipping_leaves_the_reading_and_no_question():
    test = asked(SAD)
    press(test, "Skip")
    assert answer(test) is NoWord.SKIPPED
    assert test.header[0].value == "This expression looks closest to **sad**"
    assert buttons(test) == ["Answer after all"]


def test_the_other_words_close_again():
    assert not opened(opened(asked(SAD))).pills


def test_the_other_words_are_closed_after_an_answer_that_is_taken_back():
    test = opened(asked(SAD))
    test.pills[0].set_value(Emotion.HAPPY).run()
    press(test, "Take my answer back")
    assert not test.pills


@pytest.mark.parametrize("first", ["Yes", "Skip"])
def test_whatever_was_answered_can_be_taken_back(first: str):
    test = asked(SAD)
    press(test, first)
    test.button[0].click().run()
    assert answer(test) is None
    assert buttons(test) == ["Yes", "It is more like", "Skip"]


@pytest.mark.parametrize(
    ("share", "sentence"),
    [
        (0.99, "Nearly everyone would say happy."),
        (0.6, "About 6 in 10 people would say happy."),
        (0.45, "About 4 in 10 people would say happy."),
    ],
)
def test_shares_are_told_in_people(share: float, sentence: str):
    rest = (1 - share) / 6
    scores = EmotionScores.from_mapping(dict.fromkeys(Emotion, rest) | {Emotion.HAPPY: share})
    assert share_sentence(scores) == sentence
