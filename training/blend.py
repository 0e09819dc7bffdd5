"""What the app shows: people's votes, with as much of the labels as fear and disgust need.

The votes are the better teacher of what people see, but few of them say fear or disgust, so that the votes head
hardly ever answers so. The shown logits therefore mix the two heads for these emotions. The mixture is linear,
so it fits into one dense layer of the exported network, and its class activation map is as exact as a head's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.calibration import tempered
from core.emotions import Emotion
from training.calibrate import fit_temperature
from training.data import FaceSet
from training.metrics import classify, kl_divergence

Floats = npt.NDArray[np.floating]

RARE = (Emotion.DISGUST, Emotion.FEAR)


@dataclass(frozen=True)
class Blend:
    """For the emotions in `emotions`: the label head's share in [0, 1], and what is added to the logit.

    shown = label_share * labels + (1 - label_share) * votes + bias, where a head's logits are centred on their
    mean first: a softmax does not see a constant, a mixture would. The other emotions are the votes head's.
    """

    label_share: float = 0.0
    bias: float = 0.0
    emotions: tuple[Emotion, ...] = RARE

    @property
    def kernel(self) -> Floats:
        """(14, 7): from the logits of the label head, then of the votes head, to the shown logits."""
        n, share = len(Emotion), self.label_share * self._chosen
        centred = np.eye(n) - 1 / n
        return np.concatenate([centred * share, centred * (1 - share)])

    @property
    def offset(self) -> Floats:
        """(7,): what is added to the shown logits."""
        return self.bias * self._chosen

    @property
    def _chosen(self) -> Floats:
        return np.array([float(emotion in self.emotions) for emotion in Emotion])

    def __call__(self, labels: Floats, votes: Floats) -> Floats:
        """Shown probabilities from both heads' logits, all (n, 7)."""
        shown = np.concatenate([labels, votes], axis=1) @ self.kernel + self.offset
        powers = np.exp(shown - shown.max(1, keepdims=True))
        return np.asarray(powers / powers.sum(1, keepdims=True))


@dataclass(frozen=True)
class Budget:
    """What a blend may cost against the votes head alone: share of right answers, and nats of divergence."""

    accuracy: float = 0.005
    divergence: float = 0.02


@dataclass(frozen=True)
class BlendMeasure:
    """A blend at its best temperature.

    `accuracy` is on the FER+ majority, `divergence` the KL from the votes, and `rare_recall` the mean recall of
    the blended emotions on the majority and on the FER-2013 labels.
    """

    blend: Blend
    accuracy: float
    divergence: float
    rare_recall: float


def candidates() -> Iterator[Blend]:
    """The blends to choose from; few, since few faces show what they are for."""
    for label_share in (0.0, 0.25, 0.5, 0.75, 1.0):
        for bias in np.arange(0.0, 2.01, 0.25).tolist():
            yield Blend(label_share, bias)


def measure(blend: Blend, labels: Floats, votes: Floats, faces: FaceSet) -> BlendMeasure:
    """What `blend` gains and costs on `faces`, from both heads' logits, (n, 7)."""
    shown, voted, agreed = blend(labels, votes), faces.voted, faces.majority >= 0
    shares = faces.vote_shares[voted]
    on_majority = classify(shown[agreed], faces.majority[agreed])
    recalls = [
        truth.by_emotion[emotion].recall
        for truth in (on_majority, classify(shown, faces.labels))
        for emotion in blend.emotions
    ]
    return BlendMeasure(
        blend,
        accuracy=on_majority.accuracy,
        divergence=kl_divergence(shares, tempered(shown[voted], fit_temperature(shown[voted], shares))),
        rare_recall=float(np.mean(recalls)),
    )


def choose(labels: Floats, votes: Floats, faces: FaceSet, budget: Budget | None = None) -> BlendMeasure:
    """The blend that best finds the rare emotions within the budget; the votes head alone where none is."""
    allowed = budget or Budget()
    start = measure(Blend(), labels, votes, faces)
    found = [measure(blend, labels, votes, faces) for blend in candidates()]
    within = [
        one
        for one in found
        if one.accuracy >= start.accuracy - allowed.accuracy and one.divergence <= start.divergence + allowed.divergence
    ]
    return max(within, key=lambda one: one.rare_recall, default=start)
