"""Buttons that make a file when they are pressed."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

_KINDS = {
    "png": "image/png",
    "zip": "application/zip",
    "csv": "text/csv",
    "json": "application/json",
    "html": "text/html",
    "mp4": "video/mp4",
}


def download(
    label: str, make: Callable[[], str | bytes], name: str, icon: str, width: Literal["content", "stretch"] = "content"
) -> None:
    """A button for the file of this name, whose ending says what it is."""
    st.download_button(label, make, name, _KINDS[name.rpartition(".")[2]], icon=icon, on_click="ignore", width=width)


def stem(name: str) -> str:
    """A file's name without its ending."""
    return name.rpartition(".")[0] or name
