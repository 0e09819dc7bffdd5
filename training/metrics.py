"""How good a set of probabilities is, against labels and against votes.

`probabilities` is always float (n, 7), rows that sum to 1, in the order of `Emotion`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn import metrics as sk

from core.emotions import Emotion
from core.model_card import Classification, EmotionMetrics, ReliabilityBin

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.int64]

_EVERY = list(range(len(Emotion)))
BINS = 15


def classify(probabilities: Floats, truth: Ints) -> Classification:
    """Scores of the top answer against `truth`, int (n,); a class nobody has counts 0 in macro F1."""
    answers = probabilities.argmax(1)
    by_class = sk.precision_recall_fscore_support(truth, answers, labels=_EVERY, zero_division=0)
    return Classification(
        faces=len(truth),
        accuracy=float((answers == truth).mean()),
        macro_f1=float(by_class[2].mean()),
        ece=calibration_error(probabilities, truth),
        by_emotion={
            emotion: EmotionMetrics(precision=float(p), recall=float(r), f1=float(f), support=int(n))
            for emotion, p, r, f, n in zip(Emotion, *by_class, strict=True)
        },
        confusion=tuple(tuple(map(int, row)) for row in sk.confusion_matrix(truth, answers, labels=_EVERY)),
    )


@dataclass(frozen=True, eq=False)
class Reliability:
    """Equal-width bins over [0, 1] of the top probability, each (bins,); means are 0 where a bin is empty.

    counts      faces in the bin
    sureness    their mean top probability
    rightness   how right their top answers were in the mean
    """

    counts: Ints
    sureness: Floats
    rightness: Floats

    @property
    def error(self) -> float:
        """The mean gap between sureness and rightness, weighted by count."""
        return float((self.counts * np.abs(self.sureness - self.rightness)).sum() / self.counts.sum())

    @property
    def used(self) -> tuple[ReliabilityBin, ...]:
        """The bins that are not empty."""
        return tuple(
            ReliabilityBin(faces=int(faces), sureness=round(float(sure), 4), rightness=round(float(right), 4))
            for faces, sure, right in zip(self.counts, self.sureness, self.rightness, strict=True)
            if faces
        )


def reliability(probabilities: Floats, right: Floats, bins: int = BINS) -> Reliability:
    """How sure against how right; `right`, (n,) in [0, 1], says how right each top answer is."""
    top = probabilities.max(1)
    slot = np.minimum((top * bins).astype(int), bins - 1)
    counts = np.bincount(slot, minlength=bins)
    faces = np.maximum(counts, 1)
    return Reliability(
        counts, np.bincount(slot, top, minlength=bins) / faces, np.bincount(slot, right, minlength=bins) / faces
    )


def calibration_error(probabilities: Floats, truth: Ints) -> float:
    """Expected calibration error of the top answer against `truth`, int (n,): Guo et al. 2017, arXiv:1706.04599."""
    return reliability(probabilities, (probabilities.argmax(1) == truth).astype(float)).error


def vote_reliability(probabilities: Floats, shares: Floats) -> Reliability:
    """How sure against the share of votes, of (n, 7), that each top answer got."""
    return reliability(probabilities, shares[np.arange(len(shares)), probabilities.argmax(1)])


def kl_divergence(shares: Floats, probabilities: Floats) -> float:
    """Mean KL(votes || model) in nats; a share of 0 adds nothing."""
    ratio = np.where(shares > 0, shares, 1.0) / np.clip(probabilities, 1e-7, 1.0)
    return float((shares * np.where(shares > 0, np.log(ratio), 0.0)).sum(1).mean())
