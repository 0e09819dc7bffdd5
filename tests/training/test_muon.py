"""Muon: a convolution's step is equally long in every direction, all else is trained by AdamW."""

import keras
import numpy as np
import pytest
from keras import layers

from training.muon import ConvolutionMuon


def network() -> keras.Model:
    return keras.Sequential([layers.Input((8, 8, 2)), layers.Conv2D(6, 3), layers.Flatten(), layers.Dense(3)])


def moved(optimizer: keras.optimizers.Optimizer, seed: int = 0) -> list[np.ndarray]:
    """How far one step on random gradients moves each weight."""
    model, rng = network(), np.random.default_rng(seed)
    before = model.get_weights()
    gradients = [rng.normal(size=weights.shape).astype(np.float32) for weights in before]
    optimizer.apply_gradients(zip(map(keras.ops.convert_to_tensor, gradients), model.trainable_variables, strict=True))
    return [after - earlier for earlier, after in zip(before, model.get_weights(), strict=True)]


@pytest.mark.parametrize("seed", range(3))
def test_a_kernel_goes_about_equally_far_in_every_direction(seed: int) -> None:
    kernel = moved(ConvolutionMuon(0.01, weight_decay=0.0), seed)[0]
    lengths = np.linalg.svd(kernel.reshape(-1, 6), compute_uv=False)
    # What Keras calls as long as an AdamW step: 0.2 times the root of the longer side, 18. Five rounds come near to it.
    np.testing.assert_allclose(lengths, 0.01 * 0.2 * np.sqrt(18), rtol=0.4)


def test_a_kernel_goes_downhill() -> None:
    kernel = moved(ConvolutionMuon(0.01, weight_decay=0.0))[0]
    gradient = np.random.default_rng(0).normal(size=kernel.shape)
    assert np.sum(kernel * gradient) < 0


def test_all_else_moves_as_with_adamw_at_its_share_of_the_rate() -> None:
    found = moved(ConvolutionMuon(0.01, adam_lr_ratio=0.5, adam_beta_2=0.99, weight_decay=0.0, adam_weight_decay=0.0))
    expected = moved(keras.optimizers.AdamW(0.005, beta_2=0.99, weight_decay=0.0))
    for ours, theirs in zip(found[1:], expected[1:], strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)
    assert not np.allclose(found[0], expected[0], atol=1e-6)


def test_weights_decay_by_their_share_of_the_rate() -> None:
    """With no gradient, a step only shrinks."""
    model = network()
    before = model.get_weights()
    optimizer = ConvolutionMuon(0.01, weight_decay=0.5, adam_weight_decay=0.1)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    nothing = [keras.ops.zeros_like(weights) for weights in model.trainable_variables]
    optimizer.apply_gradients(zip(nothing, model.trainable_variables, strict=True))
    kernel, bias, dense, _ = model.get_weights()
    np.testing.assert_allclose(kernel, before[0] * (1 - 0.01 * 0.5), rtol=1e-5)
    np.testing.assert_array_equal(bias, before[1])
    np.testing.assert_allclose(dense, before[2] * (1 - 0.01 * 0.1), rtol=1e-5)
