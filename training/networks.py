"""The networks, by name.

Each builder takes nothing and returns a Keras model from float32 (n, 48, 48, 1) in [0, 1] to two heads of
logits, (n, 7) each, in the order of `Emotion`:

    labels   what the FER-2013 labels would say
    votes    how people's votes would spread

Both are one dense layer on the global average of the layer named `features`, so that the class activation map
(Zhou et al. 2016, arXiv:1512.04150) is exact: the dense layer applied at every place of that layer.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import keras
from keras import layers

from core.emotions import Emotion
from core.preprocess import INPUT_SIZE

HEADS = ("labels", "votes")
FEATURES = "features"


def se_resnet() -> keras.Model:
    """A small residual network with squeeze-and-excitation, 2.7 M parameters, 0.17 G multiply-adds.

    He et al. 2016 (arXiv:1512.03385) and Hu et al. 2018 (arXiv:1709.01507). Most of the width is at low
    resolution, where a multiply-add moves the fewest bytes.
    """
    inputs = layers.Input((INPUT_SIZE, INPUT_SIZE, 1), name="faces")
    x = _conv_norm(inputs, 16, 3)
    x = layers.Activation("relu")(x)
    for width, depth in ((64, 1), (128, 2), (256, 2)):
        for index in range(depth):
            x = _residual(x, width, stride=2 if index == 0 else 1)
    return _with_heads(inputs, x, dropout=0.3)


def _conv_norm(x: keras.KerasTensor, width: int, kernel: int, stride: int = 1) -> keras.KerasTensor:
    x = layers.Conv2D(width, kernel, strides=stride, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
    return layers.BatchNormalization(momentum=0.9)(x)


def _residual(x: keras.KerasTensor, width: int, stride: int) -> keras.KerasTensor:
    y = _conv_norm(x, width, 3, stride)
    y = layers.Activation("relu")(y)
    y = _conv_norm(y, width, 3)
    y = _squeeze_excite(y, reduction=8)
    if stride > 1:
        # Averaging before the 1x1 keeps what a strided 1x1 would throw away (He et al. 2019, arXiv:1812.01187).
        x = layers.AveragePooling2D(stride)(x)
    if x.shape[-1] != width:
        x = _conv_norm(x, width, 1)
    return layers.Activation("relu")(layers.Add()([x, y]))


def _squeeze_excite(x: keras.KerasTensor, reduction: int) -> keras.KerasTensor:
    width = x.shape[-1]
    gate = layers.GlobalAveragePooling2D(keepdims=True)(x)
    gate = layers.Conv2D(width // reduction, 1, activation="relu")(gate)
    gate = layers.Conv2D(width, 1, activation="sigmoid")(gate)
    return layers.Multiply()([x, gate])


def _with_heads(inputs: keras.KerasTensor, x: keras.KerasTensor, dropout: float) -> keras.Model:
    x = layers.Activation("linear", name=FEATURES)(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(dropout)(x)
    # Logits stay float32 under mixed precision: a softmax over bfloat16 loses the small classes.
    heads = {name: layers.Dense(len(Emotion), dtype="float32", name=name)(x) for name in HEADS}
    return keras.Model(inputs, heads)


NETWORKS: Mapping[str, Callable[[], keras.Model]] = MappingProxyType({"se_resnet": se_resnet})
