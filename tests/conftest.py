"""What several tests use: a real face, the bundled network, and material that is not part of the project."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

# libsrtp, which the webcam's connection brings, crashes as it starts when TensorFlow was loaded before it (a
# segmentation fault in srtp_init); the other way round both live. The app never holds both, but these tests do.
import pylibsrtp  # noqa: F401
import pytest
import skimage.data
from hypothesis import settings

from core.classifier import EmotionClassifier
from core.faces import HaarDetector, YuNetDetector
from core.images import Image
from core.model_card import ModelCard
from tests.rooms import Rooms, place

ROOT = Path(__file__).parents[1]

# Hypothesis would fail an example for taking 200 ms, which says more of a busy machine than of the code.
settings.register_profile("project", deadline=None)
settings.load_profile("project")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first."""
    items.sort(key=lambda item: place(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Rooms:
    """What may run beside what, when tests run in several processes."""
    return Rooms(config, log)


_MAIN = sys.modules["__main__"]


@pytest.fixture(autouse=True)
def _main_module() -> Iterator[None]:
    """Streamlit's test of a page leaves that page as the main module, which every process started later would run."""
    yield
    sys.modules["__main__"] = _MAIN


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of photographs, clips and weights that may not be handed on with the project."""
    folder = Path(os.environ.get("KINDMIRROR_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"needs the photographs and weights of {folder}; KINDMIRROR_SHARED can name another folder")
    return folder


@pytest.fixture(scope="session")
def astronaut() -> Image:
    """NASA's public-domain portrait of Eileen Collins, 512 x 512, with one smiling face."""
    return np.ascontiguousarray(skimage.data.astronaut())


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """Where the bundled network lies."""
    return ROOT / "model"


@pytest.fixture(scope="session")
def classifier(model_folder: Path) -> EmotionClassifier:
    """The bundled network."""
    return EmotionClassifier(model_folder / "emotion_cnn.tflite", ModelCard.read(model_folder / "model_card.json"))


@pytest.fixture(scope="session")
def haar() -> HaarDetector:
    """The face detector that every installation has."""
    return HaarDetector()


@pytest.fixture(scope="session")
def yunet(shared: Path) -> YuNetDetector:
    """The better face detector, where its file is at hand."""
    return YuNetDetector(shared / "weights" / "face_detection_yunet_2023mar.onnx")
