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
