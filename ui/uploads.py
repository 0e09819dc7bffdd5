"""Pictures and clips stay in memory from the moment that they arrive, and have a name each."""

from itertools import chain, count

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ui.texts import text

_NAMES = "upload-names"
_SNAPSHOT = "camera_input", "camera-input"  # how the names begin that Streamlit gives to snapshots, old and new
LARGEST = 64 * 1024 * 1024  # bytes: more than any file that a page takes


def keep_uploads_in_memory() -> None:
    """Streamlit's server would write an upload of more than 1 MiB to a nameless file for as long as it arrives."""
    MultiPartParser.spool_max_size = LARGEST


def name_of(file: UploadedFile) -> str:
    """What to call it throughout the visit: phones give many pictures one name.

    No two files have the same, those included that are not chosen any more: the journey keeps it.
    """
    names: dict[str, str] = st.session_state.setdefault(_NAMES, {})
    if file.file_id not in names:
        name = text("photo.snapshot_name") if file.name.startswith(_SNAPSHOT) else file.name
        others = (f"{name} ({number})" for number in count(2))
        names[file.file_id] = next(each for each in chain([name], others) if each not in names.values())
    return names[file.file_id]
