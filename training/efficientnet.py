"""The front of EfficientNet-Lite0 for small grey faces, and its ImageNet weights.

Tan and Le 2019 (arXiv:1905.11946). The Lite variants leave out squeeze-and-excitation and clip at six, which is
what eight-bit arithmetic likes.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import keras
import numpy as np
import numpy.typing as npt
from keras import layers

from training.heads import face_input, pooled_heads

Array = npt.NDArray[np.float32]


class Stage(NamedTuple):
    """Blocks of one width; `stride` is the first block's."""

    depth: int
    kernel: int
    stride: int
    expansion: int
    width: int


STEM_WIDTH, LAST_WIDTH = 32, 512
# The original goes on with two more blocks of 192 and one of 320, and its stage of 192 halves the picture once
# more. A face of 48 pixels would have 3x3 places left: too few for a map of what spoke for an answer.
STAGES = (
    Stage(depth=1, kernel=3, stride=1, expansion=1, width=16),
    Stage(depth=2, kernel=3, stride=2, expansion=6, width=24),
    Stage(depth=2, kernel=5, stride=2, expansion=6, width=40),
    Stage(depth=3, kernel=3, stride=2, expansion=6, width=80),
    Stage(depth=3, kernel=5, stride=1, expansion=6, width=112),
    Stage(depth=2, kernel=5, stride=1, expansion=6, width=192),
)
DROP_PATH = 0.1  # of the last block; the others in proportion (Huang et al. 2016, arXiv:1603.09382)
NEW = ("last", "last_norm")  # layers that ImageNet knows nothing of


def efficientnet_lite() -> keras.Model:
    """Thirteen of its sixteen blocks; 1.5 M parameters, 0.07 G multiply-adds.

    Its stem does not halve the picture: see `_grey_at_half_size`.
    """
    inputs = face_input()
    # What ImageNet's colours, 0-255, were brought to: less 127, by 128.
    x = layers.Rescaling(255 / 128, offset=-127 / 128)(inputs)
    x = layers.Conv2D(STEM_WIDTH, 3, padding="same", use_bias=False, name="stem")(x)
    x = _relu(_norm(x, "stem"))
    blocks = [(stage, index) for stage in STAGES for index in range(stage.depth)]
    for number, (stage, index) in enumerate(blocks):
        stride = stage.stride if index == 0 else 1
        x = _block(x, stage, stride, DROP_PATH * number / len(blocks), f"block_{number}")
    x = layers.Conv2D(LAST_WIDTH, 1, use_bias=False, name="last")(x)
    return pooled_heads(inputs, _relu(_norm(x, "last")), dropout=0.3)


def _block(x: keras.KerasTensor, stage: Stage, stride: int, drop: float, name: str) -> keras.KerasTensor:
    """An inverted residual (Sandler et al. 2018, arXiv:1801.04381)."""
    width, y = x.shape[-1], x
    if stage.expansion > 1:
        y = layers.Conv2D(width * stage.expansion, 1, use_bias=False, name=f"{name}_expand")(y)
        y = _relu(_norm(y, f"{name}_expand"))
    each = layers.DepthwiseConv2D(stage.kernel, stride, padding="same", use_bias=False, name=f"{name}_depthwise")
    y = _relu(_norm(each(y), f"{name}_depthwise"))
    y = _norm(layers.Conv2D(stage.width, 1, use_bias=False, name=f"{name}_project")(y), f"{name}_project")
    if stride > 1 or width != stage.width:
        return y
    # All of a face's block or none of it.
    return layers.Add()([x, layers.Dropout(drop, noise_shape=(None, 1, 1, 1))(y)])


def _norm(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    return layers.BatchNormalization(momentum=0.9, name=f"{name}_norm")(x)


def _relu(x: keras.KerasTensor) -> keras.KerasTensor:
    return layers.ReLU(6.0)(x)


def ported(published: Mapping[str, Array]) -> Iterator[tuple[str, list[Array]]]:
    """The layers of our network with their weights, from the published ones by their PyTorch names."""
    yield "stem", [_grey_at_half_size(published["_conv_stem.weight"].transpose(2, 3, 1, 0))]
    yield "stem_norm", _statistics(published, "_bn0")
    number = 0
    for stage in STAGES:
        for _ in range(stage.depth):
            # The first norm of a block is the expansion's; a block without one begins with the second.
            parts = [("expand", "bn0"), ("depthwise", "bn1"), ("project", "bn2")][0 if stage.expansion > 1 else 1 :]
            for part, norm in parts:
                kernel = published[f"_blocks.{number}._{part}_conv.weight"]
                order = (2, 3, 0, 1) if part == "depthwise" else (2, 3, 1, 0)
                yield f"block_{number}_{part}", [kernel.transpose(order)]
                yield f"block_{number}_{part}_norm", _statistics(published, f"_blocks.{number}._{norm}")
            number += 1


def _statistics(published: Mapping[str, Array], norm: str) -> list[Array]:
    return [published[f"{norm}.{name}"] for name in ("weight", "bias", "running_mean", "running_var")]


def _grey_at_half_size(kernel: Array) -> Array:
    """The stem's kernel, (3, 3, 3, n), for one grey channel and a picture of half the size, (3, 3, 1, n).

    The original takes every second place of a picture; on a face enlarged to twice its size, with linear
    interpolation, that gives as many places as the face has pixels. Both steps are linear, so they are one kernel.
    """
    # Row i: what the enlarged pixels 2p, 2p + 1 and 2p + 2, which the kernel sees, hold of the pixel p - 1 + i.
    enlarged = np.array([[0.25, 0, 0], [0.75, 0.75, 0.25], [0, 0.25, 0.75]], np.float32)
    grey = kernel.sum(2, keepdims=True)  # the three colours of a grey picture are the same
    return np.asarray(np.einsum("ir,jc,rcgn->ijgn", enlarged, enlarged, grey), np.float32)
