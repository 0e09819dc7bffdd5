"""The networks that projects of this kind usually have, each with the two heads that ours has."""

from collections.abc import Callable

import keras
from keras import applications, layers

from core.emotions import Emotion
from training.heads import HEADS, dense_heads, face_input, pooled_heads


def baseline_cnn() -> keras.Model:
    """What a first tutorial builds: two convolutions and a dense layer, with a dense layer for each head."""
    inputs = face_input()
    x = inputs
    for width in (32, 64):
        x = layers.Conv2D(width, 3, activation="relu")(x)
        x = layers.MaxPooling2D()(x)
    x = layers.Dense(128, activation="relu")(layers.Flatten()(x))
    return dense_heads(inputs, layers.Dropout(0.3)(x))


def mini_xception() -> keras.Model:
    """Arriaga et al. 2017 (arXiv:1710.07557): separable convolutions, each head a convolution and its average."""
    inputs = face_input()
    x = layers.Rescaling(2.0, offset=-1.0)(inputs)
    for _ in range(2):
        x = layers.Activation("relu")(_norm(layers.Conv2D(8, 3, use_bias=False)(x)))
    for width in (16, 32, 64, 128):
        x = _separable_residual(x, width)
    heads = {}
    for name in HEADS:
        places = layers.Conv2D(len(Emotion), 3, padding="same")(x)
        heads[name] = layers.GlobalAveragePooling2D(dtype="float32", name=name)(places)
    return keras.Model(inputs, heads)


def _separable_residual(x: keras.KerasTensor, width: int) -> keras.KerasTensor:
    shortcut = _norm(layers.Conv2D(width, 1, strides=2, padding="same", use_bias=False)(x))
    y = _norm(layers.SeparableConv2D(width, 3, padding="same", use_bias=False)(x))
    y = layers.Activation("relu")(y)
    y = _norm(layers.SeparableConv2D(width, 3, padding="same", use_bias=False)(y))
    y = layers.MaxPooling2D(3, strides=2, padding="same")(y)
    return layers.Add()([y, shortcut])


def _norm(x: keras.KerasTensor) -> keras.KerasTensor:
    return layers.BatchNormalization()(x)


def mobilenet_v2() -> keras.Model:
    """Sandler et al. 2018 (arXiv:1801.04381) on grey faces of 48x48, shown three times."""
    inputs = face_input()
    return _on_backbone(inputs, applications.MobileNetV2, layers.Rescaling(2.0, offset=-1.0)(_as_colour(inputs)))


def resnet50_v2() -> keras.Model:
    """He et al. 2016 (arXiv:1603.05027) on grey faces of 48x48, shown three times.

    Without published weights every residual branch begins at zero (Goyal et al. 2017, arXiv:1706.02677).
    """
    inputs = face_input()
    network = _on_backbone(inputs, applications.ResNet50V2, layers.Rescaling(2.0, offset=-1.0)(_as_colour(inputs)))
    for layer in network.layers:
        if layer.name.endswith("_3_conv"):
            layer.kernel.assign(keras.ops.zeros_like(layer.kernel))
    return network


def vgg16() -> keras.Model:
    """Simonyan and Zisserman 2014 (arXiv:1409.1556) on grey faces of 48x48, shown three times."""
    inputs = face_input()
    # Its ImageNet weights expect 0-255 in the order blue, green, red, less ImageNet's mean colour.
    centred = layers.Rescaling(255.0, offset=(-103.939, -116.779, -123.68))(_as_colour(inputs))
    return _on_backbone(inputs, applications.VGG16, centred)


def _as_colour(faces: keras.KerasTensor) -> keras.KerasTensor:
    return layers.Concatenate()([faces, faces, faces])


def _on_backbone(inputs: keras.KerasTensor, builder: Callable[..., keras.Model], x: keras.KerasTensor) -> keras.Model:
    backbone = builder(include_top=False, weights=None, input_tensor=x)
    return pooled_heads(inputs, backbone.output, dropout=0.3)
