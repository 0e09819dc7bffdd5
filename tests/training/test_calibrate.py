"""The temperature that is found is the one that was hidden."""

import numpy as np
import pytest

from core.calibration import tempered
from training.calibrate import fit_temperature


@pytest.mark.parametrize("hidden", [0.7, 1.0, 1.6], ids=["too unsure", "right", "too sure"])
def test_a_hidden_temperature_is_found(hidden: float) -> None:
    shares = np.random.default_rng(3).dirichlet(np.full(7, 0.8), size=200)
    assert fit_temperature(tempered(shares, 1 / hidden), shares) == pytest.approx(hidden, abs=0.011)
