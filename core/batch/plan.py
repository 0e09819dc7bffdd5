"""What every reader has to know. Light to import: the command needs it while its readers are still starting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.model_card import sha256_of
from core.model_store import ModelFiles, bundled
from core.table import Cell, Origin

if TYPE_CHECKING:
    from core.faces import FaceDetector


class Detail(StrEnum):
    """How closely YuNet looks."""

    QUICK = "quick"
    THOROUGH = "thorough"


# The names of the detectors, which are known before OpenCV is.
HAAR = "Haar cascade"
YUNET: Mapping[Detail, str] = MappingProxyType({Detail.QUICK: "YuNet, quick", Detail.THOROUGH: "YuNet"})


@dataclass(frozen=True)
class Plan:
    """It travels to other processes and machines.

    network        the files to read expressions with, the bundled ones unless told
    detector_file  YuNet's, or None for the Haar cascade
    detail         how closely YuNet looks
    annotate       the folder for annotated copies, or None for none
    every          seconds of a clip between two readings
    tflite_sha256  of the network's file here: another machine may have another one at the same place
    """

    network: ModelFiles = field(default_factory=bundled)
    detector_file: Path | None = None
    detail: Detail = Detail.QUICK
    annotate: Path | None = None
    every: float = 0.5
    tflite_sha256: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tflite_sha256", sha256_of(self.network.tflite))

    @property
    def origin(self) -> Origin:
        """What readings by this plan are made with."""
        return Origin.of(self.network.card, HAAR if self.detector_file is None else YUNET[self.detail])

    @property
    def decides(self) -> dict[str, Cell]:
        """All that rows and annotated copies depend on, by names for the person who gives the command."""
        card = self.network.card
        return {
            "network": self.origin.network,
            "LiteRT file": self.tflite_sha256,
            "temperature": card.temperature,
            "labels": " ".join(card.labels),
            "detector": self.origin.detector,
            "--every": self.every,
            "--annotate": None if self.annotate is None else str(self.annotate),
        }

    def detector(self) -> "FaceDetector":
        """A detector of this plan's kind. Raises DetectorError where its file cannot be read."""
        from core.faces import HaarDetector, YuNetDetector  # noqa: PLC0415 - OpenCV
        from core.quick_faces import QuickYuNetDetector  # noqa: PLC0415

        if self.detector_file is None:
            return HaarDetector()
        thorough = YuNetDetector(self.detector_file)
        return thorough if self.detail is Detail.THOROUGH else QuickYuNetDetector(thorough)
