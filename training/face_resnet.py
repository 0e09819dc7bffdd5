"""The front of dlib's face recognition network for small grey faces, and its published weights.

King 2009 (JMLR 10) and https://github.com/davisking/dlib-models: a ResNet-34 (He et al. 2016, arXiv:1512.03385) with
fewer layers and half the width, which learnt to tell 7,485 people apart on three million faces. Its author gave the
weights into the public domain. It has seen nothing but faces, though to tell people apart whatever their expression.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np
import numpy.typing as npt
from keras import layers

from training.heads import face_input, pooled_heads

Array = npt.NDArray[np.float32]

STEM_WIDTH = 32
# The original goes on with four more blocks of 256, and its first of 256 halves the picture once more. A face of 48
# pixels would have 3x3 places left: too few for a map of what spoke for an answer.
BLOCKS = ((32, 1), (32, 1), (32, 1), (64, 2), (64, 1), (64, 1), (64, 1), (128, 2), (128, 1), (128, 1), (256, 1))
MEAN = (122.782 + 117.001 + 104.298) / 3  # the mean colour, 0-255, that it takes off before it divides by 256


class PublishedConvolution(NamedTuple):
    """A convolution of the published network, and what follows it: y = scale * (kernel * x) + shift.

    kernel  float32 (rows, columns, inputs, outputs)
    scale, shift  float32 (outputs,)
    """

    kernel: Array
    scale: Array
    shift: Array


def face_resnet() -> keras.Model:
    """Eleven of its fourteen blocks; 2.1 M parameters, 0.14 G multiply-adds.

    Its stem does not halve the picture: see `_grey_at_half_size`.
    """
    inputs = face_input()
    x = layers.Rescaling(255 / 256, offset=-MEAN / 256)(inputs)
    x = _conv_norm(x, STEM_WIDTH, 5, 1, "stem")
    x = layers.MaxPooling2D(3, 2, padding="same")(layers.ReLU()(x))
    for number, (width, stride) in enumerate(BLOCKS):
        x = _block(x, width, stride, f"block_{number}")
    return pooled_heads(inputs, x, dropout=0.1)


def _block(x: keras.KerasTensor, width: int, stride: int, name: str) -> keras.KerasTensor:
    y = layers.ReLU()(_conv_norm(x, width, 3, stride, f"{name}_first"))
    y = _conv_norm(y, width, 3, 1, f"{name}_second")
    if stride > 1:
        x = layers.AveragePooling2D(stride, padding="same")(x)
    if x.shape[-1] != width:
        # The original adds empty channels, which a 1x1 can begin with.
        x = layers.Conv2D(width, 1, use_bias=False, name=f"{name}_widen")(x)
    return layers.ReLU()(layers.Add()([x, y]))


def _conv_norm(x: keras.KerasTensor, width: int, kernel: int, stride: int, name: str) -> keras.KerasTensor:
    x = layers.Conv2D(width, kernel, stride, padding="same", use_bias=False, name=name)(x)
    return layers.BatchNormalization(momentum=0.9, name=f"{name}_norm")(x)


def ported(published: list[PublishedConvolution]) -> Iterator[tuple[str, list[Array]]]:
    """The layers of our network with their weights, from the published ones in their order.

    The published network multiplies and adds where ours normalises: ours gets a mean of 0 and a variance of 1, to be
    replaced by those of faces (`training.normalisation.adopt_statistics`).
    """
    stem, *rest = published
    yield "stem", [_grey_at_half_size(stem.kernel)]
    yield "stem_norm", _as_norm(stem)
    before, found = STEM_WIDTH, iter(rest)
    for number, (width, _) in enumerate(BLOCKS):
        for part in ("first", "second"):
            convolution = next(found)
            yield f"block_{number}_{part}", [convolution.kernel]
            yield f"block_{number}_{part}_norm", _as_norm(convolution)
        if width != before:
            yield f"block_{number}_widen", [np.eye(before, width, dtype=np.float32)[np.newaxis, np.newaxis]]
        before = width


def _as_norm(convolution: PublishedConvolution) -> list[Array]:
    zeros = np.zeros_like(convolution.scale)
    return [convolution.scale, convolution.shift, zeros, zeros + 1]


def _grey_at_half_size(kernel: Array) -> Array:
    """The stem's kernel, (7, 7, 3, n), for one grey channel and a picture of half the size, (5, 5, 1, n).

    The original takes every second place of a picture; on a face enlarged to twice its size, with linear
    interpolation, that gives as many places as the face has pixels. Both steps are linear, so they are one kernel.
    """
    # Row i: what the enlarged pixels 2p - 3 to 2p + 3, which the kernel sees, hold of the pixel p - 2 + i.
    enlarged = np.array(
        [
            [0.75, 0.25, 0, 0, 0, 0, 0],
            [0.25, 0.75, 0.75, 0.25, 0, 0, 0],
            [0, 0, 0.25, 0.75, 0.75, 0.25, 0],
            [0, 0, 0, 0, 0.25, 0.75, 0.75],
            [0, 0, 0, 0, 0, 0, 0.25],
        ],
        np.float32,
    )
    grey = kernel.sum(2, keepdims=True)  # the three colours of a grey picture are the same
    return np.asarray(np.einsum("ir,jc,rcgn->ijgn", enlarged, enlarged, grey), np.float32)


def read_published(file: Path) -> list[PublishedConvolution]:
    """The convolutions of a dlib network file, from the picture on, each with the scale and shift behind it.

    In the file a layer is its name, a tensor, and some numbers. A number is a byte that says how many bytes follow,
    and those, least first; a tensor is the number 2, its four sizes, and float32 values, least byte first.

    Raises ValueError where that is not what the file holds.
    """
    try:
        found = list(_convolutions(file.read_bytes()))
    except (IndexError, ValueError) as error:
        raise ValueError(f"{file}: expected dlib's face recognition network, found something else") from error
    if not found:
        raise ValueError(f"{file}: expected dlib's face recognition network, found no convolutions")
    return found


def _convolutions(data: bytes) -> Iterator[PublishedConvolution]:
    """Raises IndexError or ValueError where the data ends too early."""
    place = data.find(b"con_4")
    while place >= 0:
        weights, place = _tensor(data, place + len(b"con_4"))
        (outputs, rows, columns), place = _numbers(data, place, 3)
        factors, place = _tensor(data, data.index(b"affine_", place) + len(b"affine_"))
        kernel, bias = weights[:-outputs], weights[-outputs:]
        scale, shift = factors[:outputs], factors[outputs:]
        kernel = kernel.reshape(outputs, -1, rows, columns).transpose(2, 3, 1, 0)
        yield PublishedConvolution(np.ascontiguousarray(kernel), scale, shift + scale * bias)
        place = data.find(b"con_4", place)


def _tensor(data: bytes, place: int) -> tuple[Array, int]:
    """The values at `place`, flat, and where they end."""
    (_, *sizes), place = _numbers(data, place, 5)
    count = int(np.prod(sizes))
    return np.frombuffer(data, "<f4", count, place), place + 4 * count


def _numbers(data: bytes, place: int, count: int) -> tuple[list[int], int]:
    """The next numbers, and where they end."""
    numbers = []
    for _ in range(count):
        end = place + 1 + data[place]
        numbers.append(int.from_bytes(data[place + 1 : end], "little"))
        place = end
    return numbers, place
