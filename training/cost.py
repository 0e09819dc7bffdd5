"""What a network costs: multiply-adds for one face."""

import math

import keras
from keras import layers


def multiply_adds(model: keras.Model) -> int:
    """Multiply-adds of the convolutions and dense layers for one face; the rest is a rounding error beside them."""
    return sum(_of(layer) for layer in model.layers)


def _of(layer: keras.Layer) -> int:
    """Every weight of a kernel is used once at every place of the output."""
    if isinstance(layer, layers.SeparableConv2D):
        # The depthwise half has the stride, so both halves work on the output's places.
        return _places(layer) * (_size(layer.depthwise_kernel) + _size(layer.pointwise_kernel))
    if isinstance(layer, layers.Conv2D | layers.DepthwiseConv2D | layers.Dense):
        return _places(layer) * _size(layer.kernel)
    return 0


def _size(weights: keras.Variable) -> int:
    return math.prod(weights.shape)


def _places(layer: keras.Layer) -> int:
    """Height times width of the output; 1 for a plain vector."""
    return math.prod(layer.output.shape[1:-1])
