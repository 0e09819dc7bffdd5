"""Tempering: as sure as people agree, and never another answer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calibration import tempered


def test_temperature_one_changes_nothing() -> None:
    shares = np.array([[0.7, 0.2, 0.1]])
    np.testing.assert_allclose(tempered(shares, 1.0), shares)


def test_temperature_two_takes_the_square_root() -> None:
    # 0.64 and 0.16 become 0.8 and 0.4, which sum to 1.2.
    np.testing.assert_allclose(tempered(np.array([[0.8, 0.2]]), 2.0), [[2 / 3, 1 / 3]])


@pytest.mark.parametrize("temperature", [0.5, 2.0], ids=["surer", "less sure"])
def test_certainty_stays_finite(temperature: float) -> None:
    np.testing.assert_allclose(tempered(np.array([[1.0, 0.0]]), temperature), [[1.0, 0.0]], atol=1e-4)


@given(
    weights=st.lists(st.floats(0.01, 1.0), min_size=7, max_size=7),
    temperature=st.floats(0.5, 2.0),
)
def test_the_order_stays_and_the_sum_is_one(weights: list[float], temperature: float) -> None:
    shares = np.array([weights]) / sum(weights)
    result = tempered(shares, temperature)[0]
    assert result.sum() == pytest.approx(1.0)
    order = np.argsort(shares[0], kind="stable")
    assert np.all(np.diff(result[order]) >= -1e-12)
