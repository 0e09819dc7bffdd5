"""How good a set of probabilities is, against labels and against votes.

`probabilities` is always float (n, 7), rows that sum to 1, in the order of `Emotion`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn import metrics as sk

from core.emotions import Emotion

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.int64]

_EVERY = list(range(len(Emotion)))
BINS = 15


@dataclass(frozen=True)
class Classification:
    """One set of answers against one truth; shares in [0, 1].

    `precision`, `recall` and `f1` are by emotion; `confusion[truth][answer]` counts faces.
    """

    faces: int
    accuracy: float
    macro_f1: float
    ece: float
    precision: tuple[float, ...]
    recall: tuple[float, ...]
    f1: tuple[float, ...]
    support: tuple[int, ...]
    confusion: tuple[tuple[int, ...], ...]


def classify(probabilities: Floats, truth: Ints) -> Classification:
    """Scores of the top answer against `truth`, int (n,); a class nobody has counts 0 in macro F1."""
    answers = probabilities.argmax(1)
    precision, recall, f1, support = sk.precision_recall_fscore_support(truth, answers, labels=_EVERY, zero_division=0)
    confusion = sk.confusion_matrix(truth, answers, labels=_EVERY)
    return Classification(
        faces=len(truth),
        accuracy=float((answers == truth).mean()),
        macro_f1=float(f1.mean()),
        ece=calibration_error(probabilities, (answers == truth).astype(float)),
        precision=tuple(map(float, precision)),
        recall=tuple(map(float, recall)),
        f1=tuple(map(float, f1)),
        support=tuple(map(int, support)),
        confusion=tuple(tuple(map(int, row)) for row in confusion),
    )


def calibration_error(probabilities: Floats, right: Floats, bins: int = BINS) -> float:
    """Mean gap between the top probability and how right it was, over equal-width bins weighted by count.

    `right`, (n,) in [0, 1], is 1 or 0 for a label (expected calibration error, Guo et al. 2017,
    arXiv:1706.04599) or the share of votes that the top answer got (vote calibration error).
    """
    top = probabilities.max(1)
    slot = np.minimum((top * bins).astype(int), bins - 1)
    gaps = np.bincount(slot, top - right, minlength=bins)  # count x (mean top - mean right), bin by bin
    return float(np.abs(gaps).sum() / len(top))


def vote_calibration_error(probabilities: Floats, shares: Floats) -> float:
    """`calibration_error` against the share of votes, (n, 7), that each top answer got."""
    answers = probabilities.argmax(1)
    return calibration_error(probabilities, shares[np.arange(len(shares)), answers])


def kl_divergence(shares: Floats, probabilities: Floats) -> float:
    """Mean KL(votes || model) in nats; a share of 0 adds nothing."""
    ratio = np.where(shares > 0, shares, 1.0) / np.clip(probabilities, 1e-7, 1.0)
    return float((shares * np.where(shares > 0, np.log(ratio), 0.0)).sum(1).mean())
