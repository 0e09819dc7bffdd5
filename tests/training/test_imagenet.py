"""Transfer from ImageNet: the weights go where they belong, or the way on is named."""

import keras
import numpy as np
import pytest

from training import imagenet
from training.heads import HEADS
from training.imagenet import backbone_layers, load_imagenet
from training.networks import NETWORKS


def test_the_backbones_weights_are_set_and_the_heads_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def trained(**options: object) -> keras.Model:
        assert options.pop("weights") == "imagenet"
        backbone: keras.Model = keras.applications.MobileNetV2(weights=None, **options)
        backbone.set_weights([np.full(weight.shape, 0.5) for weight in backbone.get_weights()])
        return backbone

    monkeypatch.setattr(imagenet, "_APPLICATIONS", {"mobilenet_v2": trained})
    network = NETWORKS["mobilenet_v2"]()
    heads = [network.get_layer(name).get_weights()[0].copy() for name in HEADS]
    load_imagenet("mobilenet_v2", network)
    layers = backbone_layers("mobilenet_v2", network)
    assert len(layers) > 100
    assert all((weight == 0.5).all() for layer in layers for weight in layer.get_weights())
    for name, before in zip(HEADS, heads, strict=True):
        np.testing.assert_array_equal(network.get_layer(name).get_weights()[0], before)


def test_no_network_says_how_to_do_without(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(**options: object) -> keras.Model:
        raise Exception("URL fetch failure")  # as Keras does

    monkeypatch.setattr(imagenet, "_APPLICATIONS", {"vgg16": unreachable})
    with pytest.raises(ValueError, match=r"vgg16: .*URL fetch failure.*--start scratch"):
        load_imagenet("vgg16", NETWORKS["mini_xception"]())


def test_a_network_without_imagenet_weights_says_so() -> None:
    with pytest.raises(ValueError, match="baseline_cnn: expected one of efficientnet_lite, mobilenet_v2"):
        load_imagenet("baseline_cnn", NETWORKS["baseline_cnn"]())


@pytest.mark.parametrize("name", ["se_resnet", "mini_xception"])
def test_the_others_have_no_backbone(name: str) -> None:
    assert backbone_layers(name, NETWORKS[name]()) == []


def test_without_the_package_of_its_weights_the_way_to_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imagenet, "LITE0_PACKAGE", "a_package_that_nobody_has")
    with pytest.raises(ValueError, match=r"efficientnet_lite: .*requirements-imagenet\.txt.*--start scratch"):
        load_imagenet("efficientnet_lite", NETWORKS["mini_xception"]())
