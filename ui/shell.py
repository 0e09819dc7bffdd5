"""Keeps pages inside the app.

Until `st.navigation` has run once in a server's life, Streamlit takes `pages/` for an app of its own: whoever comes
first, and by a page's own address, gets that page alone, without navigation, style and care footer.
"""

import runpy
from pathlib import Path

import streamlit as st

_APP = Path(__file__).parents[1] / "app.py"
_STATE = "inside the app"


def enter() -> None:
    """Called by the app before it shows a page."""
    st.session_state[_STATE] = True


def require_app() -> None:
    """Called first by every page: a page that was started alone gives way to the app, which then shows it."""
    if _STATE not in st.session_state:
        runpy.run_path(str(_APP))
        st.stop()
