"""From settings to files that can be opened."""

import logging
from pathlib import Path

from core.errors import DeliveryError, DeliveryProblem, ModelError
from core.model_card import ModelCard
from core.model_store.cache import Report, silent
from core.model_store.conversion import cached, converted
from core.model_store.fetching import Artefact, fetch
from core.model_store.files import YUNET_NAME, YUNET_SHA256, ModelFiles, bundled, yunet_file
from core.model_store.settings import DETECTOR_AUTO, Settings, path_of
from core.model_store.transfer import Limits

MAX_BYTES = 100_000_000

_ZOO = "opencv_zoo/main/models/face_detection_yunet"
YUNET_URLS = (
    f"https://media.githubusercontent.com/media/opencv/{_ZOO}/{YUNET_NAME}",
    f"https://huggingface.co/opencv/face_detection_yunet/resolve/main/{YUNET_NAME}",
)
YUNET = Artefact(YUNET_NAME, YUNET_SHA256, 1_000_000)

_log = logging.getLogger(__name__)


def prepare(settings: Settings, limits: Limits | None = None, report: Report = silent) -> ModelFiles:
    """The network that the settings ask for, fetched and converted where needed; with none set, the bundled one.

    Raises DeliveryError, and ModelError for a bundled network that is not what its card says.
    """
    if not is_configured(settings):
        return bundled()
    card = configured_card(settings)
    artefact = Artefact(f"{card.keras_sha256}.keras", card.keras_sha256, MAX_BYTES, b"PK\x03\x04")
    keras = fetch(artefact, settings.model_urls, settings.cache, limits, report)
    return ModelFiles(keras, _litert(keras, card, settings, limits, report), card)


def is_configured(settings: Settings) -> bool:
    """Whether the settings ask for another network than the bundled one."""
    return bool(settings.model_urls or settings.model_sha256 or settings.model_card)


def configured_card(settings: Settings) -> ModelCard:
    """The configured network's card. Raises DeliveryError where the settings are incomplete or do not agree."""
    named = {
        "KINDMIRROR_MODEL_URL": settings.model_urls,
        "KINDMIRROR_MODEL_SHA256": settings.model_sha256,
        "KINDMIRROR_MODEL_CARD": settings.model_card,
    }
    if missing := [name for name, value in named.items() if not value]:
        raise DeliveryError(
            DeliveryProblem.SETTINGS, f"expected all of {', '.join(named)}, found nothing for {', '.join(missing)}"
        )
    card = _read_card(settings.model_card)
    if card.keras_sha256 != settings.model_sha256:
        raise DeliveryError(
            DeliveryProblem.SETTINGS,
            f"expected one SHA-256, found {settings.model_sha256} in KINDMIRROR_MODEL_SHA256 and {card.keras_sha256} "
            "in the card",
        )
    from core.preprocess import INPUT_SIZE  # noqa: PLC0415 - OpenCV, which a command does without as it starts

    if card.input.size != INPUT_SIZE:
        raise DeliveryError(
            DeliveryProblem.CARD,
            f"expected an input of {INPUT_SIZE} pixels a side, found {card.input.size} in the card",
        )
    return card


def _read_card(value: str) -> ModelCard:
    try:
        if value.startswith("{"):
            return ModelCard.parse(value, "KINDMIRROR_MODEL_CARD")
        return ModelCard.read(path_of(value))
    except ModelError as error:
        raise DeliveryError(DeliveryProblem.CARD, str(error)) from error


def _litert(keras: Path, card: ModelCard, settings: Settings, limits: Limits | None, report: Report) -> Path:
    """The LiteRT file that matches `keras`: at hand, or published beside it, or converted here."""
    if found := litert_at_hand(card, settings):
        return found
    if settings.litert_urls and card.tflite_sha256:
        name = f"{card.keras_sha256}.{card.tflite_sha256}.tflite"
        artefact = Artefact(name, card.tflite_sha256, MAX_BYTES, b"TFL3", offset=4)
        try:
            return fetch(artefact, settings.litert_urls, settings.cache, limits, report)
        except DeliveryError as error:
            _log.warning("%s; the network is converted here instead", error)
    return converted(keras, card.keras_sha256, settings.cache, limits, report)


def litert_at_hand(card: ModelCard, settings: Settings) -> Path | None:
    """A whole LiteRT file of the card's network, from the cache or the bundled one; None where there is none."""
    if found := cached(card.keras_sha256, settings.cache):
        return found
    try:
        files = bundled()
    except ModelError:  # said elsewhere: whoever needs the bundled network meets it
        return None
    return files.tflite if files.card.keras_sha256 == card.keras_sha256 else None


def fetch_yunet(settings: Settings, limits: Limits | None = None, report: Report = silent) -> Path | None:
    """The face detector's file, fetched unless it is at hand; None where it is switched off or a path names it."""
    if not settings.fetches_detector:
        return yunet_file(settings)
    urls = YUNET_URLS if settings.detector == (DETECTOR_AUTO,) else settings.detector
    return fetch(YUNET, urls, settings.cache, limits, report)
