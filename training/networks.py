"""The networks, by name.

Each builder takes nothing and returns a Keras model from float32 (n, 48, 48, 1) in [0, 1] to the two heads of
`training.heads`, its weights random.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import keras
from keras import layers

from training.efficientnet import efficientnet_lite
from training.face_resnet import face_resnet
from training.familiar import baseline_cnn, mini_xception, mobilenet_v2, resnet50_v2, vgg16
from training.heads import evenly_lit, face_input, pooled_heads

FINE_STAGES = ((32, 1, 1), (64, 2, 2), (128, 2, 2), (256, 1, 2))


def fine_resnet() -> keras.Model:
    """Residual blocks from the face's full 48x48 on, 1.6 M parameters, 0.23 G multiply-adds.

    He et al. 2016 (arXiv:1512.03385), with squeeze-and-excitation (Hu et al. 2018, arXiv:1709.01507).
    """
    inputs = face_input()
    x = layers.Activation("relu")(_conv_norm(evenly_lit(inputs), 32, 3))
    return pooled_heads(inputs, _stages(x, FINE_STAGES), dropout=0.3)


def se_resnet() -> keras.Model:
    """The same kind with most of its width at low resolution: 2.7 M parameters, 0.18 G multiply-adds.

    There a multiply-add moves the fewest bytes.
    """
    inputs = face_input()
    x = layers.Activation("relu")(_conv_norm(inputs, 16, 3))
    return pooled_heads(inputs, _stages(x, ((64, 1, 2), (128, 2, 2), (256, 2, 2))), dropout=0.3)


def quick_resnet() -> keras.Model:
    """The same kind, and the first convolution already halves the face: 1.3 M parameters, 0.08 G multiply-adds."""
    inputs = face_input()
    x = layers.Activation("relu")(_conv_norm(evenly_lit(inputs), 32, 5, stride=2))
    return pooled_heads(inputs, _stages(x, ((32, 2, 1), (64, 2, 2), (192, 2, 2))), dropout=0.3)


def _stages(x: keras.KerasTensor, stages: Sequence[tuple[int, int, int]]) -> keras.KerasTensor:
    """Residual blocks, in stages of (width, depth, stride of the first block)."""
    for width, depth, stride in stages:
        for index in range(depth):
            x = _residual(x, width, stride=stride if index == 0 else 1)
    return x


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


SHIPPED = "fine_resnet"  # the one that the app runs
NETWORKS: Mapping[str, Callable[[], keras.Model]] = MappingProxyType(
    {
        "face_resnet": face_resnet,
        "efficientnet_lite": efficientnet_lite,
        "fine_resnet": fine_resnet,
        "quick_resnet": quick_resnet,
        "se_resnet": se_resnet,
        "baseline_cnn": baseline_cnn,
        "mini_xception": mini_xception,
        "mobilenet_v2": mobilenet_v2,
        "resnet50_v2": resnet50_v2,
        "vgg16": vgg16,
    }
)
