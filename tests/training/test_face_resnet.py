"""dlib's face recognition network for small grey faces takes over what the published one knows."""

from pathlib import Path

import cv2
import keras
import numpy as np
import pytest

from tests.training.files import write_dlib_network
from training.face_resnet import BLOCKS, PublishedConvolution, face_resnet, ported, read_published
from training.published import backbone_layers

WIDTHS = [32, *(width for width, _ in BLOCKS for _ in range(2))]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> list[PublishedConvolution]:
    """As many convolutions as the original has, with random weights."""
    file = tmp_path_factory.mktemp("dlib") / "network.dat"
    return read_published(write_dlib_network(file, [*WIDTHS, 256, 256, 256, 256, 256, 256]))


def test_a_file_is_read_as_it_was_written(published: list[PublishedConvolution]) -> None:
    assert [convolution.kernel.shape[-1] for convolution in published[: len(WIDTHS)]] == WIDTHS
    assert published[0].kernel.shape == (7, 7, 3, 32)
    # As the file was made: outputs, inputs, rows, columns; then the bias, which the scale reaches too.
    random = np.random.default_rng(5)
    kernel, bias = random.normal(0, 0.1, 32 * 3 * 7 * 7).reshape(32, 3, 7, 7), random.normal(0, 0.1, 32)
    factors = random.uniform(0.5, 1.5, 64)
    np.testing.assert_allclose(published[0].kernel[6, 2, 1], kernel[:, 1, 6, 2], rtol=1e-6)
    np.testing.assert_allclose(published[0].scale, factors[:32], rtol=1e-6)
    np.testing.assert_allclose(published[0].shift, factors[32:] + factors[:32] * bias, rtol=1e-5)


@pytest.mark.parametrize(
    "data", [b"", b"a page that says where the file went", b"\x05con_4"], ids=["empty", "another file", "cut off"]
)
def test_another_file_is_refused(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "network.dat"
    file.write_bytes(data)
    with pytest.raises(ValueError, match=r"network\.dat: expected dlib's face recognition network"):
        read_published(file)


def test_a_file_that_ends_early_is_refused(tmp_path: Path) -> None:
    file = write_dlib_network(tmp_path / "network.dat", [32, 32])
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(ValueError, match=r"network\.dat: expected dlib's face recognition network"):
        read_published(file)


def test_every_layer_of_the_backbone_finds_its_weights(published: list[PublishedConvolution]) -> None:
    network, weights = face_resnet(), dict(ported(published))
    assert set(weights) == {layer.name for layer in backbone_layers("face_resnet", network)}
    for name, arrays in weights.items():
        network.get_layer(name).set_weights(arrays)  # raises where a shape is another


def test_the_stem_sees_a_face_as_the_original_sees_it_at_twice_the_size(published: list[PublishedConvolution]) -> None:
    face = np.random.default_rng(2).random((48, 48), np.float32)
    large = cv2.resize(face, (96, 96), interpolation=cv2.INTER_LINEAR)
    original = published[0].kernel.sum(2)  # three equal colours
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(large, 3), (7, 7))[::2, ::2]
    expected = np.einsum("yxrc,rcn->yxn", windows, original)

    (kernel,) = dict(ported(published))["stem"]
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(face, 2), (5, 5))
    found = np.einsum("yxrc,rcn->yxn", windows, kernel[:, :, 0])

    inside = np.s_[2:-2, 2:-2]  # at the edge one repeats the last pixel, the other has none
    np.testing.assert_allclose(found[inside], expected[inside], rtol=1e-4, atol=1e-4)


def test_what_widens_begins_with_empty_channels(published: list[PublishedConvolution]) -> None:
    network = face_resnet()
    for name, arrays in ported(published):
        network.get_layer(name).set_weights(arrays)
    widen = network.get_layer("block_3_widen")
    faces = np.random.default_rng(4).random((2, 48, 48, 1), np.float32)
    before, after = (keras.Model(network.input, x).predict(faces, verbose=0) for x in (widen.input, widen.output))
    np.testing.assert_allclose(after[..., :32], before, rtol=1e-4, atol=1e-5)
    assert not after[..., 32:].any()
