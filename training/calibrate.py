"""The temperature at which the shown probabilities come closest to the shares of people's votes."""

import numpy as np
import numpy.typing as npt

from core.calibration import tempered
from training.metrics import kl_divergence

Floats = npt.NDArray[np.floating]

# In hundredths: finer than what a few thousand faces can tell apart.
_CANDIDATES = np.arange(50, 201) / 100


def fit_temperature(probabilities: Floats, shares: Floats) -> float:
    """The temperature in [0.5, 2] with the least mean KL(shares || tempered probabilities), both (n, 7)."""
    divergences = [kl_divergence(shares, tempered(probabilities, candidate)) for candidate in _CANDIDATES]
    return float(_CANDIDATES[int(np.argmin(divergences))])
