"""How sure an answer is, put right after training."""

import numpy as np
import numpy.typing as npt

_LEAST = 1e-9  # keeps the logarithm of a probability that was rounded to 0 finite


def tempered(probabilities: npt.NDArray[np.floating], temperature: float) -> npt.NDArray[np.float64]:
    """softmax(logits / temperature), from probabilities = softmax(logits); Guo et al. 2017, arXiv:1706.04599.

    `probabilities` are (n, classes), rows that sum to 1. A temperature above 1 is less sure, below 1 surer; the
    order of the classes stays.
    """
    powered = np.clip(probabilities.astype(np.float64), _LEAST, 1.0) ** (1.0 / temperature)
    return np.asarray(powered / powered.sum(axis=1, keepdims=True))
