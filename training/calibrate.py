"""The temperature at which the shown probabilities come closest to the shares of people's votes."""

import numpy as np
import numpy.typing as npt

from core.calibration import tempered
from training.metrics import kl_divergence

Floats = npt.NDArray[np.floating]

_LEAST, _MOST = 0.5, 2.0


def fit_temperature(probabilities: Floats, shares: Floats) -> float:
    """The temperature in [0.5, 2], in hundredths, with the least mean KL(shares || tempered probabilities).

    Both are (n, 7). The divergence has one valley, so the best tenth is near the best hundredth.
    """

    def best(candidates: Floats) -> float:
        divergences = [kl_divergence(shares, tempered(probabilities, candidate)) for candidate in candidates]
        return float(candidates[int(np.argmin(divergences))])

    near = best(np.arange(round(_LEAST * 10), round(_MOST * 10) + 1) / 10)
    return best(np.clip(np.arange(round(near * 100) - 10, round(near * 100) + 11) / 100, _LEAST, _MOST))
