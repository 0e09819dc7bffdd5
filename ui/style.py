"""The few rules of style that Streamlit's theme has no setting for."""

import streamlit as st

# Streamlit leaves 96 pixels above a page's title for a header that is a third of that here; and a tall picture
# would push everything else off the screen.
_RULES = """
<style>
[data-testid="stMainBlockContainer"] { padding-top: 4.5rem; max-width: 72rem; }
[data-testid="stImage"] img { max-height: 75vh; object-fit: contain; object-position: left; }
</style>
"""


def apply_style() -> None:
    """Put the rules into the page."""
    st.html(_RULES)
