"""Which network and which face detector the app uses, from where, and that they are what they should be.

Light to import: what downloads and what converts is imported where it is needed.
"""

from core.model_store.files import ModelFiles, bundled, yunet_file
from core.model_store.settings import Settings, cache_folder

__all__ = ["ModelFiles", "Settings", "bundled", "cache_folder", "yunet_file"]
