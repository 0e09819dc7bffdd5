"""Transfer: published weights go where they belong, or the way on is named."""

import hashlib
from pathlib import Path

import keras
import numpy as np
import pytest

from tests.training.files import write_dlib_network
from training import published
from training.face_resnet import BLOCKS
from training.heads import HEADS
from training.networks import NETWORKS
from training.published import PackagedFile, backbone_layers, load_published, origin

FACES = np.random.default_rng(3).random((8, 48, 48, 1), np.float32)


def test_the_backbones_weights_are_set_and_the_heads_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def trained(**options: object) -> keras.Model:
        assert options.pop("weights") == "imagenet"
        backbone: keras.Model = keras.applications.MobileNetV2(weights=None, **options)
        backbone.set_weights([np.full(weight.shape, 0.5) for weight in backbone.get_weights()])
        return backbone

    monkeypatch.setattr(published, "_APPLICATIONS", {"mobilenet_v2": trained})
    network = NETWORKS["mobilenet_v2"]()
    heads = [network.get_layer(name).get_weights()[0].copy() for name in HEADS]
    load_published("mobilenet_v2", network, FACES)
    layers = backbone_layers("mobilenet_v2", network)
    assert len(layers) > 100
    assert all((weight == 0.5).all() for layer in layers for weight in layer.get_weights())
    for name, before in zip(HEADS, heads, strict=True):
        np.testing.assert_array_equal(network.get_layer(name).get_weights()[0], before)


def test_no_network_says_how_to_do_without(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(**options: object) -> keras.Model:
        raise Exception("URL fetch failure")  # as Keras does

    monkeypatch.setattr(published, "_APPLICATIONS", {"vgg16": unreachable})
    with pytest.raises(ValueError, match=r"vgg16: .*URL fetch failure.*--start scratch"):
        load_published("vgg16", NETWORKS["mini_xception"](), FACES)


def test_a_network_without_published_weights_says_so() -> None:
    with pytest.raises(ValueError, match="baseline_cnn: expected one of face_resnet, efficientnet_lite, mobilenet_v2"):
        load_published("baseline_cnn", NETWORKS["baseline_cnn"](), FACES)


@pytest.mark.parametrize("name", ["se_resnet", "mini_xception"])
def test_the_others_have_no_backbone(name: str) -> None:
    assert backbone_layers(name, NETWORKS[name]()) == []
    with pytest.raises(KeyError, match=name):
        origin(name)


@pytest.mark.parametrize(("name", "learnt"), [("face_resnet", "people apart"), ("vgg16", "ImageNet")])
def test_the_card_can_say_what_the_weights_had_learnt(name: str, learnt: str) -> None:
    assert learnt in origin(name).words


@pytest.mark.parametrize(("name", "constant"), [("efficientnet_lite", "LITE0"), ("face_resnet", "DLIB_FACE")])
def test_without_the_package_of_its_weights_the_way_to_it_is_named(
    name: str, constant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, constant, PackagedFile("a_package_that_nobody_has", "file", ""))
    monkeypatch.setattr(published.importlib.util, "find_spec", lambda package: None)
    with pytest.raises(ValueError, match=rf"{name}: .*requirements-published\.txt.*--start scratch"):
        load_published(name, NETWORKS["mini_xception"](), FACES)


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PackagedFile:
    """A package that carries a face network with random weights, installed."""
    package = tmp_path / "faces_that_somebody_knows"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('nobody needs to import it')\n")
    file = write_dlib_network(package / "network.dat", [32, *(width for width, _ in BLOCKS for _ in range(2))])
    monkeypatch.syspath_prepend(tmp_path)
    return PackagedFile(package.name, file.name, hashlib.sha256(file.read_bytes()).hexdigest())


def test_a_face_network_comes_from_its_package(packaged: PackagedFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "DLIB_FACE", packaged)
    network = NETWORKS["face_resnet"]()
    load_published("face_resnet", network, FACES)
    norm = network.get_layer("block_0_first_norm")
    before = keras.Model(network.input, norm.input).predict(FACES, verbose=0)
    np.testing.assert_allclose(norm.moving_mean, before.mean((0, 1, 2)), rtol=1e-3, atol=1e-3)


def test_another_file_than_the_one_known_is_not_read(packaged: PackagedFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "DLIB_FACE", packaged._replace(sha256="0" * 64))
    with pytest.raises(ValueError, match=r"network\.dat: expected the SHA-256 0000.*found [0-9a-f]{64}"):
        load_published("face_resnet", NETWORKS["face_resnet"](), FACES)
