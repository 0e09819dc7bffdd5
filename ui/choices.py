"""Choices that stay: Streamlit forgets a widget's value as soon as a page is drawn without the widget."""

from collections.abc import Collection
from typing import TypeVar

import streamlit as st

_KEPT = "choices"

_Choice = TypeVar("_Choice")


def keep_choice(key: str, options: Collection[_Choice], default: _Choice) -> None:
    """Called before the widget `key` is drawn: it shows what was chosen in this visit, while that is an option."""
    kept = st.session_state.setdefault(_KEPT, {})
    chosen = st.session_state.get(key, kept.get(key, default))
    st.session_state[key] = kept[key] = chosen if chosen in options else default
