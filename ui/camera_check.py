"""Why a camera does not open: what the browser can say beforehand, and whether pictures arrive."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import streamlit as st

PATIENCE = 8.0  # seconds without a picture until something must be wrong


class Obstacle(StrEnum):
    """Why there is no picture; the page has a sentence for each."""

    INSECURE = "insecure"
    DENIED = "denied"
    NO_CAMERA = "no_camera"
    NETWORK = "network"


_JS = """
let told = "";

export default function ({ setStateValue }) {
  const devices = navigator.mediaDevices;
  let permission = null;
  const tell = async () => {
    const found = devices?.enumerateDevices ? await devices.enumerateDevices() : [];
    const report = {
      secure: window.isSecureContext,
      camera: found.some((device) => device.kind === "videoinput"),
      permission: permission?.state ?? "unknown",
    };
    if (JSON.stringify(report) !== told) {
      told = JSON.stringify(report);
      setStateValue("report", report);
    }
  };
  const ask = async () => {
    try {
      permission = await navigator.permissions.query({ name: "camera" });
      permission.addEventListener("change", tell);
    } catch { /* some browsers do not tell */ }
    await tell();
  };
  ask();
  devices?.addEventListener("devicechange", tell);
  return () => {
    told = "";
    permission?.removeEventListener("change", tell);
    devices?.removeEventListener("devicechange", tell);
  };
}
"""

_ask_browser = st.components.v2.component("camera_check", js=_JS)


def browser_report() -> Mapping[str, object] | None:
    """What the browser says of its camera, or None before it has said anything."""
    report = _ask_browser(key="camera-check", on_report_change=lambda: None, height=1).get("report")
    return report if isinstance(report, Mapping) else None


def obstacle(report: Mapping[str, object] | None) -> Obstacle | None:
    """What the browser's report says against the camera, if anything."""
    if report is None:
        return None
    if not report.get("secure", True):
        return Obstacle.INSECURE
    if report.get("permission") == "denied":
        return Obstacle.DENIED
    return None if report.get("camera", True) else Obstacle.NO_CAMERA


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
