"""Several faces, taken together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.emotions import Emotion, EmotionScores
from core.groups import group_mood
from tests.core import journeys

HAPPY, SAD = EmotionScores.certain(Emotion.HAPPY), EmotionScores.certain(Emotion.SAD)
TORN = EmotionScores.from_mapping({Emotion.HAPPY: 0.5, Emotion.SAD: 0.48, Emotion.FEAR: 0.02})


def test_faces_are_counted_by_what_leads_and_close_leaders_are_mixed() -> None:
    mood = group_mood([SAD, HAPPY, TORN, HAPPY])
    assert list(mood.leading.items()) == [(Emotion.HAPPY, 2), (Emotion.SAD, 1)]
    assert mood.mixed == 1


def test_the_persons_word_counts_first() -> None:
    mood = group_mood([TORN, HAPPY], {0: Emotion.SAD})
    assert mood.mixed == 0
    assert mood.leading == {Emotion.SAD: 1, Emotion.HAPPY: 1}
    assert mood.shares[Emotion.SAD] == pytest.approx(0.5)


@given(st.lists(journeys.scores, min_size=1, max_size=20))
def test_every_face_counts_once(faces: list[EmotionScores]) -> None:
    assert group_mood(faces).faces == len(faces)


def test_nobody_has_no_mood() -> None:
    with pytest.raises(ValueError, match="found none"):
        group_mood([])
