"""Pictures and clips stay in memory from the moment that they arrive."""

from starlette.formparsers import MultiPartParser

LARGEST = 64 * 1024 * 1024  # bytes: more than any file that a page takes


def keep_uploads_in_memory() -> None:
    """Streamlit's server would write an upload of more than 1 MiB to a nameless file for as long as it arrives."""
    MultiPartParser.spool_max_size = LARGEST
