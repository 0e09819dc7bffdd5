"""Why a camera does not open: what the browser says of it, and whether pictures arrive."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import streamlit as st

PATIENCE = 8.0  # seconds without a picture until something must be wrong


class Obstacle(StrEnum):
    """Why there is no picture; the page has a sentence for each."""

    INSECURE = "insecure"
    DENIED = "denied"
    NO_CAMERA = "no_camera"
    BUSY = "busy"
    NETWORK = "network"


# The names of the browser's errors (https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia).
_ERRORS = {
    "NotAllowedError": Obstacle.DENIED,
    "NotFoundError": Obstacle.NO_CAMERA,
    "NotReadableError": Obstacle.BUSY,
    "AbortError": Obstacle.BUSY,
}

_ask_browser = st.components.v2.component("camera_check", js=Path(__file__).with_suffix(".js").read_text("utf-8"))


def browser_report() -> Mapping[str, object] | None:
    """What the browser says of its camera, or None before it has said anything."""
    result = _ask_browser(key="camera-check", data={"errors": list(_ERRORS)}, on_report_change=lambda: None, height=1)
    report = result.get("report")
    return report if isinstance(report, Mapping) else None


def obstacle(report: Mapping[str, object] | None) -> Obstacle | None:
    """What the browser's report says against the camera, if anything."""
    if report is None:
        return None
    if not report.get("secure", True):
        return Obstacle.INSECURE
    if report.get("permission") == "denied":
        return Obstacle.DENIED
    if not report.get("camera", True):
        return Obstacle.NO_CAMERA
    return _ERRORS.get(str(report.get("error", "")))


@dataclass
class Arrivals:
    """Watches whether pictures arrive while they should. Times are seconds on a steady clock."""

    stuck: bool = False
    _frames: int = 0
    _moved: float | None = None

    def watch(self, active: bool, frames: int, now: float) -> None:
        """Take note of how many frames there have been by now, and whether the camera is on.

        Once stuck it stays so, even if the browser gives up, until pictures arrive or the next start.
        """
        if not active:
            self._moved = None
        elif self._moved is None or frames != self._frames:
            self._moved, self.stuck = now, False
        elif now - self._moved > PATIENCE:
            self.stuck = True
        self._frames = frames
