"""The visitor's camera: the one place that knows streamlit-webrtc.

Pictures come from the browser, go through a `LiveSession` and go back, on threads of their own.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import av
import numpy as np
import streamlit as st
from streamlit_webrtc import Translations, WebRtcMode, webrtc_streamer

from core.live import LiveSession
from ui.texts import text

# streamlit-webrtc takes the credentials of a relay from these.
RELAY_VARIABLES = ("CLOUDFLARE_TURN_KEY_ID", "TWILIO_ACCOUNT_SID", "HF_TOKEN")
_LOCAL = ("localhost", "127.0.0.1", "::1")

Callback = Callable[[Any], Any]


class Facing(StrEnum):
    """Which camera of a phone; a computer has but one."""

    FRONT = "front"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class CameraState:
    """`active` from when the browser asks to connect until it stops."""

    active: bool


def camera(session: LiveSession, facing: Facing) -> CameraState:
    """Show the start button, and after it the picture as `session` draws it.

    Each camera has its own widget, since the browser remembers the last device of each.
    """
    context = webrtc_streamer(
        key=f"camera-{facing}",
        mode=WebRtcMode.SENDRECV,
        rtc_configuration=connection(st.context.url, os.environ),
        media_stream_constraints=_constraints(facing),
        video_frame_callback=callback(session, mirrored=facing is Facing.FRONT),
        sendback_audio=False,
        media_toggle_controls=False,
        video_html_attrs={
            "autoPlay": True,
            "controls": False,
            "muted": True,
            "playsInline": True,
            "style": {"width": "100%", "borderRadius": "0.75rem"},
        },
        translations=_words(),
    )
    return CameraState(active=context.state.playing or context.state.signalling)


def _words() -> Translations:
    """What streamlit-webrtc writes itself, in the visitor's language."""
    return {
        "start": text("live.start"),
        "stop": text("live.stop"),
        "select_device": text("live.select_device"),
        "device_ask_permission": text("live.device_ask"),
        "device_access_denied": text("live.device_denied"),
        "device_not_available": text("live.device_missing"),
        "media_api_not_available": text("live.device_insecure"),
    }


def connection(url: str | None, environment: Any) -> dict[str, Any] | None:
    """How browser and server find each other; None leaves it to streamlit-webrtc.

    It takes a relay (TURN) from the environment, or else a public server that tells each its address (STUN).
    On one and the same machine neither is needed, and without a network neither would answer.
    """
    local = urlsplit(url or "").hostname in _LOCAL
    relay = any(environment.get(name) for name in RELAY_VARIABLES)
    return {"iceServers": []} if local and not relay else None


def callback(session: LiveSession, mirrored: bool) -> Callback:
    """What to do with each frame of the stream. It never raises, since that would end the stream.

    A front camera's picture is turned left to right, as in a mirror.
    """

    def answer(frame: Any) -> Any:
        at = time.monotonic()
        try:
            image = frame.to_ndarray(format="rgb24")
            if mirrored:
                image = np.ascontiguousarray(image[:, ::-1])
            return av.VideoFrame.from_ndarray(session.step(image, at), format="rgb24")
        except Exception:  # a frame that cannot be converted goes back as it came
            return frame

    return answer


def _constraints(facing: Facing) -> dict[str, Any]:
    """A small picture is enough for a face, and quick to send; a phone held upright swaps the sides by itself."""
    mode = "user" if facing is Facing.FRONT else "environment"
    video = {"facingMode": mode, "width": {"ideal": 640}, "height": {"ideal": 480}, "frameRate": {"ideal": 20}}
    return {"video": video, "audio": False}
