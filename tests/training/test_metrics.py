"""Measures, against values worked out by hand."""

import math

import numpy as np
import pytest

from core.emotions import Emotion
from training.metrics import calibration_error, classify, kl_divergence, reliability, vote_reliability


def rows(*tops: tuple[int, float]) -> np.ndarray:
    """Probabilities with this much on one class, the rest spread evenly."""
    return np.array([[p if column == top else (1 - p) / 6 for column in range(7)] for top, p in tops])


def test_classify_counts_every_class() -> None:
    # Truth: angry, angry, happy, sad; answers: angry, happy, happy, sad.
    found = classify(rows((0, 0.9), (3, 0.9), (3, 0.9), (4, 0.9)), np.array([0, 0, 3, 4]))
    angry, happy, sad = (found.by_emotion[e] for e in (Emotion.ANGRY, Emotion.HAPPY, Emotion.SAD))
    assert (found.faces, found.accuracy) == (4, 0.75)
    assert (angry.precision, angry.recall, angry.f1, angry.support) == (1.0, 0.5, pytest.approx(2 / 3), 2)
    assert (happy.precision, happy.recall, happy.f1) == (0.5, 1.0, pytest.approx(2 / 3))
    assert sad.f1 == 1.0
    assert found.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 1) / 7)
    assert found.confusion[0] == (1, 0, 0, 1, 0, 0, 0)


def test_calibration_error_is_the_gap_weighted_by_count() -> None:
    # One bin: 0.9 sure, half right. Another: 0.5 sure, right. (2 x 0.4 + 1 x 0.5) / 3
    found = calibration_error(rows((0, 0.9), (0, 0.9), (1, 0.5)), np.array([0, 3, 1]))
    assert found == pytest.approx((2 * 0.4 + 0.5) / 3)


def test_votes_count_as_the_share_of_people_who_agree() -> None:
    shares = np.zeros((2, 7))
    shares[:, 2], shares[:, 6] = 0.6, 0.4
    assert vote_reliability(rows((2, 0.6), (2, 0.6)), shares).error == pytest.approx(0.0)
    assert vote_reliability(rows((2, 0.8), (2, 0.8)), shares).error == pytest.approx(0.2)


def test_a_probability_of_one_is_in_the_last_bin() -> None:
    found = reliability(rows((0, 1.0)), np.array([1.0]))
    assert found.counts.tolist() == [0] * 14 + [1]
    assert found.sureness[-1] == found.rightness[-1] == 1.0


def test_kl_is_nought_for_the_votes_themselves() -> None:
    shares = np.array([[0.5, 0.5, 0, 0, 0, 0, 0]])
    assert kl_divergence(shares, shares) == 0.0


def test_kl_to_uniform_is_what_the_votes_lack_in_entropy() -> None:
    shares = np.array([[0.5, 0.5, 0, 0, 0, 0, 0]])
    assert kl_divergence(shares, np.full((1, 7), 1 / 7)) == pytest.approx(math.log(7) - math.log(2))


def test_kl_stays_finite_where_the_model_is_sure_and_wrong() -> None:
    certain = np.eye(7)[[0]]
    assert math.isfinite(kl_divergence(np.eye(7)[[1]], certain))
