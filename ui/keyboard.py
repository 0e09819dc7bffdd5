"""The way through the page for those who use no mouse, where Streamlit's own has a gap."""

from pathlib import Path

import streamlit as st

_SCRIPT = (Path(__file__).parent / "keyboard.js").read_text("utf-8")


def lead_keyboard_into_popovers() -> None:
    """Called once by the app, for all its pages."""
    st.html(f"<script>{_SCRIPT}</script>", unsafe_allow_javascript=True)
