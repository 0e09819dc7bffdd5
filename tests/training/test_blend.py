"""What the app shows: a mixture of two heads that a dense layer can do, chosen within a budget."""

import numpy as np
import pytest

from core.emotions import Emotion
from training.blend import Blend, Budget, choose, measure
from training.data import FaceSet
from training.sample import drawn_faces

FEAR = list(Emotion).index(Emotion.FEAR)
RNG = np.random.default_rng(0)
LABELS, VOTES = RNG.normal(size=(2, 5, 7))
EVERY = tuple(Emotion)


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(powers / powers.sum(1, keepdims=True))


@pytest.mark.parametrize(("share", "head"), [(0.0, VOTES), (1.0, LABELS)], ids=["votes", "labels"])
def test_all_of_one_head_is_that_head(share: float, head: np.ndarray) -> None:
    np.testing.assert_allclose(Blend(share, emotions=EVERY)(LABELS, VOTES), softmax(head))


def test_only_the_named_emotions_are_mixed() -> None:
    shown, votes = (np.log(Blend(share, 0.3 * share)(LABELS, VOTES)) for share in (1.0, 0.0))
    change = shown - votes
    others = [EVERY.index(emotion) for emotion in EVERY if emotion not in Blend().emotions]
    np.testing.assert_allclose(change[:, others], np.tile(change[:, others[:1]], len(others)), atol=1e-9)
    assert np.abs(change[:, FEAR] - change[:, others[0]]).min() > 1e-3


def test_a_constant_that_no_softmax_sees_changes_nothing() -> None:
    blend = Blend(0.5)
    np.testing.assert_allclose(blend(LABELS + 3.0, VOTES - 2.0), blend(LABELS, VOTES))


def test_the_bias_multiplies_the_odds() -> None:
    plain, raised = (Blend(bias=bias, emotions=(Emotion.FEAR,))(LABELS, VOTES) for bias in (0.0, 0.5))
    odds = [p[:, FEAR] / (1 - p[:, FEAR]) for p in (plain, raised)]
    np.testing.assert_allclose(odds[1] / odds[0], np.exp(0.5))


@pytest.fixture(scope="module")
def shy() -> tuple[np.ndarray, np.ndarray, FaceSet]:
    """Logits of a labels head that knows fear and of a votes head that calls some of it surprise."""
    faces = drawn_faces(140, seed=1)
    truth = np.eye(7)[faces.labels]
    noise = np.random.default_rng(2).normal(0, 0.5, (2, 140, 7))
    labels, votes = 4 * truth + noise[0], 4 * truth + noise[1]
    afraid = faces.labels == FEAR
    votes[afraid, FEAR], votes[afraid, list(Emotion).index(Emotion.SURPRISE)] = 2.0, 2.5
    return labels, votes, faces


def test_within_the_budget_the_rare_are_found(shy: tuple[np.ndarray, np.ndarray, FaceSet]) -> None:
    budget = Budget()
    start, chosen = measure(Blend(), *shy), choose(*shy, budget)
    assert chosen.rare_recall > start.rare_recall + 0.1
    assert chosen.accuracy >= start.accuracy - budget.accuracy
    assert chosen.divergence <= start.divergence + budget.divergence


def test_an_impossible_budget_leaves_the_votes_head(shy: tuple[np.ndarray, np.ndarray, FaceSet]) -> None:
    assert choose(*shy, Budget(accuracy=-1.0)).blend == Blend()
