"""What a command reads faces with: the network that it is told, or else what the app would use."""

import argparse
import logging
from pathlib import Path

from core.errors import DeliveryError
from core.model_store.cache import Report, silent
from core.model_store.files import NAME, ModelFiles, bundled
from core.model_store.preparation import fetch_yunet, prepare
from core.model_store.settings import Settings
from core.model_store.transfer import Limits

_log = logging.getLogger(__name__)


def add_option(parser: argparse.ArgumentParser) -> None:
    """--model, the folder for `chosen_network`."""
    parser.add_argument(
        "--model",
        type=Path,
        metavar="DIR",
        help=f"a network of one's own: the folder with {NAME}.keras, {NAME}.tflite and model_card.json that training "
        "wrote; without it, what the app would use",
    )


def chosen_network(
    folder: Path | None, settings: Settings, limits: Limits | None = None, report: Report = silent
) -> ModelFiles:
    """The network of this folder; without one what the settings ask for, fetched and converted where needed.

    Raises ModelError where it cannot be had: unlike the app, a command does not go on with another network.
    """
    return prepare(settings, limits, report) if folder is None else bundled(folder)


def chosen_detector(settings: Settings, limits: Limits | None = None, report: Report = silent) -> Path | None:
    """YuNet's file, fetched where needed; None, and a warning, where faces are to be found by the Haar cascade."""
    try:
        return fetch_yunet(settings, limits, report)
    except DeliveryError as error:
        _log.warning("%s; faces are found by the Haar cascade", error)
        return None
