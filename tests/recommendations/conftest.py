"""The bundled catalogue, read once for all of these tests as it cannot be changed, and a copy to damage."""

import shutil
from pathlib import Path

import pytest

from recommendations.catalogue import CONTENT, Catalogue, load


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """In English."""
    return load()


@pytest.fixture(scope="session")
def spanish() -> Catalogue:
    """In Spanish."""
    return load(language="es")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the bundled catalogue that a test may damage."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))
