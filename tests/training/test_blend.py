"""What the app shows: a mixture of two heads that a dense layer can do."""

import numpy as np
import pytest

from core.emotions import Emotion
from training.blend import Blend

FEAR = list(Emotion).index(Emotion.FEAR)
RNG = np.random.default_rng(0)
LABELS, VOTES = RNG.normal(size=(2, 5, 7))


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(powers / powers.sum(1, keepdims=True))


def only(emotion: int, value: float) -> tuple[float, ...]:
    return tuple(value if index == emotion else 0.0 for index in range(7))


@pytest.mark.parametrize(("share", "head"), [(0.0, VOTES), (1.0, LABELS)], ids=["votes", "labels"])
def test_all_of_one_head_is_that_head(share: float, head: np.ndarray) -> None:
    np.testing.assert_allclose(softmax(Blend((share,) * 7)(LABELS, VOTES)), softmax(head))


def test_only_the_named_emotion_is_mixed() -> None:
    shown, votes = Blend(only(FEAR, 0.5))(LABELS, VOTES), Blend()(LABELS, VOTES)
    np.testing.assert_allclose(np.delete(shown, FEAR, axis=1), np.delete(votes, FEAR, axis=1))
    centred = [head - head.mean(1, keepdims=True) for head in (LABELS, VOTES)]
    np.testing.assert_allclose(shown[:, FEAR], (centred[0][:, FEAR] + centred[1][:, FEAR]) / 2)


def test_a_constant_that_no_softmax_sees_changes_nothing() -> None:
    blend = Blend(only(FEAR, 0.5))
    np.testing.assert_allclose(blend(LABELS + 3.0, VOTES - 2.0), blend(LABELS, VOTES))


def test_the_bias_is_added() -> None:
    difference = Blend(bias=only(FEAR, 0.25))(LABELS, VOTES) - Blend()(LABELS, VOTES)
    np.testing.assert_allclose(difference, np.tile(only(FEAR, 0.25), (5, 1)), atol=1e-12)
