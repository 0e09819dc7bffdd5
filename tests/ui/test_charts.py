"""Charts say in words what they show."""

import json

from streamlit.testing.v1 import AppTest

from core.emotions import DEEP_COLOURS, Emotion, EmotionScores
from ui.charts import describe

SCORES = EmotionScores.from_mapping({Emotion.SAD: 0.6, Emotion.NEUTRAL: 0.3, Emotion.FEAR: 0.1})


def page() -> None:
    from core.emotions import Emotion, EmotionScores  # noqa: PLC0415  # runs as a page of its own
    from ui.charts import share_bars  # noqa: PLC0415

    share_bars(EmotionScores.from_mapping({Emotion.SAD: 0.6, Emotion.NEUTRAL: 0.3, Emotion.FEAR: 0.1}))


def test_the_words_name_every_emotion_from_the_most_to_the_least_probable():
    assert describe(SCORES).startswith("sad 60%, neutral 30%, afraid 10%, ")
    assert describe(SCORES).count("%") == len(Emotion)


def test_each_emotion_has_a_bar_in_its_colour_in_that_order():
    test = AppTest.from_function(page).run()
    assert not test.exception
    spec = json.loads(test.get("vega_lite_chart")[0].proto.spec)
    rows = next(layer["data"]["values"] for layer in spec["layer"])
    assert [row["name"] for row in rows[:3]] == ["sad", "neutral", "afraid"]
    assert [row["colour"] for row in rows] == [DEEP_COLOURS[emotion] for emotion, _ in SCORES.ranked()]
    assert [row["figure"] for row in rows[:3]] == ["60%", "30%", "10%"]
