"""What the app shows: people's votes, with as much of the labels as fear and disgust need.

The votes are the better teacher of what people see, but few of them say fear or disgust, so that the votes head
hardly ever answers so. Each emotion's shown logit therefore mixes the two heads' logits. The mixture is linear,
so it fits into one dense layer of the exported network, and its class activation map is as exact as a head's.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.emotions import Emotion

Floats = npt.NDArray[np.floating]

_NONE = (0.0,) * len(Emotion)


@dataclass(frozen=True)
class Blend:
    """For each emotion, in the order of `Emotion`: the label head's share in [0, 1], and what is added.

    shown = label_share * labels + (1 - label_share) * votes + bias, where a head's logits are centred on their
    mean first: a softmax does not see a constant, a mixture would.
    """

    label_share: tuple[float, ...] = _NONE
    bias: tuple[float, ...] = _NONE

    @property
    def kernel(self) -> Floats:
        """(14, 7): from the logits of the label head, then of the votes head, to the shown logits."""
        n, share = len(Emotion), np.array(self.label_share)
        centred = np.eye(n) - 1 / n
        return np.concatenate([centred * share, centred * (1 - share)])

    def __call__(self, labels: Floats, votes: Floats) -> Floats:
        """The shown logits from both heads' logits, each (n, 7)."""
        return np.asarray(np.concatenate([labels, votes], axis=1) @ self.kernel + np.array(self.bias))


# Chosen on PublicTest.
SHOWN = Blend()
