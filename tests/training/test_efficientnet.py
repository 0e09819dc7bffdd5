"""EfficientNet-Lite0 for small grey faces takes over what the published one knows."""

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from training.efficientnet import STAGES, Array, efficientnet_lite, ported
from training.published import backbone_layers


def statistics(name: str, width: int, random: np.random.Generator) -> Iterator[tuple[str, Array]]:
    for part in ("weight", "bias", "running_mean", "running_var"):
        yield f"{name}.{part}", random.random(width, np.float32)


@pytest.fixture(scope="module")
def published() -> dict[str, Array]:
    """Random weights under the names and in the shapes of the published ones."""
    random = np.random.default_rng(1)
    weights = {"_conv_stem.weight": random.standard_normal((32, 3, 3, 3), np.float32)}
    weights |= statistics("_bn0", 32, random)
    before, number = 32, 0
    for stage in STAGES:
        for _ in range(stage.depth):
            inside, block = before * stage.expansion, f"_blocks.{number}"
            if stage.expansion > 1:
                weights[f"{block}._expand_conv.weight"] = random.random((inside, before, 1, 1), np.float32)
                weights |= statistics(f"{block}._bn0", inside, random)
            size = (inside, 1, stage.kernel, stage.kernel)
            weights[f"{block}._depthwise_conv.weight"] = random.random(size, np.float32)
            weights |= statistics(f"{block}._bn1", inside, random)
            weights[f"{block}._project_conv.weight"] = random.random((stage.width, inside, 1, 1), np.float32)
            weights |= statistics(f"{block}._bn2", stage.width, random)
            before, number = stage.width, number + 1
    return weights


def test_every_layer_of_the_backbone_finds_its_weights(published: dict[str, Array]) -> None:
    network, weights = efficientnet_lite(), dict(ported(published))
    assert set(weights) == {layer.name for layer in backbone_layers("efficientnet_lite", network)}
    for name, arrays in weights.items():
        network.get_layer(name).set_weights(arrays)  # raises where a shape is another


def test_a_depthwise_kernel_keeps_its_rows_and_columns(published: dict[str, Array]) -> None:
    (kernel,) = dict(ported(published))["block_3_depthwise"]
    np.testing.assert_array_equal(kernel[1, 4, :, 0], published["_blocks.3._depthwise_conv.weight"][:, 0, 1, 4])


def test_the_stem_sees_a_face_as_the_original_sees_it_at_twice_the_size(published: dict[str, Array]) -> None:
    face = np.random.default_rng(2).random((48, 48), np.float32)
    large = cv2.resize(face, (96, 96), interpolation=cv2.INTER_LINEAR)
    # The original: each second place, three equal colours; it pads on the right and below.
    original = published["_conv_stem.weight"].sum(1)
    windows = np.lib.stride_tricks.sliding_window_view(large, (3, 3))[::2, ::2]
    expected = np.einsum("yxrc,nrc->yxn", windows, original)

    (kernel,) = dict(ported(published))["stem"]
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(face, 1), (3, 3))
    found = np.einsum("yxrc,rcn->yxn", windows, kernel[:, :, 0])

    np.testing.assert_allclose(found[1:-1, 1:-1], expected[1:, 1:], rtol=1e-4, atol=1e-4)


def test_faces_that_a_block_leaves_out_are_whole() -> None:
    network = efficientnet_lite()
    dropped = [layer for layer in network.layers if getattr(layer, "noise_shape", None)]
    assert len(dropped) == sum(stage.depth - 1 for stage in STAGES)
    assert {layer.noise_shape for layer in dropped} == {(None, 1, 1, 1)}
    rates = [layer.rate for layer in dropped]
    assert rates == sorted(rates)
    assert 0 < rates[0] < rates[-1] < 0.1
