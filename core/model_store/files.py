"""The files that the app opens, each checked by its SHA-256 first."""

import logging
from dataclasses import dataclass
from pathlib import Path

from core.errors import ModelError
from core.model_card import ModelCard, sha256_of
from core.model_store.settings import DETECTOR_OFF, Settings, path_of

BUNDLED = Path(__file__).parents[2] / "model"
NAME = "emotion_cnn"

YUNET_NAME = "face_detection_yunet_2023mar.onnx"
YUNET_SHA256 = "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ModelFiles:
    """A network that may be used: its Keras file, the LiteRT file that the app runs, and its card."""

    keras: Path
    tflite: Path
    card: ModelCard


def bundled(folder: Path = BUNDLED) -> ModelFiles:
    """The network that comes with the project. Raises ModelError unless its files are what its card says."""
    files = ModelFiles(folder / f"{NAME}.keras", folder / f"{NAME}.tflite", ModelCard.read(folder / "model_card.json"))
    require(files.keras, files.card.keras_sha256)
    require(files.tflite, files.card.tflite_sha256)
    return files


def yunet_file(settings: Settings) -> Path | None:
    """The face detector's file, from the configured path or the cache; None where there is none to use."""
    choice = settings.detector[0]
    if choice == DETECTOR_OFF:
        return None
    file = settings.cache / YUNET_NAME if settings.fetches_detector else path_of(choice)
    try:
        require(file, YUNET_SHA256)
    except ModelError as error:
        if file.exists() or not settings.fetches_detector:
            _log.warning("%s; faces are found by the Haar cascade", error)
        return None
    return file


def require(file: Path, sha256: str | None) -> None:
    """Raises ModelError unless `file` is there and has this SHA-256; None is nobody's."""
    try:
        found = sha256_of(file)
    except OSError as error:
        raise ModelError(f"{file}: expected a file, found none that can be read ({error.strerror})") from error
    if found != sha256:
        raise ModelError(f"{file}: expected the SHA-256 {sha256}, found {found}; it is not opened")
