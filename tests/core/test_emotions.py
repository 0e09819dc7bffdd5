"""Seven emotions and a distribution over them."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.emotions import COLOURS, Emotion, EmotionScores, percent

weights = st.lists(st.floats(0, 1e6), min_size=7, max_size=7).filter(lambda values: sum(values) > 1e-6)
scores = weights.map(lambda values: EmotionScores.from_mapping(dict(zip(Emotion, values, strict=True))))
emotions = st.sampled_from(Emotion)

EVEN = (1 / 7,) * 7


def test_the_order_is_that_of_the_fer_2013_labels():
    assert [str(emotion) for emotion in Emotion] == [
        "angry",
        "disgust",
        "fear",
        "happy",
        "sad",
        "surprise",
        "neutral",
    ]


def test_every_emotion_has_a_colour_of_its_own():
    assert len(set(COLOURS.values())) == len(Emotion)
    assert all(COLOURS[emotion].startswith("#") and len(COLOURS[emotion]) == 7 for emotion in Emotion)


@pytest.mark.parametrize(
    ("probabilities", "complaint"),
    [
        pytest.param((), "7 probabilities, found 0", id="none"),
        pytest.param((1.0,) + (0.0,) * 7, "7 probabilities, found 8", id="eight"),
        pytest.param((-0.1, 1.1, 0, 0, 0, 0, 0), r"\[0, 1\] for angry, found -0.1", id="negative"),
        pytest.param((0, 0, 0, 1.5, -0.5, 0, 0), r"\[0, 1\] for happy, found 1.5", id="above one"),
        pytest.param((math.nan, *EVEN[1:]), "for angry, found nan", id="not a number"),
        pytest.param((0.1,) * 7, "sum to 1, found 0.7", id="sum too small"),
        pytest.param((0.5,) * 7, "sum to 1, found 3.5", id="sum too large"),
    ],
)
def test_what_is_no_distribution_is_refused(probabilities: tuple[float, ...], complaint: str):
    with pytest.raises(ValueError, match=complaint):
        EmotionScores(probabilities)


@given(scores)
def test_a_ranking_holds_every_emotion_once_and_never_rises(scores: EmotionScores):
    ranked = scores.ranked()
    assert sorted(emotion for emotion, _ in ranked) == sorted(Emotion)
    assert all(scores[emotion] == share for emotion, share in ranked)
    assert all(first >= second for (_, first), (_, second) in itertools.pairwise(ranked))


@given(scores)
def test_top_confidence_and_lead_agree_with_the_ranking(scores: EmotionScores):
    (first, share), (_, second), *_ = scores.ranked()
    assert (scores.top, scores.confidence) == (first, share)
    assert scores.lead == share - second
    assert 1 / 7 - 1e-9 <= scores.confidence <= 1
    assert 0 <= scores.lead <= 1


@given(weights)
def test_weights_become_shares(values: list[float]):
    given_weights = dict(zip(Emotion, values, strict=True))
    shares = EmotionScores.from_mapping(given_weights)
    assert sum(shares.probabilities) == pytest.approx(1)
    assert all(shares[emotion] == pytest.approx(given_weights[emotion] / sum(values)) for emotion in Emotion)


def test_a_missing_emotion_weighs_nothing():
    assert EmotionScores.from_mapping({Emotion.SAD: 3, Emotion.FEAR: 1}).probabilities == (0, 0, 0.25, 0, 0.75, 0, 0)


@pytest.mark.parametrize("nothing", [{}, {Emotion.SAD: 0.0}], ids=["empty", "zero"])
def test_weights_without_weight_are_refused(nothing: dict[Emotion, float]):
    with pytest.raises(ValueError, match="positive sum"):
        EmotionScores.from_mapping(nothing)


@given(emotions)
def test_certainty_is_all_on_one_and_is_never_uncertain(emotion: Emotion):
    certain = EmotionScores.certain(emotion)
    assert (certain.top, certain.confidence, certain.lead) == (emotion, 1, 1)
    assert not certain.is_uncertain()


def test_equals_keep_the_order_of_emotion():
    assert [emotion for emotion, _ in EmotionScores(EVEN).ranked()] == list(Emotion)


@pytest.mark.parametrize(
    ("first", "second", "uncertain"),
    [
        pytest.param(0.44, 0.20, True, id="share too small"),
        pytest.param(0.46, 0.20, False, id="share enough"),
        pytest.param(0.50, 0.36, True, id="lead too small"),
        pytest.param(0.50, 0.34, False, id="lead enough"),
    ],
)
def test_uncertain_is_a_small_share_or_a_small_lead(first: float, second: float, uncertain: bool):
    rest = (1 - first - second) / 5
    assert EmotionScores((first, second, *(rest,) * 5)).is_uncertain() is uncertain


def test_the_thresholds_of_uncertainty_are_the_callers_to_choose():
    scores = EmotionScores((0.6, 0.4, 0, 0, 0, 0, 0))
    assert not scores.is_uncertain(threshold=0.5, margin=0.1)
    assert scores.is_uncertain(threshold=0.7, margin=0.1)
    assert scores.is_uncertain(threshold=0.5, margin=0.3)


@pytest.mark.parametrize(
    ("share", "figure"),
    [(0.0, "0%"), (0.0049, "<1%"), (0.006, "1%"), (0.42, "42%"), (0.994, "99%"), (0.996, ">99%"), (1.0, "100%")],
)
def test_a_little_is_not_called_none_nor_nearly_all_all(share: float, figure: str):
    assert percent(share) == figure
