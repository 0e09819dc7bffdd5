"""Batch normalisation for averaged weights."""

from collections.abc import Iterable

import keras
import numpy as np
import numpy.typing as npt


def refresh_statistics(network: keras.Model, batches: Iterable[npt.NDArray[np.float32]]) -> None:
    """Measure anew the means and variances by which batch normalisation normalises.

    Averaging weights over time leaves these the statistics of the weights before averaging
    (Izmailov et al. 2018, arXiv:1803.05407). `batches` are inputs as in training, each (n, 48, 48, 1); the
    statistics become their plain average over the batches. Nothing else of the network changes.
    """
    layers = [layer for layer in network.layers if isinstance(layer, keras.layers.BatchNormalization)]
    if not layers:
        return
    # Only what leads to a statistic runs: dropout after it would use up random numbers that training counts on.
    body = keras.Model(network.input, [layer.output for layer in layers])
    usual = [layer.momentum for layer in layers]
    for count, batch in enumerate(batches, start=1):
        for layer in layers:
            layer.momentum = 1 - 1 / count
        body(batch, training=True)
    for layer, momentum in zip(layers, usual, strict=True):
        layer.momentum = momentum


def adopt_statistics(network: keras.Model, faces: npt.NDArray[np.float32]) -> None:
    """Give batch normalisation the statistics of `faces`, (n, 48, 48, 1), without changing what the network says.

    For a network whose layers only multiplied and added: what they do to the means and variances measured here goes
    into their scale and shift. So the first step of training starts from the same function.
    """
    layers = [layer for layer in network.layers if isinstance(layer, keras.layers.BatchNormalization)]
    before = keras.Model(network.input, [layer.input for layer in layers])
    outputs = before.predict(faces, batch_size=64, verbose=0)
    for layer, values in zip(layers, outputs, strict=True):
        scale, shift, mean, variance = layer.get_weights()
        new_mean, new_variance = values.mean((0, 1, 2)), values.var((0, 1, 2))
        factor = scale / np.sqrt(variance + layer.epsilon)
        new_scale = factor * np.sqrt(new_variance + layer.epsilon)
        layer.set_weights([new_scale, shift + factor * (new_mean - mean), new_mean, new_variance])
