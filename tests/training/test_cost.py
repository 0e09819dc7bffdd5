"""Multiply-adds, counted by hand."""

import keras
import pytest
from keras import layers

from training.cost import multiply_adds
from training.networks import NETWORKS


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        # 8x8x3 in. A 3x3 kernel from 3 to 5 channels at each of 8x8 places.
        pytest.param(layers.Conv2D(5, 3, padding="same"), 3 * 3 * 3 * 5 * 64, id="convolution"),
        pytest.param(layers.Conv2D(5, 3, strides=2, padding="same"), 3 * 3 * 3 * 5 * 16, id="strided convolution"),
        pytest.param(layers.DepthwiseConv2D(3, padding="same"), 3 * 3 * 3 * 64, id="depthwise"),
        pytest.param(layers.SeparableConv2D(5, 3, padding="same"), (3 * 3 * 3 + 3 * 5) * 64, id="separable"),
        pytest.param(layers.MaxPooling2D(), 0, id="pooling"),
    ],
)
def test_a_layer(layer: keras.Layer, expected: int) -> None:
    inputs = layers.Input((8, 8, 3))
    assert multiply_adds(keras.Model(inputs, layer(inputs))) == expected


def test_a_dense_layer_on_a_vector() -> None:
    inputs = layers.Input((10,))
    assert multiply_adds(keras.Model(inputs, layers.Dense(4)(inputs))) == 40


def test_vgg16_costs_what_its_paper_says() -> None:
    # 15.3 G for 224x224 without its dense layers; (48 / 224)^2 of that at 48x48.
    assert multiply_adds(NETWORKS["vgg16"]()) == pytest.approx(15.3e9 * (48 / 224) ** 2, rel=0.01)
