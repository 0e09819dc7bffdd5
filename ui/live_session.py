"""The visit's live session, as the pages know it that do not show it."""

import streamlit as st

from core.live import LiveSession


def rest_live_session() -> None:
    """Away from the Live page no picture is kept: a person may leave it with the camera on."""
    live: LiveSession | None = st.session_state.get("live")
    if live is not None:
        live.rest()
